"""Publishing tells everything that changes first: what came in from the library, and what other officers wrote."""

from decimal import Decimal

import pytest
from django.urls import reverse

from forms_config.admin.editing import CONFIRMED, WORDS_ONLY
from forms_config.domain.approval import add_default_workflow
from forms_config.domain.drafts import latest_draft, save_draft
from forms_config.domain.pending import contributions, pending
from forms_config.domain.publishing import FormHasProblems, freeze
from forms_config.engine.compare import Effect
from forms_config.models import Constant, EvaluationForm, IndexScheme
from sekin_site.roles import BKPSDM, DRAFTER
from tests.build import make_user
from tests.forms_config.library import (
    CELLS,
    field,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    posted,
    publish,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Terbitkan"}
ONLY_WORDS = {"action-publish": WORDS_ONLY}
KINDER = CELLS | {"BELOW": {"ABOVE": "BAIK", "MEETS": "BUTUH_PERBAIKAN", "BELOW": "SANGAT_KURANG"}}


@pytest.fixture
def officer():
    return make_user("petugas", groups=(BKPSDM,))


@pytest.fixture
def client(officer, login):
    return login(officer)


@pytest.fixture
def library():
    """One of each part that a form can name, and what the form of this file is made of."""
    scale = make_scale()
    constant = Constant.objects.create(key="hari_kerja", name="Hari kerja", value=Decimal(240))
    indicator = make_indicator("layanan", scale=scale, definition="Layanan yang tuntas.")
    index = IndexScheme.objects.create(
        key="indeks",
        name="Indeks",
        weight_sets=[
            ("weight_set", {"label": "", "weights": [{"section": "ukuran", "percent": Decimal(100)}]})
        ],
        bands=[("band", {"code": "BAIK", "label": "Baik", "minimum": None})],
    )
    index.refresh_from_db()  # its blocks as they are read
    return {
        "scale": scale,
        "matrix": make_matrix(scale),
        "indicator": indicator,
        "index": index,
        "constant": constant,
    }


def sections(library, *more, label: str = "Hasil kerja") -> list[dict]:
    rated = rated_sections(library["scale"])
    rated[0]["value"]["label"] = label
    measured = section(
        "Ukuran",
        {"type": "indicator", "value": {"indicator": library["indicator"].pk, "scored": True, "weight": "1"}},
        field("calculated", "Bagian tahun", formula="hari_kerja / 2"),
        key="ukuran",
    )
    return [*rated, measured, *more]


@pytest.fixture
def form(library, officer):
    """Published once."""
    form = make_form(*sections(library), matrix=library["matrix"], index=library["index"])
    form.latest_revision.publish(user=officer)
    form.refresh_from_db()
    return form


def at(name: str, *args) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def page_of(form, *more, **words):
    """What the editor sends of the form as it was published, with more sections or other words."""
    draft = form.get_latest_revision_as_object()
    stored = draft.sections.get_prep_value()
    values = {"key": form.key, "matrix": form.matrix_id, "index": form.index_id} | words
    return posted(*stored, *more, **values)


def change_a_cell(library) -> None:
    library["matrix"].cells = KINDER
    library["matrix"].save()


def change_a_level(library) -> None:
    level = library["scale"].levels.get(key="ABOVE")
    level.label = "Melampaui"
    level.save()


def change_a_definition(library) -> None:
    library["indicator"].definition = "Layanan yang selesai tepat waktu."
    library["indicator"].save()


def change_a_weight(library) -> None:
    library["index"].decimals = 1
    library["index"].save()


def change_a_constant(library) -> None:
    library["constant"].value = Decimal(235)
    library["constant"].save()


EDITS = (change_a_cell, change_a_level, change_a_definition, change_a_weight, change_a_constant)


# --- What is found ----------------------------------------------------------------------------------
def test_right_after_publishing_nothing_is_pending(form):
    assert not pending(form.get_latest_revision_as_object())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_whatever_changes_in_the_library_is_told_apart_from_what_is_written_in_the_form(form, library, edit):
    edit(library)
    found = pending(form.get_latest_revision_as_object())
    assert found.library
    assert found.own == ()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_nobody_publishes_a_change_of_the_library_without_reading_it(client, form, library, edit):
    edit(library)
    response = client.post(at("edit", form.pk), page_of(form, introduction="Isi dengan jujur.") | PUBLISH)
    assert response.status_code == 200
    html = response.content.decode()
    sentence = pending(form.get_latest_revision_as_object()).library[0].sentence
    assert "Dari perpustakaan" in html
    assert sentence.split("“")[0] in html
    assert form.versions.count() == 1


def test_what_decides_a_result_comes_first(form, library):
    change_a_level(library)
    change_a_cell(library)
    ((_, changes),) = pending(form.get_latest_revision_as_object()).groups
    assert changes[0].effect == Effect.RESULT
    assert {change.effect for change in changes} == {Effect.RESULT, Effect.WORDING}


def test_pressing_the_button_again_publishes_everything(client, form, library):
    change_a_cell(library)
    publish(client, at("edit", form.pk), page_of(form, introduction="Isi dengan jujur."))
    newest = form.versions.order_by("-number").first().parsed
    assert newest.introduction == "Isi dengan jujur."
    assert newest.matrix.cell("BELOW", "ABOVE") == "BAIK"


def test_another_change_of_the_library_in_between_is_asked_about_again(client, form, library):
    change_a_level(library)
    data = page_of(form, introduction="Isi dengan jujur.")
    token = client.post(at("edit", form.pk), data | PUBLISH).context["form"].to_confirm
    change_a_cell(library)
    response = client.post(at("edit", form.pk), data | PUBLISH | {CONFIRMED: token})
    assert response.status_code == 200
    assert form.versions.count() == 1


def test_a_correction_of_words_alone_is_published_without_a_question(client, form):
    assert client.post(at("edit", form.pk), page_of(form, introduction="Jujur.") | PUBLISH).status_code == 302
    assert form.versions.count() == 2


# --- Only the words ---------------------------------------------------------------------------------
def test_only_the_words_are_published_with_the_library_as_it_was(client, form, library):
    change_a_cell(library)
    change_a_level(library)
    data = page_of(form, introduction="Isi dengan jujur.")
    asked = client.post(at("edit", form.pk), data | PUBLISH)
    assert f'name="action-publish" value="{WORDS_ONLY}"' in " ".join(asked.content.decode().split())
    client.post(at("edit", form.pk), data | ONLY_WORDS | {CONFIRMED: asked.context["form"].to_confirm})
    first, second = (version.parsed for version in form.versions.order_by("number"))
    assert second.introduction == "Isi dengan jujur."
    assert (second.matrix, second.scales) == (first.matrix, first.scales)
    assert pending(EvaluationForm.objects.get().get_latest_revision_as_object()).library


def test_the_next_ordinary_publishing_brings_the_library_along(client, form, library):
    change_a_cell(library)
    data = page_of(form, introduction="Isi dengan jujur.")
    token = client.post(at("edit", form.pk), data | PUBLISH).context["form"].to_confirm
    client.post(at("edit", form.pk), data | ONLY_WORDS | {CONFIRMED: token})
    publish(client, at("edit", form.pk), data)
    assert form.versions.order_by("-number").first().parsed.matrix.cell("BELOW", "ABOVE") == "BAIK"


def test_more_than_words_is_never_published_as_words_only(client, form, library):
    change_a_cell(library)
    data = page_of(form, section("Lain", field("yes_no", "Setuju?")))
    asked = client.post(at("edit", form.pk), data | PUBLISH)
    assert "Terbitkan hanya kata-kata" not in asked.content.decode()
    response = client.post(
        at("edit", form.pk), data | ONLY_WORDS | {CONFIRMED: asked.context["form"].to_confirm}, follow=True
    )
    assert "mengubah lebih dari kata-kata" in response.content.decode()
    assert form.versions.count() == 1
    assert "Setuju?" in str(EvaluationForm.objects.get().get_latest_revision().content)


def test_who_only_hands_in_reads_the_changes_and_has_no_button_that_publishes(form, library, login):
    add_default_workflow()
    change_a_cell(library)
    drafter = login(make_user("penyusun", groups=(DRAFTER,)))
    response = drafter.post(
        at("edit", form.pk), page_of(form, introduction="Jujur.") | {"action-submit": "x"}
    )
    html = response.content.decode()
    assert "Dari perpustakaan" in html
    assert "Terbitkan hanya kata-kata" not in html


def test_where_another_officer_has_to_approve_nobody_publishes_a_part(client, form, library, monkeypatch):
    monkeypatch.setattr("forms_config.admin.panels.may_publish_directly", lambda: False)
    add_default_workflow()
    change_a_cell(library)
    response = client.post(at("edit", form.pk), page_of(form, introduction="Jujur.") | {"action-submit": "x"})
    html = response.content.decode()
    assert "Dari perpustakaan" in html
    assert "Terbitkan hanya kata-kata" not in html


def test_a_program_is_refused_the_same(form, library):
    draft = form.get_latest_revision_as_object()
    draft.sections = sections(library, section("Lain", field("yes_no", "Setuju?")))
    draft.keeps_library = True
    with pytest.raises(FormHasProblems):
        freeze(draft, actor=None)


# --- What others wrote ------------------------------------------------------------------------------
def leave_half_made(form, library, who) -> None:
    draft = latest_draft(form, actor=who)
    draft.sections = sections(library, section("Percobaan", field("short_text", "Apa saja")))
    save_draft(draft, actor=who)


def test_the_half_made_work_of_another_officer_is_told_by_name_before_it_is_published(client, form, library):
    leave_half_made(form, library, make_user("ani", first_name="Ani", groups=(BKPSDM,)))
    response = client.post(at("edit", form.pk), page_of(form, introduction="Jujur.") | PUBLISH)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Ditulis petugas lain dalam draf ini" in html
    assert "Ani, " in html
    assert "Percobaan" in html
    assert form.versions.count() == 1


def test_ones_own_new_question_is_no_surprise(client, form):
    data = page_of(form, section("Lain", field("yes_no", "Setuju?")))
    assert client.post(at("edit", form.pk), data | PUBLISH).status_code == 302


def test_each_stretch_of_work_is_one_entry_and_the_newest_comes_first(form, library):
    ani, budi = (make_user(name, first_name=name.title(), groups=(BKPSDM,)) for name in ("ani", "budi"))
    for who in (ani, ani, budi):
        leave_half_made(form, library, who)
    draft = EvaluationForm.objects.get().get_latest_revision_as_object()
    made = contributions(form, pending(draft))
    assert [(one.author, bool(one.changes)) for one in made] == [("Budi", False), ("Ani", True)]


def test_the_editor_says_who_changed_what_and_discards_it_in_one_press(client, form, library):
    leave_half_made(form, library, make_user("ani", first_name="Ani", groups=(BKPSDM,)))
    html = client.get(at("edit", form.pk)).content.decode()
    assert "Siapa mengubah apa sejak versi 1" in html
    form.refresh_from_db()
    discard = reverse("forms_config:take_draft_back", args=[form.pk, 1])
    assert f'formaction="{discard}"' in " ".join(html.split())
    client.post(discard, page_of(form) | {"seen": form.latest_revision_id})
    assert not pending(EvaluationForm.objects.get().get_latest_revision_as_object())


def test_the_checks_no_longer_say_that_all_is_as_published(client, form, library):
    change_a_cell(library)
    html = client.get(at("edit", form.pk)).content.decode()
    assert "Bila draf ini terbit, yang berubah dari versi 1" in html
    assert "belum berlaku bagi formulir ini" in html

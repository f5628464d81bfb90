"""Inserting ready-made parts into a form, through the admin's own pages."""

import json

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forms_config.engine import codec
from forms_config.engine.schema import FilledBy
from forms_config.models import EvaluationForm, FormVersion, Indicator, PredikatMatrix, RatingScale
from forms_config.official import load_official
from forms_config.official.forms import ready_made_sections
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_user
from tests.forms_config.library import field, make_form, make_indicator, make_scale, overall, posted, section

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Terbitkan"}


@pytest.fixture
def officer():
    return make_user("petugas", groups=(BKPSDM,))


@pytest.fixture
def client(officer, login):
    return login(officer)


def at(form: EvaluationForm) -> str:
    return reverse("forms_config:insert", args=[form.pk])


def editor(name: str, *args: int) -> str:
    return reverse(EvaluationForm.snippet_viewset.get_url_name(name), args=args)


def draft_of(form: EvaluationForm) -> EvaluationForm:
    return EvaluationForm.objects.get(pk=form.pk).get_latest_revision_as_object()


def keys(form: EvaluationForm) -> list[tuple[str, list[str]]]:
    return [
        (one.value["key"], [child.value["key"] for child in one.value["fields"]])
        for one in draft_of(form).sections
    ]


def of_other(client, form: EvaluationForm, label: str) -> str:
    """The name on the page of another form's section."""
    others = client.get(at(form)).context["others"]
    return next(part.name for _, parts in others for part in parts if part.label == label)


def save(client, form: EvaluationForm, action: dict[str, str]) -> None:
    """What the editor sends when the officer changes nothing and presses a button."""
    draft = draft_of(form)
    sections = json.loads(json.dumps(draft.sections.get_prep_value(), default=str))
    response = client.post(
        editor("edit", form.pk),
        posted(*sections, title=draft.title, key=draft.key, matrix=draft.matrix_id or "") | action,
    )
    assert response.status_code == 302, response.context["form"].errors


# --- The official form from an empty one --------------------------------------------------------------
def test_the_official_form_is_built_from_an_empty_form_in_two_steps(client):
    load_official()
    client.post(editor("add"), posted(title="Formulir kami"))
    form = EvaluationForm.objects.get(title="Formulir kami")
    assert (
        reverse("forms_config:insert", args=[form.pk]) in client.get(editor("edit", form.pk)).content.decode()
    )
    matrix = PredikatMatrix.objects.get(key="kuadran")
    answer = client.post(
        at(form),
        {"kind": "siap-pakai", "sections": ["hasil-kerja", "perilaku"], "matrix": matrix.pk},
        follow=True,
    )
    assert "Ditambahkan ke draf: “Hasil kerja”, “Perilaku kerja”." in answer.content.decode()
    save(client, form, PUBLISH)
    ours = FormVersion.objects.get(form=form).parsed
    official = FormVersion.objects.get(form__key="permenpanrb-6-2022").parsed
    assert (ours.sections, ours.matrix, ours.scales) == (official.sections, official.matrix, official.scales)


def test_an_empty_form_points_to_the_ready_made_sections(client):
    assert "disisipkan sekali pilih" in client.get(editor("add")).content.decode()


def test_every_ready_made_section_says_what_is_in_it_and_can_be_inserted(client):
    load_official()
    form = make_form()
    names = [one.name for one in ready_made_sections()]
    page = client.get(at(form))
    conduct = next(part for part in page.context["official"] if part.name == "perilaku")
    assert [part.name for part in page.context["official"]] == names
    assert conduct.contents[1] == "Berorientasi Pelayanan"
    assert conduct.contents[-1] == "Rating perilaku"
    client.post(at(form), {"kind": "siap-pakai", "sections": names})
    assert len(draft_of(form).sections) == len(names)
    every = [key for section_key, fields in keys(form) for key in [section_key, *fields]]
    assert len(every) == len(set(every))


def test_a_section_without_its_scale_is_not_offered(client):
    form = make_form()
    page = client.get(at(form))
    assert "Belum dapat dipakai: skala ekspektasi tidak ada." in page.content.decode()
    answer = client.post(at(form), {"kind": "siap-pakai", "sections": ["hasil-kerja"]})
    assert answer.status_code == 422
    assert "sudah tidak ada" in answer.content.decode()
    assert draft_of(form).sections.get_prep_value() == []


# --- What inserting does and does not -----------------------------------------------------------------
def test_inserting_makes_a_draft_and_leaves_the_published_form_alone(client, officer):
    load_official()
    form = EvaluationForm.objects.get(key="kompetensi")
    before = form.versions.get()
    client.post(at(form), {"kind": "siap-pakai", "sections": ["kehadiran"]})
    form.refresh_from_db()
    assert form.live
    assert form.has_unpublished_changes
    assert form.versions.get() == before
    assert [one.value["key"] for one in form.sections] == ["kompetensi"]
    assert [one.value["key"] for one in draft_of(form).sections] == ["kompetensi", "kehadiran"]
    assert form.latest_revision.user == officer
    assert ModelLogEntry.objects.filter(user=officer, action="wagtail.edit").exists()


def test_looking_writes_nothing(client):
    load_official()
    form = EvaluationForm.objects.get(key="kompetensi")
    revisions = form.revisions.count()
    client.get(at(form))
    assert form.revisions.count() == revisions


def test_a_matrix_that_was_chosen_is_kept(client):
    load_official()
    form = EvaluationForm.objects.get(key="permenpanrb-6-2022")
    assert "matrix" not in client.get(at(form)).context["ready_made_form"].fields


def test_choosing_nothing_says_so(client):
    form = make_form()
    answer = client.post(at(form), {"kind": "siap-pakai"})
    assert answer.status_code == 422
    assert "Pilih paling sedikit satu bagian." in answer.content.decode()
    assert client.post(at(form), {"kind": "lain"}).status_code == 422


# --- Sections of other forms --------------------------------------------------------------------------
def condition(name: str, values: str = "yes") -> dict[str, object]:
    return {"match": "all", "conditions": [{"field": name, "operator": "equals", "values": values}]}


def test_keys_that_are_taken_get_a_number_and_everything_inside_follows(client):
    scale = make_scale()
    source = section(
        "Layanan",
        field("yes_no", "Ada keluhan?", key="keluhan"),
        field("number", "Keluhan selesai", key="selesai", visible_if=condition("keluhan")),
        field("number", "Semua keluhan", key="semua"),
        field(
            "calculated",
            "Persen",
            key="persen",
            formula='if(keluhan = "selesai", selesai / semua * 100, min(semua, 3))',
        ),
        field(
            "evidence",
            "Bukti",
            key="bukti",
            demand={"kind": "extreme", "field": "rating", "score": None},
        ),
        key="layanan",
        overall=[overall(scale, "Rating", key="rating")],
    )
    make_form(source, key="asal", title="Asal")
    taken = [field("yes_no", "Keluhan", key="keluhan"), field("number", "Selesai", key="selesai")]
    form = make_form(
        section("Layanan", *taken, key="layanan", overall=[overall(scale, key="rating")]), key="tujuan"
    )
    client.post(at(form), {"kind": "formulir-lain", "sections": [of_other(client, form, "Layanan")]})
    inserted = draft_of(form).sections[1].value
    fields = inserted["fields"]
    assert inserted["key"] == "layanan_2"
    assert [one.value["key"] for one in fields] == ["keluhan_2", "selesai_2", "semua", "persen", "bukti"]
    assert fields[1].value["visible_if"]["conditions"][0]["field"] == "keluhan_2"
    formula = 'if(keluhan_2 = "selesai", selesai_2 / semua * 100, min(semua, 3))'
    assert fields[3].value["formula"] == formula
    assert fields[4].value["demand"]["field"] == "rating_2"
    assert inserted["overall"][0]["key"] == "rating_2"
    assert inserted["overall"][0]["scale"] == scale


def test_the_numbers_of_a_ratio_follow_their_item(client):
    ratio = make_indicator("tepat", numerator="Selesai tepat waktu", denominator="Semua")
    source = section(
        "Rasio",
        {"type": "indicator", "value": {"indicator": ratio.pk, "key": "tepat"}},
        field("calculated", "Sisa", key="sisa", formula="tepat_penyebut - tepat_pembilang"),
        key="rasio",
    )
    make_form(source, key="asal")
    form = make_form(section("Lain", field(key="tepat"), key="lain"), key="tujuan")
    client.post(at(form), {"kind": "formulir-lain", "sections": [of_other(client, form, "Rasio")]})
    assert (
        draft_of(form).sections[1].value["fields"][1].value["formula"]
        == "tepat_2_penyebut - tepat_2_pembilang"
    )


def test_script_in_another_forms_label_is_shown_as_text(client):
    make_form(section("<script>alert(1)</script>", field(label="<b>tebal</b>")), key="asal")
    html = client.get(at(make_form(key="tujuan"))).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html
    assert "<b>tebal</b>" not in html


# --- Sets of indicators -------------------------------------------------------------------------------
def test_a_set_of_indicators_becomes_a_new_section(client):
    load_official()
    form = make_form()
    chosen = list(Indicator.objects.filter(group="kompetensi").order_by("name")[:3])
    client.post(
        at(form),
        {
            "kind": "indikator",
            "indicators": [one.pk for one in chosen],
            "section": "",
            "label": "Kompetensi inti",
            "filled_by": "rater",
            "required": "on",
            "scored": "on",
        },
    )
    (made,) = draft_of(form).sections
    assert (made.value["key"], made.value["area"]) == ("kompetensi_inti", "kompetensi")
    assert [one.value["indicator"] for one in made.value["fields"]] == chosen
    assert {
        (one.value["filled_by"], one.value["required"], one.value["scored"]) for one in made.value["fields"]
    } == {(FilledBy.RATER.value, True, True)}


def test_indicators_go_to_the_end_of_a_section_that_is_there(client):
    one, two = make_indicator("satu-dua"), make_indicator("tiga")
    form = make_form(section("Isi", field(key="satu_dua"), key="isi"))
    data = {"kind": "indikator", "indicators": [one.pk, two.pk], "section": "isi", "filled_by": "employee"}
    client.post(at(form), data)
    assert keys(form) == [("isi", ["satu_dua", "satu_dua_2", "tiga"])]
    assert not draft_of(form).sections[0].value["fields"][1].value["required"]


def test_a_whole_group_is_ticked_at_once(client):
    load_official()
    form = make_form()
    Indicator.objects.filter(code="integritas").update(is_active=False)
    answer = client.post(
        at(form), {"kind": "indikator", "groups": ["kompetensi"], "label": "Isi", "filled_by": "rater"}
    )
    assert answer.status_code == 302
    group = Indicator.objects.filter(group="kompetensi", is_active=True)
    chosen = [one.value["indicator"] for one in draft_of(form).sections[0].value["fields"]]
    assert chosen == list(group)
    assert len(chosen) == 8


def test_no_indicator_at_all_says_so(client):
    make_indicator()
    answer = client.post(at(make_form()), {"kind": "indikator", "label": "Isi", "filled_by": "rater"})
    assert "Pilih paling sedikit satu indikator." in answer.content.decode()


def test_a_new_section_needs_a_name(client):
    one = make_indicator()
    data = {"kind": "indikator", "indicators": [one.pk], "section": "", "filled_by": "employee"}
    answer = client.post(at(make_form()), data)
    assert answer.status_code == 422
    assert "Beri nama bagian barunya" in answer.content.decode()


def test_an_inactive_indicator_is_neither_shown_nor_taken(client):
    gone = make_indicator("lama", name="Indikator lama", is_active=False)
    make_indicator("baru")
    form = make_form()
    assert "Indikator lama" not in client.get(at(form)).content.decode()
    data = {"kind": "indikator", "indicators": [gone.pk], "label": "Isi", "filled_by": "employee"}
    assert client.post(at(form), data).status_code == 422


# --- Who, and when not --------------------------------------------------------------------------------
@pytest.mark.parametrize("groups", [(AUDITOR,), ()])
def test_others_are_refused(login, groups):
    form = make_form()
    stranger = login(make_user("lain", groups=groups))
    for answer in (stranger.get(at(form)), stranger.post(at(form), {"kind": "siap-pakai"})):
        assert answer.status_code in (302, 403)
    assert form.revisions.count() == 1


def test_a_locked_form_is_left_alone(client):
    load_official()
    form = EvaluationForm.objects.get(key="kompetensi")
    EvaluationForm.objects.filter(pk=form.pk).update(locked=True, locked_by=make_user("lain"))
    answer = client.post(at(form), {"kind": "siap-pakai", "sections": ["kehadiran"]}, follow=True)
    assert "sedang dikunci" in answer.content.decode()
    assert [key for key, _ in keys(form)] == ["kompetensi"]


def test_the_tools_of_a_form_lead_there(client):
    html = client.get(editor("edit", make_form().pk)).content.decode()
    assert "Sisipkan bagian siap pakai" in html
    assert "Ekspor formulir" in html


def test_the_official_forms_and_the_ready_made_sections_are_the_same(client):
    load_official()
    form, scales = make_form(), RatingScale.objects.count()
    client.post(at(form), {"kind": "siap-pakai", "sections": ["kompetensi", "kehadiran"]})
    save(client, form, PUBLISH)
    made, official = form.versions.get().parsed, FormVersion.objects.get(form__key="evaluasi-tahunan").parsed
    assert made.sections == (official.section("kompetensi"), official.section("kehadiran"))
    assert codec.content_hash(made) != codec.content_hash(official)
    assert RatingScale.objects.count() == scales

"""The editor in the Wagtail admin, through its own views."""

import json
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse
from wagtail import blocks

from forms_config.compiling import compile_form
from forms_config.domain.publishing import freeze
from forms_config.engine.compare import changes
from forms_config.engine.schema import FieldKind, LevelDescriptor
from forms_config.engine.vocabulary import YearRule
from forms_config.models import (
    EvaluationForm,
    FormVersion,
    GuidancePage,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)
from sekin_site.roles import AUDITOR, BKPSDM
from tests.build import make_user
from tests.counting import statements_of
from tests.forms_config.library import (
    CELLS,
    field,
    inputs,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    overall,
    posted,
    posted_indicator,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "Terbitkan"}


@pytest.fixture
def officer():
    return make_user("petugas", groups=(BKPSDM,))


@pytest.fixture
def client(officer, login):
    return login(officer)


@pytest.fixture
def scale():
    return make_scale()


@pytest.fixture
def matrix(scale):
    return make_matrix(scale)


def at(model, name: str, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(name), args=args)


# --- Drafts and publishing --------------------------------------------------------------------------
def test_an_officer_makes_and_publishes_a_form(client, officer, scale, matrix):
    response = client.post(
        at(EvaluationForm, "add"), posted(*rated_sections(scale), matrix=matrix.pk) | PUBLISH, follow=True
    )
    form = EvaluationForm.objects.get()
    version = form.versions.get()
    assert response.status_code == 200
    assert (form.live, form.key, version.published_by) == (True, "formulir_coba", officer)
    assert [s.key for s in version.parsed.sections] == ["hasil_kerja", "perilaku"]
    assert form.sections[0].value["fields"][0].value["key"] == "realisasi"


def test_an_officer_chooses_what_a_year_takes_from_its_months_and_a_change_is_a_new_version(
    client, scale, matrix
):
    sent = {"matrix": matrix.pk, "year_rule": "LAST"}
    client.post(at(EvaluationForm, "add"), posted(*rated_sections(scale), **sent) | PUBLISH)
    form = EvaluationForm.objects.get()
    assert form.versions.get().parsed.year_rule == YearRule.LAST
    edit = at(EvaluationForm, "edit", form.pk)
    page = client.get(edit).content.decode()
    assert "Saran tidak mengikat: rating tetap ditetapkan penilai." in page
    kept = posted(*form.sections.get_prep_value(), **sent | {"year_rule": "MOST_FREQUENT", "key": form.key})
    client.post(edit, kept | PUBLISH)
    old, new = form.versions.order_by("number")
    assert new.parsed.year_rule == YearRule.MOST_FREQUENT
    (change,) = changes(old.parsed, new.parsed)
    assert (change.before, change.after) == (
        "saran: rating dari hasil terakhir", "saran: rating yang paling sering",
    )  # fmt: skip
    refused = client.post(edit, kept | {"year_rule": "AVERAGE"} | PUBLISH)
    assert form.versions.count() == 2
    assert refused.status_code == 200


def test_an_officer_publishes_a_form_that_asks_for_money(client, scale, matrix):
    budget = section("Anggaran", field("money", "Realisasi belanja", key="belanja", maximum="5000000"))
    sections = [*rated_sections(scale), budget]
    client.post(at(EvaluationForm, "add"), posted(*sections, matrix=matrix.pk) | PUBLISH)
    form = EvaluationForm.objects.get()
    [spent] = form.versions.get().parsed.section("anggaran").fields
    assert (spent.kind, spent.minimum, spent.maximum) == (FieldKind.MONEY, 0, 5_000_000)
    assert "Realisasi belanja" in client.get(at(EvaluationForm, "edit", form.pk)).content.decode()


def test_a_draft_may_be_incomplete_and_gets_its_keys(client):
    client.post(
        at(EvaluationForm, "add"), posted(section("Bagian", field(label=""), field("scale", "Nilai")))
    )
    form = EvaluationForm.objects.get()
    draft = form.get_latest_revision_as_object()
    assert not form.live
    assert [f.value["key"] for f in draft.sections[0].value["fields"]] == ["isian", "nilai"]


def test_a_form_with_a_problem_is_not_published_and_the_block_says_why(client, scale):
    sections = [*rated_sections(scale), section("Kosong"), section("Isi", field("choice", "Pilihan saya"))]
    response = client.post(at(EvaluationForm, "add"), posted(*sections) | PUBLISH)
    assert response.status_code == 200
    errors = response.context["form"].errors.as_data()["sections"][0].block_errors
    assert sorted(errors) == [2, 3]
    assert "belum punya isian" in errors[2].non_block_errors[0]
    assert "belum punya pilihan" in errors[3].block_errors["fields"].block_errors[0].non_block_errors[0]
    assert "belum punya pilihan" in response.content.decode()
    assert not FormVersion.objects.exists()


def test_a_missing_scale_is_refused_at_its_field(client):
    sections = [section("Bagian", field("scale", "Nilai"), overall=[{"label": "Rating"}])]
    response = client.post(at(EvaluationForm, "add"), posted(*sections) | PUBLISH)
    errors = response.context["form"].errors.as_data()["sections"][0].block_errors[0].block_errors
    assert list(errors["fields"].block_errors[0].block_errors) == ["scale"]
    assert list(errors["overall"].block_errors[0].block_errors) == ["scale"]


def test_a_problem_of_the_matrix_stands_at_the_matrix(client, scale):
    matrix = make_matrix(scale, cells={"ABOVE": CELLS["ABOVE"]})
    response = client.post(
        at(EvaluationForm, "add"), posted(*rated_sections(scale), matrix=matrix.pk) | PUBLISH
    )
    assert list(response.context["form"].errors) == ["matrix"]


def test_an_edit_becomes_a_second_version_only_when_it_is_published(client, scale, matrix):
    client.post(at(EvaluationForm, "add"), posted(*rated_sections(scale), matrix=matrix.pk) | PUBLISH)
    form = EvaluationForm.objects.get()
    sections = [*rated_sections(scale), section("Lain", field("yes_no", "Setuju?"))]
    edited = posted(*sections, title="Judul baru", matrix=matrix.pk)
    client.post(at(EvaluationForm, "edit", form.pk), edited)
    assert form.versions.count() == 1
    client.post(at(EvaluationForm, "edit", form.pk), edited | PUBLISH)
    assert [(v.number, v.parsed.title) for v in form.versions.order_by("number")] == [
        (1, "Formulir coba"),
        (2, "Judul baru"),
    ]


def test_the_key_of_a_form_follows_its_title_until_the_first_version(client, scale, matrix):
    form = make_form(*rated_sections(scale), key="judul_seteng")
    url = at(EvaluationForm, "edit", form.pk)
    client.post(url, posted(*rated_sections(scale), title="Judul setengah jadi", matrix=matrix.pk))
    assert EvaluationForm.objects.get().key == "judul_setengah_jadi"
    client.post(url, posted(*rated_sections(scale), title="Judul setengah jadi", matrix=matrix.pk) | PUBLISH)
    client.post(
        url, posted(*rated_sections(scale), title="Judul lain", key="lain", matrix=matrix.pk) | PUBLISH
    )
    assert EvaluationForm.objects.get().key == "judul_setengah_jadi"
    assert [v.parsed.title for v in form.versions.order_by("number")] == ["Judul setengah jadi", "Judul lain"]


# --- Found by its words -----------------------------------------------------------------------------
def all_blocks(block: blocks.Block) -> Iterator[blocks.Block]:
    yield block
    children = getattr(block, "child_blocks", {}).values()
    for child in (*children, *filter(None, [getattr(block, "child_block", None)])):
        yield from all_blocks(child)


EDITED_STREAMS = [
    EvaluationForm._meta.get_field("sections"),
    *(IndexScheme._meta.get_field(name) for name in ("weight_sets", "bands")),
    Indicator._meta.get_field("bands"),
    GuidancePage._meta.get_field("body"),
]


@pytest.mark.parametrize("stream", EDITED_STREAMS, ids=str)
def test_nothing_hides_behind_a_gear_and_every_add_button_says_what_it_adds(stream):
    for block in all_blocks(stream.stream_block):
        if isinstance(block, blocks.StructBlock):
            assert block.meta.form_layout.settings == [], block
        if isinstance(block, blocks.ListBlock | blocks.StreamBlock):
            assert block.meta.form_attrs["data-sekin-adds"].startswith("Tambah "), block


@pytest.mark.parametrize("kind", EvaluationForm().sections.stream_block.child_blocks["section"]
                         .child_blocks["fields"].child_blocks)  # fmt: skip
def test_no_input_of_a_block_is_lost_between_its_folds(kind):
    block = (
        EvaluationForm()
        .sections.stream_block.child_blocks["section"]
        .child_blocks["fields"]
        .child_blocks[kind]
    )
    assert sorted(block.meta.form_layout.get_sorted_block_names()) == sorted(block.child_blocks)


def test_a_field_says_itself_what_the_levels_of_its_scale_mean(scale):
    told = [{"level": "ABOVE", "text": " Menyapa dulu. "}, {"level": "MEETS", "text": "  "}]
    form = make_form(section("Isi", field("scale", "Menyapa", scale=scale.pk, descriptors=told)))
    assert compile_form(form).sections[0].fields[0].descriptors == (
        LevelDescriptor("ABOVE", "Menyapa dulu."),
    )


def test_a_draft_from_before_fields_had_descriptors_is_read(scale):
    form = make_form(section("Isi", field("scale", "Menyapa", scale=scale.pk)))
    assert compile_form(form).sections[0].fields[0].descriptors == ()


# --- Preview ----------------------------------------------------------------------------------------
def previewed(client, form, data: dict[str, str], mode: str) -> str:
    """The page in the preview panel after these inputs were typed."""
    url = at(EvaluationForm, "preview_on_edit", form.pk)
    assert client.post(url, data).json()["is_valid"]
    return client.get(url, {"mode": mode}).content.decode()


@pytest.mark.parametrize(("mode", "label"), [("employee", "Sebagai ASN"), ("rater", "Sebagai penilai")])
def test_the_preview_shows_the_form_to_either_side(client, scale, matrix, mode, label):
    form = make_form(section("Lama"))
    html = previewed(client, form, posted(*rated_sections(scale), matrix=matrix.pk), mode)
    assert label in html
    assert "Realisasi" in html
    assert ("Rating hasil kerja" in html) == (mode == "rater")


@pytest.mark.parametrize("mode", ["employee", "rater"])
def test_the_preview_copes_with_every_unfinished_block(client, mode):
    stream = EvaluationForm().sections.stream_block
    kinds = stream.child_blocks["section"].child_blocks["fields"].child_blocks
    fields = [{"type": kind, "value": {}} for kind in kinds]
    sections = [{"type": kind, "value": {"fields": fields, "overall": [{}]}} for kind in stream.child_blocks]
    form = make_form(*sections)
    assert "Perlu diperbaiki sebelum terbit" in previewed(client, form, posted(*sections), mode)
    kept = client.get(at(EvaluationForm, "revisions_view", form.pk, form.latest_revision_id), {"mode": mode})
    assert "Perlu diperbaiki sebelum terbit" in kept.content.decode()


def test_script_in_a_label_is_shown_as_text(client, scale):
    sections = [section("<script>alert(1)</script>", field(label="<b>tebal</b>"))]
    form = make_form(*sections)
    edit_page = client.get(at(EvaluationForm, "edit", form.pk)).content.decode()
    for html in (edit_page, previewed(client, form, posted(*sections), "employee")):
        assert "alert(1)" in html
        assert "<script>alert(1)" not in html
        assert "<b>tebal</b>" not in html


def test_the_preview_follows_what_is_typed(client, scale):
    url = at(EvaluationForm, "preview_on_add")
    answer = client.post(url, posted(section("Bagian baru", field(label="Isian baru"))))
    assert answer.json() == {"is_valid": True, "is_available": True}
    assert "Isian baru" in client.get(url, {"mode": "employee"}).content.decode()
    assert not EvaluationForm.objects.exists()


# --- Published versions -----------------------------------------------------------------------------
def test_the_edit_page_lists_versions_and_problems(client, scale, matrix):
    form = make_form(*rated_sections(scale), section("Kosong"), matrix=matrix)
    version = freeze(make_form(*rated_sections(scale), key="lain", matrix=matrix), actor=None)
    html = client.get(at(EvaluationForm, "edit", form.pk)).content.decode()
    assert "Belum pernah terbit" in html
    assert "“Kosong” belum punya isian" in html
    html = client.get(at(EvaluationForm, "edit", version.form_id)).content.decode()
    assert reverse("forms_config:form_version", args=[version.pk]) in html
    assert "Draf terakhir lengkap" in html


def test_a_published_version_can_be_read_as_either_side(client, scale, matrix):
    version = freeze(make_form(*rated_sections(scale), matrix=matrix), actor=None)
    url = reverse("forms_config:form_version", args=[version.pk])
    as_employee, as_rater = (
        client.get(url, {"mode": mode}).content.decode() for mode in ("employee", "rater")
    )
    assert "Versi 1, terbit" in as_employee
    assert "Rating hasil kerja" not in as_employee
    assert "Rating hasil kerja" in as_rater
    assert client.post(url).status_code == 405


def test_an_auditor_reads_no_version_and_no_editor(login, scale, matrix):
    version = freeze(make_form(*rated_sections(scale), matrix=matrix), actor=None)
    auditor = login(make_user("auditor2", groups=(AUDITOR,)))
    assert auditor.get(reverse("forms_config:form_version", args=[version.pk])).status_code in (302, 403)
    assert auditor.get(at(EvaluationForm, "edit", version.form_id)).status_code in (302, 403)


# --- Library ----------------------------------------------------------------------------------------
def matrix_data(matrix, **cells: str) -> dict[str, str]:
    grid = {f"cells-{work}-{conduct}": code for work, row in CELLS.items() for conduct, code in row.items()}
    predikats = list(matrix.predikats.all())
    data = {"predikats-TOTAL_FORMS": len(predikats), "predikats-INITIAL_FORMS": len(predikats)}
    data |= {"predikats-MIN_NUM_FORMS": 1, "predikats-MAX_NUM_FORMS": 1000}
    for number, one in enumerate(predikats):
        prefix = f"predikats-{number}"
        data |= {f"{prefix}-id": one.pk, f"{prefix}-label": one.label, f"{prefix}-code": one.code}
        data |= {f"{prefix}-ORDER": number + 1, f"{prefix}-DELETE": ""}
    own = {"name": matrix.name, "legal_basis": "Perbup", "scale": matrix.scale_id, "is_active": "on"}
    return grid | cells | data | own


def test_one_cell_of_the_quadrant_is_changed_in_the_grid(client, matrix):
    html = client.get(at(PredikatMatrix, "edit", matrix.pk)).content.decode()
    assert 'name="cells-MEETS-MEETS"' in html
    assert "Hasil kerja Meets, perilaku Meets" in html
    response = client.post(
        at(PredikatMatrix, "edit", matrix.pk), matrix_data(matrix, **{"cells-MEETS-MEETS": "SANGAT_BAIK"})
    )
    matrix.refresh_from_db()
    assert response.status_code == 302
    assert matrix.cells == CELLS | {"MEETS": CELLS["MEETS"] | {"MEETS": "SANGAT_BAIK"}}
    assert matrix.key == "kuadran"


def test_a_new_scale_gets_its_key_and_levels(client):
    data = {"name": "Tiga tingkat", "description": "", "key": "", "is_active": "on"}
    data |= {"levels-TOTAL_FORMS": 2, "levels-INITIAL_FORMS": 0, "levels-MIN_NUM_FORMS": 1}
    data |= {"levels-MAX_NUM_FORMS": 1000}
    for number, key in enumerate(("baik", "kurang")):
        prefix = f"levels-{number}"
        data |= {
            f"{prefix}-key": key,
            f"{prefix}-label": key.title(),
            f"{prefix}-value": "",
            f"{prefix}-id": "",
        }
        data |= {f"{prefix}-descriptor": "", f"{prefix}-ORDER": number + 1, f"{prefix}-DELETE": ""}
    assert client.post(at(RatingScale, "add"), data).status_code == 302
    scale = RatingScale.objects.get()
    assert scale.key == "tiga_tingkat"
    assert [level.key for level in scale.levels.all()] == ["baik", "kurang"]


def test_the_bands_of_an_index_are_edited_as_rows(client):
    bands = [
        {"type": "band", "value": {"label": "Baik", "code": "BAIK", "minimum": "90.5", "condition": []}},
        {"type": "band", "value": {"label": "Kurang", "code": "KURANG", "minimum": None, "condition": []}},
    ]
    weights = [
        {
            "type": "weight_set",
            "value": {"weights": [{"section": "hasil", "percent": "100"}], "condition": []},
        }
    ]
    scheme = IndexScheme(name="Lokal", bands=json.dumps(bands), weight_sets=json.dumps(weights))
    data = {"name": "Lokal", "legal_basis": "", "decimals": "2", "key": "", "is_active": "on"}
    for name in ("bands", "weight_sets"):
        stream = getattr(scheme, name)
        data |= inputs(name, stream.stream_block, stream)
    assert client.post(at(IndexScheme, "add"), data).status_code == 302
    saved = IndexScheme.objects.get()
    assert [(b.value["code"], str(b.value["minimum"])) for b in saved.bands] == [
        ("BAIK", "90.5"),
        ("KURANG", "None"),
    ]


def test_an_indicator_says_where_it_is_used(client, scale):
    indicator = make_indicator()
    make_form(section("Isi", {"type": "indicator", "value": {"indicator": indicator.pk}}), title="Draf lain")
    html = client.get(at(Indicator, "edit", indicator.pk)).content.decode()
    assert "Draf lain" in html
    assert "(draf terakhir)" in html


def test_a_copy_gets_a_key_of_its_own(client, scale, matrix):
    form = make_form(*rated_sections(scale), key="asli", matrix=matrix)
    page = client.get(at(EvaluationForm, "copy", form.pk))
    assert page.context["form"].initial["key"] == ""
    client.post(at(EvaluationForm, "add"), posted(*rated_sections(scale), title=form.title, matrix=matrix.pk))
    assert sorted(EvaluationForm.objects.values_list("key", flat=True)) == ["asli", "formulir_coba"]
    indicator = make_indicator("asal")
    page = client.get(at(Indicator, "copy", indicator.pk))
    assert not page.context["form"].fields["code"].disabled


def test_the_code_of_an_indicator_stays(client):
    indicator = make_indicator("tetap")
    data = posted_indicator(name="Baru", code="lain", group="perilaku")
    assert client.post(at(Indicator, "edit", indicator.pk), data).status_code == 302
    indicator.refresh_from_db()
    assert (indicator.name, indicator.code) == ("Baru", "tetap")


# --- Deleting ---------------------------------------------------------------------------------------
def test_what_is_used_is_not_deleted_but_can_be_deactivated(client, scale, matrix):
    used = make_indicator("terpakai")
    sections = [
        *rated_sections(scale),
        section("Isi", {"type": "indicator", "value": {"indicator": used.pk}}),
    ]
    form = make_form(*sections, matrix=matrix)
    freeze(form, actor=None)
    for thing in (used, scale, matrix, form):
        response = client.post(at(type(thing), "delete", thing.pk), follow=True)
        assert "sudah dipakai" in response.content.decode()
        assert type(thing).objects.filter(pk=thing.pk).exists()


def test_what_only_a_draft_uses_is_not_deleted_either(client, scale):
    make_form(section("Isi", field("scale", "Nilai", scale=scale.pk), overall=[overall(scale)]))
    client.post(at(RatingScale, "delete", scale.pk))
    assert RatingScale.objects.exists()


def test_what_nobody_uses_is_deleted(client, scale):
    client.post(at(RatingScale, "delete", scale.pk))
    assert not RatingScale.objects.exists()


def test_bulk_deletion_is_refused_as_well(client, scale, matrix):
    url = reverse("wagtail_bulk_action", args=["forms_config", "ratingscale", "delete"])
    response = client.post(f"{url}?id={scale.pk}", follow=True)
    assert "sudah dipakai" in response.content.decode()
    assert RatingScale.objects.exists()


# --- The admin around it ----------------------------------------------------------------------------
def test_the_menu_is_short_and_says_what_things_are(client):
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    menu = json.loads(re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.DOTALL)[1])
    names = re.findall(r'"label": "([^"]+)"', json.dumps(menu, ensure_ascii=False))
    for label in ("Formulir", "Indikator", "Skala", "Kuadran predikat", "Indeks", "Panduan"):
        assert label in names
    assert not {"Images", "Gambar", "Documents", "Dokumen", "Help", "Bantuan"} & set(names)


@pytest.mark.parametrize("model", [EvaluationForm, Indicator, RatingScale, PredikatMatrix, IndexScheme])
def test_every_list_and_empty_form_opens(client, model, scale, matrix):
    make_form(*rated_sections(scale))
    make_indicator()
    assert client.get(at(model, "list")).status_code == 200
    assert client.get(at(model, "add")).status_code == 200


def test_the_list_of_forms_needs_no_more_statements_for_more_forms(client, scale):
    make_form(*rated_sections(scale), key="satu")
    statements_of(client, at(EvaluationForm, "list"))
    with_one = statements_of(client, at(EvaluationForm, "list"))
    for key in ("dua", "tiga"):
        make_form(*rated_sections(scale), key=key)
    assert statements_of(client, at(EvaluationForm, "list")) == with_one


def test_the_editor_needs_no_more_statements_for_more_indicators(client, scale):
    def statements(count: int) -> int:
        made = [make_indicator(f"nomor_{count}_{number}", scale=scale) for number in range(count)]
        form = make_form(
            section("Bagian", *[field("indicator", indicator=one.pk) for one in made]), key=f"f{count}"
        )
        return statements_of(client, at(EvaluationForm, "edit", form.pk))

    statements(1)
    assert statements(3) == statements(12)

"""A form as one file: what is in it, and what comes of it on another installation."""

import json
from itertools import chain

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from wagtail import blocks
from wagtail.models import ModelLogEntry

from forms_config.compiling import compile_form
from forms_config.domain import transfer
from forms_config.domain.publishing import freeze, problems
from forms_config.domain.transfer import Changed, Choice, State, things
from forms_config.domain.transfer.kinds import FORM, LEFT_OUT, LIBRARY, kind_of
from forms_config.domain.transfer.leaves import reader_of
from forms_config.engine import codec
from forms_config.models import (
    Constant,
    EvaluationForm,
    FormVersion,
    FormVersionUse,
    GuidancePage,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)
from forms_config.models.freezing import take_off
from forms_config.models.stream import EditorField
from forms_config.official import load_official
from sekin_site.roles import BKPSDM
from tests.build import make_user
from tests.forms_config.library import field, make_form, make_scale, overall, section
from tests.forms_config.transfer_files import changed, file_of, forget_everything, make_full_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("petugas", groups=(BKPSDM,))


def imported(text: str, officer, **choices: str) -> EvaluationForm:
    file = transfer.read(text)
    given = {name.replace("__", ":"): choice for name, choice in choices.items()}
    fingerprint = transfer.compare(file).fingerprint
    return transfer.import_form(file, given, fingerprint=fingerprint, actor=officer)


def found(text: str) -> dict[str, State]:
    comparison = transfer.compare(transfer.read(text))
    return {finding.name: finding.state for finding in comparison.findings}


def schema_hash(form: EvaluationForm) -> str:
    return codec.content_hash(compile_form(form.get_latest_revision_as_object()))


def forget_published() -> None:
    """Another installation: tables that the database otherwise guards are emptied."""
    EvaluationForm.objects.update(latest_revision=None, live_revision=None)
    tables = [model._meta.db_table for model in (FormVersionUse, FormVersion)]
    take_off(connection, tables)
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
    forget_everything()


# --- Round trips --------------------------------------------------------------------------------------
def test_the_official_forms_come_back_the_same_on_an_empty_installation(officer):
    load_official()
    before = {form.key: (file_of(form), schema_hash(form)) for form in EvaluationForm.objects.all()}
    assert len(before) == 7
    forget_published()
    assert not RatingScale.objects.exists()
    for key, (text, expected) in before.items():
        form = imported(text, officer)
        assert (form.key, form.live, schema_hash(form)) == (key, False, expected)
        assert problems(form.get_latest_revision_as_object()) == []


def test_on_the_same_installation_everything_is_the_same_and_the_form_becomes_a_copy(officer):
    load_official()
    scales = RatingScale.objects.count()
    for original in EvaluationForm.objects.all():
        text = file_of(original)
        assert set(found(text).values()) == {State.EQUAL}
        copy = imported(text, officer)
        assert copy.key == f"{original.key}_2"
        assert copy.title == f"{original.title} (salinan)"
        mine, theirs = (compile_form(one.get_latest_revision_as_object()) for one in (copy, original))
        assert (mine.sections, mine.scales, mine.matrix, mine.index) == (
            theirs.sections,
            theirs.scales,
            theirs.matrix,
            theirs.index,
        )
    assert RatingScale.objects.count() == scales


def test_a_form_with_everything_travels_with_all_it_refers_to(officer):
    form = make_full_form()
    text, before = file_of(form), schema_hash(form)
    content = json.loads(text)["content"]
    assert {
        name: [row.get("key") or row.get("code") for row in content[name]]
        for name in content
        if name != "form"
    } == {
        "constants": ["hari_kerja"],
        "scales": ["ekspektasi", "kompetensi"],
        "indicators": ["integritas", "kehadiran"],
        "matrices": ["kuadran"],
        "indexes": ["indeks"],
        "pages": [],
    }
    forget_everything()
    assert set(found(text).values()) == {State.NEW}
    assert schema_hash(imported(text, officer)) == before
    assert Indicator.objects.get(code="kehadiran").denominator_constant.key == "hari_kerja"


def test_a_file_is_pretty_stable_and_without_people(officer):
    form = make_full_form()
    text = file_of(form)
    file = json.loads(text)
    assert (file["kind"], file["format"], file["title"]) == ("sekin-bantul/formulir", 1, "Formulir lengkap")
    assert list(file) == ["kind", "format", "exported_at", "title", "sha256", "content"]
    assert json.loads(file_of(form))["content"] == file["content"]
    assert "petugas" not in text
    assert '"pk"' not in text
    assert transfer.read(text).content == file["content"]


def test_a_version_is_exported_as_it_stood_in_the_editor():
    form = make_form(section("Satu", field("yes_no", "Siap?")), title="Pertama")
    version = freeze(form.get_latest_revision_as_object(), actor=None)
    form.title = "Kedua"
    form.save()
    form.save_revision()
    assert json.loads(file_of(form))["title"] == "Kedua"
    assert json.loads(transfer.export(transfer.as_published(version)))["title"] == "Pertama"


# --- Collisions ---------------------------------------------------------------------------------------
def test_what_differs_is_said_in_words():
    text = file_of(make_full_form())
    scale = RatingScale.objects.get(key="kompetensi")
    scale.levels.filter(key="1").update(label="Pemula", value="1.5")
    scale.levels.filter(key="3").delete()
    Indicator.objects.filter(code="integritas").update(polarity="LOWER", descriptors={"1": "Lain"})
    comparison = transfer.compare(transfer.read(text))
    said = {
        finding.key: [(one.label, one.ours, one.theirs) for one in finding.differences]
        for finding in comparison.library
        if finding.state == State.COLLIDES
    }
    assert said == {
        "kompetensi": [
            ("Tingkat 3", "tidak ada", "ada"),
            ("Tingkat 1 › sebutan", "Pemula", "1"),
            ("Tingkat 1 › nilai angka", "1,5", "0"),
        ],
        "integritas": [
            ("Arah", "Makin rendah makin baik", "Makin tinggi makin baik"),
            ("Arti tiap tingkat 1", "Lain", "Jujur"),
        ],
    }


def test_ours_is_kept_unless_the_officer_says_otherwise(officer):
    text = file_of(make_full_form())
    RatingScale.objects.filter(key="ekspektasi").update(name="Nama kami")
    form = imported(text, officer)
    assert RatingScale.objects.get(key="ekspektasi").name == "Nama kami"
    assert sorted(RatingScale.objects.values_list("key", flat=True)) == ["ekspektasi", "kompetensi"]
    assert form.sections[0].value["overall"][0]["scale"].name == "Nama kami"


def test_a_copy_gets_a_new_key_and_what_is_built_on_it_follows(officer):
    text = file_of(make_full_form())
    RatingScale.objects.filter(key="kompetensi").update(name="Nama kami")
    form = imported(text, officer, scales__kompetensi="copy")
    copy = RatingScale.objects.get(key="kompetensi_2")
    assert (copy.name, [level.key for level in copy.levels.all()]) == (
        "Kompetensi (salinan)",
        ["1", "2", "3"],
    )
    skill = form.sections[0].value["fields"][3].value["indicator"]
    assert (skill.code, skill.scale) == ("integritas_2", copy)
    assert Indicator.objects.get(code="integritas").scale.key == "kompetensi"
    assert form.matrix == PredikatMatrix.objects.get()


def test_the_matrix_follows_the_copy_of_its_scale(officer):
    text = file_of(make_full_form())
    RatingScale.objects.filter(key="ekspektasi").update(name="Nama kami")
    form = imported(text, officer, scales__ekspektasi="copy")
    assert (form.matrix.key, form.matrix.scale.key) == ("kuadran_2", "ekspektasi_2")
    assert form.sections[0].value["overall"][0]["scale"].key == "ekspektasi_2"


def test_a_copied_constant_is_named_in_formulas_and_indicators(officer):
    text = file_of(make_full_form())
    Constant.objects.update(value="300")
    form = imported(text, officer, constants__hari_kerja="copy")
    fields = form.sections[0].value["fields"]
    assert fields[1].value["formula"] == "selesai / hari_kerja_2"
    assert fields[2].value["indicator"].denominator_constant.key == "hari_kerja_2"
    assert Constant.objects.get(key="hari_kerja").value == 300


def test_a_form_can_become_a_draft_of_the_one_that_is_here(officer):
    scale = make_scale()
    form = make_form(
        section(
            "Isi", field("yes_no", "Siap?", key="siap"), key="isi", overall=[overall(scale, key="rating")]
        )
    )
    text = file_of(form)
    form.get_latest_revision().publish()
    form.refresh_from_db()
    version = form.versions.get()
    renamed = changed(text, lambda content: content["form"]["sections"][0]["value"].update(label="Isi baru"))
    draft = imported(renamed, officer, form__coba="revision")
    form.refresh_from_db()
    assert (draft.pk, form.live, form.has_unpublished_changes) == (form.pk, True, True)
    assert form.sections[0].value["label"] == "Isi"
    assert form.versions.get() == version
    draft = form.get_latest_revision_as_object()
    assert draft.sections[0].value["label"] == "Isi baru"
    assert (draft.sections[0].id, draft.sections[0].value["fields"][0].id) == (
        form.sections[0].id,
        form.sections[0].value["fields"][0].id,
    )
    assert "key_changed" not in {problem.code for problem in problems(draft)}
    form.get_latest_revision().publish()
    assert form.versions.count() == 2


def test_a_locked_form_gets_no_draft(officer):
    form = make_form(section("Isi"))
    text = changed(file_of(form), lambda content: content["form"].update(title="Lain"))
    EvaluationForm.objects.update(locked=True, locked_by=make_user("lain"))
    with pytest.raises(transfer.BadFile, match="dikunci"):
        imported(text, officer, form__coba="revision")
    assert form.revisions.count() == 1


def test_a_page_that_is_not_here_leaves_the_link_empty(officer):
    load_official()
    text = file_of(EvaluationForm.objects.get(key="kompetensi"))
    GuidancePage.objects.get(slug="kompetensi").delete()
    comparison = transfer.compare(transfer.read(text))
    assert len(comparison.missing_pages) == 1
    assert imported(text, officer).sections[0].value["guidance_page"] is None


def test_what_changed_since_the_preview_stops_the_import(officer):
    file = transfer.read(file_of(make_full_form()))
    before = transfer.compare(file).fingerprint
    RatingScale.objects.filter(key="kompetensi").update(name="Lain")
    with pytest.raises(Changed):
        transfer.import_form(file, {}, fingerprint=before, actor=officer)
    assert EvaluationForm.objects.count() == 1


def test_an_import_stands_in_the_history(officer):
    text = file_of(make_full_form())
    forget_everything()
    form = imported(text, officer)
    entries = ModelLogEntry.objects.filter(user=officer)
    assert entries.get(content_type=ContentType.objects.get_for_model(form)).action == transfer.IMPORTED
    assert entries.filter(action="wagtail.create").count() == 7


def test_who_may_not_add_to_the_library_imports_nothing_new(officer):
    text = file_of(make_full_form())
    forget_everything()
    drafter = make_user("penyusun")
    drafter.has_perm = lambda name: "evaluationform" in name
    with pytest.raises(transfer.BadFile, match="tidak berwenang menambah tetapan"):
        imported(text, drafter)
    assert not EvaluationForm.objects.exists()


def test_a_choice_that_is_none_is_the_safe_one():
    comparison = transfer.compare(transfer.read(file_of(make_full_form())))
    chosen = comparison.chosen({"form:lengkap": "hapus", "scales:ekspektasi": "copy"})
    assert (chosen["form:lengkap"], chosen["scales:ekspektasi"]) == (Choice.COPY, Choice.OURS)


# --- Nothing is forgotten -----------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [*LIBRARY, FORM], ids=lambda kind: kind.name)
def test_every_column_travels_or_is_left_out_on_purpose(kind):
    """Fails with a TypeError when a new column is of a kind that the transfer does not know."""
    own = {column.name for column in kind.model._meta.concrete_fields}
    assert LEFT_OUT[kind.model] <= own
    rows = chain.from_iterable(columns for _, _, columns in things.children(kind.model))
    for column in chain(things.columns(kind.model), rows):
        if isinstance(column, EditorField):
            check_block(column.stream_block)
        elif isinstance(column, models.ForeignKey):
            kind_of(column.related_model)
        else:
            reader_of(column)
    assert {name for name, _, _ in things.children(kind.model)} == {
        RatingScale: {"levels"},
        PredikatMatrix: {"predikats"},
    }.get(kind.model, set())


def test_what_a_form_leaves_out_is_its_own_state_only():
    travels = {column.name for column in things.columns(EvaluationForm)}
    assert travels == {
        "key",
        "title",
        "introduction",
        "sections",
        "matrix",
        "index",
        "required_page",
        "purpose",
        "year_rule",
    }


def check_block(block: blocks.Block) -> None:
    if isinstance(block, blocks.ChooserBlock):
        kind_of(block.target_model)
    elif isinstance(block, blocks.ListBlock):
        check_block(block.child_block)
    elif isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        for child in block.child_blocks.values():
            check_block(child)
    else:
        reader_of(block)


def test_a_column_or_chooser_of_an_unknown_kind_is_noticed():
    with pytest.raises(TypeError):
        reader_of(models.BinaryField(name="isi"))
    with pytest.raises(TypeError):
        kind_of(FormVersion)
    with pytest.raises(TypeError):
        reader_of(blocks.DateBlock())


def test_every_kind_of_the_library_is_named_by_the_form_or_by_what_it_names():
    assert {kind.model for kind in LIBRARY} == {Constant, RatingScale, Indicator, PredikatMatrix, IndexScheme}

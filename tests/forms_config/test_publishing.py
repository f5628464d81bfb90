"""Blocks become a frozen version."""

import json
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.signals import published

from forms_config.domain.publishing import FormHasProblems, compile_form, freeze, problems
from forms_config.engine.checks import Level
from forms_config.engine.schema import Area, FieldKind, FilledBy, Operator, Polarity, ScoreKind, SectionKind
from forms_config.models import EvaluationForm, FormVersion, FrozenRow
from tests.build import make_user
from tests.forms_config.library import (
    field,
    make_form,
    make_indicator,
    make_matrix,
    make_scale,
    rated_sections,
    section,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scale():
    return make_scale()


@pytest.fixture
def form(scale):
    return make_form(*rated_sections(scale), matrix=make_matrix(scale))


def codes(form) -> list[str]:
    return [problem.code for problem in problems(form) if problem.level == Level.ERROR]


# --- Compiling --------------------------------------------------------------------------------------
def test_blank_keys_are_made_from_the_names_and_differ(scale):
    form = make_form(
        section(
            "Hasil kerja", field(label="Realisasi"), field(label="Realisasi"), field(label="5 tahun lagi")
        ),
        section("Hasil kerja", field(label="")),
    )
    compiled = compile_form(form)
    assert [s.key for s in compiled.sections] == ["hasil_kerja", "hasil_kerja_2"]
    assert [f.key for s in compiled.sections for f in s.fields] == [
        "realisasi",
        "realisasi_2",
        "isian_5_tahun_lagi",
        "isian",
    ]


def test_a_key_that_exists_is_never_touched():
    form = make_form(section("Hasil kerja", field(label="Nama baru", key="nama_lama"), key="bagian_satu"))
    compiled = compile_form(form)
    assert (compiled.sections[0].key, compiled.sections[0].fields[0].key) == ("bagian_satu", "nama_lama")


def test_every_saved_draft_has_keys():
    form = EvaluationForm(title="Baru", sections=json.dumps([section("Bagian", field())]), live=False)
    form.save()
    form.save_revision()
    draft = form.get_latest_revision_as_object()
    assert draft.sections[0].value["key"] == "bagian"
    assert form.key == "baru"


def test_fields_are_compiled_with_all_their_options(scale):
    number = field(
        "number",
        "Capaian",
        unit="laporan",
        minimum="0",
        maximum="50",
        decimals=2,
        required=True,
        filled_by="rater",
        scoring={"kind": "achievement", "weight": "2", "target": "12", "polarity": "LOWER", "cap": "120"},
        visible_if={
            "match": "any",
            "conditions": [
                {"field": "rating", "operator": "one_of", "values": "ABOVE, BELOW"},
                {"field": "capaian", "operator": "at_least", "values": "12,5"},
            ],
        },
    )
    choice = field("choice", "Pilih", choices=[{"label": "Ya, selalu"}, {"label": "Tidak", "key": "no"}])
    form = make_form(
        section("Isi", number, choice, field("evidence", "Bukti", max_files=2, extensions=["pdf"])),
        section(
            "Kegiatan",
            field(),
            kind="free_rows",
            min_rows=1,
            max_rows=3,
            row_label="Kegiatan",
            area="perilaku",
        ),
    )
    first, second = compile_form(form).sections
    compiled, chosen, evidence = first.fields
    assert (compiled.kind, compiled.filled_by, compiled.required) == (FieldKind.NUMBER, FilledBy.RATER, True)
    assert (compiled.minimum, compiled.maximum, compiled.unit) == (Decimal(0), Decimal(50), "laporan")
    assert compiled.scoring.kind == ScoreKind.ACHIEVEMENT
    assert (compiled.scoring.target, compiled.scoring.polarity) == (Decimal(12), Polarity.LOWER)
    assert compiled.visible_if.match == "any"
    assert [(c.field, c.operator, c.values) for c in compiled.visible_if.conditions] == [
        ("rating", Operator.ONE_OF, ("ABOVE", "BELOW")),
        ("capaian", Operator.AT_LEAST, ("12.5",)),
    ]
    assert [(c.key, c.label) for c in chosen.choices] == [("ya_selalu", "Ya, selalu"), ("no", "Tidak")]
    assert (evidence.max_files, evidence.extensions) == (2, ("pdf",))
    assert (second.kind, second.min_rows, second.max_rows) == (SectionKind.FREE_ROWS, 1, 3)
    assert (second.area, second.row_label) == (Area.PERILAKU, "Kegiatan")


def test_an_indicator_is_copied_with_its_scale(scale):
    indicators = (
        make_indicator("sikap", scale=scale, definition="Apa itu", guides="Satu\nDua\n"),
        make_indicator("waktu", target=Decimal(5), polarity="LOWER", unit="hari"),
        make_indicator("jumlah"),
    )
    from_library = [
        {"type": "indicator", "value": {"indicator": one.pk, "scored": True, "weight": "1"}}
        for one in indicators
    ]
    compiled = {
        f.indicator: f for f in compile_form(make_form(section("Isi", *from_library))).sections[0].fields
    }
    assert compiled["sikap"].kind == FieldKind.SCALE
    assert (compiled["sikap"].label, compiled["sikap"].definition) == ("Sikap", "Apa itu")
    assert (compiled["sikap"].scale, compiled["sikap"].guides) == (scale.key, ("Satu", "Dua"))
    assert compiled["sikap"].scoring.kind == ScoreKind.LEVEL
    assert compiled["waktu"].kind == FieldKind.NUMBER
    assert compiled["waktu"].scoring.kind == ScoreKind.ACHIEVEMENT
    assert (compiled["waktu"].scoring.target, compiled["waktu"].scoring.polarity) == (
        Decimal(5),
        Polarity.LOWER,
    )
    assert compiled["jumlah"].scoring.kind == ScoreKind.VALUE


def test_an_indicator_that_is_gone_is_left_out():
    gone = make_indicator()
    form = make_form(section("Isi", {"type": "indicator", "value": {"indicator": gone.pk}}, field()))
    gone.delete()
    draft = EvaluationForm.objects.get(pk=form.pk)
    assert [f.label for f in compile_form(draft).sections[0].fields] == ["Realisasi"]


# --- Freezing ---------------------------------------------------------------------------------------
def test_publishing_freezes_a_version_with_everything_in_it(form, scale):
    officer = make_user("petugas")
    form.save_revision(user=officer).publish(user=officer, skip_permission_checks=True)
    version = form.versions.get()
    assert (version.number, version.published_by) == (1, officer)
    assert version.parsed == compile_form(form)
    assert version.parsed.scale("ekspektasi").level("MEETS").label == "Meets"
    assert version.parsed.matrix.cell("ABOVE", "ABOVE") == "SANGAT_BAIK"
    assert {(use.scale, use.matrix) for use in version.uses.all()} == {(scale, None), (None, form.matrix)}


def test_later_edits_leave_the_version_as_it_was(form, scale):
    before = freeze(form, actor=None)
    frozen = json.dumps(before.schema, sort_keys=True)
    scale.levels.filter(key="MEETS").update(label="Lain sekali")
    form = EvaluationForm.objects.get()  # as the next request reads it
    form.title = "Judul baru"
    after = freeze(form, actor=None)
    before.refresh_from_db()
    assert json.dumps(before.schema, sort_keys=True) == frozen
    assert before.parsed.scale("ekspektasi").level("MEETS").label == "Meets"
    assert (after.number, after.parsed.title) == (2, "Judul baru")
    assert after.parsed.scale("ekspektasi").level("MEETS").label == "Lain sekali"


def test_the_same_content_gives_the_same_version(form):
    assert freeze(form, actor=None) == freeze(form, actor=None)
    assert form.versions.count() == 1


def test_going_back_to_older_content_is_a_new_version(form):
    freeze(form, actor=None)
    form.title = "Lain"
    freeze(form, actor=None)
    form.title = "Formulir coba"
    assert freeze(form, actor=None).number == 3


def test_a_form_with_problems_is_not_frozen(scale):
    form = make_form(section("Kosong"))
    with pytest.raises(FormHasProblems) as refused:
        freeze(form, actor=None)
    assert [problem.code for problem in refused.value.problems] == ["section_without_items"]
    assert not form.versions.exists()


def test_publishing_a_form_with_problems_changes_nothing():
    form = make_form(section("Kosong"))
    with pytest.raises(FormHasProblems):
        form.save_revision().publish(skip_permission_checks=True)
    form.refresh_from_db()
    assert not form.live
    assert not form.versions.exists()


def test_a_form_that_is_only_scheduled_is_not_frozen(form):
    form.live = False
    published.send(sender=EvaluationForm, instance=form, revision=form.latest_revision)
    assert not form.versions.exists()


@pytest.mark.parametrize(
    "statement", ["UPDATE forms_config_formversion SET number = 9", "DELETE FROM forms_config_formversion"]
)
def test_the_database_refuses_to_change_a_version(form, statement):
    freeze(form, actor=None)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert form.versions.get().number == 1


@pytest.mark.parametrize(
    "statement",
    ["UPDATE forms_config_formversionuse SET scale_id = NULL", "DELETE FROM forms_config_formversionuse"],
)
def test_the_database_refuses_to_forget_what_a_version_used(form, statement):
    version = freeze(form, actor=None)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert version.uses.count() == 2


def test_a_version_is_neither_saved_again_nor_deleted(form):
    version = freeze(form, actor=None)
    version.published_at = timezone.now()
    with pytest.raises(FrozenRow):
        version.save()
    with pytest.raises(FrozenRow):
        version.delete()


def test_a_version_is_parsed_once(form):
    version = freeze(form, actor=None)
    assert FormVersion.objects.get(pk=version.pk).parsed is version.parsed


# --- What only the library and the past know ---------------------------------------------------------
def test_what_is_inactive_does_not_get_into_a_new_version(form, scale):
    indicator = make_indicator(is_active=False)
    sections = [
        *rated_sections(scale),
        section("Lain", {"type": "indicator", "value": {"indicator": indicator.pk}}),
    ]
    draft = make_form(*sections, key="lain", matrix=form.matrix)
    scale.is_active = False
    scale.save()
    draft.matrix.is_active = False
    draft.matrix.save()
    draft = EvaluationForm.objects.get(pk=draft.pk)
    assert codes(draft) == ["indicator_inactive", "scale_inactive", "matrix_inactive"]


def test_a_key_that_was_published_cannot_be_changed(form):
    form.save_revision().publish(skip_permission_checks=True)
    draft = EvaluationForm.objects.get(pk=form.pk)
    draft.sections[0].value["fields"][0].value["key"] = "lain"
    draft.sections[0].value["overall"][0]["key"] = "rating_lain"
    found = [problem for problem in problems(draft) if problem.code == "key_changed"]
    assert [problem.path for problem in found] == [("hasil_kerja", "lain"), ("hasil_kerja", "rating_lain")]
    assert "“realisasi” sudah terbit" in found[0].message


def test_a_key_may_change_until_the_form_is_published(form):
    draft = EvaluationForm.objects.get(pk=form.pk)
    draft.sections[0].value["fields"][0].value["key"] = "lain"
    assert codes(draft) == []

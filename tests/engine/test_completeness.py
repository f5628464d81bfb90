from dataclasses import replace

import pytest

from forms_config.engine.completeness import Missing, missing
from forms_config.engine.schema import (
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Operator,
    Section,
    SectionKind,
    Visibility,
)
from tests.schemas import competence_sheet, official_form, plan_row, pp30_form

PLAN = [plan_row("a"), plan_row("b")]
EMPLOYEE, RATER = FilledBy.EMPLOYEE, FilledBy.RATER


def test_every_planned_result_needs_its_report():
    answers = {"hasil_kerja": [{"_row": "b", "realisasi": "12 laporan"}]}

    assert missing(official_form(), answers, PLAN, EMPLOYEE) == [
        Missing(
            "hasil_kerja",
            "a",
            "realisasi",
            "Hasil Kerja, Hasil kerja 1: Realisasi berdasarkan bukti dukung belum diisi.",
        )
    ]


def test_the_rater_owes_both_overall_ratings():
    answers = {"rating_hasil_kerja": "MEETS"}

    gaps = missing(official_form(), answers, PLAN, RATER)

    assert [(gap.field, gap.message) for gap in gaps] == [
        ("rating_perilaku", "Perilaku Kerja: Rating Perilaku belum dipilih.")
    ]


def test_nothing_is_missing_when_each_has_done_their_part():
    answers = {
        "hasil_kerja": [{"_row": "a", "realisasi": "x"}, {"_row": "b", "realisasi": "y"}],
        "rating_hasil_kerja": "MEETS",
        "rating_perilaku": "ABOVE",
    }

    assert missing(official_form(), answers, PLAN, EMPLOYEE) == []
    assert missing(official_form(), answers, PLAN, RATER) == []


def test_no_is_an_answer_too():
    answers = {"nilai_perilaku": "0", "pendapat_rekan": False, "inovasi": False}

    assert missing(pp30_form(), answers, [], RATER) == []


def test_a_plan_without_results_is_named():
    gaps = missing(official_form(), {}, [], EMPLOYEE)

    assert [(gap.anchor, gap.message) for gap in gaps] == [
        (
            "section-hasil_kerja",
            "Hasil Kerja: belum ada rencana hasil kerja (SKP) yang disetujui untuk dilaporkan.",
        )
    ]


@pytest.mark.parametrize("raw", [12, "duabelas", "-1", ["1"], True])
def test_a_malformed_answer_is_missing_and_says_so(raw):
    gaps = missing(pp30_form(), {"skp": [{"_row": "a", "realisasi": raw}]}, [plan_row("a", "10")], EMPLOYEE)

    assert [gap.message for gap in gaps] == ["SKP, Baris 1: Realisasi isinya belum benar, mohon diperiksa."]


@pytest.mark.parametrize("answers", [None, [], {"skp": 5}, {"skp": [None, 1]}, {1: 2}])
@pytest.mark.parametrize("filled_by", FilledBy)
def test_answers_of_the_wrong_shape_never_raise(answers, filled_by):
    whole = missing(pp30_form(), {}, [plan_row("a", "10")], filled_by)

    assert missing(pp30_form(), answers, [plan_row("a", "10")], filled_by) == whole


def test_anchors_lead_to_the_field_on_the_page():
    in_row, plain = (
        missing(official_form(), {}, PLAN[:1], EMPLOYEE)[0],
        missing(competence_sheet(), {}, [], RATER)[0],
    )

    assert (in_row.anchor, plain.anchor) == ("field-hasil_kerja-a-realisasi", "field-integritas")


def make_free_rows(**changes):
    field = Field(key="isi", label="Isi", kind=FieldKind.SHORT_TEXT, required=True)
    section = Section("kegiatan", "Kegiatan", SectionKind.FREE_ROWS, fields=(field,), min_rows=2)
    return FormSchema("f", "F", (replace(section, **changes),))


def test_free_rows_have_a_minimum_that_the_employee_fills():
    answers = {"kegiatan": [{"_row": "1", "isi": "Rapat"}]}

    gaps = missing(make_free_rows(), answers, [], EMPLOYEE)

    assert [gap.message for gap in gaps] == ["Kegiatan: isi sedikitnya 2 baris, baru ada 1."]
    assert missing(make_free_rows(), answers, [], RATER) == []


def test_rows_that_only_the_rater_fills_are_the_raters():
    field = Field(key="isi", label="Isi", kind=FieldKind.SHORT_TEXT, filled_by=RATER)
    form = make_free_rows(fields=(field,))

    assert missing(form, {}, [], EMPLOYEE) == []
    assert [gap.anchor for gap in missing(form, {}, [], RATER)] == ["section-kegiatan"]


def test_hidden_fields_sections_and_ratings_are_not_required():
    form = official_form()
    hidden = Visibility((Condition("loyal", Operator.IS_NOT_EMPTY),))
    form = replace(form, sections=(replace(form.sections[0], visible_if=hidden), form.sections[1]))

    assert missing(form, {}, PLAN, EMPLOYEE) == []
    assert [gap.field for gap in missing(form, {}, PLAN, RATER)] == ["rating_perilaku"]
    assert [gap.row for gap in missing(form, {"loyal": "Baik"}, PLAN, EMPLOYEE)] == ["a", "b"]


def test_information_and_system_figures_are_never_missing():
    fields = tuple(
        Field(key=kind.value, label="L", kind=kind, required=True)
        for kind in (FieldKind.INFORMATION, FieldKind.SYSTEM_FIGURE)
    )
    form = FormSchema("f", "F", (Section("s", "S", SectionKind.PLAIN, fields=fields),))

    assert missing(form, {}, [], EMPLOYEE) == []


def test_both_sides_together_are_what_each_lacks_in_the_order_of_the_form():
    form = official_form()
    each = [*missing(form, {}, PLAN, EMPLOYEE), *missing(form, {}, PLAN, RATER)]

    both = missing(form, {}, PLAN, None)

    assert [gap.section for gap in both] == ["hasil_kerja", "hasil_kerja", "hasil_kerja", "perilaku"]
    assert sorted(both, key=repr) == sorted(each, key=repr)

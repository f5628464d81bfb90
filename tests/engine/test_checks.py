"""Every kind of problem is found, at the right place, with a sentence that helps; sound forms have none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.engine.checks import INDEX, MATRIX, SCALES, Level, problems
from forms_config.engine.schema import (
    YES,
    Band,
    Choice,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Operator,
    OverallRating,
    Scale,
    ScaleLevel,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    Visibility,
    WeightSet,
)
from tests.schemas import EXPECTATION, competence_sheet, official_form, pp30_form

OFFICIAL, PP30, SHEET = official_form(), pp30_form(), competence_sheet()
RATER = FilledBy.RATER


def field(key="x", kind=FieldKind.SHORT_TEXT, **changes):
    return Field(key=key, label=f"Isian {key}", kind=kind, **({"filled_by": RATER} | changes))


def form(*fields, kind=SectionKind.PLAIN, **changes):
    """A form with one section of these fields, at which only the given faults can be found."""
    section = Section("s", "Bagian", kind, fields=fields)
    return FormSchema("f", "F", **({"sections": (section,), "scales": (EXPECTATION,)} | changes))


def asks(name, operator=Operator.EQUALS, *values):
    return {"visible_if": Visibility((Condition(name, operator, values),))}


def matrix(**changes):
    return replace(OFFICIAL, matrix=replace(OFFICIAL.matrix, **changes))


def index(**changes):
    return replace(PP30, index=replace(PP30.index, **changes))


def weights(*parts, **changes):
    parts = tuple((key, Decimal(weight)) for key, weight in parts)
    return index(weight_sets=(WeightSet(parts, **changes),))


def bands(*limits):
    """Bands named after their minimum; "110?" has a condition, "" no minimum."""
    innovation = Condition("inovasi", Operator.EQUALS, (YES,))
    return index(
        bands=tuple(
            Band(
                limit,
                limit,
                Decimal(limit.strip("?")) if limit else None,
                innovation if "?" in limit else None,
            )
            for limit in limits
        )
    )


SCALE_FIELD = field(kind=FieldKind.SCALE, scale="ekspektasi")
BARE_SCALE = Scale("t", "T", (ScaleLevel("1", "1"),))
NUMBER = field(kind=FieldKind.NUMBER)
FREE_ROWS = Section("baris", "Baris", SectionKind.FREE_ROWS, fields=(field("isi"),))
PLAIN = Section("s", "Bagian", SectionKind.PLAIN, fields=(field(**asks("isi", Operator.IS_EMPTY)),))
RATED_ONCE = replace(PLAIN, fields=(), overall=OverallRating("r", "Rating", "ekspektasi"))


def scored(kind=ScoreKind.VALUE, part=NUMBER, **changes):
    return replace(part, scoring=Scoring(kind, **changes))


CASES = [
    ("no_sections", (), FormSchema("f", "F", ())),
    ("section_without_items", ("s",), form(sections=(replace(PLAIN, fields=()), FREE_ROWS))),
    (
        "section_without_items",
        ("s",),
        form(sections=(replace(RATED_ONCE, kind=SectionKind.PLAN_ROWS),)),
    ),
    ("rows_min_over_max", ("baris",), form(sections=(replace(FREE_ROWS, min_rows=3, max_rows=2),))),
    ("bad_key", ("s", "@x"), form(field("@x"))),
    ("duplicate_key", ("s", "x"), form(field(), field("y"), field())),
    ("duplicate_key", ("s", "s"), form(field("s"))),
    ("duplicate_key", ("s", "r"), form(sections=(replace(RATED_ONCE, fields=(field("r"),)),))),
    ("duplicate_key", ("s", "x"), form(field(kind=FieldKind.CHOICE, choices=(Choice("a", "A"),) * 2))),
    (
        "duplicate_key",
        (SCALES, "t"),
        form(field(), scales=(Scale("t", "T", (ScaleLevel("1", "1"), ScaleLevel("1", "2"))),)),
    ),
    ("unknown_scale", ("s", "x"), form(replace(SCALE_FIELD, scale="hilang"))),
    ("unknown_scale", ("s", "r"), form(sections=(RATED_ONCE,), scales=())),
    ("unknown_required_level", ("s", "x"), form(replace(SCALE_FIELD, required_level="TOP"))),
    ("scale_without_levels", (SCALES, "t"), form(field(), scales=(Scale("t", "T", ()),))),
    ("choice_without_choices", ("s", "x"), form(field(kind=FieldKind.CHOICES))),
    ("bounds_reversed", ("s", "x"), form(replace(NUMBER, minimum=Decimal(5), maximum=Decimal(4)))),
    ("evidence_without_files", ("s", "x"), form(field(kind=FieldKind.EVIDENCE, max_files=0))),
    ("figure_without_source", ("s", "x"), form(field(kind=FieldKind.SYSTEM_FIGURE))),
    ("no_rater_field", (), form(field(filled_by=FilledBy.EMPLOYEE))),
    ("unknown_condition_field", ("s", "x"), form(field(**asks("hilang", Operator.IS_EMPTY)))),
    ("unknown_condition_field", (INDEX,), replace(bands("110?", ""), sections=PP30.sections[:2])),
    ("circular_condition", ("s", "x"), form(field(**asks("x", Operator.IS_EMPTY)))),
    (
        "circular_condition",
        ("s", "y"),
        form(field(**asks("y", Operator.IS_EMPTY)), field("y", **asks("x", Operator.IS_EMPTY))),
    ),
    (
        "circular_condition",
        ("s",),
        form(sections=(replace(PLAIN, fields=(field(),), **asks("x", Operator.IS_EMPTY)),)),
    ),
    ("condition_field_in_rows", ("s", "x"), form(sections=(FREE_ROWS, PLAIN))),
    (
        "condition_on_later_field",
        ("s", "x"),
        form(field(**asks("y", Operator.IS_EMPTY)), field("y")),
    ),
    (
        "condition_on_later_field",
        ("s",),
        form(
            sections=(
                replace(PLAIN, fields=(field(),), **asks("y", Operator.IS_EMPTY)),
                replace(PLAIN, key="t", fields=(field("y"),)),
            )
        ),
    ),
    (
        "condition_on_rater_answer",
        ("s", "y"),
        form(field(), field("y", filled_by=FilledBy.EMPLOYEE, **asks("x", Operator.IS_EMPTY))),
    ),
    (
        "condition_on_unanswered_field",
        ("s", "y"),
        form(field(kind=FieldKind.INFORMATION), field("y", **asks("x", Operator.IS_NOT_EMPTY))),
    ),
    ("condition_without_value", ("s", "y"), form(field(), field("y", **asks("x")))),
    ("condition_not_a_number", ("s", "y"), form(field(), field("y", **asks("x", Operator.AT_LEAST, "5")))),
    ("condition_not_a_number", ("s", "y"), form(NUMBER, field("y", **asks("x", Operator.AT_LEAST, "lima")))),
    (
        "condition_unknown_value",
        ("s", "y"),
        form(field(kind=FieldKind.YES_NO), field("y", **asks("x", Operator.EQUALS, "ya"))),
    ),
    (
        "condition_unknown_value",
        ("s", "y"),
        form(
            field(kind=FieldKind.CHOICE, choices=(Choice("a", "A"),)),
            field("y", **asks("x", Operator.EQUALS, "b")),
        ),
    ),
    (
        "condition_unknown_value",
        ("s", "y"),
        form(SCALE_FIELD, field("y", **asks("x", Operator.ONE_OF, "ABOVE", "TOP"))),
    ),
    ("score_weight_not_positive", ("s", "x"), form(scored(weight=Decimal(0)))),
    ("score_kind_mismatch", ("s", "x"), form(scored(part=field()))),
    ("score_kind_mismatch", ("s", "x"), form(scored(ScoreKind.LEVEL))),
    (
        "scale_without_values",
        ("s", "x"),
        form(scored(ScoreKind.LEVEL, replace(SCALE_FIELD, scale="t")), scales=(BARE_SCALE,)),
    ),
    ("achievement_without_target", ("s", "x"), form(scored(ScoreKind.ACHIEVEMENT))),
    ("target_not_positive", ("s", "x"), form(scored(ScoreKind.ACHIEVEMENT, target=Decimal(0)))),
    ("overall_without_matrix", (), replace(OFFICIAL, matrix=None)),
    (
        "second_overall",
        ("lagi",),
        replace(
            OFFICIAL,
            sections=(
                *OFFICIAL.sections,
                replace(OFFICIAL.sections[1], key="lagi", fields=(), overall=RATED_ONCE.overall),
            ),
        ),
    ),
    (
        "matrix_without_overall",
        (MATRIX,),
        replace(OFFICIAL, sections=(OFFICIAL.sections[0], replace(OFFICIAL.sections[1], overall=None))),
    ),
    ("matrix_cell_missing", (MATRIX,), matrix(cells=OFFICIAL.matrix.cells[1:])),
    ("matrix_cell_twice", (MATRIX,), matrix(cells=(*OFFICIAL.matrix.cells, ("ABOVE", "ABOVE", "BAIK")))),
    ("matrix_unknown_level", (MATRIX,), matrix(cells=(*OFFICIAL.matrix.cells, ("TOP", "ABOVE", "BAIK")))),
    ("matrix_unknown_predikat", (MATRIX,), matrix(levels=OFFICIAL.matrix.levels[1:])),
    ("weights_without_default", (INDEX,), index(weight_sets=PP30.index.weight_sets[:1])),
    ("weights_without_default", (INDEX,), index(weight_sets=())),
    ("weights_not_100", (INDEX,), weights(("skp", 70), ("perilaku", "29.9"))),
    ("weight_unknown_section", (INDEX,), weights(("skp", 70), ("hilang", 30))),
    ("weight_section_without_score", (INDEX,), weights(("skp", 70), ("keadaan", 30))),
    ("weight_not_positive", (INDEX,), weights(("skp", 110), ("perilaku", -10))),
    ("weight_section_twice", (INDEX,), weights(("skp", 50), ("skp", 50))),
    ("band_without_floor", (INDEX,), bands("90", "70")),
    ("band_without_floor", (INDEX,), bands()),
    ("band_overlap", (INDEX,), bands("90", "90?", "")),
    ("band_not_descending", (INDEX,), bands("70", "90", "")),
    ("band_not_descending", (INDEX,), bands("", "90")),
    ("band_code_twice", (INDEX,), index(bands=(*PP30.index.bands, Band("BAIK", "Baik", None, None))[1:])),
]  # fmt: skip


@pytest.mark.parametrize("sound", [OFFICIAL, PP30, SHEET], ids=lambda sound: sound.key)
def test_a_sound_form_has_no_problem(sound):
    assert problems(sound) == []


@pytest.mark.parametrize(
    ("code", "path", "faulty"), CASES, ids=[f"{code}-{n}" for n, (code, _, _) in enumerate(CASES)]
)
def test_the_fault_is_found_at_its_place(code, path, faulty):
    found = [problem for problem in problems(faulty) if problem.code == code]

    assert path in [problem.path for problem in found]
    assert all(problem.message.endswith(".") and "None" not in problem.message for problem in found)


@pytest.mark.parametrize(
    ("faulty", "codes"),
    [
        (form(field(), field()), ["duplicate_key", "duplicate_key"]),
        (form(field(**asks("x", Operator.IS_EMPTY))), ["circular_condition"]),
        (matrix(cells=OFFICIAL.matrix.cells[:-2]), ["matrix_cell_missing", "matrix_cell_missing"]),
        (weights(("skp", 60), ("perilaku", 30)), ["weights_not_100"]),
        (bands("110?", "110", "90", ""), []),
    ],
)
def test_one_fault_is_reported_once_per_place(faulty, codes):
    assert [problem.code for problem in problems(faulty)] == codes


def test_only_what_breaks_the_form_is_an_error():
    levels = {
        code: problem.level
        for code, _, faulty in CASES
        for problem in problems(faulty)
        if problem.code == code
    }

    assert {code for code, level in levels.items() if level == Level.WARNING} == {
        "no_rater_field",
        "condition_on_later_field",
        "condition_on_rater_answer",
        "overall_without_matrix",
        "band_code_twice",
    }


def test_the_message_says_what_and_how_to_mend():
    (problem,) = problems(weights(("skp", 70), ("perilaku", "29.5")))

    assert problem.message == "Bobot berjumlah 99,5%. Ubah sehingga jumlahnya tepat 100%."

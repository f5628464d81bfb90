from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.items import achievement
from forms_config.engine.schema import (
    Area,
    Condition,
    Field,
    FieldKind,
    FormSchema,
    Operator,
    Polarity,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    Visibility,
)
from forms_config.engine.scoring import competency_score, weighted_mean
from forms_config.engine.wording import item_text
from tests.random_data import examples
from tests.schemas import competence_sheet, plan_row, pp30_form
from tests.scores import section_scores

HIGHER, LOWER = Polarity.HIGHER, Polarity.LOWER
CAP = Decimal(120)


def number(key, **changes):
    scoring = Scoring(ScoreKind.VALUE)
    return replace(Field(key=key, label=key.upper(), kind=FieldKind.NUMBER, scoring=scoring), **changes)


def form_of(*fields, **changes):
    return FormSchema("f", "F", (Section("s", "Bagian", SectionKind.PLAIN, fields=fields, **changes),))


def scored(target, polarity, realisation):
    """The one item of a form with one planned result."""
    answers = {"skp": [{"_row": "a", "realisasi": realisation}]}
    return section_scores(pp30_form(), answers, [plan_row("a", target, polarity)]).items[0]


@pytest.mark.parametrize(
    ("realisation", "target", "polarity", "cap", "expected"),
    [
        (9, 12, HIGHER, CAP, 75),
        (15, 10, HIGHER, CAP, 120),
        (15, 10, HIGHER, None, 150),
        (0, 12, HIGHER, CAP, 0),
        (1, 3, HIGHER, CAP, Fraction(100, 3)),
        (12, 10, LOWER, CAP, 80),
        (8, 10, LOWER, CAP, 120),
        (0, 10, LOWER, None, 200),
        (25, 10, LOWER, CAP, 0),
    ],
)
def test_achievement(realisation, target, polarity, cap, expected):
    assert achievement(Decimal(realisation), Decimal(target), polarity, cap) == expected


@pytest.mark.parametrize(
    ("realisation", "target"), [(None, "10"), ("5", None), ("5", "0"), ("0", "0"), ("5", "-1")]
)
def test_achievement_is_none_when_there_is_nothing_to_measure(realisation, target):
    given_numbers = (None if value is None else Decimal(value) for value in (realisation, target))

    assert achievement(*given_numbers, HIGHER, CAP) is None


QUANTITY = st.decimals(0, 10**6, places=2)


@examples(30)
@given(QUANTITY, QUANTITY, st.decimals("0.01", 10**6, places=2))
def test_achievement_is_bounded_and_follows_the_polarity(one, other, target):
    less, more = sorted((one, other))

    assert 0 <= achievement(less, target, HIGHER, CAP) <= achievement(more, target, HIGHER, CAP) <= CAP
    assert 0 <= achievement(more, target, LOWER, CAP) <= achievement(less, target, LOWER, CAP) <= CAP
    assert achievement(target, target, HIGHER) == achievement(target, target, LOWER) == 100


@pytest.mark.parametrize(
    ("target", "polarity", "realisation", "score", "text"),
    [
        ("12", "HIGHER", "9", "75.00", "9 ÷ 12 × 100 = 75"),
        ("3", "HIGHER", "1", "33.33", "1 ÷ 3 × 100 = 33,33"),
        ("10", "HIGHER", "15", "120.00", "15 ÷ 10 × 100 = 150, dihitung paling tinggi 120"),
        ("10", "LOWER", "12", "80.00", "(1 + (1 − 12 ÷ 10)) × 100 = 80"),
        ("10", "LOWER", "25", "0.00", "(1 + (1 − 25 ÷ 10)) × 100 = −50, dihitung paling rendah 0"),
        ("1200.50", "HIGHER", "1200.5", "100.00", "1.200,5 ÷ 1.200,5 × 100 = 100"),
        ("0", "HIGHER", "5", "None", "Tidak dapat dibandingkan (target 0), jadi tidak ikut dihitung."),
        (
            None,
            "HIGHER",
            "5",
            "None",
            "Tidak dapat dibandingkan (tidak ada target berupa angka), jadi tidak ikut dihitung.",
        ),
        ("10", "HIGHER", None, "None", "Realisasi belum diisi, jadi tidak ikut dihitung."),
    ],
)
def test_the_calculation_is_told_in_words(target, polarity, realisation, score, text):
    item = scored(target, polarity, realisation)

    assert (str(item.score), item_text(item)) == (score, text)


def test_the_first_indicator_with_a_number_is_the_target():
    silent, telling = plan_row("a")["indicators"][0], plan_row("a", "4", "LOWER")["indicators"][0]
    plan = [plan_row("a", indicators=[silent, telling, plan_row("a", "9")["indicators"][0]])]

    item = section_scores(pp30_form(), {"skp": [{"_row": "a", "realisasi": "4"}]}, plan).items[0]

    assert item_text(item) == "(1 + (1 − 4 ÷ 4)) × 100 = 100"


def test_items_without_a_number_take_no_part_in_the_mean():
    plan = [plan_row("a", "10"), plan_row("b"), plan_row("c", "10")]
    answers = {"skp": [{"_row": "a", "realisasi": "8"}, {"_row": "b", "realisasi": "1"}]}

    scores = section_scores(pp30_form(), answers, plan)

    assert [item.score for item in scores.items] == [Decimal("80.00"), None, None, None]
    assert scores.sections == {"skp": Decimal("80.00"), "perilaku": None, "keadaan": None}


def test_the_section_score_is_weighted_and_exact():
    form = form_of(number("a", scoring=Scoring(ScoreKind.VALUE, weight=Decimal(2))), number("b"), number("c"))

    scores = section_scores(form, {"a": "100", "b": "50", "c": "33.33"})

    assert scores.exact["s"] == Fraction(28333, 400)
    assert scores.sections["s"] == Decimal("70.83")


def test_hidden_and_malformed_answers_are_not_scored():
    hidden = Visibility((Condition("b", Operator.AT_LEAST, ("10",)),))
    form = form_of(number("a", visible_if=hidden), number("b"), number("c", maximum=Decimal(100)))

    scores = section_scores(form, {"a": "90", "b": "5", "c": "101"})

    assert [(item.field, item.raw) for item in scores.items] == [("b", Decimal(5)), ("c", None)]
    assert scores.exact["s"] == 5


def test_a_level_is_scored_by_its_value_and_told_by_its_name():
    item = section_scores(competence_sheet(), {"integritas": "4"}).items[0]

    assert (item.raw, item.exact, item_text(item)) == (Decimal(4), 4, "4 – Mumpuni (nilai 4)")


def test_a_system_figure_is_scored_against_its_target():
    scoring = Scoring(ScoreKind.ACHIEVEMENT, target=Decimal(20), cap=Decimal(100))
    field = number("hadir", kind=FieldKind.SYSTEM_FIGURE, source="attendance.present_days", scoring=scoring)

    with_figure = section_scores(form_of(field), {}, figures={"attendance.present_days": "18"})
    without = section_scores(form_of(field), {"hadir": "20"})

    assert with_figure.sections["s"] == Decimal("90.00")
    assert without.sections["s"] is None


def test_the_competence_score_is_the_mean_of_the_competence_sections():
    sheet = competence_sheet()
    technical = replace(
        sheet.sections[0], key="teknis", fields=(replace(sheet.sections[0].fields[0], key="arsip"),)
    )
    general = replace(
        technical, key="umum", area=Area.GENERAL, fields=(replace(technical.fields[0], key="x"),)
    )
    form = replace(sheet, sections=(*sheet.sections, technical, general))
    answers = {"integritas": "4", "komunikasi": "3", "kerja_sama": "3", "arsip": "2", "x": "5"}

    assert competency_score(form, section_scores(form, answers)) == Decimal("2.67")
    assert competency_score(form, section_scores(form, {"x": "5"})) is None


def test_a_mean_of_nothing_is_none():
    assert weighted_mean([]) is None
    assert weighted_mean([(None, Decimal(1))]) is None
    assert weighted_mean([(Fraction(5), Decimal(0))]) is None

"""Nilai rupiah: written as people here write it, stored as a number, shown as money, reckoned with like any number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.compiling import compile_form
from forms_config.dynamic_forms import with_examples
from forms_config.engine import codec
from forms_config.engine.calculated import calculations
from forms_config.engine.checks import problems
from forms_config.engine.compare import changes
from forms_config.engine.explain import condition_text
from forms_config.engine.kinds import KINDS, Column
from forms_config.engine.schema import (
    NOT_APPLICABLE,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    NotApplicable,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
)
from forms_config.engine.visibility import holds
from forms_config.engine.wording import item_text
from tests.forms_config.library import field, make_form, section
from tests.forms_config.pages import draw
from tests.schemas import fill_in, to_read
from tests.scores import section_scores

SPENT = Field(
    "belanja", "Realisasi belanja", kind=FieldKind.MONEY, minimum=Decimal(0), maximum=Decimal(5_000_000)
)


def form(*fields: Field) -> FormSchema:
    return FormSchema("f", "F", (Section("anggaran", "Anggaran", SectionKind.PLAIN, fields=fields),))


def fill(text: str, spent: Field = SPENT, stored: str | None = None):
    answers = {"belanja": stored} if stored else {}
    return fill_in(form(spent), filled_by=FilledBy.EMPLOYEE, answers=answers, data={"belanja": text})


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("1250000", "1250000"),
        ("1.250.000", "1250000"),
        ("Rp 1.250.000", "1250000"),
        ("Rp1.250.000,-", "1250000"),
        ("rp. 1.250.000,00", "1250000"),
        ("Rp\u00a0500", "500"),
        ("0", "0"),
        ("500.000", "500000"),
    ],
)
def test_an_amount_is_read_with_or_without_rp_and_points(text, stored):
    typed = fill(text)

    assert (typed.is_valid(), typed.answers()) == (True, {"belanja": stored})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("satu juta", "Tulis nilai rupiah dengan angka, misalnya 1.250.000 atau Rp 1.250.000."),
        ("1,250,000", "Tulis nilai rupiah dengan angka, misalnya 1.250.000 atau Rp 1.250.000."),
        ("Rp", "Tulis nilai rupiah dengan angka, misalnya 1.250.000 atau Rp 1.250.000."),
        ("12.50.000", "Tulis nilai rupiah dengan angka, misalnya 1.250.000 atau Rp 1.250.000."),
        ("1.250.000,50", "Tulis dalam rupiah penuh tanpa sen, misalnya 1.250.000."),
        ("1.25", "Tulis dalam rupiah penuh tanpa sen, misalnya 1.250.000."),
        ("-Rp 5", "Paling kecil Rp 0."),
        ("Rp 5.000.001", "Paling besar Rp 5.000.000."),
        ("9" * 16, "Angka ini terlalu besar. Mohon diperiksa lagi."),
    ],
)
def test_a_wrong_amount_says_what_to_do_and_loses_nothing(text, message):
    typed = fill(text, stored="750000")

    [item] = typed.sections[0].rows[0].items
    assert [problem.message for problem in typed.problems] == [message]
    assert typed.answers() == {"belanja": "750000"}
    assert (item.value, item.error) == (text, message)
    assert f'value="{text}"' in draw(typed.sections)


def test_a_loss_may_be_written_where_no_bound_forbids_it():
    spent = replace(SPENT, minimum=None)

    assert fill("-Rp 500", spent).answers() == {"belanja": "-500"}
    assert to_read(form(spent), {"belanja": "-500"})[0].rows[0].items[0].text == "−Rp 500"


def test_an_amount_stands_as_money_for_whoever_types_or_reads():
    typed, read = fill("1250000"), to_read(form(SPENT), {"belanja": "1250000"})

    assert '<span class="field__unit" aria-hidden="true">Rp</span>' in draw(typed.sections)
    assert 'value="1.250.000"' in draw(typed.sections)
    assert "Antara Rp 0 dan Rp 5.000.000." in draw(typed.sections)
    assert "Rp 1.250.000" in draw(read)


def test_tidak_berlaku_can_be_ticked_beside_an_amount():
    spent = replace(SPENT, not_applicable=NotApplicable.LEFT_OUT)
    ticked = {"belanja": "3", "belanja-na": NOT_APPLICABLE}
    typed = fill_in(form(spent), filled_by=FilledBy.EMPLOYEE, answers={}, data=ticked)

    assert typed.answers() == {"belanja": NOT_APPLICABLE}


def test_an_amount_is_an_achievement_against_its_target_and_told_as_money():
    budget = Scoring(ScoreKind.ACHIEVEMENT, target=Decimal(2_000_000), cap=Decimal(120))
    [item] = section_scores(form(replace(SPENT, scoring=budget)), {"belanja": "1250000"}).items

    assert (item.raw, item.score) == (Decimal(1_250_000), Decimal("62.50"))
    assert item_text(item) == "Rp 1.250.000 ÷ Rp 2.000.000 × 100 = 62,5"


def test_a_formula_reckons_with_amounts_and_shows_them_as_money():
    share = Field("serapan", "Serapan", FieldKind.CALCULATED, formula="belanja / pagu * 100", decimals=1)
    schema = form(SPENT, Field("pagu", "Pagu", kind=FieldKind.MONEY), share)
    [found] = calculations(schema, {"belanja": "1500000", "pagu": "2000000"}).values()

    assert not [problem for problem in problems(schema) if problem.path == ("anggaran", "serapan")]
    assert found.value == Decimal("75.0")
    assert found.words == "Realisasi belanja (Rp 1.500.000) ÷ Pagu (Rp 2.000.000) × 100 = 75"


@pytest.mark.django_db
def test_officers_write_amounts_in_conditions_as_people_do():
    made = compiled(
        field("money", "Belanja", key="belanja"),
        field(label="Alasan", key="alasan", visible_if=when("at_least", "Rp 500.000")),
        field(label="Lain", key="lain", visible_if=when("one_of", "1.250.000")),
    )
    least, exact = (asked.visible_if.conditions[0] for asked in made.sections[0].fields[1:])

    assert (least.values, exact.values) == (("500000",), ("1250000",))
    assert [holds(least, {"belanja": spent}) for spent in ("500000", "499999")] == [True, False]
    assert condition_text(made, least) == "“Belanja” sedikitnya Rp 500.000"


@pytest.mark.django_db
def test_a_condition_that_is_no_amount_is_named_before_publishing():
    made = compiled(
        field("money", "Belanja", key="belanja"),
        field(label="Alasan", key="alasan", visible_if=when("at_least", "setengah juta")),
    )

    found = [problem.code for problem in problems(made) if problem.path == ("isi", "alasan")]
    assert found == ["condition_not_a_number"]


@pytest.mark.django_db
def test_an_officer_sets_bounds_weight_and_target_of_an_amount():
    scoring = {"kind": "achievement", "weight": "2", "target": "2000000"}
    made = compiled(field("money", "Belanja", maximum="3000000", required=True, scoring=scoring))
    [spent] = made.sections[0].fields

    assert (spent.kind, spent.required, spent.decimals) == (FieldKind.MONEY, True, 0)
    assert (spent.minimum, spent.maximum) == (Decimal(0), Decimal(3_000_000))
    assert (spent.scoring.weight, spent.scoring.target) == (Decimal(2), Decimal(2_000_000))
    assert codec.load(codec.dump(made)) == made
    assert not [problem for problem in problems(made) if problem.path == ("isi", "belanja")]


def compiled(*fields) -> FormSchema:
    return compile_form(make_form(section("Isi", *fields)))


def when(operator: str, values: str) -> dict:
    return {"conditions": [{"field": "belanja", "operator": operator, "values": values}]}


def test_a_change_of_kind_or_bounds_is_told_in_the_words_of_money():
    number = replace(SPENT, kind=FieldKind.NUMBER)
    higher = replace(SPENT, maximum=Decimal(9_000_000))

    assert [one.sentence for one in changes(form(number), form(SPENT))] == [
        "Jenis isian “Realisasi belanja” berubah dari angka menjadi nilai rupiah."
    ]
    assert [one.sentence for one in changes(form(SPENT), form(higher))] == [
        "Angka paling besar “Realisasi belanja” berubah dari Rp 5.000.000 menjadi Rp 9.000.000."
    ]


def test_a_trial_of_the_form_gets_an_amount_and_tables_a_number():
    assert with_examples(form(SPENT), {}, filled_by=FilledBy.EMPLOYEE) == {"belanja": "2500000"}
    assert KINDS[FieldKind.MONEY].column is Column.NUMBER

"""Every kind of field has its record."""

from dataclasses import replace
from decimal import Decimal

import pytest

from forms_config.engine.answers import is_answer
from forms_config.engine.kinds import KINDS, Column, Given, Kind, Origin, answer_labels, kind_of
from forms_config.engine.schema import Choice, Field, FieldKind, FormSchema, OverallRating
from tests.schemas import EXPECTATION

FORM = FormSchema("f", "F", (), scales=(EXPECTATION,))
CHOICES = (Choice("a", "Apel"), Choice("b", "Belimbing"))
ANSWERED = [kind for kind in KINDS.values() if kind.is_answered]


def field(kind: Kind) -> Field:
    return Field("isian", "Isian", kind.key, scale=EXPECTATION.key, choices=CHOICES)


def test_every_kind_has_its_own_record_and_word():
    assert set(KINDS) == set(FieldKind)
    assert all(kind.key == key for key, kind in KINDS.items())
    assert len({kind.word for kind in KINDS.values()} - {""}) == len(FieldKind)


@pytest.mark.parametrize("kind", ANSWERED, ids=lambda kind: kind.key)
def test_what_people_answer_has_an_example_that_is_an_answer_and_can_be_read(kind):
    example = kind.example(FORM, field(kind), Given(files=(7, 8)))

    assert is_answer(field(kind), example, FORM)
    assert kind.words(FORM, field(kind), example).strip()
    assert not any(is_answer(field(kind), wrong, FORM) for wrong in (None, "", [], {}, 1.5))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.key)
def test_a_number_in_itself_stands_in_a_column_of_numbers_and_in_formulas(kind):
    assert kind.is_amount is (kind.column is Column.NUMBER)
    assert not kind.has_number(field(kind)) or kind.in_formulas


def test_an_overall_rating_is_answered_like_a_scale():
    overall = OverallRating("akhir", "Rating akhir", EXPECTATION.key)

    assert kind_of(overall) is KINDS[FieldKind.SCALE]
    assert answer_labels(FORM, overall)["MEETS"] == "Sesuai Ekspektasi"
    assert kind_of(overall).words(FORM, overall, "MEETS") == "Sesuai Ekspektasi"


def test_nobody_answers_what_comes_from_elsewhere():
    others = [kind for kind in KINDS.values() if not kind.is_answered]

    assert {kind.origin for kind in others} == set(Origin) - {Origin.PEOPLE}
    assert not any(is_answer(field(kind), raw, FORM) for kind in others for raw in ("12", "MEETS", True, [1]))


def test_an_example_keeps_to_target_and_bounds():
    number = replace(field(KINDS[FieldKind.NUMBER]), maximum=Decimal(5))

    assert kind_of(number).example(FORM, number, Given(target=Decimal(4))) == "4"
    assert kind_of(number).example(FORM, number, Given()) == "5"

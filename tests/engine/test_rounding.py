from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.rounding import plain, round_half_up, spoken
from tests.random_data import examples


@pytest.mark.parametrize(
    ("value", "rounded"),
    [
        ("2.005", "2.01"),
        ("-2.005", "-2.01"),
        ("2.0049999", "2.00"),
        ("-0.001", "0.00"),
        ("89.995", "90.00"),
        ("0", "0.00"),
    ],
)
def test_a_half_goes_away_from_zero(value, rounded):
    assert str(round_half_up(Decimal(value), 2)) == rounded


def test_thirds_are_rounded_from_the_exact_fraction():
    assert str(round_half_up(Fraction(310, 3), 2)) == "103.33"
    assert str(round_half_up(Fraction(2, 3), 0)) == "1"


@examples(30)
@given(st.decimals(-(10**9), 10**9, places=6), st.integers(0, 4))
def test_agrees_with_the_decimal_module(value, decimals):
    expected = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)

    assert round_half_up(value, decimals) == expected


def test_plain_notation_has_no_exponent_and_no_idle_zeros():
    numbers = ["1E+2", "1.50", "0.00", "-0.0", "12", "100"]

    assert [plain(Decimal(number)) for number in numbers] == ["100", "1.5", "0", "0", "12", "100"]


def test_numbers_are_spoken_with_comma_and_grouped_thousands():
    numbers = ["1234567.5", "109.97", "90.00", "-100", "0.005"]

    assert [spoken(Decimal(number)) for number in numbers] == ["1.234.567,5", "109,97", "90", "−100", "0,01"]

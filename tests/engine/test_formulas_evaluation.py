"""What formulas give: arithmetic, comparison, functions, and what is empty; never an exception."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.formulas import Nothing, Operand, evaluate, parse
from forms_config.engine.formulas.evaluation import LARGEST
from forms_config.engine.rounding import round_half_up
from tests.engine.test_formulas import TREES
from tests.random_data import examples

EMPTY = Operand(Nothing("“Isian” belum diisi"), is_answered=False)
GIVEN = {
    "a": 7,
    "b": 2,
    "nol": 0,
    "kosong": None,
    "k.isi": (3, None, 4, 5),
    "k.hampa": (None, None),
    "k.tanpa": (),
}


def operand(value):
    return EMPTY if value is None else Operand(Decimal(value))


def meaning(given):
    def operands(name):
        value = given.get(name)
        return tuple(map(operand, value)) if isinstance(value, tuple) else operand(value)

    return operands


def value_of(text, **given):
    value = evaluate(parse(text).root, meaning(GIVEN | given))
    return None if isinstance(value, Nothing) else value


def why(text):
    return evaluate(parse(text).root, meaning(GIVEN)).why


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("a + b * 3", "13"),
        ("(a + b) * 3", "27"),
        ("a - b - 1", "4"),
        ("a / b", "3.5"),
        ("a / b / 2 * 4", "7"),
        ("-a + b", "-5"),
        ("a * -b", "-14"),
        ("0,1 + 0,2", "0.3"),
        ("a = 7", "1"),
        ("a <> 7", "0"),
        ("a > b", "1"),
        ("a < b", "0"),
        ("a >= 7 dan b <= 2", "1"),
        ("a > 7 atau b > 2", "0"),
        ("bukan a > 7", "1"),
        ("bukan a", "0"),
        ("0,1 + 0,2 = 0,3", "1"),
        ("100 / 3 * 3 = 100", "1"),
        ("100 / 3 * 3 >= 100", "1"),
        ("100 / 3 * 3 < 100", "0"),
        ("if(a > b; 10; 20)", "10"),
        ("if(a < b; 10; 20)", "20"),
        ("if(nol; 10; 20)", "20"),
        ("if(a > b; 1; 1 / nol)", "1"),
        ("min(a; b; 5)", "2"),
        ("max(a; b; 5)", "7"),
        ("round(2,5)", "3"),
        ("round(-2,5)", "-3"),
        ("round(2,005; 2)", "2.01"),
        ("round(2 / 3; 3)", "0.667"),
        ("round(10 / 3 * 3 - 9,5)", "1"),
        ("1000000000000 * 100000000000 + 0,000001 - 1000000000000 * 100000000000", "0.000001"),
        ("sum(a; b; 1)", "10"),
        ("avg(a; b)", "4.5"),
        ("count(a; b)", "2"),
        ("sum(k.isi)", "12"),
        ("avg(k.isi)", "4"),
        ("min(k.isi; a)", "3"),
        ("max(k.isi; a)", "7"),
        ("count(k.isi)", "3"),
        ("sum(k.isi) / count(k.isi)", "4"),
        ("default(a; 1)", "7"),
        ("999999999999999 * 999999999", "999999998999999000000001"),
    ],
)
def test_arithmetic(text, value):
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kosong", None),
        ("kosong + 1", None),
        ("0 * kosong", None),
        ("-kosong", None),
        ("kosong = kosong", None),
        ("kosong > 1", None),
        ("bukan kosong", None),
        ("if(kosong; 1; 2)", None),
        ("if(a; kosong; 2)", None),
        ("if(a; 1; kosong)", "1"),
        ("nol dan kosong", "0"),
        ("kosong dan nol", "0"),
        ("a dan kosong", None),
        ("a atau kosong", "1"),
        ("kosong atau a", "1"),
        ("nol atau kosong", None),
        ("sum(kosong; 2)", "2"),
        ("avg(kosong; 2)", "2"),
        ("min(kosong; 2)", "2"),
        ("max(kosong; 2)", "2"),
        ("count(kosong; 2)", "1"),
        ("sum(kosong)", None),
        ("sum(k.hampa)", None),
        ("avg(k.hampa)", None),
        ("count(k.hampa)", "0"),
        ("sum(k.tanpa)", None),
        ("min(k.tanpa)", None),
        ("count(k.tanpa)", "0"),
        ("round(kosong; 1)", None),
        ("default(kosong; 5)", "5"),
        ("default(kosong; kosong)", None),
        ("default(1 / nol; 5)", "5"),
        ("a / nol", None),
        ("nol / nol", None),
        ("1 / (b - 2)", None),
        ("sum(a / nol; 1)", "1"),
        ("k.isi + 1", None),
    ],
)
def test_what_is_empty(text, value):
    assert value_of(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kosong + 1", "“Isian” belum diisi"),
        ("a / nol", "pembaginya 0"),
        ("k.isi + 1", "ada isian dari beberapa baris yang belum dijumlahkan atau dirata-ratakan"),
        ("sum(k.hampa)", "tidak ada nilai yang terisi"),
        ("999999999999999 * 999999999999999", "angkanya terlalu besar"),
        ("-(999999999999999 * 999999999999999)", "angkanya terlalu besar"),
    ],
)
def test_nothing_says_why(text, words):
    assert why(text) == words


def test_a_number_beyond_the_limit_is_nothing_wherever_it_comes_from():
    assert value_of("besar", besar=LARGEST) == LARGEST
    for huge in ("1e25", "1e999999", "-1e25", "Infinity", "NaN"):
        assert value_of("besar", besar=huge) is None
        assert value_of("sum(besar; 1)", besar=huge) == 1


@pytest.mark.parametrize(
    ("text", "chosen", "value"),
    [
        ('pilihan = "wfh"', ("wfh",), 1),
        ('"wfh" = pilihan', ("wfh",), 1),
        ('pilihan <> "wfh"', ("wfh",), 0),
        ('pilihan = "wfo"', ("wfh",), 0),
        ('pilihan = "b"', ("a", "b"), 1),
        ('pilihan <> "c"', ("a", "b"), 1),
        ('pilihan = "wfh"', (), None),
        ('if(pilihan = "wfh"; 3; 4)', ("wfh",), 3),
    ],
)
def test_an_answer_is_compared_with_a_key_in_quotes(text, chosen, value):
    answered = Operand(Nothing("“Pilihan” bukan angka"), chosen, is_answered=bool(chosen))
    found = evaluate(parse(text).root, lambda name: answered)

    assert (None if isinstance(found, Nothing) else found) == value


CELLS = st.lists(st.none() | st.decimals(-999_999, 999_999, places=2), max_size=12).map(tuple)


@given(CELLS)
@examples(100)
def test_the_functions_over_rows_agree_with_plain_python(cells):
    known = [Fraction(cell) for cell in cells if cell is not None]

    def over_rows(function):
        return value_of(f"{function}(k.jam)", **{"k.jam": cells})

    assert over_rows("count") == len(known)
    assert over_rows("sum") == (sum(known) if known else None)
    assert over_rows("min") == min(known, default=None)
    assert over_rows("max") == max(known, default=None)
    mean = value_of("round(avg(k.jam); 6)", **{"k.jam": cells})
    assert mean == (round_half_up(sum(known) / len(known), 6) if known else None)


ODD = st.sampled_from(
    ["0", "-1", "0.000001", "999999999999999", "1e24", "1e999999", "-1e-999", "NaN", "-Infinity"]
)
OPERANDS = st.one_of(st.none(), ODD, st.decimals(allow_nan=False, allow_infinity=False, places=6).map(str))


@given(TREES, OPERANDS, st.lists(OPERANDS, max_size=4).map(tuple))
@examples(150)
def test_whatever_is_answered_gives_a_bounded_number_or_nothing(tree, single, column):
    def operands(name):
        return tuple(map(operand, column)) if "." in name else operand(single)

    value = evaluate(tree, operands)

    assert isinstance(value, Nothing) or (value.is_finite() and abs(value) <= LARGEST)

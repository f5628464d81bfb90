"""The language: what can be written, how it prints, and what each mistake is answered with."""

import string
import sys
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.formulas import FormulaError, describe_functions, parse, printed
from forms_config.engine.formulas.functions import FUNCTIONS
from forms_config.engine.formulas.nodes import (
    Call,
    Chain,
    Comparison,
    Junction,
    Minus,
    Name,
    Not,
    Number,
    Quoted,
)
from forms_config.engine.formulas.parser import MAX_DEPTH, MAX_NODES
from tests.random_data import examples


def reprinted(text):
    return printed(parse(text).root)


def refused(text):
    with pytest.raises(FormulaError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("12.5", "12,5"),
        ("12,5 + 0.125", "12,5 + 0,125"),
        ("a+b*c", "a + b * c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "(a - b) - c"),
        ("a/b/c", "a / b / c"),
        ("-(a + b)", "-(a + b)"),
        ("a - -b", "a - -b"),
        ("+a", "a"),
        ("((a))", "a"),
        ("= a / b", "a / b"),
        ("a × b ÷ c − d", "a * b / c - d"),
        ("a ≥ 5", "a >= 5"),
        ("a != 5", "a <> 5"),
        ("a == 5", "a = 5"),
        ("NOT a AND b or c", "bukan a dan b atau c"),
        ("bukan (a dan b)", "bukan (a dan b)"),
        ("bukan a = b", "bukan a = b"),
        ("(a dan b) dan c", "(a dan b) dan c"),
        ("(a atau b) atau c", "(a atau b) atau c"),
        ("JIKA(a > 1; SUM(s.a; 2); Rata(s.b))", "if(a > 1; sum(s.a; 2); avg(s.b))"),
        ("if(a > 1, b, c)", "if(a > 1; b; c)"),
        ("max(jam2,3)", "max(jam2; 3)"),
        ("round(a / b)", "round(a / b)"),
        ("status = “wfh”", 'status = "wfh"'),
        ('"1" <> tingkat', '"1" <> tingkat'),
        ("jumlah + jumlah(a; b)", "jumlah + sum(a; b)"),
        ("a\u00a0+\tb\r\n", "a + b"),
    ],
)
def test_a_formula_is_understood(text, same):
    assert reprinted(text) == same


def test_names_are_told_once_each_in_the_order_of_the_text():
    assert parse("b + sum(kegiatan.jam; a) / b").names == ("b", "kegiatan.jam", "a")


@pytest.mark.parametrize(
    ("text", "start", "length", "words"),
    [
        ("", 0, 0, "masih kosong"),
        ("  ", 0, 0, "masih kosong"),
        ("=", 0, 0, "masih kosong"),
        ("jam +", 5, 0, "kurang angka, isian, atau fungsi"),
        ("jam + * 2", 6, 1, "kurang angka, isian, atau fungsi"),
        ("jam 2", 4, 1, "kurang tanda hitung"),
        ("2jam", 1, 3, "kurang tanda hitung"),
        ("1e999", 1, 4, "kurang tanda hitung"),
        ("(jam", 0, 1, "belum ditutup"),
        ("sum(jam; 2", 3, 1, "belum ditutup"),
        ("jam)", 3, 1, "tidak punya kurung buka"),
        ("jam; 2", 3, 1, "di dalam kurung fungsi"),
        ("sum(a b)", 6, 1, "kurang tanda hitung"),
        ("a < b < c", 6, 1, "a < b dan b < c"),
        ("a => b", 3, 1, "tanda pembanding ini tidak dikenal"),
        ("9**9**9", 2, 1, "pangkat tidak dikenal"),
        ("9^9", 1, 1, "pangkat tidak dikenal"),
        ("10%", 2, 1, "10/100"),
        ("[a]", 0, 1, "kurung biasa"),
        ("a.", 1, 1, "titik"),
        ("1.000", 0, 5, "1000 atau 1,000"),
        ("1.000.000", 0, 9, "tanpa titik ribuan"),
        ("1.250,5", 0, 7, "tanpa titik ribuan"),
        ("1234567890123456", 0, 16, "15 digit"),
        ("0,1234567", 0, 9, "6 desimal"),
        ("sum(1,2)", 0, 3, "koma desimal"),
        ("max(a,1,5)", 6, 3, "titik koma"),
        ("if(1,2,3)", 3, 5, "titik koma"),
        ("if(a; b)", 0, 2, "3 nilai, di sini ada 2"),
        ("sum()", 0, 3, "sedikitnya 1 nilai"),
        ("round(a; b)", 0, 5, "0 sampai 6"),
        ("round(a; 7)", 0, 5, "0 sampai 6"),
        ("round(a; 1,5)", 0, 5, "0 sampai 6"),
        ("jumla(a; b)", 0, 5, "Mungkin maksud Anda jumlah"),
        ("xyzzy(a)", 0, 5, "daftar fungsi"),
        ('"wfh"', 0, 5, "hanya dapat dibandingkan"),
        ('status > "wfh"', 9, 5, "hanya dapat dibandingkan"),
        ('1 = "wfh"', 4, 5, "hanya dapat dibandingkan"),
        ('"a" = "a"', 0, 3, "hanya dapat dibandingkan"),
        ('status + "wfh"', 9, 5, "hanya dapat dibandingkan"),
        ('-"wfh"', 1, 5, "hanya dapat dibandingkan"),
        ('status = "wfh', 9, 1, "belum ditutup"),
        ("status = 'wfh'", 9, 1, "kutip ganda"),
        ("dan", 0, 3, "kurang angka"),
    ],
)
def test_a_mistake_is_shown_at_its_place_with_the_way_to_mend_it(text, start, length, words):
    error = refused(text)

    assert (error.start, error.length) == (start, length)
    assert words in error.message
    assert error.message.endswith(".")


def test_the_message_counts_as_people_do():
    assert refused("jam / 8 )").message == (
        "Di huruf ke-9 (“)”): kurung tutup ini tidak punya kurung buka. Hapus, atau tambahkan ( di depannya."
    )


HOSTILE = {
    "long": "a" * 10_000,
    "many terms": "+".join(["1"] * 5_000),
    "brackets": "(" * 5_000,
    "closed brackets": "(" * 900 + "1" + ")" * 900,
    "functions": "sum(" * 400,
    "signs": "-" * 1_900 + "1",
    "negations": "not " * 400 + "1",
    "pluses": "+" * 1_900,
    "nodes": "+".join(["a"] * (MAX_NODES + 1)),
    "dots and commas": "1" + ",." * 900 + "1",
    "commas": "1" + "," * 1_900,
    "quotes": '"' * 1_999,
    "powers": "9**9**9",
    "import": "__import__('os').system('ls')",
    "attribute": "a.__class__",
    "lambda": "lambda: 1",
    "format": "{a}",
    "comment": "1 # 2",
    "arabic digits": "١٢٣",
    "full width digits": "１２",
    "superscript": "a²",
    "nul": "a\x00",
    "right to left": "a\u202e + b",
    "zero width": "a\u200bb",
    "emoji": "🙂 + 1",
    "cyrillic": "jаm",
    "surrogate": "\ud800",
    "exponent": "1e999",
    "infinity": "1/inf(0)",
    "big number": "9" * 500,
    "line separator": "a\u2028b",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_refused_fast_and_in_printable_words(text):
    def seconds():
        began = time.process_time()
        refused(text)
        return time.process_time() - began

    error = refused(text)

    assert min(seconds() for _ in range(3)) < 0.05
    assert error.message.isprintable()
    assert len(error.message) < 250
    assert 0 <= error.start <= len(text)


def test_the_limits_are_the_last_that_is_read():
    brackets = "(" * MAX_DEPTH + "1" + ")" * MAX_DEPTH
    terms = "+".join(["a"] * (MAX_NODES - 1))

    assert reprinted(brackets) == "1"
    assert reprinted("+".join(["(-a)"] * (MAX_DEPTH + 1))).startswith("-a + -a")
    assert len(parse(terms).root.rest) == MAX_NODES - 2
    assert "terlalu bersusun" in refused(f"({brackets})").message
    assert "terlalu besar" in refused(f"{terms}+a").message
    assert "paling banyak 2.000 huruf" in refused("a" * 2_001).message


def test_the_deepest_formula_needs_only_part_of_the_stack():
    def below(levels):
        return below(levels - 1) if levels else printed(parse(deepest).root)

    deepest = "sum(1 + 2 * (" * (MAX_DEPTH // 2) + "a" + " < 3))" * (MAX_DEPTH // 2)

    assert below(sys.getrecursionlimit() // 3).startswith("sum(1 + 2 * ")


def test_every_function_has_an_example_that_can_be_read():
    for function in describe_functions():
        assert printed(parse(function.example).root).startswith(f"{function.key}(")
        assert function.help.endswith(".")
        assert function.usage == f"{function.key}({function.arguments})"


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}(\.[a-z][a-z0-9_]{0,6})?", fullmatch=True).filter(
    lambda name: name not in ("dan", "atau", "bukan", "and", "or", "not")
)
NUMBERS = st.decimals(0, 999_999, places=3).map(lambda value: Number(value.normalize()))
LEAVES = st.one_of(NUMBERS, NAMES.map(Name))


def grown(inner):
    return st.one_of(
        inner.map(Minus),
        inner.map(Not),
        st.builds(
            Chain, inner, st.lists(st.tuples(st.sampled_from("+-"), inner), min_size=1, max_size=3).map(tuple)
        ),
        st.builds(
            Chain, inner, st.lists(st.tuples(st.sampled_from("*/"), inner), min_size=1, max_size=3).map(tuple)
        ),
        st.builds(Comparison, st.sampled_from(("=", "<>", "<", "<=", ">", ">=")), inner, inner),
        st.builds(Comparison, st.sampled_from(("=", "<>")), NAMES.map(Name), st.just(Quoted("wfh"))),
        st.builds(
            Junction, st.sampled_from(("and", "or")), st.lists(inner, min_size=2, max_size=3).map(tuple)
        ),
        st.builds(Call, st.just("if"), st.tuples(inner, inner, inner)),
        st.builds(Call, st.just("default"), st.tuples(inner, inner)),
        st.builds(Call, st.sampled_from(("sum", "min", "count")), st.tuples(inner, inner)),
        st.builds(Call, st.just("round"), st.tuples(inner, st.just(Number(Decimal(2))))),
    )


TREES = st.recursive(LEAVES, grown, max_leaves=12)


@given(TREES)
@examples(60)
def test_what_is_printed_reads_as_the_same_formula(tree):
    text = printed(tree)
    again = parse(text).root

    assert printed(again) == text
    assert placeless(again) == placeless(tree)


def placeless(node):
    """The tree without places in the text."""
    match node:
        case Name():
            return node.text
        case Quoted():
            return f'"{node.key}"'
        case Number():
            return node.value
        case Minus() | Not():
            return (type(node).__name__, placeless(node.inner))
        case Chain():
            return ("Chain", placeless(node.first), *((sign, placeless(part)) for sign, part in node.rest))
        case Comparison():
            return (node.sign, placeless(node.left), placeless(node.right))
        case Junction():
            return (node.word, *map(placeless, node.parts))
    return (node.function, *map(placeless, node.arguments))


PIECES = st.sampled_from(
    [*FUNCTIONS, *'()+-*/=<>;,."% \n', "12,5", "1.000", "jam", "keg.jam", "dan", "bukan", '"wfh"', "é", "\0"]
)


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join), st.text(string.printable)))
@examples(150)
def test_any_text_is_a_formula_or_a_formula_error(text):
    start, length = place_of_the_mistake(text)

    assert 0 <= start <= start + length <= len(text)


def place_of_the_mistake(text):
    try:
        parse(text)
    except FormulaError as error:
        return error.start, error.length
    return 0, 0

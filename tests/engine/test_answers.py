"""What counts as an answer, per kind of field."""

from decimal import Decimal

import pytest

from forms_config.engine.answers import is_answer, rows, stored_value, well_formed
from forms_config.engine.schema import Choice, Field, FieldKind, FormSchema, Section, SectionKind
from forms_config.engine.values import parse_number
from tests.schemas import EXPECTATION, official_form, plan_row

CHOICES = (Choice("a", "A"), Choice("b", "B"))
FORM = FormSchema("f", "F", (), scales=(EXPECTATION,))


def make_field(kind, **changes):
    return Field(key="x", label="X", kind=kind, **changes)


@pytest.mark.parametrize(
    ("field", "valid", "invalid"),
    [
        (make_field(FieldKind.SHORT_TEXT), ["a", " a "], ["", "  ", None, 5, ["a"], True]),
        (make_field(FieldKind.LONG_TEXT), ["a\nb"], ["\n", {}]),
        (
            make_field(FieldKind.NUMBER),
            ["0", "-3", "12.50"],
            ["", "1,5", "1e9", "NaN", "٣", 3, 1.5, True, None],
        ),
        (
            make_field(FieldKind.NUMBER, minimum=Decimal(1), maximum=Decimal("2.5")),
            ["1", "2.5"],
            ["0.99", "2.51", "-1"],
        ),
        (make_field(FieldKind.SCALE, scale="ekspektasi"), ["ABOVE"], ["above", "", None, 1, ["ABOVE"]]),
        (make_field(FieldKind.SCALE, scale="hilang"), [], ["ABOVE"]),
        (make_field(FieldKind.CHOICE, choices=CHOICES), ["a"], ["c", None, ["a"], {}]),
        (
            make_field(FieldKind.CHOICES, choices=CHOICES),
            [["a"], ["b", "a"]],
            [[], "a", ["c"], ["a", 1], [["a"]]],
        ),
        (make_field(FieldKind.YES_NO), [True, False], ["yes", 1, 0, None]),
        (
            make_field(FieldKind.DATE),
            ["2024-02-29"],
            ["2023-02-29", "20240229", "2024-2-9", "", 20240229, None],
        ),
        (make_field(FieldKind.EVIDENCE), [[1], [2, 3]], [[], 1, ["1"], [True], [1.0], None]),
        (make_field(FieldKind.INFORMATION), [], ["a"]),
        (make_field(FieldKind.SYSTEM_FIGURE), [], ["5"]),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Field) else "",
)
def test_answers_by_kind(field, valid, invalid):
    assert [raw for raw in [*valid, *invalid] if is_answer(field, raw, FORM)] == valid


def test_numbers_are_bounded_so_that_arithmetic_stays_small():
    assert parse_number("9" * 15 + "." + "9" * 6) is not None
    assert parse_number("9" * 16) is None
    assert parse_number("0.1234567") is None
    assert parse_number("1\n") is None


def test_unknown_keys_and_malformed_values_are_dropped():
    answers = {
        "rating_perilaku": "TOP",
        "rating_hasil_kerja": "MEETS",
        "akuntabel": 7,
        "loyal": "Baik",
        "asing": "x",
        "hasil_kerja": [
            {"_row": "a", "realisasi": "12 laporan", "asing": 1, "bukti_dukung": "x"},
            {"_row": "a", "realisasi": "kembar"},
            {"realisasi": "tanpa kunci"},
            {"_row": ["a"]},
            "bukan baris",
        ],
    }

    assert well_formed(official_form(), answers) == {
        "hasil_kerja": [{"_row": "a", "realisasi": "12 laporan"}],
        "rating_hasil_kerja": "MEETS",
        "loyal": "Baik",
    }


@pytest.mark.parametrize("answers", [None, [], "x", 5, {"hasil_kerja": {}}, {"hasil_kerja": None}])
def test_answers_of_the_wrong_shape_are_no_answers(answers):
    assert [value for value in well_formed(official_form(), answers).values() if value] == []


def test_plan_rows_follow_the_plan_answered_or_not():
    section = official_form().sections[0]
    answers = {"hasil_kerja": [{"_row": "lama", "realisasi": "x"}, {"_row": "b", "realisasi": "y"}]}

    found = rows(section, answers, [plan_row("a"), plan_row("b")])

    assert [(row.key, row.number, row.answers.get("realisasi")) for row in found] == [
        ("a", 1, None),
        ("b", 2, "y"),
    ]
    assert found[1].plan == plan_row("b")
    assert found[1].label(section) == "Hasil kerja 2"


def test_free_rows_follow_the_answers():
    section = Section("kegiatan", "Kegiatan", SectionKind.FREE_ROWS)

    found = rows(section, {"kegiatan": [{"_row": "2"}, {"_row": "1"}]})

    assert [(row.key, row.number) for row in found] == [("2", 1), ("1", 2)]


def test_a_plain_section_has_no_rows():
    assert rows(official_form().sections[1], {"perilaku": [{"_row": "1"}]}, [plan_row("a")]) == ()


def test_stored_value_reads_malformed_answers_too():
    section = official_form().sections[0]
    answers = {"hasil_kerja": [{"_row": "a", "realisasi": 5}]}

    assert stored_value(section, "a", "realisasi", answers) == 5
    assert stored_value(section, "b", "realisasi", answers) is None
    assert stored_value(section, None, "realisasi", None) is None

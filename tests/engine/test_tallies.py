"""Answers that are only counted: each question as often as the others, in no order that tells who came when."""

from dataclasses import replace

import pytest

from forms_config.engine.schema import Choice, Field, FieldKind, FormSchema, Section, SectionKind
from forms_config.engine.tallies import UNSAID, answers_to, chosen, countable, one_more, uncountable
from tests.schemas import EXPECTATION

FEW = (Choice("a", "Apel"), Choice("b", "Belimbing"))
FIELDS = {
    kind: Field(f"isian_{kind}", f"Isian {kind}", kind, scale="ekspektasi", choices=FEW) for kind in FieldKind
}
FORM = FormSchema(
    "f", "F", (Section("s", "S", SectionKind.PLAIN, fields=tuple(FIELDS.values())),), scales=(EXPECTATION,)
)  # fmt: skip
SCALE, ONE, FLAG = (FIELDS[kind].key for kind in (FieldKind.SCALE, FieldKind.CHOICE, FieldKind.YES_NO))


def test_only_one_answer_out_of_a_few_is_counted():
    assert [field.kind for field in countable(FORM)] == [FieldKind.SCALE, FieldKind.CHOICE, FieldKind.YES_NO]


def test_whatever_else_people_would_answer_may_tell_who_they_are():
    assert {field.kind for field in uncountable(FORM)} == {
        FieldKind.SHORT_TEXT, FieldKind.LONG_TEXT, FieldKind.NUMBER, FieldKind.MONEY, FieldKind.CHOICES, FieldKind.DATE,
        FieldKind.EVIDENCE,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({SCALE: "ABOVE", ONE: "b", FLAG: True}, ("ABOVE", "b", "yes")),
        ({SCALE: "BELOW", ONE: "a", FLAG: False}, ("BELOW", "a", "no")),
        ({}, (UNSAID, UNSAID, UNSAID)),
        ({SCALE: "lain", ONE: ["a"], FLAG: "ya"}, (UNSAID, UNSAID, UNSAID)),
        ({SCALE: None, ONE: "", FLAG: None, "tak_dikenal": "x"}, (UNSAID, UNSAID, UNSAID)),
    ],
)
def test_what_is_no_answer_counts_as_unsaid(answers, said):
    assert chosen(FORM, answers) == dict(zip((SCALE, ONE, FLAG), said, strict=True))


def test_everything_that_can_be_counted_has_a_label():
    assert answers_to(FORM, FIELDS[FieldKind.YES_NO]) == {
        "yes": "Ya",
        "no": "Tidak",
        UNSAID: "Tidak menjawab",
    }
    assert answers_to(FORM, FIELDS[FieldKind.CHOICE]) == {
        "a": "Apel",
        "b": "Belimbing",
        UNSAID: "Tidak menjawab",
    }


def test_a_scale_that_begins_with_its_lowest_level_is_told_from_the_highest():
    upside_down = replace(EXPECTATION, levels=EXPECTATION.levels[::-1])
    form = replace(FORM, scales=(upside_down,))
    assert list(answers_to(form, FIELDS[FieldKind.SCALE])) == ["ABOVE", "MEETS", "BELOW", UNSAID]


def test_the_order_of_counts_tells_nothing_of_who_came_first():
    first = one_more(one_more({}, {"b": "z", "a": "x"}), {"b": "y", "a": "x"})
    second = one_more(one_more({}, {"a": "x", "b": "y"}), {"a": "x", "b": "z"})
    assert str(first) == str(second) == "{'a': {'x': 2}, 'b': {'y': 1, 'z': 1}}"


def test_counting_leaves_what_was_counted_before_as_it_is():
    before = {"a": {"x": 1}}
    one_more(before, {"a": "x"})
    assert before == {"a": {"x": 1}}

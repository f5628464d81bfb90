from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.schema import (
    Choice,
    Condition,
    Field,
    FieldKind,
    FormSchema,
    Operator,
    OverallRating,
    Section,
    SectionKind,
    Visibility,
)
from forms_config.engine.visibility import holds, is_visible, visible_answers, visible_cells
from tests.random_data import examples
from tests.schemas import EXPECTATION


def when(field, operator=Operator.EQUALS, *values):
    return Visibility((Condition(field, operator, values),))


def yes_no(key, visible_if=None):
    return Field(key=key, label=key, kind=FieldKind.YES_NO, visible_if=visible_if)


def text(key, visible_if=None):
    return Field(key=key, label=key, kind=FieldKind.SHORT_TEXT, visible_if=visible_if)


def plain(key, *fields, **changes):
    return Section(key=key, label=key, kind=SectionKind.PLAIN, fields=fields, **changes)


@pytest.mark.parametrize(
    ("raw", "operator", "values", "expected"),
    [
        ("a", Operator.EQUALS, ("a",), True),
        ("a", Operator.EQUALS, ("b", "a"), False),
        ("12.50", Operator.EQUALS, ("12.5",), True),
        (True, Operator.EQUALS, ("yes",), True),
        (False, Operator.EQUALS, ("no",), True),
        (None, Operator.EQUALS, ("no",), False),
        (["a", "b"], Operator.EQUALS, ("b",), True),
        ("a", Operator.ONE_OF, ("b", "a"), True),
        (["c"], Operator.ONE_OF, ("a", "b"), False),
        ("10", Operator.AT_LEAST, ("9.5",), True),
        ("9.5", Operator.AT_LEAST, ("9.5",), True),
        ("9", Operator.AT_LEAST, ("10",), False),
        ("banyak", Operator.AT_LEAST, ("10",), False),
        ("10", Operator.AT_LEAST, (), False),
        ("", Operator.IS_EMPTY, (), True),
        ([], Operator.IS_EMPTY, (), True),
        (False, Operator.IS_EMPTY, (), False),
        ("a", Operator.IS_NOT_EMPTY, (), True),
        ([3], Operator.IS_NOT_EMPTY, (), True),
        (" ", Operator.IS_NOT_EMPTY, (), False),
    ],
)
def test_operators(raw, operator, values, expected):
    assert holds(Condition("x", operator, values), {"x": raw}) is expected


def test_a_row_is_asked_before_the_form():
    condition = Condition("x", Operator.EQUALS, ("a",))

    assert holds(condition, {"x": "b"}, {"x": "a"})
    assert holds(condition, {"x": "a"}, {"y": "b"})
    assert not holds(condition, {"x": "a"}, {"x": "b"})


def test_conditions_are_joined_by_all_or_any():
    conditions = when("a", Operator.IS_NOT_EMPTY).conditions + when("b", Operator.IS_NOT_EMPTY).conditions
    both, either = text("x", Visibility(conditions)), text("x", Visibility(conditions, match="any"))

    assert [is_visible(both, given) for given in ({}, {"a": "1"}, {"a": "1", "b": "1"})] == [
        False,
        False,
        True,
    ]
    assert [is_visible(either, given) for given in ({}, {"a": "1"}, {"a": "1", "b": "1"})] == [
        False,
        True,
        True,
    ]


def test_without_conditions_everything_is_shown():
    assert is_visible(text("x"), {})
    assert is_visible(text("x", Visibility((), match="any")), {})


def test_hiding_one_answer_hides_what_depends_on_it():
    form = FormSchema(
        "f",
        "F",
        (
            plain(
                "s",
                yes_no("a"),
                yes_no("b", when("a", Operator.EQUALS, "yes")),
                text("c", when("b", Operator.EQUALS, "yes")),
                text("d", when("c", Operator.IS_EMPTY)),
            ),
        ),
    )
    answers = {"a": False, "b": True, "c": "tersembunyi", "d": "tampil"}

    assert visible_answers(form, answers) == {"a": False, "d": "tampil"}
    assert visible_answers(form, answers | {"a": True}) == {"a": True, "b": True, "c": "tersembunyi"}


def test_a_hidden_section_takes_its_fields_rows_and_rating_along():
    overall = OverallRating("rating", "Rating", EXPECTATION.key)
    hidden = when("pakai", Operator.EQUALS, "yes")
    rows = Section(
        "baris", "Baris", SectionKind.FREE_ROWS, fields=(text("isi"),), overall=overall, visible_if=hidden
    )
    form = FormSchema("f", "F", (plain("s", yes_no("pakai")), plain("t", text("x"), visible_if=hidden), rows))
    answers = {"x": "1", "baris": [{"_row": "1", "isi": "a"}], "rating": "MEETS"}

    assert visible_answers(form, answers | {"pakai": False}) == {"pakai": False}
    assert visible_answers(form, answers | {"pakai": True}) == answers | {"pakai": True}


def test_each_row_decides_for_itself():
    fields = (yes_no("selesai"), text("alasan", when("selesai", Operator.EQUALS, "no")))
    form = FormSchema("f", "F", (Section("baris", "Baris", SectionKind.FREE_ROWS, fields=fields),))
    done = {"_row": "1", "selesai": True, "alasan": "sisa"}
    open_row = {"_row": "2", "selesai": False, "alasan": "menunggu data"}

    shown = visible_answers(form, {"baris": [done, open_row]})

    assert shown == {"baris": [{"_row": "1", "selesai": True}, open_row]}
    cells = [(cell.row_key, cell.field.key) for cell in visible_cells(form, shown)]
    assert cells == [("1", "selesai"), ("2", "selesai"), ("2", "alasan")]


def test_what_is_no_row_is_left_alone():
    fields = (text("isi", when("pakai", Operator.EQUALS, "yes")),)
    form = FormSchema("f", "F", (Section("baris", "Baris", SectionKind.FREE_ROWS, fields=fields),))

    shown = visible_answers(form, {"baris": ["x", {"_row": "1", "isi": "a"}]})

    assert shown == {"baris": ["x", {"_row": "1"}]}


def test_circular_conditions_come_to_an_end():
    form = FormSchema(
        "f",
        "F",
        (plain("s", text("a", when("b", Operator.IS_EMPTY)), text("b", when("a", Operator.IS_EMPTY))),),
    )

    assert visible_answers(form, {"a": "1", "b": "2"}).keys() <= {"a", "b"}


FIELD = st.builds(
    Field,
    key=st.sampled_from("abcd"),
    label=st.just("L"),
    kind=st.just(FieldKind.CHOICE),
    choices=st.just((Choice("1", "1"), Choice("2", "2"))),
)


@st.composite
def acyclic_forms(draw):
    """Four fields; each may depend on an earlier one."""
    fields = []
    for position, key in enumerate("abcd"):
        condition = None
        if position and draw(st.booleans()):
            operator = draw(st.sampled_from(Operator))
            condition = when(draw(st.sampled_from("abcd"[:position])), operator, draw(st.sampled_from("12")))
        fields.append(replace(draw(FIELD), key=key, visible_if=condition))
    return FormSchema("f", "F", (plain("s", *fields),))


@examples(30)
@given(acyclic_forms(), st.dictionaries(st.sampled_from("abcd"), st.sampled_from("12")))
def test_what_is_left_is_exactly_what_is_shown(form, answers):
    left = visible_answers(form, answers)

    shown = {field.key for field in form.sections[0].fields if is_visible(field, left)}
    assert left == {key: value for key, value in answers.items() if key in shown}
    assert visible_answers(form, left) == left

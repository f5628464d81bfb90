"""One thing at a time: which steps a form has, what is missing in each, and when it needs none."""

from dataclasses import replace

import pytest

from forms_config.engine.completeness import missing
from forms_config.engine.schema import (
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    Operator,
    Section,
    SectionKind,
    Visibility,
)
from forms_config.engine.steps import is_short, steps
from tests.schemas import official_form, plan_row

EMPLOYEE, RATER = FilledBy.EMPLOYEE, FilledBy.RATER
PLAN = [plan_row("rhk-1"), plan_row("rhk-2"), plan_row("rhk-3"), plan_row("rhk-4")]
STORY = Field("cerita", "Cerita", FieldKind.LONG_TEXT, required=True)
NOTE = Field("catatan", "Catatan", FieldKind.LONG_TEXT, filled_by=RATER)
FIGURE = Field("hari", "Hari", FieldKind.SYSTEM_FIGURE, source="attendance.days_present")


def plain(key: str, *fields: Field, **about) -> Section:
    return Section(key=key, label=key.title(), kind=SectionKind.PLAIN, fields=fields, **about)


def form(*sections: Section) -> FormSchema:
    return FormSchema("f", "Formulir", sections)


def addresses(schema, answers=None, plan=(), side=EMPLOYEE) -> list[str]:
    return [step.address for step in steps(schema, answers or {}, plan, side)]


def test_each_planned_result_is_a_step_that_names_it():
    found = steps(official_form(), {}, PLAN, EMPLOYEE)
    assert [step.address for step in found] == [f"hasil_kerja.rhk-{number}" for number in range(1, 5)]
    assert (found[1].label, found[1].about) == ("Hasil kerja 2", PLAN[1]["statement"])


def test_a_table_is_one_step_and_so_are_rows_of_ones_own():
    work = official_form().sections[0]
    assert addresses(form(replace(work, layout=Layout.TABLE)), plan=PLAN) == ["hasil_kerja"]
    assert addresses(form(replace(work, kind=SectionKind.FREE_ROWS))) == ["hasil_kerja"]


def test_without_a_plan_the_section_itself_says_what_is_to_be_done():
    assert addresses(official_form()) == ["hasil_kerja"]


def test_what_somebody_else_fills_in_is_no_step():
    schema = form(plain("a", STORY, NOTE), plain("b", NOTE), plain("c", FIGURE))
    assert addresses(schema) == ["a"]
    assert addresses(schema, side=RATER) == ["a", "b"]


def test_a_section_is_a_step_only_while_it_is_shown():
    asked = Visibility((Condition("cerita", Operator.IS_NOT_EMPTY, ()),))
    schema = form(plain("a", STORY), plain("b", replace(STORY, key="lain"), visible_if=asked))
    assert addresses(schema) == ["a"]
    assert addresses(schema, {"cerita": "ada"}) == ["a", "b"]


def test_a_step_counts_its_own_questions_and_answers():
    answers = {"hasil_kerja": [{"_row": "rhk-2", "realisasi": "12"}]}
    found = steps(official_form(), answers, PLAN, EMPLOYEE)
    assert {step.questions for step in found} == {2}
    assert [step.answered for step in found] == [0, 1, 0, 0]


@pytest.mark.parametrize("plan", [PLAN, []])
def test_every_gap_belongs_to_exactly_one_step(plan):
    schema = form(*official_form().sections, plain("lain", STORY))
    gaps = missing(schema, {}, plan, EMPLOYEE)
    found = steps(schema, {}, plan, EMPLOYEE)
    assert gaps
    assert [gap for step in found for gap in step.lacking(gaps)] == gaps


def test_a_few_questions_need_no_steps():
    six = plain("a", *(replace(STORY, key=f"c{number}") for number in range(6)))
    assert is_short(steps(form(six), {}, (), EMPLOYEE))
    assert is_short(steps(form(plain("x", STORY), plain("y", replace(STORY, key="d"))), {}, (), EMPLOYEE))
    assert not is_short(steps(form(six, plain("b", replace(STORY, key="d"))), {}, (), EMPLOYEE))
    seven = replace(six, fields=(*six.fields, STORY))
    assert is_short(steps(form(seven), {}, (), EMPLOYEE))  # one step is the page itself

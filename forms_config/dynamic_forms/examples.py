"""Plausible answers for every field of one side, so that a form can be tried without typing. Always the same ones."""

from collections.abc import Iterable
from decimal import Decimal

from forms_config.engine.answers import Answers, PlanRow, PlanRows, is_answer
from forms_config.engine.kinds import Given, kind_of
from forms_config.engine.schema import Field, FilledBy, FormSchema
from forms_config.engine.values import parse_number

from .draft import Draft, Place, adds_rows
from .fields import EvidenceFile, fits

ROWS = 2  # how many a section of free rows gets


def with_examples(
    schema: FormSchema,
    answers: Answers,
    *,
    filled_by: FilledBy,
    plan_rows: PlanRows = (),
    files: Iterable[EvidenceFile] = (),
) -> dict[str, object]:
    """``answers`` with an example wherever this side has not answered yet; what stands there stays."""
    draft = Draft(schema, answers, plan_rows, filled_by)
    for section in schema.sections:
        if adds_rows(section, filled_by):
            while len(draft.rows[section.key]) < ROWS and not draft.is_full(section):
                draft.add_row(section)
    plans = {str(plan["_row"]): plan for plan in plan_rows}
    attachable = tuple(files)
    for place in list(draft.places(filled_by, plan_rows)):
        if not is_answer(place.field, draft.get(place), schema):
            draft.put(place, _example(place, schema, plans.get(place.row or ""), attachable))
    return draft.document()


def without_answers(schema: FormSchema, answers: Answers, *, filled_by: FilledBy) -> dict[str, object]:
    """``answers`` without those of this side, and without the rows that it added."""
    draft = Draft(schema, answers, (), filled_by=None)
    for section in schema.sections:
        if adds_rows(section, filled_by):
            draft.rows[section.key].clear()
    for section_rows in draft.rows.values():
        for row in section_rows.values():
            _drop(row, schema, filled_by)
    _drop(draft.flat, schema, filled_by)
    return draft.document()


def _drop(answers: dict[str, object], schema: FormSchema, filled_by: FilledBy) -> None:
    for section in schema.sections:
        for field in section.fields:
            if field.filled_by == filled_by:
                answers.pop(field.key, None)
        if section.overall and filled_by == FilledBy.RATER:
            answers.pop(section.overall.key, None)


def _example(
    place: Place, schema: FormSchema, plan: PlanRow | None, files: tuple[EvidenceFile, ...]
) -> object:
    """An example answer; None where the field takes none (a draft without choices, say)."""
    field = place.field
    given = Given(_target(field, plan), tuple(file.id for file in files if fits(field, file)))
    example = kind_of(field).example(schema, field, given)
    return example if is_answer(field, example, schema) else None


def _target(field: Field, plan: PlanRow | None) -> Decimal | None:
    if field.scoring and field.scoring.target is not None:
        return field.scoring.target
    numbers = (parse_number(one.get("target_value")) for one in (plan or {}).get("indicators") or ())
    return next((number for number in numbers if number is not None), None)

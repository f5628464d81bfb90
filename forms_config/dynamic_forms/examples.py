"""Plausible answers for every field of one side, so that a form can be tried without typing. Always the same ones."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from forms_config.engine.answers import Answers, PlanRow, PlanRows, is_answer, parse_number
from forms_config.engine.rounding import plain
from forms_config.engine.schema import Field, FieldKind, FilledBy, FormSchema

from .draft import Draft, Place, adds_rows
from .fields import MAX_DECIMALS, EvidenceFile, fits, max_length

ROWS = 2  # that a section of free rows gets
TEXT = "Contoh: {} sudah dikerjakan sesuai rencana."
DAY = "2026-07-15"
NUMBER = Decimal(10)


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
    example: object = None
    match field.kind:
        case FieldKind.SHORT_TEXT | FieldKind.LONG_TEXT:
            example = TEXT.format(field.label or "ini")[: max_length(field)].strip()
        case FieldKind.NUMBER:
            example = _number(field, plan)
        case FieldKind.SCALE:
            scale = schema.scale(field.scale)
            example = scale.levels[len(scale.levels) // 2].key if scale and scale.levels else None
        case FieldKind.CHOICE:
            example = field.choices[0].key if field.choices else None
        case FieldKind.CHOICES:
            example = [choice.key for choice in field.choices[:2]]
        case FieldKind.YES_NO:
            example = True
        case FieldKind.DATE:
            example = DAY
        case FieldKind.EVIDENCE:
            example = [file.id for file in files if fits(field, file)][:1]
    return example if is_answer(field, example, schema) else None


def _number(field: Field, plan: PlanRow | None) -> str:
    """The target where there is one, else the middle of the bounds; inside the bounds in any case."""
    number = _target(field, plan)
    if number is None:
        low, high = field.minimum, field.maximum
        number = (low + high) / 2 if low is not None and high is not None else NUMBER
    if field.minimum is not None:
        number = max(number, field.minimum)
    if field.maximum is not None:
        number = min(number, field.maximum)
    step = Decimal(1).scaleb(-min(field.decimals, MAX_DECIMALS))
    return plain(number.quantize(step, rounding=ROUND_HALF_UP))


def _target(field: Field, plan: PlanRow | None) -> Decimal | None:
    if field.scoring and field.scoring.target is not None:
        return field.scoring.target
    numbers = (parse_number(one.get("target_value")) for one in (plan or {}).get("indicators") or ())
    return next((number for number in numbers if number is not None), None)

"""Which fields are shown. A hidden field is neither required, nor scored, nor stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .answers import Answers, PlanRows, Row, rows, well_formed
from .schema import Condition, Field, FormSchema, Operator, Section, SectionKind
from .values import parse_number, texts


@dataclass(frozen=True, slots=True)
class Cell:
    """One visible place for an answer: a field of a plain section (``row`` None) or of one row."""

    section: Section
    row: Row | None
    field: Field
    raw: object

    @property
    def row_key(self) -> str | None:
        return self.row.key if self.row else None

    @property
    def place(self) -> tuple[str, str | None, str]:
        return self.section.key, self.row_key, self.field.key

    @property
    def row_label(self) -> str:
        """The planned work result, else "Baris 2"; empty outside rows."""
        if self.row is None:
            return ""
        statement = self.row.plan.get("statement") if self.row.plan else None
        return str(statement) if statement else self.row.label(self.section)


def holds(condition: Condition, answers: Answers, row: Answers | None = None) -> bool:
    """Whether the condition is true. In a row the field is looked for in that row first, then in the form."""
    source = row if row is not None and condition.field in row else answers
    raw = source.get(condition.field)
    given = texts(raw)
    match condition.operator:
        case Operator.IS_EMPTY:
            return not given
        case Operator.IS_NOT_EMPTY:
            return bool(given)
        case Operator.EQUALS:
            return any(_same(text, value) for text in given for value in condition.values[:1])
        case Operator.ONE_OF:
            return any(_same(text, value) for text in given for value in condition.values)
        case Operator.AT_LEAST:
            number, least = parse_number(raw), parse_number(next(iter(condition.values), None))
            return number is not None and least is not None and number >= least
    return False


def is_visible(item: Field | Section, answers: Answers, row: Answers | None = None) -> bool:
    """Whether a field or section is shown. For a field, its section must be visible as well."""
    if item.visible_if is None or not item.visible_if.conditions:
        return True
    results = (holds(condition, answers, row) for condition in item.visible_if.conditions)
    return any(results) if item.visible_if.match == "any" else all(results)


def valid_answers(schema: FormSchema, answers: object) -> dict[str, object]:
    """What counts of the stored answers: well-formed and visible. Never raises."""
    return visible_answers(schema, well_formed(schema, answers))


def visible_answers(schema: FormSchema, answers: Answers) -> dict[str, object]:
    """``answers`` without those of hidden fields, sections and their overall ratings.

    Hiding one answer may hide or show others, so it repeats until nothing changes. Conditions without a
    circle settle in at most as many rounds as there are fields; a circle (``checks`` refuses it) stops there.
    """
    kept = dict(answers)
    if not _can_hide(schema):
        return kept
    for _ in range(1 + sum(1 + len(section.fields) for section in schema.sections)):
        shown = dict(answers)
        for section in schema.sections:
            _hide(section, shown, kept)
        if shown == kept:
            break
        kept = shown
    return kept


def visible_cells(schema: FormSchema, answers: Answers, plan_rows: PlanRows = ()) -> Iterator[Cell]:
    """Every visible field in the order of the form, row by row."""
    for section in schema.sections:
        if is_visible(section, answers):
            yield from section_cells(section, answers, plan_rows)


def section_cells(section: Section, answers: Answers, plan_rows: PlanRows = ()) -> Iterator[Cell]:
    """The visible fields of one visible section, row by row."""
    places = [None] if section.kind == SectionKind.PLAIN else rows(section, answers, plan_rows)
    for row in places:
        given = row.answers if row else answers
        for field in section.fields:
            if field.visible_if is None or is_visible(field, answers, row.answers if row else None):
                yield Cell(section, row, field, given.get(field.key))


def _can_hide(schema: FormSchema) -> bool:
    return any(s.visible_if or any(field.visible_if for field in s.fields) for s in schema.sections)


def _hide(section: Section, shown: dict[str, object], judged: Answers) -> None:
    """Take out of ``shown`` what the conditions of this section hide when they read ``judged``."""
    if not is_visible(section, judged):
        for key in (section.key, *(part.key for part in section.parts)):
            shown.pop(key, None)
    elif section.kind == SectionKind.PLAIN:
        for field in section.fields:
            if not is_visible(field, judged):
                shown.pop(field.key, None)
    elif isinstance(stored := shown.get(section.key), list):
        before = judged.get(section.key)
        judged_rows = before if isinstance(before, list) else stored
        shown[section.key] = [
            _visible_row(section, row, seen, judged) for row, seen in zip(stored, judged_rows, strict=True)
        ]


def _visible_row(section: Section, row: object, judged_row: object, judged: Answers) -> object:
    if not isinstance(row, Mapping) or not isinstance(judged_row, Mapping):
        return row
    hidden = {field.key for field in section.fields if not is_visible(field, judged, judged_row)}
    return {key: value for key, value in row.items() if key not in hidden}


def _same(text: str, value: str) -> bool:
    if text == value:
        return True
    number = parse_number(text)  # "12.50" is 12.5
    return number is not None and number == parse_number(value)

"""The answers while they change: where an answer belongs, and which rows there are."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from forms_config.engine.answers import Answers, PlanRows, keyed_rows, well_formed
from forms_config.engine.completeness import rows_owner
from forms_config.engine.schema import (
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    OverallRating,
    Section,
    SectionKind,
)
from forms_config.engine.visibility import visible_answers

# In the document beside the answers: the highest row number that a section ever had, where that row is gone.
LAST_ROWS = "_last_rows"
_ROW_KEY = re.compile(r"r([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one answer belongs: a field (or overall rating) of a section, in a row or not."""

    section: Section
    row: str | None
    field: Field

    @property
    def name(self) -> str:
        return input_name(self.section, self.row, self.field.key)


def input_name(section: Section, row: str | None, key: str) -> str:
    """Name of the input. ``field-`` before it is the anchor, as in ``completeness.Missing.anchor``."""
    return key if row is None else f"{section.key}-{row}-{key}"


def adds_rows(section: Section, filled_by: FilledBy | None) -> bool:
    """Whether this side adds and removes the rows of the section."""
    return section.kind == SectionKind.FREE_ROWS and filled_by == rows_owner(section)


def answers_of(schema: FormSchema, answers: Answers, sides: Collection[FilledBy]) -> dict[str, object]:
    """The answers of these sides only, rows included."""
    kept: dict[str, object] = {}
    for section in schema.sections:
        keys = {field.key for field in section.fields if field.filled_by in sides}
        if section.overall and FilledBy.RATER in sides and section.overall.key in answers:
            kept[section.overall.key] = answers[section.overall.key]
        if section.kind == SectionKind.PLAIN:
            kept |= {key: answers[key] for key in keys if key in answers}
        else:
            kept[section.key] = [
                {"_row": row_key} | {key: row[key] for key in keys if key in row}
                for row_key, row in keyed_rows(section, answers)
            ]
    return kept


def overall_field(overall: OverallRating) -> Field:
    """An overall rating seen as a field: a required scale that the rater answers."""
    return Field(
        key=overall.key,
        label=overall.label,
        kind=FieldKind.SCALE,
        filled_by=FilledBy.RATER,
        required=True,
        help_text=overall.help_text,
        scale=overall.scale,
    )


class Draft:
    """A copy of the stored answers that takes changes and gives the whole document back.

    Whoever adds the rows of a section gets as many as it needs at least. A row key (r1, r2, …) is never used
    twice in a document, so that an old tab cannot write into a new row.
    """

    def __init__(
        self, schema: FormSchema, stored: Answers, plan_rows: PlanRows, filled_by: FilledBy | None
    ) -> None:
        self.schema = schema
        self.flat: dict[str, object] = dict(stored)
        remembered = self.flat.pop(LAST_ROWS, None)
        self.remembered: Mapping[str, object] = remembered if isinstance(remembered, Mapping) else {}
        self.rows: dict[str, dict[str, dict[str, object]]] = {}
        self.last: dict[str, int] = {}
        for section in schema.sections:
            if section.kind == SectionKind.PLAIN:
                continue
            planned = plan_rows if section.kind == SectionKind.PLAN_ROWS else ()
            given = {
                key: {name: value for name, value in row.items() if name != "_row"}
                for key, row in keyed_rows(section, stored)
            }
            self.rows[section.key] = {str(plan["_row"]): {} for plan in planned} | given
            self.last[section.key] = max(self._highest(section), self._remembered_number(section))
            if adds_rows(section, filled_by):
                self._fill_up(section)

    def places(self, filled_by: FilledBy, plan_rows: PlanRows) -> Iterator[Place]:
        """Every place that this side answers, shown or hidden, in the order of the form."""
        planned = [str(plan["_row"]) for plan in plan_rows]
        for section in self.schema.sections:
            row_keys: list[str | None] = [None]
            if section.kind != SectionKind.PLAIN:
                row_keys = planned if section.kind == SectionKind.PLAN_ROWS else list(self.rows[section.key])
            fields = [field for field in section.fields if field.filled_by == filled_by]
            yield from (Place(section, row, field) for row in row_keys for field in fields)
            if section.overall and filled_by == FilledBy.RATER:
                yield Place(section, None, overall_field(section.overall))

    def put(self, place: Place, value: object) -> None:
        """Set one answer; None takes it away. A row that is not there stays away."""
        target = self.flat if place.row is None else self.rows[place.section.key].get(place.row, {})
        if value is None:
            target.pop(place.field.key, None)
        else:
            target[place.field.key] = value

    def get(self, place: Place) -> object:
        """The answer that stands there, or None."""
        source = self.flat if place.row is None else self.rows[place.section.key].get(place.row, {})
        return source.get(place.field.key)

    def is_full(self, section: Section) -> bool:
        return section.max_rows is not None and len(self.rows[section.key]) >= section.max_rows

    def add_row(self, section: Section) -> None:
        self.last[section.key] += 1
        self.rows[section.key][f"r{self.last[section.key]}"] = {}

    def remove_row(self, section: Section, row: str) -> None:
        """Take a row away with all answers in it; a row that is not there is no error (pressed twice)."""
        self.rows[section.key].pop(row, None)
        self._fill_up(section)

    def document(self) -> dict[str, object]:
        """The answers of both sides: well-formed, without hidden fields, in the order of the form."""
        flat = dict(self.flat)
        for section in self.schema.sections:
            if section.kind == SectionKind.PLAIN:
                continue
            every = (
                section.kind == SectionKind.FREE_ROWS
            )  # an empty added row stays, an empty planned one needs none
            flat[section.key] = [
                {"_row": key} | row for key, row in self.rows[section.key].items() if every or row
            ]
            if not flat[section.key]:
                del flat[section.key]
        shown = visible_answers(self.schema, well_formed(self.schema, flat))
        last = {
            section.key: self.last[section.key]
            for section in self.schema.sections
            if section.key in self.last and self.last[section.key] > self._highest(section)
        }
        return shown | {LAST_ROWS: last} if last else shown

    def _fill_up(self, section: Section) -> None:
        while len(self.rows[section.key]) < section.min_rows:
            self.add_row(section)

    def _highest(self, section: Section) -> int:
        found = (_ROW_KEY.fullmatch(key) for key in self.rows[section.key])
        return max((int(match[1]) for match in found if match), default=0)

    def _remembered_number(self, section: Section) -> int:
        number = self.remembered.get(section.key)
        return number if isinstance(number, int) else 0

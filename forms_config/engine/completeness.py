"""What is still missing before this person may submit."""

from collections.abc import Iterator
from dataclasses import dataclass

from .answers import Answers, PlanRows, rows, stored_value
from .demands import Demands
from .figures import Figures
from .kinds import kind_of
from .schema import FilledBy, FormSchema, Section, SectionKind
from .values import is_blank
from .visibility import Cell, is_visible, section_cells, valid_answers


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to do: answer a required ``field``, or (``field`` None) add rows that the section needs."""

    section: str
    row: str | None
    field: str | None
    message: str

    @property
    def anchor(self) -> str:
        """Id of the element on the page, for a link from the list to the place."""
        if self.field is None:
            return f"section-{self.section}"
        return f"field-{self.field}" if self.row is None else f"field-{self.section}-{self.row}-{self.field}"

    @property
    def href(self) -> str:
        """The link where the whole form stands on one page."""
        return f"#{self.anchor}"


def missing(
    schema: FormSchema,
    answers: Answers,
    plan_rows: PlanRows,
    filled_by: FilledBy | None,
    figures: Figures | None = None,
) -> list[Missing]:
    """Required visible fields of ``filled_by`` without an answer, lacking rows, and for the rater the overall
    ratings; of both sides when ``filled_by`` is None. In the order of the form. A malformed answer is missing.

    A field with a demand is required while the demand holds; ``figures`` are for demands on a score.
    """
    valid = valid_answers(schema, answers)
    demands = Demands(schema, valid, plan_rows, {} if figures is None else figures)
    gaps: list[Missing] = []
    for section in schema.sections:
        if not is_visible(section, valid):
            continue
        if section.kind != SectionKind.PLAIN and filled_by in (None, rows_owner(section)):
            gaps += _lacking_rows(section, _counted_rows(section, valid, plan_rows))
        for cell in section_cells(section, valid, plan_rows):
            if cell.raw is None and filled_by in (None, cell.field.filled_by):
                gaps += _unanswered(cell, answers, demands)
        if section.overall and filled_by != FilledBy.EMPLOYEE and section.overall.key not in valid:
            text = f"{section.label}: {section.overall.label} belum dipilih."
            gaps.append(Missing(section.key, None, section.overall.key, text))
    return gaps


def rows_owner(section: Section) -> FilledBy:
    """Who adds the rows: the employee, unless the rater fills every field."""
    owners = {field.filled_by for field in section.fields if kind_of(field).is_answered}
    return FilledBy.RATER if owners == {FilledBy.RATER} else FilledBy.EMPLOYEE


def _counted_rows(section: Section, valid: Answers, plan_rows: PlanRows) -> int:
    """Planned rows, and added rows in which something was answered."""
    return sum(
        row.plan is not None or bool(row.answers.keys() - {"_row"}) for row in rows(section, valid, plan_rows)
    )


def _lacking_rows(section: Section, count: int) -> Iterator[Missing]:
    if count >= section.min_rows:
        return
    if section.kind == SectionKind.PLAN_ROWS:
        text = f"{section.label}: belum ada rencana hasil kerja (SKP) yang disetujui untuk dilaporkan."
    else:
        text = f"{section.label}: isi sedikitnya {section.min_rows} baris, baru ada {count}."
    yield Missing(section.key, None, None, text)


def _unanswered(cell: Cell, answers: Answers, demands: Demands) -> Iterator[Missing]:
    field = cell.field
    reason = "" if field.required else demands.reason(cell)
    if not kind_of(field).is_answered or not (field.required or reason):
        return
    entered = stored_value(cell.section, cell.row_key, field.key, answers)
    where = f"{cell.section.label}, {cell.row.label(cell.section)}" if cell.row else cell.section.label
    state = "belum diisi" if is_blank(entered) else "isinya belum benar, mohon diperiksa"
    text = f"{where}: {field.label} {state}. {reason}".rstrip()
    yield Missing(cell.section.key, cell.row_key, field.key, text)

"""The steps in which one side fills in a form: one thing at a time.

No concept of its own: a section is a step, and of planned work results each row is one, unless they stand in a table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .answers import Answers, PlanRows, rows
from .completeness import Missing
from .kinds import kind_of
from .schema import FilledBy, FormSchema, Layout, Section, SectionKind
from .visibility import is_visible, section_cells, valid_answers

SHORT = 6  # so many questions fit on one page
BETWEEN = "."  # section and row in an address; neither key has one


@dataclass(frozen=True, slots=True)
class FormStep:
    """One section (``row`` None), or one row of it. ``questions`` says how many there are, ``answered`` of how many."""

    section: str
    row: str | None
    label: str
    about: str = ""  # the planned work result
    questions: int = 0
    answered: int = 0

    @property
    def address(self) -> str:
        """As it stands in the address of its page: "perilaku" or "hasil_kerja.rhk-1"."""
        return self.section if self.row is None else f"{self.section}{BETWEEN}{self.row}"

    def covers(self, section: str, row: str | None) -> bool:
        """Whether a place of the form (``Missing``, ``dynamic_forms.Place``) belongs to this step."""
        return section == self.section and self.row in (None, row)

    def lacking(self, gaps: Iterable[Missing]) -> list[Missing]:
        """What of ``completeness.missing`` is to be mended in this step."""
        return [gap for gap in gaps if self.covers(gap.section, gap.row)]


def steps(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows, filled_by: FilledBy
) -> tuple[FormStep, ...]:
    """What this side fills in, in the order of the form; what is hidden now is no step."""
    valid = valid_answers(schema, answers)
    return tuple(
        step
        for section in schema.sections
        if _is_asked(section, filled_by) and is_visible(section, valid)
        for step in _steps_of(section, valid, plan_rows, filled_by)
    )


def is_short(steps: Iterable[FormStep]) -> bool:
    """Whether all of it fits on one page, so that steps would only be in the way."""
    taken = list(steps)
    return len(taken) < 2 or sum(step.questions for step in taken) <= SHORT


def _is_asked(section: Section, filled_by: FilledBy) -> bool:
    return any(kind_of(field).is_answered and field.filled_by == filled_by for field in section.fields)


def _steps_of(
    section: Section, valid: Answers, plan_rows: PlanRows, filled_by: FilledBy
) -> Iterator[FormStep]:
    cells = [
        cell
        for cell in section_cells(section, valid, plan_rows)
        if cell.field.filled_by == filled_by and kind_of(cell.field).is_answered
    ]
    found = rows(section, valid, plan_rows)
    if section.kind != SectionKind.PLAN_ROWS or section.layout == Layout.TABLE or not found:
        answered = sum(cell.raw is not None for cell in cells)
        yield FormStep(section.key, None, section.label, "", len(cells), answered)
        return
    for row in found:
        own = [cell for cell in cells if cell.row_key == row.key]
        answered = sum(cell.raw is not None for cell in own)
        statement = str((row.plan or {}).get("statement") or "")
        yield FormStep(section.key, row.key, row.label(section), statement, len(own), answered)

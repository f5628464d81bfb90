"""What the same person answered to the same form before, so that nobody types twice what stays the same."""

from dataclasses import dataclass

from .answers import Answers, is_answer, stored_value
from .kinds import kind_of
from .schema import Field, FormSchema, Section, SectionKind


@dataclass(frozen=True, slots=True)
class Earlier:
    """``when`` it was ("Oktober 2026"), and the answers as they were stored, by whichever version of the form."""

    when: str
    answers: Answers

    def value(self, schema: FormSchema, section: Section, row: str | None, field: Field) -> object:
        """The answer at this place where it is still one; None where there is none.

        Files stay with the evaluation that they prove, and free rows need not be about the same things.
        """
        if section.kind == SectionKind.FREE_ROWS or kind_of(field).has_files:
            return None
        value = stored_value(section, row, field.key, self.answers)
        return value if is_answer(field, value, schema) else None


def stands_there(earlier: object, present: object) -> bool:
    """Whether the answer of last time is the present one, or a part of what was written."""
    return earlier == present or (
        isinstance(earlier, str) and isinstance(present, str) and earlier in present
    )

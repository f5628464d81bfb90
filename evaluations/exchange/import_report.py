"""What an import did or would do, in numbers and findings."""

from dataclasses import dataclass, field
from typing import Any

from evaluations.exchange.changes import Outcome, Plan
from evaluations.exchange.findings import Finding
from evaluations.exchange.parsed import Parsed


@dataclass(slots=True)
class Report:
    """What an import did or would do; the numbers count rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    held: list[Finding] = field(default_factory=list)  # why rows wait for a decision
    columns: dict[str, Any] = field(default_factory=dict)  # see ``headings.told``
    about_columns: list[Finding] = field(default_factory=list)  # what ``columns`` says, as warnings
    unknown_words: dict[str, int] = field(default_factory=dict)  # for legal positions → in how many rows
    absent: int = 0

    def add(self, parsed: Parsed, plan: Plan) -> None:
        """Take one part of the file."""
        self.created += plan.count(Outcome.CREATED)
        self.updated += plan.count(Outcome.UPDATED)
        self.unchanged += plan.count(Outcome.UNCHANGED)
        self.errors += parsed.errors
        self.warnings += [*parsed.warnings, *plan.warnings]
        self.held += [change.held for change in plan.changes if change.held]
        self.unknown_words |= parsed.unknown_words

    def as_dict(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [finding.as_dict() for finding in sorted(self.errors, key=_by_row)],
            "warnings": [finding.as_dict() for finding in self.all_warnings],
        }

    def stored(self) -> dict[str, Any]:
        """What the preview shows; there columns and held rows have places of their own. Only so many findings are
        listed: a file with more has one fault many times."""
        errors, warnings = sorted(self.errors, key=_by_row), sorted(self.warnings, key=_by_row)
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [finding.as_dict() for finding in errors[:LISTED]],
            "error_count": len(errors),
            "warnings": [finding.as_dict() for finding in warnings[:LISTED]],
            "warning_count": len(warnings),
            "held": len(self.held),
            "columns": self.columns,
            "unknown_words": self.unknown_words,
            "absent": self.absent,
        }

    @property
    def all_warnings(self) -> list[Finding]:
        """For those who see no preview: of cells, of columns, and of rows that were held and so not written."""
        return sorted([*self.about_columns, *self.warnings, *self.held], key=_by_row)


def _by_row(finding: Finding) -> int:
    return finding.row


LISTED = 2000  # findings of one sort that a preview lists; the workbook of faults has all

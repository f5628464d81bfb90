"""A whole file, read and checked: what can be imported, what cannot, and which columns were there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from evaluations.exchange.findings import Finding
from evaluations.exchange.headings import Headings
from evaluations.exchange.rows import ImportColumn, Row


@dataclass(frozen=True, slots=True)
class Record:
    """One row that can be imported: Excel's row number and JSON-ready values by field."""

    number: int
    values: dict[str, Any]


@dataclass
class Parsed:
    """What a file holds: rows to import, rows that cannot be (as the file has them), and all findings.

    ``headings`` tells which columns were read. ``optional`` maps a field to the column it comes from: where the file
    lacks the column, or the cell holds nothing usable, the record lacks the field and what is stored stays.
    """

    headings: Headings
    optional: Mapping[str, ImportColumn] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    rejected: list[Record] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    named: set[str] = field(
        default_factory=set
    )  # whom this part and those before it name, where parts are many
    unknown_words: Mapping[str, int] = field(default_factory=dict)  # to be explained → in how many rows

    def add(self, row: Row, values: dict[str, Any]) -> None:
        """Take a row that was read: a record when nothing is wrong with it, else a rejected row."""
        self.errors += row.errors
        self.warnings += row.warnings
        if row.errors:
            raw = {name: cell.as_text() for name, cell in row.cells.items()}
            self.rejected.append(Record(row.number, raw))
        else:
            self.records.append(Record(row.number, self._given(row, values)))

    def _given(self, row: Row, values: dict[str, Any]) -> dict[str, Any]:
        lacking = self._absent | row.unusable
        return {
            name: value
            for name, value in values.items()
            if name not in self.optional or self.optional[name].header not in lacking
        }

    @cached_property
    def _absent(self) -> set[str]:
        return {column.header for column in self.optional.values()} - set(self.headings.read)


class Doubles:
    """Remembers in which row a value stood first, and how it was written there (only where that is another text)."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}
        self._written: dict[str, Any] = {}

    def first_row(self, value: str, row: int, written: Any = None) -> int | None:
        """None for the first row with this value; otherwise the number of that first row."""
        first = self._first.setdefault(value, row)
        if first != row:
            return first
        if written != value:
            self._written[value] = written
        return None

    def written(self, value: str) -> Any:
        """How the value was written in its first row."""
        return self._written.get(value, value)

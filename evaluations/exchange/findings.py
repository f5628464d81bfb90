"""What an import says about one cell, row or column."""

from dataclasses import dataclass
from typing import Any

from evaluations.exchange.finding_kinds import is_kind


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or a warning about one cell. ``kind`` is for machines, ``message`` is Indonesian.

    Raises ValueError for a kind that is not in the table of kinds: whoever reads the reports would not know it.
    """

    row: int
    column: str
    kind: str
    message: str
    first_row: int | None = None  # of something that stands twice: where it stood first

    def __post_init__(self) -> None:
        if not is_kind(self.kind):
            raise ValueError(f"{self.kind} is no kind of finding")

    def as_dict(self) -> dict[str, Any]:
        data = {"row": self.row, "column": self.column, "kind": self.kind, "message": self.message}
        return data if self.first_row is None else data | {"first_row": self.first_row}

"""What a cell of an imported table holds, before anything is made of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evaluations.exchange.texts import printable


class CellKind(StrEnum):
    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as the file has it; a formula has none, whatever its last result was."""

    kind: CellKind
    value: Any = None

    def as_text(self) -> str:
        """How a person would read the cell; for the error workbook."""
        if self.value is None:
            return ""
        return printable(self.value.isoformat() if isinstance(self.value, date) else str(self.value))


EMPTY = Cell(CellKind.EMPTY)
Cells = Mapping[str, Cell]


def from_reader(data: Any) -> Cell:
    """A cell as ``workbook_reader`` writes it."""
    if isinstance(data, str):
        return Cell(CellKind.TEXT, data) if data.strip() else EMPTY
    match data:
        case {"n": number}:
            return Cell(CellKind.NUMBER, number)
        case {"d": day}:
            return Cell(CellKind.DATE, date.fromisoformat(day))
        case {"b": truth}:
            return Cell(CellKind.BOOLEAN, truth)
        case {"e": error}:
            return Cell(CellKind.ERROR, error)
    return Cell(CellKind.FORMULA)


def from_json(value: Any) -> Cell:
    """A cell from a value of a JSON file."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return EMPTY
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, value) if math.isfinite(value) else Cell(CellKind.ERROR, "#NUM!")
    return Cell(CellKind.TEXT, value if isinstance(value, str) else str(value)[:200])

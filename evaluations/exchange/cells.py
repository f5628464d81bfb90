"""What a cell of an imported table holds, before anything is made of it."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evaluations.exchange.texts import printable
from forms_config.engine.characters import is_empty


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
    """One value as the file has it; a formula has none, whatever its last result was.

    ``date_shift``: days to add to a number that is meant as a date (Excel counts from 1900, some files from 1904).
    ``minutes``: of a date cell that has a time, since midnight.
    """

    kind: CellKind
    value: Any = None
    date_shift: int = 0
    minutes: int = 0

    def as_text(self) -> str:
        """How a person would read the cell; for the error workbook."""
        if self.value is None:
            return ""
        if not isinstance(self.value, date):
            return printable(str(self.value))
        time = f" {self.minutes // 60:02}:{self.minutes % 60:02}" if self.minutes else ""
        return f"{self.value.isoformat()}{time}"


EMPTY = Cell(CellKind.EMPTY)
Cells = Mapping[str, Cell]


class ReadCells(Mapping[str, Cell]):
    """The filled cells of one row as ``reader`` gave them; each becomes a ``Cell`` only when it is asked for."""

    __slots__ = ("_date_shift", "_places", "_values")

    def __init__(self, places: Mapping[str, int], values: Sequence[Any], date_shift: int = 0) -> None:
        self._places = places  # of the columns, shared by all rows
        self._values = values
        self._date_shift = date_shift

    def __getitem__(self, column: str) -> Cell:
        value = self._values[self._places[column]]
        if value is None:
            raise KeyError(column)
        return from_reader(value, self._date_shift)

    def __iter__(self) -> Iterator[str]:
        return (column for column, place in self._places.items() if self._values[place] is not None)

    def __len__(self) -> int:
        return sum(value is not None for value in self._values)


def from_reader(value: Any, date_shift: int = 0) -> Cell:
    """A cell as ``reader`` writes it."""
    if isinstance(value, str):
        return EMPTY if not value.isascii() and is_empty(value) else Cell(CellKind.TEXT, value)
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, value, date_shift)
    match value:
        case {"d": day}:
            return Cell(CellKind.DATE, date.fromisoformat(day), minutes=value.get("m", 0))
        case {"e": error}:
            return Cell(CellKind.ERROR, error)
    return Cell(CellKind.FORMULA)


def from_json(value: Any) -> Cell:
    """A cell from a value of a JSON file."""
    if value is None or (isinstance(value, str) and is_empty(value)):
        return EMPTY
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, value) if math.isfinite(value) else Cell(CellKind.ERROR, "#NUM!")
    return Cell(CellKind.TEXT, value if isinstance(value, str) else str(value)[:200])

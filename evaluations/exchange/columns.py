"""A column of a table that leaves the system: header and value together, so that they cannot drift apart."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone

from evaluations.exchange.texts import printable

CellValue = str | int | Decimal | date | datetime | None


class Kind(StrEnum):
    """What the cells of a column hold; decides how they are written."""

    TEXT = "text"  # NIP and codes too: digits that are no number
    NUMBER = "number"  # whole
    SCORE = "score"  # with two decimals
    DECIMAL = "decimal"  # as exact as it was given
    DATE = "date"
    MOMENT = "moment"  # local time of Bantul
    FLAG = "flag"  # true or false


@dataclass(frozen=True, slots=True)
class Column:
    """``value`` takes a row and gives the cell's value; None is an empty cell."""

    header: str
    value: Callable[[Any], CellValue]
    kind: Kind = Kind.TEXT
    width: int = 18

    def cell(self, row: Any) -> CellValue:
        """The value of this column in ``row``, ready to be written: clean text, local time without zone."""
        value = self.value(row)
        if value is None:
            return None
        if self.kind == Kind.MOMENT and isinstance(value, datetime):
            return timezone.make_naive(value) if timezone.is_aware(value) else value
        if self.kind == Kind.TEXT:
            return printable(str(value))
        return value

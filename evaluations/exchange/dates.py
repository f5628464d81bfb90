"""The day in a cell of an imported table, however people and programs write it.

One lower and one upper bound hold for every way of writing; a column may bring the upper one nearer.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from evaluations.exchange.cells import Cell, CellKind
from evaluations.exchange.texts import collapsed

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)  # anything else is no day of a career
SERIAL_ZERO = date(1899, 12, 30)  # Excel counts days from here
_LAST_SERIAL = 2_958_465  # 31 December 9999

_TIME = r"(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?:\s*(?:Z|WIB|[+-]\d{2}:?\d{2}))?)?"
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_TIME}", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_TIME}", re.IGNORECASE)
_IN_WORDS = re.compile(
    rf"(?:[^\W\d_]+,? )?(\d{{1,2}})[- /.]{{1,2}}([^\W\d_]+)\.?[- /,]{{1,2}}(\d{{4}}){_TIME}", re.IGNORECASE
)
_MONTHS = (
    "januari january jan",
    "februari february pebruari feb peb",
    "maret march mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu agt ags aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}


class NoDay(ValueError):
    """Why a cell holds no usable day; ``kind``: invalid_date, date_out_of_range."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day, and the kind of warning for how it was written; "" for the usual way, yyyy-mm-dd."""

    day: date
    warning: str = ""


def read_day(cell: Cell, *, latest: date | None = None) -> ReadDay:
    """The day in a filled cell: a date, a serial number of the workbook, or text. Raises ``NoDay``.

    ``latest``: the last day that this column may hold, ``LATEST`` when None.
    """
    found = _written(cell)
    if not EARLIEST <= found.day <= (latest or LATEST):
        raise NoDay("date_out_of_range")
    return found


def _written(cell: Cell) -> ReadDay:
    if cell.kind == CellKind.DATE:
        return ReadDay(cell.value, "date_cell")
    if cell.kind == CellKind.NUMBER:
        return ReadDay(_of_serial(cell.value + cell.date_shift), "date_serial")
    if cell.kind != CellKind.TEXT:
        raise NoDay("invalid_date")
    text = collapsed(cell.value)
    if match := _ISO.fullmatch(text):
        return ReadDay(_date(match[1], match[2], match[3]))
    if match := _DAY_FIRST.fullmatch(text):
        return ReadDay(_date(match[3], match[2], match[1]), "date_dd_mm_yyyy")
    match = _IN_WORDS.fullmatch(text)
    if match and match[2].casefold() in _MONTH:
        return ReadDay(_date(match[3], _MONTH[match[2].casefold()], match[1]), "date_in_words")
    raise NoDay("invalid_date")


def _of_serial(number: float) -> date:
    if not 0 <= number < _LAST_SERIAL:
        raise NoDay("invalid_date")
    return SERIAL_ZERO + timedelta(days=int(number))


def _date(year: str, month: str | int, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise NoDay("invalid_date") from None

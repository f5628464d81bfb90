"""From the rows of a sheet to lines of the table: its columns only, marked where they are no data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from evaluations.exchange.reader.headers import Header, numbers_columns
from evaluations.exchange.reader.sheet import SheetRow

DATA, TOTAL, BELOW = 0, 1, 2  # a sum, and what stands below the table (who signs)
Line = list[Any]  # row number, mark, then one value per column

_TOTAL = re.compile(r"\s*(sub\s*|grand\s*)?(jumlah|total|jml)\b", re.IGNORECASE)
_SIGNS = re.compile(
    r"\b(mengetahui|menyetujui|disetujui|dibuat|diperiksa|kepala|plt|plh|a\.n|an\.|sekretaris|panewu|camat|direktur|"
    r"inspektur|asisten|bupati|pejabat|ttd|tanda\s+tangan|nip\b|bantul\s*,)",
    re.IGNORECASE,
)
_LONGEST_BLOCK = 40  # rows below a table in which its signatures may stand
_ENOUGH_REQUIRED = 3  # with fewer required columns nothing tells a signature from a poor row


@dataclass(slots=True)
class Lines:
    """Iterates over the lines; ``hidden`` counts those in hidden rows, and is true at the end."""

    rows: Iterable[SheetRow | None]
    header: Header
    required: list[str]
    hidden: int = 0
    _places: list[int] = field(init=False, default_factory=list)

    def __iter__(self) -> Iterator[Line | None]:
        """None now and then: a sign of life."""
        self._places = sorted(self.header.columns)
        held: list[SheetRow] = []
        before = self.header.last
        for row in self.rows:
            if row is None:
                yield None
                continue
            if row.number <= self.header.last or (
                before == self.header.last and numbers_columns(row, self.header)
            ):
                continue
            if self._may_be_below(row) and (held or row.number > before + 1 or _names_signer(row)):
                held.append(row)
            else:
                held.append(row)
                yield from (self._line(each) for each in held)
                held = []
            if len(held) > _LONGEST_BLOCK:
                yield from (self._line(each) for each in held)
                held = []
            before = row.number
        mark = BELOW if any(_names_signer(row) for row in held) else DATA
        yield from (self._line(row, mark) for row in held)

    def _may_be_below(self, row: SheetRow) -> bool:
        """Hardly anything of what a row of data must have, and not a NIP beside something else."""
        if len(self.required) < _ENOUGH_REQUIRED or _is_total(row):
            return False
        filled = [place for place in self._places if place in row.cells]
        needed = [place for place in filled if self.header.columns[place] in self.required]
        if len(needed) > 1:
            return False
        is_key = bool(needed) and self.header.columns[needed[0]] == self.required[0]
        return not (is_key and len(row.cells) > 1)

    def _line(self, row: SheetRow, mark: int = DATA) -> Line:
        self.hidden += row.is_hidden
        if mark == DATA and _is_total(row):
            mark = TOTAL
        return [row.number, mark, *(row.cells.get(place) for place in self._places)]


def _is_total(row: SheetRow) -> bool:
    first = row.cells[min(row.cells)]
    return isinstance(first, str) and bool(_TOTAL.match(first))


def _names_signer(row: SheetRow) -> bool:
    return any(isinstance(value, str) and bool(_SIGNS.search(value)) for value in row.cells.values())

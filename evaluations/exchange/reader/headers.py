"""Where a table begins: one row of headers, or two of which one names groups."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evaluations.exchange.reader.refusal import Refusal
from evaluations.exchange.reader.sheet import SheetRow
from forms_config.engine.characters import is_invisible

WITHIN_ROWS = 30  # the header stands within so many filled rows
SHOWN_CHARACTERS = 80
_COUNTED_COLUMNS = 3  # a row 1, 2, 3 … numbers the columns from so many on; two numbers may be figures
_ESCAPED_SPACE = re.compile(r"_x00(?:0[9ad]|a0)_", re.IGNORECASE)
_GAPS = re.compile(r"[\s_]+")
_ORDINAL = re.compile(r"\(?([0-9]{1,3})\)?")


def plain(text: str) -> str:
    """A header on one line, without what nobody sees."""
    seen = (" " if char.isspace() else char for char in _ESCAPED_SPACE.sub(" ", text))
    return " ".join("".join(char for char in seen if not is_invisible(char)).split())


def normal(text: str) -> str:
    """A header as it is compared: case, gaps, and marks at its end do not matter."""
    return _GAPS.sub("_", plain(text).rstrip("*: ").casefold())


@dataclass(frozen=True, slots=True)
class Header:
    """Columns and written headers by place; ``first`` and ``last`` row, the same where it has one tier.

    The written header of a column is what it was known by: of two tiers one alone or both together.
    """

    first: int
    last: int
    columns: Mapping[int, str]
    written: Mapping[int, str]

    def missing(self, required: Iterable[str]) -> list[str]:
        found = set(self.columns.values())
        return [column for column in required if column not in found]

    def unknown(self) -> list[str]:
        """Headers that nobody asked for, as written."""
        return [text for place, text in sorted(self.written.items()) if place not in self.columns]


def find_header(
    rows: Sequence[SheetRow], accepted: Mapping[str, str], required: Sequence[str]
) -> Header | None:
    """The first header that has every required column; else the one that comes nearest, None when nothing does.

    Raises ``Refusal`` double_columns.
    """
    single = [_of_one(row, accepted) for row in rows]
    for number, header in enumerate(single):
        if not header.missing(required):
            return _checked(_with_neighbours(rows, number, header, accepted))
    double = [_of_two(upper, lower, accepted) for upper, lower in pairwise(rows) if _adjoin(upper, lower)]
    for header in double:
        if not header.missing(required):
            return _checked(header)
    near = [header for header in (*single, *double) if header.columns]
    return max(near, key=lambda header: len(set(header.columns.values())), default=None)


def with_unnamed(header: Header, unnamed: Mapping[str, str]) -> Header:
    """The same with columns that have no heading of their own, known by the column on their left."""
    found = dict(header.columns)
    for place, column in header.columns.items():
        own = unnamed.get(column)
        if own and own not in header.columns.values() and place + 1 not in header.written:
            found[place + 1] = own
    return Header(header.first, header.last, found, dict.fromkeys(found, "") | dict(header.written))


def _texts(row: SheetRow) -> dict[int, str]:
    found = (
        (place, plain(value)[:SHOWN_CHARACTERS])
        for place, value in row.cells.items()
        if isinstance(value, str)
    )
    return {place: text for place, text in found if text}


def _of_one(row: SheetRow, accepted: Mapping[str, str]) -> Header:
    texts = _texts(row)
    columns = {place: accepted[normal(text)] for place, text in texts.items() if normal(text) in accepted}
    return Header(row.number, row.number, columns, texts)


def _adjoin(upper: SheetRow, lower: SheetRow) -> bool:
    return lower.number == upper.number + 1


def _of_two(upper: SheetRow, lower: SheetRow, accepted: Mapping[str, str]) -> Header:
    """A lower header counts by its own name, or with that of the group above it (which reaches to the right)."""
    above, below = _texts(upper), _texts(lower)
    columns: dict[int, str] = {}
    written: dict[int, str] = {}
    group = ""
    for place in sorted({*above, *below}):
        group = above.get(place, group)
        own, under = above.get(place, ""), below.get(place, "")
        names = [under, f"{group} {under}", f"{under} {group}"] if under else []
        written[place] = f"{group} {under}".strip() if under else own
        known = next((name for name in (*names, own) if normal(name) in accepted), None)
        if known is not None:
            columns[place], written[place] = accepted[normal(known)], known
    return Header(upper.number, lower.number, columns, written)


def _with_neighbours(
    rows: Sequence[SheetRow], number: int, header: Header, accepted: Mapping[str, str]
) -> Header:
    """A row that is enough by itself may still be one of two: what the other adds is taken, and nothing it has."""
    if number + 1 < len(rows) and _adjoin(rows[number], rows[number + 1]):
        both = _of_two(rows[number], rows[number + 1], accepted)
        if not any(place in rows[number + 1].cells for place in header.columns) and _adds(both, header):
            return both
    if number and _adjoin(rows[number - 1], rows[number]):
        both = _of_two(rows[number - 1], rows[number], accepted)
        if _adds(both, header):
            return both
    return header


def _adds(both: Header, header: Header) -> bool:
    """Whether two tiers know more columns than one, and none of them twice."""
    columns = [*both.columns.values()]
    return len(columns) == len({*columns}) and {*columns} > {*header.columns.values()}


def _checked(header: Header) -> Header:
    columns = [*header.columns.values()]
    doubles = sorted({column for column in columns if columns.count(column) > 1})
    if doubles:
        raise Refusal("double_columns", columns=doubles)
    return header


def numbers_columns(row: SheetRow, header: Header) -> bool:
    """Whether a row only counts the columns: 1, 2, 3 … as official tables do below their header."""
    found = [_ordinal(row.cells[place]) for place in sorted(row.cells)]
    if len(found) < _COUNTED_COLUMNS or not header.columns.keys() <= row.cells.keys():
        return False
    return all(0 < before < after for before, after in pairwise(found))


def _ordinal(value: object) -> int:
    """The number of a column; -1 for what is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value if value < 1000 else -1
    match = _ORDINAL.fullmatch(value.strip()) if isinstance(value, str) else None
    return int(match[1]) if match else -1

"""One row of an imported table, read column by column; each fault is kept with its row number and column."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NoReturn

from evaluations.exchange.cells import EMPTY, Cell, CellKind, Cells
from evaluations.exchange.reader.headers import normal
from evaluations.exchange.texts import collapsed, invisible_sign, printable

SERIAL_ZERO = date(1899, 12, 30)  # Excel counts days from here
SERIALS = range(18_264, 73_051)  # 1950 to 2100; anything else is no date of a career
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column that is read: its header in the usual file, other headers for it, and how faults name it."""

    header: str
    short: str  # in kinds of fault: missing_nama, nama_too_long
    label: str  # for people
    aliases: tuple[str, ...] = ()
    required: bool = False  # the file is refused without it


def accepted_headers(columns: Sequence[ImportColumn]) -> dict[str, str]:
    """Every accepted header in normal form → header of the column."""
    return {normal(name): column.header for column in columns for name in (column.header, *column.aliases)}


@dataclass(frozen=True, slots=True)
class Finding:
    """An error or a warning about one cell. ``kind`` is for machines, ``message`` is Indonesian."""

    row: int
    column: str
    kind: str
    message: str
    first_row: int | None = None  # of a double: where it stands first

    def as_dict(self) -> dict[str, Any]:
        data = {"row": self.row, "column": self.column, "kind": self.kind, "message": self.message}
        return data if self.first_row is None else data | {"first_row": self.first_row}


class Unusable(Exception):
    """A cell whose row cannot be imported; the finding is already noted."""


@dataclass(slots=True)
class Row:
    """Reads the cells of one row, and collects what is wrong with them."""

    number: int
    cells: Cells
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def cell(self, column: ImportColumn) -> Cell:
        return self.cells.get(column.header, EMPTY)

    def refuse(
        self, column: ImportColumn, kind: str, message: str, *, first_row: int | None = None
    ) -> NoReturn:
        """Note an error and give up on this cell."""
        self.errors.append(Finding(self.number, column.header, kind, printable(message), first_row))
        raise Unusable

    def warn(self, column: ImportColumn, kind: str, message: str) -> None:
        self.warnings.append(Finding(self.number, column.header, kind, printable(message)))

    def reject(self, column: ImportColumn, kind: str, message: str, *, first_row: int | None = None) -> None:
        """Note an error and go on reading the row."""
        self.errors.append(Finding(self.number, column.header, kind, printable(message), first_row))

    def text(self, column: ImportColumn, *, limit: int, required: bool = False) -> str:
        """The cell as one line of text, "" when empty; errors: missing_…, formula_cell, error_cell,
        control_character, …_too_long. White space is put in order."""
        raw = self.raw_text(column)
        text = collapsed(raw)
        if not text and required:
            self.refuse(column, f"missing_{column.short}", f"{column.label} kosong.")
        if sign := invisible_sign(text):
            said = f"{column.label} mengandung tanda tak terlihat {sign}. Ketik ulang isinya."
            self.refuse(column, "control_character", said)
        if len(text) > limit:
            self.refuse(
                column, f"{column.short}_too_long", f"{column.label} lebih dari {limit} huruf. Singkatkan."
            )
        return text

    def raw_text(self, column: ImportColumn) -> str:
        """The cell as text, untouched; errors: formula_cell, error_cell."""
        cell = self.cell(column)
        self.refuse_formula(column)
        if cell.kind == CellKind.DATE:
            return cell.value.isoformat()
        if cell.kind == CellKind.NUMBER and cell.value == int(cell.value):
            return str(int(cell.value))
        return "" if cell.value is None else str(cell.value)

    def refuse_formula(self, column: ImportColumn) -> None:
        """A formula's last result cannot be trusted, and an error value holds nothing."""
        cell = self.cell(column)
        if cell.kind == CellKind.FORMULA:
            self.refuse(
                column, "formula_cell", f"{column.label} berisi rumus. Tempel sebagai nilai (paste values)."
            )
        if cell.kind == CellKind.ERROR:
            self.refuse(column, "error_cell", f"{column.label} berisi galat Excel ({cell.value}).")

    def choice(self, column: ImportColumn, labels: Mapping[str, str]) -> str:
        """The code of a label. Upper case, gaps and a slash with spaces do not matter, but give
        label_variant.

        ``labels`` maps each accepted label to its code; the first label of a code is the usual one. Error:
        unknown_… (also when empty).
        """
        text = self.text(column, limit=200)
        wanted = {_compared(label): code for label, code in labels.items()}
        code = wanted.get(_compared(text))
        if code is None:
            said = f"“{text}” tidak dikenal" if text else "kosong"
            self.refuse(column, f"unknown_{column.short}", f"{column.label} {said}.")
        if text not in labels:
            usual = next(label for label, same in labels.items() if same == code)
            self.warn(column, "label_variant", f"{column.label} “{text}” dibaca sebagai {usual}.")
        return code

    def day(self, column: ImportColumn, *, cell_is_usual: bool = False) -> date:
        """A date: text yyyy-mm-dd or dd-mm-yyyy, a date cell or a serial number; warnings name the odd ones.

        ``cell_is_usual``: in this file people enter dates as Excel does, so a date cell is nothing odd.

        Errors: missing_…, invalid_date.
        """
        cell = self.cell(column)
        self.refuse_formula(column)
        if cell.kind == CellKind.EMPTY:
            self.refuse(column, f"missing_{column.short}", f"{column.label} kosong.")
        if cell.kind == CellKind.DATE:
            if not cell_is_usual:
                self.warn(column, "date_cell", f"{column.label} dibaca sebagai {cell.value:%d-%m-%Y}.")
            return cell.value
        if cell.kind == CellKind.NUMBER and int(cell.value) + cell.date_shift in SERIALS:
            found = SERIAL_ZERO + timedelta(days=int(cell.value) + cell.date_shift)
            self.warn(column, "date_serial", f"{column.label} berupa angka, dibaca {found:%d-%m-%Y}.")
            return found
        return self._day_in_text(column, collapsed(str(cell.value)))

    def _day_in_text(self, column: ImportColumn, text: str) -> date:
        if match := _ISO.fullmatch(text):
            parts = tuple(int(part) for part in match.groups())
        elif match := _DAY_FIRST.fullmatch(text):
            parts = tuple(int(part) for part in reversed(match.groups()))
        else:
            parts = (0, 0, 0)
        try:
            found = date(*parts)
        except ValueError:
            self._no_date(column, text)
        if found < SERIAL_ZERO + timedelta(days=SERIALS[0]):
            self._no_date(column, text)
        if not _ISO.fullmatch(text):
            said = f"{column.label} “{text}” dibaca {found:%d-%m-%Y} (hari lebih dulu)."
            self.warn(column, "date_dd_mm_yyyy", said)
        return found

    def _no_date(self, column: ImportColumn, text: str) -> NoReturn:
        self.refuse(
            column, "invalid_date", f"{column.label} “{text[:40]}” bukan tanggal. Tulis seperti 2026-06-30."
        )

    def count(self, column: ImportColumn, *, most: int) -> int | None:
        """A whole number from 0 to ``most``; None when empty. Errors: not_a_number, out_of_range."""
        cell = self.cell(column)
        self.refuse_formula(column)
        if cell.kind == CellKind.EMPTY:
            return None
        value = cell.value
        if cell.kind == CellKind.TEXT and collapsed(value).isascii() and collapsed(value).isdigit():
            value = int(collapsed(value)[:12])
        if isinstance(value, bool | str | date) or value != int(value):
            self.refuse(column, "not_a_number", f"{column.label} bukan bilangan bulat.")
        if not 0 <= value <= most:
            self.refuse(column, "out_of_range", f"{column.label} {value} di luar 0–{most}.")
        return int(value)


def _compared(label: str) -> str:
    return label.casefold().replace(" /", "/").replace("/ ", "/")


def lenient(read, *args, **kwargs) -> Any:
    """The result of a reading, or None when the cell is unusable: so all faults of a row are found at
    once."""
    try:
        return read(*args, **kwargs)
    except Unusable:
        return None


@dataclass(frozen=True, slots=True)
class Record:
    """One row that can be imported: Excel's row number and JSON-ready values by field."""

    number: int
    values: dict[str, Any]


@dataclass(slots=True)
class Parsed:
    """What a file holds: rows to import, rows that cannot be (as the file has them), and all findings."""

    columns: list[str]
    records: list[Record] = field(default_factory=list)
    rejected: list[Record] = field(default_factory=list)
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def add(self, row: Row, values: dict[str, Any]) -> None:
        """Take a row that was read: a record when nothing is wrong with it, else a rejected row."""
        self.errors += row.errors
        self.warnings += row.warnings
        if row.errors:
            raw = {name: cell.as_text() for name, cell in row.cells.items()}
            self.rejected.append(Record(row.number, raw))
        else:
            self.records.append(Record(row.number, values))


class Doubles:
    """Remembers in which row a value stood first."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}

    def first_row(self, value: str, row: int) -> int | None:
        """None for the first row with this value; otherwise the number of that first row."""
        first = self._first.setdefault(value, row)
        return None if first == row else first

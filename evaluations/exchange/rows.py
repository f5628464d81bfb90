"""One row of an imported table, read column by column; each fault is kept with its row number and column."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from django.utils.formats import date_format

from evaluations.exchange.cells import EMPTY, Cell, CellKind, Cells
from evaluations.exchange.dates import EARLIEST, LATEST, NoDay, read_day
from evaluations.exchange.findings import Finding
from evaluations.exchange.texts import collapsed, invisible_sign, printable
from forms_config.engine.rounding import spoken
from forms_config.engine.values import read_number

# What programs and people write into a cell that they cannot leave empty.
_PLACEHOLDER = re.compile(
    r"[-–—_.?*/\s]+|n/?a|null|none|nan|nil|nihil|kosong|tidak ada|undefined", re.IGNORECASE
)
_ERROR_TEXT = re.compile(
    r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE
)
_ENTITY = re.compile(r"&(#\d{1,6}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_TRUTHS = {"true", "false", "benar", "salah"}


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column that is read: its header in the usual file, other headers for it, and how faults name it."""

    header: str
    short: str  # its name in kinds of fault: missing_nama, nama_too_long
    label: str  # its name for people
    aliases: tuple[str, ...] = ()
    required: bool = False  # the file is refused without it


class Unusable(Exception):
    """A cell whose row cannot be imported; the finding is already noted."""


@dataclass(slots=True)
class Row:
    """Reads the cells of one row, and collects what is wrong with them.

    ``unusable`` are the headers of cells that hold nothing usable though they are filled: what is stored stays.
    """

    number: int
    cells: Cells
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    unusable: set[str] = field(default_factory=set)

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

    def doubt(self, column: ImportColumn, kind: str, message: str) -> None:
        """Warn of a cell that cannot be used, in a row that can do without it."""
        self.warn(column, kind, message)
        self.unusable.add(column.header)

    def optional(self, column: ImportColumn, read, *args, **kwargs) -> Any:
        """What ``read`` makes of a cell that the row can do without: a fault is a warning, and gives None."""
        before = len(self.errors)
        try:
            return read(*args, **kwargs)
        except Unusable:
            self.warnings += self.errors[before:]
            del self.errors[before:]
            self.unusable.add(column.header)
            return None

    def text(self, column: ImportColumn, *, limit: int, required: bool = False) -> str:
        """The cell as one line of text, "" when empty or a mere dash; errors: missing_…, formula_cell, cell_error,
        control_character, …_too_long. White space is put in order."""
        text = collapsed(self.raw_text(column))
        if text and _PLACEHOLDER.fullmatch(text):
            self.unusable.add(column.header)
            text = ""
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

    def words(self, column: ImportColumn, *, limit: int) -> str:
        """A text that must hold words, such as a name; errors besides those of ``text``: invalid_…"""
        text = self.text(column, limit=limit, required=True)
        is_text = self.cell(column).kind == CellKind.TEXT
        if not is_text or text.casefold() in _TRUTHS or not any(sign.isalpha() for sign in text):
            self.refuse(
                column,
                f"invalid_{column.short}",
                f"{column.label} “{text[:40]}” bukan kata-kata. Isi yang benar.",
            )
        return text

    def raw_text(self, column: ImportColumn) -> str:
        """The cell as text, untouched but for entities ("&amp;"), decoded once; errors: formula_cell, cell_error."""
        cell = self.cell(column)
        self.refuse_formula(column)
        if cell.kind == CellKind.DATE:
            return cell.value.isoformat()
        if cell.kind == CellKind.NUMBER and cell.value == int(cell.value):
            return str(int(cell.value))
        text = "" if cell.value is None else str(cell.value)
        return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text

    def refuse_formula(self, column: ImportColumn) -> None:
        """A formula's last result cannot be trusted, and an error value holds nothing."""
        cell = self.cell(column)
        if cell.kind == CellKind.FORMULA:
            self.refuse(
                column, "formula_cell", f"{column.label} berisi rumus. Tempel sebagai nilai (paste values)."
            )
        if cell.kind == CellKind.ERROR or (
            cell.kind == CellKind.TEXT and cell.value[:1] == "#" and _ERROR_TEXT.fullmatch(cell.value.strip())
        ):
            self.refuse(column, "cell_error", f"{column.label} berisi galat Excel ({cell.value}).")

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

    def day(self, column: ImportColumn, *, cell_is_usual: bool = False, latest: date | None = None) -> date:
        """A date as ``dates.read_day`` reads it; warnings name the odd ways of writing one.

        ``cell_is_usual``: in this file people enter dates as Excel does, so a date cell is nothing odd.
        ``latest``: the last day that makes sense here. Errors: missing_…, invalid_date, date_out_of_range.
        """
        cell = self.cell(column)
        self.refuse_formula(column)
        if cell.kind == CellKind.EMPTY:
            self.refuse(column, f"missing_{column.short}", f"{column.label} kosong.")
        try:
            found = read_day(cell, latest=latest)
        except NoDay as fault:
            self._no_day(column, fault.kind, latest or LATEST)
        if found.warning and not (cell_is_usual and found.warning == "date_cell"):
            said = f"{column.label} “{cell.as_text()[:40]}” dibaca {date_format(found.day)}."
            self.warn(column, found.warning, said)
        return found.day

    def _no_day(self, column: ImportColumn, kind: str, latest: date) -> NoReturn:
        said = f"{column.label} “{self.cell(column).as_text()[:40]}”"
        if kind == "date_out_of_range":
            bounds = f"{date_format(EARLIEST)} sampai {date_format(latest)}"
            self.refuse(column, kind, f"{said} di luar {bounds}. Periksa tahunnya.")
        self.refuse(column, kind, f"{said} bukan tanggal. Tulis seperti 2026-06-30.")

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

    def amount(self, column: ImportColumn, *, most: Decimal, decimals: int) -> Decimal:
        """A number from 0 to ``most``, as Excel holds it or as it is written ("56,25"). Errors: missing_…,
        not_a_number, out_of_range, too_many_decimals."""
        cell = self.cell(column)
        self.refuse_formula(column)
        text = collapsed(cell.as_text())
        if not text or _PLACEHOLDER.fullmatch(text):
            self.refuse(column, f"missing_{column.short}", f"{column.label} kosong.")
        try:
            number = Decimal(text) if cell.kind == CellKind.NUMBER else read_number(text)
        except (ValueError, InvalidOperation):
            number = Decimal("NaN")
        if not number.is_finite():
            self.refuse(column, "not_a_number", f"{column.label} “{text[:40]}” bukan angka.")
        if not 0 <= number <= most:
            self.refuse(column, "out_of_range", f"{column.label} {text[:40]} di luar 0–{spoken(most)}.")
        if number != round(number, decimals):
            said = f"{column.label} {text[:40]} punya lebih dari {decimals} angka di belakang koma."
            self.refuse(column, "too_many_decimals", said)
        return round(number, decimals)


def _compared(label: str) -> str:
    return label.casefold().replace(" /", "/").replace("/ ", "/")


def lenient(read, *args, **kwargs) -> Any:
    """The result of a reading, or None when the cell is unusable: so all faults of a row are found at
    once."""
    try:
        return read(*args, **kwargs)
    except Unusable:
        return None

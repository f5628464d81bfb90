"""Workbooks out: text cells as text, so that a NIP keeps its 18 digits and "=1+1" stays what somebody typed.

Written as the text that a sheet is (ECMA-376), row by row into the archive: an object for each cell would cost many
times as much. How they come in: see ``tables``; what is more than one plain sheet: see ``workbook_template``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from html import escape
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from evaluations.exchange.columns import CellValue, Column, Kind
from evaluations.exchange.workbook_parts import PARTS, SHEET, SHEET_BEGIN, SHEET_END, WORKBOOK

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_CHARACTERS = 32_767  # Excel's limit; longer cells are cut by Excel without a word
TITLE_CHARACTERS = 31
IN_MEMORY_BYTES = 1024 * 1024
ROWS_AT_ONCE = 500

# The places of the looks in ``workbook_parts.STYLES``.
STYLES = {Kind.TEXT: 1, Kind.DATE: 2, Kind.MOMENT: 3}
HEADER_STYLE = 4
FIRST_DAY = date(1899, 12, 30).toordinal()  # day 0, as Excel counts
DAY_SECONDS = 24 * 60 * 60

Cell = Callable[[int, CellValue], str]


def write_workbook(columns: Sequence[Column], rows: Iterable[object], *, title: str = "Data") -> IO[bytes]:
    """A workbook with one sheet, streamed row by row; gives a file that stands at its beginning."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller reads and closes it
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=4) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/workbook.xml", WORKBOOK.format(title=escape(_title(title))))
        with archive.open(SHEET, "w") as sheet:
            for lines in _sheet(columns, rows):
                sheet.write(lines.encode())
    file.seek(0)
    return file


def _sheet(columns: Sequence[Column], rows: Iterable[object]) -> Iterable[str]:
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{column.width}" customWidth="1"/>'
        for number, column in enumerate(columns, start=1)
    )
    yield SHEET_BEGIN.format(widths=widths)
    header = (_text(letters(n), HEADER_STYLE)(1, column.header) for n, column in enumerate(columns, start=1))
    lines = [f'<row r="1">{"".join(header)}</row>']
    cells = [(column.cell, _writer(letters(n), column.kind)) for n, column in enumerate(columns, start=1)]
    for number, row in enumerate(rows, start=2):
        values = "".join([write(number, value(row)) for value, write in cells])
        lines.append(f'<row r="{number}">{values}</row>')
        if len(lines) >= ROWS_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join([*lines, SHEET_END])


def _writer(column: str, kind: Kind) -> Cell:
    """How the cells of a column are written, by what they hold; ``column`` is its letters."""
    style = STYLES.get(kind, 0)
    text, number = _text(column, style), _number(column, style)

    def write(row: int, value: CellValue) -> str:
        if value is None:
            return ""
        return text(row, value) if isinstance(value, str) else number(row, value)

    return write


def _text(column: str, style: int) -> Cell:
    """In the cell itself; nothing in it is ever taken for a formula or an error."""

    def write(row: int, value: CellValue) -> str:
        said = escape(str(value)[:CELL_CHARACTERS], quote=False)
        return (
            f'<c r="{column}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'
        )

    return write


def _number(column: str, style: int) -> Cell:
    def write(row: int, value: CellValue) -> str:
        if isinstance(value, bool):
            return f'<c r="{column}{row}" t="b"><v>{int(value)}</v></c>'
        return f'<c r="{column}{row}" s="{style}"><v>{_figure(value)}</v></c>'

    return write


def _figure(value: CellValue) -> str:
    """A number as it is; a day and a moment as the days since Excel's first one."""
    if isinstance(value, datetime):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1_000_000
        return repr(value.toordinal() - FIRST_DAY + seconds / DAY_SECONDS)
    if isinstance(value, date):
        return str(value.toordinal() - FIRST_DAY)
    return format(value, "f") if not isinstance(value, int) else str(value)


def letters(number: int) -> str:
    """The name of a column: 1 → "A", 27 → "AA"."""
    name = ""
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def _title(title: str) -> str:
    """What Excel takes as the name of a sheet."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:TITLE_CHARACTERS] or "Data"

"""Workbooks out: text cells as text, so that a NIP keeps its 18 digits and "=1+1" stays what somebody typed.

How they come in: see ``tables``.
"""

from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from evaluations.exchange.columns import CellValue, Column, Kind

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_CHARACTERS = 32_767  # Excel's limit; longer cells are cut by Excel without a word
IN_MEMORY_BYTES = 1024 * 1024

FORMATS = {Kind.TEXT: "@", Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm"}


def write_workbook(columns: Sequence[Column], rows: Iterable[Any], *, title: str = "Data") -> IO[bytes]:
    """A workbook with one sheet, streamed row by row; gives a file that stands at its beginning."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    bold = Font(bold=True)
    header = []
    for column in columns:
        cell = _cell(sheet, column.header, Kind.TEXT)
        cell.font = bold
        header.append(cell)
    sheet.append(header)
    for row in rows:
        sheet.append([_cell(sheet, column.cell(row), column.kind) for column in columns])
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - the caller reads and closes it
    workbook.save(file)
    file.seek(0)
    return file


def _cell(sheet, value: CellValue, kind: Kind):
    if value is None:
        return None
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell.value = value[:CELL_CHARACTERS]
        cell.data_type = "s"  # openpyxl takes a leading "=" for a formula and "#N/A" for an error
    else:
        cell.value = value
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    return cell

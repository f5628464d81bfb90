"""Workbooks in and out; nothing else in the project reads or writes them.

Out: text cells as text, so that a NIP keeps its 18 digits and "=1+1" stays what somebody typed. In: a child
process with bounded time and memory does the reading (``workbook_reader``).
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from evaluations.domain.refusals import Refused
from evaluations.exchange import workbook_reader
from evaluations.exchange.cells import Cells, from_reader
from evaluations.exchange.columns import CellValue, Column, Kind

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 20 * 1024 * 1024
READ_SECONDS = 90
CELL_CHARACTERS = 32_767  # Excel's limit; longer cells are cut by Excel without a word
IN_MEMORY_BYTES = 1024 * 1024

_FORMATS = {Kind.TEXT: "@", Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # .xls, and an .xlsx with a password
_REFUSALS = {
    "not_a_workbook": "Berkas ini bukan berkas Excel .xlsx. Simpan sebagai .xlsx lalu unggah lagi.",
    "file_too_costly": "Berkas ini terlalu rumit untuk dibaca. Pecah menjadi beberapa berkas.",
    "unreadable": "Berkas ini rusak dan tidak dapat dibaca. Buka di Excel, simpan ulang, lalu unggah lagi.",
    "missing_columns": "Baris judul tidak ditemukan. Kolom yang harus ada: {columns}.",
    "double_columns": "Kolom ini muncul lebih dari sekali: {columns}. Sisakan satu saja.",
}


@dataclass(frozen=True, slots=True)
class TableRow:
    """``number`` is the row number that Excel shows; ``is_total`` marks a sum below the data."""

    number: int
    cells: Cells
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that were asked for, in the order of the file, and every row that is not empty."""

    columns: list[str]
    rows: list[TableRow]


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
    if kind in _FORMATS:
        cell.number_format = _FORMATS[kind]
    return cell


def read_table(content: bytes, headers: Mapping[str, str], required: Sequence[str]) -> Table:
    """The table in an .xlsx file, read in a bounded child process.

    ``headers`` maps each accepted header (lower case, gaps as "_") to the name of its column; other columns
    are not read. Raises ``Refused`` for the whole file: file_empty, file_too_large, not_a_workbook,
    file_too_costly, unreadable, missing_columns, double_columns.
    """
    check_size(content)
    if content.startswith(_OLD_EXCEL):
        raise Refused(
            "not_a_workbook",
            "Berkas ini berformat .xls lama atau memakai kata sandi. Simpan sebagai .xlsx tanpa kata sandi.",
        )
    lines = _run_reader(content, json.dumps({"headers": dict(headers), "required": list(required)}))
    rows = [
        TableRow(
            line["row"],
            {column: from_reader(data) for column, data in line["cells"].items()},
            line.get("total", False),
        )
        for line in lines[1:]
    ]
    return Table(lines[0]["columns"], rows)


def check_size(content: bytes) -> None:
    """Raises ``Refused`` file_empty or file_too_large."""
    if not content:
        raise Refused("file_empty", "Berkas ini kosong. Pilih berkas yang benar.")
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused("file_too_large", f"Berkas ini lebih besar dari {limit} MB. Pecah lalu unggah lagi.")


def _run_reader(content: bytes, question: str) -> list[dict[str, Any]]:
    # The child reads what strangers made: it gets no password or key from our environment.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    command = [sys.executable, "-I", str(Path(workbook_reader.__file__)), question]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=READ_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise _refused("file_too_costly") from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:  # ended by the limit on time or memory
        raise _refused("file_too_costly")
    if done.returncode not in (0, workbook_reader.REFUSED):
        raise _refused("unreadable")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode == workbook_reader.REFUSED:
        raise _refused(lines[-1]["refused"], lines[-1]["columns"])
    return lines


def _refused(code: str, columns: Sequence[str] = ()) -> Refused:
    return Refused(code, _REFUSALS[code].format(columns=", ".join(columns)), list(columns))

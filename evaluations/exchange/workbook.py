"""Workbooks in and out; nothing else in the project reads or writes them.

Out: text cells as text, so that a NIP keeps its 18 digits and "=1+1" stays what somebody typed. In: a child
process with bounded time and memory does the reading (``workbook_reader``).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile, TemporaryFile
from threading import Timer
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from evaluations.domain.refusals import Refused
from evaluations.exchange import workbook_reader
from evaluations.exchange.cells import Cells, from_reader
from evaluations.exchange.columns import CellValue, Column, Kind

Progress = Callable[[int], None]

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 20 * 1024 * 1024
READ_SECONDS = 90
CELL_CHARACTERS = 32_767  # Excel's limit; longer cells are cut by Excel without a word
IN_MEMORY_BYTES = 1024 * 1024

FORMATS = {Kind.TEXT: "@", Kind.DATE: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm"}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # .xls, and an .xlsx with a password
_ZIP = b"PK"
_REFUSALS = {
    "not_a_workbook": "Berkas ini bukan berkas Excel .xlsx. Simpan sebagai .xlsx lalu unggah lagi.",
    "has_macros": "Berkas ini memuat makro. Simpan sebagai .xlsx (tanpa makro) lalu unggah lagi.",
    "file_too_costly": "Berkas ini terlalu rumit untuk dibaca. Pecah menjadi beberapa berkas.",
    "unreadable": "Berkas ini rusak dan tidak dapat dibaca. Buka di Excel, simpan ulang, lalu unggah lagi.",
    "missing_columns": "Baris judul tidak ditemukan. Kolom yang harus ada: {columns}.",
    "double_columns": "Kolom ini muncul lebih dari sekali: {columns}. Sisakan satu saja.",
}


def no_progress(rows: int) -> None:
    """For callers that wait without looking."""


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
    if kind in FORMATS:
        cell.number_format = FORMATS[kind]
    return cell


def read_table(
    source: bytes | Path,
    headers: Mapping[str, str],
    required: Sequence[str],
    on_progress: Progress = no_progress,
) -> Table:
    """The table in an .xlsx file, read in a bounded child process.

    ``headers`` maps each accepted header (lower case, gaps as "_") to the name of its column; other columns
    are not read. ``on_progress`` hears the number of rows passed so far. Raises ``Refused`` for the whole file:
    file_empty, file_too_large, not_a_workbook, has_macros, file_too_costly, unreadable, missing_columns,
    double_columns.
    """
    if isinstance(source, bytes):
        with NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(source)
            file.flush()
            return read_table(Path(file.name), headers, required, on_progress)
    check_size(source.stat().st_size)
    check_beginning(source)
    columns: list[str] = []
    rows = []
    for line in _run_reader(source, json.dumps({"headers": dict(headers), "required": list(required)})):
        if "at" in line:
            on_progress(line["at"])
        elif "columns" in line:
            columns = line["columns"]
        else:
            cells = {column: from_reader(data) for column, data in line["cells"].items()}
            rows.append(TableRow(line["row"], cells, line.get("total", False)))
    return Table(columns, rows)


def is_workbook(path: Path) -> bool:
    """Whether the first bytes are those of an .xlsx (or another zip)."""
    with path.open("rb") as file:
        return file.read(2) == _ZIP


def check_beginning(path: Path) -> None:
    """Raises ``Refused`` not_a_workbook when the first bytes already tell so."""
    with path.open("rb") as file:
        start = file.read(len(_OLD_EXCEL))
    if start == _OLD_EXCEL:
        raise Refused(
            "not_a_workbook",
            "Berkas ini berformat .xls lama atau memakai kata sandi. Simpan sebagai .xlsx tanpa kata sandi.",
        )
    if not start.startswith(_ZIP):
        raise _refused("not_a_workbook")


def check_size(size: int) -> None:
    """Raises ``Refused`` file_empty or file_too_large; ``size`` in bytes."""
    if not size:
        raise Refused("file_empty", "Berkas ini kosong. Pilih berkas yang benar.")
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused("file_too_large", f"Berkas ini lebih besar dari {limit} MB. Pecah lalu unggah lagi.")


def _run_reader(path: Path, question: str) -> Iterator[dict[str, Any]]:
    """What the reader says, line by line. A refusal, a crash or the end of its time raises ``Refused``."""
    # The child reads what strangers made: it gets no password or key from our environment.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    command = [sys.executable, "-I", str(Path(workbook_reader.__file__)), question, str(path)]
    with TemporaryFile() as complaints:
        reader = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints, env=environment
        )
        clock = Timer(READ_SECONDS, reader.kill)
        clock.start()
        try:
            for text in reader.stdout or ():
                yield _said(text)
            status = reader.wait()
        finally:
            clock.cancel()
            reader.kill()  # only where our own caller gave up
            reader.wait()
            if reader.stdout:
                reader.stdout.close()
        complaints.seek(0)
        if status < 0 or b"MemoryError" in complaints.read():  # ended by the limit on time or memory
            raise _refused("file_too_costly")
        if status != 0:
            raise _refused("unreadable")


def _said(text: bytes) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:  # killed in the middle of a line
        raise _refused("file_too_costly") from None
    if "refused" in line:
        raise _refused(line["refused"], line["columns"])
    return line


def _refused(code: str, columns: Sequence[str] = ()) -> Refused:
    return Refused(code, _REFUSALS[code].format(columns=", ".join(columns)), list(columns))

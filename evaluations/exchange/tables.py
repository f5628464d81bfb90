"""Tables in: what a file that somebody uploaded holds, read by a child process with bounded time and memory.

The child (``reader``) is bounded by the processor time it uses, so that a busy server is never called a fault of the
file; the clock on the wall only tells that the server is busy.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from threading import Timer
from typing import Any

from django.conf import settings

from evaluations.domain.refusals import Refused
from evaluations.exchange.cells import Cells, ReadCells
from evaluations.exchange.reader.lines import BELOW, TOTAL
from evaluations.exchange.table_refusals import refusal_of

Progress = Callable[[int], None]

MAX_BYTES = 20 * 1024 * 1024
CPU_SECONDS = 40  # 300,000 rows take a quarter of it
WALL_SECONDS = 15 * 60
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # .xls, and an .xlsx with a password
ZIP = b"PK"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What a file is that was given the wrong name, by its first bytes.
_BEGINNINGS = {
    b"%PDF": "is_pdf",
    b"<?xml": "is_xml",
    b"<html": "is_web_page",
    b"<!doc": "is_web_page",
    b"<tabl": "is_web_page",
    b"{\\rtf": "is_document",
}


class ServerBusy(Exception):
    """The reading took too long by the clock, though the file had not used up its time: nobody's fault."""


def no_progress(rows: int) -> None:
    """For callers that wait without looking."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """``number`` is the row number that Excel shows; ``is_total`` marks a sum, ``is_below`` who signs below it."""

    number: int
    cells: Cells
    is_total: bool = False
    is_below: bool = False


@dataclass(slots=True)
class Table:
    """The columns that were asked for, in the order of the file, and every row that is not empty.

    ``rows`` can be iterated once where the table is streamed; ``hidden_rows`` is known after that.
    """

    columns: list[str]
    rows: Any
    sheet: str = ""  # "" in a text file
    header_rows: tuple[int, int] = (1, 1)  # first and last
    written: list[str] = field(default_factory=list)  # the headers of ``columns`` as the file has them
    unknown: list[str] = field(default_factory=list)  # headers that nobody asked for, as written
    above: list[str] = field(default_factory=list)  # texts over the table
    hidden_columns: list[str] = field(default_factory=list)
    hidden_sheets: list[str] = field(default_factory=list)
    other_sheets: list[dict[str, Any]] = field(default_factory=list)  # {"name", "rows"}: they fit as well
    date_shift: int = 0  # see ``cells.Cell``
    hidden_rows: int = 0


def read_table(
    source: bytes | Path,
    headers: Mapping[str, str],
    required: Sequence[str],
    on_progress: Progress = no_progress,
    sheet: str | None = None,
) -> Table:
    """``stream_table`` with all rows in memory."""
    if isinstance(source, bytes):
        with NamedTemporaryFile() as file:
            file.write(source)
            file.flush()
            return read_table(Path(file.name), headers, required, on_progress, sheet)
    table = stream_table(source, headers, required, on_progress, sheet)
    table.rows = list(table.rows)
    return table


def stream_table(
    path: Path,
    headers: Mapping[str, str],
    required: Sequence[str],
    on_progress: Progress = no_progress,
    sheet: str | None = None,
    unnamed: Mapping[str, str] | None = None,
) -> Table:
    """The table in an .xlsx or a text file; its rows are read while they are iterated.

    ``headers`` maps each accepted header (as ``reader.headers.normal`` has it) to the name of its column; other
    columns are not read. ``required[0]`` is the column that every row has. ``sheet`` says which one, where several
    fit. ``unnamed``: by column the one on its right that has no heading. ``on_progress`` hears the number of rows
    passed so far. Raises ``Refused`` (see ``table_refusals``) and ``ServerBusy``, here or while the rows are iterated.
    """
    check_size(path.stat().st_size)
    check_beginning(path)
    question = {
        "headers": dict(headers),
        "required": list(required),
        "sheet": sheet,
        "cpu_seconds": CPU_SECONDS,
        "unnamed": dict(unnamed or {}),
    }
    said = _run_reader(path, json.dumps(question))
    found = _until_table(said, on_progress)
    table = Table(rows=(), header_rows=tuple(found.pop("header")), **found)
    table.rows = _rows(table, said, on_progress)
    return table


def _until_table(said: Iterator[dict[str, Any]], on_progress: Progress) -> dict[str, Any]:
    for message in said:
        if "table" in message:
            return message["table"]
        on_progress(message.get("at", 0))
    raise refusal_of("unreadable", {})


def _rows(table: Table, said: Iterator[dict[str, Any]], on_progress: Progress) -> Iterator[TableRow]:
    places = {column: place for place, column in enumerate(table.columns)}
    for message in said:
        for number, mark, *values in message.get("rows", ()):
            cells = ReadCells(places, values, table.date_shift)
            yield TableRow(number, cells, mark == TOTAL, mark == BELOW)
        if message.get("rows"):
            on_progress(message["rows"][-1][0])
        elif "at" in message:
            on_progress(message["at"])
        elif "end" in message:
            table.hidden_rows = message["end"]["hidden_rows"]


def check_beginning(path: Path) -> None:
    """Raises ``Refused`` when the first bytes already tell that this is no table."""
    with path.open("rb") as file:
        start = file.read(64)
        if start.startswith(_OLD_EXCEL):
            file.seek(0)
            raise refusal_of("is_encrypted" if _ENCRYPTED in file.read(MAX_BYTES) else "is_old_workbook", {})
    kind = _BEGINNINGS.get(start.removeprefix(b"\xef\xbb\xbf").lstrip()[:5].lower()) or _BEGINNINGS.get(
        start[:4]
    )
    if kind:
        raise refusal_of(kind, {})


def check_size(size: int) -> None:
    """Raises ``Refused`` file_empty or file_too_large; ``size`` in bytes."""
    if not size:
        raise Refused("file_empty", "Berkas ini kosong. Pilih berkas yang benar.")
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise Refused("file_too_large", f"Berkas ini lebih besar dari {limit} MB. Pecah lalu unggah lagi.")


def _run_reader(path: Path, question: str) -> Iterator[dict[str, Any]]:
    """What the reader says, line by line. A refusal or a crash raises ``Refused``, the clock ``ServerBusy``."""
    # The child reads what strangers made: it gets no password or key from our environment.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    command = [
        sys.executable,
        "-s",
        "-E",
        "-m",
        "evaluations.exchange.reader",
        question,
        str(path.absolute()),
    ]
    with TemporaryFile() as complaints:
        reader = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=environment,
        )
        overdue: list[bool] = []

        def stop() -> None:
            overdue.append(True)
            reader.kill()

        clock = Timer(WALL_SECONDS, stop)
        clock.daemon = True
        clock.start()
        try:
            for text in reader.stdout or ():
                if text.endswith(b"\n"):  # not killed in the middle of a line
                    yield _said(json.loads(text))
            status = reader.wait()
        finally:
            clock.cancel()
            reader.kill()  # only where our own caller gave up
            reader.wait()
            if reader.stdout:
                reader.stdout.close()
        if overdue:
            raise ServerBusy
        complaints.seek(0)
        if status < 0 or b"MemoryError" in complaints.read():  # ended by the hard limit on time or memory
            raise refusal_of("too_much_work", {})
        if status != 0:
            raise refusal_of("unreadable", {})


def _said(message: dict[str, Any]) -> dict[str, Any]:
    if "refused" in message:
        raise refusal_of(message["refused"], message["facts"])
    return message

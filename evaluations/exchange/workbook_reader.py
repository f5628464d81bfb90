"""Reads one workbook and writes its rows as JSON lines: a program of its own.

``workbook.read_table`` runs it as a child with bounded time and memory, since a workbook of a few kilobytes
can burn half a minute or a gigabyte. It imports nothing of the project. It gives out only the columns that
were asked for, so private columns never leave this process.

Arguments: JSON {"headers": {normalised header: column}, "required": [column, …]}, and the path of the file. First
line of output: {"columns": [column, …]} in the order of the sheet. Then one line per row: {"row": 7, "cells":
{column: cell}}, with "total": true on a sum row; and now and then {"at": row}, a sign of life. A cell is a text, or
{"n": number}, {"d": "2024-02-29"}, {"b": true}, {"e": "#REF!"} or {"f": true} (a formula). Empty cells and empty rows
are left out. A refusal is the last line: {"refused": code, "columns": […]}, with exit status 3.
"""

import contextlib
import json
import math
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

CPU_SECONDS = 60
MEMORY_BYTES = 700 * 1024 * 1024
UNPACKED_BYTES = 300 * 1024 * 1024
OUTPUT_CHARACTERS = 50 * 1000 * 1000
TEXT_CHARACTERS = 1000  # longer than any column of ours; one shared string can be repeated a million times
HEADER_WITHIN_ROWS = 20
SIGN_OF_LIFE_ROWS = 500
REFUSED = 3

_TOTAL = re.compile(r"\s*(jumlah|total)\b", re.IGNORECASE)
_GAPS = re.compile(r"[\s_]+")


class Refusal(Exception):
    def __init__(self, code: str, columns: list[str] | None = None) -> None:
        self.code = code
        self.columns = columns or []


def main() -> int:
    """Read the file, write JSON lines; give the exit status."""
    _bound(resource.RLIMIT_CPU, CPU_SECONDS)
    _bound(resource.RLIMIT_AS, MEMORY_BYTES)
    wanted = json.loads(sys.argv[1])
    try:
        written = 0
        for line in _lines(sys.argv[2], wanted["headers"], wanted["required"]):
            text = json.dumps(line)
            written += len(text)
            if written > OUTPUT_CHARACTERS:
                raise Refusal("file_too_costly")
            sys.stdout.write(f"{text}\n")
            if "at" in line:
                sys.stdout.flush()
    except Refusal as refusal:
        sys.stdout.write(json.dumps({"refused": refusal.code, "columns": refusal.columns}) + "\n")
        return REFUSED
    return 0


def _bound(limit: int, value: int) -> None:
    # Not every system bounds memory; the clock of the parent runs all the same.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (value, value))


def _lines(path: str, headers: dict[str, str], required: list[str]) -> Iterator[dict[str, Any]]:
    _check_container(path)
    file = Path(path).open("rb")  # noqa: SIM115 - read until the process ends; a path would be judged by its suffix
    workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    rows, positions = _find_table(workbook, headers, required)
    yield {"columns": [positions[place] for place in sorted(positions)]}
    for number, row in rows:
        if number % SIGN_OF_LIFE_ROWS == 0:
            yield {"at": number}
        line = _line(number, row, positions)
        if line is not None:
            yield line


def _check_container(path: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.infolist()
    except zipfile.BadZipFile:
        raise Refusal("not_a_workbook") from None
    inside = {info.filename for info in names}
    if "xl/workbook.xml" not in inside:
        raise Refusal("not_a_workbook")
    if "xl/vbaProject.bin" in inside:
        raise Refusal("has_macros")
    if sum(info.file_size for info in names) > UNPACKED_BYTES:
        raise Refusal("file_too_costly")


def _find_table(workbook, headers: dict[str, str], required: list[str]):
    """The first sheet with a row that holds every required header: its further rows, column by position."""
    missing = required
    for sheet in workbook.worksheets:
        sheet.reset_dimensions()  # written by the sender, and not to be trusted
        rows = enumerate(sheet.iter_rows(), start=1)
        for number, row in rows:
            found = _columns(row, headers)
            lacking = [column for column in required if column not in found]
            if not lacking:
                _refuse_doubles(found)
                return rows, dict(zip(_places(row, headers), found, strict=True))
            if len(lacking) < len(missing):
                missing = lacking
            if number >= HEADER_WITHIN_ROWS:
                break
    raise Refusal("missing_columns", missing)


def _places(row, headers: dict[str, str]) -> list[int]:
    return [place for place, cell in enumerate(row) if _header(cell) in headers]


def _columns(row, headers: dict[str, str]) -> list[str]:
    return [headers[_header(cell)] for cell in row if _header(cell) in headers]


def _refuse_doubles(found: list[str]) -> None:
    doubles = sorted({column for column in found if found.count(column) > 1})
    if doubles:
        raise Refusal("double_columns", doubles)


def _header(cell) -> str:
    return _GAPS.sub("_", cell.value.strip().casefold()) if isinstance(cell.value, str) else ""


def _line(number: int, row, positions: dict[int, str]) -> dict[str, Any] | None:
    filled = [(place, cell) for place, cell in enumerate(row) if not _is_empty(cell.value)]
    if not filled:
        return None
    line: dict[str, Any] = {
        "row": number,
        "cells": {positions[place]: _json(cell) for place, cell in filled if place in positions},
    }
    first = filled[0][1].value
    if isinstance(first, str) and _TOTAL.match(first):
        line["total"] = True
    return line


def _is_empty(value) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _json(cell):
    value = cell.value
    if cell.data_type == "f":
        return {"f": True}
    if cell.data_type == "e":
        return {"e": str(value)[:20]}
    if isinstance(value, bool):
        return {"b": value}
    if isinstance(value, int | float):
        return {"n": value} if math.isfinite(value) else {"e": "#NUM!"}
    if isinstance(value, datetime):
        return {"d": value.date().isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"n": (value.hour * 60 + value.minute) / 1440}
    return str(value)[:TEXT_CHARACTERS]


if __name__ == "__main__":
    sys.exit(main())

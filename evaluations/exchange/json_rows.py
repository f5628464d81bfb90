"""A list of records in a JSON file, one after the other: never more than one beside the text itself in memory."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from evaluations.domain.refusals import Refused
from evaluations.exchange.cells import Cells, from_json
from evaluations.exchange.reader.headers import normal
from evaluations.exchange.tables import Table, TableRow, check_size

_BEGINNING = 1024
_LISTS = ("taps", "data", "result", "items")  # what a list within an object may be called
_GAPS = " \t\r\n,"


def is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(_BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"["))


def json_table(path: Path, headers: dict[str, str], required: Collection[str]) -> Table:
    """The list in the file as a table; ``headers`` maps each accepted name to its column.

    Row numbers count from 0, as programs do. Raises ``Refused`` not_json, wrong_shape, missing_columns, here or while
    the rows are iterated.
    """
    check_size(path.stat().st_size)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_json() from None
    entries = _entries(text, _start(text))
    first = next(entries, None)
    if not isinstance(first, dict):
        raise Refused(
            "wrong_shape", "Isi berkas ini bukan daftar ketukan. Seharusnya [{“nip”, “waktu”, “mesin”}]."
        )
    names = {headers[normal(name)]: name for name in first if normal(name) in headers}
    if lacking := [column for column in required if column not in names]:
        raise Refused("missing_columns", f"Isian yang harus ada: {', '.join(lacking)}.", lacking)
    others = [name for name in first if normal(name) not in headers]
    table = Table(columns=list(names), rows=(), written=list(names.values()), unknown=others)
    table.rows = _rows(first, entries, names)
    return table


def _rows(first: Any, entries: Iterator[Any], names: dict[str, str]) -> Iterator[TableRow]:
    yield TableRow(0, _cells(first, names))
    for number, entry in enumerate(entries, start=1):
        yield TableRow(number, _cells(entry, names))


def _cells(entry: Any, names: dict[str, str]) -> Cells:
    given = entry if isinstance(entry, dict) else {}
    return {column: from_json(given.get(name)) for column, name in names.items()}


def _start(text: str) -> int:
    """Where the list begins: the file is one, or an object that holds one under a known name."""
    if text.lstrip().startswith("["):
        return text.index("[") + 1
    for name in _LISTS:
        place = text.find(f'"{name}"')
        if place >= 0 and text[place + len(name) + 2 :].lstrip(" \t\r\n:").startswith("["):
            return text.index("[", place) + 1
    raise Refused(
        "wrong_shape", "Isi berkas ini bukan daftar ketukan. Seharusnya [{“nip”, “waktu”, “mesin”}]."
    )


def _entries(text: str, place: int) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    try:
        while True:
            while text[place] in _GAPS:
                place += 1
            if text[place] == "]":
                return
            entry, place = decoder.raw_decode(text, place)
            yield entry
    except (ValueError, IndexError, RecursionError):
        raise _not_json() from None


def _not_json() -> Refused:
    return Refused("not_json", "Berkas ini bukan berkas JSON yang sah, atau terpotong. Unduh sekali lagi.")

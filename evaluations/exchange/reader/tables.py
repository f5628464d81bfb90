"""Which table of a file is meant, and its lines."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from xml.parsers import expat

from evaluations.exchange.reader.headers import WITHIN_ROWS, Header, find_header, plain, with_unnamed
from evaluations.exchange.reader.lines import DATA, Lines
from evaluations.exchange.reader.package import Book, Package, Sheet, read_book
from evaluations.exchange.reader.refusal import Refusal
from evaluations.exchange.reader.sheet import DAYS_BETWEEN_EPOCHS, Meaning, SheetReader, SheetRow
from evaluations.exchange.reader.strings import read_date_styles, read_strings
from evaluations.exchange.reader.text_table import SEPARATORS, encoding_of, text_rows

Message = dict[str, Any]
BATCH = 500
ABOVE_CHARACTERS = 200
_FAULTS = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError,
    RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: columns by accepted header, and those without which it is no table of this kind.

    ``unnamed``: by column the one on its right that has no heading.
    """

    accepted: Mapping[str, str]
    required: list[str]
    unnamed: Mapping[str, str]

    def header(self, rows: Sequence[SheetRow]) -> Header | None:
        found = find_header(rows, self.accepted, self.required)
        return found and with_unnamed(found, self.unnamed)


@dataclass(slots=True)
class Candidate:
    """A sheet with its first rows."""

    sheet: Sheet
    first_rows: list[SheetRow]
    header: Header | None
    is_fit: bool


@contextmanager
def blaming(sheet: str) -> Iterator[None]:
    """Whatever breaks in here is a fault of the file, in this part of it; a refusal learns the sheet."""
    try:
        yield
    except Refusal as refusal:
        refusal.facts.setdefault("sheet", sheet)
        raise
    except MemoryError:
        raise Refusal("too_much_memory", sheet=sheet) from None
    except _FAULTS as fault:
        is_memory = (
            isinstance(fault, expat.ExpatError)
            and fault.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
        )
        raise Refusal("too_much_memory" if is_memory else "unreadable", sheet=sheet) from None


def read(path: str, wanted: Wanted, sheet: str | None) -> Iterator[Message]:
    """The messages about one file, in order. Raises ``Refusal``."""
    with Path(path).open("rb") as file:
        is_zip = file.read(2) == b"PK"
    yield from _read_workbook(path, wanted, sheet) if is_zip else _read_text(path, wanted)


def _read_text(path: str, wanted: Wanted) -> Iterator[Message]:
    encoding = encoding_of(path)
    with blaming(""):
        best: tuple[str, Header | None] = (";", None)
        for separator in SEPARATORS:
            first = list(islice(text_rows(path, encoding, separator), WITHIN_ROWS))
            header = wanted.header(first)
            if header and not header.missing(wanted.required):
                above = _above(first, header)
                yield {"table": _described(header, "") | {"above": above}}
                lines = Lines(text_rows(path, encoding, separator), header, wanted.required)
                yield from _in_batches(lines)
                return
            if header and (best[1] is None or len(header.columns) > len(best[1].columns)):
                best = separator, header
        raise _no_table(best[1], "", wanted)


def _read_workbook(path: str, wanted: Wanted, asked: str | None) -> Iterator[Message]:
    with blaming(""):
        package = Package(path)
        book = read_book(package)
        meaning = _meaning(package, book)
    workbook = _Workbook(package, book, meaning, wanted)
    chosen = workbook.choose(asked)
    with blaming(chosen.sheet.name):
        yield from workbook.messages(chosen)


def _meaning(package: Package, book: Book) -> Meaning:
    meaning = Meaning(counts_from_1904=book.counts_from_1904)
    if book.strings:
        with package.open(book.strings) as stream:
            meaning.strings = read_strings(stream)
    if book.styles:
        try:
            with package.open(book.styles) as stream:
                meaning.date_styles = read_date_styles(stream)
        except (*_FAULTS, Refusal):
            meaning.date_styles = (
                set()
            )  # a fault of style is no fault of the figures: dates are read as serials then
    return meaning


@dataclass(slots=True)
class _Workbook:
    package: Package
    book: Book
    meaning: Meaning
    wanted: Wanted
    _counts: dict[str, int] = field(default_factory=dict)

    def choose(self, asked: str | None) -> Candidate:
        """The sheet that is meant: the one that was asked for, else the only visible one that fits."""
        sheets = self.book.sheets
        if asked is not None:
            sheets = [sheet for sheet in sheets if plain(sheet.name) == plain(asked)]
            if not sheets:
                names = [sheet.name for sheet in self.book.sheets]
                raise Refusal("unknown_sheet", sheet=asked, sheets=[{"name": name} for name in names])
        candidates = [self._survey(sheet) for sheet in sheets]
        fit = [candidate for candidate in candidates if candidate.is_fit]
        if not fit:
            raise self._no_sheet(candidates)
        if asked is not None:
            return fit[0]
        shown = [candidate for candidate in fit if not candidate.sheet.is_hidden]
        if len(shown) > 1:
            shown = [candidate for candidate in shown if self._count(candidate)] or shown[:1]
        if len(shown) == 1:
            return shown[0]
        raise Refusal("several_sheets" if shown else "only_hidden_sheets", sheets=self._offers(shown or fit))

    def messages(self, chosen: Candidate) -> Iterator[Message]:
        header = chosen.header
        assert header is not None
        reader = SheetReader(self.meaning)
        reader.wanted = None if not header.columns else frozenset(header.columns)
        described = _described(header, chosen.sheet.name)
        described["above"] = _above(chosen.first_rows, header)
        described["date_shift"] = DAYS_BETWEEN_EPOCHS if self.book.counts_from_1904 else 0
        described["hidden_sheets"] = [s.name for s in self.book.sheets if s.is_hidden and s != chosen.sheet]
        described["other_sheets"] = [
            {"name": name, "rows": rows} for name, rows in self._counts.items() if name != chosen.sheet.name
        ]
        with self.package.open(chosen.sheet.part) as stream:
            lines = Lines(reader.rows(stream), header, self.wanted.required)
            for message in _in_batches(lines, reader):
                if described:  # the columns' own settings stand before the first row
                    described["hidden_columns"] = _hidden(header, reader.hidden_columns)
                    yield {"table": described}
                    described = {}
                yield message

    def _survey(self, sheet: Sheet) -> Candidate:
        with blaming(sheet.name), self.package.open(sheet.part) as stream:
            rows = (row for row in SheetReader(self.meaning).rows(stream) if row is not None)
            first = list(islice(rows, WITHIN_ROWS))
            header = self.wanted.header(first)
        return Candidate(
            sheet, first, header, header is not None and not header.missing(self.wanted.required)
        )

    def _count(self, candidate: Candidate) -> int:
        """Rows of data."""
        name = candidate.sheet.name
        if name not in self._counts and candidate.header:
            reader = SheetReader(self.meaning)
            reader.wanted = frozenset(candidate.header.columns)
            with blaming(name), self.package.open(candidate.sheet.part) as stream:
                lines = Lines(reader.rows(stream), candidate.header, self.wanted.required)
                self._counts[name] = sum(1 for line in lines if line is not None and line[1] == DATA)
        return self._counts[name]

    def _offers(self, candidates: list[Candidate]) -> list[dict[str, Any]]:
        return [
            {"name": one.sheet.name, "rows": self._count(one), "hidden": one.sheet.is_hidden}
            for one in candidates
        ]

    def _no_sheet(self, candidates: list[Candidate]) -> Refusal:
        near = [candidate for candidate in candidates if candidate.header]
        best = max(near, key=lambda one: (len(one.header.columns), not one.sheet.is_hidden), default=None)  # type: ignore[union-attr]
        return _no_table(best.header if best else None, best.sheet.name if best else "", self.wanted)


def _no_table(nearest: Header | None, sheet: str, wanted: Wanted) -> Refusal:
    if nearest is None:
        return Refusal("missing_columns", columns=wanted.required, sheet=sheet)
    return Refusal(
        "missing_columns",
        columns=nearest.missing(wanted.required),
        sheet=sheet,
        header=nearest.last,
        unknown=nearest.unknown(),
    )


def _described(header: Header, sheet: str) -> Message:
    places = sorted(header.columns)
    return {
        "sheet": sheet,
        "header": [header.first, header.last],
        "columns": [header.columns[place] for place in places],
        "written": [header.written[place] for place in places],
        "unknown": header.unknown(),
        "hidden_columns": [],
        "hidden_sheets": [],
        "other_sheets": [],
        "date_shift": 0,
    }


def _above(rows: list[SheetRow], header: Header) -> list[str]:
    """The texts over the table: titles."""
    return [
        plain(value)[:ABOVE_CHARACTERS]
        for row in rows
        if row.number < header.first
        for value in row.cells.values()
        if isinstance(value, str)
    ]


def _hidden(header: Header, ranges: list[tuple[int, int]]) -> list[str]:
    return [
        column
        for place, column in sorted(header.columns.items())
        if any(first <= place <= last for first, last in ranges)
    ]


def _in_batches(lines: Lines, reader: SheetReader | None = None) -> Iterator[Message]:
    batch: list[Any] = []
    for line in lines:
        if line is not None:
            batch.append(line)
        if len(batch) >= BATCH:
            yield {"rows": batch}
            batch = []
        elif line is None and not batch and reader is not None:
            yield {"at": reader.at}
    yield {"rows": batch}
    yield {"end": {"hidden_rows": lines.hidden}}

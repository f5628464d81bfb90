"""The cells of one worksheet, row by row, as JSON would have them."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import IO, Any

from evaluations.exchange.reader.refusal import Refusal
from evaluations.exchange.reader.strings import TEXT_CHARACTERS
from evaluations.exchange.reader.xml import Attributes, feed, new_parser

FORMULA = {"f": True}
_DIGITS = "0123456789"
_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\s*")
_LONGEST_NUMBER = 40
_LAST_DAY = 2_958_465  # 31 December 9999, counted from 1900
DAYS_BETWEEN_EPOCHS = 1462
_1900, _1904 = date(1899, 12, 30), date(1904, 1, 1)
_LEAP_DAY_OF_EXCEL = 60  # Excel believes in 29 February 1900


@dataclass(slots=True)
class SheetRow:
    """``cells``: value by place (0 is column A), empty ones left out. A value is a text, number or truth, or
    {"d": "2024-02-29", "m": minutes (where it has a time)}, {"e": "#REF!"} or {"f": true} (a formula)."""

    number: int
    cells: dict[int, Any]
    is_hidden: bool = False


@dataclass(slots=True)
class Meaning:
    """What a sheet takes from its workbook."""

    strings: list[str] = field(default_factory=list)
    date_styles: set[str] = field(default_factory=set)
    counts_from_1904: bool = False


class SheetReader:
    """Streams a sheet. After a while ``wanted`` may be set: then only those places are read, and of each row
    the first filled one besides."""

    def __init__(self, meaning: Meaning) -> None:
        self.hidden_columns: list[tuple[int, int]] = []  # first and last place
        self.wanted: frozenset[int] | None = None
        self.at = 0  # the row that was seen last, filled or not
        self._meaning = meaning
        self._rows: list[SheetRow] = []
        self._places: dict[str, int] = {}
        self._row: SheetRow | None = None
        self._row_number = 0
        self._place = -1
        self._kind = self._style = ""
        self._takes = self._is_formula = self._inside = self._is_spoken = False
        self._pieces: list[str] = []

    def rows(self, stream: IO[bytes]) -> Iterator[SheetRow | None]:
        """Every row with a filled cell; now and then None, so that a long emptiness shows signs of life."""
        parser = new_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._begin_root, None
        parser.CharacterDataHandler = self._characters
        self._parser = parser
        for _ in feed(parser, stream):
            rows, self._rows = self._rows, []
            yield from rows
            yield None

    def _begin_root(self, name: str, attributes: Attributes) -> None:
        """The prefix of the root is that of all; comparing whole names is what makes this quick."""
        prefix = name[: name.rfind(":") + 1]
        self._c, self._v, self._f = f"{prefix}c", f"{prefix}v", f"{prefix}f"
        self._t, self._tag_row, self._r_ph = f"{prefix}t", f"{prefix}row", f"{prefix}rPh"
        self._col = f"{prefix}col"
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._start, self._end

    def _start(self, name: str, given: Attributes) -> None:
        if name == self._c:
            self._begin_cell(given)
        elif name == self._v or name == self._t:
            self._inside = self._takes and not self._is_spoken
        elif name == self._tag_row:
            number = given.get("r", "")
            self._row_number = int(number) if number.isdecimal() else self._row_number + 1
            self._row = SheetRow(self._row_number, {}, given.get("hidden") in ("1", "true"))
            self._place = -1
        elif name == self._f:
            self._is_formula = True
        elif name == self._r_ph:
            self._is_spoken = True  # what follows is a hint for pronunciation, no part of the text
        elif name == self._col and given.get("hidden") in ("1", "true"):
            self.hidden_columns.append((int(given.get("min", 1)) - 1, int(given.get("max", 1)) - 1))

    def _begin_cell(self, given: Attributes) -> None:
        reference = given.get("r")
        if reference is None:
            self._place += 1
        else:
            letters = reference.rstrip(_DIGITS)
            place = self._places.get(letters)
            self._place = self._place_of(letters) if place is None else place
        self._takes = self.wanted is None or self._place in self.wanted or not (self._row and self._row.cells)
        self._kind, self._style = given.get("t", "n"), given.get("s", "")

    def _place_of(self, letters: str) -> int:
        place = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or place > 1 << 20:
                raise Refusal("unreadable")
            place = place * 26 + ord(letter) - 64
        self._places[letters] = place - 1
        return place - 1

    def _characters(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text[:TEXT_CHARACTERS])

    def _end(self, name: str) -> None:
        if name == self._v or name == self._t:
            self._inside = False
            if len(self._pieces) > TEXT_CHARACTERS:
                self._pieces = ["".join(self._pieces)[:TEXT_CHARACTERS]]
        elif name == self._c:
            if self._pieces or self._is_formula:
                self._end_cell()
        elif name == self._tag_row:
            row = self._row
            self.at = self._row_number
            if row is not None and row.cells:
                self._rows.append(row)
            self._row = None
        elif name == self._r_ph:
            self._is_spoken = False

    def _end_cell(self) -> None:
        text, self._pieces = "".join(self._pieces), []
        is_formula, self._is_formula = self._is_formula, False
        if not self._takes or self._row is None:
            return
        value = FORMULA if is_formula else self._value(text)
        if value is not None:
            self._row.cells[self._place] = value

    def _value(self, text: str) -> Any:
        kind = self._kind
        if kind == "s":
            text = self._shared(text)
            return text if text.strip() else None
        if kind == "n":
            return self._number(text)
        if kind in ("inlineStr", "str"):
            return text[:TEXT_CHARACTERS] if text.strip() else None
        if kind == "b":
            return text.strip() == "1"
        if kind == "e":
            return {"e": text[:20]}
        return _iso_day(text)

    def _shared(self, text: str) -> str:
        try:
            return self._meaning.strings[int(text)]
        except (ValueError, IndexError):
            raise Refusal("unreadable") from None

    def _number(self, text: str) -> Any:
        value = number_in(text)
        if self._style in self._meaning.date_styles and not isinstance(value, dict) and value >= 1:
            return self._day(value)
        return value

    def _day(self, serial: float) -> Any:
        days = int(serial)
        if days > _LAST_DAY - DAYS_BETWEEN_EPOCHS:
            return serial
        minutes = round((serial - days) * 86400) // 60
        time = {"m": minutes} if 0 < minutes < 1440 else {}
        if self._meaning.counts_from_1904:
            return {"d": (_1904 + timedelta(days)).isoformat()} | time
        return {"d": (_1900 + timedelta(days + (days < _LEAP_DAY_OF_EXCEL))).isoformat()} | time


def number_in(text: str) -> Any:
    """The number that a cell writes; what is none, or none that anybody could use, is that cell's error."""
    if text.isascii() and text.isdigit() and len(text) < _LONGEST_NUMBER:
        return int(text)
    if len(text) < _LONGEST_NUMBER and _NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return int(value) if value.is_integer() and "e" not in text.casefold() else value
    return {"e": "#NUM!"}


def _iso_day(text: str) -> Any:
    """A cell of kind "d", as Strict Open XML writes dates; an unknown kind is an error of its cell."""
    try:
        return {"d": date.fromisoformat(text.strip()[:10]).isoformat()}
    except ValueError:
        return {"e": "#VALUE!"}

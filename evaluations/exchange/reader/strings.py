"""What cells refer to by number: shared texts, and the styles that make a number a date."""

import re
from typing import IO

from evaluations.exchange.reader.xml import Attributes, elements, feed, local, new_parser

TEXT_CHARACTERS = 1000  # longer than any column of ours; one shared text can be repeated a million times
# Numbers of built-in formats that show a date or a time (ECMA-376 part 1, 18.8.30, with the East Asian ones).
_BUILT_IN = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_NO_PART_OF_A_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)


def read_strings(stream: IO[bytes]) -> list[str]:
    """The shared texts in order, runs of one text joined, hints for pronunciation left out; long ones are cut."""
    reader = _StringsReader()
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    for _ in feed(parser, stream):
        pass
    return reader.texts


class _StringsReader:
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._inside = self._is_spoken = False

    def start(self, name: str, attributes: Attributes) -> None:
        name = local(name)
        if name == "t":
            self._inside = not self._is_spoken
        elif name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._is_spoken = True

    def end(self, name: str) -> None:
        name = local(name)
        if name == "t":
            self._inside = False
        elif name == "si":
            self.texts.append("".join(self._pieces)[:TEXT_CHARACTERS])
        elif name == "rPh":
            self._is_spoken = False

    def characters(self, text: str) -> None:
        if self._inside and self._length < TEXT_CHARACTERS:
            self._pieces.append(text[:TEXT_CHARACTERS])
            self._length += len(text)


def read_date_styles(stream: IO[bytes]) -> set[str]:
    """The style numbers (as cells write them) that show a date."""
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = False

    def take(tag: str, given: Attributes) -> None:
        nonlocal inside
        if tag == "numFmt":
            codes[given.get("numFmtId", "")] = given.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag in ("cellStyles", "dxfs", "cellStyleXfs"):
            inside = False
        elif tag == "xf" and inside:
            formats.append(given.get("numFmtId", "0"))

    elements(stream, take)
    return {str(style) for style, number in enumerate(formats) if _shows_date(number, codes)}


def _shows_date(number: str, codes: dict[str, str]) -> bool:
    if number not in codes:
        return number.isdigit() and int(number[:4]) in _BUILT_IN
    shown = _NO_PART_OF_A_DATE.sub("", codes[number].partition(";")[0])
    return shown.casefold() != "general" and bool(re.search("[dmyhs]", shown, re.IGNORECASE))

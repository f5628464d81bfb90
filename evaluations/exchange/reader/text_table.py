"""A table as text: values between semicolons, commas or tabs, as Excel and devices export them."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from evaluations.exchange.reader.refusal import Refusal
from evaluations.exchange.reader.sheet import SheetRow
from evaluations.exchange.reader.strings import TEXT_CHARACTERS

SEPARATORS = ";,\t|"
_LONGEST_FIELD = 1 << 20
_SAMPLE_BYTES = 1 << 16
_KEPT_AS_TEXT = re.compile(r'="([^"]*)"')  # how Excel is told to leave a number alone
_SAYS_SEPARATOR = re.compile(r"sep=(.)")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def encoding_of(path: str) -> str:
    """By the mark at the beginning, else UTF-8 where it is, else that of Windows. Raises ``Refusal``."""
    content = Path(path).read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _BINARY.search(content[:_SAMPLE_BYTES]):
        raise Refusal("not_a_table")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def text_rows(path: str, encoding: str, separator: str) -> Iterator[SheetRow]:
    """Every row with a filled field, numbered as Excel would show it."""
    csv.field_size_limit(_LONGEST_FIELD)
    with Path(path).open(encoding=encoding, errors="replace", newline="") as file:
        try:
            for number, fields in enumerate(csv.reader(file, delimiter=separator), start=1):
                if number == 1 and len(fields) <= 2 and _SAYS_SEPARATOR.match(separator.join(fields)):
                    continue
                cells = {place: _value(text) for place, text in enumerate(fields) if text.strip()}
                if cells:
                    yield SheetRow(number, cells)
        except csv.Error:
            raise Refusal("unreadable") from None


def _value(text: str) -> str:
    kept = _KEPT_AS_TEXT.fullmatch(text.strip())
    return (kept[1] if kept else text)[:TEXT_CHARACTERS]

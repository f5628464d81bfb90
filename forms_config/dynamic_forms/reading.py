"""Reading what people type: text, Indonesian numbers, dates. Nothing here knows of forms."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

# What no document, no XML and no database column should hold: controls (but tab and newline), halves of
# surrogate pairs, and the two non-characters.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NEWLINES = re.compile("\r\n?|[\u2028\u2029]")
_SPACES = re.compile(r"\s+")

_GROUPED = re.compile(r"(-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")
_POINT = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?")

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LOCAL_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")


def printable(raw: str) -> str:
    """``raw`` without control characters, else as it was typed."""
    return _UNWANTED.sub("", raw)


def clean_text(raw: str, *, multiline: bool = True) -> str:
    """``raw`` without control characters, in composed Unicode (NFC), newlines as ``\\n``, ends trimmed.

    With ``multiline=False`` every run of white space becomes one space.
    """
    text = unicodedata.normalize("NFC", printable(_NEWLINES.sub("\n", raw)))
    return text.strip() if multiline else _SPACES.sub(" ", text).strip()


def read_number(text: str) -> Decimal:
    """The number that an Indonesian reader sees: "12,5", "1.250", "1.250,5"; "12.5" is understood as well.

    One case is ambiguous: points followed by exactly three digits each ("1.250") always group thousands, as
    they do in Indonesian writing and as ``rounding.spoken`` shows stored numbers. So a decimal point works
    only where it cannot be a thousands point ("12.5", "0.125", "1250.125"). Raises ValueError for all else.
    """
    match = next(
        filter(None, (pattern.fullmatch(text.replace("−", "-")) for pattern in (_GROUPED, _COMMA, _POINT))),
        None,
    )
    if match is None:
        raise ValueError("not a number")
    whole, part = match.groups()
    return Decimal(f"{whole.replace('.', '')}.{part or 0}")


def read_date(text: str) -> date:
    """The day in "2026-07-31" (what a browser sends) or "31-07-2026", "31/7/2026". Raises ValueError."""
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _LOCAL_DATE.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise ValueError("not a date")
    return date(int(year), int(month), int(day))

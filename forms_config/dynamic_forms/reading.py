"""Reading what people type: Indonesian numbers, dates (texts: ``engine.characters``). Nothing here knows of forms."""

import re
from datetime import date
from decimal import Decimal

_GROUPED = re.compile(r"(-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")
_POINT = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?")

_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_LOCAL_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")


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

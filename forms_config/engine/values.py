"""Single values: as people type them (Indonesian numbers, dates) and as they are stored. Nothing here knows of forms.

What becomes of characters that nobody sees: ``characters``.
"""

import re
from datetime import date
from decimal import Decimal

from .characters import is_empty
from .schema import NO, YES

# Bounded on purpose: "1e999999999" is a valid Decimal and would stop exact arithmetic.
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
MAX_DECIMALS = 6
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_GROUPED = re.compile(r"(-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,([0-9]+))?")
_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")
_POINT = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?")

_RUPIAH = re.compile(r"\s*(-?)\s*(?:rp\.?)?\s*([0-9][0-9.,]*?)(?:,-)?\s*", re.IGNORECASE)

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


def read_rupiah(text: str) -> Decimal:
    """The amount in "Rp 1.250.000", "Rp1.250.000,-", "1.250.000,00" or "1250000". Raises ValueError for all else."""
    match = _RUPIAH.fullmatch(text.replace("−", "-"))
    if match is None:
        raise ValueError("not an amount")
    return read_number(f"{match[1]}{match[2]}")


def read_date(text: str) -> date:
    """The day in "2026-07-31" (what a browser sends) or "31-07-2026", "31/7/2026". Raises ValueError."""
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = match.groups()
    elif match := _LOCAL_DATE.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise ValueError("not a date")
    return date(int(year), int(month), int(day))


def parse_number(raw: object) -> Decimal | None:
    """The number in a stored text like ``"12.5"``; None for all else, also for ``12.5`` and ``"1e9"``."""
    return Decimal(raw) if isinstance(raw, str) and _NUMBER.fullmatch(raw) else None


def is_day(raw: object) -> bool:
    """Whether it is a stored day like ``"2026-01-31"``."""
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):  # fromisoformat alone also takes "20260131"
        return False
    try:
        date.fromisoformat(raw)
    except ValueError:
        return False
    return True


def is_blank(raw: object) -> bool:
    """Nothing was entered (as against: something was entered that is no valid answer)."""
    return raw is None or raw == [] or (isinstance(raw, str) and is_empty(raw))


def texts(raw: object) -> tuple[str, ...]:
    """An answer as the texts that a condition or a formula may name; nothing for an empty answer."""
    if isinstance(raw, bool):
        return (YES if raw else NO,)
    if isinstance(raw, list):
        return tuple(str(value) for value in raw)
    return (raw,) if isinstance(raw, str) and raw.strip() else ()

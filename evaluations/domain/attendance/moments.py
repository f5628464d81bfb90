"""The moment of a tap as files and machines write it, to the minute, and whether it can be one."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from django.utils.timezone import get_current_timezone

DRIFT = timedelta(minutes=10)  # a machine's clock may run ahead so much
EARLIEST_YEAR = 2000

_TIME = r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
_ISO = re.compile(
    rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})[T ]{_TIME}\s*(Z|WIB|[+-]\d{{2}}:?\d{{2}})?", re.IGNORECASE
)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})[T ]{_TIME}(?:\s*WIB)?", re.IGNORECASE)


class NoMoment(ValueError):
    """Why it is no moment of a tap; ``kind``: invalid_datetime, in_future, too_old."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def read_moment(text: str, zone: tzinfo | None = None) -> datetime:
    """The moment, with seconds cut off, in UTC. ``zone`` holds where the text names none, that of Bantul without it.

    "2026-06-02T06:45:47+07:00", "02/06/2026 06:45". Raises ``NoMoment`` invalid_datetime.
    """
    here = zone or get_current_timezone()
    if match := _ISO.fullmatch(text.strip()):
        year, month, day, hour, minute, _, offset = match.groups()
        here = _zone(offset) or here
    elif match := _DAY_FIRST.fullmatch(text.strip()):
        day, month, year, hour, minute, _ = match.groups()
    else:
        raise NoMoment("invalid_datetime")
    if match[6] and int(match[6]) > 59:
        raise NoMoment("invalid_datetime")
    try:
        moment = datetime(int(year), int(month), int(day), int(hour), int(minute), tzinfo=here)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoMoment("invalid_datetime") from None


def _zone(offset: str | None) -> tzinfo | None:
    if not offset or offset.upper() == "WIB":
        return get_current_timezone() if offset else None
    if offset.upper() == "Z":
        return UTC
    hours, minutes = int(offset[1:3]), int(offset[-2:])
    if hours > 14 or minutes > 59:
        raise NoMoment("invalid_datetime")
    found = timedelta(hours=hours, minutes=minutes)
    return timezone(-found if offset.startswith("-") else found)


def check_moment(moment: datetime, now: datetime, oldest: datetime | None = None) -> None:
    """Raises ``NoMoment`` in_future, too_old: before ``oldest``, or before there was anything to record."""
    if moment > now + DRIFT:
        raise NoMoment("in_future")
    if moment.year < EARLIEST_YEAR or (oldest and moment < oldest):
        raise NoMoment("too_old")

"""Working days: not Saturday, not Sunday, not a day in the holiday calendar that BKPSDM keeps (``Holiday``).

Each function takes ``holidays``, so that a whole year needs one query; None reads them from the database.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format

from evaluations.domain.refusals import Refused
from evaluations.models import Holiday

SATURDAY = 5
ONE_DAY = timedelta(days=1)
# Holidays that stand on the same date every year (Keppres 24/2016 and others); all others move.
FIXED = {
    (1, 1): "Tahun Baru Masehi",
    (5, 1): "Hari Buruh Internasional",
    (6, 1): "Hari Lahir Pancasila",
    (8, 17): "Hari Kemerdekaan RI",
    (12, 25): "Kelahiran Yesus Kristus (Natal)",
}
# Skipping more days than this in one step means that somebody marked everything as a holiday.
LONGEST_BREAK = 366


def holidays_between(first: date, last: date) -> dict[date, str]:
    """The holidays from ``first`` to ``last``, with their names; one query."""
    rows = Holiday.objects.filter(day__range=(first, last)).order_by("day")
    return dict(rows.values_list("day", "name"))


def all_holidays() -> dict[date, str]:
    """Every holiday that is known; some hundred at most."""
    return dict(Holiday.objects.order_by("day").values_list("day", "name"))


def is_working_day(day: date, holidays: Container[date] | None = None) -> bool:
    """Whether offices work on ``day``."""
    if day.weekday() >= SATURDAY:
        return False
    return day not in (holidays_between(day, day) if holidays is None else holidays)


def next_working_day(day: date, holidays: Container[date] | None = None) -> date:
    """``day`` itself if it is a working day, else the first one after it."""
    return _step(day, ONE_DAY, all_holidays() if holidays is None else holidays)


def add_working_days(day: date, count: int, holidays: Container[date] | None = None) -> date:
    """The ``count``-th working day after ``day`` (before it, if negative); 0 is ``next_working_day``."""
    known = all_holidays() if holidays is None else holidays
    if count == 0:
        return next_working_day(day, known)
    direction = ONE_DAY if count > 0 else -ONE_DAY
    for _ in range(abs(count)):
        day = _step(day + direction, direction, known)
    return day


def _step(day: date, direction: timedelta, holidays: Container[date]) -> date:
    for _ in range(LONGEST_BREAK):
        if is_working_day(day, holidays):
            return day
        day += direction
    raise Refused(
        "no_working_day", f"Tidak ada hari kerja di sekitar {date_format(day)}. Periksa daftar hari libur."
    )


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """One pasted line, understood."""

    day: date
    name: str
    is_joint_leave: bool


_LINE = re.compile(r"^(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})[\s,;:]+(?P<name>\S.*)$")


def parse_lines(text: str) -> list[HolidayLine]:
    """Lines "17-08-2026 Hari Kemerdekaan"; a name that begins with "Cuti bersama" is joint leave.

    Raises ``Refused`` bad_lines (details: sentences, each with the number of its line) and takes none then.
    """
    found: dict[date, HolidayLine] = {}
    problems = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = " ".join(raw.split())
        if not line:
            continue
        try:
            holiday = _parse(line)
        except ValueError as error:
            problems.append(f"Baris {number}: {error}")
            continue
        if holiday.day in found:
            problems.append(f"Baris {number}: {date_format(holiday.day)} sudah ada di baris sebelumnya.")
        found[holiday.day] = holiday
    if problems:
        raise Refused("bad_lines", "Ada baris yang belum dapat dibaca. Tidak ada yang disimpan.", problems)
    if not found:
        raise Refused("bad_lines", "Tempelkan dulu tanggalnya, satu hari per baris.", [])
    return list(found.values())


def _parse(line: str) -> HolidayLine:
    matched = _LINE.match(line)
    if matched is None:
        raise ValueError(f"“{line[:60]}” belum berbentuk “17-08-2026 Hari Kemerdekaan”.")
    try:
        day = date(int(matched["year"]), int(matched["month"]), int(matched["day"]))
    except ValueError:
        raise ValueError(f"“{line.split()[0]}” bukan tanggal yang ada.") from None
    if not 2000 <= day.year <= 2100:
        raise ValueError(f"tahun {day.year} tidak masuk akal.")
    name = matched["name"]
    if len(name) > 120:
        raise ValueError("namanya lebih dari 120 huruf.")
    return HolidayLine(day, name, name.casefold().startswith("cuti bersama"))


@transaction.atomic
def add_holidays(lines: Iterable[HolidayLine]) -> tuple[int, int]:
    """Store what is new; days already known stay as they are. Returns (added, already known)."""
    lines = list(lines)
    known = set(Holiday.objects.filter(day__in=[line.day for line in lines]).values_list("day", flat=True))
    new = [line for line in lines if line.day not in known]
    Holiday.objects.bulk_create(
        (Holiday(day=line.day, name=line.name, is_joint_leave=line.is_joint_leave) for line in new),
        ignore_conflicts=True,
    )
    return len(new), len(known)


def add_fixed(year: int) -> tuple[int, int]:
    """Put the holidays of fixed date into ``year``; returns (added, already known)."""
    return add_holidays(HolidayLine(date(year, *day), name, False) for day, name in FIXED.items())

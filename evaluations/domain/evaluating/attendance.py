"""Attendance as evaluation needs it: the figures of months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.models import AttendanceMonth, Employee
from forms_config.engine.rounding import round_half_up

FIGURES = (
    "working_days",
    "days_present",
    "unexcused_days",
    "missing_taps",
    "late_minutes",
    "early_minutes",
)


@dataclass(frozen=True)
class Attended:
    """What is known of some months: ``figures`` (sums of days and minutes, and the ``percentage`` present; None where
    nothing is known, never 0), of how many of ``months``, the day of the latest news, and where from."""

    figures: dict[str, int | Decimal | None]
    months: int
    known: int
    as_of: date | None
    sources: tuple[str, ...]


def attended(employee: Employee, starts_on: date, ends_on: date) -> Attended:
    """The months of a span; one query."""
    first, last = starts_on.year * 12 + starts_on.month, ends_on.year * 12 + ends_on.month
    months = [divmod(number - 1, 12) for number in range(first, last + 1)]
    span = Q(pk__in=[])
    for year, month in months:
        span |= Q(year=year, month=month + 1)
    found = AttendanceMonth.objects.filter(span, employee=employee).order_by("year", "month")
    rows = list(found.values(*FIGURES, "source", "updated_at"))
    whole = [row for row in rows if None not in (row["days_present"], row["working_days"])]
    figures: dict[str, int | Decimal | None] = {name: _sum(rows, name) for name in FIGURES}
    figures["percentage"] = percentage(_sum(whole, "days_present"), _sum(whole, "working_days"))
    latest = max((row["updated_at"] for row in rows), default=None)
    return Attended(
        figures,
        len(months),
        len(rows),
        timezone.localdate(latest) if latest else None,
        tuple(dict.fromkeys(row["source"] for row in rows)),
    )


def _sum(rows: Iterable[Mapping[str, Any]], name: str) -> int | None:
    """Of what is known; None where nothing is. In Python, since a handful of sums in SQL costs more to put together."""
    known = [number for row in rows if (number := row[name]) is not None]
    return sum(known) if known else None


def percentage(days_present: int | None, working_days: int | None) -> Decimal | None:
    """Days present of the working days, in per cent with two decimals; None without working days."""
    if days_present is None or not working_days:
        return None
    return round_half_up(Fraction(100 * days_present, working_days), 2)


def months_of(employee: Employee, year: int) -> QuerySet[AttendanceMonth]:
    """The figures of a year, newest month first."""
    return AttendanceMonth.objects.filter(employee=employee, year=year)

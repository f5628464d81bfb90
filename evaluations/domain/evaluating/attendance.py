"""Attendance as evaluation needs it: the figures of months."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.domain.attendance.days import last_over
from evaluations.domain.attendance.months import as_month, figures_of, month_of, span_of
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
    """What is known of a span: ``figures`` (sums of days and minutes, and the ``percentage`` present; None where
    nothing is known, never 0), of how many of its ``months``, the day of the latest news, and where from. A month of
    which only some days are asked counts as one of the months."""

    figures: dict[str, int | Decimal | None]
    months: int
    known: int
    as_of: date | None
    sources: tuple[str, ...]


Row = Mapping[str, Any]
Span = tuple[date, date]


def attended(employee: Employee, starts_on: date, ends_on: date) -> Attended:
    """Exactly the days of a span: whole months as they are stored (one query), the days of others one by one.

    A stored month says nothing of some of its days, so that without taps or statements these are not known.
    """
    pieces = _pieces(starts_on, ends_on)
    whole = [span for span in pieces if _is_month(span)]
    rows: list[Row] = [*(_stored(employee, whole) if whole else ())]
    rows += [row for span in pieces if not _is_month(span) if (row := _of_days(employee, span))]
    counted = [row for row in rows if None not in (row["days_present"], row["working_days"])]
    figures: dict[str, int | Decimal | None] = {name: _sum(rows, name) for name in FIGURES}
    figures["percentage"] = percentage(_sum(counted, "days_present"), _sum(counted, "working_days"))
    latest = max((row["as_of"] for row in rows), default=None)
    return Attended(
        figures,
        len(pieces),
        len(rows),
        latest,
        tuple(dict.fromkeys(row["source"] for row in rows)),
    )


def whole_months(starts_on: date, ends_on: date) -> Span:
    """The same span from the first day of its first month to the last of its last."""
    return span_of(month_of(starts_on))[0], span_of(month_of(ends_on))[1]


def _pieces(starts_on: date, ends_on: date) -> list[Span]:
    """The span month by month."""
    found = []
    while starts_on <= ends_on:
        last = min(span_of(month_of(starts_on))[1], ends_on)
        found.append((starts_on, last))
        starts_on = last + timedelta(1)
    return found


def _is_month(span: Span) -> bool:
    return span == span_of(month_of(span[0]))


def _stored(employee: Employee, months: Iterable[Span]) -> list[Row]:
    wanted = Q(pk__in=[])
    for first, _ in months:
        wanted |= Q(year=first.year, month=first.month)
    found = AttendanceMonth.objects.filter(wanted, employee=employee).order_by("year", "month")
    rows = found.values(*FIGURES, "source", "updated_at")
    return [row | {"as_of": timezone.localdate(row["updated_at"])} for row in rows]


def _of_days(employee: Employee, span: Span) -> Row | None:
    sums = figures_of([employee.pk], *span).get(employee.pk)
    if sums is None:
        return None
    return as_month(sums) | {"source": AttendanceMonth.COMPUTED, "as_of": min(span[1], last_over())}


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

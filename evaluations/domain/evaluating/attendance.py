"""Attendance as evaluation needs it: the month's figures, and the taps of a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from evaluations.domain.refusals import Refused
from evaluations.enums import TapKind
from evaluations.models import AttendanceMonth, AttendanceTap, Employee
from forms_config.actors import Actor
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


def taps_of(employee: Employee, on: date) -> QuerySet[AttendanceTap]:
    """The taps of one working day, in order."""
    return AttendanceTap.objects.filter(employee=employee, on=on)


def next_tap(taps: list[AttendanceTap]) -> TapKind | None:
    """What the next tap of a day would be; None when the person came and went already."""
    kinds = {tap.kind for tap in taps}
    if TapKind.OUT in kinds:
        return None
    return TapKind.OUT if TapKind.IN in kinds else TapKind.IN


def months_of(employee: Employee, year: int) -> QuerySet[AttendanceMonth]:
    """The figures of a year, newest month first."""
    return AttendanceMonth.objects.filter(employee=employee, year=year)


def tap(
    employee: Employee, *, actor: Actor, now: datetime | None = None, kind: TapKind | None = None
) -> AttendanceTap:
    """Check in (first tap of the day) or out (second), at server time; the day is the one in Bantul.

    ``kind`` is what the person meant to do: a second press on "masuk" must not become "pulang".
    Raises ``Refused``: not_yours, already_tapped.
    """
    if employee.user_id is None or employee.user_id != actor.pk:
        raise Refused("not_yours", "Presensi hanya dapat dicatat oleh pegawai yang bersangkutan.")
    now = now or timezone.now()
    on = timezone.localdate(now)
    due = next_tap(list(taps_of(employee, on)))
    if due is None or (kind is not None and kind != due):
        raise _already_tapped(kind)
    try:
        with transaction.atomic():
            return AttendanceTap.objects.create(employee=employee, kind=due, at=now, on=on)
    except IntegrityError as error:  # two presses at the same moment
        raise _already_tapped(due) from error


def _already_tapped(kind: TapKind | None) -> Refused:
    if kind is None:
        return Refused("already_tapped", "Presensi masuk dan pulang hari ini sudah tercatat.")
    return Refused("already_tapped", f"Presensi {TapKind(kind).label.lower()} hari ini sudah tercatat.")

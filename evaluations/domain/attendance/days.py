"""The days of people: taps, statements and schedules read together, and put together by the engine."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.utils import timezone

from evaluations.domain.attendance.schedules import schedules
from evaluations.enums import StatementSource, TapKind
from evaluations.models import AttendanceTap, DayStatement
from forms_config.engine.attendance import days as engine
from forms_config.engine.attendance.days import Day, Statement, Status, Tap

_ORDER = {source: place for place, source in enumerate(StatementSource.values)}
# Recaps say that somebody was there; people who announce work elsewhere say only where.
_RECAPS = (StatementSource.HOURS, StatementSource.MATRIX, StatementSource.DECIDED)


def days_of(employees: Collection[int], first: date, last: date) -> dict[int, list[Day]]:
    """Every day from ``first`` to ``last`` of these people (by id); the number of statements is fixed."""
    taps, said = _taps(employees, first, last), _said(employees, first, last)
    plans = schedules(employees, first - timedelta(1), last + timedelta(1))
    return {pk: engine.days(first, last, taps.get(pk, ()), said.get(pk, {}), plans[pk]) for pk in employees}


def last_over(now: datetime | None = None) -> date:
    """The last day that is over: of later ones a missing tap means nothing yet."""
    return timezone.localdate(now) - timedelta(1)


def _taps(employees: Collection[int], first: date, last: date) -> dict[int, list[Tap]]:
    found: dict[int, list[Tap]] = {}
    zone = timezone.get_current_timezone()
    rows = AttendanceTap.objects.around(first, last).filter(employee__in=employees)
    for pk, at, kind in rows.order_by().values_list("employee_id", "at", "kind"):
        found.setdefault(pk, []).append(Tap(at.astimezone(zone), kind))
    return found


def _said(employees: Collection[int], first: date, last: date) -> dict[int, dict[date, Statement]]:
    """By person and day; where several speak of a day the first source is believed, of one the latest word."""
    rows = DayStatement.objects.filter(employee__in=employees, starts_on__lte=last, ends_on__gte=first)
    ranked = sorted(
        rows.only("employee_id", "starts_on", "ends_on", "status", "codes", "source", "came_at", "went_at"),
        key=lambda row: (-_ORDER[row.source], row.pk),
    )
    found: dict[int, dict[date, Statement]] = {}
    for row in ranked:
        statement = _statement(row)
        day = max(row.starts_on, first)
        while day <= min(row.ends_on, last):
            found.setdefault(row.employee_id, {})[day] = statement
            day += timedelta(1)
    return found


def _statement(row: DayStatement) -> Statement:
    told = ((TapKind.IN, row.came_at), (TapKind.OUT, row.went_at))
    return Statement(
        Status(row.status),
        row.source,
        tuple(row.codes.split(",")) if row.codes else (),
        row.source in _RECAPS,
        tuple(Tap(timezone.localtime(at), kind) for kind, at in told if at),
    )

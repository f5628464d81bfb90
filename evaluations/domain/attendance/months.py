"""Months from days: one computation for files, machines and the portal. Forms read the month."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from evaluations.domain.attendance.days import days_of, last_over
from evaluations.models import AttendanceMonth, AttendanceTap, DayStatement, EvaluationSettings
from forms_config.engine.attendance.days import Day
from forms_config.engine.attendance.figures import Figures, figures

Month = tuple[int, int]  # year, month
BATCH = 500
COMPUTED = AttendanceMonth.COMPUTED
# Field of the month → what the days come to. Nothing tells of hours away or ceremonies.
_FIELDS = {
    "working_days": "working_days",
    "days_present": "attended_days",
    "unexcused_days": "unexcused_days",
    "missing_taps": "missing_taps",
    "late_minutes": "late_minutes",
    "early_minutes": "early_minutes",
    "open_days": "open_days",
}


def span_of(month: Month) -> tuple[date, date]:
    """First and last day."""
    return date(*month, 1), date(*month, monthrange(*month)[1])


def month_of(day: date) -> Month:
    return day.year, day.month


def figures_of(employees: Collection[int], first: date, last: date) -> dict[int, Figures]:
    """What the days from ``first`` to ``last`` come to so far, of those of whom anything is known on them.

    Days that are not over count nothing.
    """
    until = min(last, last_over())
    if until < first:
        return {}
    found = days_of(employees, first, until)
    return {pk: figures(days) for pk, days in found.items() if any(map(_is_known, days))}


def _is_known(day: Day) -> bool:
    """Whether there is a tap or a word about it."""
    return bool(day.status or day.first_in or day.last_out)


def compute(month: Month, employees: Iterable[int]) -> int:
    """Write the months of these people anew from their days; gives how many are stored.

    An imported recap stays, unless BKPSDM lets days come before recaps. A month that was computed and of which
    nothing is known any more goes.
    """
    people = sorted({*employees})
    return sum(_compute(month, people[start : start + BATCH]) for start in range(0, len(people), BATCH))


def compute_touched(touched: Iterable[tuple[int, Month]]) -> None:
    """``compute`` for people and months, each once."""
    people: dict[Month, set[int]] = {}
    for pk, month in touched:
        people.setdefault(month, set()).add(pk)
    for month, found in sorted(people.items()):
        compute(month, found)


@transaction.atomic
def _compute(month: Month, employees: list[int]) -> int:
    year, number = month
    stored = AttendanceMonth.objects.filter(year=year, month=number, employee__in=employees)
    if not EvaluationSettings.load().days_before_recaps:
        recaps = stored.exclude(source=COMPUTED).values_list("employee_id", flat=True)
        employees = sorted({*employees} - {*recaps})
    found = figures_of(employees, *span_of(month))
    gone = {*employees} - found.keys()
    stored.filter(employee__in=gone, source=COMPUTED).delete()
    AttendanceMonth.objects.bulk_create(
        [
            AttendanceMonth(employee_id=pk, year=year, month=number, source=COMPUTED, **as_month(sums))
            for pk, sums in found.items()
        ],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=("employee", "year", "month"),
        update_fields=[*_FIELDS, "source", "updated_at"],
    )
    return len(found)


def as_month(sums: Figures) -> dict[str, int | None]:
    """As the month has them. While days are open nobody knows how many were unexcused."""
    values = {name: getattr(sums, of) for name, of in _FIELDS.items()}
    if sums.open_days:
        values["unexcused_days"] = None
    return values


def compute_due(now: datetime) -> int:
    """The month of yesterday, once a day, for everybody who has taps or statements in it; gives how many.

    Yesterday's missing taps count from today, so that the figures change although nothing came in.
    """
    month = month_of(last_over(now))
    done = AttendanceMonth.objects.filter(year=month[0], month=month[1], source=COMPUTED)
    fresh = {
        *done.filter(updated_at__gte=_midnight(timezone.localdate(now))).values_list("employee_id", flat=True)
    }
    return compute(month, people_known(month) - fresh)


def people_known(month: Month) -> set[int]:
    """Of whom there is a tap or a word about the month, or was when it was computed."""
    first, last = span_of(month)
    computed = AttendanceMonth.objects.filter(year=month[0], month=month[1], source=COMPUTED)
    taps = AttendanceTap.objects.around(first, last)
    said = DayStatement.objects.filter(starts_on__lte=last, ends_on__gte=first)
    found = (
        rows.order_by().values_list("employee_id", flat=True).distinct() for rows in (computed, taps, said)
    )
    return {pk for rows in found for pk in rows}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

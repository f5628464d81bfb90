"""Attendance as evaluation needs it: the month's figures, and the taps of a day."""

from datetime import date

from django.db.models import Q, Sum

from evaluations.models import AttendanceMonth, Employee

FIGURES = (
    "working_days",
    "days_present",
    "unexcused_days",
    "missing_taps",
    "late_minutes",
    "early_minutes",
)


def month_figures(employee: Employee, starts_on: date, ends_on: date) -> dict[str, int | None]:
    """Sums over the months of the span (days, minutes); None where nothing is known, never 0."""
    first, last = starts_on.year * 12 + starts_on.month, ends_on.year * 12 + ends_on.month
    months = [divmod(number - 1, 12) for number in range(first, last + 1)]
    span = Q(pk__in=[])
    for year, month in months:
        span |= Q(year=year, month=month + 1)
    return AttendanceMonth.objects.filter(span, employee=employee).aggregate(
        **{name: Sum(name) for name in FIGURES}
    )

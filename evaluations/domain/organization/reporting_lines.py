"""Exceptions to who rates whom, one after the other: a new one ends the one that held before."""

from datetime import date, timedelta

from django.db import transaction

from evaluations.domain.organization.assignments import name_rater
from evaluations.models import Employee, ReportingLine


@transaction.atomic
def name_rater_from(
    employee: Employee, rater: Employee, *, reason: str, starts_on: date, ends_on: date | None = None
) -> ReportingLine | None:
    """``rater`` rates ``employee`` from a day on; returns the exception that ends the day before, if there was one.

    Raises ``Refused``: what ``assignments.check_line`` raises, with the field of the line in ``details``.
    """
    replaced = end_line_on(employee, starts_on - timedelta(days=1))
    name_rater(
        ReportingLine(employee=employee, rater=rater, reason=reason, starts_on=starts_on, ends_on=ends_on)
    )
    return replaced


@transaction.atomic
def end_line_on(employee: Employee, last_day: date) -> ReportingLine | None:
    """End the exception that still holds after ``last_day``; None if there is none that began before."""
    Employee.objects.select_for_update(of=("self",)).get(pk=employee.pk)
    lines = ReportingLine.objects.filter(employee=employee).on(last_day).exclude(ends_on=last_day)
    line = lines.select_related("rater").order_by("-starts_on", "-pk").first()
    if line is not None:
        line.ends_on = last_day
        line.save(update_fields=["ends_on"])
    return line

"""Whom the law on discipline asks to be spoken to: absence without a valid reason in a year, with the days counted."""

from dataclasses import dataclass
from datetime import date

from evaluations.domain.attendance.days import days_of, last_over
from evaluations.enums import DayStatus
from evaluations.models import DayStatement, Employee
from forms_config.engine.attendance.discipline import Absence, absence


@dataclass(frozen=True, slots=True)
class Warned:
    employee: Employee
    absence: Absence


def warned(year: int) -> list[Warned]:
    """Everybody who reaches a step in the year so far, the gravest first; the number of statements is fixed."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), last_over())
    if last < first:
        return []
    said = DayStatement.objects.filter(status=DayStatus.ABSENT, starts_on__lte=last, ends_on__gte=first)
    people = Employee.objects.in_bulk(said.order_by().values_list("employee_id", flat=True).distinct())
    found = [Warned(people[pk], absence(days)) for pk, days in days_of(people, first, last).items()]
    reached = [one for one in found if one.absence.step]
    return sorted(
        reached, key=lambda one: (not one.absence.stops_salary, -len(one.absence.days), one.employee.name)
    )

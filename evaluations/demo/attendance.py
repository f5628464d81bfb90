"""Attendance of the months shown: June as in the fixture's template, later ones invented around each person's habit."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from evaluations.demo.people import PEOPLE
from evaluations.domain.attendance.schedules import schedules
from evaluations.domain.periods.working_days import next_working_day
from evaluations.enums import DayStatus, StatementSource, TapSource, UnitKind
from evaluations.models import (
    AttendanceMonth,
    AttendanceTap,
    CalendarUse,
    DayStatement,
    Employee,
    OrganizationalUnit,
    WorkingCalendar,
    WorkingHours,
)
from forms_config.engine.attendance.calendars import Schedule


def load_attendance(year: int, month: int, starts_on: date, ends_on: date) -> None:
    """Figures for everybody; working days are Monday to Friday (the holiday calendar comes with attendance)."""
    days = (starts_on + timedelta(days=n) for n in range((ends_on - starts_on).days + 1))
    working_days = sum(1 for day in days if day.weekday() < 5)
    AttendanceMonth.objects.bulk_create(
        (
            _figures(employee, year, month, working_days)
            for employee in Employee.objects.filter(nip__isnull=False).order_by("pk")
        ),
        batch_size=2000,
        ignore_conflicts=True,
    )


def _figures(employee: Employee, year: int, month: int, working_days: int) -> AttendanceMonth:
    habit, chance = Random(employee.nip).random(), Random(f"{employee.nip}-{year}-{month}")
    late = 0 if habit < 0.55 else int(chance.expovariate(1 / 70))
    absent = 1 if chance.random() < 0.02 else 0
    away = chance.choice((0, 0, 0, 1, 2))
    return AttendanceMonth(
        employee=employee, year=year, month=month, working_days=working_days,
        days_present=max(0, working_days - absent - away), unexcused_days=absent,
        missing_taps=1 if chance.random() < 0.15 else 0, late_minutes=late,
        early_minutes=0 if chance.random() < 0.9 else chance.randint(5, 45), away_minutes=0, missed_ceremonies=0,
        source="Data contoh",
    )  # fmt: skip


def tap_lately(today: date) -> None:
    """The days of the month so far of those who log in: taps by habit, a day on duty; six days of work at puskesmas."""
    six = WorkingCalendar.objects.create(name="Enam hari kerja")
    WorkingHours.objects.bulk_create(
        WorkingHours(
            calendar=six, weekday=day, starts_at=time(7, 30), ends_at=time(14) if day < 4 else time(13, 30),
            rest_minutes=0 if day < 4 else 15,
        )
        for day in range(6)
    )  # fmt: skip
    for unit in OrganizationalUnit.objects.filter(kind=UnitKind.UPTD, name__startswith="Puskesmas"):
        CalendarUse.objects.create(calendar=six, unit=unit, starts_on=date(today.year, 1, 1))
    people = Employee.objects.filter(nip__in=[person.nip for person in PEOPLE])
    first = today.replace(day=1)
    plans = schedules([person.pk for person in people], first, today)
    taps = [tap for person in people for tap in _taps(person, plans[person.pk], first, today)]
    AttendanceTap.objects.bulk_create(taps, ignore_conflicts=True)
    duty = next_working_day(first)
    DayStatement.objects.bulk_create(
        DayStatement(
            employee=person, starts_on=duty, ends_on=duty, status=DayStatus.DUTY, source=StatementSource.UNIT
        )
        for person in people
    )


def _taps(person: Employee, plan: Schedule, first: date, today: date) -> Iterator[AttendanceTap]:
    for number in range((today - first).days):
        day = first + timedelta(number)
        hours, chance = plan.hours_on(day), Random(f"{person.nip}-{day}")
        if hours is None:
            continue
        midnight = timezone.make_aware(datetime.combine(day, time.min))
        came = hours.starts + chance.choice((-25, -18, -12, -7, -3, 4))
        went = hours.ends + chance.choice((-5, 2, 6, 11, 30))
        for minute in (came, went) if chance.random() > 0.06 else (came,):
            at = midnight + timedelta(minutes=minute)
            yield AttendanceTap(employee=person, at=at, source=TapSource.PUSH, device="FP-10500-1")

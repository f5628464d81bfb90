"""Attendance of the months shown: June as in the fixture's template, later ones invented around each person's habit."""

from datetime import date, timedelta
from random import Random

from evaluations.models import AttendanceMonth, Employee


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

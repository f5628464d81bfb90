"""Reminders as somebody sees them in the portal."""

from django.utils import timezone

from evaluations.domain.periods.reminders.waiting import still_true
from evaluations.models import Employee, Reminder, employee_id_of


def open_reminders(employee: Employee) -> list[Reminder]:
    """What is unread and still true, the latest of each period and step; one query."""
    rows = still_true(
        Reminder.objects.filter(employee=employee, read_at=None), timezone.localdate()
    ).select_related("period")
    latest: dict[tuple[int | None, str], Reminder] = {}
    for row in rows.order_by("-day", "-pk"):
        latest.setdefault((row.period_id, row.step), row)
    return list(latest.values())


def mark_read(user, pk: int) -> None:
    """Take one's own reminder away, with earlier ones about the same. Raises Reminder.DoesNotExist for others'."""
    row = Reminder.objects.get(pk=pk, employee=employee_id_of(user))
    same = Reminder.objects.filter(
        employee=row.employee_id, period=row.period_id, step=row.step, read_at=None
    )
    same.filter(day__lte=row.day).update(read_at=timezone.now())

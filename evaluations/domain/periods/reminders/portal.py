"""Reminders as somebody sees them in the portal."""

from django.utils import timezone

from evaluations.domain.periods.reminders.waiting import still_true
from evaluations.models import Employee, Reminder


def open_reminders(employee: Employee) -> list[Reminder]:
    """What is still true, the latest of each period and step; one query. The portal says it on the task itself."""
    rows = still_true(Reminder.objects.filter(employee=employee), timezone.localdate()).select_related(
        "period"
    )
    latest: dict[tuple[int | None, str], Reminder] = {}
    for row in rows.order_by("-day", "-pk"):
        latest.setdefault((row.period_id, row.step), row)
    return list(latest.values())

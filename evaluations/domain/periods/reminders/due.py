"""Reminders by rule: so many days before or after the moment until which something is due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from evaluations.domain.periods.reminders.after_rating import AWAITED, waiting_after_rating
from evaluations.domain.periods.reminders.plans import plans_waiting
from evaluations.domain.periods.reminders.waiting import Waiting, compose, still_waiting
from evaluations.enums import ReminderStep, Step
from evaluations.models import Evaluation, Reminder, ReminderRule

CATCH_UP = 3  # days: a timer that stood still reminds afterwards, once; older reminders would only confuse
BATCH = 500


def remind_due(now: datetime) -> int:
    """Make the reminders of today, each once; returns how many are new. For ``tick``, safe twice at once."""
    today = timezone.localdate(now)
    rules: dict[str, list[ReminderRule]] = {}
    for rule in ReminderRule.objects.filter(is_active=True).order_by("-days"):
        rules.setdefault(rule.step, []).append(rule)
    made: list[Reminder] = []
    for step, candidates in rules.items():
        kind = ReminderStep(step)
        if kind.is_of_plan:
            waiting = plans_waiting(kind, now)
        elif kind in AWAITED:
            waiting = waiting_after_rating(kind, now)
        else:
            waiting = still_waiting(Evaluation.objects.all(), Step(step), now)
        chosen = ((one, *_fitting(one, candidates, today)) for one in waiting)
        reminded = _reminded_since(step, today - timedelta(days=CATCH_UP))
        made += compose(
            (
                (one, rule, due)
                for one, rule, due in chosen
                if rule is not None and due is not None and not _had(one, rule, due, reminded)
            ),
            now,
        )
    before = Reminder.objects.filter(day=today).count()
    Reminder.objects.bulk_create(made, ignore_conflicts=True, batch_size=BATCH)
    return Reminder.objects.filter(day=today).count() - before


def _fitting(
    one: Waiting, rules: Iterable[ReminderRule], today: date
) -> tuple[ReminderRule | None, datetime | None]:
    """The rule whose day came last, today or a few days ago, with the due moment that it is about."""
    hits = [
        (day_of(rule, due), rule, due)
        for rule in rules
        for due in one.dues
        if 0 <= (today - day_of(rule, due)).days <= CATCH_UP
    ]
    if not hits:
        return None, None
    _, rule, due = max(hits, key=lambda hit: (hit[0], hit[1].days))
    return rule, due


def day_of(rule: ReminderRule, due: datetime) -> date:
    """The day in Bantul on which ``rule`` reminds of what is due at ``due``."""
    return timezone.localdate(due) + timedelta(days=rule.days)


def _reminded_since(step: str, day: date) -> dict[tuple[int, int | None], date]:
    """The last reminder of each person and period since ``day``, by rule or by hand."""
    rows = Reminder.objects.filter(step=step, day__gte=day).order_by("day")
    return {(employee, period): on for employee, period, on in rows.values_list("employee", "period", "day")}


def _had(
    one: Waiting, rule: ReminderRule, due: datetime, reminded: dict[tuple[int, int | None], date]
) -> bool:
    last = reminded.get((one.employee_id, one.period_id))
    return last is not None and last >= day_of(rule, due)

"""Who still has something to do with a plan (SKP) of this year, and since when it is waited for.

Of the own plan: since the year or the post began, since it came back, or since it was opened again; of what waits for
approval since it was handed in.
"""

from collections import defaultdict
from datetime import date, datetime, time

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from evaluations.domain.evaluating.plan_posts import HANDED_IN, lacking_plan
from evaluations.domain.periods.reminders.waiting import Waiting, at_work
from evaluations.duties import APPROVE_PLAN, PLAN, waits
from evaluations.enums import ReminderStep
from evaluations.models import Assignment, PerformancePlan, PlanEvent


def plans_waiting(step: ReminderStep, now: datetime) -> list[Waiting]:
    """Employees whose plan of this year is not handed in, or raters for whose approval plans wait.

    People on leave or gone are left out. One query and those of ``statuses_on``.
    """
    found: dict[int, list[datetime]] = defaultdict(list)
    rows = _own(timezone.localdate(now)) if step == ReminderStep.PLAN else _to_approve()
    for employee, since in rows:
        found[employee].append(since)
    here = at_work({*found}, step, now)
    return [
        Waiting(employee, None, step, tuple(sorted(since)))
        for employee, since in found.items()
        if employee in here
    ]


def _own(today: date) -> list[tuple[int, datetime]]:
    acts = PlanEvent.objects.filter(plan__assignment=OuterRef("pk"), plan__year=today.year)
    last = Subquery(acts.order_by("-at", "-pk").values("at")[:1])
    posts = lacking_plan(Assignment.objects.on(today), today.year, today, HANDED_IN).annotate(last_act=last)
    return [
        (employee, last_act or _begin(max(starts_on, date(today.year, 1, 1))))
        for employee, starts_on, last_act in posts.values_list("employee_id", "starts_on", "last_act")
    ]


def _to_approve() -> list[tuple[int, datetime]]:
    rows = PerformancePlan.objects.filter(waits(PLAN, APPROVE_PLAN), rater__isnull=False).order_by()
    return [(rater, since) for rater, since in rows.values_list("rater_id", "submitted_at") if since]


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

"""Who still has something to do with a rating that is fixed, or with an objection to it, and until when.

An approval is awaited as long as the period is open; an objection goes on after it is closed.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from evaluations.domain.evaluating.deadlines import DUE_NAMES, with_due
from evaluations.domain.evaluating.objection_days import with_clocks
from evaluations.domain.periods.reminders.waiting import Key, Waiting, at_work
from evaluations.duties import APPROVE, DECIDE, EVALUATION, EXPLAIN, Duty, waits
from evaluations.enums import ReminderStep, Step
from evaluations.models import Evaluation


@dataclass(frozen=True)
class Awaited:
    """The duty that a reminder is about, and what annotates the moment ``due`` until which it should be done."""

    duty: Duty
    due: str
    annotate: Callable[..., QuerySet[Any, Any]]


AWAITED: dict[ReminderStep, Awaited] = {
    ReminderStep.CONF: Awaited(APPROVE, DUE_NAMES[Step.RATE], with_due),
    ReminderStep.EXPL: Awaited(EXPLAIN, "explain_due_at", with_clocks),
    ReminderStep.DECI: Awaited(DECIDE, "decide_due_at", with_clocks),
}


def waiting_after_rating(step: ReminderStep, now: datetime) -> list[Waiting]:
    """Raters who have to explain, or their superiors who have to approve or decide, by period; people on leave are
    left out. One query and those of ``statuses_on``.
    """
    awaited = AWAITED[step]
    who = f"{awaited.duty.party.value}_id"
    rows = Evaluation.objects.filter(waits(EVALUATION, awaited.duty)).exclude(**{who: None}).order_by()
    found: dict[Key, list[datetime]] = defaultdict(list)
    for person, period, due in awaited.annotate(rows).values_list(who, "period_id", awaited.due):
        found[person, period].append(due)
    here = at_work({person for person, _ in found}, step, now)
    return [
        Waiting(person, period, step, tuple(sorted(dues)))
        for (person, period), dues in found.items()
        if person in here
    ]

"""Who still has something to do with an objection, and until when. It goes on after the period is closed."""

from collections import defaultdict
from datetime import datetime

from evaluations.domain.evaluating.objection_days import with_clocks
from evaluations.domain.periods.reminders.waiting import Key, Waiting, at_work
from evaluations.duties import DECIDE, EVALUATION, EXPLAIN, Duty, waits
from evaluations.enums import ReminderStep
from evaluations.models import Evaluation

DUTIES: dict[ReminderStep, tuple[Duty, str]] = {
    ReminderStep.EXPL: (EXPLAIN, "explain_due_at"),
    ReminderStep.DECI: (DECIDE, "decide_due_at"),
}


def objections_waiting(step: ReminderStep, now: datetime) -> list[Waiting]:
    """Raters who have to explain, or their superiors who have to decide, by period; people on leave are left out.

    One query and those of ``statuses_on``.
    """
    duty, due_at = DUTIES[step]
    who = f"{duty.party.value}_id"
    rows = with_clocks(Evaluation.objects.filter(waits(EVALUATION, duty))).exclude(**{who: None}).order_by()
    found: dict[Key, list[datetime]] = defaultdict(list)
    for person, period, due in rows.values_list(who, "period_id", due_at):
        found[person, period].append(due)
    here = at_work({person for person, _ in found}, step, now)
    return [
        Waiting(person, period, step, tuple(sorted(dues)))
        for (person, period), dues in found.items()
        if person in here
    ]

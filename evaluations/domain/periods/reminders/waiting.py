"""Who still has something to do in an open period, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import dateformat, timezone

from evaluations.domain.evaluating import deadlines
from evaluations.domain.organization.legal_statuses import statuses_on
from evaluations.domain.periods.reminders import words
from evaluations.duties import EVALUATION, MEND, states_of, states_with
from evaluations.enums import EVALUATED_STATUSES, LegalStatus, PeriodState, Step
from evaluations.models import Employee, Evaluation, EvaluationPeriod, Reminder, ReminderRule
from evaluations.models.evaluation import EvaluationQuerySet

Key = tuple[int, int]  # employee, period
MENDED = states_of(MEND, EVALUATION)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person with something to do in a period: ``dues`` are the due moments of what waits, each once counted."""

    employee_id: int
    period_id: int
    step: Step
    dues: tuple[datetime, ...]


def still_waiting(evaluations: EvaluationQuerySet, step: Step, now: datetime) -> list[Waiting]:
    """Of ``evaluations`` in open periods: employees who have not handed in, or raters with something to rate.

    People on leave or gone are left out. Two queries and those of ``statuses_on``.
    """
    rows = deadlines.with_due(evaluations.filter(period__state=PeriodState.OPEN)).order_by()
    to_do = rows.filter(state__in=states_with(step))
    found: dict[Key, list[datetime]] = {}
    if step == Step.FILL:
        names = ("employee_id", "period_id", "state", "fill_due_at", "rate_due_at")
        for employee, period, state, fill, rate in to_do.values_list(*names):
            found.setdefault((employee, period), []).append(rate if state in MENDED else fill)
    else:
        to_do = to_do.filter(rater__isnull=False)
        for rater, period, due in to_do.values_list("rater_id", "period_id", "rate_due_at"):
            found.setdefault((rater, period), []).append(due)
    here = _at_work({employee for employee, _ in found}, step, now)
    return [
        Waiting(employee, period, step, tuple(sorted(dues)))
        for (employee, period), dues in found.items()
        if employee in here
    ]


def _at_work(ids: set[int], step: Step, now: datetime) -> set[int]:
    wanted = EVALUATED_STATUSES if step == Step.FILL else (LegalStatus.ACTIVE,)
    return {pk for pk, status in statuses_on(timezone.localdate(now), ids).items() if status in wanted}


def compose(
    waiting: Iterable[tuple[Waiting, ReminderRule, datetime]], now: datetime, *, sent_by=None
) -> list[Reminder]:
    """Reminders in words, not yet stored; each with the rule whose text it takes and the due moment it names."""
    chosen = list(waiting)
    people: Mapping[int, Employee] = Employee.objects.in_bulk([one.employee_id for one, _, _ in chosen])
    periods = EvaluationPeriod.objects.in_bulk({one.period_id for one, _, _ in chosen})
    made = []
    for one, rule, due in chosen:
        values = {
            "nama": people[one.employee_id].full_name,
            "periode": periods[one.period_id].name,
            "batas": dateformat.format(timezone.localtime(due), "j F Y \\p\\u\\k\\u\\l H.i") + " WIB",
            "sisa": deadlines.in_words(due, now),
            "jumlah": str(len(one.dues)),
            "tautan": settings.SITE_URL,
        }
        made.append(
            Reminder(
                employee_id=one.employee_id,
                period_id=one.period_id,
                step=one.step,
                day=timezone.localdate(now),
                rule=rule if rule.pk else None,
                sent_by=sent_by,
                subject=words.fill(rule.subject, values)[:200],
                text=words.fill(rule.text, values),
                count=len(one.dues),
                by_email=rule.by_email,
            )
        )
    return made


def still_true(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Those whose step is still to be done in a period that is still open."""
    own = Evaluation.objects.filter(
        employee=OuterRef("employee"), period=OuterRef("period"), state__in=states_with(Step.FILL)
    )
    team = Evaluation.objects.filter(
        rater=OuterRef("employee"), period=OuterRef("period"), state__in=states_with(Step.RATE)
    )
    return reminders.filter(period__state=PeriodState.OPEN).filter(
        Q(Exists(own.order_by()), step=Step.FILL) | Q(Exists(team.order_by()), step=Step.RATE)
    )

"""Who still has something to do in an open period, and until when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import dateformat, timezone

from evaluations.domain.evaluating import deadlines
from evaluations.domain.evaluating.plan_posts import HANDED_IN, lacking_plan
from evaluations.domain.organization.legal_statuses import statuses_on
from evaluations.domain.periods.reminders import words
from evaluations.duties import (
    APPROVE,
    APPROVE_PLAN,
    DECIDE,
    EVALUATION,
    EXPLAIN,
    MEND,
    PLAN,
    RATE,
    may_be_rated,
    states_of,
    states_with,
    waits,
)
from evaluations.enums import EVALUATED_STATUSES, LegalStatus, PeriodState, ReminderStep, Step
from evaluations.models import (
    Assignment,
    Employee,
    Evaluation,
    EvaluationPeriod,
    PerformancePlan,
    Reminder,
    ReminderRule,
)
from evaluations.models.evaluation import EvaluationQuerySet

Key = tuple[int, int]  # employee, period
OWN_STEPS = (ReminderStep.FILL, ReminderStep.PLAN)  # the others are those of a rater
MENDED = states_of(MEND, EVALUATION)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person with something to do in a period: ``dues`` are the due moments of what waits, each once counted.

    About plans there is no period, and ``dues`` are the moments since when each is waited for.
    """

    employee_id: int
    period_id: int | None
    step: Step | ReminderStep
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
        to_do = to_do.filter(may_be_rated(timezone.localdate(now)), rater__isnull=False)
        for rater, period, due in to_do.values_list("rater_id", "period_id", "rate_due_at"):
            found.setdefault((rater, period), []).append(due)
    here = at_work({employee for employee, _ in found}, step, now)
    return [
        Waiting(employee, period, step, tuple(sorted(dues)))
        for (employee, period), dues in found.items()
        if employee in here
    ]


def at_work(ids: set[int], step: Step | ReminderStep, now: datetime) -> set[int]:
    """Those who can do the step today: somebody on study leave is evaluated but does not rate."""
    wanted = EVALUATED_STATUSES if step in OWN_STEPS else (LegalStatus.ACTIVE,)
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
            **(
                _plan_words(due, now)
                if one.period_id is None
                else _period_words(periods[one.period_id], due, now)
            ),
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


def _period_words(period: EvaluationPeriod, due: datetime, now: datetime) -> dict[str, str]:
    return {
        "periode": period.name,
        "batas": dateformat.format(timezone.localtime(due), "j F Y \\p\\u\\k\\u\\l H.i") + " WIB",
        "sisa": deadlines.in_words(due, now),
    }


def _plan_words(since: datetime, now: datetime) -> dict[str, str]:
    """Of a plan nothing runs out: what counts is how long somebody has waited for it."""
    day, today = timezone.localdate(since), timezone.localdate(now)
    words = dateformat.format(day, "j F Y")
    waited = f"sudah {(today - day).days} hari, sejak {words}" if day < today else "sejak hari ini"
    return {"periode": f"SKP {today.year}", "batas": words, "sisa": waited}


def still_true(reminders: QuerySet[Reminder], today: date) -> QuerySet[Reminder]:
    """Those whose step is still to be done: in a period that is still open, with a plan of this year, or with an
    objection."""
    own = Evaluation.objects.filter(
        employee=OuterRef("employee"), period=OuterRef("period"), state__in=states_with(Step.FILL)
    )
    team = Evaluation.objects.filter(
        waits(EVALUATION, RATE), rater=OuterRef("employee"), period=OuterRef("period")
    )
    mine = Assignment.objects.on(today).filter(employee=OuterRef("employee"))
    others = PerformancePlan.objects.filter(waits(PLAN, APPROVE_PLAN), rater=OuterRef("employee"))
    to_approve, to_explain, to_decide = (
        Evaluation.objects.filter(
            waits(EVALUATION, duty), period=OuterRef("period"), **{duty.party.value: OuterRef("employee")}
        )
        for duty in (APPROVE, EXPLAIN, DECIDE)
    )
    is_open = Q(period__state=PeriodState.OPEN)
    return reminders.filter(
        Q(is_open, Exists(own.order_by()), step=ReminderStep.FILL)
        | Q(is_open, Exists(team.order_by()), step=ReminderStep.RATE)
        | Q(Exists(lacking_plan(mine, today.year, today, HANDED_IN)), step=ReminderStep.PLAN)
        | Q(Exists(others.order_by()), step=ReminderStep.APPR)
        | Q(Exists(to_approve.order_by()), step=ReminderStep.CONF)
        | Q(Exists(to_explain.order_by()), step=ReminderStep.EXPL)
        | Q(Exists(to_decide.order_by()), step=ReminderStep.DECI)
    )

"""The button "Ingatkan": reminds now, at most once a day."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from evaluations import rules
from evaluations.domain.periods.log import record
from evaluations.domain.periods.reminders.defaults import default_rule
from evaluations.domain.periods.reminders.due import BATCH, day_of
from evaluations.domain.periods.reminders.plans import plans_waiting
from evaluations.domain.periods.reminders.waiting import Waiting, compose, still_waiting
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodAction, PeriodState, ReminderStep, Step
from evaluations.models import Employee, EvaluationPeriod, Reminder, ReminderRule
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.actors import Actor


@dataclass(frozen=True, slots=True)
class Reminded:
    """What the button did. ``without_email`` of the ``reminded`` see it in the portal only."""

    reminded: int
    already_today: int
    without_email: int

    def __str__(self) -> str:
        said = f"{self.reminded} orang diingatkan"
        if self.already_today:
            said += f", {self.already_today} sudah diingatkan hari ini"
        if self.without_email:
            said += f"; {self.without_email} tidak punya email dan melihatnya di portal"
        return f"{said}."


@transaction.atomic
def remind_now(
    evaluations: EvaluationQuerySet, step: Step, *, actor: Actor, now: datetime | None = None
) -> Reminded:
    """Remind whoever has not done ``step`` in these evaluations, which the caller has narrowed by ``monitored_by``.

    Raises ``Refused``: period_closed, nobody_to_remind. Logged in each period.
    """
    now = now or timezone.now()
    if not evaluations.filter(period__state=PeriodState.OPEN).exists():
        raise Refused("period_closed", "Periode ini tidak sedang dibuka, jadi tidak ada yang diingatkan.")
    new, said = _remind(still_waiting(evaluations, step, now), step, actor, now)
    counts = Counter(one.period_id for one in new if one.period_id)
    for period in EvaluationPeriod.objects.filter(pk__in=counts):
        data = {"step": step.value, "reminded": counts[period.pk]}
        record(period, PeriodAction.REMIND, actor=actor, data=data, now=now)
    return said


@transaction.atomic
def remind_about_plans(
    people: Collection[int], step: ReminderStep, *, actor: Actor, now: datetime | None = None
) -> Reminded:
    """Remind those of ``people`` for whom a plan of this year waits: their own, or one that they approve as rater.

    Raises ``Refused``: not_yours, nobody_to_remind. Who was told and by whom stands in the reminders.
    """
    now = now or timezone.now()
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang mengingatkan tentang SKP.")
    waiting = [one for one in plans_waiting(step, now) if one.employee_id in people]
    return _remind(waiting, step, actor, now)[1]


def _remind(
    waiting: list[Waiting], step: Step | ReminderStep, actor: Actor, now: datetime
) -> tuple[list[Waiting], Reminded]:
    """Whoever was not reminded of the step today, and the outcome. Raises ``Refused``: nobody_to_remind."""
    if not waiting:
        raise Refused(
            "nobody_to_remind",
            "Tidak ada yang perlu diingatkan: semua sudah mengerjakannya, atau sedang cuti.",
        )
    known = Reminder.objects.filter(day=timezone.localdate(now), step=step)
    had = set(known.values_list("employee", "period"))
    new = [one for one in waiting if (one.employee_id, one.period_id) not in had]
    texts = list(ReminderRule.objects.filter(step=step, is_active=True).order_by("days"))
    chosen = [(one, _rule_for(one, texts, now), one.dues[0]) for one in new]
    made = compose(chosen, now, sent_by=actor)
    Reminder.objects.bulk_create(made, ignore_conflicts=True, batch_size=BATCH)
    without_email = Employee.objects.filter(pk__in={one.employee_id for one in new}, email="").count()
    return new, Reminded(len(new), len(waiting) - len(new), without_email)


def last_reminded(evaluations: EvaluationQuerySet, period: EvaluationPeriod) -> dict[str, datetime]:
    """When somebody among these evaluations was last reminded in ``period``, by step; one query."""
    rows = evaluations.filter(period=period).order_by()
    about = Q(step=Step.FILL, employee__in=rows.values("employee")) | Q(
        step=Step.RATE, employee__in=rows.values("rater")
    )
    found = Reminder.objects.filter(about, period=period).order_by().values_list("step")
    return dict(found.annotate(last=Max("created_at")))


def _rule_for(one: Waiting, rules: list[ReminderRule], now: datetime) -> ReminderRule:
    """The words of the rule whose day came last; before the first one, its words."""
    today = timezone.localdate(now)
    past = [rule for rule in rules if day_of(rule, one.dues[0]) <= today]
    return past[-1] if past else rules[0] if rules else default_rule(one.step)

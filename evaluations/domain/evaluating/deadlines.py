"""Until when an evaluation is filled in and rated, and the same in words.

The due moment is the deadline of the period, or the latest extension that covers the person or the unit, if that is
later: an extension gives time and never takes any. Rating is never due before filling. ``due_at`` says it in Python
for one evaluation, ``with_due`` in SQL for many; ``tests/domain/evaluating/test_deadlines.py`` holds them together.
"""

from datetime import datetime, timedelta

from django.db.models import (
    CharField,
    DateTimeField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import dateformat, timezone

from evaluations.duties import duties_at
from evaluations.enums import Step
from evaluations.models import Evaluation, EvaluationPeriod, Extension
from evaluations.models.evaluation import EvaluationQuerySet

SOON = 3  # days from which a deadline is worth a warning

# What ``with_due`` adds to each row.
DUE_NAMES = {Step.FILL: "fill_due_at", Step.RATE: "rate_due_at"}


def due_at(evaluation: Evaluation, step: Step) -> datetime:
    """Up to and including this moment the step is on time. At most two queries, none on rows of ``with_due``."""
    known: datetime | None = getattr(evaluation, DUE_NAMES[step], None)
    if known is not None:
        return known
    own = _own_due(evaluation, step)
    return own if step == Step.FILL else max(own, _own_due(evaluation, Step.FILL))


def accepted_until(evaluation: Evaluation, step: Step) -> datetime:
    """The due moment with the grace of the period: in between a step is still accepted, as late."""
    return due_at(evaluation, step) + grace_of(evaluation.period)


def grace_of(period: EvaluationPeriod) -> timedelta:
    return timedelta(hours=period.grace_hours)


def hand_in_by(evaluation: Evaluation) -> datetime:
    """When the employee should have sent it; what the rater has returned has time until the rating is due."""
    return due_at(evaluation, hand_in_step(evaluation))


def hand_in_step(evaluation: Evaluation) -> Step:
    """The step whose deadline counts for handing in."""
    due = (duty.due for duty in duties_at(evaluation.state) if duty.step == Step.FILL)
    return next(due, None) or Step.FILL


def hand_in_limit(evaluation: Evaluation) -> datetime:
    """The last moment at which the employee may send it: ``hand_in_by`` with the grace."""
    return hand_in_by(evaluation) + grace_of(evaluation.period)


def hand_in_words(evaluation: Evaluation, now: datetime | None = None) -> str:
    """The time left for the employee, as ``in_words``; within the grace that it is still taken, as late."""
    now = now or timezone.now()
    due, limit = hand_in_by(evaluation), hand_in_limit(evaluation)
    if due < now <= limit:
        return f"sudah lewat, masih diterima {in_words(limit, now)} tetapi tercatat terlambat"
    return in_words(due, now)


def rating_words(evaluation: Evaluation, who: str, now: datetime | None = None) -> str:
    """That it is ``who``'s turn to rate, or from which day on, and until when."""
    begins = evaluation.period.rating_starts_on
    until = in_words(due_at(evaluation, Step.RATE), now)
    if timezone.localdate(now) < begins:
        return f"Mulai {dateformat.format(begins, 'j F Y')} giliran {who} menilai. Batasnya {until}."
    return f"Sekarang giliran {who} menilai. Batasnya {until}."


def extended_until(evaluation: Evaluation, step: Step) -> datetime | None:
    """The end of the latest extension in force that covers this evaluation; one query."""
    rows = Extension.objects.filter(period=evaluation.period_id, step=step, revoked_at=None)
    rows = rows.alias(unit_of_row=Value(evaluation.unit.path, output_field=CharField()))
    covering = rows.filter(Q(employee=evaluation.employee_id) | Q(unit_of_row__startswith=F("unit__path")))
    return covering.order_by("-until").values_list("until", flat=True).first()


def with_due(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """The same rows, each with ``fill_due_at`` and ``rate_due_at``, computed by the database."""
    fill = _due_in_sql(Step.FILL, "period__fill_until")
    rate = Greatest(_due_in_sql(Step.RATE, "period__rate_until"), F(DUE_NAMES[Step.FILL]))
    annotated: EvaluationQuerySet = evaluations.annotate(**{DUE_NAMES[Step.FILL]: fill}).annotate(
        **{DUE_NAMES[Step.RATE]: rate}
    )
    return annotated


def _own_due(evaluation: Evaluation, step: Step) -> datetime:
    period = evaluation.period
    deadline = period.fill_until if step == Step.FILL else period.rate_until
    return max(deadline, extended_until(evaluation, step) or deadline)


def _due_in_sql(step: Step, deadline: str) -> Greatest:
    # Coalesce, since SQLite's MAX of a NULL is NULL.
    extended = Coalesce(Subquery(_covering_outer_row(step).values("until")[:1]), F(deadline))
    return Greatest(F(deadline), extended, output_field=DateTimeField())


def _covering_outer_row(step: Step) -> QuerySet[Extension]:
    path = ExpressionWrapper(OuterRef("unit__path"), output_field=CharField())
    rows = Extension.objects.filter(period=OuterRef("period"), step=step, revoked_at=None)
    covering = rows.alias(unit_of_row=path).filter(
        Q(employee=OuterRef("employee")) | Q(unit_of_row__startswith=F("unit__path"))
    )
    return covering.order_by("-until")


def days_left(until: datetime, now: datetime | None = None) -> int:
    """Whole calendar days in Bantul from now to ``until``; negative once it has passed."""
    now = now or timezone.now()
    if until < now:
        return min(-1, (timezone.localdate(until) - timezone.localdate(now)).days)
    return (timezone.localdate(until) - timezone.localdate(now)).days


def in_words(until: datetime, now: datetime | None = None) -> str:
    """As people say it: "hari ini pukul 23.59 WIB", "besok pukul …", "3 hari lagi, 5 Agustus 2026"."""
    left = days_left(until, now)
    moment = timezone.localtime(until)
    if left < 0:
        return f"sudah lewat sejak {dateformat.format(moment, 'j F Y')}"
    if left == 0:
        return f"hari ini pukul {dateformat.format(moment, 'H.i')} WIB"
    if left == 1:
        return f"besok pukul {dateformat.format(moment, 'H.i')} WIB"
    return f"{left} hari lagi, {dateformat.format(moment, 'j F Y')}"


def is_soon(until: datetime, now: datetime | None = None) -> bool:
    """Near enough to warn, or past."""
    return days_left(until, now) <= SOON

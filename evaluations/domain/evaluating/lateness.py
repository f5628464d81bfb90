"""Whether a step was done in time: on time, late, still pending, or missing.

A step counts as done at its first handing in (FILL) or at the rating that stands (RATE). The due moment is the one of
``deadlines``: an extension moves it, the grace does not (what comes within the grace is accepted, as late).
``lateness`` says it in Python for one evaluation, ``with_lateness`` in SQL for many; random data in
``tests/domain/evaluating/test_lateness.py`` hold them together.
"""

from datetime import datetime

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from evaluations.domain.evaluating.deadlines import DUE_NAMES, due_at, with_due
from evaluations.enums import Lateness, Step
from evaluations.models import Evaluation
from evaluations.models.evaluation import EvaluationQuerySet

# What ``with_lateness`` adds to each row.
NAMES = {Step.FILL: "fill_lateness", Step.RATE: "rate_lateness"}
_DONE_NAMES = {Step.FILL: "fill_done_at", Step.RATE: "rated_at"}


def done_at(evaluation: Evaluation, step: Step) -> datetime | None:
    """When the step was done; None while it is not."""
    if step == Step.RATE:
        return evaluation.rated_at
    return evaluation.first_submitted_at or evaluation.submitted_at


def lateness(evaluation: Evaluation, step: Step, now: datetime | None = None) -> Lateness:
    """How the step stands to its due moment; queries as ``deadlines.due_at``."""
    done, due = done_at(evaluation, step), due_at(evaluation, step)
    if done is None:
        return Lateness.PENDING if (now or timezone.now()) <= due else Lateness.MISSING
    return Lateness.ON_TIME if done <= due else Lateness.LATE


def with_lateness(evaluations: EvaluationQuerySet, now: datetime | None = None) -> EvaluationQuerySet:
    """The same rows, each with ``fill_lateness`` and ``rate_lateness`` and what ``with_due`` adds."""
    now = now or timezone.now()
    rows = with_due(evaluations).annotate(fill_done_at=Coalesce("first_submitted_at", "submitted_at"))
    annotated: EvaluationQuerySet = rows.annotate(**{NAMES[step]: _in_sql(step, now) for step in Step})
    return annotated


def _in_sql(step: Step, now: datetime) -> Case:
    done, due = _DONE_NAMES[step], DUE_NAMES[step]
    deadline = f"period__{'fill' if step == Step.FILL else 'rate'}_until"
    undone = {f"{done}__isnull": True}
    # Extensions only give time: they are not asked for where the deadline of the period already tells. The order
    # keeps the subqueries of the due moment from being computed twice for a row; CASE stops at the first match.
    return Case(
        When(**undone, **{f"{deadline}__gte": now}, then=Value(Lateness.PENDING)),
        When(**{f"{done}__lte": F(deadline)}, then=Value(Lateness.ON_TIME)),
        When(**undone, **{f"{due}__gte": now}, then=Value(Lateness.PENDING)),
        When(**undone, then=Value(Lateness.MISSING)),
        When(**{f"{done}__lte": F(due)}, then=Value(Lateness.ON_TIME)),
        default=Value(Lateness.LATE),
        output_field=CharField(),
    )

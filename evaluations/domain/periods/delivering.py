"""Delivering the results of a whole period: what is rated goes to the employees."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.batches import SIZE, perform_batch
from evaluations.domain.evaluating.calibration import held_agencies
from evaluations.domain.evaluating.distribution import guide_of
from evaluations.domain.evaluating.locks import check_time
from evaluations.domain.periods.log import record
from evaluations.domain.refusals import Refused
from evaluations.duties import DELIVER, EVALUATION, states_of
from evaluations.enums import Action, PeriodAction, PeriodState
from evaluations.models import Evaluation, EvaluationPeriod
from forms_config.actors import Actor

# The rater was quicker, the pattern of distribution holds it back until there is a reason or a new rating, or a
# meeting looks at the ratings today.
LEFT_ALONE = ("wrong_state", "distribution_unexplained", "distribution_broken", "calibration_running")


@dataclass(frozen=True, slots=True)
class Delivered:
    """One batch. ``after``: go on behind this key, None when this was the end."""

    seen: int
    delivered: int
    after: int | None


def deliverable(period: EvaluationPeriod) -> QuerySet[Evaluation]:
    """Rated evaluations whose result the employee does not see yet."""
    return Evaluation.objects.filter(state__in=states_of(DELIVER, EVALUATION), period=period)


def asked_once() -> dict[str, Callable[..., Any]]:
    """What delivering asks of a team and of an agency, for many deliveries at once."""
    return {"guide_of": cache(guide_of), "held_agencies": cache(held_agencies)}


def deliver_period(
    period: EvaluationPeriod, *, actor: Actor | None = None, now: datetime | None = None
) -> int:
    """Deliver every result that is rated; returns how many. ``actor`` None is the timer.

    Each batch is a transaction of its own, so it can be interrupted and repeated. Raises ``Refused`` as
    ``deliver_batch``.
    """
    done, after = 0, 0
    while True:
        batch = deliver_batch(period, after, actor=actor, now=now)
        done += batch.delivered
        if batch.after is None:
            return done
        after = batch.after


def deliver_batch(
    period: EvaluationPeriod,
    after: int,
    *,
    actor: Actor | None = None,
    size: int = SIZE,
    now: datetime | None = None,
) -> Delivered:
    """Deliver the next ``size`` results behind the key ``after`` and note how many in the log.

    Raises ``Refused``: not_yours, wrong_state, too_early.
    """
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat menyampaikan hasil satu periode.")
    if period.state == PeriodState.DRAFT:
        raise Refused("wrong_state", "Periode ini belum dibuka, jadi belum ada hasil.")
    check_time(period, now or timezone.now())
    rows = deliverable(period).filter(pk__gt=after).select_related("period").order_by("pk")
    chunk = list(rows[:size])
    note = f"Disampaikan bersama seluruh {period.name} oleh {actor}." if actor else ""
    # The system delivers; whoever pressed the button stands in the note.
    batch = perform_batch(chunk, Action.DELIVER, note=note, now=now, **asked_once())
    if batch.done:
        record(period, PeriodAction.DELIVER, actor=actor, data={"delivered": batch.done}, now=now)
    for why in batch.refused.values():
        if why.code not in LEFT_ALONE:
            raise why
    return Delivered(len(chunk), batch.done, chunk[-1].pk if len(chunk) == size else None)

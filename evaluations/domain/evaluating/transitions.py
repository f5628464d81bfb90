"""Who may do what with an evaluation in which state, until when, and what it does: the table behind ``workflow``.

::

    OPEN → DRAFT → SUBMITTED → RATED → DELIVERED → ACKNOWLEDGED → FINAL
              ↑   ←    ↓ return            ↓ object        ↑
              RETURNED ←              OBJECTED → EXPLAINED → (decide) FINAL

Where the period asks for it, a rating is PROPOSED first: SUBMITTED → PROPOSED → (approve) RATED, or back to SUBMITTED.
A RATED one may be calibrated by the head of the agency: other ratings, and it stays RATED.
The arrow back to DRAFT is the employee's: what nobody has read yet is taken back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluations import rules
from evaluations.domain.evaluating import effects
from evaluations.domain.evaluating.calibration import change_ratings
from evaluations.domain.evaluating.former_ratings import take_over
from evaluations.domain.evaluating.locks import (
    in_its_time,
    while_filling,
    while_not_calibrated,
    while_period_open,
    while_rating,
    while_sending_again,
    while_unread,
)
from evaluations.domain.evaluating.objection_days import days_in_words, objection_until
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import Action, State
from evaluations.models import Evaluation

Rule = Callable[[Any, Evaluation], bool]
Timing = Callable[[Evaluation, datetime], None]


def within_objection_days(evaluation: Evaluation, now: datetime) -> None:
    """PP 30/2019 art. 56: within 14 days (a setting) of receiving the result, to the rater's superior.

    Where nobody is recorded as one the objection stands in BKPSDM's queue (``periods.stand_ins``): the days run, and
    nobody loses a right for want of a name.
    """
    until = objection_until(evaluation)
    if until is None or now > until:
        days = days_in_words(evaluation.period)
        raise Refused("objection_days_over", f"Keberatan hanya dapat diajukan dalam {days}.")


def after_objection_days(evaluation: Evaluation, now: datetime) -> None:
    until = objection_until(evaluation)
    if until is None or now <= until:
        raise Refused("objection_days_running", "Pegawai masih dapat mengajukan keberatan.")


def at_any_time(evaluation: Evaluation, now: datetime) -> None:
    return None


def rated_or_proposed(evaluation: Evaluation) -> State:
    """Where a rating leads: the rater's superior approves it first where the period asks for that."""
    return State.PROPOSED if evaluation.period.needs_approval else State.RATED


@dataclass(frozen=True, kw_only=True)
class Transition:
    action: Action
    sources: tuple[State, ...]
    # None: the state stays (a draft already begun, a rating being written)
    target: State | Callable[[Evaluation], State] | None
    rule: Rule
    timing: Timing
    effect: effects.Effect
    needs_note: bool = False
    logged: bool = True

    def leads_to(self, evaluation: Evaluation) -> State | None:
        return self.target(evaluation) if callable(self.target) else self.target


TRANSITIONS: dict[Action, Transition] = {
    t.action: t
    for t in (
        Transition(
            action=Action.SAVE,
            sources=IN_EMPLOYEE_HANDS,
            target=None,
            rule=rules.is_employee,
            timing=while_filling,
            effect=effects.save,
            logged=False,
        ),
        Transition(
            action=Action.SUBMIT,
            sources=IN_EMPLOYEE_HANDS,
            target=State.SUBMITTED,
            rule=rules.is_employee,
            timing=while_filling,
            effect=effects.submit,
        ),
        Transition(
            action=Action.WITHDRAW,
            sources=(State.SUBMITTED,),
            target=State.DRAFT,
            rule=rules.is_employee,
            timing=while_unread,
            effect=effects.withdraw,
        ),
        Transition(
            action=Action.RETURN,
            sources=(State.SUBMITTED,),
            target=State.RETURNED,
            rule=rules.acts_as_rater,
            timing=while_sending_again,
            effect=effects.nothing,
            needs_note=True,
        ),
        Transition(
            # Not once it is rated: the answers would no longer be those that gave the result. What is only
            # written down beforehand, before rating begins, fixes nothing.
            action=Action.SAVE_RATING,
            sources=(State.SUBMITTED,),
            target=None,
            rule=rules.acts_as_rater,
            timing=while_period_open,
            effect=effects.save_rating,
            logged=False,
        ),
        Transition(
            action=Action.TAKE_OVER,
            sources=(State.SUBMITTED,),
            target=None,
            rule=rules.acts_as_rater,
            timing=while_period_open,
            effect=take_over,
        ),
        Transition(
            action=Action.RATE,
            sources=(State.SUBMITTED, State.PROPOSED, State.RATED),
            target=rated_or_proposed,
            rule=rules.acts_as_rater,
            timing=while_not_calibrated,
            effect=effects.rate,
        ),
        Transition(
            action=Action.APPROVE,
            sources=(State.PROPOSED,),
            target=State.RATED,
            rule=rules.is_reviewer,
            timing=while_rating,
            effect=effects.nothing,
        ),
        Transition(
            # The answers stay as the rater's draft; the result is taken off.
            action=Action.RECONSIDER,
            sources=(State.PROPOSED,),
            target=State.SUBMITTED,
            rule=rules.is_reviewer,
            timing=while_rating,
            effect=effects.reopen,
            needs_note=True,
        ),
        Transition(
            action=Action.CALIBRATE,
            sources=(State.RATED,),
            target=None,
            rule=rules.can_calibrate,
            timing=while_rating,
            effect=change_ratings,
            needs_note=True,
        ),
        Transition(
            action=Action.DELIVER,
            sources=(State.RATED,),
            target=State.DELIVERED,
            rule=rules.is_system_or_rater,
            timing=in_its_time,
            effect=effects.deliver,
        ),
        Transition(
            action=Action.ACKNOWLEDGE,
            sources=(State.DELIVERED,),
            target=State.ACKNOWLEDGED,
            rule=rules.is_employee,
            timing=at_any_time,
            effect=effects.acknowledge,
        ),
        Transition(
            action=Action.OBJECT,
            sources=(State.DELIVERED, State.ACKNOWLEDGED),
            target=State.OBJECTED,
            rule=rules.is_employee,
            timing=within_objection_days,
            effect=effects.object_,
            needs_note=True,
        ),
        Transition(
            action=Action.EXPLAIN,
            sources=(State.OBJECTED,),
            target=State.EXPLAINED,
            rule=rules.is_rater,
            timing=at_any_time,
            effect=effects.explain,
            needs_note=True,
        ),
        Transition(
            action=Action.DECIDE,
            sources=(State.OBJECTED, State.EXPLAINED),
            target=State.FINAL,
            rule=rules.is_reviewer,
            timing=at_any_time,
            effect=effects.decide,
            needs_note=True,
        ),
        Transition(
            action=Action.FINALIZE,
            sources=(State.DELIVERED, State.ACKNOWLEDGED),
            target=State.FINAL,
            rule=rules.is_system_or_manager,
            timing=after_objection_days,
            effect=effects.finalize,
        ),
        Transition(
            action=Action.REOPEN,
            sources=(State.SUBMITTED, State.PROPOSED, State.RATED, State.DELIVERED, State.ACKNOWLEDGED),
            target=State.RETURNED,
            rule=rules.is_manager,
            timing=while_period_open,
            effect=effects.reopen,
            needs_note=True,
        ),
    )
}

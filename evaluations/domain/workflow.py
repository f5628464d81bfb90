"""The one door through which the state of an evaluation changes.

``TRANSITIONS`` is the whole truth: who may do what in which state, until when, and what it does.
``allowed_actions()`` draws the buttons from it, ``perform()`` checks it again under lock.

::

    OPEN → DRAFT → SUBMITTED → RATED → DELIVERED → ACKNOWLEDGED → FINAL
              ↑        ↓ return            ↓ object        ↑
              RETURNED ←              OBJECTED → EXPLAINED → (decide) FINAL
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain import effects, period_lock
from evaluations.domain.locks import while_filling, while_period_open, while_sending_again, wrong_state
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from evaluations.models import Evaluation, EvaluationEvent
from forms_config.engine.characters import clean_text, is_empty

Rule = Callable[[Any, Evaluation], bool]
Timing = Callable[[Evaluation, datetime], None]


def within_objection_days(evaluation: Evaluation, now: datetime) -> None:
    """PP 30/2019 art. 56: within 14 days (a setting) of receiving the result, to the rater's superior."""
    if evaluation.reviewer_id is None:
        raise Refused(
            "no_reviewer", "Belum ada atasan penilai yang dapat memutuskan keberatan. Hubungi BKPSDM."
        )
    until = objection_until(evaluation)
    if until is None or now > until:
        days = evaluation.period.objection_days
        raise Refused(
            "objection_days_over",
            f"Keberatan hanya dapat diajukan dalam {days} hari setelah hasil disampaikan.",
        )


def after_objection_days(evaluation: Evaluation, now: datetime) -> None:
    until = objection_until(evaluation)
    if until is None or now <= until:
        raise Refused("objection_days_running", "Pegawai masih dapat mengajukan keberatan.")


def at_any_time(evaluation: Evaluation, now: datetime) -> None:
    return None


def objection_until(evaluation: Evaluation) -> datetime | None:
    """The last moment for an objection; None before delivery."""
    if evaluation.delivered_at is None:
        return None
    return evaluation.delivered_at + timedelta(days=evaluation.period.objection_days)


@dataclass(frozen=True)
class Transition:
    action: Action
    sources: tuple[State, ...]
    target: State | None  # None: the state stays (a draft already begun, a rating being written)
    rule: Rule
    timing: Timing
    effect: effects.Effect
    needs_note: bool = False
    logged: bool = True


TRANSITIONS: dict[Action, Transition] = {
    t.action: t
    for t in (
        Transition(
            Action.SAVE,
            (State.OPEN, State.DRAFT, State.RETURNED),
            None,
            rules.is_employee,
            while_filling,
            effects.save,
            logged=False,
        ),
        Transition(
            Action.SUBMIT,
            (State.OPEN, State.DRAFT, State.RETURNED),
            State.SUBMITTED,
            rules.is_employee,
            while_filling,
            effects.submit,
        ),
        Transition(
            Action.RETURN,
            (State.SUBMITTED,),
            State.RETURNED,
            rules.is_rater,
            while_sending_again,
            effects.nothing,
            needs_note=True,
        ),
        Transition(
            # Not once it is rated: the answers would no longer be those that gave the result.
            Action.SAVE_RATING,
            (State.SUBMITTED,),
            None,
            rules.is_rater,
            while_period_open,
            effects.save_rating,
            logged=False,
        ),
        Transition(
            Action.RATE,
            (State.SUBMITTED, State.RATED),
            State.RATED,
            rules.is_rater,
            while_period_open,
            effects.rate,
        ),
        Transition(
            Action.DELIVER,
            (State.RATED,),
            State.DELIVERED,
            rules.is_system_or_rater,
            at_any_time,
            effects.deliver,
        ),
        Transition(
            Action.ACKNOWLEDGE,
            (State.DELIVERED,),
            State.ACKNOWLEDGED,
            rules.is_employee,
            at_any_time,
            effects.acknowledge,
        ),
        Transition(
            Action.OBJECT,
            (State.DELIVERED, State.ACKNOWLEDGED),
            State.OBJECTED,
            rules.is_employee,
            within_objection_days,
            effects.object_,
            needs_note=True,
        ),
        Transition(
            Action.EXPLAIN,
            (State.OBJECTED,),
            State.EXPLAINED,
            rules.is_rater,
            at_any_time,
            effects.explain,
            needs_note=True,
        ),
        Transition(
            Action.DECIDE,
            (State.OBJECTED, State.EXPLAINED),
            State.FINAL,
            rules.is_reviewer,
            at_any_time,
            effects.decide,
            needs_note=True,
        ),
        Transition(
            Action.FINALIZE,
            (State.DELIVERED, State.ACKNOWLEDGED),
            State.FINAL,
            rules.is_system_or_manager,
            after_objection_days,
            effects.finalize,
        ),
        Transition(
            Action.REOPEN,
            (State.SUBMITTED, State.RATED, State.DELIVERED, State.ACKNOWLEDGED),
            State.RETURNED,
            rules.is_manager,
            while_period_open,
            effects.reopen,
            needs_note=True,
        ),
    )
}


def allowed_actions(user, evaluation: Evaluation, *, now: datetime | None = None) -> list[Action]:
    """The acts that ``perform`` would accept from ``user`` now (not counting what still has to be filled in)."""
    now = now or timezone.now()
    return [action for action in TRANSITIONS if refusal(user, evaluation, action, now=now) is None]


def refusal(user, evaluation: Evaluation, action: Action, *, now: datetime | None = None) -> Refused | None:
    """Why ``user`` may not do ``action`` now; None if they may."""
    transition = TRANSITIONS[action]
    try:
        if not transition.rule(user, evaluation):
            raise Refused("not_yours", "Anda tidak berwenang melakukan tindakan ini.")
        if evaluation.state not in transition.sources:
            raise wrong_state(evaluation, action)
        transition.timing(evaluation, now or timezone.now())
    except Refused as refused:
        return refused
    return None


@transaction.atomic
def perform(
    evaluation: Evaluation,
    action: Action,
    *,
    actor,
    note: str = "",
    expected_version: int | None = None,
    now: datetime | None = None,
    **payload: Any,
) -> Evaluation:
    """Do ``action`` as ``actor`` (None: the system) and return the fresh row.

    ``payload`` goes to the effect (``answers=``, ``ratings=`` …). ``expected_version`` is the version the person had in
    front of them; another one means that somebody (a second tab, the rater) was quicker.
    Raises ``Refused``: not_yours, wrong_state, those of ``locks``, version_conflict, note_required, reading_missing,
    incomplete (details: list of ``Missing``), evidence_gone, objection_days_over. Writes the row and one
    append-only event.
    """
    now = now or timezone.now()
    locked = hold(evaluation)
    refused = refusal(actor, locked, action, now=now)
    if refused is not None:
        raise refused
    if expected_version is not None and expected_version != locked.version:
        raise Refused(
            "version_conflict",
            "Isian ini sudah berubah di tab atau perangkat lain. Muat ulang untuk melihat versi terbaru; "
            "yang baru Anda ketik masih ada di halaman ini.",
        )
    transition = TRANSITIONS[action]
    if transition.needs_note and is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya terlebih dahulu.")
    before = locked.state
    data = transition.effect(locked, note=clean_text(note), now=now, **payload) or {}
    locked.state = transition.target or _state_while_writing(locked)
    locked.version += 1
    locked.save()
    if transition.logged:
        _record(locked, action, before, actor, clean_text(note), data, now)
    return locked


def hold(evaluation: Evaluation) -> Evaluation:
    """The fresh row, locked until the transaction ends, in a period that neither opens nor closes meanwhile.

    Whoever writes an evaluation or what hangs on it (evidence) takes it first: period → evaluation → children.
    """
    period_lock.share(evaluation.period_id)
    return _locked(evaluation.pk)


def _locked(pk: int) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related(
        "period", "form_version", "employee", "rater", "reviewer", "unit"
    )
    try:
        return rows.get(pk=pk)
    except Evaluation.DoesNotExist:
        # Moved to another form version while this waited for the lock: PostgreSQL then drops the row, since it
        # no longer fits the version that was joined before.
        return rows.get(pk=pk)


def _state_while_writing(evaluation: Evaluation) -> State:
    return State.DRAFT if evaluation.state == State.OPEN else State(evaluation.state)


def _record(evaluation, action, before, actor, note, data, now) -> None:
    EvaluationEvent.objects.create(
        evaluation=evaluation,
        action=action,
        from_state=before,
        to_state=evaluation.state,
        actor=actor,
        actor_name=str(actor) if actor else "Sistem",
        note=note,
        data=data,
        version=evaluation.version,
        at=now,
    )


def finalize_due(*, now: datetime | None = None) -> int:
    """Make final what was delivered and not objected to in time; returns how many. Idempotent, for ``tick``."""
    now = now or timezone.now()
    waiting = Evaluation.objects.filter(
        state__in=TRANSITIONS[Action.FINALIZE].sources, delivered_at__lt=now
    ).select_related("period", "employee")
    done = 0
    for evaluation in waiting.iterator(chunk_size=500):
        if refusal(None, evaluation, Action.FINALIZE, now=now) is not None:
            continue
        with suppress(Refused):  # another tick was quicker
            perform(evaluation, Action.FINALIZE, actor=None, now=now)
            done += 1
    return done

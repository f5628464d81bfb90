"""The one door through which the state of an evaluation changes.

``TRANSITIONS`` says who may do what in which state, until when, and what it does; ``duties`` says whose turn it is.
``allowed_actions()`` draws the buttons from it, ``perform()`` checks it again under lock.
"""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating import period_lock
from evaluations.domain.evaluating.deputed import name_of, sign
from evaluations.domain.evaluating.locks import wrong_state
from evaluations.domain.evaluating.transitions import TRANSITIONS
from evaluations.domain.evaluating.verifying import issue
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, State
from evaluations.models import Evaluation, EvaluationEvent
from evaluations.models.evaluation import PARSED_ALREADY
from evaluations.prepared import Prepared
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty


def allowed_actions(user, evaluation: Evaluation, *, now: datetime | None = None) -> list[Action]:
    """The acts that ``perform`` would accept from ``user`` now (not counting what still has to be filled in)."""
    now = now or timezone.now()
    # Asked only where the state allows it: some rules read the tree of units.
    possible = [action for action, one in TRANSITIONS.items() if evaluation.state in one.sources]
    return [action for action in possible if refusal(user, evaluation, action, now=now) is None]


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
    actor: Actor | None,
    note: str = "",
    expected_version: int | None = None,
    as_read: bool = False,
    now: datetime | None = None,
    **payload: Any,
) -> Evaluation:
    """Do ``action`` as ``actor`` (None: the system) and return the fresh row.

    ``payload`` goes to the effect (``answers=``, ``ratings=`` …). ``expected_version`` is the version the person had in
    front of them; another one means that somebody (a second tab, the rater) was quicker. ``as_read``: the row was read
    for this very act, with its period, form and employee, so that it is read again only if it has changed since.
    Raises ``Refused``: not_yours, wrong_state, those of ``locks``, version_conflict, note_required, reading_missing,
    incomplete (details: list of ``Missing``), evidence_gone, objection_days_over, distribution_unexplained,
    distribution_broken, calibration_running, and those of ``calibration``. Writes the row and one append-only event.
    """
    now = now or timezone.now()
    locked = hold(evaluation, as_read=as_read)
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
    before, as_it_was = locked.state, dict(vars(locked))
    data = transition.effect(locked, note=clean_text(note), now=now, **payload) or {}
    if action == Action.RATE:
        sign(locked, actor, now)
    locked.state = transition.leads_to(locked) or _state_while_writing(locked)
    locked.version += 1
    locked.save(update_fields=[*changed(locked, as_it_was), "updated_at"])
    if transition.target == State.FINAL:
        issue([locked])
    if transition.logged:
        event_of(locked, action, before, actor, clean_text(note), data, now).save()
    return locked


def hold(evaluation: Evaluation, *, as_read: bool = False) -> Evaluation:
    """The fresh row, locked until the transaction ends, in a period that neither opens nor closes meanwhile.

    Whoever writes an evaluation or what hangs on it (evidence) takes it first: period → evaluation → children.
    """
    period_lock.share(evaluation.period_id)
    if as_read and _is_still(evaluation):
        return copy(evaluation)  # what is refused half-way leaves no trace on the row of the page
    return _locked(evaluation.pk)


def mark_read(evaluation: Evaluation, reader: Actor) -> None:
    """Note that the rater has opened what was sent: from now on it is returned, not taken back; and that the employee
    has opened the result, from which the days of an objection may be counted. One query at most."""
    if (
        evaluation.state == State.SUBMITTED
        and evaluation.read_at is None
        and rules.acts_as_rater(reader, evaluation)
    ):
        unread = Evaluation.objects.filter(pk=evaluation.pk, state=State.SUBMITTED, read_at=None)
        unread.update(read_at=timezone.now())
    elif (
        evaluation.state in TRANSITIONS[Action.OBJECT].sources
        and evaluation.result_read_at is None
        and rules.is_employee(reader, evaluation)
    ):
        _note_first_reading(evaluation, timezone.now())


def _note_first_reading(evaluation: Evaluation, now: datetime) -> None:
    unread = Evaluation.objects.filter(
        pk=evaluation.pk, state__in=TRANSITIONS[Action.OBJECT].sources, result_read_at=None
    )
    if unread.update(result_read_at=now):
        evaluation.result_read_at = now


def _is_still(evaluation: Evaluation) -> bool:
    """Lock the row if all that decides an act of the employee is as it was read: one narrow question instead of six
    joined tables, on the busiest way of all. What others change without a new version (a transfer: unit and days) is
    asked as well, since saving would write the old values over it."""
    as_it_is = _LOCKED_DECIDING.rows(evaluation.pk)
    return as_it_is == [attrgetter(*DECIDING)(evaluation)]


DECIDING = (
    "version", "state", "form_version_id", "unit_id", "segment", "starts_on", "ends_on", "period.state",
)  # fmt: skip
_LOCKED_DECIDING = Prepared(
    lambda pk: (
        Evaluation.objects.select_for_update(of=("self",))
        .filter(pk=pk)
        .values_list(*(name.replace(".", "__") for name in DECIDING))
    )
)


def _locked(pk: int) -> Evaluation:
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related(
        "period", "form_version", "employee", "rater", "reviewer", "unit", "agency"
    )
    rows = rows.defer(*PARSED_ALREADY)
    try:
        return rows.get(pk=pk)
    except Evaluation.DoesNotExist:
        # Moved to another form version while this waited for the lock: PostgreSQL then drops the row, since it
        # no longer fits the version that was joined before.
        return rows.get(pk=pk)


def changed(evaluation: Evaluation, as_it_was: Mapping[str, Any]) -> list[str]:
    """The fields with another value. Effects give a field a new value and change none in place: see ``hold``."""
    now = vars(evaluation)
    stored = [field for field in evaluation._meta.concrete_fields if field.attname in now]
    return [
        field.name
        for field in stored
        if field.attname not in as_it_was or now[field.attname] is not as_it_was[field.attname]
    ]


def _state_while_writing(evaluation: Evaluation) -> State:
    return State.DRAFT if evaluation.state == State.OPEN else State(evaluation.state)


def event_of(
    evaluation: Evaluation,
    action: Action,
    before: str,
    actor: Actor | None,
    note: str,
    data: Any,
    now: datetime,
) -> EvaluationEvent:
    """What is remembered of an act, not stored yet; the row is as the act left it."""
    return EvaluationEvent(
        evaluation=evaluation,
        action=action,
        from_state=before,
        to_state=evaluation.state,
        actor=actor,
        actor_name=name_of(actor, evaluation, action),
        note=note,
        data=data,
        version=evaluation.version,
        at=now,
    )

"""Saving a row of evidence under the lock of its evaluation, each thing once."""

from datetime import datetime

from django.db import transaction

from evaluations.domain.evaluating import workflow
from evaluations.domain.evaluating.evidence.quota import check_quota
from evaluations.enums import Action, EvidenceKind
from evaluations.models import Evaluation, Evidence
from forms_config.actors import Actor

_IDENTITY = {
    EvidenceKind.FILE: ("sha256",),
    EvidenceKind.LINK: ("url",),
    EvidenceKind.LETTER: ("letter_number", "letter_date"),
}


def check_may_fill(
    evaluation: Evaluation, actor: Actor, now: datetime | None, *, for_objection: bool = False
) -> None:
    """Raises ``Refused``: not_yours, wrong_state, deadline_passed, period_closed; with an objection
    objection_days_over."""
    action = Action.OBJECT if for_objection else Action.SAVE
    refused = workflow.refusal(actor, evaluation, action, now=now)
    if refused is not None:
        raise refused


def the_same(evaluation: Evaluation, evidence: Evidence) -> Evidence | None:
    """The same file, link or letter in ``evaluation``, if it is there already."""
    kind = EvidenceKind(evidence.kind)
    what = {name: getattr(evidence, name) for name in _IDENTITY[kind]}
    return evaluation.evidence.filter(kind=kind, **what).first()


def identity(evidence: Evidence) -> tuple[object, ...]:
    """Equal for the same file, link or letter."""
    kind = EvidenceKind(evidence.kind)
    return (kind, *(getattr(evidence, name) for name in _IDENTITY[kind]))


def check_room(evaluation: Evaluation, size: int, *, for_objection: bool = False) -> None:
    """Raises ``Refused``: too_many_files, evidence_full. A full report leaves room for an objection."""
    there = evaluation.evidence.filter(is_for_objection=for_objection)
    borrowed = there.filter(is_reused=True).count()
    check_quota(there.filter(is_reused=False), size, borrowed=borrowed)


def recorded(evidence: Evidence, *, actor: Actor, now: datetime | None = None) -> Evidence:
    """Save the row, or give back the one of the same thing.

    Raises ``Refused`` as ``check_may_fill``, and too_many_files or evidence_full.
    """
    with transaction.atomic():
        evaluation = workflow.hold(evidence.evaluation)
        check_may_fill(evaluation, actor, now, for_objection=evidence.is_for_objection)
        known = the_same(evaluation, evidence)
        if known is not None:
            return known
        size = 0 if evidence.is_reused else evidence.size
        check_room(evaluation, size, for_objection=evidence.is_for_objection)
        evidence.save()
    return evidence

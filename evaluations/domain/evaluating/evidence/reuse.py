"""Evidence of earlier months used again: a row of its own that refers to the same stored file."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from evaluations.domain.evaluating import workflow
from evaluations.domain.evaluating.evidence.recording import check_may_fill, identity, recorded
from evaluations.domain.refusals import Refused
from evaluations.models import Evaluation, Evidence
from forms_config.actors import Actor

MONTHS_BACK = 6
SHOWN = 30
_LOOKED_AT = 4 * SHOWN  # rows: the same file may stand in several months


def earlier_evidence(evaluation: Evaluation, search: str = "") -> list[Evidence]:
    """The employee's own evidence of the last months that this evaluation lacks, newest first, each thing once.

    ``search`` looks in names, numbers of letters and addresses. ``SHOWN`` at most; two queries.
    """
    rows = _own(evaluation).select_related("evaluation__period").order_by("-uploaded_at", "-pk")
    if search:
        rows = rows.filter(
            Q(name__icontains=search) | Q(letter_number__icontains=search) | Q(url__icontains=search)
        )
    seen = {identity(row) for row in evaluation.evidence.all()}
    found: list[Evidence] = []
    for row in rows[:_LOOKED_AT]:
        if identity(row) not in seen:
            seen.add(identity(row))
            found.append(row)
    return found[:SHOWN]


def reuse_evidence(
    evaluation: Evaluation, source: int, *, actor: Actor, now: datetime | None = None
) -> Evidence:
    """Use the employee's evidence ``source`` (its number) of another evaluation here as well.

    Raises ``Refused``: not_yours, wrong_state, deadline_passed, period_closed, too_many_files, evidence_gone (removed
    meanwhile, too old, or not the employee's own).
    """
    with transaction.atomic():
        held = workflow.hold(evaluation)
        check_may_fill(held, actor, now)
        # Held until the new row stands: whoever removes the source then finds that its file is still referred to.
        kept = _own(evaluation).select_for_update(of=("self",)).filter(pk=source).first()
        if kept is None:
            raise Refused("evidence_gone", "Bukti itu sudah tidak ada. Pilih yang lain.")
        kept.pk, kept.evaluation, kept.is_reused = None, held, True
        kept._state.adding = True
        return recorded(kept, actor=actor, now=now)


def _own(evaluation: Evaluation) -> QuerySet[Evidence]:
    """What the employee may use again here."""
    since = evaluation.period.starts_on - timedelta(days=31 * MONTHS_BACK)
    rows = Evidence.objects.filter(
        evaluation__employee=evaluation.employee_id, evaluation__period__ends_on__gte=since
    )
    return rows.usable().exclude(evaluation=evaluation.pk)

"""Closing a period, and what is still open then."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.periods.log import record
from evaluations.domain.refusals import Refused
from evaluations.enums import IN_EMPLOYEE_HANDS, PeriodAction, PeriodState, State
from evaluations.models import EvaluationPeriod


@transaction.atomic
def close_period(
    period: EvaluationPeriod, *, actor=None, despite_open: bool = False, now: datetime | None = None
) -> EvaluationPeriod:
    """Close: nobody can fill in or rate any more; delivery and objections go on.

    Raises ``Refused``: not_yours, wrong_state, still_open (details: ``{state: count}``) unless ``despite_open``.
    """
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat menutup periode.")
    if locked.state != PeriodState.OPEN:
        raise Refused("wrong_state", "Hanya periode yang sedang dibuka yang dapat ditutup.")
    waiting = unfinished(locked)
    if waiting and not despite_open:
        raise Refused(
            "still_open", f"Masih ada {sum(waiting.values())} evaluasi yang belum dinilai.", waiting
        )
    locked.state, locked.closed_at = PeriodState.CLOSED, now or timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    record(locked, PeriodAction.CLOSE, actor=actor, data={"open": waiting}, now=locked.closed_at)
    return locked


def unfinished(period: EvaluationPeriod) -> dict[str, int]:
    """Evaluations not yet rated, counted by state."""
    counts: dict[str, int] = defaultdict(int)
    states = (*IN_EMPLOYEE_HANDS, State.SUBMITTED)
    for state in period.evaluations.filter(state__in=states).values_list("state", flat=True):
        counts[state] += 1
    return dict(counts)

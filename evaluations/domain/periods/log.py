"""The log of a period: who did what, when and why. Rows are only ever added."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from evaluations.enums import PeriodAction
from evaluations.models import EvaluationPeriod, PeriodEvent


def record(
    period: EvaluationPeriod,
    action: PeriodAction,
    *,
    actor,
    note: str = "",
    data: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> PeriodEvent:
    """Add one row in the transaction of the caller. ``actor`` None is the system; ``data`` must be plain JSON."""
    return PeriodEvent.objects.create(
        period=period,
        action=action,
        actor=actor,
        actor_name=str(actor) if actor else "Sistem",
        note=note,
        data=data or {},
        at=now or timezone.now(),
    )

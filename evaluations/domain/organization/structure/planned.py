"""Acts that lie ahead: done on their day, taken back, or why they are not possible."""

import logging
from datetime import date

from django.db import transaction
from django.utils import timezone

from evaluations.domain.organization.structure.reading import ENDINGS
from evaluations.domain.organization.structure.spans import put_in_force
from evaluations.domain.organization.structure.tree import lock_tree
from evaluations.domain.refusals import Refused
from evaluations.models import OrganizationalUnit, UnitSpan

logger = logging.getLogger(__name__)


@transaction.atomic
def cancel(unit: OrganizationalUnit) -> None:
    """Take back the planned change of a unit. Raises ``Refused`` nothing_planned."""
    lock_tree()
    planned = unit.spans.filter(in_force=False)
    if not planned:
        raise Refused("nothing_planned", "Tidak ada perubahan yang direncanakan untuk unit ini.")
    planned.delete()
    last = unit.spans.last()
    if last is not None:
        last.ends_on = None
        last.save(update_fields=["ends_on"])


def apply_due(today: date | None = None) -> int:
    """Do the planned acts whose day has come; gives how many. Idempotent, safe when run twice at once or days late.

    What is not possible on its day (people placed since in a unit to be closed) stays planned and is tried again;
    ``blocked`` says why.
    """
    today = today or timezone.localdate()
    due = UnitSpan.objects.filter(in_force=False, starts_on__lte=today).order_by("starts_on", "pk")
    done = 0
    for pk in list(due.values_list("pk", flat=True)):
        try:
            done += _apply_one(pk)
        except Refused as refused:
            logger.warning("Planned change %s of a unit is not possible yet: %s", pk, refused.code)
    return done


@transaction.atomic
def _apply_one(pk: int) -> bool:
    lock_tree()
    span = UnitSpan.objects.filter(pk=pk, in_force=False).first()
    if span is None:  # another tick was quicker
        return False
    put_in_force(span)
    return True


def blocked(span: UnitSpan) -> Refused | None:
    """Why a planned act is not possible as things stand; nothing is changed by asking."""
    try:
        with transaction.atomic():
            put_in_force(span)
            transaction.set_rollback(True)
    except Refused as refused:
        return refused
    return None


def ending_of(unit: OrganizationalUnit) -> date | None:
    """The first day on which the unit is no more, planned or done; None while no end is known."""
    planned = unit.spans.filter(in_force=False, change__in=ENDINGS).first()
    return unit.closed_on or (planned.starts_on if planned else None)

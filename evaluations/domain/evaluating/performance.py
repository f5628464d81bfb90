"""Which achievement of the organisation holds for an evaluation: that of the nearest unit that has one.

A division without one of its own goes by its agency; the regency's says nothing of an agency.
"""

from collections.abc import Iterable
from datetime import datetime

from evaluations.models import Evaluation, OrganizationalUnit, OrganizationPerformance


def performance_of(evaluation: Evaluation) -> OrganizationPerformance | None:
    """What belongs on the document of ``evaluation``; one query.

    Once it is final what held at that moment, so that a document says tomorrow what it said today; where nothing had
    been determined then, what was determined since.
    """
    rows = OrganizationPerformance.objects.filter(
        period=evaluation.period_id,
        unit__code__in=codes_of(evaluation.unit.path),
        unit__agency=evaluation.agency_id,
    ).select_related("unit", "decision")
    found = list(rows)
    then = _nearest(row for row in found if evaluation.final_at and _held_at(row, evaluation.final_at))
    return then or _nearest(row for row in found if row.ended_at is None)


def performance_at(period_id: int, agency: OrganizationalUnit) -> OrganizationPerformance | None:
    """What an agency has now for a period; one query."""
    rows = OrganizationPerformance.objects.in_force().filter(period=period_id, unit=agency)
    return rows.select_related("unit", "decision").first()


def codes_of(path: str) -> list[str]:
    """The codes of a unit and of those above it."""
    return path.strip("/").split("/")


def _held_at(row: OrganizationPerformance, moment: datetime) -> bool:
    return row.decision.recorded_at <= moment and (row.ended_at is None or row.ended_at > moment)


def _nearest(rows: Iterable[OrganizationPerformance]) -> OrganizationPerformance | None:
    """The one of the lowest unit, if it says anything."""
    known = [row for row in rows if row.level]
    return max(known, key=lambda row: len(row.unit.path), default=None)

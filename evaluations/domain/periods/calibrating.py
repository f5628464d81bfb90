"""The calibration of an agency: opened, ratings changed with reasons through the workflow, closed with its record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.calibration import cell_of
from evaluations.domain.evaluating.performance import performance_at
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.duties import RATED
from evaluations.enums import Action, PeriodState, Rating
from evaluations.models import CalibrationSession, Evaluation, EvaluationPeriod, OrganizationalUnit
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

Cells = dict[str, int]
_OVER = "Kalibrasi ini sudah ditutup. Buka kalibrasi baru bila masih ada yang perlu diubah."


def calibrated_rows(period: EvaluationPeriod, unit: OrganizationalUnit) -> QuerySet[Evaluation]:
    """The evaluations that a calibration of ``unit`` is about: those that count as results of the period."""
    return Evaluation.objects.filter(period=period, agency=unit, counts=True)


def open_session(
    period: EvaluationPeriod, unit: OrganizationalUnit, *, actor: Actor, now: datetime | None = None
) -> CalibrationSession:
    """Begin a calibration, with what stands there now; the results of the agency are not delivered on that day.

    Raises ``Refused``: not_yours, period_closed, nothing_to_calibrate, already_open.
    """
    now = now or timezone.now()
    _check_leads(actor, unit)
    if period.state != PeriodState.OPEN:
        raise Refused("period_closed", f"{period.name} tidak sedang dibuka, jadi tidak ada yang dikalibrasi.")
    before = counted(period, unit)
    if not any(before[cell] for cell in before if cell):
        raise Refused("nothing_to_calibrate", "Belum ada yang dinilai di perangkat daerah ini.")
    held = performance_at(period.pk, unit)
    try:
        with transaction.atomic():
            return CalibrationSession.objects.create(
                period=period,
                unit=unit,
                level=held.level if held else "",
                held_on=timezone.localdate(now),
                opened_by=actor,
                opened_by_name=str(actor),
                opened_at=now,
                before=before,
            )
    except IntegrityError as error:
        raise Refused("already_open", "Kalibrasi periode ini sedang berjalan.") from error


def calibrate(
    session: CalibrationSession,
    evaluation: Evaluation,
    *,
    rating_hasil_kerja: Rating,
    rating_perilaku: Rating,
    reason: str,
    actor: Actor,
    expected_version: int | None = None,
    now: datetime | None = None,
) -> Evaluation:
    """Give one evaluation other ratings. Raises ``Refused``: session_over, nothing_changed, and as ``perform``."""
    return perform(
        evaluation,
        Action.CALIBRATE,
        actor=actor,
        note=reason,
        expected_version=expected_version,
        now=now,
        session=session,
        rating_hasil_kerja=rating_hasil_kerja,
        rating_perilaku=rating_perilaku,
        by=actor,
    )


@transaction.atomic
def close_session(
    session: CalibrationSession,
    *,
    attendees: Iterable[str],
    conclusion: str,
    actor: Actor,
    now: datetime | None = None,
) -> CalibrationSession:
    """End the calibration: who was there, what was concluded, and how things stand now. It never changes afterwards.

    Raises ``Refused``: not_yours, session_over, nobody_there, note_required.
    """
    rows = CalibrationSession.objects.select_for_update(of=("self",)).select_related("period", "unit")
    locked = rows.get(pk=session.pk)
    _check_leads(actor, locked.unit)
    if locked.closed_at is not None:
        raise Refused("session_over", _OVER)
    present = _names(attendees)
    if not present:
        raise Refused("nobody_there", "Tuliskan siapa saja yang hadir.")
    if is_empty(conclusion):
        raise Refused("note_required", "Tuliskan kesimpulannya terlebih dahulu.")
    locked.attendees, locked.conclusion = present, clean_text(conclusion)
    locked.after = counted(locked.period, locked.unit)
    locked.closed_at = now or timezone.now()
    locked.save(update_fields=["attendees", "conclusion", "after", "closed_at"])
    return locked


def counted(period: EvaluationPeriod, unit: OrganizationalUnit) -> Cells:
    """How many stand in each cell of the quadrant; under "" those who are not rated. One query."""
    cells: Cells = {"": 0}
    rows = (
        calibrated_rows(period, unit).order_by().values_list("state", "rating_hasil_kerja", "rating_perilaku")
    )
    for state, work, behaviour, number in rows.annotate(number=Count("pk")):
        cell = cell_of(work, behaviour) if state in RATED else ""
        cells[cell] = cells.get(cell, 0) + number
    return cells


def _check_leads(actor: Actor, unit: OrganizationalUnit) -> None:
    if not rules.can_hold_calibration(actor, unit):
        raise Refused("not_yours", "Kalibrasi dipimpin kepala perangkat daerah itu.")


def _names(attendees: Iterable[str]) -> Sequence[str]:
    """Each once, in the order given."""
    return list(dict.fromkeys(name for one in attendees if (name := clean_text(one, multiline=False))))

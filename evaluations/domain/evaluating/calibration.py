"""What a calibration does to one evaluation, and what waits while it is held. Sessions: ``periods.calibrating``."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, cast

from django.utils import timezone

from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.results import write_result
from evaluations.domain.organization.raters import resolve
from evaluations.domain.refusals import Refused
from evaluations.enums import Rating
from evaluations.models import CalibrationChange, CalibrationSession, Employee, Evaluation
from forms_config.actors import Actor


def cell_of(hasil_kerja: str, perilaku: str) -> str:
    """The name of a cell of the quadrant: "ABOVE-MEETS"."""
    return f"{hasil_kerja}-{perilaku}"


def change_ratings(
    evaluation: Evaluation,
    *,
    note: str,
    now: datetime,
    session: CalibrationSession,
    rating_hasil_kerja: Rating,
    rating_perilaku: Rating,
    by: Actor,
) -> dict[str, Any]:
    """The effect of ``Action.CALIBRATE``: new ratings, the result that follows, a row for the record.

    Nobody decides on an objection against one's own word: where whoever calibrates would, the next one up does.
    Raises ``Refused``: session_over, nothing_changed.
    """
    _check_session(evaluation, session)
    if not rating_hasil_kerja or not rating_perilaku:
        raise Refused("ratings_required", "Pilih kedua rating.")
    before = (evaluation.rating_hasil_kerja, evaluation.rating_perilaku)
    if before == (rating_hasil_kerja, rating_perilaku):
        raise Refused("nothing_changed", "Kedua rating sama dengan yang lama. Ubah salah satunya.")
    label_before, current = evaluation.predikat_label, sheet(evaluation)
    evaluation.answers = current.with_ratings(rating_hasil_kerja, rating_perilaku)
    data = write_result(evaluation, current.outcome(evaluation.answers))
    evaluation.calibrated_at, evaluation.calibrated_by = now, by
    pass_review_on(evaluation, by, now)
    CalibrationChange.objects.create(
        session=session,
        evaluation=evaluation,
        rater=cast(Employee, evaluation.rater),  # the database has it of everything that is rated
        rating_hasil_kerja_before=before[0],
        rating_perilaku_before=before[1],
        predikat_label_before=label_before,
        rating_hasil_kerja=evaluation.rating_hasil_kerja,
        rating_perilaku=evaluation.rating_perilaku,
        predikat_label=evaluation.predikat_label,
        reason=note,
        changed_by=by,
        changed_at=now,
    )
    return data | {"before": {"rating_hasil_kerja": before[0], "rating_perilaku": before[1]}}


def held_agencies(period_id: int, day: date) -> frozenset[int]:
    """The agencies whose ratings are looked at on that day; one query."""
    sessions = CalibrationSession.objects.running().filter(period=period_id, held_on=day)
    return frozenset(sessions.order_by().values_list("unit", flat=True))


def check_not_running(
    evaluation: Evaluation, now: datetime, held_agencies: Callable[..., Collection[int]] = held_agencies
) -> None:
    """Raises ``Refused`` calibration_running on the day on which the ratings of the agency are looked at."""
    if evaluation.agency_id in held_agencies(evaluation.period_id, timezone.localdate(now)):
        raise Refused(
            "calibration_running",
            "Hasil perangkat daerah ini sedang dikalibrasi hari ini. Sampaikan setelah kalibrasi ditutup.",
        )


def _check_session(evaluation: Evaluation, session: CalibrationSession) -> None:
    """Under the lock of the session, so that closing it waits for this change or this change is refused."""
    held = CalibrationSession.objects.select_for_update().get(pk=session.pk)
    is_of_it = (held.period_id, held.unit_id) == (evaluation.period_id, evaluation.agency_id)
    if held.closed_at is not None or not is_of_it:
        raise Refused("session_over", "Kalibrasi ini sudah ditutup, jadi rating tidak diubah.")


def pass_review_on(evaluation: Evaluation, by: Actor, now: datetime) -> None:
    """Nobody approves what they set themselves (``by``), or decides on an objection to it: the next one up does, else
    BKPSDM says who.

    Who is named as the rater's superior stays so on the document; ``reviewer`` says who acts next.
    """
    reviewer = evaluation.reviewer
    if reviewer is None or reviewer.user_id != by.pk:
        return
    above: Employee | None = resolve(reviewer, timezone.localdate(now)).rater
    is_party = above is not None and above.pk in (evaluation.employee_id, evaluation.rater_id)
    evaluation.reviewer = None if is_party else above

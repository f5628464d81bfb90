"""What each transition writes on the evaluation. Called only by ``workflow.perform``, under lock.

An effect changes the given row (not yet saved), may write child rows, and returns what the event should remember.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from evaluations.domain.evaluating.answers import Sheet, sheet
from evaluations.domain.evaluating.calibration import check_not_running, held_agencies, pass_review_on
from evaluations.domain.evaluating.distribution import Guide, check_delivery, guide_of
from evaluations.domain.evaluating.facts import lacking_facts
from evaluations.domain.evaluating.figures import sources
from evaluations.domain.evaluating.plan_versions import pin
from evaluations.domain.evaluating.results import clear_result, write_result
from evaluations.domain.organization.snapshots import FINGERPRINT, copy_people, fingerprint
from evaluations.domain.refusals import Refused
from evaluations.enums import ObjectionOutcome, ObjectionTopic, Rating
from evaluations.models import Evaluation, Objection
from forms_config.engine.answers import named_evidence, without_evidence
from forms_config.engine.schema import FilledBy

Effect = Callable[..., dict[str, Any] | None]


def nothing(evaluation: Evaluation, *, note: str, now: datetime) -> None:
    return None


def save(evaluation: Evaluation, *, note: str, now: datetime, answers: dict[str, Any]) -> None:
    """Take the answers, without files that were removed meanwhile."""
    evaluation.answers = without_evidence(
        evaluation.form_version.parsed, answers, gone_evidence(evaluation, answers)
    )


def submit(
    evaluation: Evaluation,
    *,
    note: str,
    now: datetime,
    answers: dict[str, Any] | None = None,
    prepared: Sheet | None = None,
) -> dict[str, Any]:
    """Take the answers (the saved ones if none are given), freeze plan and figures beside them, give a receipt.

    ``prepared`` is the sheet read just before the lock: near a deadline the plan need not be read twice.
    """
    if answers is not None:
        evaluation.answers = answers
    current = replace(prepared or sheet(evaluation), answers=evaluation.answers)
    if current.unread:
        raise Refused("reading_missing", current.unread.message, [current.unread])
    lacking = current.missing(FilledBy.EMPLOYEE)
    if lacking:
        raise Refused("incomplete", f"Masih ada {len(lacking)} isian yang perlu dilengkapi.", lacking)
    if gone_evidence(evaluation, evaluation.answers):
        raise Refused(
            "evidence_gone",
            "Ada bukti yang baru saja dihapus di tab atau perangkat lain. Periksa bukti pada setiap bagian, "
            "unggah lagi bila masih diperlukan, lalu kirim.",
        )
    pin(evaluation, current.plan_versions)
    evaluation.plan_rows = current.plan_rows
    evaluation.expectations = current.expectations
    evaluation.figures = (
        dict(current.figures) if sources(current.schema) else {}
    )  # frozen whole with the rating
    evaluation.submitted_at, evaluation.read_at = now, None
    evaluation.first_submitted_at = evaluation.first_submitted_at or now
    evaluation.receipt_number = evaluation.receipt_number or receipt_number(evaluation)
    return {"receipt": evaluation.receipt_number}


def withdraw(evaluation: Evaluation, *, note: str, now: datetime) -> None:
    """As if it had not been sent, so that it is on time only if it is sent in time again; the number stays."""
    if evaluation.first_submitted_at == evaluation.submitted_at:
        evaluation.first_submitted_at = None
    evaluation.submitted_at = evaluation.first_submitted_at


def gone_evidence(evaluation: Evaluation, answers: dict[str, Any]) -> set[int]:
    """The evidence that the answers name and this evaluation does not have (any more), infected files among it."""
    named = named_evidence(evaluation.form_version.parsed, answers)
    if not named:
        return named
    there = evaluation.evidence.usable().filter(pk__in=named)
    return named - set(there.values_list("pk", flat=True))


def receipt_number(evaluation: Evaluation) -> str:
    period = evaluation.period
    return f"{period.year}{period.month or 0:02}-{evaluation.pk:07}"


def save_rating(
    evaluation: Evaluation,
    *,
    note: str,
    now: datetime,
    answers: dict[str, Any],
    notes: str = "",
    recommendation: str = "",
) -> None:
    evaluation.answers = answers
    evaluation.notes = notes
    evaluation.recommendation = recommendation


def rate(
    evaluation: Evaluation,
    *,
    note: str,
    now: datetime,
    answers: dict[str, Any],
    notes: str = "",
    recommendation: str = "",
) -> dict[str, Any]:
    """Take the rater's answers, compute the result, freeze names, figures and explanation.

    What lacks may be a fact for a rating at an end of its scale (``facts``).
    """
    save_rating(evaluation, note=note, now=now, answers=answers, notes=notes, recommendation=recommendation)
    current = sheet(evaluation)
    lacking = [*current.missing(FilledBy.RATER), *lacking_facts(evaluation, evaluation.answers, notes)]
    if lacking:
        raise Refused("incomplete", f"Masih ada {len(lacking)} penilaian yang perlu dilengkapi.", lacking)
    evaluation.figures = dict(current.figures)
    evaluation.rated_at = now
    copy_people(evaluation)
    return write_result(evaluation, current.outcome()) | {FINGERPRINT: fingerprint(evaluation)}


def deliver(
    evaluation: Evaluation,
    *,
    note: str,
    now: datetime,
    guide_of: Callable[..., Guide | None] = guide_of,
    held_agencies: Callable[..., Collection[int]] = held_agencies,
) -> dict[str, Any]:
    """Raises ``Refused``: calibration_running, and as ``check_delivery`` where the team deviates from the pattern.

    For many at once ``guide_of`` and ``held_agencies`` are such that remember.
    """
    check_not_running(evaluation, now, held_agencies)
    check_delivery(evaluation, guide_of)
    evaluation.delivered_at = now
    return {"predikat": evaluation.predikat}


def acknowledge(evaluation: Evaluation, *, note: str, now: datetime) -> None:
    """Whoever confirms has read it. What they say to it stands in the event, as ``note``."""
    evaluation.result_read_at = evaluation.result_read_at or now
    evaluation.acknowledged_at = now


def object_(
    evaluation: Evaluation, *, note: str, now: datetime, topic: ObjectionTopic = ObjectionTopic.OTHER
) -> dict[str, Any]:
    evaluation.result_read_at = evaluation.result_read_at or now
    Objection.objects.create(evaluation=evaluation, topic=topic, reasons=note, submitted_at=now)
    if evaluation.rated_by is not None:
        pass_review_on(evaluation, evaluation.rated_by, now)
    return {"topic": topic}


def explain(evaluation: Evaluation, *, note: str, now: datetime) -> None:
    objection = evaluation.objection
    objection.explanation = note
    objection.explained_at = now
    objection.save(update_fields=["explanation", "explained_at"])


def decide(
    evaluation: Evaluation,
    *,
    note: str,
    now: datetime,
    outcome: ObjectionOutcome,
    rating_hasil_kerja: Rating | None = None,
    rating_perilaku: Rating | None = None,
) -> dict[str, Any]:
    """The superior's decision, which is final (PP 30/2019 art. 59): uphold, or set new ratings."""
    objection = evaluation.objection
    objection.rating_hasil_kerja_before = evaluation.rating_hasil_kerja
    objection.rating_perilaku_before = evaluation.rating_perilaku
    objection.predikat_before = evaluation.predikat
    objection.outcome = outcome
    objection.decision = note
    objection.decided_at = now
    data: dict[str, Any] = {"outcome": outcome}
    if outcome == ObjectionOutcome.CHANGED:
        data |= _change_ratings(evaluation, rating_hasil_kerja, rating_perilaku)
    objection.save()
    evaluation.final_at = now
    return data


def _change_ratings(
    evaluation: Evaluation, hasil_kerja: Rating | None, perilaku: Rating | None
) -> dict[str, Any]:
    if not hasil_kerja or not perilaku:
        raise Refused("ratings_required", "Pilih kedua rating yang baru.")
    current = sheet(evaluation)
    evaluation.answers = current.with_ratings(hasil_kerja, perilaku)
    return write_result(evaluation, current.outcome(evaluation.answers))


def finalize(evaluation: Evaluation, *, note: str, now: datetime) -> None:
    evaluation.final_at = now


def reopen(evaluation: Evaluation, *, note: str, now: datetime) -> None:
    """Back to the employee, or to the rater; the result is taken away, the answers stay."""
    clear_result(evaluation)

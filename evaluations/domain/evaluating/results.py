"""The result on the evaluation row: written from the engine's outcome, cleared when reopened."""

from typing import Any

from evaluations.domain.evaluating.annual import year_of
from evaluations.models import Evaluation
from forms_config.engine import explain
from forms_config.engine.outcome import Outcome
from forms_config.engine.yearly import year_step


def write_result(evaluation: Evaluation, outcome: Outcome) -> dict[str, Any]:
    """Copy the outcome onto the row (not saved here); returns the part that the event remembers.

    The explanation of a year begins with its months, as they are known now.
    """
    of_year = year_step(evaluation.form_version.parsed, year_of(evaluation))
    evaluation.rating_hasil_kerja = outcome.rating_hasil_kerja or ""
    evaluation.rating_perilaku = outcome.rating_perilaku or ""
    evaluation.predikat = outcome.predikat or ""
    evaluation.predikat_label = outcome.predikat_label or ""
    evaluation.index_score = outcome.index_score
    evaluation.index_label = outcome.index_label or ""
    evaluation.competency_score = outcome.competency_score
    evaluation.trace = explain.to_json([*([of_year] if of_year else []), *outcome.trace])
    return {
        "rating_hasil_kerja": evaluation.rating_hasil_kerja,
        "rating_perilaku": evaluation.rating_perilaku,
        "predikat": evaluation.predikat,
    }


def clear_result(evaluation: Evaluation) -> None:
    """Take the result off the row (not saved here); the event log keeps what it was."""
    evaluation.rating_hasil_kerja = evaluation.rating_perilaku = ""
    evaluation.predikat = evaluation.predikat_label = evaluation.index_label = ""
    evaluation.index_score = evaluation.competency_score = None
    evaluation.trace = []
    evaluation.rated_at = evaluation.delivered_at = None
    evaluation.result_read_at = evaluation.acknowledged_at = None
    evaluation.calibrated_at = evaluation.calibrated_by = None
    evaluation.rated_by, evaluation.rated_as = None, ""

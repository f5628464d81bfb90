"""What the rater should have in view while rating: attendance, feedback and results of the person."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from evaluations import queries
from evaluations.domain.evaluating.annual import as_month, periods_of_year
from evaluations.domain.evaluating.attendance import FIGURES
from evaluations.domain.evaluating.evidence import seen_elsewhere
from evaluations.domain.evaluating.feedback import feedback_of
from evaluations.domain.evaluating.feedback_averages import averages
from evaluations.duties import IN_EMPLOYEE_HANDS, RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import Action
from evaluations.models import AttendanceMonth, DialogAgreement, Evaluation, EvaluationEvent, FormerRating
from evaluations.portal.feedback_notes import notes_in_words, with_forms
from evaluations.portal.plan_words import reported_against
from forms_config.engine.figures import ATTENDANCE_STATE
from forms_config.engine.values import parse_number
from forms_config.engine.yearly import year_suggestions


def rating_context(evaluation: Any, figures: Mapping[str, str | None], reader) -> dict[str, Any]:
    """What stands beside the form; three queries, and one each where there are figures, agreements, replies, words
    of a former rater.

    Attendance as (label, number or None), feedback about the days rated, the versions of plans that are reported, files
    that are evidence elsewhere too, what was agreed in dialogs and is not done, whether there are lines a day,
    and the last results.
    """
    agreements = DialogAgreement.objects.in_force().of(evaluation.employee_id)
    notes = with_forms(feedback_of(evaluation.employee, evaluation.first_day, evaluation.last_day))
    found = notes_in_words(notes, reader)
    return {
        "attendance": [(_label(name), parse_number(figures.get(f"attendance.{name}"))) for name in FIGURES],
        "attendance_state": figures.get(ATTENDANCE_STATE) or "",
        "feedback": found,
        "averages": averages(note.feedback for note in found),
        "reported_against": reported_against(evaluation),
        "twins": seen_elsewhere(evaluation, evaluation.evidence.all()),
        "agreements": list(agreements) if evaluation.has_agreements else [],
        "former": list(_former_words(evaluation, reader)) if evaluation.has_former else [],
        "has_lines": evaluation.has_lines and evaluation.state not in IN_EMPLOYEE_HANDS,
        **_results_to_compare(evaluation),
    }


def _former_words(evaluation: Evaluation, reader) -> QuerySet[FormerRating]:
    return FormerRating.objects.visible_to(reader).with_words().filter(evaluation=evaluation)


def _results_to_compare(evaluation: Evaluation) -> dict[str, Any]:
    """The year's results beside an annual rating, with what they suggest by overall rating; the last ones beside a
    monthly one. The latest first."""
    if not evaluation.is_annual:
        return {"last_results": [*_with_comment(queries.results_before(evaluation))], "year_suggestions": {}}
    year = list(_with_comment(periods_of_year(evaluation)))
    found = year_suggestions(evaluation.form_version.parsed, [as_month(row) for row in year])
    return {
        "last_results": [row for row in reversed(year) if row.state in RESULT_KNOWN_TO_EMPLOYEE],
        "year_suggestions": {one.overall.key: one.sentence for one in found},
    }


def _with_comment(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """Each with what the person said when acknowledging it, as ``comment``."""
    said = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"), action=Action.ACKNOWLEDGE)
    return rows.annotate(comment=Subquery(said.order_by("-at", "-pk").values("note")[:1]))


def _label(name: str) -> str:
    return str(AttendanceMonth._meta.get_field(name).verbose_name).capitalize()

"""What a rater had written when the evaluation becomes another's: it is kept, told, and can be taken over.

``give_rater`` is the one place where an evaluation gets another rater. A rating is one's own: what is not yet fixed
leaves the desk, and stands beside it as the words of whoever wrote it.
"""

from datetime import datetime
from typing import Any

from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS, NOT_YET_RATED, states_before
from evaluations.enums import Stage
from evaluations.models import Employee, Evaluation, FormerRating
from forms_config.dynamic_forms.examples import without_answers
from forms_config.engine.carrying import named, put_back
from forms_config.engine.schema import FilledBy


def give_rater(evaluation: Evaluation, to: Employee, *, now: datetime) -> None:
    """Let ``to`` rate instead of whoever rates now, under lock; not saved here. Who acted for the former acts no more.

    What is rated keeps its ratings: only who tells them to the employee, or rates anew, is another.
    """
    kept = keep_words(evaluation, now=now, with_deputy=evaluation.deputy_id is not None)
    if kept is not None and kept.has_words and evaluation.state in NOT_YET_RATED:
        schema = evaluation.form_version.parsed
        evaluation.answers = without_answers(schema, evaluation.answers, filled_by=FilledBy.RATER)
        evaluation.notes = evaluation.recommendation = ""
    evaluation.rater = to
    evaluation.deputy, evaluation.deputy_until, evaluation.deputy_as = None, None, ""


def keep_words(evaluation: Evaluation, *, now: datetime, with_deputy: bool) -> FormerRating | None:
    """What stands on the desk now as the words of the rater; ``with_deputy``: and of whoever acted for them.

    None where nothing stands there and nobody can have it open, or where the employee knows it already.
    """
    if evaluation.rater is None or evaluation.state not in states_before(Stage.DELIVERED):
        return None
    found = named(evaluation.form_version.parsed, evaluation.answers, evaluation.plan_rows)
    kept = FormerRating(
        evaluation=evaluation,
        rater=evaluation.rater,
        rater_name=str(evaluation.rater),
        deputy=evaluation.deputy if with_deputy else None,
        deputy_as=evaluation.deputy_as if with_deputy else "",
        answers=[one.to_json() for one in found if one.filled_by == FilledBy.RATER],
        notes=evaluation.notes,
        recommendation=evaluation.recommendation,
        predikat_label=evaluation.predikat_label,
        kept_at=now,
    )
    if evaluation.state in IN_EMPLOYEE_HANDS and not kept.has_words:
        return None
    kept.save()
    return kept


def take_over(evaluation: Evaluation, *, note: str, now: datetime, former: FormerRating) -> dict[str, Any]:
    """The effect of ``Action.TAKE_OVER``: what the former rater wrote, wherever nothing stands yet.

    Raises ``Refused``: not_of_this (words about somebody else), nothing_to_take.
    """
    if former.evaluation_id != evaluation.pk:
        raise Refused("not_of_this", "Isian itu bukan tentang evaluasi ini.")
    schema = evaluation.form_version.parsed
    before = (evaluation.answers, evaluation.notes, evaluation.recommendation)
    evaluation.answers = dict(put_back(schema, evaluation.answers, evaluation.plan_rows, former.answers))
    evaluation.notes = evaluation.notes or former.notes
    evaluation.recommendation = evaluation.recommendation or former.recommendation
    if (evaluation.answers, evaluation.notes, evaluation.recommendation) == before:
        raise Refused(
            "nothing_to_take",
            "Tidak ada yang diambil: semua tempatnya sudah Anda isi, atau sama. Kosongkan dulu yang ingin diganti.",
        )
    return {"former": former.pk, "from": former.rater_name}

"""A sheet of competences for tests: delivered, with one competence below the level that the post needs."""

from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action
from evaluations.models import Evaluation
from tests import build, schemas

KEYS = [field.key for section in schemas.competence_sheet().sections for field in section.fields]
GAP = KEYS[0]


def told(evaluation: Evaluation, levels: dict[str, str] | None = None) -> Evaluation:
    """Sent, rated and delivered; level 2 is needed, ``GAP`` has 1 unless ``levels`` say otherwise."""
    answers = dict.fromkeys(KEYS, "3") | ({GAP: "1"} if levels is None else levels)
    perform(evaluation, Action.SUBMIT, actor=evaluation.employee.user, answers={})
    perform(evaluation, Action.RATE, actor=evaluation.rater.user, answers=answers)
    return perform(evaluation, Action.DELIVER, actor=evaluation.rater.user)


def sheet_of(cast, levels: dict[str, str] | None = None) -> Evaluation:
    """The employee's."""
    return told(cast.evaluation(version=build.make_form_version(schemas.competence_sheet())), levels)

"""What the desk shows of an evaluation, to whoever rates it and to whoever approves the rating."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from evaluations import rules
from evaluations.domain.evaluating.answers import Sheet
from evaluations.enums import Action, State
from evaluations.models import (
    DailyEntry,
    DialogAgreement,
    Evaluation,
    EvaluationEvent,
    Evidence,
    FormerRating,
)
from evaluations.models.evaluation import PARSED_ALREADY, EvaluationQuerySet
from evaluations.portal.quadrant import RATED, Quadrant, quadrant_of
from evaluations.portal.sheets import surroundings
from forms_config import dynamic_forms
from forms_config.dynamic_forms import SectionView
from forms_config.engine.schema import FilledBy, FormSchema


def with_surroundings(rows: EvaluationQuerySet) -> EvaluationQuerySet:
    """The same rows with the people, the evidence, and whether there is anything of what stands beside the form."""
    people = rows.select_related("period", "form_version", "employee", "rater", "deputy", "reviewer", "unit")
    returned = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"), action=Action.RECONSIDER).order_by()
    around: EvaluationQuerySet = people.annotate(
        has_lines=Exists(DailyEntry.objects.of_outer_row()),
        has_agreements=Exists(DialogAgreement.objects.in_force().of_outer_row()),
        has_former=Exists(FormerRating.objects.of_outer_row()),
        was_sent_back=Exists(returned),
    )
    return around.defer(*PARSED_ALREADY).prefetch_related(Prefetch("evidence", Evidence.objects.with_twins()))


def sent_back(evaluation: Any) -> EvaluationEvent | None:
    """Why the rating came back to the rater, as long as it waits for another; no query where none ever came back."""
    if evaluation.state != State.SUBMITTED or not evaluation.was_sent_back:
        return None
    last = evaluation.events.exclude(from_state=State.SUBMITTED, to_state=State.SUBMITTED).last()
    return last if last is not None and last.action == Action.RECONSIDER else None


def quadrant_on_desk(schema: FormSchema, answers: Mapping[str, Any]) -> Quadrant | None:
    """The table with the cell of what stands on the page."""
    chosen = (overall and answers.get(overall.key) for area in RATED for overall in [schema.overall(area)])
    return quadrant_of(schema, *(str(rating or "") for rating in chosen))


def sections_to_read(user, evaluation: Evaluation, current: Sheet) -> tuple[SectionView, ...]:
    """The plan and the rater's part always; the employee's answers only once they were sent."""
    sides = [FilledBy.RATER]
    if rules.can_read_employee_answers(user, evaluation):
        sides.append(FilledBy.EMPLOYEE)
    return dynamic_forms.read_only(surroundings(current, evaluation.evidence.all()), sides=sides)

"""Scores and calculated values straight from stored answers, as tests of one rule want them."""

from decimal import Decimal

from forms_config.engine.answers import Answers, PlanRows
from forms_config.engine.calculated import Place, calculations
from forms_config.engine.figures import Figures
from forms_config.engine.schema import FormSchema
from forms_config.engine.scoring import Scores, valid_scores
from forms_config.engine.visibility import valid_answers


def section_scores(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> Scores:
    return valid_scores(schema, valid_answers(schema, answers), plan_rows, figures or {})


def calculated_values(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> dict[Place, Decimal | None]:
    found = calculations(schema, answers, plan_rows, figures)
    return {place: calculation.value for place, calculation in found.items()}

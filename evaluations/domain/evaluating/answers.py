"""What stands in front of whoever fills in or rates: the schema with its answers and surroundings."""

from dataclasses import dataclass
from typing import Any, cast

from django.utils.functional import SimpleLazyObject

from evaluations.domain.evaluating.figures import system_figures
from evaluations.domain.evaluating.plan_versions import planned
from evaluations.domain.evaluating.reading import Unread, unread
from evaluations.duties import IN_EMPLOYEE_HANDS, NOT_YET_RATED
from evaluations.models import Evaluation
from forms_config.engine.completeness import Missing, missing
from forms_config.engine.figures import Figures
from forms_config.engine.outcome import Outcome, evaluate
from forms_config.engine.schema import Area, FilledBy, FormSchema


@dataclass(frozen=True)
class Sheet:
    """One evaluation as the form engine sees it (shapes: ``engine.schema``)."""

    schema: FormSchema
    answers: dict[str, Any]
    plan_rows: list[dict[str, Any]]
    expectations: dict[str, str]
    figures: Figures  # see ``domain.evaluating.figures``; live ones are read when they are first asked for
    plan_versions: tuple[int, ...] = ()  # what ``plan_rows`` come from, while the employee fills in
    unread: Unread | None = None  # what the employee must read before sending

    def missing(self, filled_by: FilledBy, answers: dict[str, Any] | None = None) -> list[Unread | Missing]:
        """What still lacks before this side may hand in: first what to read, then in the order of the form."""
        to_read = [self.unread] if self.unread and filled_by == FilledBy.EMPLOYEE else []
        answers = self.answers if answers is None else answers
        return [*to_read, *missing(self.schema, answers, self.plan_rows, filled_by, self.figures)]

    def outcome(self, answers: dict[str, Any] | None = None) -> Outcome:
        """Ratings, predikat, index and their explanation for these answers."""
        return evaluate(
            self.schema, self.answers if answers is None else answers, self.plan_rows, self.figures
        )

    def with_ratings(self, hasil_kerja: str, perilaku: str) -> dict[str, Any]:
        """The answers with other overall ratings, where the form asks for them (a decision on an objection)."""
        answers = dict(self.answers)
        for area, rating in ((Area.HASIL_KERJA, hasil_kerja), (Area.PERILAKU, perilaku)):
            overall = self.schema.overall(area)
            if overall is not None:
                answers[overall.key] = str(rating)
        return answers


def sheet(evaluation: Evaluation) -> Sheet:
    """The sheet of an evaluation: live surroundings while the employee fills in, frozen ones from submission on.

    Figures stay live until the rating, since attendance is often imported after people have submitted.
    """
    schema = evaluation.form_version.parsed
    plan_rows, expectations = evaluation.plan_rows, evaluation.expectations
    versions: tuple[int, ...] = ()
    to_read = None
    if evaluation.state in IN_EMPLOYEE_HANDS:
        found = planned(evaluation)
        plan_rows, expectations = found.rows, found.expectations
        versions = tuple(version.pk for version in found.versions)
        to_read = unread(evaluation)
    figures: Figures = evaluation.figures
    if evaluation.state in NOT_YET_RATED:
        # An automatic save rarely needs them.
        figures = cast(Figures, SimpleLazyObject(lambda: system_figures(evaluation)))
    return Sheet(schema, evaluation.answers, plan_rows, expectations, figures, versions, to_read)

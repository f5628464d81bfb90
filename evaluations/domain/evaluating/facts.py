"""What an outstanding or a poor rating rests on: "Di Atas Ekspektasi" without a word convinces nobody.

A form says for each overall rating whether its ends need a fact (``OverallRating.extremes_need_fact``): a reason in the
notes, a remark of the rater or evidence in the section, or a feedback note about the days rated, by somebody who stands
for it with a name.
"""

from dataclasses import dataclass
from typing import Any

from evaluations.domain.evaluating.feedback import feedback_of
from evaluations.models import Evaluation
from forms_config.engine.characters import is_empty
from forms_config.engine.extremes import bare_extremes


@dataclass(frozen=True, slots=True)
class LackingFact:
    """As ``engine.completeness.Missing``: what to do, and where."""

    message: str
    anchor: str = "field-notes"

    @property
    def href(self) -> str:
        return f"#{self.anchor}"


def lacking_facts(
    evaluation: Evaluation, answers: dict[str, Any], notes: str, *, has_feedback: bool | None = None
) -> list[LackingFact]:
    """One for each rating at an end of its scale that rests on nothing.

    One query, and only where such a rating stands there; none where the caller knows whether there is feedback.
    """
    if not is_empty(notes):
        return []
    bare = bare_extremes(evaluation.form_version.parsed, answers)
    if not bare:
        return []
    if has_feedback is None:
        notes_given = feedback_of(evaluation.employee, evaluation.first_day, evaluation.last_day)
        has_feedback = notes_given.named().exists()
    if has_feedback:
        return []
    return [
        LackingFact(
            f"{one.overall.label} “{one.level.label}” perlu satu fakta. Tuliskan alasannya pada Catatan, atau beri "
            f"umpan balik pada {one.section.label}."
        )
        for one in bare
    ]

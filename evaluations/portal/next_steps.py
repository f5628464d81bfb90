"""What waits for a rater or the rater's superior at one evaluation, as a link."""

from dataclasses import dataclass

from django.urls import reverse

from evaluations.domain.evaluating.workflow import refusal
from evaluations.duties import duties_at
from evaluations.enums import Action
from evaluations.models import Evaluation

PAGES = {
    Action.RATE: "portal:rate",
    Action.APPROVE: "portal:approval",
    Action.DELIVER: "portal:rate",
    Action.EXPLAIN: "portal:explain",
    Action.DECIDE: "portal:decide",
}


@dataclass(frozen=True)
class NextStep:
    label: str
    url: str


def next_step(user, evaluation: Evaluation) -> NextStep | None:
    """What ``user`` as rater or rater's superior has to do now; None when it is another's turn."""
    for duty in duties_at(evaluation.state):
        if duty.action in PAGES and refusal(user, evaluation, duty.action) is None:
            return NextStep(duty.label, reverse(PAGES[duty.action], args=[evaluation.pk]))
    return None

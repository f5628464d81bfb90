"""What waits for somebody at one evaluation, as a link. The workflow decides; this gives it words."""

from dataclasses import dataclass

from django.urls import reverse

from evaluations.domain.workflow import allowed_actions
from evaluations.enums import Action
from evaluations.models import Evaluation

# The first allowed one is the next step; the others are reached from the same page.
STEPS: tuple[tuple[Action, str, str], ...] = (
    (Action.DELIVER, "Sampaikan hasil", "portal:rate"),
    (Action.RATE, "Nilai", "portal:rate"),
    (Action.EXPLAIN, "Beri penjelasan", "portal:explain"),
    (Action.DECIDE, "Putuskan", "portal:decide"),
)


@dataclass(frozen=True)
class NextStep:
    label: str
    url: str


def next_step(user, evaluation: Evaluation) -> NextStep | None:
    """What ``user`` as rater or rater's superior can do now; None when it is another's turn."""
    allowed = allowed_actions(user, evaluation)
    for action, label, name in STEPS:
        if action in allowed:
            return NextStep(label, reverse(name, args=[evaluation.pk]))
    return None

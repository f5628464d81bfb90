"""What is written down where somebody acts for a rater who is away: who it was, as what, and for whom."""

from datetime import datetime

from evaluations import rules
from evaluations.domain.evaluating.calibration import pass_review_on
from evaluations.enums import Action
from evaluations.models import Evaluation
from forms_config.actors import Actor

DEPUTED = (Action.RETURN, Action.SAVE_RATING, Action.TAKE_OVER, Action.RATE, Action.DELIVER)


def acts_for_another(actor: Actor | None, evaluation: Evaluation, action: str) -> bool:
    return action in DEPUTED and rules.is_deputy(actor, evaluation) and not rules.is_rater(actor, evaluation)


def name_of(actor: Actor | None, evaluation: Evaluation, action: str) -> str:
    """Who acted, for the event: "Ratna Dewi, atasan pejabat penilai, mewakili Budi Santoso"."""
    if actor is None:
        return "Sistem"
    if not acts_for_another(actor, evaluation, action):
        return str(actor)
    return f"{actor}, {evaluation.deputy_as}, mewakili {evaluation.rater_name}"


def sign(evaluation: Evaluation, actor: Actor | None, now: datetime) -> None:
    """Who has rated, where it was not the rater (not saved here); a rating of the rater's own takes it away.

    Who has rated for another does not approve that: it goes one further up, as the decision on an objection does.
    """
    is_another = acts_for_another(actor, evaluation, Action.RATE)
    evaluation.rated_by = actor if is_another else None
    evaluation.rated_as = name_of(actor, evaluation, Action.RATE) if is_another else ""
    if evaluation.rated_by is not None and evaluation.period.needs_approval:
        pass_review_on(evaluation, evaluation.rated_by, now)

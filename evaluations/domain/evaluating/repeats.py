"""Second presses: was the very act that is refused now just done, by the same person and with the same words?

Then nobody is told of an error: they are led to where the first press led. Other words are no second press.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from evaluations.domain.evaluating.plan_content import (
    INDICATOR_FIELDS,
    RESULT_FIELDS,
    SPREAD_FIELDS,
    annexes_of,
)
from evaluations.duties import IN_EMPLOYEE_HANDS, states_at
from evaluations.enums import Action, Stage, State
from evaluations.models import Evaluation, Feedback, FeedbackReply, PerformancePlan, RaterReport
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

STATES_AFTER = {Action.SAVE_RATING: (State.SUBMITTED,), Action.RATE: states_at(Stage.RATED)}


def is_repeated(evaluation: Evaluation, action: Action, *, actor: Actor, note: str = "") -> bool:
    """Whether the last act on the evaluation was this one; one query, for after a refusal."""
    last = evaluation.events.order_by("at", "pk").last()
    return last is not None and (last.action, last.actor_id, last.note) == (
        action,
        actor.pk,
        clean_text(note),
    )


def is_same_report(evaluation: Evaluation, action: Action, answers: Mapping[str, Any] | None) -> bool:
    """Whether the employee has saved, or sent, these very answers (None: whichever); the row is read anew."""
    stored = Evaluation.objects.get(pk=evaluation.pk)
    is_sent = stored.state not in IN_EMPLOYEE_HANDS
    return is_sent == (action == Action.SUBMIT) and answers in (None, stored.answers)


def is_same_rating(evaluation: Evaluation, action: Action, written: Mapping[str, Any]) -> bool:
    """Whether ``written`` (``answers``, ``notes`` …) is stored already and ``action`` was done with it."""
    stored = Evaluation.objects.get(pk=evaluation.pk)
    is_same = all(getattr(stored, name) == value for name, value in written.items())
    return is_same and stored.state in STATES_AFTER[action]


def is_repeated_on_plan(plan: PerformancePlan, action: str, *, actor: Actor, note: str = "") -> bool:
    last = plan.events.order_by("at", "pk").last()
    return last is not None and (last.action, last.actor_name, last.note) == (
        action,
        str(actor),
        clean_text(note),
    )


def is_same_plan(
    plan: PerformancePlan,
    *,
    results: Sequence[Mapping[str, Any]],
    approach: str,
    expectations: Mapping[str, str],
    annexes: Mapping[str, Sequence[str]],
) -> bool:
    """Whether the plan holds what ``plans.save_plan`` takes, whatever the keys of its rows; the plan is read anew."""
    stored = PerformancePlan.objects.with_content().get(pk=plan.pk)
    rows = [
        (
            [getattr(result, name) for name in RESULT_FIELDS],
            result.supported_result_id,
            [
                [getattr(indicator, name) for name in (*INDICATOR_FIELDS, *SPREAD_FIELDS)]
                for indicator in result.indicators.all()
            ],
        )
        for result in sorted(stored.results.all(), key=lambda result: (result.order, result.pk))
    ]
    written = [
        (
            [row[name] for name in RESULT_FIELDS],
            row.get("supported_result"),
            [
                [given[name] for name in INDICATOR_FIELDS]
                + [given.get(name, nothing) for name, nothing in SPREAD_FIELDS.items()]
                for given in row["indicators"]
            ],
        )
        for row in results
    ]
    lists = {annex: items for annex, items in annexes.items() if items}
    texts = {expectation.value: expectation.text for expectation in stored.expectations.all()}
    filled = {value: clean_text(text) for value, text in expectations.items() if not is_empty(text)}
    is_same_form = (stored.approach, annexes_of(stored)) == (approach, lists)
    return is_same_form and rows == written and texts == filled


def same_feedback(**written: Any) -> Feedback | None:
    """The note with the very same words about the same day that its author gave today already."""
    return Feedback.objects.filter(**written).first()


def same_reply(feedback: Feedback, text: str) -> FeedbackReply | None:
    """The last reply to a note, where it says just that."""
    last = feedback.replies.last()
    return last if last is not None and last.text == text else None


def is_same_rater_report(
    waiting: RaterReport | None, *, text: str, suggested_id: int | None, suggested_name: str
) -> bool:
    return waiting is not None and (waiting.text, waiting.suggested_id, waiting.suggested_name) == (
        clean_text(text),
        suggested_id,
        clean_text(suggested_name, multiline=False),
    )

"""Siti has asked colleagues for feedback and got praise and a suggestion; a colleague waits for hers."""

from datetime import timedelta

from django.utils import timezone

from evaluations.demo import texts
from evaluations.demo.people import SITI
from evaluations.domain.evaluating.feedback import Words
from evaluations.domain.evaluating.feedback_requests import (
    answer_request,
    ask_for_feedback,
    asking_refusal,
    last_day,
)
from evaluations.domain.organization.colleagues import colleagues_of
from evaluations.enums import FeedbackRelation, PeriodState
from evaluations.models import Employee, Evaluation

DAYS = timedelta(days=5)  # to answer


def ask_around() -> None:
    """Three peers are asked by Siti, two have answered; one of them asks her."""
    rows = Evaluation.objects.filter(period__state=PeriodState.OPEN).select_related(
        "employee", "rater", "period"
    )
    evaluation = rows.get(nip=SITI.nip)
    peers = [
        one.person
        for one in colleagues_of(evaluation.employee, timezone.localdate())
        if one.relation == FeedbackRelation.PEER
    ]
    asked = _ask(evaluation, peers[: len(texts.ANSWERS) + 1], texts.ASKING)
    for request, (kind, value, text, answers) in zip(asked, texts.ANSWERS, strict=False):
        words = Words(text, kind, value, answers=answers)
        answer_request(request, words, actor=request.invited.user, expected_version=request.version)
    for row in rows.filter(employee__in=peers).order_by("pk"):
        if asking_refusal(row, actor=row.employee.user) is None:
            _ask(row, [evaluation.employee], "")
            return


def _ask(evaluation: Evaluation, people: list[Employee], message: str) -> list:
    until = min(timezone.localdate() + DAYS, last_day(evaluation))
    ids = [person.pk for person in people]
    return ask_for_feedback(evaluation, ids, actor=evaluation.employee.user, until=until, message=message)

"""Tim saya: whom I rate, what waits for me, and what my subordinates rate."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import queries, rules
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.models import Evaluation
from evaluations.places import chosen_period
from evaluations.portal.guide import guide_context
from evaluations.portal.next_steps import NextStep, next_step


@dataclass(frozen=True)
class Member:
    """One line of the team table."""

    evaluation: Evaluation
    step: NextStep | None  # what waits for the viewer
    url: str  # where the name leads
    shows_result: bool


@dataclass(frozen=True)
class RaterGroup:
    """What one subordinate of the viewer has rated so far."""

    rater_name: str
    members: list[Member]

    @property
    def rated(self) -> int:
        return sum(member.evaluation.rated_at is not None for member in self.members)


@login_required
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The team of one period (``?periode=``), and what waits for the viewer from any period."""
    user = request.user
    periods = list(queries.periods_of_rater(user))
    period = chosen_period(request, periods)
    context: dict[str, Any] = {
        "periods": periods,
        "period": period,
        "objections": [(row, next_step(user, row)) for row in queries.objections_awaiting(user)],
        "plans": list(queries.plans_awaiting(user)),
        "waiting": [],
        "others": [],
        "groups": [],
        **guide_context(user, period),
    }
    if period is not None:
        members = [_member(user, row) for row in queries.team_of(user, period)]
        context["waiting"] = [member for member in members if member.step]
        context["others"] = [member for member in members if not member.step]
        context["rated"] = sum(member.evaluation.rated_at is not None for member in members)
        context["team_size"] = len(members)
        begins = period.rating_starts_on
        context["rated_from"] = begins if timezone.localdate() < begins else None
        context["groups"] = _by_rater([_member(user, row) for row in queries.reviewed_by(user, period)])
    return render(request, "portal/team/team.html", context)


def _by_rater(members: list[Member]) -> list[RaterGroup]:
    """In the order given, which is by rater."""
    groups = groupby(members, key=lambda member: member.evaluation.rater_name)
    return [RaterGroup(name, list(group)) for name, group in groups]


def _member(user, evaluation: Evaluation) -> Member:
    to_be_rated = rules.is_rater(user, evaluation) and evaluation.state not in RESULT_KNOWN_TO_EMPLOYEE
    page = "portal:rate" if to_be_rated else "portal:evaluation"
    return Member(
        evaluation=evaluation,
        step=next_step(user, evaluation),
        url=reverse(page, args=[evaluation.pk]),
        shows_result=rules.can_read_result(user, evaluation),
    )

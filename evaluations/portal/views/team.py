"""Tim saya: whom I rate, what waits for me, and what my subordinates rate."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.domain.evaluating.feedback import to_be_heard
from evaluations.domain.evaluating.objection_days import waiting_words
from evaluations.models import Evaluation
from evaluations.places import chosen_period
from evaluations.portal.guide import guide_context
from evaluations.portal.next_steps import next_step
from evaluations.portal.team_rows import Member, Sieve, in_order, kept_sieve, member, own_member, sifted


@dataclass(frozen=True)
class RaterGroup:
    """What one subordinate of the viewer has rated so far."""

    rater_name: str
    members: list[Member]

    @property
    def rated(self) -> int:
        return sum(line.evaluation.rated_at is not None for line in self.members)


@login_required
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The team of one period (``?periode=``, ``?saring=`` of ``Sieve``), and what waits for the viewer from any."""
    user = request.user
    periods = list(queries.periods_of_rater(user))
    period = chosen_period(request, periods)
    heard = to_be_heard(user, timezone.localdate())
    fixed = list(queries.after_rating(user))
    context: dict[str, Any] = {
        "periods": periods,
        "period": period,
        "objections": [
            (row, next_step(user, row), waiting_words(row)) for row in fixed if not row.is_to_be_approved
        ],
        "approvals": [row for row in fixed if row.is_to_be_approved],
        "plans": list(queries.plans_awaiting(user)),
        "acting_for": [],
        "query": "",
        "waiting": [],
        "others": [],
        "to_be_heard": heard,
        "unheard": sum(not row.was_heard for row in heard),
        "groups": [],
        **guide_context(user, period),
    }
    if period is not None:
        members = [own_member(user, row) for row in queries.team_of(user, period)]
        shown, context["sieves"] = sifted(members, request.GET.get("saring", ""))
        ordered = in_order(shown)
        waiting = context["waiting"] = [line for line in ordered if line.step]
        context["others"] = [line for line in ordered if not line.step]
        context["query"] = kept_sieve(request)
        context["acting_for"] = _acting_for(members)
        context["elsewhere"] = queries.waiting_by_period(user, but=period)
        context["to_rate"] = sum(line.evaluation.is_to_be_rated for line in waiting)
        context["to_deliver"] = sum(line.evaluation.is_to_be_delivered for line in waiting)
        context["rated"] = sum(line.evaluation.rated_at is not None for line in members)
        context["team_size"] = len(members)
        begins = period.rating_starts_on
        context["rated_from"] = begins if timezone.localdate() < begins else None
        context["groups"] = _by_rater([member(user, row) for row in queries.reviewed_by(user, period)])
    return render(request, "portal/team/team.html", context)


def _acting_for(members: list[Member]) -> list[Evaluation]:
    """One evaluation of each rater who is away and for whom the viewer acts."""
    of_others = (line.evaluation for line in members if Sieve.FOR_ANOTHER in line.sieves)
    return list({(row.rater_id, row.deputy_as): row for row in of_others}.values())


def _by_rater(members: list[Member]) -> list[RaterGroup]:
    """In the order given, which is by rater."""
    groups = groupby(members, key=lambda line: line.evaluation.rater_name)
    return [RaterGroup(name, list(group)) for name, group in groups]

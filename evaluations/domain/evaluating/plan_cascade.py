"""The cascade of a leader's plan (SKP): whose results support each of the leader's, several levels down, and the gaps.

Only what is approved counts, in the words of the version that holds. The team are the posts whose rater is the leader
by the tree of the day; further down the results themselves say what they support.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from evaluations.domain.evaluating.plan_posts import asked_for
from evaluations.domain.organization import raters
from evaluations.enums import PlanState
from evaluations.models import (
    Assignment,
    Employee,
    PerformancePlan,
    PlanVersion,
    ReportingLine,
    WorkResult,
    within,
)

LEVELS = 3  # of results below those of the leader
WIDEST = 150  # results of one level below which the next one is still shown


@dataclass(frozen=True, slots=True)
class Branch:
    """A work result as it was approved, with those that support it. ``indicators``: rows of ``engine.schema``."""

    pk: int
    plan_id: int
    statement: str
    indicators: list[dict[str, Any]]
    who: Employee
    post: Assignment | None
    supports: int | None
    below: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team on one post, with the plan for it (None: not begun) and its approved results."""

    post: Assignment
    plan: PerformancePlan | None
    results: list[Branch]

    @property
    def has_plan(self) -> bool:
        """Whether something is approved; it goes on holding while it is revised."""
        return bool(self.results)

    @property
    def state(self) -> str:
        return str(PlanState(self.plan.state).label) if self.plan else "Belum punya SKP"


@dataclass(frozen=True, slots=True)
class Cascade:
    """``tree``: the leader's results with what supports them; ``is_cut``: more than fits on a page stands below it.

    ``members`` by name.
    """

    leader: Employee
    year: int
    tree: list[Branch]
    members: list[Member]
    is_cut: bool

    @property
    def unsupported(self) -> list[Branch]:
        """Results of the leader that nobody supports."""
        return [branch for branch in self.tree if not branch.below]

    @property
    def idle(self) -> list[Member]:
        """Who has an approved plan of which nothing supports the leader."""
        return [one for one, cells in self.matrix if one.has_plan and not any(found for _, found in cells)]

    @property
    def without_plan(self) -> list[Member]:
        return [one for one in self.members if not one.has_plan]

    @property
    def is_whole(self) -> bool:
        """Whether there is no gap."""
        return bool(self.tree) and not (self.unsupported or self.idle or self.without_plan)

    @property
    def matrix(self) -> list[tuple[Member, list[tuple[Branch, list[Branch]]]]]:
        """The matriks peran hasil: of each person what they do for each result of the leader."""
        return [
            (
                member,
                [
                    (branch, [one for one in member.results if one.supports == branch.pk])
                    for branch in self.tree
                ],
            )
            for member in self.members
        ]


def cascade_of(leader: Employee, year: int, on: date) -> Cascade:
    """As of the day ``on``; the number of statements does not grow with the team."""
    team = team_of(leader, on)
    plans = {
        plan.assignment_id: plan
        for plan in PerformancePlan.objects.filter(assignment__in=[post.pk for post in team], year=year)
    }
    tree = _approved(WorkResult.objects.filter(plan__employee=leader, plan__year=year))
    of_plan: dict[int, list[Branch]] = defaultdict(list)
    for one in _approved(WorkResult.objects.filter(plan__in=[plan.pk for plan in plans.values()])):
        of_plan[one.plan_id].append(one)
    level = tree
    for _ in range(LEVELS):
        if len(level) <= WIDEST:
            level = _grown(level, year)
    members = [
        Member(post, plans.get(post.pk), of_plan[plans[post.pk].pk] if post.pk in plans else [])
        for post in team
    ]
    return Cascade(leader, year, tree, members, is_cut=len(level) > WIDEST)


def team_of(leader: Employee, on: date) -> list[Assignment]:
    """The posts that need a plan and whose rater is ``leader`` on that day, with person and unit, by name.

    Looked for below the units that the leader heads, where nobody else leads between, and among the exceptions.
    """
    led = list(Assignment.objects.leading(on).filter(employee=leader).values_list("unit", "unit__path"))
    others = Assignment.objects.leading(on).filter(unit=OuterRef("unit")).exclude(employee=leader)
    near = within(*(path for _, path in led)) & (
        Q(is_head=True) | Q(unit__in=[unit for unit, _ in led]) | ~Exists(others.order_by())
    )
    named = ReportingLine.objects.on(on).filter(rater=leader).values("employee")
    posts = asked_for(Assignment.objects.on(on), on).filter(near | Q(employee__in=named))
    found = list(posts.exclude(employee=leader).select_related("employee", "unit"))
    above = raters.resolve_posts(found, on)
    team = [post for post in found if above[post.pk].rater == leader]
    return sorted(team, key=lambda post: (post.employee.name, post.pk))


def _grown(level: Collection[Branch], year: int) -> list[Branch]:
    """The next level, put below this one."""
    by_pk = {branch.pk: branch for branch in level}
    rows = WorkResult.objects.filter(supported_result__in=by_pk, plan__year=year)
    found = sorted(_approved(rows), key=lambda branch: (branch.who.name, branch.who.pk))
    for branch in found:
        by_pk[branch.supports or 0].below.append(branch)
    return found


def _approved(results: QuerySet[WorkResult]) -> list[Branch]:
    """Those of ``results`` that stand in the last approved version of their plan; two statements."""
    rows = list(
        results.select_related("plan__employee", "plan__assignment__unit").order_by(
            "plan", "-kind", "order", "pk"
        )
    )
    said = _rows_of({row.plan_id for row in rows})
    return [
        Branch(
            pk=row.pk,
            plan_id=row.plan_id,
            statement=approved["statement"],
            indicators=approved["indicators"],
            who=row.plan.employee,
            post=row.plan.assignment,
            supports=row.supported_result_id,
        )
        for row in rows
        if (approved := said.get((row.plan_id, row.key)))
    ]


def _rows_of(plans: Iterable[int]) -> dict[tuple[int, str], dict[str, Any]]:
    """The rows of the last version of each plan, by plan and key."""
    versions = PlanVersion.objects.newest().filter(plan__in=plans).order_by()
    return {(plan, row["_row"]): row for plan, rows in versions.values_list("plan", "rows") for row in rows}

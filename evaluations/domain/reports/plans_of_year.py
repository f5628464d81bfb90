"""The plans (SKP) of a year and the posts that have none, narrowed and counted; for who may see them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from evaluations.domain.evaluating.plan_posts import HANDED_IN, held_in, lacking_plan
from evaluations.duties import APPROVE_PLAN, PLAN, waits
from evaluations.enums import PlanState, ReminderStep
from evaluations.models import Assignment, OrganizationalUnit, PerformancePlan, within

NONE = "TANPA"  # beside the states of a plan: a post that needs one and has none
LABELS: dict[str, str] = {NONE: "Belum punya SKP", **dict(PlanState.choices)}


@dataclass(frozen=True, slots=True)
class PlansOfYear:
    """Which plans and posts are meant. ``state``: one of ``LABELS``, empty for all; ``words``: of name and NIP."""

    year: int
    on: date
    unit: OrganizationalUnit | None = None
    state: str = ""
    words: str = ""

    def plans(self) -> QuerySet[PerformancePlan]:
        rows = PerformancePlan.objects.filter(year=self.year).order_by()
        if self.unit is not None and self.unit.parent_id is not None:  # the root has plans without a post too
            rows = rows.filter(within(self.unit, at="assignment__unit"))
        if self.state:
            rows = rows.filter(state=self.state)
        return rows.filter(self._named())

    def posts(self) -> QuerySet[Assignment]:
        """Those without a plan."""
        if self.state not in ("", NONE):
            return Assignment.objects.none()
        rows = held_in(self.year)
        if self.unit is not None:
            rows = rows.filter(within(self.unit))
        return lacking_plan(rows.filter(self._named()), self.year, self.on)

    def keys(self) -> QuerySet[Any, Any]:
        """``(state, id of the plan or post, name, person)`` of everybody, by name; for pages."""
        plans = self.plans().annotate(name=F("employee__name")).values_list("state", "pk", "name", "employee")
        posts = self.posts().annotate(name=F("employee__name"))
        parts = [plans, posts.values_list(Value(NONE), "pk", "name", "employee")]
        # No empty SELECT: a union with one has no columns to sort by.
        first, *others = parts[1:] if self.state == NONE else parts[:1] if self.state else parts
        return first.union(*others, all=True).order_by("name", "employee", "pk")

    def numbers(self) -> list[tuple[str, str, int]]:
        """(path of the unit, state, how many), whatever ``state`` says; two queries."""
        every = PlansOfYear(self.year, self.on, self.unit, "", self.words)
        plans = every.plans().values_list(Coalesce("assignment__unit__path", Value("")), "state")
        posts = every.posts().values_list("unit__path", Value(NONE))
        return [*plans.annotate(n=Count("pk")), *posts.annotate(n=Count("pk"))]

    def people(self, step: ReminderStep) -> set[int]:
        """Ids of those who can go on with these: the employees who have not handed in, or the raters."""
        plans = self.plans()
        if step == ReminderStep.APPR:
            return {
                *plans.filter(waits(PLAN, APPROVE_PLAN), rater__isnull=False).values_list("rater", flat=True)
            }
        begun = plans.exclude(state__in=HANDED_IN).values_list("employee", flat=True)
        return {*begun, *self.posts().values_list("employee", flat=True)}

    def _named(self) -> Q:
        named = Q()
        for word in self.words.split():
            named &= Q(employee__name__icontains=word) | Q(employee__nip__startswith=word)
        return named


def counted(numbers: Iterable[tuple[str, str, int]], path: str = "") -> dict[str, int]:
    """By state of ``LABELS`` how many there are at or below ``path``."""
    counts = dict.fromkeys(LABELS, 0)
    for unit, state, number in numbers:
        if unit.startswith(path):
            counts[state] += number
    return counts

"""For which posts of a person there is a plan (SKP), which of them are asked for one, and who approves it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q

from evaluations.domain.organization import raters
from evaluations.enums import AssignmentKind, PlanState
from evaluations.models import Assignment, Employee, PerformancePlan

# Who holds such a post is asked for a plan. A Plh stands in for days, other duties may have one.
ASKED_FOR = (AssignmentKind.DEFINITIVE, AssignmentKind.PLT)


def posts_in(employee: Employee, year: int) -> list[Assignment]:
    """The posts that a person holds on a day of that year, with their units, in the order of their days."""
    held = Assignment.objects.filter(employee=employee, starts_on__lte=date(year, 12, 31))
    held = held.exclude(ends_on__lt=date(year, 1, 1))
    return list(held.select_related("unit").order_by("starts_on", "pk"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A post that needs a plan, with state and note of the plan; None and empty where it is not begun."""

    post: Assignment
    state: PlanState | None
    note: str


def posts_asked(employee: Employee, on: date) -> list[Asked]:
    """The posts held on that day that need a plan for its year; one query."""
    held = Assignment.objects.on(on).filter(employee=employee, kind__in=ASKED_FOR).select_related("unit")
    with_plan = held.alias(planned=FilteredRelation("plans", condition=Q(plans__year=on.year)))
    found = with_plan.annotate(state=F("planned__state"), note=F("planned__note")).order_by("starts_on", "pk")
    return [Asked(post, post.state and PlanState(post.state), post.note or "") for post in found]


def rater_of(plan_or_post: PerformancePlan | Assignment, on: date) -> Employee | None:
    """Who approves the plan of a post on a day: of an acting post whoever leads above that post."""
    post = plan_or_post.assignment if isinstance(plan_or_post, PerformancePlan) else plan_or_post
    if post is None:
        return raters.resolve(plan_or_post.employee, on).rater
    return raters.resolve_posts([post], on)[post.pk].rater

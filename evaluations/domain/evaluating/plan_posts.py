"""For which posts of a person there is a plan (SKP), which of them are asked for one, and who approves it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from evaluations.domain.organization import raters
from evaluations.enums import EVALUATED_STATUSES, AssignmentKind, PlanState
from evaluations.models import Assignment, Employee, PerformancePlan, legal_status_on

# Who holds such a post is asked for a plan. A Plh stands in for days, other duties may have one.
ASKED_FOR = (AssignmentKind.DEFINITIVE, AssignmentKind.PLT)
HANDED_IN = (PlanState.SUBMITTED, PlanState.APPROVED)


def held_in(year: int) -> QuerySet[Assignment]:
    """The posts held on a day of that year."""
    return Assignment.objects.filter(starts_on__lte=date(year, 12, 31)).exclude(ends_on__lt=date(year, 1, 1))


def posts_in(employee: Employee, year: int) -> list[Assignment]:
    """The posts that a person holds on a day of that year, with their units, in the order of their days."""
    held = held_in(year).filter(employee=employee)
    return list(held.select_related("unit").order_by("starts_on", "pk"))


def asked_for(posts: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """Of ``posts`` those that need a plan, of ASN who are evaluated on the day ``on``: nobody waits for who is gone."""
    asked = posts.filter(kind__in=ASKED_FOR, employee__nip__isnull=False)
    serving = asked.alias(held_status=legal_status_on(on, "employee"))
    return serving.filter(held_status__in=EVALUATED_STATUSES).order_by()


def lacking_plan(
    posts: QuerySet[Assignment], year: int, on: date, states: Collection[str] = PlanState.values
) -> QuerySet[Assignment]:
    """Of ``posts`` those that need a plan of that year and have none in one of ``states``."""
    plans = PerformancePlan.objects.filter(assignment=OuterRef("pk"), year=year, state__in=states)
    return asked_for(posts, on).filter(~Exists(plans.order_by()))


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

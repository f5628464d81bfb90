"""P23: the list of everybody's plans (SKP) of a year: all of them, one state, one name, the last page."""

from collections.abc import Iterator
from itertools import cycle

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.report import Row
from bench.timing import Target, medians, statements
from bench.world import World, give_posts
from evaluations.enums import PlanState
from evaluations.models import Assignment, Employee, PerformancePlan, PlanEvent

# Of ten posts: None has no plan yet.
STATES = (*[PlanState.APPROVED] * 6, *[PlanState.SUBMITTED] * 2, PlanState.DRAFT, None)
BASE = "their list, one page of it"
MUST, GOAL = 2, 1.5
MUST_STATEMENTS, GOAL_STATEMENTS = 28, 26


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table."""
    _begin_plans()
    client = Client()
    client.force_login(world.cast.bkpsdm)
    index = reverse("plans:index")
    pages = {
        "all": index,
        "that wait": f"{index}?keadaan={PlanState.SUBMITTED}",
        "of one name": f"{index}?nama=Pegawai+77",
        "the last page": f"{index}?p=999999",
    }
    targets = [_page(client, reverse("employee:index")), *(_page(client, url) for url in pages.values())]
    base, *measured = medians(targets, rounds)
    for name, spent in zip(pages, measured, strict=True):
        yield Row("P23", f"plans of {world.people:,} people: {name}", spent, MUST, GOAL, base, BASE)
    asked = statements(lambda: client.get(index))
    yield Row("P23", "statements of the list", asked, MUST_STATEMENTS, GOAL_STATEMENTS)


def _page(client: Client, url: str) -> Target:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.content[:500])
    return Target(lambda: client.get(url))


def _begin_plans() -> None:
    """A plan in one of ``STATES`` for the post of everybody, each handed in once."""
    give_posts()
    now, year = timezone.now(), timezone.localdate().year
    raters = cycle(Employee.objects.filter(assignments__is_head=True).order_by("pk")[:100])
    posts = Assignment.objects.filter(plans=None).order_by("pk")
    plans = PerformancePlan.objects.bulk_create(
        (
            PerformancePlan(
                employee_id=post.employee_id, assignment=post, year=year, state=state, rater=rater,
                submitted_at=now, approved_at=now if state == PlanState.APPROVED else None,
            )
            for post, state, rater in zip(posts, cycle(STATES), raters, strict=False)
            if state is not None
        ),
        batch_size=500,
    )  # fmt: skip
    PlanEvent.objects.bulk_create(
        (PlanEvent(plan=plan, action="submit", actor_name="Pengukuran") for plan in plans), batch_size=500
    )
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")

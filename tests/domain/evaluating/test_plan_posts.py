"""For which posts there is a plan, who is asked for one, and who approves it."""

from datetime import date

import pytest

from evaluations.domain.evaluating import plan_posts, plan_writing
from evaluations.domain.organization.assignments import transfer
from evaluations.enums import AssignmentKind, PlanState, PositionType
from evaluations.models import Assignment, PerformancePlan
from tests import build
from tests.domain.evaluating.plan_parts import fresh

YEAR = 2026


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


def moved(cast):
    """From July on the employee has a post in the agency itself."""
    old = cast.employee.assignments.get()
    new = transfer(
        cast.employee, cast.agency, position="Analis Kesehatan", position_type=PositionType.FUNCTIONAL,
        on=date(YEAR, 7, 1),
    )  # fmt: skip
    return Assignment.objects.get(pk=old.pk), new


def test_whoever_moves_gets_a_plan_for_the_new_post_beside_the_old_one(cast, plan):
    old, new = moved(cast)
    fresh_plan = plan_writing.draft_plan(new, YEAR, actor=cast.employee.user)
    assert fresh_plan != plan
    assert (fresh(plan).last_day, fresh_plan.first_day) == (date(YEAR, 6, 30), date(YEAR, 7, 1))
    assert plan_posts.posts_in(cast.employee, YEAR) == [old, new]
    assert plan_posts.posts_in(cast.employee, YEAR + 1) == [new]


def test_a_plan_is_asked_for_where_one_acts_but_not_for_some_days_as_plh(cast, plan):
    today = date(YEAR, 8, 1)
    own = cast.employee.assignments.get()
    assert plan_posts.posts_asked(cast.employee, today) == [plan_posts.Asked(own, PlanState.DRAFT, "")]
    acts = build.make_head(
        cast.employee, cast.other_agency, kind=AssignmentKind.PLT, starts_on=date(YEAR, 7, 1)
    )
    build.make_head(cast.employee, cast.agency, kind=AssignmentKind.PLH, starts_on=date(YEAR, 7, 1))
    asked, beside = plan_posts.Asked(own, PlanState.DRAFT, ""), plan_posts.Asked(acts, None, "")
    assert plan_posts.posts_asked(cast.employee, today) == [asked, beside]
    assert plan_posts.posts_asked(cast.employee, date(YEAR, 6, 30)) == [asked]
    next_year = plan_posts.posts_asked(cast.employee, date(YEAR + 1, 1, 1))
    assert next_year == [plan_posts.Asked(own, None, ""), beside]


def test_a_plan_is_lacking_as_long_as_it_is_in_none_of_the_states_meant(cast, plan):
    """A draft is a plan for whoever asks who has begun, and none for whoever waits for it to be handed in."""
    own, today = cast.employee.assignments.all(), date(YEAR, 8, 1)
    assert not plan_posts.lacking_plan(own, YEAR, today).exists()
    assert list(plan_posts.lacking_plan(own, YEAR, today, [PlanState.SUBMITTED])) == list(own)
    assert list(plan_posts.lacking_plan(own, YEAR + 1, today)) == list(own)


def test_the_plan_of_an_acting_post_goes_to_who_leads_above_that_post(cast):
    above = build.make_employee("Wahyu Adi")
    build.make_head(above, cast.root, "Sekretaris Daerah")
    acts = build.make_head(cast.employee, cast.other_agency, kind=AssignmentKind.PLT)
    day = date(YEAR, 8, 1)
    assert plan_posts.rater_of(acts, day) == above
    assert plan_posts.rater_of(cast.employee.assignments.order_by("pk").first(), day) == cast.rater


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_in"),
    [
        (date(YEAR, 12, 31), None, True),
        (date(YEAR + 1, 1, 1), None, False),
        (date(YEAR - 1, 1, 1), date(YEAR, 1, 1), True),
        (date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31), False),
    ],
)
def test_one_day_of_the_year_is_enough_for_a_plan_of_that_year(cast, starts_on, ends_on, is_in):
    """Whoever came on the last day or left on the first one has worked in that year."""
    person = build.make_employee("Ani Lestari")
    build.make_assignment(person, cast.division, starts_on=starts_on, ends_on=ends_on)
    assert bool(plan_posts.posts_in(person, YEAR)) == is_in


def test_posts_stand_in_the_order_of_their_days_whichever_was_recorded_first(cast):
    """A post from before is often recorded later; people read their year from its beginning."""
    own = cast.stranger.assignments.get()
    earlier = build.make_head(
        cast.stranger, cast.agency, kind=AssignmentKind.PLT, starts_on=date(2019, 1, 1), ends_on=None
    )
    assert plan_posts.posts_in(cast.stranger, YEAR) == [earlier, own]
    assert [asked.post for asked in plan_posts.posts_asked(cast.stranger, date(YEAR, 8, 1))] == [earlier, own]


def test_why_a_plan_came_back_stands_beside_the_post_that_needs_it(cast, plan):
    PerformancePlan.objects.filter(pk=plan.pk).update(state=PlanState.RETURNED, note="Belum terukur")
    asked = plan_posts.posts_asked(cast.employee, date(YEAR, 8, 1))
    assert [(one.state, one.note) for one in asked] == [(PlanState.RETURNED, "Belum terukur")]


def test_a_plan_from_before_plans_belonged_to_posts_goes_to_the_rater_of_the_person(cast, plan):
    PerformancePlan.objects.filter(pk=plan.pk).update(assignment=None)
    assert plan_posts.rater_of(fresh(plan), date(YEAR, 8, 1)) == cast.rater

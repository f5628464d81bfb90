"""Which approved version an evaluation is reported against, at every edge of posts, days and units."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.plan_versions import (
    Planned,
    freeze,
    held_in,
    people_of,
    pin,
    pinned,
    planned,
    results_in_force,
)
from evaluations.domain.organization.assignments import transfer
from evaluations.enums import AssignmentKind, DocumentKind, PlanState, PositionType, WorkResultKind
from evaluations.models import Evaluation, EvaluationPeriod, PerformancePlan, PlanVersion, WorkResult
from forms_config.engine.targets import Days
from tests import build
from tests.unordered import no_order_by_chance

YEAR = 2026


def versions_of(evaluation: Evaluation) -> list[PlanVersion]:
    return list(planned(evaluation).versions)


def approved(who, post, **more) -> PlanVersion:
    return build.make_plan(who, post=post, **more).versions.get()


def acting(cast, unit, first: date, last: date):
    return build.make_head(cast.employee, unit, kind=AssignmentKind.PLT, starts_on=first, ends_on=last)


def july_of(cast, unit=None, **days) -> Evaluation:
    period = EvaluationPeriod.objects.first() or build.make_period(YEAR, 7)
    return build.make_evaluation(cast.employee, period, rater=cast.rater, unit=unit or cast.division, **days)


@pytest.fixture
def own(cast) -> PlanVersion:
    return approved(cast.employee, cast.employee.assignments.get())


# --- days ---


@pytest.mark.parametrize(
    ("first", "last", "is_added"),
    [
        ((6, 1), (6, 30), False),
        ((6, 1), (7, 1), True),
        ((7, 28), (8, 31), True),
        ((7, 29), (8, 31), False),
    ],
)
def test_a_post_held_on_one_day_of_the_evaluation_counts_and_one_day_beside_it_does_not(
    cast, own, first, last, is_added
):
    beside = approved(cast.employee, acting(cast, cast.other_agency, date(YEAR, *first), date(YEAR, *last)))
    assert versions_of(july_of(cast)) == ([own, beside] if is_added else [own])


# --- units and posts ---


def test_a_whole_month_is_reported_in_the_unit_of_the_evaluation_although_the_post_changed_within_it(cast):
    old = cast.employee.assignments.get()
    new = transfer(
        cast.employee, cast.agency, position="Analis", position_type=PositionType.FUNCTIONAL, on=date(YEAR, 7, 15)
    )  # fmt: skip
    before, after = (approved(cast.employee, post) for post in (old, new))
    assert versions_of(july_of(cast, cast.division)) == [before]
    Evaluation.objects.all().delete()
    assert versions_of(july_of(cast, cast.agency)) == [after]


def test_the_post_held_last_decides_and_not_the_plan_written_last(cast):
    old = cast.employee.assignments.get()
    new = transfer(
        cast.employee, cast.division, position="Perawat Ahli Muda", position_type=PositionType.FUNCTIONAL,
        on=date(YEAR, 7, 10),
    )  # fmt: skip
    after, _before = approved(cast.employee, new), approved(cast.employee, old)
    assert versions_of(july_of(cast)) == [after]


def test_acting_in_the_same_unit_is_added_and_never_takes_the_place_of_ones_own_post(cast, own):
    beside = approved(cast.employee, acting(cast, cast.division, date(YEAR, 7, 1), date(YEAR, 7, 31)))
    assert versions_of(july_of(cast)) == [own, beside]


def test_ones_own_plan_holds_also_where_the_unit_of_the_evaluation_is_another(cast, own):
    beside = approved(cast.employee, acting(cast, cast.other_agency, date(YEAR, 7, 1), date(YEAR, 7, 31)))
    assert versions_of(july_of(cast, cast.agency)) == [own, beside]


def test_who_only_acts_in_the_unit_is_reported_against_that_plan_once(cast):
    there = approved(cast.employee, acting(cast, cast.other_agency, date(YEAR, 7, 1), date(YEAR, 7, 31)))
    assert versions_of(july_of(cast, cast.other_agency)) == [there]
    Evaluation.objects.all().delete()
    assert versions_of(july_of(cast)) == []


def test_of_two_posts_held_after_each_other_beside_none_of_ones_own_each_is_reported_once(cast):
    posts = [
        acting(cast, cast.other_agency, date(YEAR, 7, first), date(YEAR, 7, last))
        for first, last in ((1, 14), (15, 31))
    ]
    before, after = (approved(cast.employee, post) for post in posts)
    assert versions_of(july_of(cast, cast.other_agency)) == [after, before]


def test_what_the_leader_of_the_own_post_expects_holds_and_not_what_another_one_does():
    versions = (PlanVersion(expectations={"loyal": "Setia"}), PlanVersion(expectations={"loyal": "Lain"}))
    assert Planned(versions).expectations == {"loyal": "Setia"}


def test_a_plan_without_a_post_holds_for_no_evaluation(cast):
    old = build.make_plan(cast.employee, state=PlanState.DRAFT, year=YEAR - 1)
    PerformancePlan.objects.filter(pk=old.pk).update(assignment=None, year=YEAR, approved_at=timezone.now())
    old.refresh_from_db()
    without = freeze(old)
    assert (without.people["employee"]["position"], without.people["employee"]["unit"]) == ("", "")
    evaluation = july_of(cast)
    assert versions_of(evaluation) == []
    own = approved(cast.employee, cast.employee.assignments.get())
    assert versions_of(evaluation) == [own]


# --- freezing ---


def test_every_plan_counts_its_own_versions(cast, own):
    assert (own.number, approved(cast.rater, cast.rater.assignments.get()).number) == (1, 1)


def test_every_version_gets_a_code_by_which_its_print_is_checked(own):
    assert own.verification.kind == DocumentKind.PLAN


def test_targets_were_agreed_for_the_days_of_a_version_and_for_the_year_where_none_were_kept():
    """Versions from before days were kept say nothing of them, whatever the plan says today."""
    plan = PerformancePlan(year=YEAR)
    assert held_in(PlanVersion(plan=plan)) == Days(date(YEAR, 1, 1), date(YEAR, 12, 31))
    days = Days(date(YEAR, 3, 1), date(YEAR, 10, 15))
    assert held_in(PlanVersion(plan=plan, first_day=days.first, last_day=days.last)) == days


def test_people_are_kept_with_the_post_of_the_day_of_the_approval(cast):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)
    transfer(
        cast.rater, cast.other_agency, position="Analis", position_type=PositionType.FUNCTIONAL,
        on=timezone.localdate(),
    )  # fmt: skip
    assert people_of(plan)["rater"]["position"] == "Analis"
    plan.approved_at = timezone.now() - timedelta(days=2)
    assert people_of(plan)["rater"]["position"] == "Kepala Bidang Pencegahan Penyakit"


def test_a_plan_without_a_rater_names_none_and_who_has_no_nip_has_an_empty_one(cast):
    type(cast.employee).objects.filter(pk=cast.employee.pk).update(nip=None)
    plan = build.make_plan(type(cast.employee).objects.get(pk=cast.employee.pk), state=PlanState.DRAFT)
    people = people_of(plan)
    assert (people.keys(), people["employee"]["nip"]) == ({"employee"}, "")


# --- what was reported ---


def test_an_evaluation_shows_its_own_versions_only_and_in_the_order_in_which_it_was_reported(cast, own):
    beside = approved(cast.employee, acting(cast, cast.other_agency, date(YEAR, 7, 1), date(YEAR, 7, 31)))
    first, second = (cast.evaluation(build.make_period(YEAR, month)) for month in (7, 8))
    pin(first, [beside.pk, own.pk])
    pin(second, [own.pk])
    with no_order_by_chance():
        assert (pinned(first), pinned(second)) == ([beside, own], [own])


def test_only_results_of_the_leaders_own_plan_of_that_year_can_be_supported_utama_first(cast):
    plan = build.make_plan(cast.rater, state=PlanState.DRAFT, results=2)
    WorkResult.objects.filter(plan=plan, order=1).update(kind=WorkResultKind.ADDITIONAL)
    PerformancePlan.objects.filter(pk=plan.pk).update(approved_at=timezone.now())
    plan.refresh_from_db()
    freeze(plan)
    build.make_plan(cast.reviewer)
    build.make_plan(cast.rater, year=YEAR + 1)
    with no_order_by_chance():
        found = results_in_force(cast.rater, YEAR)
    assert [(result.plan_id, result.order) for result in found] == [(plan.pk, 2), (plan.pk, 1)]


def test_who_has_no_leader_supports_nothing_and_nothing_is_asked_of_the_database(
    django_assert_num_queries, db
):
    with django_assert_num_queries(0):
        assert results_in_force(None, YEAR) == []

"""The cascade of a leader's plan: who supports what, several levels down, and the gaps."""

from datetime import date

import pytest

from evaluations.domain.evaluating import plan_cascade, plans
from evaluations.domain.evaluating.plan_cascade import Cascade, cascade_of, team_of
from evaluations.enums import AssignmentKind, LegalStatus, PlanState
from evaluations.models import Assignment, Employee, PerformancePlan, ReportingLine, WorkResult
from tests import build
from tests.guards import take_guards_off

YEAR, TODAY = 2026, date(2026, 8, 3)
pytestmark = pytest.mark.django_db


def planned(person, rater, *supported: WorkResult | None) -> list[WorkResult]:
    """An approved plan with one result for each of what they support."""
    plan = build.make_plan(person, rater=rater, results=len(supported))
    take_guards_off()
    results = list(plan.results.order_by("order"))
    for result, above in zip(results, supported, strict=True):
        WorkResult.objects.filter(pk=result.pk).update(supported_result=above)
    return results


@pytest.fixture
def tree(cast) -> dict[str, list[WorkResult]]:
    """Ratna has two results; Budi supports the first, Siti supports Budi's."""
    head = planned(cast.reviewer, None, None, None)
    division = planned(cast.rater, cast.reviewer, head[0], None)
    staff = planned(cast.employee, cast.rater, division[0])
    return {"head": head, "division": division, "staff": staff}


def cascade(leader, on: date = TODAY) -> Cascade:
    return cascade_of(leader, YEAR, on)


def drawn(branches) -> list:
    return [(branch.who.name, drawn(branch.below)) for branch in branches]


def names(members) -> list[str]:
    return [member.post.employee.name for member in members]


def test_the_tree_goes_down_from_the_results_of_the_leader(cast, tree):
    assert drawn(cascade(cast.reviewer).tree) == [
        ("Ratna Dewi", [("Budi Santoso", [("Siti Aminah", [])])]),
        ("Ratna Dewi", []),
    ]
    assert drawn(cascade(cast.rater).tree) == [("Budi Santoso", [("Siti Aminah", [])]), ("Budi Santoso", [])]


def test_the_matrix_has_a_row_for_everybody_in_the_team_and_a_column_for_each_result(cast, tree):
    found = cascade(cast.reviewer)
    assert [
        (member.post.employee.name, [[one.pk for one in cell] for _, cell in cells])
        for member, cells in found.matrix
    ] == [("Agus Wibowo", [[], []]), ("Budi Santoso", [[tree["division"][0].pk], []])]


def test_the_gaps_are_results_and_people_without_support_and_people_without_a_plan(cast, tree):
    found = cascade(cast.reviewer)
    assert [branch.pk for branch in found.unsupported] == [tree["head"][1].pk]
    assert (names(found.idle), names(found.without_plan)) == ([], ["Agus Wibowo"])
    build.make_plan(cast.unit_admin, rater=cast.reviewer)
    found = cascade(cast.reviewer)
    assert (names(found.idle), names(found.without_plan)) == (["Agus Wibowo"], [])
    assert not found.is_whole


def test_where_everything_is_supported_and_everybody_supports_there_is_no_gap(cast, tree):
    take_guards_off()
    WorkResult.objects.filter(pk=tree["staff"][0].pk).update(supported_result=tree["division"][1])
    assert not cascade(cast.rater).is_whole
    ani = build.make_employee("Ani Lestari")
    build.make_assignment(ani, cast.division)
    planned(ani, cast.rater, tree["division"][0])
    assert cascade(cast.rater).is_whole


def test_one_without_a_plan_or_whose_plan_supports_nothing_is_a_gap_by_themselves(cast, tree):
    take_guards_off()
    planned(build_staff(cast, "Ani Lestari"), cast.rater, tree["division"][1])
    assert cascade(cast.rater).is_whole
    tono = build_staff(cast, "Tono")
    assert not cascade(cast.rater).is_whole
    planned(tono, cast.rater, None)
    assert names(cascade(cast.rater).idle) == ["Tono"]
    assert not cascade(cast.rater).is_whole
    assert not Cascade(cast.rater, YEAR, [], [], is_cut=False).is_whole  # who plans nothing and leads nobody


def build_staff(cast, name: str) -> Employee:
    person = build.make_employee(name)
    build.make_assignment(person, cast.division)
    return person


def test_three_levels_below_the_leader_are_drawn_and_no_more(cast, tree, monkeypatch):
    """So many as an organisation has between its head and whoever does the work; more would not fit a page."""
    monkeypatch.setattr(plan_cascade, "WIDEST", 2)  # as wide as the first and the last level are here
    third = [planned(build_staff(cast, name), cast.rater, tree["staff"][0]) for name in ("Ani", "Tono")]
    planned(build_staff(cast, "Wati"), cast.rater, third[0][0])
    found = cascade(cast.reviewer)
    below = [("Budi Santoso", [("Siti Aminah", [("Ani", []), ("Tono", [])])])]
    assert drawn(found.tree) == [("Ratna Dewi", below), ("Ratna Dewi", [])]
    assert not found.is_cut


def test_each_year_shows_the_plans_of_that_year(cast, tree):
    later = build.make_plan(cast.employee, rater=cast.rater, year=YEAR + 1)
    for year in (YEAR, YEAR + 1):
        [member] = cascade_of(cast.rater, year, TODAY).members
        assert member.plan == PerformancePlan.objects.get(employee=cast.employee, year=year)
    assert member.plan == later


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.SUBMITTED, PlanState.RETURNED])
def test_what_is_not_approved_supports_nothing_yet(cast, tree, state):
    build.remove_plans(cast.employee)
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    plan.results.update(supported_result=tree["division"][0])
    found = cascade(cast.rater)
    assert [len(branch.below) for branch in found.tree] == [0, 0]
    assert [(one.post.employee.name, one.state) for one in found.without_plan] == [
        ("Siti Aminah", state.label)
    ]


def test_a_plan_that_is_revised_goes_on_counting_in_its_approved_words(cast, tree):
    plan = PerformancePlan.objects.get(employee=cast.employee)
    plans.revise_plan(plan, actor=cast.employee.user, note="Sasaran berubah")
    plan.results.update(statement="Kalimat baru")
    [below] = cascade(cast.rater).tree[0].below
    assert below.statement == "Hasil kerja 1 terlaksana"


def test_another_year_is_another_cascade(cast, tree):
    later = build.make_plan(cast.employee, rater=cast.rater, year=YEAR + 1)
    take_guards_off()
    later.results.update(supported_result=tree["division"][0])
    assert [len(branch.below) for branch in cascade(cast.rater).tree] == [1, 0]
    assert cascade_of(cast.rater, YEAR + 1, TODAY).tree == []


def test_the_team_are_the_posts_whose_rater_one_is(cast):
    """Also across an empty post, by an exception, and on an acting post; nobody who needs no plan."""
    assert [post.employee for post in team_of(cast.reviewer, TODAY)] == [cast.unit_admin, cast.rater]
    assert [post.employee for post in team_of(cast.rater, TODAY)] == [cast.employee]
    Employee.objects.filter(pk=cast.rater.pk).update(legal_status=LegalStatus.RETIRED)
    assert [post.employee for post in team_of(cast.reviewer, TODAY)] == [cast.unit_admin, cast.employee]
    ReportingLine.objects.create(
        employee=cast.stranger, rater=cast.reviewer, reason="SK", starts_on=date(2026, 1, 1)
    )
    Assignment.objects.filter(employee=cast.unit_admin).update(kind=AssignmentKind.PLH)
    assert [post.employee for post in team_of(cast.reviewer, TODAY)] == [cast.stranger, cast.employee]
    acting = build.make_head(cast.reviewer, cast.other_agency, kind=AssignmentKind.PLT)
    ReportingLine.objects.all().delete()
    assert cast.stranger in [post.employee for post in team_of(cast.reviewer, TODAY)]
    assert acting not in team_of(cast.reviewer, TODAY)


def test_a_level_that_is_too_wide_ends_the_tree(cast, tree, monkeypatch):
    monkeypatch.setattr(plan_cascade, "WIDEST", 1)
    found = cascade(cast.reviewer)
    assert drawn(found.tree) == [("Ratna Dewi", []), ("Ratna Dewi", [])]
    assert found.is_cut
    monkeypatch.setattr(plan_cascade, "WIDEST", 2)
    assert not cascade(cast.reviewer).is_cut


def test_the_statements_do_not_grow_with_the_team(cast, tree, django_assert_num_queries):
    with django_assert_num_queries(18):
        cascade(cast.reviewer)
    for number in range(5):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.agency)
        planned(person, cast.reviewer, tree["head"][1])
    with django_assert_num_queries(18):
        assert len(cascade(cast.reviewer).tree[1].below) == 5

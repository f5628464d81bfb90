"""What of plans was approved: frozen versions, which of them an evaluation is reported against, what differs."""

from datetime import date

import pytest

from evaluations.domain.evaluating import plan_writing, plans
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.plan_comparing import as_approved, as_it_stands, differences
from evaluations.domain.evaluating.plan_content import expectations_of, ordered_results, plan_rows_of
from evaluations.domain.evaluating.plan_versions import (
    freeze,
    pinned,
    planned,
    planned_for,
    results_in_force,
)
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.organization.assignments import transfer
from evaluations.enums import Action, AssignmentKind, CoreValue, PlanState, PositionType, WorkResultKind
from evaluations.models import Evaluation, PerformancePlan, PlanVersion, WorkResult
from forms_config.engine.targets import as_planned
from tests import build
from tests.domain.evaluating.plan_parts import indicator, row

YEAR = 2026
COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater)


def revised(cast, plan: PerformancePlan, results: list[dict], **more) -> PlanVersion:
    """Revised by its owner and approved again."""
    me = cast.employee.user
    plans.revise_plan(plan, actor=me, note="Tugas berubah")
    plan_writing.save_plan(plan, actor=me, results=results, **more)
    plans.submit_plan(plan, actor=me)
    plans.approve_plan(plan, actor=cast.rater.user)
    return plan.versions.first()


def versions_of(evaluation: Evaluation) -> list[PlanVersion]:
    return list(planned(evaluation).versions)


# --- freezing ---


def test_each_approval_is_kept_as_the_next_version_and_the_one_before_stays_as_it_was(cast, plan):
    first = plan.versions.get()
    before = (first.rows, first.expectations, first.people)
    second = revised(cast, plan, [row("Hasil baru")])
    assert (first.number, second.number) == (1, 2)
    first.refresh_from_db()
    assert (first.rows, first.expectations, first.people) == before
    assert [one["statement"] for one in second.rows] == ["Hasil baru"]
    assert second.people["rater"] == {
        "name": "Budi Santoso", "nip": cast.rater.nip, "rank": "III/a",
        "position": "Kepala Bidang Pencegahan Penyakit", "unit": "Bidang Pencegahan Penyakit",
    }  # fmt: skip
    assert second.people["employee"]["position"] == plan.assignment.position


def test_a_version_says_all_of_a_plan_utama_before_tambahan(cast):
    theirs = build.make_plan(cast.rater).results.get()
    plan = build.make_plan(cast.employee, state=PlanState.DRAFT)
    second = indicator("Mutu", aspect="QUALITY", target="baik", target_value=None, unit="", polarity="HIGHER")
    given = [
        row("Tambahan", kind=WorkResultKind.ADDITIONAL),
        row("Utama", indicators=[second, indicator()], supported_result=theirs.pk),
        row("Tanpa indikator", indicators=[]),
    ]
    plan_writing.save_plan(plan, actor=cast.employee.user, results=given)
    PerformancePlan.objects.filter(pk=plan.pk).update(approved_at=plan.created_at)
    plan.refresh_from_db()
    rows = freeze(plan).rows
    assert rows == plan_rows_of(plan)
    assert [one["_row"] for one in rows] == [result.key for result in ordered_results(plan)]
    assert [one["statement"] for one in rows] == ["Utama", "Tanpa indikator", "Tambahan"]
    assert (rows[0]["kind"], rows[0]["parent"]) == (WorkResultKind.MAIN, theirs.statement)
    assert [one["text"] for one in rows[0]["indicators"]] == ["Mutu", "Jumlah laporan"]
    assert [one["target_value"] for one in rows[0]["indicators"]] == [None, "12.00"]
    assert (rows[1]["indicators"], rows[2]["parent"]) == ([], None)


# --- which one holds ---


def test_only_what_is_approved_of_this_person_and_year_holds(cast, plan):
    row = cast.evaluation()
    build.make_plan(cast.stranger)
    build.make_plan(cast.employee, year=YEAR + 1)
    assert versions_of(row) == [plan.versions.get()]
    assert [as_planned(one) for one in planned(row).rows] == plan_rows_of(plan)
    assert planned(row).expectations == expectations_of(plan)
    assert set(planned(row).expectations) == set(CoreValue.values)
    other = build.make_evaluation(cast.rater, row.period)
    build.make_plan(cast.rater, state=PlanState.SUBMITTED)
    assert (planned(other).rows, planned(other).expectations) == ([], {})


def test_the_last_approved_version_holds_while_the_plan_is_revised(cast, plan):
    row = cast.evaluation()
    plans.revise_plan(plan, actor=cast.employee.user, note="Tugas berubah")
    plan_writing.save_plan(plan, actor=cast.employee.user, results=[])
    assert [one["statement"] for one in sheet(row).plan_rows] == ["Hasil kerja 1 terlaksana"]


def test_each_part_is_reported_against_the_plan_of_its_own_post(cast, plan):
    new = transfer(
        cast.employee, cast.agency, position="Analis", position_type=PositionType.FUNCTIONAL, on=date(YEAR, 7, 15)
    )  # fmt: skip
    period = build.make_period(YEAR, 7)
    days = {"starts_on": None, "ends_on": date(YEAR, 7, 14)}
    first = build.make_evaluation(cast.employee, period, unit=cast.division, **days)
    second = build.make_evaluation(
        cast.employee, period, unit=cast.agency, segment=2, starts_on=date(YEAR, 7, 15)
    )
    assert (versions_of(first), versions_of(second)) == ([plan.versions.get()], [])
    newer = build.make_plan(cast.employee, post=new, rater=cast.reviewer)
    assert planned_for([first, second]).keys() == {first.pk, second.pk}
    assert (versions_of(first), versions_of(second)) == ([plan.versions.get()], [newer.versions.get()])


def both_ways(evaluation: Evaluation) -> list[PlanVersion]:
    """What holds for it, asked for by itself and among others."""
    found = versions_of(evaluation)
    assert list(planned_for([evaluation])[evaluation.pk].versions) == found
    return found


def test_a_plan_that_belongs_to_no_post_holds_for_none(cast):
    row = build.make_evaluation(cast.employee, build.make_period(YEAR, 7), rater=cast.rater)
    plan = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)
    PerformancePlan.objects.filter(pk=plan.pk).update(assignment=None, approved_at=plan.created_at)
    freeze(PerformancePlan.objects.get(pk=plan.pk))
    assert both_ways(row) == []


def test_the_post_that_began_last_counts_not_the_plan_that_was_made_last(cast, plan):
    earlier = build.make_assignment(
        cast.employee,
        cast.division,
        "Perawat Terampil",
        starts_on=date(YEAR - 1, 1, 1),
        ends_on=date(YEAR, 7, 9),
    )
    cast.employee.assignments.exclude(pk=earlier.pk).update(starts_on=date(YEAR, 7, 10))
    build.make_plan(cast.employee, post=earlier)
    assert both_ways(cast.evaluation(build.make_period(YEAR, 7))) == [plan.versions.get()]


def test_after_a_promotion_in_the_same_unit_the_plan_of_the_new_post_holds_as_soon_as_it_is_approved(
    cast, plan
):
    new = transfer(
        cast.employee, cast.division, position="Perawat Ahli Muda", position_type=PositionType.FUNCTIONAL,
        on=date(YEAR, 7, 10),
    )  # fmt: skip
    july = cast.evaluation(build.make_period(YEAR, 7))
    august = cast.evaluation(build.make_period(YEAR, 8))
    assert (versions_of(july), versions_of(august)) == ([plan.versions.get()], [])
    newer = build.make_plan(cast.employee, post=new).versions.get()
    assert (versions_of(july), versions_of(august)) == ([newer], [newer])


def test_what_was_approved_for_a_post_held_beside_is_added_on_its_days_only(cast, plan):
    acts = build.make_head(
        cast.employee, cast.other_agency, kind=AssignmentKind.PLT, starts_on=date(YEAR, 7, 1),
        ends_on=date(YEAR, 7, 31),
    )  # fmt: skip
    beside = build.make_plan(cast.employee, post=acts)
    july, august = (cast.evaluation(build.make_period(YEAR, month)) for month in (7, 8))
    assert versions_of(july) == [plan.versions.get(), beside.versions.get()]
    assert len(planned(july).rows) == 2
    assert planned(july).expectations == plan.versions.get().expectations
    assert versions_of(august) == [plan.versions.get()]


def test_the_plans_of_many_are_read_in_one_statement(cast, plan, django_assert_num_queries):
    build.make_plan(cast.rater)
    period = build.make_period()
    rows = [build.make_evaluation(who, period) for who in (cast.employee, cast.rater, cast.stranger)]
    with django_assert_num_queries(1):
        found = planned_for(rows)
    assert [len(found[one.pk].versions) for one in rows] == [1, 1, 0]


# --- what it was reported against ---


def send(cast, evaluation: Evaluation) -> Evaluation:
    return perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)


def test_an_evaluation_keeps_the_version_that_it_was_reported_against(cast, plan):
    sent = send(cast, cast.evaluation())
    first = plan.versions.get()
    revised(cast, plan, [row("Hasil baru")])
    assert pinned(sent) == [first]
    assert [as_planned(one) for one in sheet(Evaluation.objects.get()).plan_rows] == first.rows


def test_sent_again_it_is_reported_against_what_holds_then(cast, plan):
    sent = send(cast, cast.evaluation())
    perform(sent, Action.RETURN, actor=cast.rater.user, note="Lengkapi")
    second = revised(cast, plan, [row("Diubah", key="rhk-1")])
    assert pinned(send(cast, sent)) == [second]


# --- what can be supported ---


def test_one_supports_what_is_approved_of_the_raters_plans_of_that_year(cast):
    approved = build.make_plan(cast.rater, results=2)
    assert [result.order for result in results_in_force(cast.rater, YEAR)] == [1, 2]
    assert results_in_force(cast.rater, YEAR + 1) == []
    build.make_plan(cast.reviewer, state=PlanState.DRAFT)
    assert (results_in_force(cast.reviewer, YEAR), results_in_force(None, YEAR)) == ([], [])
    plans.revise_plan(approved, actor=cast.rater.user, note="Tugas berubah")
    WorkResult.objects.create(plan=approved, key="baru", order=3, statement="Belum disetujui")
    assert [result.order for result in results_in_force(cast.rater, YEAR)] == [1, 2]


# --- the difference in words ---


def test_what_differs_between_two_versions_is_said_in_words(cast, plan):
    first = plan.versions.get()
    texts = first.expectations | {"loyal": "Lain", "adaptif": first.expectations["adaptif"]}
    changed = row("Hasil lain", key="rhk-1", indicators=[indicator("Jumlah laporan 1", target="10 laporan")])
    second = revised(cast, plan, [changed, row("Hasil tambahan", kind="TAMBAHAN")], expectations=texts)
    assert differences(as_approved(first), as_approved(second)) == [
        "Rumusan hasil kerja berubah dari “Hasil kerja 1 terlaksana” menjadi “Hasil lain”.",
        "Target “Jumlah laporan 1” berubah dari 12 laporan menjadi 10 laporan.",
        "Hasil kerja baru: “Hasil tambahan”, dengan 1 indikator.",
        "Ekspektasi Loyal berubah dari “Ekspektasi Loyal” menjadi “Lain”.",
    ]
    assert differences(as_approved(first), as_approved(first)) == []
    assert "Hasil kerja dihapus: “Hasil tambahan”." in differences(as_approved(second), as_approved(first))


def test_indicators_that_come_go_and_change_are_named(cast, plan):
    first = as_approved(plan.versions.get())
    same = first.rows[0]["statement"]
    plans.revise_plan(plan, actor=cast.employee.user, note="x")
    given = [indicator("Mutu", aspect="QUALITY", target_value=None, unit="", polarity="LOWER")]
    plan_writing.save_plan(
        plan,
        actor=cast.employee.user,
        results=[row(same, key="rhk-1", indicators=given)],
    )
    now = PerformancePlan.objects.with_content().get(pk=plan.pk)
    assert differences(first, as_it_stands(now)) == [
        "Indikator pada “Hasil kerja 1 terlaksana” berubah dari “Jumlah laporan 1” menjadi “Mutu”.",
        "Aspek “Mutu” berubah dari Kuantitas menjadi Kualitas.",
        "Target dalam angka “Mutu” berubah dari 12 menjadi kosong.",
        "Satuan “Mutu” berubah dari laporan menjadi kosong.",
        "Arah “Mutu” berubah dari makin tinggi makin baik menjadi makin rendah makin baik.",
    ]
    given = [indicator("Jumlah laporan 1"), indicator("Mutu", target="baik")]
    plan_writing.save_plan(
        plan,
        actor=cast.employee.user,
        results=[row(same, key="rhk-1", indicators=given)],
    )
    now = PerformancePlan.objects.with_content().get(pk=plan.pk)
    assert differences(first, as_it_stands(now)) == [
        "Indikator baru pada “Hasil kerja 1 terlaksana”: “Mutu”, target baik."
    ]
    assert differences(as_it_stands(now), first) == [
        "Indikator dihapus dari “Hasil kerja 1 terlaksana”: “Mutu”."
    ]


def test_another_rater_and_another_name_of_the_post_are_told_between_versions():
    def version(rater: str, position: str) -> PlanVersion:
        people = {"rater": {"name": rater}, "employee": {"position": position}}
        return PlanVersion(rows=[], expectations={}, people=people)

    before, after = version("Budi", "Perawat"), version("Ani", "Perawat Muda")
    assert differences(as_approved(before), as_approved(after)) == [
        "Penilai berubah dari Budi menjadi Ani.",
        "Jabatan berubah dari Perawat menjadi Perawat Muda.",
    ]

"""What a plan has by post and approach: columns, perspective, assignment, annexes; asked, frozen, compared."""

import pytest
from django.db import DatabaseError

from evaluations.domain.evaluating import plan_writing, plans
from evaluations.domain.evaluating.plan_comparing import as_approved, differences
from evaluations.domain.evaluating.plan_content import annexes_of
from evaluations.domain.evaluating.plan_layout import Columns, columns_of, layout_of
from evaluations.domain.refusals import Refused
from evaluations.enums import (
    AssignmentKind,
    PlanApproach,
    PlanLayout,
    PlanState,
    PositionType,
    UnitKind,
    WorkResultKind,
)
from evaluations.models import PerformancePlan, PlanVersion, WorkResult
from tests import build
from tests.domain.evaluating.test_plans import indicator, row

ANNEXES = {
    "dukungan_sumber_daya": ["Dua tenaga pendata", "Kendaraan dinas"],
    "konsekuensi": ["Diusulkan ikut pelatihan"],
}
PERSPECTIVE = {"perspective": "ANGGARAN"}


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


@pytest.fixture
def leader(cast) -> PerformancePlan:
    """Of the head of an agency, below whoever leads the regency."""
    build.make_head(cast.rater, cast.root, "Sekretaris Daerah")
    return build.make_plan(cast.reviewer, rater=cast.rater, state=PlanState.DRAFT)


def saved(plan: PerformancePlan, *results: dict, **more) -> WorkResult:
    plan_writing.save_plan(plan, actor=plan.employee.user, results=results or [row("Hasil")], **more)
    return WorkResult.objects.filter(plan=plan).first()


def approved(cast, plan: PerformancePlan) -> PlanVersion:
    plans.submit_plan(plan, actor=plan.employee.user)
    plans.approve_plan(plan, actor=cast.rater.user)
    return PlanVersion.objects.filter(plan=plan).first()


# --- which form ---


@pytest.mark.parametrize(
    ("post_kind", "is_head", "unit_kind", "layout"),
    [
        ("JPT_PRATAMA", False, UnitKind.DIVISION, PlanLayout.LEADER),
        ("ADMINISTRATOR", True, UnitKind.KAPANEWON, PlanLayout.LEADER),
        ("", True, UnitKind.AGENCY, PlanLayout.LEADER),
        ("", False, UnitKind.AGENCY, PlanLayout.OTHERS),
        ("ADMINISTRATOR", True, UnitKind.DIVISION, PlanLayout.OTHERS),
        ("AHLI_MUDA", False, UnitKind.AGENCY, PlanLayout.OTHERS),
    ],
)
def test_leaders_have_a_form_of_their_own(cast, post_kind, is_head, unit_kind, layout):
    post = cast.employee.assignments.get()
    post.post_kind, post.is_head, post.unit.kind = post_kind, is_head, unit_kind
    assert layout_of(post) == layout


def test_a_plan_without_a_post_has_the_form_of_most():
    assert layout_of(None) == PlanLayout.OTHERS


@pytest.mark.parametrize(
    ("layout", "approach", "aspect", "perspective", "target"),
    [
        (PlanLayout.OTHERS, PlanApproach.QUANTITATIVE, True, False, True),
        (PlanLayout.LEADER, PlanApproach.QUANTITATIVE, False, True, True),
        (PlanLayout.OTHERS, PlanApproach.QUALITATIVE, False, False, False),
        (PlanLayout.LEADER, PlanApproach.QUALITATIVE, False, False, False),
    ],
)
def test_form_and_approach_decide_the_columns(layout, approach, aspect, perspective, target):
    assert columns_of(layout, approach) == Columns(aspect, perspective, target)


# --- what is stored ---


def test_of_most_posts_the_aspect_is_kept_and_no_perspective(plan):
    result = saved(plan, row("Hasil", **PERSPECTIVE))
    assert (result.perspective, result.indicators.get().aspect) == ("", "QUANTITY")


def test_of_leaders_the_perspective_is_kept_and_no_aspect(leader):
    result = saved(leader, row("Hasil", **PERSPECTIVE))
    assert (result.perspective, result.indicators.get().aspect) == ("ANGGARAN", "")


def test_with_the_qualitative_approach_neither_is_kept(leader):
    result = saved(leader, row("Hasil", **PERSPECTIVE), approach=PlanApproach.QUALITATIVE)
    assert (result.perspective, result.indicators.get().aspect) == ("", "")
    leader.refresh_from_db()
    assert leader.approach == PlanApproach.QUALITATIVE


def test_an_approach_that_nobody_chooses_stays(plan):
    saved(plan, approach=PlanApproach.QUALITATIVE)
    saved(plan)
    plan.refresh_from_db()
    assert plan.approach == PlanApproach.QUALITATIVE


def test_only_additional_results_were_assigned_by_somebody(plan):
    more = {"assigned_by": "Bupati"}
    saved(plan, row("Utama", **more), row("Tambahan", kind=WorkResultKind.ADDITIONAL, **more))
    assert dict(plan.results.values_list("kind", "assigned_by")) == {"UTAMA": "", "TAMBAHAN": "Bupati"}


def test_annexes_are_lists_in_their_order_without_empty_items(plan):
    saved(plan, annexes={"konsekuensi": ["  ", "Satu", "Dua"], "dukungan_sumber_daya": []})
    assert annexes_of(plan) == {"konsekuensi": ["Satu", "Dua"]}
    saved(plan)
    assert annexes_of(PerformancePlan.objects.get(pk=plan.pk)) == {"konsekuensi": ["Satu", "Dua"]}
    saved(plan, annexes={})
    assert annexes_of(PerformancePlan.objects.get(pk=plan.pk)) == {}


def test_an_item_of_an_annex_is_one_line(plan):
    """It is printed as one numbered item, and compared as one."""
    saved(plan, annexes={"konsekuensi": [" Diusulkan\n\n ikut   pelatihan "]})
    assert annexes_of(plan) == {"konsekuensi": ["Diusulkan ikut pelatihan"]}


@pytest.mark.parametrize("part", [{"approach": PlanApproach.QUALITATIVE}, {"annexes": ANNEXES}])
def test_the_rater_writes_nothing_but_expectations(cast, part):
    waiting = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)
    with pytest.raises(Refused) as refused:
        plan_writing.save_plan(waiting, actor=cast.rater.user, **part)
    assert refused.value.code == "not_yours"


def test_a_copy_has_the_approach_the_annexes_and_who_assigned(cast, plan):
    extra = row("Tambahan", kind=WorkResultKind.ADDITIONAL, assigned_by="Bupati")
    saved(plan, row("Utama"), extra, approach=PlanApproach.QUALITATIVE, annexes=ANNEXES)
    plan.refresh_from_db()
    copied = plan_writing.copy_plan(plan, plan.assignment, plan.year + 1, actor=cast.employee.user)
    copied.refresh_from_db()
    assert (copied.approach, annexes_of(copied)) == (PlanApproach.QUALITATIVE, ANNEXES)
    assert copied.results.get(kind=WorkResultKind.ADDITIONAL).assigned_by == "Bupati"


# --- what is asked when it is handed in ---


def refusal(plan: PerformancePlan) -> str:
    with pytest.raises(Refused) as refused:
        plans.submit_plan(plan, actor=plan.employee.user)
    assert refused.value.code == "plan_empty"
    return refused.value.message


def test_a_leader_chooses_a_perspective_for_every_result(leader):
    saved(leader, row("Satu", **PERSPECTIVE), row("Dua"))
    assert refusal(leader) == "Pilih perspektif untuk hasil kerja “Dua”."


def test_what_waits_since_before_plans_had_a_perspective_is_approved(cast):
    waiting = build.make_plan(cast.reviewer, rater=cast.rater, state=PlanState.SUBMITTED)
    assert plans.approve_plan(waiting, actor=cast.rater.user).state == PlanState.APPROVED


def test_the_qualitative_approach_asks_no_target_but_a_measure(cast, plan):
    wordy = {"approach": PlanApproach.QUALITATIVE}
    saved(plan, row("Hasil", indicators=[]), **wordy)
    assert refusal(plan) == "Rencana hasil kerja “Hasil” belum punya ukuran keberhasilan."
    saved(plan, row("Hasil", indicators=[indicator("", target="x")]), **wordy)
    assert refusal(plan) == "Ukuran keberhasilan pada “Hasil” belum punya nama."
    saved(plan, row("Hasil", indicators=[indicator(target="")]), **wordy)
    assert approved(cast, plan).number == 1


# --- frozen and compared ---


def test_a_version_keeps_form_approach_annexes_and_days(cast, leader):
    saved(leader, row("Hasil", **PERSPECTIVE), annexes=ANNEXES)
    version = approved(cast, leader)
    assert (version.layout, version.approach) == (PlanLayout.LEADER, PlanApproach.QUANTITATIVE)
    assert (version.annexes, version.rows[0]["perspective"]) == (ANNEXES, "ANGGARAN")
    assert (version.first_day, version.last_day) == (leader.first_day, leader.last_day)


def test_the_annex_of_an_approved_plan_is_frozen_by_the_database(cast, plan):
    saved(plan, annexes=ANNEXES)
    approved(cast, plan)
    with pytest.raises(DatabaseError, match="an approved plan changes by revising it"):
        plan.annexes.update(text="Lain")


def test_what_is_new_in_a_version_is_said_in_words(cast, leader):
    extra = row("Tambahan", kind=WorkResultKind.ADDITIONAL, **PERSPECTIVE)
    saved(leader, row("Hasil", **PERSPECTIVE), extra, annexes=ANNEXES)
    keys = dict(leader.results.values_list("statement", "key"))
    first = approved(cast, leader)
    plans.revise_plan(leader, actor=cast.reviewer.user, note="Tugas berubah")
    saved(
        leader,
        row("Hasil", key=keys["Hasil"], perspective="PROSES_BISNIS"),
        extra | {"key": keys["Tambahan"], "assigned_by": "Bupati"},
        annexes={
            "dukungan_sumber_daya": ["Kendaraan dinas", "Dua tenaga pendata"],
            "konsekuensi": ["Teguran"],
        },
    )
    second = approved(cast, leader)
    assert differences(as_approved(first), as_approved(second)) == [
        "Perspektif “Hasil” berubah dari Anggaran menjadi Proses Bisnis.",
        "Penugasan “Tambahan” berubah dari kosong menjadi “Bupati”.",
        "Urutan dukungan sumber daya berubah.",
        "Konsekuensi ditambahkan: “Teguran”.",
        "Konsekuensi dihapus: “Diusulkan ikut pelatihan”.",
    ]


def test_another_approach_is_said_before_what_follows_from_it(cast, plan):
    saved(plan, row("Hasil", key="rhk-1"))
    first = approved(cast, plan)
    plans.revise_plan(plan, actor=cast.employee.user, note="x")
    saved(plan, row("Hasil", key="rhk-1"), approach=PlanApproach.QUALITATIVE)
    assert differences(as_approved(first), as_approved(approved(cast, plan))) == [
        "Pendekatan berubah dari kuantitatif menjadi kualitatif.",
        "Aspek “Jumlah laporan” berubah dari Kuantitas menjadi kosong.",
    ]


def test_versions_from_before_there_was_a_perspective_are_compared_as_without(cast, leader):
    rows = [row("Hasil") | {"_row": "rhk-1", "parent": None}]
    old = PlanVersion(rows=rows, expectations={}, people={})
    new = PlanVersion(rows=[rows[0] | {"perspective": "", "assigned_by": ""}], expectations={}, people={})
    assert differences(as_approved(old), as_approved(new)) == []


def test_an_acting_leader_plans_with_the_form_of_leaders(cast):
    acts = build.make_head(cast.employee, cast.other_agency, "Kepala Dinas Sosial", kind=AssignmentKind.PLT)
    assert layout_of(acts) == PlanLayout.LEADER
    assert acts.position_type == PositionType.STRUCTURAL

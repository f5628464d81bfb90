"""A plan: who hands it in, approves it, opens it again, what is handed in whole, and what is taken back."""

import pytest

from evaluations.domain.evaluating import plan_writing, plans
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, LegalStatus, PlanState, Role, WorkResultKind
from evaluations.models import PerformancePlan
from tests import build
from tests.domain.evaluating.plan_parts import code_of, fresh, indicator, row


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


@pytest.fixture
def waiting(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)


# --- who may ---


@pytest.mark.parametrize("who", ["rater", "reviewer", "stranger", "bkpsdm"])
def test_a_draft_is_written_and_handed_in_by_its_owner_alone(cast, plan, who):
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert code_of(plan_writing.save_plan, plan, actor=actor, results=[row("Lain")]) == "not_yours"
    assert code_of(plans.submit_plan, plan, actor=actor) == "not_yours"
    assert fresh(plan).version == plan.version


@pytest.mark.parametrize("state", PlanState)
def test_the_owner_writes_and_hands_in_while_it_is_a_draft_or_returned(cast, state):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    me = cast.employee.user
    if state in (PlanState.DRAFT, PlanState.RETURNED):
        plan_writing.save_plan(plan, actor=me, results=[row("Baru")])
        assert plans.submit_plan(plan, actor=me).state == PlanState.SUBMITTED
        return
    assert code_of(plan_writing.save_plan, plan, actor=me, expectations={}) == "wrong_state"
    assert code_of(plans.submit_plan, plan, actor=me) == "wrong_state"


@pytest.mark.parametrize("state", PlanState)
def test_the_rater_writes_expectations_returns_and_approves_while_it_waits(cast, state):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    rater = cast.rater.user
    if state == PlanState.SUBMITTED:
        plan_writing.save_plan(plan, actor=rater, expectations={"loyal": "Setia"})
        return
    assert code_of(plan_writing.save_plan, plan, actor=rater, expectations={"loyal": "x"}) == "wrong_state"
    assert code_of(plans.return_plan, plan, actor=rater, note="Perbaiki") == "wrong_state"
    assert code_of(plans.approve_plan, plan, actor=rater) == "wrong_state"


@pytest.mark.parametrize("who", ["employee", "reviewer", "bkpsdm"])
def test_only_the_rater_returns_and_approves(cast, waiting, who):
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert code_of(plans.return_plan, waiting, actor=actor, note="Perbaiki") == "not_yours"
    assert code_of(plans.approve_plan, waiting, actor=actor) == "not_yours"


@pytest.mark.parametrize(("who", "may"), [("employee", True), ("rater", True), ("reviewer", False)])
def test_an_approved_plan_is_opened_again_by_its_owner_or_rater(cast, who, may):
    plan = build.make_plan(cast.employee, rater=cast.rater)
    actor = getattr(cast, who).user
    if may:
        assert plans.revise_plan(plan, actor=actor, note="Tugas berubah").state == PlanState.DRAFT
    else:
        assert code_of(plans.revise_plan, plan, actor=actor, note="Tugas berubah") == "not_yours"


def test_only_an_approved_plan_is_opened_again_and_only_with_a_reason(cast, waiting):
    me = cast.employee.user
    assert code_of(plans.revise_plan, waiting, actor=me, note="Tugas berubah") == "wrong_state"
    plan = build.make_plan(cast.stranger)
    assert code_of(plans.revise_plan, plan, actor=cast.stranger.user, note="  ") == "note_required"


def test_returning_needs_a_reason_and_leaves_it_on_the_plan(cast, waiting):
    assert code_of(plans.return_plan, waiting, actor=cast.rater.user, note=" ") == "note_required"
    returned = fresh(plans.return_plan(waiting, actor=cast.rater.user, note="Belum terukur"))
    assert (returned.state, returned.note) == (PlanState.RETURNED, "Belum terukur")


# --- what each act writes ---


def test_each_act_counts_the_version_and_writes_one_event(cast, plan):
    me, rater = cast.employee.user, cast.rater.user
    plan_writing.save_plan(plan, actor=me, expectations=dict.fromkeys(CoreValue.values, "Harapan"))
    assert fresh(plan).version == plan.version + 1
    submitted = fresh(plans.submit_plan(plan, actor=me, note="Mohon diperiksa"))
    assert submitted.submitted_at is not None
    approved = fresh(plans.approve_plan(plan, actor=rater, note="Selamat bekerja"))
    assert (approved.note, approved.version) == ("Selamat bekerja", plan.version + 3)
    assert approved.approved_at is not None
    assert list(plan.events.values_list("action", "actor_name", "note")) == [
        ("submit", str(me), "Mohon diperiksa"),
        ("approve", str(rater), "Selamat bekerja"),
    ]


@pytest.mark.parametrize("act", [plan_writing.save_plan, plans.submit_plan])
def test_an_older_tab_is_told_so(cast, plan, act):
    me = cast.employee.user
    assert code_of(act, plan, actor=me, expected_version=plan.version - 1) == "version_conflict"
    assert act(plan, actor=me, expected_version=plan.version).version == plan.version + 1


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (
            PlanState.DRAFT,
            lambda cast, plan: plan_writing.save_plan(plan, actor=cast.employee.user, results=[row("Lain")]),
        ),
        (PlanState.DRAFT, lambda cast, plan: plans.submit_plan(plan, actor=cast.employee.user)),
        (
            PlanState.SUBMITTED,
            lambda cast, plan: plans.return_plan(plan, actor=cast.rater.user, note="Perbaiki"),
        ),
        (PlanState.SUBMITTED, lambda cast, plan: plans.approve_plan(plan, actor=cast.rater.user)),
        (
            PlanState.APPROVED,
            lambda cast, plan: plans.revise_plan(plan, actor=cast.rater.user, note="Berubah"),
        ),
    ],
    ids=["save", "submit", "return", "approve", "revise"],
)
def test_an_act_that_breaks_at_its_end_has_written_nothing(cast, monkeypatch, state, act):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)

    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(PerformancePlan, "save", breaks)
    with pytest.raises(MemoryError):
        act(cast, plan)
    assert [result.statement for result in plan.results.all()] == ["Hasil kerja 1 terlaksana"]
    assert not plan.events.exists()


# --- handed in whole ---


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([], "sedikitnya satu rencana hasil kerja utama"),
        ([row("Tambahan", kind=WorkResultKind.ADDITIONAL)], "sedikitnya satu rencana hasil kerja utama"),
        ([row("Utama"), row("")], "belum ditulis"),
        ([row("Utama"), row("Kosong", indicators=[])], "“Kosong” belum punya indikator"),
        ([row("Utama", indicators=[indicator(), indicator("")])], "belum punya nama"),
        ([row("Utama", indicators=[indicator(), indicator(target="")])], "belum punya target"),
    ],
)
def test_what_is_not_wholly_written_is_neither_handed_in_nor_approved(cast, plan, results, words):
    plan_writing.save_plan(plan, actor=cast.employee.user, results=results)
    with pytest.raises(Refused, match=words) as refused:
        plans.submit_plan(plan, actor=cast.employee.user)
    assert refused.value.code == "plan_empty"
    PerformancePlan.objects.filter(pk=plan.pk).update(state=PlanState.SUBMITTED)
    assert code_of(plans.approve_plan, plan, actor=cast.rater.user) == "plan_empty"


def test_a_plan_goes_to_the_rater_of_today_and_waits_where_there_is_none(cast, plan):
    PerformancePlan.objects.filter(pk=plan.pk).update(rater=None)
    assert fresh(plans.submit_plan(plan, actor=cast.employee.user)).rater == cast.rater
    cast.rater.assignments.all().delete()
    cast.reviewer.assignments.all().delete()
    alone = build.make_plan(cast.stranger, state=PlanState.DRAFT)
    assert code_of(plans.submit_plan, alone, actor=cast.stranger.user) == "no_rater"


def test_all_seven_expectations_stand_in_an_approved_plan(cast, waiting):
    waiting.expectations.filter(value__in=[CoreValue.LOYAL, CoreValue.ADAPTIVE]).delete()
    with pytest.raises(Refused) as refused:
        plans.approve_plan(waiting, actor=cast.rater.user)
    assert refused.value.code == "expectations_missing"
    assert set(refused.value.details) == {CoreValue.LOYAL.label, CoreValue.ADAPTIVE.label}
    assert fresh(waiting).state == PlanState.SUBMITTED


# --- taking back ---


def test_the_owner_takes_back_what_the_rater_has_not_read(cast, waiting):
    assert code_of(plans.withdraw_plan, waiting, actor=cast.rater.user) == "not_yours"
    assert plans.withdraw_plan(waiting, actor=cast.employee.user).state == PlanState.DRAFT
    assert code_of(plans.withdraw_plan, waiting, actor=cast.employee.user) == "wrong_state"


def test_what_the_rater_has_read_is_not_taken_back_unless_the_rater_is_gone(cast, waiting):
    plans.mark_read(waiting, reader=cast.stranger.user)
    assert fresh(waiting).read_at is None
    plans.mark_read(waiting, reader=cast.rater.user)
    assert code_of(plans.withdraw_plan, waiting, actor=cast.employee.user) == "already_read"
    type(cast.rater).objects.filter(pk=cast.rater.pk).update(legal_status=LegalStatus.RETIRED)
    assert plans.withdraw_plan(waiting, actor=cast.employee.user).state == PlanState.DRAFT


def test_what_is_handed_in_again_is_unread_again(cast, waiting):
    plans.mark_read(waiting, reader=cast.rater.user)
    plans.return_plan(waiting, actor=cast.rater.user, note="Belum terukur")
    assert plans.submit_plan(fresh(waiting), actor=cast.employee.user).read_at is None


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.RETURNED, PlanState.APPROVED])
def test_only_what_waits_can_be_taken_back_and_be_read(cast, state, django_assert_num_queries):
    """A rater who opens an approved plan, every month, makes the database write nothing."""
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    assert not plans.can_withdraw(plan)
    reader = cast.rater.user
    with django_assert_num_queries(0):
        plans.mark_read(plan, reader=reader)
    assert fresh(plan).read_at is None


def test_of_several_that_were_ticked_one_that_waits_no_more_says_so_whether_it_was_read_or_not(cast, waiting):
    """Reading it would not help."""
    rater = cast.rater.user
    assert code_of(plans.approve_read_plan, waiting, actor=rater) == "not_read"
    plans.mark_read(waiting, reader=rater)
    assert plans.approve_read_plan(fresh(waiting), actor=rater).state == PlanState.APPROVED
    other = build.make_plan(cast.stranger, rater=cast.rater, state=PlanState.RETURNED)
    assert code_of(plans.approve_read_plan, other, actor=rater) == "wrong_state"


def test_what_waits_for_nobody_is_taken_back(cast, waiting):
    """Nobody would ever return it."""
    waiting.rater, waiting.read_at = None, waiting.submitted_at
    assert plans.can_withdraw(waiting)


def test_the_first_look_is_kept_and_another_plan_of_the_rater_stays_unread(cast, waiting):
    other = build.make_plan(cast.stranger, rater=cast.rater, state=PlanState.SUBMITTED)
    plans.mark_read(waiting, reader=cast.rater.user)
    first = fresh(waiting).read_at
    plans.mark_read(fresh(waiting), reader=cast.rater.user)
    assert (fresh(waiting).read_at, fresh(other).read_at) == (first, None)


def test_what_was_taken_back_meanwhile_is_not_marked_as_read(cast, waiting):
    """The page of the rater was loaded a moment before."""
    PerformancePlan.objects.filter(pk=waiting.pk).update(state=PlanState.DRAFT)
    plans.mark_read(waiting, reader=cast.rater.user)
    assert fresh(waiting).read_at is None


def test_only_what_waits_changes_its_rater(cast, plan):
    code = code_of(plans.change_rater, plan, cast.stranger, actor=cast.bkpsdm, note="Jabatan kosong")
    assert code == "wrong_state"


def test_no_officer_chooses_who_approves_their_own_plan(cast, waiting):
    """Otherwise they would choose their judge."""
    build.make_grant(cast.employee, Role.BKPSDM)
    code = code_of(
        plans.change_rater, waiting, cast.stranger, actor=cast.employee.user, note="Jabatan kosong"
    )
    assert code == "not_yours"


@pytest.mark.parametrize(
    "act",
    [
        lambda cast, plan: plans.withdraw_plan(plan, actor=cast.employee.user),
        lambda cast, plan: plans.change_rater(plan, cast.stranger, actor=cast.bkpsdm, note="Kosong"),
    ],
    ids=["withdraw", "change_rater"],
)
def test_taking_back_and_handing_over_that_break_leave_no_event(cast, waiting, monkeypatch, act):
    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(PerformancePlan, "save", breaks)
    with pytest.raises(MemoryError):
        act(cast, waiting)
    assert not waiting.events.exists()


def test_what_is_approved_is_kept_as_a_version(cast, waiting):
    """An evaluation is reported against it, whatever the plan says later."""
    plans.approve_plan(waiting, actor=cast.rater.user)
    assert [version.number for version in waiting.versions.all()] == [1]

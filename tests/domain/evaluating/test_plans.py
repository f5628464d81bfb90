"""A plan: who writes what of it and when, for which post, what is handed in whole, and what is taken back."""

from datetime import date
from decimal import Decimal

import pytest

from evaluations.domain.evaluating import plans
from evaluations.domain.evaluating.plan_content import plan_rows_of
from evaluations.domain.organization.assignments import transfer
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, CoreValue, LegalStatus, PlanState, PositionType, WorkResultKind
from evaluations.models import (
    Assignment,
    LeaderExpectation,
    PerformancePlan,
    WorkResult,
    WorkResultIndicator,
)
from tests import build

YEAR = 2026


def indicator(text: str = "Jumlah laporan", **changes) -> dict:
    return {
        "aspect": "QUANTITY", "text": text, "target": "12 laporan", "target_value": Decimal(12), "unit": "laporan",
        "polarity": "HIGHER",
    } | changes  # fmt: skip


def row(statement: str, *, key: str | None = None, kind=WorkResultKind.MAIN, indicators=None, **more) -> dict:
    given = [indicator()] if indicators is None else indicators
    return {"key": key, "kind": kind, "statement": statement, "indicators": given} | more


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


@pytest.fixture
def waiting(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def fresh(plan: PerformancePlan) -> PerformancePlan:
    return PerformancePlan.objects.get(pk=plan.pk)


# --- who may ---


def test_one_begins_the_own_plan_once_and_nobody_elses(cast):
    post = cast.stranger.assignments.get()
    mine = plans.draft_plan(post, YEAR, actor=cast.stranger.user)
    assert (mine.employee, mine.assignment, mine.year, mine.state) == (
        cast.stranger, post, YEAR, PlanState.DRAFT,
    )  # fmt: skip
    assert plans.draft_plan(post, YEAR, actor=cast.stranger.user) == mine
    assert (
        code_of(plans.draft_plan, cast.employee.assignments.get(), YEAR, actor=cast.rater.user) == "not_yours"
    )


def test_for_somebody_without_a_login_nobody_begins_a_plan(cast):
    """Nobody is not the same as a visitor without a number."""
    post = cast.employee.assignments.get()
    post.employee.user = None
    visitor = type(cast.bkpsdm)()
    assert visitor.pk is None
    assert code_of(plans.draft_plan, post, YEAR, actor=visitor) == "not_yours"


@pytest.mark.parametrize("who", ["rater", "reviewer", "stranger", "bkpsdm"])
def test_a_draft_is_written_and_handed_in_by_its_owner_alone(cast, plan, who):
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert code_of(plans.save_plan, plan, actor=actor, results=[row("Lain")]) == "not_yours"
    assert code_of(plans.submit_plan, plan, actor=actor) == "not_yours"
    assert fresh(plan).version == plan.version


@pytest.mark.parametrize("state", PlanState)
def test_the_owner_writes_and_hands_in_while_it_is_a_draft_or_returned(cast, state):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    me = cast.employee.user
    if state in (PlanState.DRAFT, PlanState.RETURNED):
        plans.save_plan(plan, actor=me, results=[row("Baru")])
        assert plans.submit_plan(plan, actor=me).state == PlanState.SUBMITTED
        return
    assert code_of(plans.save_plan, plan, actor=me, expectations={}) == "wrong_state"
    assert code_of(plans.submit_plan, plan, actor=me) == "wrong_state"


@pytest.mark.parametrize("state", PlanState)
def test_the_rater_writes_expectations_returns_and_approves_while_it_waits(cast, state):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    rater = cast.rater.user
    if state == PlanState.SUBMITTED:
        plans.save_plan(plan, actor=rater, expectations={"loyal": "Setia"})
        return
    assert code_of(plans.save_plan, plan, actor=rater, expectations={"loyal": "x"}) == "wrong_state"
    assert code_of(plans.return_plan, plan, actor=rater, note="Perbaiki") == "wrong_state"
    assert code_of(plans.approve_plan, plan, actor=rater) == "wrong_state"


@pytest.mark.parametrize("who", ["reviewer", "stranger", "bkpsdm"])
def test_nobody_but_the_rater_writes_expectations_while_it_waits(cast, waiting, who):
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert code_of(plans.save_plan, waiting, actor=actor, expectations={"loyal": "x"}) == "not_yours"


def test_the_rater_never_writes_the_results(cast, waiting):
    results = [row("Tulisan penilai")]
    assert code_of(plans.save_plan, waiting, actor=cast.rater.user, results=results) == "not_yours"


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
    plans.save_plan(plan, actor=me, expectations=dict.fromkeys(CoreValue.values, "Harapan"))
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


@pytest.mark.parametrize("act", [plans.save_plan, plans.submit_plan])
def test_an_older_tab_is_told_so(cast, plan, act):
    me = cast.employee.user
    assert code_of(act, plan, actor=me, expected_version=plan.version - 1) == "version_conflict"
    assert act(plan, actor=me, expected_version=plan.version).version == plan.version + 1


def test_what_is_not_given_stays_as_it_is(cast, plan):
    me = cast.employee.user
    plans.save_plan(plan, actor=me, expectations={"loyal": "Setia", "adaptif": "  "})
    assert list(plan.expectations.values_list("value", "text")) == [("loyal", "Setia")]
    assert plan.results.count() == 1
    plans.save_plan(plan, actor=me, expectations={"loyal": "Tetap setia"}, results=[])
    assert list(plan.expectations.values_list("value", "text")) == [("loyal", "Tetap setia")]
    assert plan.results.count() == 0
    plans.save_plan(plan, actor=me)
    assert plan.expectations.count() == 1


def test_results_keep_their_key_their_order_and_their_indicators(cast, plan):
    theirs = build.make_plan(cast.rater).results.get()
    second = indicator(
        "Mutu laporan", aspect="QUALITY", target="100 %", target_value=None, unit="%", polarity="LOWER"
    )
    given = [
        row("Baru dan lebih dulu", kind=WorkResultKind.ADDITIONAL, indicators=[second, indicator()]),
        row("Diubah", key="rhk-1", supported_result=theirs.pk),
    ]
    plans.save_plan(plan, actor=cast.employee.user, results=given)
    first, changed = plan.results.order_by("order")
    assert (first.order, first.kind, first.statement, first.supported_result) == (
        1, WorkResultKind.ADDITIONAL, "Baru dan lebih dulu", None,
    )  # fmt: skip
    assert (changed.order, changed.key, changed.statement, changed.supported_result) == (
        2,
        "rhk-1",
        "Diubah",
        theirs,
    )
    fields = ("order", *plans.INDICATOR_FIELDS)
    assert list(first.indicators.order_by("order").values_list(*fields)) == [
        (1, "QUALITY", "Mutu laporan", "100 %", None, "%", "LOWER"),
        (2, "QUANTITY", "Jumlah laporan", "12 laporan", 12, "laporan", "HIGHER"),
    ]
    assert changed.indicators.count() == 1
    assert theirs.indicators.count() == 1  # of another plan, left alone
    assert WorkResult.objects.filter(plan=theirs.plan).exists()


@pytest.mark.parametrize(
    ("state", "act"),
    [
        (
            PlanState.DRAFT,
            lambda cast, plan: plans.save_plan(plan, actor=cast.employee.user, results=[row("Lain")]),
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
    plans.save_plan(plan, actor=cast.employee.user, results=results)
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


# --- one plan for each post ---


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
    fresh_plan = plans.draft_plan(new, YEAR, actor=cast.employee.user)
    assert fresh_plan != plan
    assert (fresh(plan).last_day, fresh_plan.first_day) == (date(YEAR, 6, 30), date(YEAR, 7, 1))
    assert plans.posts_in(cast.employee, YEAR) == [old, new]
    assert plans.posts_in(cast.employee, YEAR + 1) == [new]


def test_a_plan_is_asked_for_where_one_acts_but_not_for_some_days_as_plh(cast, plan):
    today = date(YEAR, 8, 1)
    own = cast.employee.assignments.get()
    assert plans.posts_asked(cast.employee, today) == [plans.Asked(own, PlanState.DRAFT, "")]
    acts = build.make_head(
        cast.employee, cast.other_agency, kind=AssignmentKind.PLT, starts_on=date(YEAR, 7, 1)
    )
    build.make_head(cast.employee, cast.agency, kind=AssignmentKind.PLH, starts_on=date(YEAR, 7, 1))
    asked, beside = plans.Asked(own, PlanState.DRAFT, ""), plans.Asked(acts, None, "")
    assert plans.posts_asked(cast.employee, today) == [asked, beside]
    assert plans.posts_asked(cast.employee, date(YEAR, 6, 30)) == [asked]
    next_year = plans.posts_asked(cast.employee, date(YEAR + 1, 1, 1))
    assert next_year == [plans.Asked(own, None, ""), beside]


def test_the_plan_of_an_acting_post_goes_to_who_leads_above_that_post(cast):
    above = build.make_employee("Wahyu Adi")
    build.make_head(above, cast.root, "Sekretaris Daerah")
    acts = build.make_head(cast.employee, cast.other_agency, kind=AssignmentKind.PLT)
    day = date(YEAR, 8, 1)
    assert plans.rater_of(acts, day) == above
    assert plans.rater_of(cast.employee.assignments.order_by("pk").first(), day) == cast.rater


def test_a_plan_begins_with_a_copy_of_another_one_of_ones_own(cast, plan):
    _, new = moved(cast)
    me = cast.employee.user
    plans.save_plan(
        plan, actor=me, results=[row("Satu", indicators=[indicator(), indicator("Mutu")]), row("Dua")]
    )
    copied = plans.copy_plan(fresh(plan), new, YEAR, actor=me)
    assert [r["statement"] for r in plan_rows_of(copied)] == ["Satu", "Dua"]
    assert [len(r["indicators"]) for r in plan_rows_of(copied)] == [2, 1]
    assert plan.results.count() == 2
    assert not set(plan.results.values_list("key")) & set(copied.results.values_list("key"))
    assert code_of(plans.copy_plan, fresh(plan), new, YEAR, actor=me) == "plan_begun"
    theirs = cast.stranger.assignments.get()
    assert code_of(plans.copy_plan, fresh(plan), theirs, YEAR, actor=cast.stranger.user) == "not_yours"
    assert code_of(plans.copy_plan, fresh(plan), new, YEAR + 1, actor=cast.rater.user) == "not_yours"


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


def test_the_counts_of_rows_written_are_those_given(cast, plan):
    plans.save_plan(
        plan, actor=cast.employee.user, results=[row("Satu"), row("Dua")], expectations={"loyal": "x"}
    )
    assert (WorkResult.objects.count(), WorkResultIndicator.objects.count(), LeaderExpectation.objects.count()) == (
        2, 2, 1,
    )  # fmt: skip

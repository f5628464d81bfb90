"""A plan: who writes what of it and when, what is handed in whole, and what the evaluation reads from it."""

from decimal import Decimal

import pytest

from evaluations.domain.evaluating import plans
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState, WorkResultKind
from evaluations.models import LeaderExpectation, PerformancePlan, WorkResult, WorkResultIndicator
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
    mine = plans.draft_plan(cast.stranger, YEAR, actor=cast.stranger.user)
    assert (mine.employee, mine.year, mine.state) == (cast.stranger, YEAR, PlanState.DRAFT)
    assert plans.draft_plan(cast.stranger, YEAR, actor=cast.stranger.user) == mine
    assert code_of(plans.draft_plan, cast.employee, YEAR, actor=cast.rater.user) == "not_yours"


def test_for_somebody_without_a_login_nobody_begins_a_plan(cast):
    """Nobody is not the same as a visitor without a number."""
    cast.employee.user = None
    visitor = type(cast.bkpsdm)()
    assert visitor.pk is None
    assert code_of(plans.draft_plan, cast.employee, YEAR, actor=visitor) == "not_yours"


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


# --- what the evaluation reads ---


def test_main_results_come_first_then_by_order(cast, plan):
    kinds = (WorkResultKind.ADDITIONAL, WorkResultKind.MAIN, WorkResultKind.MAIN)
    plan.results.all().delete()
    made = [
        WorkResult.objects.create(plan=plan, key=f"k{n}", kind=kind, order=order, statement=f"Hasil {n}")
        for n, (kind, order) in enumerate(zip(kinds, (1, 3, 2), strict=True))
    ]
    expected = [made[2], made[1], made[0]]
    assert plans.ordered_results(plan) == expected
    rows = plans.plan_rows_of(plan)
    assert [r["_row"] for r in rows] == [r.key for r in expected]
    PerformancePlan.objects.filter(pk=plan.pk).update(state=PlanState.APPROVED, approved_at=plan.created_at)
    assert plans.approved_rows([cast.employee.pk], YEAR) == {cast.employee.pk: rows}


def test_only_what_is_approved_of_this_person_and_year_is_read(cast, waiting):
    assert plans.approved_content(cast.employee, YEAR) == ([], {})
    assert plans.approved_rows([cast.employee.pk], YEAR) == {}
    approved = build.make_plan(cast.stranger, results=2)
    rows, expectations = plans.approved_content(cast.stranger, YEAR)
    assert rows == plans.plan_rows_of(approved)
    assert expectations == plans.expectations_of(approved)
    assert set(expectations) == set(CoreValue.values)
    assert plans.approved_content(cast.stranger, YEAR + 1) == ([], {})
    assert set(plans.approved_rows([cast.stranger.pk, cast.employee.pk], YEAR)) == {cast.stranger.pk}
    assert plans.approved_content(cast.employee, YEAR) == ([], {})


def test_a_row_says_all_of_a_result_whichever_way_it_is_read(cast, plan):
    theirs = build.make_plan(cast.rater).results.get()
    second = indicator("Mutu", aspect="QUALITY", target="baik", target_value=None, unit="", polarity="HIGHER")
    given = [
        row("Tambahan", kind=WorkResultKind.ADDITIONAL),
        row("Utama", indicators=[second, indicator()], supported_result=theirs.pk),
        row("Tanpa indikator", indicators=[]),
    ]
    plans.save_plan(plan, actor=cast.employee.user, results=given)
    PerformancePlan.objects.filter(pk=plan.pk).update(state=PlanState.APPROVED, approved_at=plan.created_at)
    rows = plans.plan_rows_of(plan)
    assert [r["statement"] for r in rows] == ["Utama", "Tanpa indikator", "Tambahan"]
    assert (rows[0]["kind"], rows[0]["parent"]) == (WorkResultKind.MAIN, theirs.statement)
    assert [one["text"] for one in rows[0]["indicators"]] == ["Mutu", "Jumlah laporan"]
    assert [one["target_value"] for one in rows[0]["indicators"]] == [None, "12.00"]
    assert (rows[1]["indicators"], rows[2]["parent"]) == ([], None)
    assert plans.approved_rows([cast.employee.pk], YEAR) == {cast.employee.pk: rows}


def test_without_a_plan_there_are_no_rows_and_no_expectations():
    assert (plans.plan_rows_of(None), plans.expectations_of(None)) == ([], {})


def test_one_supports_the_results_of_the_raters_approved_plan_of_that_year(cast, waiting):
    approved = build.make_plan(cast.rater, results=2)
    WorkResult.objects.filter(plan=build.make_plan(cast.reviewer, state=PlanState.DRAFT)).update(order=1)
    assert [r.plan for r in plans.supportable_results(cast.rater, YEAR)] == [approved, approved]
    assert [r.order for r in plans.supportable_results(cast.rater, YEAR)] == [1, 2]
    assert plans.supportable_results(cast.rater, YEAR + 1) == []
    assert plans.supportable_results(cast.reviewer, YEAR) == []  # a draft
    assert plans.supportable_results(None, YEAR) == []


def test_main_results_are_offered_before_additional_ones(cast):
    plan = build.make_plan(cast.rater, state=PlanState.DRAFT)
    WorkResult.objects.create(
        plan=plan, key="a", kind=WorkResultKind.ADDITIONAL, order=0, statement="Tambahan"
    )
    PerformancePlan.objects.filter(pk=plan.pk).update(state=PlanState.APPROVED, approved_at=plan.created_at)
    assert [r.kind for r in plans.supportable_results(cast.rater, YEAR)] == [
        WorkResultKind.MAIN, WorkResultKind.ADDITIONAL,
    ]  # fmt: skip


def test_the_counts_of_rows_written_are_those_given(cast, plan):
    plans.save_plan(
        plan, actor=cast.employee.user, results=[row("Satu"), row("Dua")], expectations={"loyal": "x"}
    )
    assert (WorkResult.objects.count(), WorkResultIndicator.objects.count(), LeaderExpectation.objects.count()) == (
        2, 2, 1,
    )  # fmt: skip

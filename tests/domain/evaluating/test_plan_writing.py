"""Writing a plan: who begins it and writes what of it, what is kept, and a copy of another one of one's own."""

import pytest

from evaluations.domain.evaluating import plan_writing
from evaluations.domain.evaluating.plan_content import INDICATOR_FIELDS, plan_rows_of
from evaluations.enums import PlanState, WorkResultKind
from evaluations.models import LeaderExpectation, PerformancePlan, PlanEvent, WorkResult, WorkResultIndicator
from tests import build
from tests.domain.evaluating.plan_parts import code_of, fresh, indicator, row
from tests.domain.evaluating.test_plan_posts import moved

YEAR = 2026


@pytest.fixture
def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


@pytest.fixture
def waiting(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)


def test_one_begins_the_own_plan_once_and_nobody_elses(cast):
    post = cast.stranger.assignments.get()
    mine = plan_writing.draft_plan(post, YEAR, actor=cast.stranger.user)
    assert (mine.employee, mine.assignment, mine.year, mine.state) == (
        cast.stranger, post, YEAR, PlanState.DRAFT,
    )  # fmt: skip
    assert plan_writing.draft_plan(post, YEAR, actor=cast.stranger.user) == mine
    assert (
        code_of(plan_writing.draft_plan, cast.employee.assignments.get(), YEAR, actor=cast.rater.user)
        == "not_yours"
    )


def test_for_somebody_without_a_login_nobody_begins_a_plan(cast):
    """Nobody is not the same as a visitor without a number."""
    post = cast.employee.assignments.get()
    post.employee.user = None
    visitor = type(cast.bkpsdm)()
    assert visitor.pk is None
    assert code_of(plan_writing.draft_plan, post, YEAR, actor=visitor) == "not_yours"


@pytest.mark.parametrize("who", ["reviewer", "stranger", "bkpsdm"])
def test_nobody_but_the_rater_writes_expectations_while_it_waits(cast, waiting, who):
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    assert code_of(plan_writing.save_plan, waiting, actor=actor, expectations={"loyal": "x"}) == "not_yours"


def test_the_rater_never_writes_the_results(cast, waiting):
    results = [row("Tulisan penilai")]
    assert code_of(plan_writing.save_plan, waiting, actor=cast.rater.user, results=results) == "not_yours"


def test_what_is_not_given_stays_as_it_is(cast, plan):
    me = cast.employee.user
    plan_writing.save_plan(plan, actor=me, expectations={"loyal": "Setia", "adaptif": "  "})
    assert list(plan.expectations.values_list("value", "text")) == [("loyal", "Setia")]
    assert plan.results.count() == 1
    plan_writing.save_plan(plan, actor=me, expectations={"loyal": "Tetap setia"}, results=[])
    assert list(plan.expectations.values_list("value", "text")) == [("loyal", "Tetap setia")]
    assert plan.results.count() == 0
    plan_writing.save_plan(plan, actor=me)
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
    plan_writing.save_plan(plan, actor=cast.employee.user, results=given)
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
    fields = ("order", *INDICATOR_FIELDS)
    assert list(first.indicators.order_by("order").values_list(*fields)) == [
        (1, "QUALITY", "Mutu laporan", "100 %", None, "%", "LOWER"),
        (2, "QUANTITY", "Jumlah laporan", "12 laporan", 12, "laporan", "HIGHER"),
    ]
    assert changed.indicators.count() == 1
    assert theirs.indicators.count() == 1  # of another plan, left alone
    assert WorkResult.objects.filter(plan=theirs.plan).exists()


def test_the_counts_of_rows_written_are_those_given(cast, plan):
    plan_writing.save_plan(
        plan, actor=cast.employee.user, results=[row("Satu"), row("Dua")], expectations={"loyal": "x"}
    )
    assert (WorkResult.objects.count(), WorkResultIndicator.objects.count(), LeaderExpectation.objects.count()) == (
        2, 2, 1,
    )  # fmt: skip


def test_a_plan_begins_with_a_copy_of_another_one_of_ones_own(cast, plan):
    _, new = moved(cast)
    me = cast.employee.user
    plan_writing.save_plan(
        plan, actor=me, results=[row("Satu", indicators=[indicator(), indicator("Mutu")]), row("Dua")]
    )
    copied = plan_writing.copy_plan(fresh(plan), new, YEAR, actor=me)
    assert [r["statement"] for r in plan_rows_of(copied)] == ["Satu", "Dua"]
    assert [len(r["indicators"]) for r in plan_rows_of(copied)] == [2, 1]
    assert plan.results.count() == 2
    assert not set(plan.results.values_list("key")) & set(copied.results.values_list("key"))
    assert code_of(plan_writing.copy_plan, fresh(plan), new, YEAR, actor=me) == "plan_begun"
    theirs = cast.stranger.assignments.get()
    assert code_of(plan_writing.copy_plan, fresh(plan), theirs, YEAR, actor=cast.stranger.user) == "not_yours"
    assert code_of(plan_writing.copy_plan, fresh(plan), new, YEAR + 1, actor=cast.rater.user) == "not_yours"


def test_a_copy_counts_as_a_change_and_stands_as_numbered_in_its_source(cast, plan):
    """A tab that was open on the empty plan must not write over the copy."""
    plan.results.update(kind=WorkResultKind.ADDITIONAL)
    WorkResult.objects.create(plan=plan, key="lain", order=0, statement="Disisipkan di depan")
    _, new = moved(cast)
    copied = plan_writing.copy_plan(fresh(plan), new, YEAR, actor=cast.employee.user)
    assert fresh(copied).version == 2
    assert list(copied.results.order_by("pk").values_list("order", flat=True)) == [0, 1]


@pytest.mark.parametrize("state", [PlanState.SUBMITTED, PlanState.RETURNED, PlanState.APPROVED])
def test_no_copy_goes_into_a_plan_that_has_left_its_first_draft(cast, plan, state):
    """Also where nothing stands in it any more: it has a history."""
    _, new = moved(cast)
    begun = plan_writing.draft_plan(new, YEAR, actor=cast.employee.user)
    PerformancePlan.objects.filter(pk=begun.pk).update(state=state, approved_at=begun.created_at)
    assert code_of(plan_writing.copy_plan, plan, new, YEAR, actor=cast.employee.user) == "plan_begun"


def test_no_copy_goes_into_an_empty_draft_that_was_handed_in_before(cast, plan):
    """What a rater has seen of it is not replaced without the rater knowing."""
    _, new = moved(cast)
    begun = plan_writing.draft_plan(new, YEAR, actor=cast.employee.user)
    PlanEvent.objects.create(plan=begun, action="withdraw", actor_name="Siti Aminah")
    assert code_of(plan_writing.copy_plan, plan, new, YEAR, actor=cast.employee.user) == "plan_begun"


def test_a_copy_that_breaks_at_its_end_has_written_nothing(cast, plan, monkeypatch):
    _, new = moved(cast)
    begun = plan_writing.draft_plan(new, YEAR, actor=cast.employee.user)

    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(PerformancePlan, "save", breaks)
    with pytest.raises(MemoryError):
        plan_writing.copy_plan(fresh(plan), new, YEAR, actor=cast.employee.user)
    assert not begun.results.exists()

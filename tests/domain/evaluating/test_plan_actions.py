"""Rencana aksi: written by the owner of the plan, frozen with it, compared in words, and brought to the month."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evaluations.domain.evaluating import plans
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.plan_actions import actions_in_a_line, as_stored, save_actions
from evaluations.domain.evaluating.plan_comparing import as_approved, as_it_stands, differences
from evaluations.domain.evaluating.plan_writing import copy_plan, save_plan
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.upkeep import integrity
from evaluations.enums import Action, PlanState
from evaluations.models import Evaluation, PerformancePlan, WorkResult
from forms_config.engine.targets import Days, as_planned, for_period
from tests import build
from tests.domain.evaluating.plan_parts import code_of, row

YEAR = 2026
TEXTS = ["Rekap layanan"] * 6 + ["Evaluasi semester"] + [""] * 5
IN_A_LINE = "Januari–Juni: Rekap layanan; Juli: Evaluasi semester"


@pytest.fixture
def draft(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


def with_actions(cast, plan: PerformancePlan, texts=tuple(TEXTS)) -> PerformancePlan:
    return save_actions(plan, "rhk-1", texts, actor=cast.employee.user)


def approved(cast, plan: PerformancePlan):
    plans.submit_plan(plan, actor=cast.employee.user)
    plans.approve_plan(plan, actor=cast.rater.user)
    return plan.versions.first()


def test_a_text_for_each_month_is_stored_on_one_line_and_nothing_where_all_are_empty():
    assert as_stored(["Rekap\nlayanan \u200b", " ", "x" * 301]) == ["Rekap layanan", "", "x" * 300, *[""] * 9]
    assert as_stored(["", " \u200b"]) == []
    assert len(as_stored(["a"] * 13)) == 12


def test_neighbours_of_the_same_text_are_read_together():
    assert actions_in_a_line(TEXTS) == IN_A_LINE
    assert actions_in_a_line([]) == ""
    assert actions_in_a_line(["a", "", "a", *[""] * 9]) == "Januari: a; Maret: a"


def test_saving_the_rest_of_the_plan_leaves_them_and_the_version_counts(cast, draft):
    after = with_actions(cast, draft)
    assert after.version == draft.version + 1
    save_plan(after, actor=cast.employee.user, results=[row("Hasil lain", key="rhk-1")])
    assert WorkResult.objects.get().actions == TEXTS
    with_actions(cast, draft, [""])
    assert WorkResult.objects.get().actions == []


@pytest.mark.parametrize("who", ["rater", "stranger", "reviewer"])
def test_only_the_owner_writes_them(cast, draft, who):
    actor = getattr(cast, who).user
    assert code_of(save_actions, draft, "rhk-1", TEXTS, actor=actor) == "not_yours"


def test_they_are_written_only_while_the_plan_is(cast, draft):
    me = cast.employee.user
    assert code_of(save_actions, draft, "rhk-1", TEXTS, actor=me, expected_version=9) == "version_conflict"
    assert code_of(save_actions, draft, "rhk-9", TEXTS, actor=me) == "result_gone"
    plans.submit_plan(draft, actor=me)
    assert code_of(save_actions, draft, "rhk-1", TEXTS, actor=me) == "wrong_state"
    assert WorkResult.objects.get().actions == []


def test_they_are_frozen_with_the_plan_and_the_database_holds_them(cast, draft):
    version = approved(cast, with_actions(cast, draft))
    assert version.rows[0]["actions"] == TEXTS
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkResult.objects.update(actions=[])
    assert integrity.findings() == []


def test_a_plan_without_them_says_nothing_of_them(cast, draft):
    assert "actions" not in approved(cast, draft).rows[0]


def test_what_changed_is_said_in_words(cast, draft):
    version = approved(cast, draft)
    plans.revise_plan(draft, actor=cast.employee.user, note="Rencana aksi")
    with_actions(cast, draft)
    now = PerformancePlan.objects.with_content().get(pk=draft.pk)
    name = now.results.all()[0].statement
    assert differences(as_approved(version), as_it_stands(now)) == [
        f"Rencana aksi “{name}” berubah dari kosong menjadi “{IN_A_LINE}”."
    ]
    assert differences(as_it_stands(now), as_approved(version)) == [
        f"Rencana aksi “{name}” berubah dari “{IN_A_LINE}” menjadi kosong."
    ]


def test_a_copy_of_a_plan_has_them_too(cast, draft):
    with_actions(cast, draft)
    copied = copy_plan(draft, draft.assignment, YEAR + 1, actor=cast.employee.user)
    assert copied.results.get().actions == TEXTS


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ((6, 1), (6, 30), [[None, "Rekap layanan"]]),
        ((7, 10), (7, 20), [[None, "Evaluasi semester"]]),
        ((8, 1), (8, 31), []),
        ((4, 1), (6, 30), [[4, "Rekap layanan"], [5, "Rekap layanan"], [6, "Rekap layanan"]]),
        ((7, 1), (9, 30), [[7, "Evaluasi semester"]]),
    ],
    ids=["month", "part of a month", "month without", "quarter", "quarter with one"],
)
def test_a_period_has_the_actions_of_its_months(first, last, found):
    year = Days(date(YEAR, 1, 1), date(YEAR, 12, 31))
    planned = [{"_row": "rhk-1", "indicators": [], "actions": TEXTS}]
    [asked] = for_period(planned, year, Days(date(YEAR, *first), date(YEAR, *last)))
    assert asked["period_actions"] == found
    assert as_planned(asked) == planned[0]
    assert for_period(planned, year, year) == planned


def test_the_month_shows_them_and_sending_freezes_them(cast, draft):
    approved(cast, with_actions(cast, draft))
    evaluation = build.make_evaluation(
        cast.employee, build.make_period(month=7), rater=cast.rater, reviewer=cast.reviewer
    )
    assert sheet(evaluation).plan_rows[0]["period_actions"] == [[None, "Evaluasi semester"]]
    answers = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "Selesai"}]}
    perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=answers)
    assert Evaluation.objects.get().plan_rows[0]["period_actions"] == [[None, "Evaluasi semester"]]
    assert integrity.findings() == []

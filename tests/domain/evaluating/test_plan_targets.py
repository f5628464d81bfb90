"""Targets over the year: kept with the plan, checked before it is handed in, and asked of each evaluation."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from evaluations.domain.evaluating import plan_writing, plans
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.plan_comparing import as_approved, differences
from evaluations.domain.evaluating.plan_content import plan_rows_of
from evaluations.domain.evaluating.plan_targets import months_in_words, spread_in_words
from evaluations.domain.evaluating.plan_versions import held_in
from evaluations.domain.evaluating.plan_writing import copy_plan
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.integrity.about_plans import frozen_plans_that_differ
from evaluations.enums import Action, PlanState
from evaluations.models import Evaluation, PlanVersion
from forms_config.engine.targets import Days, month_of
from tests import build
from tests.domain.evaluating.plan_parts import indicator, row

YEAR = 2026
COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "20 pasien dilayani"}]}
TWENTY = ["20"] * 12


def patients(**more) -> dict:
    year = {"target": "240 pasien", "target_value": Decimal(240), "unit": "pasien"}
    return indicator("Jumlah pasien", **year | more)


def approved(cast, *indicators: dict) -> PlanVersion:
    """A plan of Siti with these indicators of one result, approved."""
    plan = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)
    me = cast.employee.user
    plan_writing.save_plan(
        plan, actor=me, results=[row("Pasien terlayani", key="rhk-1", indicators=list(indicators))]
    )
    plans.submit_plan(plan, actor=me)
    plans.approve_plan(plan, actor=cast.rater.user)
    return plan.versions.get()


def evaluated(cast, days: Days, **more) -> Evaluation:
    """The evaluation of Siti for a month on these days."""
    period = build.make_period(month=days.first.month, starts_on=days.first, ends_on=days.last)
    return build.make_evaluation(cast.employee, period, rater=cast.rater, **more)


def asked(evaluation: Evaluation) -> tuple[str | None, str | None]:
    """The target of the period and that of the year, of the first indicator."""
    found = sheet(evaluation).plan_rows[0]["indicators"][0]
    return found["target_value"], found.get("annual_target")


# --- keeping ---


def test_a_spread_is_kept_with_the_indicator_and_frozen_with_the_version(cast):
    version = approved(cast, patients(gathering="CUMULATIVE", months=TWENTY), indicator("Tanpa sebaran"))
    told, untold = version.rows[0]["indicators"]
    assert (told["gathering"], told["months"]) == ("CUMULATIVE", TWENTY)
    assert not {"gathering", "months"} & set(untold)  # as versions from before spreads have it
    assert version.rows == plan_rows_of(version.plan)


def test_a_copy_of_a_plan_has_its_spread(cast):
    version = approved(cast, patients(gathering="CUMULATIVE", months=TWENTY))
    post = version.plan.assignment
    copied = copy_plan(version.plan, post, YEAR + 1, actor=cast.employee.user)
    assert plan_rows_of(copied)[0]["indicators"] == version.rows[0]["indicators"]


# --- before a plan is handed in ---


@pytest.mark.parametrize(
    ("spread", "sentence"),
    [
        ({"months": ["20"] * 11 + ["10"]}, "jumlah target bulanan 230, padahal target setahun 240"),
        (
            {"gathering": "END_STATE", "months": [None] * 11 + ["200"]},
            "target bulan terakhir 200, padahal target setahun 240",
        ),
    ],
)
def test_a_spread_that_does_not_come_to_the_year_is_not_handed_in(cast, spread, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        approved(cast, patients(**spread))
    assert refused.value.code == "targets_differ"


@pytest.mark.parametrize(
    "spread",
    [
        {},
        {"months": TWENTY},
        {"gathering": "AVERAGE", "months": ["1"] * 12},
        {"gathering": "END_STATE", "months": [None, None, "50", *[None] * 9]},
        {"gathering": "END_STATE", "months": [*["1"] * 11, "240"]},
        {"target_value": None, "months": ["1"] * 12},
    ],
)
def test_a_spread_that_comes_to_the_year_is_handed_in(cast, spread):
    assert approved(cast, patients(**spread)).number == 1


# --- what an evaluation is asked ---


def test_a_month_is_asked_its_own_target_and_keeps_that_of_the_year_beside_it(cast):
    approved(cast, patients(months=["10", *["20"] * 10, "30"]))
    assert asked(evaluated(cast, month_of(YEAR, 1))) == ("10.00", "240.00")
    assert asked(evaluated(cast, month_of(YEAR, 2))) == ("20.00", "240.00")


def test_a_month_of_an_old_version_is_asked_the_even_share(cast):
    version = approved(cast, patients())
    assert version.rows[0]["indicators"][0].keys() == indicator().keys()
    assert asked(evaluated(cast, month_of(YEAR, 1))) == ("20.00", "240.00")


def test_a_year_is_asked_the_target_of_the_year(cast):
    version = approved(cast, patients(months=TWENTY))
    period = build.make_period(month=None)
    assert sheet(build.make_evaluation(cast.employee, period)).plan_rows == version.rows


def test_a_part_of_a_month_is_asked_its_days(cast):
    approved(cast, patients(months=TWENTY))
    april = month_of(YEAR, 4)
    part = evaluated(cast, april, ends_on=date(YEAR, 4, 15))
    assert asked(part) == ("10.00", "240.00")


def test_the_days_of_a_version_from_before_days_were_kept_are_the_year(cast):
    version = approved(cast, patients())
    version.first_day = version.last_day = None
    assert held_in(version) == Days(date(YEAR, 1, 1), date(YEAR, 12, 31))


def test_what_was_sent_keeps_the_target_that_it_was_sent_with(cast):
    plan = approved(cast, patients(months=TWENTY)).plan
    sent = perform(
        evaluated(cast, month_of(YEAR, 1)), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE
    )
    me = cast.employee.user
    plans.revise_plan(plan, actor=me, note="Sebaran berubah")
    plan_writing.save_plan(
        plan,
        actor=me,
        results=[row("Pasien", key="rhk-1", indicators=[patients(months=["0", *["20"] * 10, "40"])])],
    )
    plans.submit_plan(plan, actor=me)
    plans.approve_plan(plan, actor=cast.rater.user)
    assert asked(Evaluation.objects.get(pk=sent.pk)) == ("20.00", "240.00")
    assert asked(evaluated(cast, month_of(YEAR, 12))) == ("40.00", "240.00")
    assert list(frozen_plans_that_differ()) == []


# --- words ---


def test_a_changed_spread_is_told_in_words(cast):
    version = approved(cast, patients())
    before = as_approved(version)
    spread = patients(gathering="CUMULATIVE", months=["10", *["20"] * 10, "30"])
    changed = version.rows[0]["indicators"][0] | {name: spread[name] for name in ("gathering", "months")}
    after = replace(before, rows=[version.rows[0] | {"indicators": [changed]}])
    how, months = differences(before, after)
    assert how == (
        "Cara menghitung setahun “Jumlah pasien” berubah dari menurut satuan dan arahnya menjadi dijumlahkan."
    )
    assert months == (
        "Target per bulan “Jumlah pasien” berubah dari kosong menjadi Januari 10, "
        "Februari–November masing-masing 20, Desember 30."
    )
    assert differences(before, before) == []


def test_a_spread_is_read_in_words():
    assert spread_in_words(patients() | {"target_value": "240", "months": TWENTY}) == (
        "Dijumlahkan: Januari–Desember masing-masing 20"
    )
    assert spread_in_words({"target_value": "95", "unit": "persen"}) == "Sama sepanjang tahun"
    assert spread_in_words({"target_value": None, "months": TWENTY}) == ""
    assert months_in_words([None, None, "1.50", *[None] * 9]) == "Maret 1,5"
    assert months_in_words([]) == ""

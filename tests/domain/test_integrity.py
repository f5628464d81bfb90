"""Each check finds nothing in a healthy database, and finds the violation that is injected."""

from datetime import date

import pytest

from evaluations.domain import integrity
from evaluations.domain.workflow import perform
from evaluations.enums import Action, PeriodState, State
from evaluations.models import Evaluation, OrganizationalUnit, PeriodForm
from tests import build

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


@pytest.fixture
def rated(cast) -> Evaluation:
    evaluation = perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    return perform(evaluation, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)


def wrong_path(cast, rated):
    OrganizationalUnit.objects.filter(pk=cast.division.pk).update(path="x/")
    return [cast.division.pk]


def overlapping_posts(cast, rated):
    build.make_assignment(cast.employee, cast.agency, starts_on=date(2023, 1, 1))
    return [cast.employee.assignments.order_by("starts_on").first().pk]


def changed_state(cast, rated):
    Evaluation.objects.filter(pk=rated.pk).update(state=State.SUBMITTED)
    return [rated.pk]


def no_event(cast, rated):
    period = build.make_period(month=8)
    return [build.make_evaluation(cast.stranger, period, rater=cast.reviewer, state=State.SUBMITTED).pk]


def edited_result(cast, rated):
    Evaluation.objects.filter(pk=rated.pk).update(predikat="SANGAT_BAIK")
    return [rated.pk]


def wrong_agency(cast, rated):
    Evaluation.objects.filter(pk=rated.pk).update(agency=cast.other_agency)
    return [rated.pk]


def unpinned_form(cast, rated):
    period = build.make_period(month=9, state=PeriodState.OPEN)
    PeriodForm.objects.create(period=period, form=rated.form_version.form)
    return [period.pk]


def empty_plan(cast, rated):
    return [build.make_plan(cast.stranger, results=0).pk]


INJECTIONS = {
    "unit_path": wrong_path,
    "post_overlap": overlapping_posts,
    "state_event": changed_state,
    "no_event": no_event,
    "result": edited_result,
    "agency": wrong_agency,
    "form_pin": unpinned_form,
    "empty_plan": empty_plan,
}


def test_a_healthy_database_has_no_findings(rated):
    assert integrity.findings() == []


@pytest.mark.parametrize("check", integrity.CHECKS, ids=lambda check: check.code)
def test_each_check_finds_the_injected_violation(cast, rated, check):
    expected = INJECTIONS[check.code](cast, rated)
    assert sorted(check.violations()) == expected

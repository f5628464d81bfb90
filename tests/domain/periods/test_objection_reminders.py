"""Raters are reminded to explain and their superiors to decide, also when the period is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.periods.reminders import open_reminders, remind_due
from evaluations.domain.periods.reminders.defaults import load_official_reminders
from evaluations.enums import LegalStatus, PeriodState, ReminderStep, State
from evaluations.models import (
    Evaluation,
    EvaluationPeriod,
    LegalStatusSpan,
    Objection,
    Reminder,
    ReminderRule,
)
from tests import build

AT = build.moment(2026, 8, 3, 10)  # explained by 8 August, decided by 18 August at the latest


@pytest.fixture
def objected(cast) -> Evaluation:
    row = cast.evaluation(build.make_period(explain_days=5, decide_days=10), state=State.OBJECTED)
    Objection.objects.create(evaluation=row, reasons="Keliru", submitted_at=AT)
    EvaluationPeriod.objects.update(state=PeriodState.CLOSED, closed_at=AT)
    load_official_reminders()
    return row


def told(day: int) -> list[tuple[str, str]]:
    """Who is reminded of what on this day of August."""
    Reminder.objects.all().delete()
    remind_due(build.moment(2026, 8, day, 9))
    return [(row.employee.name, row.step) for row in Reminder.objects.order_by("step")]


def test_each_clock_has_its_days(cast, objected):
    budi, ratna = ("Budi Santoso", "EXPL"), ("Ratna Dewi", "DECI")
    assert told(5) == []
    assert told(6) == [budi]
    assert told(9) == [budi]
    assert told(15) == [ratna]
    assert told(18) == [ratna]
    assert told(19) == [ratna]
    assert told(25) == []


def test_an_early_explanation_begins_the_decision(cast, objected):
    Objection.objects.update(explanation="Sudah", explained_at=AT + timedelta(days=1))
    Evaluation.objects.update(state=State.EXPLAINED)
    assert told(6) == []
    assert told(11) == [("Ratna Dewi", "DECI")]


def test_whoever_is_on_leave_is_left_alone(cast, objected):
    LegalStatusSpan.objects.create(
        employee=cast.rater, status=LegalStatus.UNPAID_LEAVE, starts_on=AT.date() - timedelta(days=3)
    )
    assert told(6) == []


def test_the_portal_tells_of_it_until_it_is_done(cast, objected):
    told(6)
    [seen] = open_reminders(cast.rater)
    assert (seen.step, seen.is_for_rater) == (ReminderStep.EXPL, True)
    Objection.objects.update(explanation="Sudah", explained_at=timezone.now())
    Evaluation.objects.update(state=State.EXPLAINED)
    assert open_reminders(cast.rater) == []


def test_the_rules_come_to_an_installation_that_has_the_others_already(db):
    load_official_reminders()
    ReminderRule.objects.filter(step__in=["EXPL", "DECI"]).delete()
    others = ReminderRule.objects.count()
    load_official_reminders()
    load_official_reminders()
    assert ReminderRule.objects.count() == others + 5

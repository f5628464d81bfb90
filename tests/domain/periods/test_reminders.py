"""Who is reminded on which day, by rule and by hand; each thing once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.periods.reminders import (
    last_reminded,
    open_reminders,
    remind_due,
    remind_now,
    words,
)
from evaluations.domain.periods.reminders.defaults import load_official_reminders
from evaluations.domain.refusals import Refused
from evaluations.enums import LegalStatus, PeriodAction, PeriodState, State, Step
from evaluations.models import Evaluation, Extension, LegalStatusSpan, PeriodEvent, Reminder, ReminderRule
from tests import build

pytestmark = pytest.mark.django_db

DEADLINE = build.moment(2026, 8, 5, 23, 59, 59)
RATING = build.moment(2026, 8, 10, 23, 59, 59)


@pytest.fixture
def period(cast):
    return build.make_period(2026, 7, name="Juli 2026", fill_until=DEADLINE, rate_until=RATING)


@pytest.fixture
def own(cast, period) -> Evaluation:
    return cast.evaluation(period)


def rule(days: int, step: Step = Step.FILL, **fields) -> ReminderRule:
    text = fields.pop("text", "Halo {nama}, {periode} {sisa}. Menunggu: {jumlah}.")
    return ReminderRule.objects.create(step=step, days=days, subject="{periode}", text=text, **fields)


def on(month: int, day: int, hour: int = 9, minute: int = 0):
    return build.moment(2026, month, day, hour, minute)


def reminded() -> list[tuple[str, str]]:
    return [(row.employee.name, row.step) for row in Reminder.objects.order_by("pk")]


# --- By rule ----------------------------------------------------------------------------------------
def test_an_employee_is_reminded_on_the_day_of_the_rule_and_once(own):
    rule(-3)
    assert remind_due(on(8, 1)) == 0
    assert remind_due(on(8, 2)) == 1
    assert remind_due(on(8, 2, 15)) == 0
    row = Reminder.objects.get()
    assert (row.subject, row.count, row.day.isoformat()) == ("Juli 2026", 1, "2026-08-02")
    assert row.text == "Halo Siti Aminah, Juli 2026 3 hari lagi, 5 Agustus 2026. Menunggu: 1."


@pytest.mark.parametrize(("hour", "minute", "count"), [(0, 0, 1), (23, 59, 1)])
def test_the_day_is_that_of_bantul(own, hour, minute, count):
    rule(0)
    assert remind_due(on(8, 4, 23, 59)) == 0
    assert remind_due(on(8, 5, hour, minute)) == count


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RATED, State.DELIVERED])
def test_who_has_handed_in_is_left_in_peace(cast, period, state):
    cast.evaluation(period, state=state)
    rule(-3)
    assert remind_due(on(8, 2)) == 0


def test_a_returned_evaluation_is_due_with_the_rating(cast, period):
    cast.evaluation(period, state=State.RETURNED)
    rule(-3)
    assert remind_due(on(8, 2)) == 0
    assert remind_due(on(8, 7)) == 1


def test_a_closed_period_reminds_nobody(own, period):
    rule(-3)
    period.state = PeriodState.CLOSED
    period.save()
    assert remind_due(on(8, 2)) == 0


def test_a_rule_that_is_switched_off_reminds_nobody(own):
    rule(-3, is_active=False)
    assert remind_due(on(8, 2)) == 0


def test_an_extension_moves_the_reminder(cast, own, period):
    rule(-3)
    Extension.objects.create(
        period=period, employee=cast.employee, until=DEADLINE + timedelta(days=4), reason="Sakit"
    )
    assert remind_due(on(8, 2)) == 0
    assert remind_due(on(8, 6)) == 1


@pytest.mark.parametrize(("status", "count"), [(LegalStatus.UNPAID_LEAVE, 0), (LegalStatus.STUDY, 1)])
def test_people_on_leave_are_not_reminded_but_those_who_study_are(cast, own, status, count):
    LegalStatusSpan.objects.create(employee=cast.employee, status=status, starts_on=on(8, 1).date())
    rule(-3)
    assert remind_due(on(8, 2)) == count


def test_a_rater_gets_one_reminder_with_the_number_of_those_who_wait(cast, period):
    cast.evaluation(period, state=State.SUBMITTED)
    build.make_evaluation(cast.unit_admin, period, rater=cast.rater, state=State.SUBMITTED)
    build.make_evaluation(cast.stranger, period, rater=cast.rater)  # not sent yet
    rule(-3, Step.RATE)
    assert remind_due(on(8, 7)) == 1
    row = Reminder.objects.get()
    assert (row.employee, row.step, row.count) == (cast.rater, Step.RATE, 2)


def test_a_timer_that_stood_still_reminds_once_afterwards(own):
    for days in (-3, -1, 0):
        rule(days, text=f"Aturan {days}")
    assert remind_due(on(8, 6)) == 1  # a day late: the latest rule speaks
    assert Reminder.objects.get().text == "Aturan 0"
    assert remind_due(on(8, 7)) == 0


def test_what_was_missed_long_ago_is_not_made_up_for(own):
    rule(-3)
    assert remind_due(on(8, 6)) == 0


def test_the_statements_do_not_grow_with_the_people(cast, own, period, django_assert_num_queries):
    rule(-3)
    build.make_evaluation(cast.stranger, period, rater=cast.rater)
    with django_assert_num_queries(10):
        remind_due(on(8, 2))
    Reminder.objects.all().delete()
    for number in range(5):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        build.make_evaluation(person, period, rater=cast.rater)
    with django_assert_num_queries(10):
        assert remind_due(on(8, 2)) == 7


# --- By hand ----------------------------------------------------------------------------------------
def test_the_button_reminds_now_and_once_a_day(cast, own, period):
    rows = Evaluation.objects.filter(period=period)
    said = remind_now(rows, Step.FILL, actor=cast.unit_admin.user, now=on(7, 20))
    assert str(said) == "1 orang diingatkan; 1 tidak punya email dan melihatnya di portal."
    again = remind_now(rows, Step.FILL, actor=cast.unit_admin.user, now=on(7, 20, 16))
    assert (again.reminded, again.already_today) == (0, 1)
    assert remind_now(rows, Step.FILL, actor=cast.unit_admin.user, now=on(7, 21)).reminded == 1
    assert list(last_reminded(rows, period)) == [Step.FILL]


def test_the_button_is_logged_with_who_pressed_it(cast, own, period):
    remind_now(Evaluation.objects.all(), Step.FILL, actor=cast.bkpsdm, now=on(7, 20))
    event = PeriodEvent.objects.get(period=period)
    assert (event.action, event.actor, event.data) == (
        PeriodAction.REMIND, cast.bkpsdm, {"step": "FILL", "reminded": 1},
    )  # fmt: skip
    assert Reminder.objects.get().sent_by == cast.bkpsdm


def test_the_button_reminds_nobody_outside_the_given_evaluations(cast, own, period):
    build.make_evaluation(cast.stranger, period, rater=cast.rater)
    remind_now(Evaluation.objects.filter(employee=cast.employee), Step.FILL, actor=cast.bkpsdm, now=on(7, 20))
    assert reminded() == [("Siti Aminah", Step.FILL)]


def test_the_button_says_when_nobody_is_to_be_reminded(cast, period):
    cast.evaluation(period, state=State.RATED)
    with pytest.raises(Refused, match="Tidak ada yang perlu diingatkan"):
        remind_now(Evaluation.objects.all(), Step.FILL, actor=cast.bkpsdm)


def test_a_rule_does_not_repeat_what_the_button_said_today(cast, own):
    rule(-3)
    remind_now(Evaluation.objects.all(), Step.FILL, actor=cast.bkpsdm, now=on(8, 2, 7))
    assert remind_due(on(8, 2)) == 0


# --- In the portal ----------------------------------------------------------------------------------
def test_a_reminder_goes_away_when_the_step_is_done(cast, own, period):
    remind_now(Evaluation.objects.all(), Step.FILL, actor=cast.bkpsdm, now=on(7, 20))
    assert [row.period for row in open_reminders(cast.employee)] == [period]
    now = timezone.now()
    Evaluation.objects.update(state=State.SUBMITTED, submitted_at=now, receipt_number="T1")
    assert open_reminders(cast.employee) == []


def test_of_several_about_the_same_the_latest_is_said(cast, own):
    for day in (20, 21):
        remind_now(Evaluation.objects.all(), Step.FILL, actor=cast.bkpsdm, now=on(7, day))
    [shown] = open_reminders(cast.employee)
    assert shown.day.day == 21


# --- Words ------------------------------------------------------------------------------------------
def test_unknown_placeholders_and_lonely_braces_are_named():
    assert words.check("Halo {nama}, {periode}") == []
    [unknown] = words.check("Halo {nma}")
    assert unknown.startswith("{nma} tidak dikenal")
    assert "kurung kurawal tanpa pasangan" in words.check("Halo {nama")[0]


def test_braces_in_a_name_do_no_harm():
    assert words.fill("Halo {nama}", {"nama": "{periode}", "periode": "x"}) == "Halo {periode}"


def test_the_first_reminders_are_loaded_once_and_never_over_those_of_an_officer():
    load_official_reminders()
    assert all(words.check(one.subject + one.text) == [] for one in ReminderRule.objects.all())
    count = ReminderRule.objects.count()
    kept = [ReminderRule.objects.filter(step=step).first().pk for step in ("FILL", "PLAN", "CONF", "DECI")]
    ReminderRule.objects.exclude(pk__in=kept).delete()
    load_official_reminders()
    assert (count, ReminderRule.objects.count()) == (20, 4)

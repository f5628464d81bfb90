"""Who is reminded of a plan (SKP) that is not handed in or not approved: by rule, by the button, each once a day."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.domain.evaluating import plans
from evaluations.domain.periods.reminders import (
    gather,
    open_reminders,
    remind_about_plans,
    remind_due,
)
from evaluations.domain.periods.reminders.defaults import load_official_reminders
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, LegalStatus, PlanState, ReminderStep
from evaluations.models import (
    Assignment,
    Employee,
    LegalStatusSpan,
    OutboxMessage,
    PerformancePlan,
    Reminder,
    ReminderRule,
)
from tests import build

pytestmark = pytest.mark.django_db

OWN, APPROVAL = ReminderStep.PLAN, ReminderStep.APPR
NEW_YEAR = date(2026, 1, 1)


def rule(days: int, step: ReminderStep = OWN) -> ReminderRule:
    text = "{nama}: {periode}, {sisa}, {batas}. {jumlah}."
    return ReminderRule.objects.create(step=step, days=days, subject=f"{step} {days}", text=text)


def on(month: int, day: int):
    return build.moment(2026, month, day, 9)


def reminded() -> list[tuple[str, str]]:
    return sorted(Reminder.objects.values_list("employee__name", "subject"))


@pytest.fixture
def siti(cast) -> Employee:
    """Only she has not handed in: the others need no plan."""
    Assignment.objects.exclude(employee=cast.employee).update(kind=AssignmentKind.PLH)
    return cast.employee


def waiting_plan(cast, person=None, day: date = date(2026, 3, 2)) -> PerformancePlan:
    plan = build.make_plan(person or cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)
    PerformancePlan.objects.filter(pk=plan.pk).update(
        submitted_at=build.moment(day.year, day.month, day.day, 8)
    )
    return plan


# --- By rule ----------------------------------------------------------------------------------------
def test_who_has_no_plan_is_reminded_so_many_days_after_the_year_began(siti):
    rule(14)
    assert remind_due(on(1, 14)) == 0
    assert remind_due(on(1, 15)) == 1
    assert remind_due(on(1, 15)) == 0
    row = Reminder.objects.get()
    assert (row.employee, row.period, row.day) == (siti, None, date(2026, 1, 15))
    assert row.text == "Siti Aminah: SKP 2026, sudah 14 hari, sejak 1 Januari 2026, 1 Januari 2026. 1."


def test_in_a_new_post_the_days_are_counted_from_its_beginning(siti):
    siti.assignments.update(starts_on=date(2026, 3, 2))
    rule(14)
    assert remind_due(on(1, 15)) == 0
    assert remind_due(on(3, 15)) == 0
    assert remind_due(on(3, 16)) == 1


@pytest.mark.parametrize(
    ("state", "count"), [("DRAFT", 1), ("RETURNED", 1), ("SUBMITTED", 0), ("APPROVED", 0)]
)
def test_who_has_handed_in_is_left_in_peace(siti, cast, state, count):
    build.make_plan(siti, rater=cast.rater, state=PlanState(state))
    rule(14)
    assert remind_due(on(1, 15)) == count


def test_a_plan_that_came_back_is_waited_for_from_that_day(siti, cast):
    plan = waiting_plan(cast)
    with mock.patch("django.utils.timezone.now", return_value=on(3, 10)):
        plans.return_plan(plan, actor=cast.rater.user, note="Belum terukur")
    rule(3)
    assert remind_due(on(1, 4)) == 0
    assert remind_due(on(3, 13)) == 1


def test_it_is_waited_for_from_the_last_act_on_this_plan_and_on_no_other(siti, cast):
    def came_back(plan: PerformancePlan, month: int, day: int) -> None:
        with mock.patch("django.utils.timezone.now", return_value=on(month, day)):
            plans.return_plan(plan, actor=cast.rater.user, note="Belum terukur")

    def waits_again(plan: PerformancePlan) -> None:
        PerformancePlan.objects.filter(pk=plan.pk).update(state=PlanState.SUBMITTED)
        plan.refresh_from_db()

    mine = waiting_plan(cast)
    came_back(mine, 3, 4)
    waits_again(mine)
    came_back(mine, 3, 10)
    before = build.make_plan(siti, rater=cast.rater, year=2025, state=PlanState.SUBMITTED)
    came_back(before, 3, 20)
    came_back(waiting_plan(cast, cast.unit_admin), 3, 22)
    rule(3)
    assert remind_due(on(3, 7)) == 0
    assert remind_due(on(3, 13)) == 1
    Reminder.objects.all().delete()
    assert (remind_due(on(3, 23)), remind_due(on(3, 25))) == (0, 0)


def test_the_plan_of_last_year_does_not_count(siti, cast):
    build.make_plan(siti, rater=cast.rater, year=2025)
    rule(14)
    assert remind_due(on(1, 15)) == 1


@pytest.mark.parametrize(("status", "count"), [(LegalStatus.UNPAID_LEAVE, 0), (LegalStatus.STUDY, 1)])
def test_who_is_on_leave_is_not_asked_for_a_plan(siti, status, count):
    LegalStatusSpan.objects.create(employee=siti, status=status, starts_on=NEW_YEAR)
    rule(14)
    assert remind_due(on(1, 15)) == count


def test_a_rater_is_reminded_of_what_waits_too_long(siti, cast):
    waiting_plan(cast)
    waiting_plan(cast, cast.unit_admin, date(2026, 3, 4))
    rule(7, APPROVAL)
    assert remind_due(on(3, 8)) == 0
    assert remind_due(on(3, 9)) == 1
    row = Reminder.objects.get()
    assert (row.employee, row.count) == (cast.rater, 2)
    assert "sudah 7 hari, sejak 2 Maret 2026" in row.text


def test_nobody_is_reminded_for_a_rater_who_studies_or_of_what_is_approved(siti, cast):
    plan = waiting_plan(cast)
    rule(7, APPROVAL)
    LegalStatusSpan.objects.create(employee=cast.rater, status=LegalStatus.STUDY, starts_on=NEW_YEAR)
    assert remind_due(on(3, 9)) == 0
    LegalStatusSpan.objects.all().delete()
    plans.approve_plan(plan, actor=cast.rater.user)
    assert remind_due(on(3, 9)) == 0


def test_the_statements_do_not_grow_with_the_people(cast, django_assert_num_queries):
    rule(14)
    rule(7, APPROVAL)
    with django_assert_num_queries(11):
        remind_due(on(1, 15))
    Reminder.objects.all().delete()
    for number in range(5):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
    with django_assert_num_queries(11):
        assert remind_due(on(1, 15)) == 10


# --- By hand ----------------------------------------------------------------------------------------
def test_the_button_reminds_those_it_names_once_a_day_and_says_whom(cast):
    people = {cast.employee.pk, cast.stranger.pk}
    said = remind_about_plans(people, OWN, actor=cast.bkpsdm, now=on(5, 4))
    assert str(said) == "2 orang diingatkan; 2 tidak punya email dan melihatnya di portal."
    assert reminded() == [
        ("Joko Susilo", "SKP 2026 belum Anda ajukan"),
        ("Siti Aminah", "SKP 2026 belum Anda ajukan"),
    ]
    assert {row.sent_by for row in Reminder.objects.all()} == {cast.bkpsdm}
    again = remind_about_plans({*people, cast.rater.pk}, OWN, actor=cast.bkpsdm, now=on(5, 4))
    assert (again.reminded, again.already_today) == (1, 2)
    assert remind_about_plans(people, OWN, actor=cast.bkpsdm, now=on(5, 5)).reminded == 2


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "auditor"])
def test_only_bkpsdm_reminds_of_plans(cast, who):
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    with pytest.raises(Refused) as refused:
        remind_about_plans({cast.employee.pk}, OWN, actor=actor)
    assert refused.value.code == "not_yours"
    assert reminded() == []


def test_where_nothing_waits_nobody_is_reminded(cast):
    build.make_plan(cast.employee, rater=cast.rater, year=timezone.localdate().year)
    for step in (OWN, APPROVAL):
        with pytest.raises(Refused) as refused:
            remind_about_plans({cast.employee.pk, cast.rater.pk} - {cast.rater.pk}, step, actor=cast.bkpsdm)
        assert refused.value.code == "nobody_to_remind"


def test_the_database_refuses_a_second_one_on_the_same_day(cast):
    fields = {"employee": cast.employee, "day": NEW_YEAR, "subject": "a", "text": "b"}
    Reminder.objects.create(step=OWN, **fields)
    for wrong in ({"step": OWN}, {"step": ReminderStep.FILL}, {"step": OWN, "period": build.make_period()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(**fields | wrong)


# --- In the portal and in the mail ---------------------------------------------------------------------
def test_it_stands_in_the_portal_until_it_is_done(cast):
    this_year = timezone.localdate().year
    remind_about_plans({cast.employee.pk}, OWN, actor=cast.bkpsdm)
    [row] = open_reminders(cast.employee)
    plan = build.make_plan(cast.employee, rater=cast.rater, year=this_year, state=PlanState.SUBMITTED)
    assert open_reminders(cast.employee) == []
    remind_about_plans({cast.rater.pk}, APPROVAL, actor=cast.bkpsdm)
    assert [one.step for one in open_reminders(cast.rater)] == [APPROVAL]
    plans.return_plan(plan, actor=cast.rater.user, note="Belum terukur")
    assert open_reminders(cast.rater) == []
    assert open_reminders(cast.employee) == [row]


def test_it_goes_out_with_the_one_mail_of_the_day(cast):
    Employee.objects.filter(pk=cast.employee.pk).update(email="siti@bantulkab.example")
    remind_about_plans({cast.employee.pk}, OWN, actor=cast.bkpsdm)
    assert gather(timezone.now() + timedelta(seconds=1)) == 1
    assert "belum diajukan kepada penilai" in OutboxMessage.objects.get().body


def test_the_usual_rules_of_plans_come_also_where_those_of_evaluations_stand(db):
    ReminderRule.objects.create(step=ReminderStep.FILL, days=-3, subject="a", text="b")
    load_official_reminders()
    assert {one.step for one in ReminderRule.objects.all()} == {
        "FILL",
        "EXPL",
        "DECI",
        "PLAN",
        "APPR",
        "CONF",
    }
    number = ReminderRule.objects.count()
    load_official_reminders()
    assert ReminderRule.objects.count() == number

"""Nobody is rated before the period is over, unless the period names another day; nobody is told to rate before."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.evaluating.deadlines import rating_words
from evaluations.domain.evaluating.workflow import allowed_actions, perform, refusal
from evaluations.domain.periods import close_period, deliver_period, reopen_period
from evaluations.domain.periods.reminders.waiting import still_true, still_waiting
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep import tick
from evaluations.duties import DELIVER, RATE, may_be_rated
from evaluations.enums import Action, State, Step
from evaluations.models import Evaluation, EvaluationPeriod, Reminder
from tests import build

pytestmark = pytest.mark.django_db

LAST = build.moment(2026, 7, 31, 23, 59, 59)
NEXT = build.moment(2026, 8, 1)
DUE = {"fill_until": build.moment(2026, 8, 5), "rate_until": build.moment(2026, 8, 10)}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


@pytest.fixture
def july(cast) -> EvaluationPeriod:
    return build.make_period(ends_on=date(2026, 7, 31), rates_from=None, name="Juli 2026", **DUE)


@pytest.fixture
def running(cast) -> EvaluationPeriod:
    """A period whose last day is today."""
    today = timezone.localdate()
    return build.make_period(
        today.year,
        today.month,
        name="Bulan ini",
        starts_on=today.replace(day=1),
        ends_on=today,
        rates_from=None,
    )


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def why_not(cast, row, action, now) -> str | None:
    refused = refusal(cast.rater.user, row, action, now=now)
    return refused and refused.code


# --- The rule -----------------------------------------------------------------------------------------


def test_rating_begins_on_the_day_after_the_last_one(cast, july):
    row = cast.evaluation(july, state=State.SUBMITTED)
    assert why_not(cast, row, Action.RATE, LAST) == "too_early"
    assert why_not(cast, row, Action.RATE, NEXT) is None
    with pytest.raises(Refused, match="Juli 2026 baru dapat dinilai mulai 1 Agustus 2026"):
        perform(row, Action.RATE, actor=cast.rater.user, answers=RATINGS, now=LAST)
    row.refresh_from_db()
    assert (row.state, row.predikat) == (State.SUBMITTED, "")


@pytest.mark.parametrize("day", [date(2026, 7, 20), date(2026, 8, 4)])
def test_the_setting_of_the_period_names_another_day(cast, july, day):
    july.rates_from = day
    july.save()
    row = cast.evaluation(july, state=State.SUBMITTED)
    begins = build.moment(day.year, day.month, day.day)
    assert why_not(cast, row, Action.RATE, begins - timedelta(seconds=1)) == "too_early"
    assert why_not(cast, row, Action.RATE, begins) is None


def test_what_was_rated_too_early_is_not_delivered_before_its_time_either(cast, july):
    row = cast.evaluation(july, state=State.RATED)
    assert why_not(cast, row, Action.DELIVER, LAST) == "too_early"
    for actor in (None, cast.bkpsdm):
        with pytest.raises(Refused, match="mulai 1 Agustus 2026"):
            deliver_period(july, actor=actor, now=LAST)
    assert deliver_period(july, now=NEXT) == 1


def test_the_timer_waits_with_the_delivery_and_does_not_stumble(cast, july):
    july.deliver_at = LAST - timedelta(days=1)
    july.save()
    cast.evaluation(july, state=State.RATED)
    assert dict(tick.run(LAST))["hasil disampaikan"] == 0
    assert dict(tick.run(NEXT))["hasil disampaikan"] == 1


def test_notes_are_written_and_a_report_is_returned_before(cast, july):
    row = cast.evaluation(july, state=State.SUBMITTED)
    saved = perform(row, Action.SAVE_RATING, actor=cast.rater.user, answers={}, notes="Rapi", now=LAST)
    assert (saved.state, saved.notes) == (State.SUBMITTED, "Rapi")
    back = perform(row, Action.RETURN, actor=cast.rater.user, note="Lengkapi", now=LAST)
    assert (back.state, back.notes) == (State.RETURNED, "Rapi")


@pytest.mark.parametrize("rates_from", [None, date(2026, 7, 20), date(2026, 8, 4)])
def test_the_database_says_the_same_as_the_period(cast, july, rates_from):
    july.rates_from = rates_from
    july.save()
    row = cast.evaluation(july, state=State.SUBMITTED)
    for number in range(45):
        day = date(2026, 7, 1) + timedelta(days=number)
        found = Evaluation.objects.filter(may_be_rated(day), pk=row.pk).exists()
        assert found == (day >= july.rating_starts_on)
        assert found == EvaluationPeriod.objects.filter(may_be_rated(day, period=""), pk=july.pk).exists()


# --- Who is told --------------------------------------------------------------------------------------


def test_nothing_waits_for_the_rater_on_the_last_day(cast, login, running):
    cast.evaluation(running, state=State.SUBMITTED)
    rater = cast.rater.user
    assert not Evaluation.objects.awaiting(rater, RATE, DELIVER).exists()
    home = login(rater).get(reverse("portal:home"))
    shown = [home.context["first_task"], *home.context["other_tasks"]]
    assert not [task for task in shown if task and task.url == reverse("portal:team")]
    EvaluationPeriod.objects.update(rates_from=running.ends_on)
    assert Evaluation.objects.awaiting(rater, RATE).count() == 1


def test_nobody_is_reminded_of_what_cannot_be_rated_yet(cast, july):
    cast.evaluation(july, state=State.SUBMITTED)
    everybody = Evaluation.objects.all()
    assert still_waiting(everybody, Step.RATE, LAST) == []
    assert [one.employee_id for one in still_waiting(everybody, Step.RATE, NEXT)] == [cast.rater.pk]


def test_a_reminder_of_before_is_no_longer_true(cast, running):
    cast.evaluation(running, state=State.SUBMITTED)
    Reminder.objects.create(
        employee=cast.rater, period=running, step=Step.RATE, day=timezone.localdate(), subject="x", text="x"
    )
    assert not still_true(Reminder.objects.all(), timezone.localdate()).exists()
    EvaluationPeriod.objects.update(rates_from=running.ends_on)
    assert still_true(Reminder.objects.all(), timezone.localdate()).exists()


def test_the_employee_reads_from_when_it_is_rated(cast, july):
    row = cast.evaluation(july, state=State.SUBMITTED)
    before, after = rating_words(row, "Budi", LAST), rating_words(row, "Budi", NEXT)
    assert before.startswith("Mulai 1 Agustus 2026 giliran Budi menilai. Batasnya 10 hari lagi")
    assert after.startswith("Sekarang giliran Budi menilai. Batasnya 9 hari lagi")


# --- What the rater sees ------------------------------------------------------------------------------


def test_the_team_says_from_when_and_offers_no_button(cast, login, running):
    row = cast.evaluation(running, state=State.SUBMITTED)
    page = login(cast.rater).get(reverse("portal:team"))
    assert f"baru dapat dinilai mulai {tomorrow().day} " in page.content.decode()
    assert page.context["waiting"] == []
    assert [member.evaluation for member in page.context["others"]] == [row]


def test_the_screen_takes_notes_and_refuses_the_rating_with_all_that_was_typed(cast, login, running):
    row = cast.evaluation(running, state=State.SUBMITTED)
    client, url = login(cast.rater), reverse("portal:rate", args=[row.pk])
    page = client.get(url).content.decode()
    assert f"baru dapat dinilai mulai {tomorrow().day} " in page
    assert 'value="save"' in page
    assert 'value="rate' not in page
    answer = client.post(url, {"version": 1, "action": "rate", "notes": "Belum waktunya", **RATINGS})
    assert answer.status_code == 422
    assert "baru dapat dinilai mulai" in answer.content.decode()
    assert "Belum waktunya" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    assert client.post(url, {"version": row.version, "action": "save", "notes": "Dicatat"}).status_code == 302


def test_a_rating_fixed_too_early_waits_for_its_day_to_be_delivered(cast, login, running):
    row = cast.evaluation(running, state=State.RATED)
    assert not {Action.RATE, Action.DELIVER} & set(allowed_actions(cast.rater.user, row))
    page = login(cast.rater).post(reverse("portal:deliver", args=[row.pk]), follow=True)
    assert "baru dapat dinilai mulai" in page.content.decode()
    row.refresh_from_db()
    assert row.state == State.RATED


# --- What BKPSDM may set ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rates_from", date(2026, 6, 30)),
        ("rates_from", date(2026, 8, 11)),
        ("rate_until", build.moment(2026, 7, 31, 23, 59)),
        ("deliver_at", build.moment(2026, 7, 31, 23, 59)),
    ],
)
def test_days_that_do_not_fit_each_other_are_named(july, field, value):
    setattr(july, field, value)
    july.fill_until = build.moment(2026, 7, 30)
    with pytest.raises(ValidationError) as refused:
        july.clean()
    told = "rate_until" if (field, value) == ("rates_from", date(2026, 8, 11)) else field
    assert list(refused.value.message_dict) == [told]


def test_days_at_the_edge_are_taken(july):
    july.rates_from, july.rate_until, july.deliver_at = july.starts_on, build.moment(2026, 7, 31, 23), None
    july.clean()
    july.rates_from, july.rate_until = None, build.moment(2026, 8, 1)
    july.clean()


def test_a_closed_period_is_not_opened_again_with_a_deadline_before_rating_begins(cast, july):
    close_period(july, despite_open=True)
    with pytest.raises(Refused) as refused:
        reopen_period(
            july, actor=cast.bkpsdm, note="Ulang",
            deadlines={"fill_until": build.moment(2026, 7, 20), "rate_until": build.moment(2026, 7, 31)},
        )  # fmt: skip
    assert set(refused.value.details) == {"rate_until"}

"""Mail on its way out: one digest a day, tried again, and never in anybody's way."""

import logging
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods.reminders import gather, remind_now, retry, send_due, waiting_counts
from evaluations.domain.periods.reminders.due import CATCH_UP
from evaluations.domain.periods.reminders.outbox import ATTEMPTS, BACK_OFF
from evaluations.enums import Action, MailState, State, Step
from evaluations.models import Evaluation, OutboxMessage, Reminder
from tests import build

pytestmark = pytest.mark.django_db

NOW = build.moment(2026, 7, 20, 9)
HERE = "tests.domain.periods.test_outbox"


class NoServer(BaseEmailBackend):
    def open(self):
        raise ConnectionRefusedError("tidak ada server di sana")


class OneAddressIsBad(BaseEmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["buruk@bantulkab.example"]:
            raise OSError("alamat ditolak")
        mail.outbox.extend(messages)
        return len(messages)


class TakesNothing(BaseEmailBackend):
    def send_messages(self, messages):
        return 0


@pytest.fixture
def period(cast):
    return build.make_period(2026, 7, name="Juli 2026")


@pytest.fixture
def own(cast, period) -> Evaluation:
    cast.employee.email = "siti@bantulkab.example"
    cast.employee.save()
    return cast.evaluation(period)


def remind(cast, now=NOW, step: Step = Step.FILL) -> None:
    remind_now(Evaluation.objects.all(), step, actor=cast.bkpsdm, now=now)


def test_all_reminders_of_a_day_come_in_one_message(cast, own):
    june = build.make_period(2026, 6, name="Juni 2026")
    build.make_evaluation(cast.employee, june, rater=cast.rater)
    remind(cast)
    assert (gather(NOW), gather(NOW)) == (1, 0)
    assert send_due(NOW) == 1
    [message] = mail.outbox
    assert message.to == ["siti@bantulkab.example"]
    assert message.subject == "2 hal menunggu Anda di Sekin Bantul"
    assert "Juni 2026" in message.body
    assert "Juli 2026" in message.body
    assert "http://testserver" in message.body
    assert Reminder.objects.filter(message=None).count() == 0


def test_what_comes_after_the_digest_waits_for_tomorrow(cast, own):
    remind(cast)
    gather(NOW)
    june = build.make_period(2026, 6, name="Juni 2026")
    build.make_evaluation(cast.employee, june, rater=cast.rater)
    remind(cast, NOW + timedelta(hours=2))
    assert gather(NOW + timedelta(hours=3)) == 0
    assert gather(NOW + timedelta(days=1)) == 1
    assert "Juni 2026" in OutboxMessage.objects.latest("pk").body


def test_what_is_done_meanwhile_is_not_mailed(cast, own):
    remind(cast)
    Evaluation.objects.update(state=State.SUBMITTED, submitted_at=NOW, receipt_number="T1")
    assert gather(NOW) == 0


def test_people_without_an_address_see_it_in_the_portal_only(cast, own):
    cast.employee.email = ""
    cast.employee.save()
    remind(cast)
    assert gather(NOW) == 0


def test_a_rule_may_stay_in_the_portal(cast, own):
    remind(cast)
    Reminder.objects.update(by_email=False)
    assert gather(NOW) == 0


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(cast, own, settings, caplog):
    settings.EMAIL_BACKEND = f"{HERE}.NoServer"
    remind(cast)
    gather(NOW)
    moment = NOW
    for attempt, pause in enumerate(BACK_OFF, 1):
        assert send_due(moment) == 0
        message = OutboxMessage.objects.get()
        assert (message.state, message.attempts) == (MailState.WAITING, attempt)
        assert message.next_try_at == moment + pause
        assert send_due(message.next_try_at - timedelta(seconds=1)) == 0
        assert OutboxMessage.objects.get().attempts == attempt
        moment = message.next_try_at
    send_due(moment)
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (MailState.FAILED, ATTEMPTS)
    assert "tidak ada server di sana" in message.last_error
    assert "siti@" not in caplog.text


def test_a_failed_message_can_be_tried_again(cast, own, settings):
    remind(cast)
    gather(NOW)
    OutboxMessage.objects.update(state=MailState.FAILED, attempts=ATTEMPTS, last_error="OSError: x")
    assert waiting_counts()[MailState.FAILED] == 1
    assert retry(OutboxMessage.objects.all()) == 1
    assert send_due(NOW) == 1
    assert retry(OutboxMessage.objects.all()) == 0


def test_one_bad_address_does_not_hold_up_the_others(cast, own, period, settings):
    settings.EMAIL_BACKEND = f"{HERE}.OneAddressIsBad"
    cast.stranger.email = "buruk@bantulkab.example"
    cast.stranger.save()
    build.make_evaluation(cast.stranger, period, rater=cast.rater)
    remind(cast)
    gather(NOW)
    assert send_due(NOW) == 1
    assert waiting_counts() == {"WAITING": 1, "SENT": 1, "FAILED": 0, "retried": 1}


def test_a_line_break_in_a_name_becomes_no_header(cast, own, period):
    period.name = "Juli\nBcc: semua@bantulkab.example"
    period.save()
    remind(cast)
    gather(NOW)
    assert send_due(NOW) == 1
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].bcc == []


def test_a_submission_does_not_notice_a_broken_server(cast, settings):
    settings.EMAIL_BACKEND = f"{HERE}.NoServer"
    evaluation = cast.evaluation()
    remind_now(Evaluation.objects.all(), Step.FILL, actor=cast.bkpsdm)
    assert mail.outbox == []
    saved = perform(evaluation, Action.SAVE, actor=cast.employee.user, answers={})
    assert saved.state == State.DRAFT


def test_nothing_of_people_stands_in_the_log(cast, own, settings, caplog):
    settings.EMAIL_BACKEND = f"{HERE}.NoServer"
    caplog.set_level(logging.DEBUG)
    remind(cast)
    gather(NOW)
    send_due(NOW)
    assert "Siti" not in caplog.text


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_runs_at_once_send_each_message_once(cast, own, period):
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("SQLite lets one write after the other.")
    cast.stranger.email = "joko@bantulkab.example"
    cast.stranger.save()
    build.make_evaluation(cast.stranger, period, rater=cast.rater)
    remind(cast)
    gather(NOW)
    start, sent = Barrier(2), []

    def one():
        try:
            start.wait(10)
            sent.append(send_due(NOW))
        finally:
            connection.close()

    both = [Thread(target=one), Thread(target=one)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(30)
    assert sum(sent) == 2
    assert sorted(message.to[0] for message in mail.outbox) == [
        "joko@bantulkab.example",
        "siti@bantulkab.example",
    ]


def test_without_a_server_everything_waits_and_no_attempt_is_counted(cast, own, settings):
    settings.HAS_MAIL_SERVER = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    remind(cast)
    gather(NOW)
    assert send_due(NOW) == 0
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts, message.sent_at) == (MailState.WAITING, 0, None)
    settings.HAS_MAIL_SERVER = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(NOW + timedelta(days=1)) == 1


def test_a_backend_that_hands_nothing_over_sends_nothing(cast, own, settings):
    settings.EMAIL_BACKEND = f"{HERE}.TakesNothing"
    remind(cast)
    gather(NOW)
    assert send_due(NOW) == 0
    message = OutboxMessage.objects.get()
    assert (message.state, message.attempts) == (MailState.WAITING, 1)


def test_what_waited_too_long_for_a_server_is_not_sent_any_more(cast, own):
    remind(cast)
    gather(NOW)
    assert send_due(NOW + timedelta(days=CATCH_UP + 1)) == 0
    message = OutboxMessage.objects.get()
    assert message.state == MailState.FAILED
    assert "Tidak ada server email" in message.last_error
    assert mail.outbox == []

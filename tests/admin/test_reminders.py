"""The words of reminders and the outgoing mail, as officers see them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import MailState
from evaluations.models import OutboxMessage, ReminderRule
from tests import build
from tests.counting import statements_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(login, cast):
    return login(cast.bkpsdm)


def posted(**values) -> dict[str, str]:
    usual = {"step": "FILL", "days": "-3", "subject": "{periode}", "text": "Halo {nama}", "is_active": "on"}
    return usual | values


def test_an_officer_adds_a_reminder(officer):
    answer = officer.post(reverse("reminderrule:add"), posted(), follow=True)
    assert "3 hari sebelum batas pengisian" in answer.content.decode()
    assert ReminderRule.objects.get().text == "Halo {nama}"


def test_a_reminder_of_plans_says_from_when_its_days_are_counted_and_is_never_early(officer):
    early = officer.post(reverse("reminderrule:add"), posted(step="APPR", days="-1"))
    assert "isi 0 atau lebih" in str(early.context["form"].errors["days"])
    answer = officer.post(reverse("reminderrule:add"), posted(step="APPR", days="7"), follow=True)
    assert "7 hari sesudah SKP diajukan" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("text", "Halo {nma}", "{nma} tidak dikenal"),
        ("text", "Halo {nama", "kurung kurawal tanpa pasangan"),
        ("subject", "Untuk {siapa}", "{siapa} tidak dikenal"),
    ],
)
def test_a_wrong_placeholder_is_named_at_its_field_and_nothing_is_lost(officer, name, text, sentence):
    answer = officer.post(reverse("reminderrule:add"), posted(**{name: text}))
    assert sentence in str(answer.context["form"].errors[name])
    assert text in answer.content.decode()
    assert not ReminderRule.objects.exists()


def test_two_reminders_on_the_same_day_are_refused(officer):
    officer.post(reverse("reminderrule:add"), posted())
    answer = officer.post(reverse("reminderrule:add"), posted())
    assert answer.status_code == 200
    assert ReminderRule.objects.count() == 1


def test_the_page_shows_how_it_reads(officer):
    rule = ReminderRule.objects.create(days=-3, subject="{periode}", text="Halo {nama}")
    html = officer.get(reverse("reminderrule:edit", args=[rule.pk])).content.decode()
    assert "Halo Sari Wulandari" in html
    assert "<code>{jumlah}</code>" in html


@pytest.fixture
def message(cast) -> OutboxMessage:
    return OutboxMessage.objects.create(
        employee=cast.employee, day=build.moment(2026, 7, 20).date(), email="siti@bantulkab.example",
        subject="Evaluasi Juli", body="Rahasia", state=MailState.FAILED, attempts=5, last_error="OSError: mati",
    )  # fmt: skip


def test_the_outbox_shows_what_failed_and_why_but_not_what_was_written(officer, message, settings):
    settings.HAS_MAIL_SERVER = False
    html = officer.get(reverse("outbox:index")).content.decode()
    assert "OSError: mati" in html
    assert "Rahasia" not in html
    assert "Server email belum dipasang" in html
    assert "Evaluasi Juli" not in officer.get(reverse("outbox:index") + "?keadaan=SENT").content.decode()


def test_what_failed_can_be_tried_again(officer, message):
    answer = officer.post(reverse("outbox:retry"), follow=True)
    assert "1 email dicoba lagi" in answer.content.decode()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (MailState.WAITING, 0)


def test_looking_tries_nothing_again(officer, message):
    assert officer.get(reverse("outbox:retry")).status_code == 302


@pytest.mark.parametrize("name", ["reminderrule:index", "outbox:index"])
@pytest.mark.parametrize("who", ["unit_admin", "auditor", "employee"])
def test_only_managers_get_there(login, cast, who, name):
    assert login(getattr(cast, who)).get(reverse(name)).status_code in (302, 403)


def test_the_button_says_how_many_it_takes_and_is_gone_when_nothing_failed(officer, message):
    failed = "Coba kirim lagi semua yang gagal (1)"
    for state in ("", MailState.SENT):  # whatever the list shows
        assert failed in officer.get(reverse("outbox:index"), {"keadaan": state}).content.decode()
    OutboxMessage.objects.update(state=MailState.SENT, sent_at=timezone.now())
    assert "Coba kirim lagi" not in officer.get(reverse("outbox:index")).content.decode()


def test_the_outbox_costs_the_same_for_many_mails(officer, message):
    one = statements_of(officer, reverse("outbox:index"))
    for number in range(40):
        OutboxMessage.objects.create(
            employee=build.make_employee(f"Pegawai {number}"), day=message.day, email="a@b.example",
            subject="Juli", body="Halo",
        )  # fmt: skip
    assert statements_of(officer, reverse("outbox:index")) == one

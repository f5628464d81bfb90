"""Reminders and mail: sent means sent, to the person whom it is about."""

from collections.abc import Iterable

from django.db.models import F, Q

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.enums import MailState
from evaluations.models import OutboxMessage, Reminder


def mail_sent_without_an_attempt() -> Iterable[int]:
    """Marked as sent although nobody tried, or before it was written."""
    wrong = Q(attempts=0) | Q(sent_at__lt=F("created_at"))
    return OutboxMessage.objects.filter(wrong, state=MailState.SENT).values_list("pk", flat=True)


def reminders_in_the_mail_of_others() -> Iterable[int]:
    rows = Reminder.objects.exclude(message=None).exclude(message__employee=F("employee"))
    return rows.values_list("pk", flat=True)


CHECKS = (
    Check(
        "mail_sent",
        "Email yang terkirim pernah dikirim",
        "Periksa server email; kirim ulang pengingatnya bila tidak sampai.",
        OutboxMessage,
        mail_sent_without_an_attempt,
    ),
    Check(
        "mail_person",
        "Pengingat berada dalam email orangnya sendiri",
        "Laporkan sebagai kebocoran data: seseorang menerima pengingat orang lain.",
        Reminder,
        reminders_in_the_mail_of_others,
    ),
)

"""Mail on its way out: one digest per person and day, tried again when the server fails. Never within a request."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from evaluations.domain.periods.reminders.due import BATCH, CATCH_UP
from evaluations.domain.periods.reminders.waiting import still_true
from evaluations.enums import MailState
from evaluations.models import Employee, OutboxMessage, Reminder

log = logging.getLogger("sekin.outbox")

# After the first, second … failure; after the last one it is given up.
BACK_OFF = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
ATTEMPTS = len(BACK_OFF) + 1
# No connection, refused, timed out (all OSError, SMTPException too), or an address that cannot be one (ValueError).
MAIL_ERRORS = (OSError, ValueError)


class NotTaken(OSError):
    """The backend came back without an error, and without having handed the message to a server."""


# --- Gathering ----------------------------------------------------------------------------------------


def gather(now: datetime) -> int:
    """One message per person and day from reminders that still hold; returns how many are new.

    Whoever had a message today already gets the rest tomorrow; in the portal it stands at once.
    """
    today = timezone.localdate(now)
    rows = Reminder.objects.filter(
        message=None, by_email=True, day__gte=today - timedelta(days=CATCH_UP), day__lte=today
    ).exclude(employee__email="")
    had = OutboxMessage.objects.filter(day=today).values("employee")
    of_person: dict[int, list[Reminder]] = {}
    for row in (
        still_true(rows.exclude(employee__in=had), today).select_related("employee").order_by("day", "pk")
    ):
        of_person.setdefault(row.employee_id, []).append(row)
    people = list(of_person)
    return sum(
        _store([of_person[pk] for pk in people[start : start + BATCH]], today)
        for start in range(0, len(people), BATCH)
    )


@transaction.atomic
def _store(groups: Sequence[list[Reminder]], today) -> int:
    made = [_digest(rows, today) for rows in groups]
    OutboxMessage.objects.bulk_create(made, ignore_conflicts=True)
    ids = [rows[0].employee_id for rows in groups]
    stored = dict(OutboxMessage.objects.filter(day=today, employee__in=ids).values_list("employee", "pk"))
    held = [row for rows in groups for row in rows]
    for row in held:
        row.message_id = stored[row.employee_id]
    Reminder.objects.bulk_update(held, ["message"], batch_size=BATCH)
    return len(stored)


def _digest(rows: list[Reminder], today) -> OutboxMessage:
    employee: Employee = rows[0].employee
    latest = {(row.period_id, row.step): row for row in rows}  # of two about the same the later one
    told = list(latest.values())
    subject = told[0].subject if len(told) == 1 else f"{len(told)} hal menunggu Anda di Sekin Bantul"
    parts = "\n\n".join(f"{row.subject}\n{row.text}" for row in told)
    body = (
        f"Halo {employee.full_name},\n\n{parts}\n\nBuka portal: {settings.SITE_URL}\n\n"
        "Pesan ini dikirim otomatis, paling banyak sekali sehari. Abaikan bila sudah Anda kerjakan."
    )
    subject = " ".join(subject.split())  # a line break would be a header of its own
    return OutboxMessage(employee=employee, day=today, email=employee.email, subject=subject, body=body)


# --- Sending ------------------------------------------------------------------------------------------


def send_due(now: datetime, limit: int = 200) -> int:
    """Send what waits, over one connection; returns how many went out. A broken server is noted, never raised.

    Without a mail server everything waits, and no attempt is counted.
    """
    if not settings.HAS_MAIL_SERVER:
        return 0
    _give_up_stale(now)
    claimed = _claim(now, limit)
    if not claimed:
        return 0
    mail = get_connection()
    try:
        mail.open()
    except MAIL_ERRORS as error:
        for message in claimed:
            _failed(message, error)
        return 0
    try:
        return sum(_send(message, mail, now) for message in claimed)
    finally:
        _close(mail)


def _give_up_stale(now: datetime) -> None:
    """What waited for a server longer than reminders are caught up with would only confuse by now."""
    last_day = timezone.localdate(now) - timedelta(days=CATCH_UP)
    OutboxMessage.objects.filter(state=MailState.WAITING, attempts=0, day__lt=last_day).update(
        state=MailState.FAILED,
        last_error=f"Tidak ada server email selama {CATCH_UP} hari, jadi tidak dikirim lagi.",
    )


@transaction.atomic
def _claim(now: datetime, limit: int) -> list[OutboxMessage]:
    """Take messages for this run: the attempt is counted first, so that a crash never sends without end."""
    due = OutboxMessage.objects.filter(state=MailState.WAITING).filter(
        Q(next_try_at=None) | Q(next_try_at__lte=now)
    )
    skips = connection.features.has_select_for_update_skip_locked
    claimed = list(due.select_for_update(skip_locked=skips).order_by("pk")[:limit])
    for message in claimed:
        message.attempts += 1
        message.next_try_at = now + BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
    OutboxMessage.objects.bulk_update(claimed, ["attempts", "next_try_at"])
    return claimed


def _send(message: OutboxMessage, mail, now: datetime) -> int:
    try:
        taken = EmailMessage(message.subject, message.body, to=[message.email], connection=mail).send()
        if not taken:
            raise NotTaken("server email tidak menerimanya")
    except MAIL_ERRORS as error:
        _failed(message, error)
        return 0
    message.state, message.sent_at, message.next_try_at, message.last_error = MailState.SENT, now, None, ""
    message.save(update_fields=["state", "sent_at", "next_try_at", "last_error"])
    return 1


def _failed(message: OutboxMessage, error: Exception) -> None:
    log.warning("message %s, attempt %s: %s", message.pk, message.attempts, type(error).__name__)
    message.last_error = f"{type(error).__name__}: {error}"[:300]
    if message.attempts >= ATTEMPTS:
        message.state, message.next_try_at = MailState.FAILED, None
    message.save(update_fields=["state", "last_error", "next_try_at"])


def _close(mail) -> None:
    try:
        mail.close()
    except MAIL_ERRORS as error:
        log.warning("closing the connection: %s", type(error).__name__)


def retry(messages: QuerySet[OutboxMessage]) -> int:
    """Let the next run try again what failed, from the first attempt on. What is on its way just now is left alone."""
    failed = messages.filter(Q(state=MailState.FAILED) | Q(state=MailState.WAITING, last_error__gt=""))
    return failed.update(state=MailState.WAITING, attempts=0, next_try_at=None)


def waiting_counts() -> dict[str, int]:
    """How many messages stand in each state, and under ``"retried"`` how many failed at least once and wait."""
    retried = Q(state=MailState.WAITING, attempts__gt=0, last_error__gt="")
    counts = {state: Count("pk", filter=Q(state=state)) for state in MailState.values}
    return OutboxMessage.objects.aggregate(**counts, retried=Count("pk", filter=retried))

"""A link by e-mail for whoever forgot the kata sandi or never had one.

The request only puts a job down, the same for every name that somebody types; whether there is such a person, and an
address, is looked up in the job. So neither the answer, its statements nor its time tell which NIP exist. The link is
nowhere stored: Django's signed token dies with the next kata sandi, the next login, or after PASSWORD_RESET_TIMEOUT.
"""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task

from evaluations.domain.access.accounts.activating import is_open
from evaluations.domain.access.accounts.events import log_event
from evaluations.domain.access.login_names import account_of
from evaluations.enums import AccountAction
from evaluations.models import AccountEvent, Employee

log = logging.getLogger("sekin.accounts")

MOST_AN_HOUR = 3  # more would only fill somebody's mailbox


def mail_works() -> bool:
    """Whether a mail server is set up, so that a link can reach anybody."""
    return settings.HAS_MAIL_SERVER


def request_link(name: str) -> None:
    """Somebody asks for a link; the name as it was typed. Always the same, and it never says anything."""
    send_link_job.enqueue(name[:254])


@task(backend="jobs")
def send_link_job(name: str) -> None:
    """Send the link, where there is somebody with an official address."""
    user: Any = account_of(name)
    person = Employee.objects.filter(user=user).exclude(email="").first() if user else None
    if person is None or not is_open(user) or _too_many(user):
        log.info("link asked for: nobody to send it to")
        return
    try:
        send_mail(
            subject="Kata sandi Sekin Bantul",
            message=_words(person, user),
            from_email=None,
            recipient_list=[person.email],
        )
    except (OSError, ValueError) as error:  # as in the outbox; whoever waits can ask again
        log.warning("link not sent: user=%s %s", user.pk, type(error).__name__)
        log_event(user, AccountAction.LINK_FAILED, note=type(error).__name__)
    else:
        log_event(user, AccountAction.LINK)


def _too_many(user) -> bool:
    since = timezone.now() - timedelta(hours=1)
    return (
        AccountEvent.objects.filter(user=user, action=AccountAction.LINK, at__gte=since).count()
        >= MOST_AN_HOUR
    )


def _words(person: Employee, user) -> str:
    who = urlsafe_base64_encode(force_bytes(user.pk))
    address = reverse("portal:password_link", args=[who, default_token_generator.make_token(user)])
    minutes = settings.PASSWORD_RESET_TIMEOUT // 60
    return (
        f"Halo {person.full_name},\n\nAda yang meminta kata sandi baru untuk akun Anda di Sekin Bantul. Bila itu Anda, "
        f"buka tautan ini dalam {minutes} menit:\n\n{settings.SITE_URL}{address}\n\n"
        "Bila bukan Anda, abaikan email ini: kata sandi Anda tidak berubah. Jangan teruskan tautan ini kepada "
        "siapa pun, juga kepada pengelola."
    )

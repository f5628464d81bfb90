"""How often one may try a password. django-axes keeps the failures in the database, so that all workers share them.

Two limits, both on failures alone:

1. Per account and network, or per account and known device: a few mistakes, then a pause.
2. Per network: many different names that failed and did not succeed since (one password tried on every NIP) make each
   further attempt wait, longer with each name. A known device passes, so an office goes on working meanwhile.

There is no limit per account from everywhere: with it anybody could lock anybody out.
"""

from datetime import UTC, datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from evaluations.domain.access.accounts.events import log_event
from evaluations.domain.access.login_names import account_of, normalised_login
from evaluations.enums import AccountAction
from sekin_site.login.clients import counted_network, from_where
from sekin_site.login.devices import known_device

# How a counted name begins: a known device of an account, an account, a name that nobody has.
DEVICE, ACCOUNT, UNKNOWN = "@", "#", "?"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def counted_name(request: HttpRequest, credentials: dict | None) -> str:
    """For django-axes: under which name an attempt is counted: the account, however its name was spelt."""
    typed = (credentials or {}).get("username") or ""
    user = account_of(typed)
    if user is None:
        return f"{UNKNOWN}{normalised_login(typed)}"[:255]
    device = known_device(request, user)
    return f"{DEVICE}{user.pk} {device}" if device else f"{ACCOUNT}{user.pk}"


class LoginAttempts(AxesDatabaseHandler):
    """Axes with our second limit, and with failures that are kept for as long as that one looks back."""

    def is_locked(self, request: HttpRequest, credentials: dict | None = None) -> bool:
        return opens_at(request, credentials) > request.axes_attempt_time

    def user_login_failed(self, sender, credentials: dict, request=None, **kwargs) -> None:
        super().user_login_failed(sender, credentials, request, **kwargs)
        failures = getattr(request, "axes_failures_since_start", None)
        # While the account is closed no failures are counted, and nothing is written down.
        user = account_of(credentials.get("username") or "") if failures else None
        if user is not None:
            where = from_where(request)
            log_event(user, AccountAction.LOGIN_FAILED, note=where)
            if failures >= settings.AXES_FAILURE_LIMIT:
                log_event(user, AccountAction.LOCKED, note=where)

    def clean_expired_user_attempts(self, request=None, credentials=None) -> int:
        """Axes asks at every login: forget what no limit looks at any more."""
        return AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - _kept_for()).delete()[0]


def opens_at(request: HttpRequest, credentials: dict | None) -> datetime:
    """From when on this name may be tried from here; long ago where nothing stands against it."""
    name, network = counted_name(request, credentials), counted_network(request)
    from_here = AccessAttempt.objects.filter(ip_address=network)
    own = _after_mistakes(from_here.filter(username=name))
    return own if name.startswith(DEVICE) else max(own, _after_many_names(from_here))


def _after_mistakes(attempts: QuerySet[AccessAttempt]) -> datetime:
    recent = attempts.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
    seen = recent.aggregate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
    if (seen["failures"] or 0) < settings.AXES_FAILURE_LIMIT:
        return LONG_AGO
    return seen["last"] + settings.AXES_COOLOFF_TIME


def _after_many_names(attempts: QuerySet[AccessAttempt]) -> datetime:
    others = attempts.exclude(username__startswith=DEVICE)
    recent = others.filter(attempt_time__gte=timezone.now() - settings.LOGIN_NETWORK_WINDOW)
    seen = recent.aggregate(names=Count("username", distinct=True), last=Max("attempt_time"))
    pause = pause_after(seen["names"])
    return seen["last"] + pause if pause else LONG_AGO


def pause_after(names: int) -> timedelta:
    """How long a network waits between attempts after so many different names have failed: 0, 1, 2, 4 … seconds."""
    beyond = names - settings.LOGIN_NETWORK_NAMES
    if beyond < 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(beyond // 5, 16)), settings.LOGIN_NETWORK_MAX_PAUSE)


def locked_page(request: HttpRequest, response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """For django-axes: since when, until when, and what one can do instead of guessing."""
    moment = opens_at(request, credentials)
    wait = max(moment - timezone.now(), timedelta(seconds=1))
    context = {"opens_at": moment, "wait": wait, "is_short": wait <= settings.LOGIN_NETWORK_MAX_PAUSE}
    page = render(request, "registration/locked.html", context | links(), status=429)
    page.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return page


def links() -> dict[str, str]:
    """What the pages around the login offer, where it exists."""
    return {
        "forgot_url": _address("portal:forgot_password"),
        "oidc_url": _address("oidc_start"),
        "oidc_label": settings.OIDC_LABEL,
    }


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def forgive(user) -> None:
    """Forget the failures of an account, from everywhere: somebody who may has given it a new password."""
    AccessAttempt.objects.filter(username=f"{ACCOUNT}{user.pk}").delete()
    AccessAttempt.objects.filter(username__startswith=f"{DEVICE}{user.pk} ").delete()


def _kept_for() -> timedelta:
    return max(settings.AXES_COOLOFF_TIME, settings.LOGIN_NETWORK_WINDOW)

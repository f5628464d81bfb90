"""Where somebody is logged in: one row per login, kept beside Django's session, whatever store holds that.

A normal request writes nothing here and reads nothing: the cache remembers that a session was seen lately, and only
when it forgets (``SEEN_EVERY``) one UPDATE is made.
"""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from evaluations.domain.access.accounts.events import log_event
from evaluations.enums import AccountAction
from evaluations.models import LoginSession

SEEN_EVERY = timedelta(minutes=5)
# From the most particular to the most general: an Edge calls itself Chrome and Safari too.
BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "CrOS": "Chromebook", "Windows": "Windows",
    "Macintosh": "Mac", "Linux": "Linux",
}  # fmt: skip


def device_in_words(user_agent: str) -> str:
    """ "Chrome di Android" from what the browser says of itself; only words for the list, so a wrong guess does no
    harm."""
    browser = next((word for sign, word in BROWSERS.items() if sign in user_agent), "Peramban lain")
    system = next((word for sign, word in SYSTEMS.items() if sign in user_agent), "")
    return f"{browser} di {system}" if system else browser


def note_login(user, session_key: str, user_agent: str) -> LoginSession:
    """A login has begun."""
    now = timezone.now()
    session, _ = LoginSession.objects.update_or_create(
        session_key=session_key,
        defaults={
            "user": user, "device": device_in_words(user_agent), "since_at": now, "last_seen_at": now,
        },
    )  # fmt: skip
    _was_seen(session_key)
    return session


def note_seen(session_key: str) -> None:
    """The session was used just now; written at most every ``SEEN_EVERY``."""
    if _was_seen(session_key):
        LoginSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())


def note_new_key(old_key: str, new_key: str) -> None:
    """Django has given the session another key, as it does when the kata sandi changes."""
    LoginSession.objects.filter(session_key=old_key).update(session_key=new_key)
    _was_seen(new_key)


def note_logout(session_key: str) -> None:
    LoginSession.objects.filter(session_key=session_key).delete()


def open_sessions(user) -> list[LoginSession]:
    """Where ``user`` is logged in, the latest seen first; rows whose session is over are removed on the way."""
    rows = list(user.login_sessions.order_by("-last_seen_at", "-pk"))
    over = [row.pk for row in rows if not _store(row.session_key).load()]
    if over:
        LoginSession.objects.filter(pk__in=over).delete()
    return [row for row in rows if row.pk not in over]


def end_sessions(user, *, except_key: str | None = None) -> int:
    """End every login of ``user`` but the one named; gives how many. Works with every store of sessions."""
    rows = LoginSession.objects.filter(user=user)
    if except_key is not None:
        rows = rows.exclude(session_key=except_key)
    return sum(end_session(row) for row in list(rows))


def end_session(session: LoginSession) -> int:
    """End one login at once; gives 1."""
    _store(session.session_key).delete()
    session.delete()
    return 1


def end_own_session(session: LoginSession) -> str:
    """As its owner; logged. Gives what was done, in words."""
    end_session(session)
    log_event(session.user, AccountAction.SESSION_ENDED, actor=session.user, note=session.device)
    return f"Sesi {session.device} diakhiri."


def end_other_sessions(user, *, here: str) -> str:
    """As their owner; logged. Gives what was done, in words."""
    count = end_sessions(user, except_key=here)
    log_event(user, AccountAction.SESSIONS_ENDED, actor=user, note=f"{count} sesi")
    return f"{count} sesi lain diakhiri." if count else "Tidak ada sesi lain."


def forget_over(now: datetime) -> int:
    """Remove the rows of sessions that must be over by their age; for the timer."""
    oldest = now - timedelta(seconds=settings.SESSION_COOKIE_AGE) - SEEN_EVERY
    removed, _ = LoginSession.objects.filter(last_seen_at__lt=oldest).delete()
    return removed


def _was_seen(session_key: str) -> bool:
    """Remember it; True when nobody had within ``SEEN_EVERY``."""
    return cache.add(f"sekin:seen:{session_key}", 1, SEEN_EVERY.total_seconds())


def _store(session_key: str):
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)

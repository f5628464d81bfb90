"""Deadlines in words: people plan by "besok" and "3 hari lagi", not by timestamps."""

from datetime import datetime

from django.utils import dateformat, timezone

SOON = 3  # days from which a deadline is worth a warning


def days_left(until: datetime, now: datetime | None = None) -> int:
    """Whole calendar days in Bantul from now to ``until``; negative once it has passed."""
    now = now or timezone.now()
    if until < now:
        return min(-1, (timezone.localdate(until) - timezone.localdate(now)).days)
    return (timezone.localdate(until) - timezone.localdate(now)).days


def in_words(until: datetime, now: datetime | None = None) -> str:
    """As people say it: "hari ini pukul 23.59 WIB", "besok pukul …", "3 hari lagi, 5 Agustus 2026"."""
    left = days_left(until, now)
    moment = timezone.localtime(until)
    if left < 0:
        return f"sudah lewat sejak {dateformat.format(moment, 'j F Y')}"
    if left == 0:
        return f"hari ini pukul {dateformat.format(moment, 'H.i')} WIB"
    if left == 1:
        return f"besok pukul {dateformat.format(moment, 'H.i')} WIB"
    return f"{left} hari lagi, {dateformat.format(moment, 'j F Y')}"


def is_soon(until: datetime, now: datetime | None = None) -> bool:
    """Near enough to warn, or past."""
    return days_left(until, now) <= SOON

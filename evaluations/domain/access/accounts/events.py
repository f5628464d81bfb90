"""The log of accounts: written here only, never changed (the database refuses).

What was done to an account stays. The traces of coming in, which are many and tell from where somebody worked, are
kept for ``LOGIN_LOG_DAYS``.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from evaluations.enums import LOGIN_TRACES, AccountAction
from evaluations.models import AccountEvent
from evaluations.models.freezing import LEAST_TRACE_DAYS
from forms_config.actors import Actor

AT_ONCE = 2000


def log_event(
    user, action: AccountAction, *, actor: Actor | None = None, proof: str = "", note: str = ""
) -> AccountEvent:
    """Note one act on the account of ``user``; ``actor`` None: somebody not logged in, or the system."""
    event = _event(user.pk, action, actor, proof, note)
    event.save()
    return event


def log_events(
    user_ids: Iterable[int],
    action: AccountAction,
    *,
    actor: Actor | None = None,
    proof: str = "",
    note: str = "",
) -> None:
    """The same act on many accounts."""
    AccountEvent.objects.bulk_create(
        [_event(pk, action, actor, proof, note) for pk in user_ids], batch_size=500
    )


def forget_traces(now: datetime) -> int:
    """Delete the traces of logins that are older than the setting says (0: none ever), part by part; for the timer.

    Younger ones than ``LEAST_TRACE_DAYS`` stay whatever the setting says, since the database refuses.
    """
    if not settings.LOGIN_LOG_DAYS:
        return 0
    oldest = now - timedelta(days=max(settings.LOGIN_LOG_DAYS, LEAST_TRACE_DAYS))
    old = AccountEvent.objects.filter(action__in=LOGIN_TRACES, at__lt=oldest).order_by("at")
    forgotten = 0
    while part := list(old.values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += AccountEvent.objects.filter(pk__in=part).delete()[0]
    return forgotten


def _event(user_id: int, action: AccountAction, actor: Actor | None, proof: str, note: str) -> AccountEvent:
    return AccountEvent(
        user_id=user_id, action=action, actor=actor, actor_name=str(actor or "")[:300], proof=proof,
        note=note[:300], at=timezone.now(),
    )  # fmt: skip

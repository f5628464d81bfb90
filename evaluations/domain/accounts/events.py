"""The log of accounts: written here only, never changed (the database refuses)."""

from collections.abc import Iterable

from django.utils import timezone

from evaluations.enums import AccountAction
from evaluations.models import AccountEvent


def log_event(user, action: AccountAction, *, actor=None, proof: str = "", note: str = "") -> AccountEvent:
    """Note one act on the account of ``user``; ``actor`` None: somebody not logged in, or the system."""
    event = _event(user.pk, action, actor, proof, note)
    event.save()
    return event


def log_events(
    user_ids: Iterable[int], action: AccountAction, *, actor=None, proof: str = "", note: str = ""
) -> None:
    """The same act on many accounts."""
    AccountEvent.objects.bulk_create(
        [_event(pk, action, actor, proof, note) for pk in user_ids], batch_size=500
    )


def _event(user_id: int, action: AccountAction, actor, proof: str, note: str) -> AccountEvent:
    return AccountEvent(
        user_id=user_id, action=action, actor=actor, actor_name=str(actor or "")[:300], proof=proof,
        note=note[:300], at=timezone.now(),
    )  # fmt: skip

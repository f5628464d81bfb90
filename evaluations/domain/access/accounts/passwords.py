"""Changing one's own kata sandi. The rules it must keep: ``AUTH_PASSWORD_VALIDATORS``."""

import logging
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from evaluations.domain.access.accounts.activating import is_open
from evaluations.domain.access.accounts.events import log_event
from evaluations.domain.access.accounts.sessions import end_sessions, note_new_key
from evaluations.domain.refusals import Refused
from evaluations.enums import AccountAction
from evaluations.models import ApiClient

log = logging.getLogger("sekin.accounts")


@transaction.atomic
def change_password(user: Any, password: str, *, session: SessionBase) -> None:
    """Set the own kata sandi; every session but this one ends, and this one gets another key.

    Tokens of API clients go on, which the log says.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    old_key = session.session_key
    ended = end_sessions(user, except_key=old_key)
    session.cycle_key()
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if old_key and session.session_key:
        note_new_key(old_key, session.session_key)
    notes = [f"{ended} sesi lain diakhiri"] if ended else []
    if ApiClient.objects.filter(user=user).exists():
        notes.append("pemilik klien API; tokennya tetap berlaku")
    log_event(user, AccountAction.CHANGED, actor=user, note="; ".join(notes))


@transaction.atomic
def reset_with_link(user: Any, token: str, password: str) -> None:
    """Set the kata sandi of whoever opened an e-mail link, once; every session ends. Raises ``Refused`` link_wrong."""
    locked = type(user)._default_manager.select_for_update().get(pk=user.pk)
    if not (is_open(locked) and default_token_generator.check_token(locked, token)):
        raise Refused("link_wrong", "Tautan ini sudah dipakai atau lewat masanya. Minta tautan baru.")
    action = AccountAction.RESET if locked.has_usable_password() else AccountAction.ACTIVATED
    locked.set_password(password)
    locked.save(update_fields=["password"])
    end_sessions(locked)
    log_event(locked, action, actor=locked, note="dengan tautan email")

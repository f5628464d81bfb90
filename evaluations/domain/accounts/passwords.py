"""Changing one's own kata sandi. The rules it must keep: ``AUTH_PASSWORD_VALIDATORS``."""

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction

from evaluations.domain.accounts.events import log_event
from evaluations.domain.accounts.sessions import end_sessions
from evaluations.domain.refusals import Refused
from evaluations.enums import AccountAction
from evaluations.models import ApiClient

log = logging.getLogger("sekin.accounts")


@transaction.atomic
def change_password(user: AbstractBaseUser, password: str, *, session_key: str | None) -> None:
    """Set the own kata sandi; every other session ends. Tokens of API clients go on, which the log says."""
    user.set_password(password)
    user.save(update_fields=["password"])
    ended = end_sessions(user, except_key=session_key)
    notes = [f"{ended} sesi lain diakhiri"] if ended else []
    if ApiClient.objects.filter(user=user).exists():
        notes.append("pemilik klien API; tokennya tetap berlaku")
    log_event(user, AccountAction.CHANGED, actor=user, note="; ".join(notes))


@transaction.atomic
def reset_with_link(user: AbstractBaseUser, token: str, password: str) -> None:
    """Set the kata sandi of whoever opened an e-mail link, once; every session ends. Raises ``Refused`` link_wrong."""
    locked = type(user)._default_manager.select_for_update().get(pk=user.pk)
    if not (locked.is_active and default_token_generator.check_token(locked, token)):
        raise Refused("link_wrong", "Tautan ini sudah dipakai atau lewat masanya. Minta tautan baru.")
    action = AccountAction.RESET if locked.has_usable_password() else AccountAction.ACTIVATED
    locked.set_password(password)
    locked.save(update_fields=["password"])
    end_sessions(locked)
    log_event(locked, action, actor=locked, note="dengan tautan email")

"""A one-time code becomes a kata sandi of one's own."""

import logging

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from evaluations.domain.access.accounts.codes import digests
from evaluations.domain.access.accounts.events import log_event
from evaluations.domain.access.accounts.sessions import end_sessions
from evaluations.domain.access.leaving import left_as
from evaluations.domain.access.login_names import normalised_login
from evaluations.domain.refusals import Refused
from evaluations.enums import AccountAction
from evaluations.models import ActivationCode, Employee

log = logging.getLogger("sekin.accounts")

# One sentence for every reason, so that nobody learns which NIP, or which code, exists.
WRONG = (
    "NIP dan kode tidak cocok, atau kodenya sudah dipakai, diganti, atau lewat masanya. "
    "Periksa lagi tulisannya, atau minta kode baru kepada pengelola kepegawaian."
)


def code_for(name: str, typed: str) -> ActivationCode:
    """The code that may be used now by whoever typed a NIP (or username) and a code.

    Looked up by the code alone: an unknown and a known NIP take the same one query. No limit on attempts is needed
    against guessing (60 bits); a wrong attempt with a real code is logged. Raises ``Refused`` code_wrong.
    """
    now = timezone.now()
    code = ActivationCode.objects.filter(digest__in=digests(typed)).select_related("employee__user").first()
    if code is None:
        log.info("activation: no such code")
        raise Refused("code_wrong", WRONG, "code")
    fits = normalised_login(name) in _names(code.employee)
    usable = code.used_at is None and code.revoked_at is None and code.valid_until > now
    if not (fits and usable and is_open(code.employee.user)):
        if code.employee.user:
            reason = "NIP lain" if not fits else "sudah dipakai, diganti, atau lewat masanya"
            log_event(code.employee.user, AccountAction.CODE_REFUSED, note=reason)
        raise Refused("code_wrong", WRONG, "code")
    return code


@transaction.atomic
def activate(code: ActivationCode, password: str) -> AbstractBaseUser:
    """Use the code up, set the kata sandi (checked by the form) and end every session of the account.

    Raises ``Refused`` code_wrong when the code was used or replaced meanwhile.
    """
    now = timezone.now()
    locked = ActivationCode.objects.select_for_update().usable(now).filter(pk=code.pk).first()
    if locked is None:
        raise Refused("code_wrong", WRONG, "code")
    user = locked.employee.user
    if not is_open(user):
        raise Refused("code_wrong", WRONG, "code")
    action = AccountAction.RESET if user.has_usable_password() else AccountAction.ACTIVATED
    locked.used_at = now
    locked.save(update_fields=["used_at"])
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user)
    log_event(user, action, actor=user, note="dengan kode")
    return user


def is_open(user: AbstractBaseUser | None) -> bool:
    """Whether there is an account that may be used: neither disabled nor of somebody who has left service."""
    return user is not None and user.is_active and left_as(user) is None


def _names(person: Employee) -> set[str]:
    """What the person may type for the own login, in one spelling."""
    names = [person.nip or "", person.user.username if person.user else ""]
    names += [former.nip for former in person.former_nips.all()]
    return {normalised_login(name) for name in names if name}

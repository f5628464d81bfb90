"""The second step of a login: a code of an app on the phone (TOTP), or a recovery code from paper.

django-otp keeps the devices, slows guessing down and refuses a code that was used. Recovery codes are stored as
digests. ``User.second_step_since`` says whether a login has to ask, without a question to the database.
"""

import hashlib

import django_otp
import segno
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from evaluations.domain.access.login_names import normalised_login

RECOVERY_CODES = 10
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that looks like another
CODE_LENGTH = 12  # 59 bits: no list of digests is worth guessing
ELSEWHERE = "second_step_elsewhere"  # in the session: the provider of the login has asked for it


def is_required(user: AbstractBaseUser) -> bool:
    """Whoever may open the admin reads and changes what concerns everybody."""
    return settings.TOTP_REQUIRED_FOR_OFFICERS and user.has_perm("wagtailadmin.access_admin")


def is_missing(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether this session still has to show a code, or to set one up where it is required."""
    if getattr(user, "otp_device", None) is not None or request.session.get(ELSEWHERE):
        return False
    return user.second_step_since is not None or is_required(user)


# --- set up -------------------------------------------------------------------------------------------


def begin(user: AbstractBaseUser) -> TOTPDevice:
    """A new secret that waits for its first code; one that waited before is forgotten."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=False).delete()
        return TOTPDevice.objects.create(user=user, name="Aplikasi kode", confirmed=False)


def waiting_device(user: AbstractBaseUser) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def confirm(request: HttpRequest, user: AbstractBaseUser, code: str) -> list[str] | None:
    """Take the first code of the app that waits; gives the recovery codes, or None for a wrong code.

    An app that was there before works no more.
    """
    device = waiting_device(user)
    if device is None or not django_otp.verify_token(user, device.persistent_id, _digits(code)):
        return None
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        user.second_step_since = timezone.now()
        user.save(update_fields=["second_step_since"])
        codes = new_recovery_codes(user)
    _admit(request, user, device)
    return codes


def qr_code(device: TOTPDevice) -> str:
    """The picture for the app, as ``data:`` address: no second address that gives the secret away."""
    return segno.make(device.config_url, micro=False).svg_data_uri(scale=5, border=4, light="white")


def secret_text(device: TOTPDevice) -> str:
    """The secret for typing, in groups of four."""
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def new_recovery_codes(user: AbstractBaseUser) -> list[str]:
    """Ten codes, each good for one login, to be shown once; those before are void."""
    codes = [get_random_string(CODE_LENGTH, CODE_LETTERS) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": "Kode cadangan"})
        device.token_set.all().delete()
        device.token_set.bulk_create(
            device.token_set.model(device=device, token=_digest(user, code)) for code in codes
        )
    return ["-".join(code[n : n + 4] for n in range(0, CODE_LENGTH, 4)) for code in codes]


def recovery_codes_left(user: AbstractBaseUser) -> int:
    return StaticDevice.objects.filter(user=user, token_set__isnull=False).values("token_set").count()


# --- at login -----------------------------------------------------------------------------------------


def verify(request: HttpRequest, user: AbstractBaseUser, code: str) -> bool:
    """Whether ``code`` is the app's present one or an unused recovery code; then this session is through."""
    token = _digits(code) or _digest(user, normalised_login(code))
    for device in _devices_for(user, code):
        if django_otp.verify_token(user, device.persistent_id, token):
            _admit(request, user, device)
            return True
    return False


def seconds_to_wait(user: AbstractBaseUser, code: str) -> int:
    """How long guessing such a code is paused for after wrong ones: 1 second, then 2, 4, 8 …; 0 for no pause."""
    return max((pause_of(device) for device in _devices_for(user, code)), default=0)


def pause_of(device: django_otp.models.Device) -> int:
    """Seconds until this device listens again."""
    allowed, why = device.verify_is_allowed()
    return 0 if allowed else int((why["locked_until"] - timezone.now()).total_seconds()) + 1


def _devices_for(user: AbstractBaseUser, code: str) -> QuerySet:
    """Six digits are for the app, everything else for the recovery codes; each has its own pause."""
    model = TOTPDevice if _digits(code) else StaticDevice
    return model.objects.filter(user=user, confirmed=True)


def _admit(request: HttpRequest, user: AbstractBaseUser, device: django_otp.models.Device) -> None:
    request.user = user
    django_otp.login(request, device)


# --- away ---------------------------------------------------------------------------------------------


def remove(user: AbstractBaseUser) -> None:
    """Without app and codes; the next login asks for the password alone, or for a new setting up."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
        user.second_step_since = None
        user.save(update_fields=["second_step_since"])


def _digits(code: str) -> str:
    """The six digits of an app, however they are spaced; else nothing."""
    plain = normalised_login(code)
    return plain if len(plain) == 6 and plain.isdecimal() else ""


def _digest(user: AbstractBaseUser, code: str) -> str:
    """As long as django-otp's column."""
    return hashlib.sha256(f"{user.pk}:{code}".encode()).hexdigest()[:16]

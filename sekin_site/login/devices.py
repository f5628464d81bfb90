"""Devices that an account has logged in from: their attempts are counted apart from everybody else's.

Otherwise whoever shares an address with a colleague (one office, one proxy) could lock them out by guessing wrong.
The device holds a signed cookie; nothing is stored here, and the cookie opens nothing by itself.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

COOKIE = "sekin_perangkat"
SALT = "sekin.login.devices"
PATH = "/masuk/"  # sent to the login alone
MAX_ACCOUNTS = 8  # a computer of the office; the one that logged in longest ago is forgotten


def known_device(request: HttpRequest, user: AbstractBaseUser) -> str | None:
    """The device's name, if ``user`` has logged in from it before."""
    device, accounts = _stored(request)
    return device if user.pk in accounts else None


class KnownDeviceMiddleware:
    """Gives the device its cookie after a login, through whichever door it came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user_id = getattr(request, "logged_in_user_id", None)
        if user_id is not None:
            _remember(request, response, user_id)
        return response


@receiver(user_logged_in, dispatch_uid="sekin_known_device")
def note_login(sender, request: HttpRequest | None, user: AbstractBaseUser, **kwargs) -> None:
    if request is not None:
        request.logged_in_user_id = user.pk


def _stored(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        device, accounts = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=settings.LOGIN_DEVICE_AGE
        )
    except (signing.BadSignature, ValueError, TypeError):
        return get_random_string(12), []
    return device, accounts


def _remember(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    device, accounts = _stored(request)
    accounts = [*(pk for pk in accounts if pk != user_id), user_id][-MAX_ACCOUNTS:]
    response.set_cookie(
        COOKIE,
        signing.dumps([device, accounts], salt=SALT),
        max_age=settings.LOGIN_DEVICE_AGE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

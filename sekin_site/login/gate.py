"""Half a login is no login: until all that it asks for is done, the visitor is nobody, at every address.

Views, templates and the API ask ``request.user`` alone, so none of them can forget the second step.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from sekin_site.login.second_step import is_missing

SINCE = "logged_in_at"  # in the session, seconds since 1970


class GateMiddleware:
    """Behind authentication: puts an anonymous user in the place of one who is not through yet."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        request.user = SimpleLazyObject(lambda: _admitted(request, user))
        return self.get_response(request)


@receiver(user_logged_in, dispatch_uid="sekin_logged_in_at")
def note_moment(sender, request: HttpRequest | None, user: AbstractBaseUser, **kwargs) -> None:
    if request is not None:
        request.session[SINCE] = int(time.time())


def half_user(request: HttpRequest) -> AbstractBaseUser | None:
    """Who has given the password, but not yet the second step."""
    return None if request.user.is_authenticated else getattr(request, "sekin_half_user", None)


def _admitted(
    request: HttpRequest, user: AbstractBaseUser | AnonymousUser
) -> AbstractBaseUser | AnonymousUser:
    if not user.is_authenticated:
        return AnonymousUser()
    if request.session.get(SINCE, 0) + settings.SESSION_MAX_AGE < time.time():
        request.session.flush()
        return AnonymousUser()
    if is_missing(request, user):
        request.sekin_half_user = user
        return AnonymousUser()
    return user

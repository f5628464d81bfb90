"""Logging in through ASN Digital, or another OpenID Connect provider, where ``OIDC_ISSUER`` is set.

Authlib does the protocol: authorization code with state, nonce and PKCE, signature and claims of the ID token.
(mozilla-django-oidc, version 5, checks neither audience nor issuer.) The person must exist here; nobody is created.
"""

from functools import lru_cache

import requests
from authlib.integrations.django_client import DjangoOAuth2App, OAuth, OAuthError
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth import login as log_in
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe
from joserfc.errors import JoseError

from evaluations.domain.access.accounts.events import log_event
from evaluations.domain.access.login_names import normalised_login
from evaluations.enums import AccountAction
from evaluations.models import Employee
from sekin_site.auth import NipOrUsernameBackend, why_closed
from sekin_site.login import second_step
from sekin_site.login.clients import from_where
from sekin_site.login.views import LOGOUT_URL, next_address

TIMEOUT = 10  # seconds: a silent provider holds nobody up for long
LEEWAY = 60  # seconds by which its clock may differ from ours
NEXT = "oidc_next"  # in the session
FAILED = (OAuthError, JoseError, requests.RequestException, ValueError, RuntimeError)


class NotAdmitted(Exception):
    """The provider knows the person, we do not let them in; the message says why."""


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """To the provider. A link, since browsers refuse a form whose answer leads to another site."""
    request.session[NEXT] = next_address(request)
    try:
        return _provider().authorize_redirect(request, _callback_url(request))
    except FAILED:
        return _refuse(
            request, f"{settings.OIDC_LABEL} tidak dapat dihubungi. Coba lagi, atau masuk dengan kata sandi."
        )


@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider: whoever it proves, and we know, is logged in."""
    if request.GET.get("error") == "access_denied":
        return _refuse(request, f"Masuk dengan {settings.OIDC_LABEL} dibatalkan.")
    try:
        token = _token(request)
        user = _account(_claims(token))
    except NotAdmitted as refused:
        return _refuse(request, str(refused))
    except FAILED:
        return _refuse(request, f"Masuk dengan {settings.OIDC_LABEL} gagal. Ulangi dari awal.")
    target = request.session.pop(NEXT, "/")
    log_in(request, user, backend="sekin_site.auth.NipOrUsernameBackend")
    log_event(
        user, AccountAction.LOGIN, actor=user, note=f"Lewat {settings.OIDC_LABEL}. {from_where(request)}"
    )
    request.session[LOGOUT_URL] = _logout_url(request, token)
    if _has_asked_for_second_step(token["userinfo"]):
        request.session[second_step.ELSEWHERE] = True
    return redirect(target)


def _token(request: HttpRequest) -> dict:
    """The checked tokens: signature, issuer, audience, times and nonce; state and code are good for once."""
    provider = _provider()
    values = {"iss": settings.OIDC_ISSUER, "aud": provider.client_id}
    options = {claim: {"essential": True, "values": [value]} for claim, value in values.items()}
    token = provider.authorize_access_token(request, claims_options=options, leeway=LEEWAY)
    if not token.get("userinfo"):
        raise ValueError("no ID token")
    return token


def _claims(token: dict) -> dict:
    """The claims of the ID token, completed by those that the provider tells only when asked."""
    claims = dict(token["userinfo"])
    if settings.OIDC_NIP_CLAIM not in claims:
        more = dict(_provider().userinfo(token=token))
        if more.get("sub") != claims["sub"]:
            raise ValueError("userinfo is about somebody else")
        claims |= more
    return claims


def _account(claims: dict) -> AbstractBaseUser:
    """Whose login this is: by the present NIP alone."""
    nip = claims.get(settings.OIDC_NIP_CLAIM)
    if not isinstance(nip, str) or not normalised_login(nip):
        raise NotAdmitted(f"{settings.OIDC_LABEL} tidak menyebut NIP Anda. Masuk dengan kata sandi.")
    person = Employee.objects.filter(nip=normalised_login(nip)).select_related("user").first()
    if person is None:
        raise NotAdmitted("NIP Anda belum terdaftar di Sekin. Hubungi pengelola kepegawaian di OPD Anda.")
    if person.user is None:
        raise NotAdmitted("Akun Anda belum dibuat. Hubungi pengelola kepegawaian di OPD Anda.")
    if not NipOrUsernameBackend().user_can_authenticate(person.user):
        raise NotAdmitted(why_closed(person.user))
    return person.user


def _has_asked_for_second_step(claims: dict) -> bool:
    """Whether the provider says, in a word that the setting knows, that it has asked for more than a password."""
    methods = claims.get("amr") or []
    return bool({claims.get("acr"), *methods} & set(settings.OIDC_SECOND_STEP_VALUES))


def _logout_url(request: HttpRequest, token: dict) -> str:
    """Where logging out goes on, so that the next person at this computer is not let in as the last one."""
    provider = _provider()
    if "end_session_endpoint" not in provider.load_server_metadata():
        return ""
    home = request.build_absolute_uri(reverse("login"))
    return provider.create_logout_url(home, token["id_token"], client_id=provider.client_id)["url"]


def _refuse(request: HttpRequest, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(f"{reverse('login')}?{REDIRECT_FIELD_NAME}={request.session.pop(NEXT, '/')}")


def _callback_url(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc_callback"))


def _provider() -> DjangoOAuth2App:
    return _client(
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, settings.OIDC_SCOPES
    )


@lru_cache
def _client(issuer: str, client_id: str, secret: str, scopes: str) -> DjangoOAuth2App:
    """One per process: it keeps the provider's addresses and keys, and asks for new keys when one is unknown."""
    return OAuth().register(
        "sekin",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": scopes, "code_challenge_method": "S256", "default_timeout": TIMEOUT},
    )

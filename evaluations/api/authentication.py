"""Who asks: an API client, by its bearer token."""

import re
from hmac import compare_digest

from django.utils import timezone
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from evaluations.models import ApiClient
from forms_config.actors import Actor

_TOKEN = re.compile(rb"[0-9a-f]{64}")


class ClientTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <token>``; gives the client as ``request.auth``.

    Knox keeps the tokens. Its own class deletes an expired one when it is used: a GET that writes, and
    another answer on the second try than on the first. This one only reads.
    """

    def authenticate(self, request: Request) -> tuple[Actor, ApiClient] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2 or not _TOKEN.fullmatch(words[1]):
            raise AuthenticationFailed(code="invalid_token")
        token = _stored(words[1].decode("ascii"))
        if token is None or not token.user.is_active or not hasattr(token.user, "api_client"):
            raise AuthenticationFailed(code="invalid_token")
        if token.expiry is None or token.expiry <= timezone.now():
            raise AuthenticationFailed(code="token_expired")
        return token.user, token.user.api_client

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def _stored(token: str) -> AuthToken | None:
    digest = hash_token(token)
    rows = AuthToken.objects.filter(token_key=token[: CONSTANTS.TOKEN_KEY_LENGTH])
    rows = rows.select_related("user__api_client__unit")
    return next((row for row in rows if compare_digest(row.digest, digest)), None)

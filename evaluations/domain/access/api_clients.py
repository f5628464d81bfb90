"""Programs that read through the API: making them, giving them tokens, taking the tokens back.

A token is shown once and stored only as a hash (knox); it always expires. One client may hold several, so
that a new one can be put in place before the old one goes.
"""

import logging
import secrets
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from knox.models import AuthToken

from evaluations.domain.organization.legal_statuses import out_of_service
from evaluations.domain.refusals import Refused
from evaluations.enums import ApiScope
from evaluations.models import ApiClient, Employee, OrganizationalUnit
from forms_config.actors import Actor

DEFAULT_DAYS = 365
MAX_DAYS = 3 * 365

log = logging.getLogger("sekin.api_clients")


@transaction.atomic
def create_client(
    *,
    name: str,
    scope: ApiScope,
    unit: OrganizationalUnit | None = None,
    days: int = DEFAULT_DAYS,
    owner: Employee | None = None,
    actor: Actor | None,
) -> tuple[ApiClient, str]:
    """Make a client with its own login (without password) and a first token; gives both.

    ``unit`` None means the whole regency; ``actor`` None is the command line. Raises ``Refused``
    name_required, name_taken, has_left or days_out_of_range.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("name_required", "Isi nama klien API.")
    if ApiClient.objects.filter(name=name).exists():
        raise Refused("name_taken", f"Sudah ada klien API bernama {name}. Pakai nama lain.")
    if owner is not None:
        _check_in_service(owner)
    user = get_user_model()(username=f"api-{secrets.token_hex(6)}", first_name=name)
    user.set_unusable_password()
    user.save()
    client = ApiClient.objects.create(user=user, name=name, scope=scope, unit=unit, owner=owner)
    return client, issue_token(client, days=days, actor=actor)


def name_owner(client: ApiClient, owner: Employee, *, actor: Actor | None) -> None:
    """Another person answers for the client. Raises ``Refused`` has_left."""
    _check_in_service(owner)
    client.owner = owner
    client.save(update_fields=["owner"])
    log.info("API client owner: client=%s owner=%s actor=%s", client.pk, owner.pk, actor and actor.pk)


def _check_in_service(owner: Employee) -> None:
    if out_of_service(timezone.localdate()).filter(pk=owner.pk).exists():
        raise Refused("has_left", f"{owner} tidak lagi bertugas. Pilih orang lain.", "owner")


def ownerless_clients() -> QuerySet[ApiClient]:
    """Clients with a token in force whose owner has left service: somebody else has to answer for them."""
    gone = out_of_service(timezone.localdate()).values("pk")
    valid = AuthToken.objects.filter(user=OuterRef("user"), expiry__gt=timezone.now())
    return ApiClient.objects.filter(Exists(valid), owner__in=gone)


def issue_token(client: ApiClient, *, days: int = DEFAULT_DAYS, actor: Actor | None) -> str:
    """A further token for the client, in plain text: the only time anybody sees it. Earlier ones stay valid.

    Raises ``Refused`` days_out_of_range.
    """
    if not 1 <= days <= MAX_DAYS:
        raise Refused("days_out_of_range", f"Masa berlaku token 1 sampai {MAX_DAYS} hari.")
    token: str
    _, token = AuthToken.objects.create(client.user, expiry=timedelta(days=days))
    log.info("API token issued: client=%s days=%s actor=%s", client.pk, days, actor and actor.pk)
    return token


def revoke_tokens(client: ApiClient, *, digest: str | None = None, actor: Actor | None) -> int:
    """Take back one token, or with ``digest`` None every token, at once; gives how many there were."""
    tokens = AuthToken.objects.filter(user=client.user_id)
    number: int
    number, _ = (tokens if digest is None else tokens.filter(digest=digest)).delete()
    log.info("API tokens revoked: client=%s tokens=%s actor=%s", client.pk, number, actor and actor.pk)
    return number

"""Nothing that anybody sends to any address ends in a failure of ours."""

import re
from collections.abc import Iterator
from copy import copy
from itertools import cycle
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.site.addresses import Address, Visitor, World, addresses

pytestmark = pytest.mark.django_db

# Several roles or a share of the addresses in each test: a world takes its time, and several processes share the rest.
PORTAL_ROLES = (
    ("anonymous", "API client", "ASN", "rater"), ("superior", "unit admin", "leader", "stranger"),
    ("auditor", "superadmin", "BKPSDM", "drafter"),
)  # fmt: skip
SHARES = {"superadmin": 4, "BKPSDM": 3, "drafter": 2}
ADMIN_SHARES = [(role, share) for role, shares in SHARES.items() for share in range(shares)]
# Wagtail's own page that fails on purpose, so that operators can see its 500.
ON_PURPOSE = {"kelola/failwhale/"}
ADMIN = "kelola/"
HEAD, OPTIONS, EMPTY, GARBLED = (
    "HEAD with a senseless query",
    "OPTIONS",
    "POST of nothing",
    "POST of nonsense",
)
REQUESTS = (HEAD, OPTIONS, EMPTY, GARBLED)
SENSELESS = (EMPTY, GARBLED)
AT_THE_DOOR = (
    OPTIONS,
    EMPTY,
)  # of those whom an address does not let in: nobody reads the rest of what they send
LOGIN = "/masuk/"
NAMES = re.compile(r'<(?:input|select|textarea)[^>]*?\sname="([^"]+)"')
GARBAGE = (
    "",
    "-1",
    "kacau ☃ \u202e’",
    "99999999999999999999999",
    "2026-02-31",
    "\x00",
    "x" * 3000,
    "[{",
    "null",
)
# Parameters and fields that views ask for, without a form that shows them.
ALWAYS = (
    "p", "page", "q", "id", "pk", "version", "note", "action", "ordering", "order", "next", "periode", "unit",
    "halaman", "tahun", "bulan", "export", "per_page", "content_type", "selected", "items", "limit", "cursor",
)  # fmt: skip


@pytest.fixture
def world(db) -> World:
    return World()


@pytest.mark.parametrize("roles", PORTAL_ROLES, ids=" ".join)
def test_no_answer_outside_the_admin_is_a_failure(world, roles):
    here = [address for address in addresses(world) if not address.route.startswith(ADMIN)]
    visitors = world.visitors()
    for number, role in enumerate(roles):
        assert_no_failure(visitors[role], here, REQUESTS, turn=number)


@pytest.mark.parametrize(("role", "share"), ADMIN_SHARES)
def test_no_answer_of_the_admin_is_a_failure(world, role, share):
    here = [address for address in addresses(world) if address.route.startswith(ADMIN)][share :: SHARES[role]]
    # The superadmin gets into every view; for the others what differs is what they may not see.
    if role == "superadmin":
        assert_no_failure(world.visitors()[role], here, REQUESTS)
    else:
        assert_no_failure(world.visitors()[role], here, SENSELESS, turn=list(SHARES).index(role))


def test_nobody_fails_at_the_door_of_the_admin(world):
    here = [address for address in addresses(world) if address.route.startswith(ADMIN)]
    visitors = world.visitors()
    for number, role in enumerate(("anonymous", "ASN", "auditor", "API client")):
        assert_no_failure(visitors[role], here, AT_THE_DOOR, turn=number)


def assert_no_failure(
    visitor: Visitor, here: list[Address], requests: tuple[str, ...], turn: int | None = None
) -> None:
    """Everybody opens every address. ``turn``: of the requests each sends the half that the next one does not."""
    failures = [
        f"{visitor.role}: {method} {address}: {failure}"
        for number, address in enumerate(here)
        if address.route not in ON_PURPOSE
        for method, failure in failures_at(
            visitor, address, requests if turn is None else requests[(number + turn) % 2 :: 2]
        )
    ]
    assert failures == [], "\n".join(failures)


def failures_at(visitor: Visitor, address: Address, requests: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each request to one address, sensible and senseless, that is answered by a failure or not at all."""
    page, failure = tried(visitor.client, "get", address.path)
    if failure:
        yield "GET", failure
    elif page.status_code == 405 and "/api/" not in address.path:
        yield "GET", "405 to somebody who wants to read a page: no way back"
    if is_turned_away(page):
        requests = tuple(request for request in requests if request in AT_THE_DOOR)
    names = dict.fromkeys((*ALWAYS, *fields_of(page)))
    garbage = dict(zip(names, cycle(GARBAGE), strict=False))
    # Any number is a number of forms to Django, and a thousand of them take their time.
    garbage |= {name: "banyak" for name in names if name.endswith("TOTAL_FORMS")}
    more = {HEAD: {"query_params": garbage}, GARBLED: {"data": garbage}}
    for request in requests:
        _, failure = tried(visitor.client, request.split()[0].lower(), address.path, **more.get(request, {}))
        if failure:
            yield request, failure


def is_turned_away(page: HttpResponse | None) -> bool:
    if page is None:
        return False
    return page.status_code in (401, 403, 404) or page.headers.get("Location", "").startswith(LOGIN)


def tried(client: Client, method: str, path: str, **more: Any) -> tuple[HttpResponse | None, str]:
    """The answer and what is wrong with it; whatever it changed, a logout too, is taken back."""
    before, cookies = transaction.savepoint(), copy(client.cookies)
    try:
        answer = getattr(client, method)(path, **more)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    except Exception as error:  # noqa: BLE001 - any that escapes a view is what we look for
        return None, f"{type(error).__name__}: {error}"[:300]
    finally:
        transaction.savepoint_rollback(before)
        client.cookies = cookies
    return answer, f"{answer.status_code}: {body[:200]!r}" if answer.status_code >= 500 else ""


def fields_of(page: HttpResponse | None) -> list[str]:
    """The names of the fields that a page shows."""
    if page is None or page.streaming or "html" not in page.headers.get("Content-Type", ""):
        return []
    return NAMES.findall(page.content.decode())

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

PORTAL_ROLES = (
    "anonymous", "ASN", "rater", "superior", "unit admin", "leader", "stranger", "auditor", "API client",
)  # fmt: skip
ADMIN_ROLES = ("superadmin", "BKPSDM", "drafter")
SHARES = 4  # of the many addresses of the admin, so that several processes can take them
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


@pytest.mark.parametrize("role", [*PORTAL_ROLES, *ADMIN_ROLES])
def test_no_answer_outside_the_admin_is_a_failure(world, role):
    here = [address for address in addresses(world) if not address.route.startswith(ADMIN)]
    assert_no_failure(world.visitors()[role], here, REQUESTS)


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_no_answer_of_the_admin_is_a_failure(world, role, share):
    here = [address for address in addresses(world) if address.route.startswith(ADMIN)][share::SHARES]
    # The superadmin gets into every view; for the others what differs is what they may not see.
    assert_no_failure(world.visitors()[role], here, REQUESTS if role == "superadmin" else SENSELESS)


@pytest.mark.parametrize("role", ["anonymous", "ASN", "auditor", "API client"])
def test_nobody_fails_at_the_door_of_the_admin(world, role):
    here = [address for address in addresses(world) if address.route.startswith(ADMIN)]
    assert_no_failure(world.visitors()[role], here, SENSELESS)


def assert_no_failure(visitor: Visitor, here: list[Address], requests: tuple[str, ...]) -> None:
    failures = [
        f"{method} {address}: {failure}"
        for address in here
        if address.route not in ON_PURPOSE
        for method, failure in failures_at(visitor, address, requests)
    ]
    assert failures == [], "\n".join(failures)


def failures_at(visitor: Visitor, address: Address, requests: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each request to one address, sensible and senseless, that is answered by a failure or not at all."""
    page, failure = tried(visitor.client, "get", address.path)
    if failure:
        yield "GET", failure
    names = dict.fromkeys((*ALWAYS, *fields_of(page)))
    garbage = dict(zip(names, cycle(GARBAGE), strict=False))
    # Any number is a number of forms to Django, and a thousand of them take their time.
    garbage |= {name: "banyak" for name in names if name.endswith("TOTAL_FORMS")}
    more = {HEAD: {"query_params": garbage}, GARBLED: {"data": garbage}}
    for request in requests:
        _, failure = tried(visitor.client, request.split()[0].lower(), address.path, **more.get(request, {}))
        if failure:
            yield request, failure


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

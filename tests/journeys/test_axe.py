"""Nothing that axe finds serious on any page of the portal, for any role, with everything unfolded and after errors."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.site.addresses import World, addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
GRAVE = ("serious", "critical")
ELSEWHERE = (
    "kelola/",
    "api/",
    "media/",
    "static/",
    "healthz",
    "readyz",
)  # Wagtail's frame, and what is no page
ROLES = ("anonymous", "ASN", "rater", "superior", "unit admin", "leader", "auditor")
UNFOLD = "for (const fold of document.querySelectorAll('details')) fold.open = true"
# Each form of the page, sent without anything filled in, as many as there are; the browser's own checks set aside.
FORMS = "document.querySelectorAll('main form[method=post]').length"
PRESS = """
  (at) => { const form = document.querySelectorAll("main form[method=post]")[at];
            form.noValidate = true;
            for (const one of form.querySelectorAll("textarea, input[type=text]")) one.value = "";
            HTMLFormElement.prototype.submit.call(form); }
"""


@pytest.fixture
def world(db) -> World:
    return World()


def faults(page) -> list[str]:
    """``rule: element`` of everything grave on the page as it stands."""
    page.evaluate(UNFOLD)
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def come_in(page, visitor, live_server) -> None:
    cookie = visitor.client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is not None:
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])


def pages_of(world, visitor):
    """The addresses of the portal that show this visitor a page."""
    for address in addresses(world):
        if address.route.startswith(ELSEWHERE):
            continue
        answer = visitor.client.get(address.path)
        if answer.status_code == 200 and answer.headers.get("Content-Type", "").startswith("text/html"):
            yield address.path


def test_axe_notices_what_would_shut_somebody_out(phone):
    page = phone()
    page.set_content(
        "<html lang=id><title>x</title><main><input><p style='color:#999'>Terlalu pucat</p></main></html>"
    )
    assert {fault.split(":")[0] for fault in faults(page)} == {"color-contrast", "label"}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_the_portal_shuts_anybody_out(world, phone, live_server, role):
    visitor, page = world.visitors()[role], phone()
    come_in(page, visitor, live_server)
    paths = list(pages_of(world, visitor))
    bad: dict[str, list[str]] = {}
    for path in paths:
        page.goto(path)
        if found := faults(page):
            bad[path] = found
    assert len(paths) > 3
    assert bad == {}


@pytest.mark.parametrize("role", ["anonymous", "ASN", "rater"])
def test_no_answer_to_an_empty_form_shuts_anybody_out(world, phone, live_server, role):
    visitor, page = world.visitors()[role], phone()
    come_in(page, visitor, live_server)
    bad: dict[str, list[str]] = {}
    refused = 0
    for path in pages_of(world, visitor):
        page.goto(path)
        for at in reversed(range(page.evaluate(FORMS))):  # a form that needs nothing goes when it is sent
            page.goto(path)
            if at >= page.evaluate(FORMS):
                continue
            with page.expect_navigation() as answer:
                page.evaluate(PRESS, at)
            if answer.value.status == 422:
                refused += 1
                if found := faults(page):
                    bad[f"{path} #{at}"] = found
    assert refused > 0
    assert bad == {}

"""A real browser: Debian's chromium (or CHROMIUM=), a phone-size screen, and no request to the outside."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.first_contents import first_contents

PHONE = {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip


# A press before the page's scripts listen would go the way of a browser without scripts: both ways are right, only one
# is meant. Playwright waits until what it presses takes presses.
PRESSED_WHEN_READY = """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("html { pointer-events: none }");
  document.adoptedStyleSheets.push(sheet);
  document.addEventListener("DOMContentLoaded", () => sheet.replaceSync(""));
"""


@pytest.fixture(autouse=True, scope="session")
def contents_are_kept(django_db_setup, django_db_blocker, pytestconfig):
    """Before Playwright starts: its event loop gets another connection object, which does not know them."""
    with django_db_blocker.unblock():  # the first test may need no database
        first_contents(pytestconfig)


@pytest.fixture(scope="session")
def browser(contents_are_kept):
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        message = "Chromium tidak ditemukan; uji peramban dilewati (CHROMIUM= menunjuk ke peramban)."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def phone(browser, live_server):
    """``phone()`` opens a fresh phone on the running site; requests that leave it and script errors are failures."""
    pages, outside, errors = [], [], []

    def _phone(*, javascript: bool = True, viewport=PHONE):
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale="id-ID", java_script_enabled=javascript
        )
        if javascript:
            context.add_init_script(PRESSED_WHEN_READY)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("request", lambda request: _note_outside(request.url, live_server.url, outside))
        pages.append(context)
        return page

    yield _phone
    for context in pages:
        context.close()
    assert outside == []
    assert errors == []


def _note_outside(url: str, home: str, outside: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:", "about:")):
        outside.append(url)

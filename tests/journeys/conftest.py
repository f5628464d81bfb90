"""A real browser: Debian's chromium (or CHROMIUM=), a phone-size screen, and no request to the outside."""

import json
import os
import shutil

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import sync_playwright
from pytest_django.plugin import blocking_manager_key

CONTENTS = pytest.StashKey[str]()
PHONE = {"width": 360, "height": 740}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]  # fmt: skip


@pytest.fixture(autouse=True, scope="session")
def first_contents(django_db_setup, pytestconfig):
    """What the migrations put into the database, as Django keeps it where a test has ``serialized_rollback``.

    Taken away from Django, which could put it back only sometimes: Playwright's event loop gives it another
    connection object that does not know it.
    """
    rows = json.loads(connection._test_serialized_contents)
    rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")  # saving the others looks them up
    pytestconfig.stash[CONTENTS] = json.dumps(rows)
    del connection._test_serialized_contents


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Put the contents back after each journey, for the next test; after the last one the database is gone."""
    result = yield
    if nextitem is None:
        return result
    with item.config.stash[blocking_manager_key].unblock():
        call_command(
            "flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True
        )
        ContentType.objects.clear_cache()
        connection.creation.deserialize_db_from_string(item.config.stash[CONTENTS])
    return result


@pytest.fixture(scope="session")
def browser(first_contents):
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
    """``phone()`` opens a fresh phone on the running site; requests that leave it are failures."""
    pages, outside = [], []

    def _phone(*, javascript: bool = True, viewport=PHONE):
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale="id-ID", java_script_enabled=javascript
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: _note_outside(request.url, live_server.url, outside))
        pages.append(context)
        return page

    yield _phone
    for context in pages:
        context.close()
    assert outside == []


def _note_outside(url: str, home: str, outside: list[str]) -> None:
    if not url.startswith((home, "data:", "blob:", "about:")):
        outside.append(url)

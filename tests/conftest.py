"""What every test gets: no undefined template variables, a named cast, and a clean database afterwards."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations
from django.test import Client
from django.urls import get_resolver
from pytest_django.plugin import blocking_manager_key

from tests import build, migrated, strict_templates
from tests.first_contents import commits, put_back

JAKARTA = ZoneInfo("Asia/Jakarta")
DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}
strict_templates.install()


def pytest_configure(config):
    migrated.install(config.cache.mkdir("migrated"))


def pytest_collection_modifyitems(config, items):
    """``ONLY_DATABASE=1``: only what asks something of a database, on another one than before."""
    if os.environ.get("ONLY_DATABASE") != "1":
        return
    asking = [
        item
        for item in items
        if item.get_closest_marker("django_db") or not DATABASE.isdisjoint(item.fixturenames)
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """A misspelt name in one of our templates fails the test that shows it."""
    strict_templates.slips.clear()
    result = yield
    assert strict_templates.slips == []
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After a test that commits the next one finds what the migrations wrote; after the last one nobody looks."""
    try:
        return (yield)
    finally:  # also where a fixture failed to clean up: the next test is not to blame
        if nextitem is not None and commits(item):
            with item.config.stash[blocking_manager_key].unblock():
                put_back(item.config)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Before ``migrate``, which never translates: Wagtail asks for some words when its screens are imported."""
    assert get_resolver().url_patterns


@pytest.fixture
def cast(db) -> build.Cast:
    """A small agency with everybody in it: see ``build.make_cast``."""
    return build.make_cast()


@pytest.fixture
def login():
    """``login(person_or_user)`` gives a test client that is logged in as them."""

    def _login(who) -> Client:
        client = Client()
        client.force_login(getattr(who, "user", who))
        return client

    return _login


@pytest.fixture
def at():
    """``at(2026, 7, 1, 9)`` is that moment in Bantul."""

    def _at(*parts: int) -> datetime:
        return datetime(*parts, tzinfo=JAKARTA)

    return _at


@pytest.fixture(autouse=True, scope="session")
def guards_step_aside_when_tables_are_emptied():
    """SQLite empties tables row by row after a transactional test, which the guards of frozen rows would refuse."""
    flush = DatabaseOperations.execute_sql_flush

    def flush_without_guards(self, sql_list):
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
            )
            guards = cursor.fetchall()
            for name, _ in guards:
                cursor.execute(f"DROP TRIGGER {name}")
            flush(self, sql_list)
            for _, sql in guards:
                cursor.execute(sql)

    DatabaseOperations.execute_sql_flush = flush_without_guards
    yield
    DatabaseOperations.execute_sql_flush = flush

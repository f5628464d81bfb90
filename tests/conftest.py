"""What every test gets: no undefined template variables, a named cast, and a clean database afterwards."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.template import base as template_base
from django.test import Client

from evaluations.models.freezing import create_statements, drop_statements
from tests import build

JAKARTA = ZoneInfo("Asia/Jakarta")


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


@pytest.fixture(autouse=True)
def undefined_template_variables_fail(monkeypatch, request):
    """A misspelt variable in one of our templates is an error, not an empty string (Wagtail's own rely on it)."""
    resolve = template_base.FilterExpression.resolve

    def strict(self, context, ignore_failures=False):
        if ignore_failures or not _is_ours(context):
            return resolve(self, context, ignore_failures)
        if isinstance(self.var, template_base.Variable) and not self.filters:
            try:
                self.var.resolve(context)
            except template_base.VariableDoesNotExist as missing:
                raise AssertionError(f"Undefined in {context.template_name}: {missing}") from missing
        return resolve(self, context, ignore_failures)

    monkeypatch.setattr(template_base.FilterExpression, "resolve", strict)


OUR_TEMPLATES = ("base.html", "components/", "portal/", "guidance/", "registration/", "forms/")


def _is_ours(context) -> bool:
    name = getattr(context, "template_name", None) or ""
    return isinstance(name, str) and name.startswith(OUR_TEMPLATES)


@pytest.fixture(autouse=True)
def _tables_can_be_emptied(request):
    """Take the database's own guards off before a transactional test empties the tables, and put them back."""
    yield
    marker = request.node.get_closest_marker("django_db")
    transactional = (marker and marker.kwargs.get("transaction")) or {
        "transactional_db", "live_server"
    } & set(request.fixturenames)
    if not transactional:
        return
    request.getfixturevalue("transactional_db")
    with connection.cursor() as cursor:
        for statement in drop_statements(connection.vendor):
            cursor.execute(statement)

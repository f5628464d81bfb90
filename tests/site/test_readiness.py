"""Liveness and readiness: what a balancer asks every few seconds."""

import subprocess
import sys

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from sekin_site import views

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_is_remembered():
    views._complete.clear()
    yield
    views._complete.clear()


def test_the_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_it_is_ready_with_every_migration_and_says_how_many_are_missing(client):
    last = MigrationRecorder(connection).migration_qs.filter(app="evaluations").order_by("name").last()
    for _ in range(2):
        assert (client.get("/readyz").status_code, client.get("/readyz").json()) == (200, {"status": "ok"})
        last.delete()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"status": "error", "migrations": 1})
        last.save(force_insert=True)


def test_what_was_complete_is_asked_of_the_database_and_not_of_the_files(client, monkeypatch):
    client.get("/readyz")
    monkeypatch.setattr(MigrationExecutor, "__init__", None)
    assert client.get("/readyz").status_code == 200


def test_a_database_that_does_not_answer_is_not_ready(client, monkeypatch):
    def gone(self):
        raise OSError("connection refused")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "error", "database": "unreachable"})


def test_a_worker_imports_openpyxl_only_when_it_makes_a_template():
    """In a process of its own: here the tests have imported it."""
    program = (
        "import sys, django; django.setup(); import sekin_site.wsgi; from django.urls import get_resolver; "
        "get_resolver().url_patterns; print('openpyxl' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]

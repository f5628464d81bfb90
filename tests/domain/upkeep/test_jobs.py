"""Jobs wait in the database for a worker; where none runs the timer does them, and what ended is forgotten."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task, task_backends
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from evaluations.domain.upkeep import jobs, tick

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

done: list[str] = []


@task(backend="jobs")
def note(word: str) -> None:
    done.append(word)


@task(backend="jobs")
def fail() -> None:
    raise ValueError("nothing to be had")


@pytest.fixture(autouse=True)
def jobs_wait_for_a_worker(monkeypatch):
    """As in production, where they are not done at once."""
    params = {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}
    monkeypatch.setitem(task_backends.settings, "jobs", params)
    monkeypatch.setattr(task_backends._connections, "jobs", DatabaseBackend("jobs", params), raising=False)
    done.clear()


def waited(duration: timedelta) -> None:
    DBTaskResult.objects.update(enqueued_at=timezone.now() - duration)


def test_a_job_waits_until_a_worker_takes_it():
    note.enqueue("one")
    assert done == []
    call_command("db_worker", "--backend=jobs", "--queue-name=*", "--batch", "--no-reload", verbosity=0)
    assert done == ["one"]


def test_the_timer_leaves_to_the_workers_what_has_just_come():
    note.enqueue("one")
    assert jobs.run_waiting(timezone.now()) == 0
    assert done == []


def test_the_timer_does_what_no_worker_has_taken():
    note.enqueue("one")
    note.enqueue("two")
    waited(timedelta(minutes=6))
    assert dict(tick.run())["pekerjaan latar dikerjakan"] == 2
    assert done == ["one", "two"]
    assert not jobs.waiting().exists()


def test_a_job_that_fails_stops_no_other_and_keeps_its_reason():
    fail.enqueue()
    note.enqueue("two")
    waited(timedelta(minutes=6))
    assert jobs.run_waiting(timezone.now()) == 2
    assert done == ["two"]
    assert "nothing to be had" in DBTaskResult.objects.failed().get().traceback


def test_results_are_forgotten_after_two_weeks():
    note.enqueue("one")
    waited(timedelta(minutes=6))
    jobs.run_waiting(timezone.now())
    jobs.forget_finished(timezone.now())
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    jobs.forget_finished(timezone.now())
    assert DBTaskResult.objects.count() == 0

"""A database that goes away: between two requests nobody notices, within one only who had written something."""

import threading
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import close_old_connections, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

IS_POSTGRESQL = "postgres" in settings.DATABASES["default"]["ENGINE"]
pytestmark = [
    pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite has no connection that could be lost"),
    pytest.mark.django_db(
        transaction=True, serialized_rollback=True
    ),  # emptying the tables is slow: few tests
]

calls: list[str] = []


def cut() -> None:
    """The server ends this very connection, as it does when it restarts; done from another connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    at = connection.settings_dict
    others = psycopg.connect(
        host=at["HOST"], port=at["PORT"] or 5432, user=at["USER"], password=at["PASSWORD"], dbname=at["NAME"],
        autocommit=True,
    )  # fmt: skip
    with others:
        others.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def cut_once() -> None:
    calls.append("called")
    if len(calls) == 1:
        cut()


def write() -> None:
    get_user_model().objects.create(username=uuid4().hex)


def answer(request) -> HttpResponse:
    return HttpResponse(f"{get_user_model().objects.count()} {request.POST.get('teks', '')}")


def plain(request):
    return answer(request)


def lost_while_reading(request):
    get_user_model().objects.exists()
    cut_once()
    return answer(request)


def lost_in_a_transaction(request):
    with transaction.atomic():
        write()
        cut_once()
        write()
    return answer(request)


def lost_after_a_transaction(request):
    with transaction.atomic():
        write()
    cut_once()
    return answer(request)


def lost_after_writing(request):
    write()
    cut_once()
    return answer(request)


def lost_at_the_commit(request):
    with transaction.atomic():
        write()
        cut_once()
    return answer(request)


def lost_always(request):
    calls.append("called")
    cut()
    return answer(request)


def lost_with_a_read_stream(request):
    request.read()
    cut_once()
    return answer(request)


def other_error(request):
    calls.append("called")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 20")
        try:
            cursor.execute("SELECT pg_sleep(5)")
        finally:
            cursor.execute("SET statement_timeout = 0")
    return answer(request)


VIEWS = (
    plain, lost_while_reading, lost_in_a_transaction, lost_after_a_transaction, lost_after_writing,
    lost_at_the_commit, lost_always, lost_with_a_read_stream, other_error,
)  # fmt: skip
urlpatterns = [path(f"{view.__name__}/", csrf_exempt(view)) for view in VIEWS]


@pytest.fixture
def ask(settings):
    """``ask(view, **of the request)`` posts: (status, how often the view ran, how many rows it left)."""
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)

    def _ask(view, data=None, **more) -> tuple[int, int, int]:
        calls.clear()
        before = get_user_model().objects.count()
        status = client.post(f"/{view.__name__}/", data or {}, **more).status_code
        close_old_connections()  # as at the end of each request
        return status, len(calls), get_user_model().objects.count() - before

    return _ask


def test_where_nothing_was_written_the_request_runs_again(ask, tmp_path):
    assert ask(lost_while_reading) == (200, 2, 0)
    file = tmp_path / "bukti.txt"
    file.write_text("isi")
    with file.open("rb") as handle:
        assert ask(lost_while_reading, {"teks": "dengan berkas", "file": handle}) == (200, 2, 0)
    assert ask(lost_in_a_transaction) == (200, 2, 2)  # the server undid the first row with the connection


def test_where_something_may_have_been_written_it_does_not(ask):
    assert ask(lost_after_a_transaction) == (500, 1, 1)
    assert ask(lost_after_writing) == (500, 1, 1)
    assert ask(lost_at_the_commit) == (500, 1, 0)


def test_nothing_runs_again_and_again_or_without_reason(ask):
    assert ask(lost_always) == (500, 2, 0)
    assert ask(plain) == (200, 0, 0)
    stream = {"data": b"{}", "content_type": "application/json"}
    assert ask(lost_with_a_read_stream, **stream) == (500, 1, 0)
    assert ask(other_error) == (500, 1, 0)


def test_a_connection_lost_between_two_requests_is_replaced(ask):
    """In a thread of its own: the test client holds on to the connection of the test's thread."""
    statuses = []

    def go() -> None:
        for _ in range(2):
            close_old_connections()  # as at the start of each request
            statuses.append(ask(plain)[0])
            cut()
        close_old_connections()

    thread = threading.Thread(target=go)
    thread.start()
    thread.join()
    assert statuses == [200, 200]

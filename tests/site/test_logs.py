"""No line of a log holds what somebody searched for, a NIP, or a link that opens an account."""

import io
import logging
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.servers.basehttp import WSGIRequestHandler
from django.urls import reverse

from evaluations import filters
from evaluations.api import urls as api_urls
from evaluations.portal import urls as portal_urls
from sekin_site.logs import WithoutPeople, without_people

NIP = "199003152015032501"
MARK = "sitiaminah"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handlers of every logger write, as ``LOGGING`` formats it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    form = settings.LOGGING["formatters"]["without_people"]
    handler.setFormatter(WithoutPeople(form["format"]))
    loggers = [logging.getLogger(name) for name in ("", "django.server")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield out
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_every_handler_takes_people_out():
    """A handler without the formatter would be a hole, whoever adds one."""
    for handler in settings.LOGGING["handlers"].values():
        assert handler["formatter"] == "without_people"
    assert settings.LOGGING["loggers"]["django"]["handlers"] == []  # no mail with the whole request in it


def server_line(request_line: str) -> None:
    """What ``runserver`` writes for a request."""
    handler = WSGIRequestHandler.__new__(WSGIRequestHandler)
    handler.request, handler.client_address = None, ("127.0.0.1", 1)
    handler.log_message('"%s" %s %s', request_line, "200", "512")


def filters_of_the_api() -> set[str]:
    sets = [
        thing
        for thing in vars(filters).values()
        if isinstance(thing, type) and hasattr(thing, "base_filters")
    ]
    return {name for filter_set in sets for name in filter_set.base_filters}


def searchable_pages() -> list[str]:
    portal = [f"portal:{p.name}" for p in portal_urls.urlpatterns if not p.pattern.converters]
    api = [
        f"{api_urls.app_name}:{p.name}" for p in api_urls.urlpatterns if p.name and not p.pattern.converters
    ]
    return [reverse(name) for name in (*portal, *api)]


def test_no_page_and_no_filter_leaves_what_was_searched_for_in_a_log(cast, login, written):
    parameters = (
        {"nama": MARK, "q": MARK, "orang": NIP} | dict.fromkeys(filters_of_the_api(), MARK) | {"nip": NIP}
    )
    assert len(parameters) > 10
    client = login(cast.bkpsdm)
    for address in searchable_pages():
        response = client.get(address, parameters)
        server_line(f"GET {response.wsgi_request.get_full_path()} HTTP/1.1")
    said = written.getvalue()
    assert "/pantauan/?…" in said  # it was logged at all
    assert MARK not in said
    assert NIP not in said


def test_what_is_not_found_and_what_is_refused_is_logged_without_people(client, db, written):
    client.get(f"/tidak-ada/{NIP}/", {"nama": MARK})
    client.get("/api/v1/results/", {"nip": NIP})
    client.post("/masuk/", {"username": NIP, "password": "salah"})
    said = written.getvalue()
    assert "Not Found: /tidak-ada/NIP…/" in said
    assert NIP not in said
    assert MARK not in said


def test_a_traceback_is_written_without_the_value_that_raised_it(written):
    try:
        int(f"{NIP}x?nama={MARK}&")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/pantauan/?nama={MARK}")
    said = written.getvalue()
    assert "ValueError: invalid literal" in said
    assert NIP not in said.replace(f'int(f"{NIP}', "")
    assert MARK not in said


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ('"GET /pantauan/?periode=4&nama=Siti+Aminah HTTP/1.1" 200', '"GET /pantauan/?… HTTP/1.1" 200'),
        (
            "GET https://sekin.example/api/v1/results/?nip=199003152015032501",
            "GET https://sekin.example/api/v1/results/?…",
        ),
        ("Pegawai 19900315 201503 2 501 tidak ada", "Pegawai NIP… tidak ada"),
        ("/lupa-kata-sandi/Mg/c9x-5f2a/ 302", "/lupa-kata-sandi/… 302"),
        ("Yakin? Ya.", "Yakin? Ya."),
        ("evaluasi 12, 2026-07-31 10:00:00", "evaluasi 12, 2026-07-31 10:00:00"),
        ("id 1234567890123456789", "id 1234567890123456789"),
    ],
)
def test_queries_numbers_and_links_are_taken_out_and_nothing_else(line, left):
    assert without_people(line) == left

"""A session is new at login, ends after a working day, and leaves nothing behind."""

import time

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.site.login import attempt, is_in
from tests.site.login.test_second_step import addresses, filled

PAGES = sorted({filled(route) for route in addresses(get_resolver()) if "<" not in route})
SAME = ("/kelola/sprite/", "/kelola/jsi18n/")  # without login, and without anything of anybody


@pytest.mark.parametrize("who", ["employee", "superadmin", None])
def test_no_page_may_be_kept(cast, login, who):
    client = login(getattr(cast, who)) if who else Client()
    client.raise_request_exception = False
    kept = []
    for path in PAGES:
        if path.startswith("/media/") or (who is None and path.startswith(("/panduan/", "/dokumen/"))):
            continue
        if path in SAME:
            continue
        answer = client.get(path)
        if answer.headers.get("Cache-Control") != "no-store, private":
            kept.append((path, answer.status_code, answer.headers.get("Cache-Control")))
    assert kept == []


@pytest.mark.parametrize("path", SAME)
def test_what_is_the_same_for_everybody_is_fetched_once(cast, client, login, path):
    answer, own = client.get(path), login(cast.bkpsdm).get(path)
    assert answer.content == own.content
    for one in (answer, own):
        assert "no-store" not in one.headers["Cache-Control"]
        assert "max-age=0" not in one.headers["Cache-Control"]
        assert "Expires" not in one.headers


def test_static_files_and_the_open_guidance_may_be_kept(cast, client, login):
    assert "no-store" not in client.get("/static/sekin/css/base.css").headers.get("Cache-Control", "")
    assert "no-store" not in client.get("/panduan/").headers.get("Cache-Control", "")
    assert login(cast.employee).get("/panduan/").headers["Cache-Control"] == "no-store, private"


def test_logging_in_begins_a_new_session(siti, client):
    client.get("/masuk/")
    client.session["planted"] = True
    client.session.save()
    before = client.session.session_key
    attempt(client, siti.nip)
    assert client.session.session_key != before


def test_a_session_ends_after_its_longest_time_however_busy(siti, client, settings):
    attempt(client, siti.nip)
    session = client.session
    session["logged_in_at"] = int(time.time()) - settings.SESSION_MAX_AGE + 60
    session.save()
    assert is_in(client)
    session["logged_in_at"] -= 61
    session.save()
    assert client.get("/skp/").url == "/masuk/?next=/skp/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/keluar/", "/kelola/logout/"])
def test_logging_out_ends_the_session_and_clears_the_browser(siti, client, path):
    attempt(client, siti.nip)
    key = client.session.session_key
    answer = client.post(path)
    assert (answer.status_code, answer.url) == (302, "/masuk/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["sessionid"] = key
    assert not is_in(client)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(siti, client):
    attempt(client, siti.nip)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

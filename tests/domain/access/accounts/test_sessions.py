"""Where somebody is logged in: one row per login, ended by hand, by a new kata sandi, or by itself."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.access.accounts import end_sessions
from evaluations.domain.access.accounts.sessions import device_in_words, forget_over, open_sessions
from evaluations.enums import AccountAction
from evaluations.models import AccountEvent, LoginSession

pytestmark = pytest.mark.django_db

OLD, NEW = "kopi tubruk sore hari", "hujan di sawah kami"
STORES = ["django.contrib.sessions.backends.db", "django.contrib.sessions.backends.cache"]


@pytest.fixture(params=STORES, ids=["database", "cache"])
def store(request, settings):
    settings.SESSION_ENGINE = request.param


@pytest.fixture
def siti(cast):
    cast.employee.user.set_password(OLD)
    cast.employee.user.save()
    return cast.employee.user


def logged_in(
    user, agent: str = "Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36"
) -> Client:
    client = Client(HTTP_USER_AGENT=agent)
    assert client.post(reverse("login"), {"username": user.username, "password": OLD}).status_code == 302
    return client


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; K) Chrome/126.0 Mobile Safari/537.36",
            "Chrome di Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari di iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge di Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox di Linux"),
        ("", "Peramban lain"),
    ],
)
def test_a_device_is_said_in_words(agent, words):
    assert device_in_words(agent) == words


def test_ending_the_others_keeps_this_one(siti, store):
    phone, office, home = logged_in(siti), logged_in(siti), logged_in(siti)
    assert len(open_sessions(siti)) == 3
    phone.post(reverse("portal:sessions_end_others"))
    assert phone.get("/").status_code == 200
    assert office.get("/").status_code == home.get("/").status_code == 302
    assert AccountEvent.objects.filter(action=AccountAction.SESSIONS_ENDED).count() == 1


def test_one_session_is_ended_and_nobody_elses(siti, cast, store, login):
    phone, office = logged_in(siti), logged_in(siti)
    row = LoginSession.objects.get(session_key=office.session.session_key)
    assert login(cast.rater).post(reverse("portal:session_end", args=[row.pk])).status_code == 404
    phone.post(reverse("portal:session_end", args=[row.pk]))
    assert office.get("/").status_code == 302
    assert phone.get("/").status_code == 200


def test_a_new_password_ends_every_other_session(siti, store):
    phone, office = logged_in(siti), logged_in(siti)
    answer = phone.post(reverse("password_change"), {"old": OLD, "password": NEW, "again": NEW})
    assert answer.url == reverse("portal:account")
    assert phone.get("/").status_code == 200
    assert office.get("/").status_code == 302
    (row,) = open_sessions(siti)
    assert row.session_key == phone.session.session_key
    assert AccountEvent.objects.get(action=AccountAction.CHANGED).note == "1 sesi lain diakhiri"


def test_the_present_password_is_asked_for(siti):
    answer = logged_in(siti).post(reverse("password_change"), {"old": "salah", "password": NEW, "again": NEW})
    assert answer.status_code == 422
    assert "Kata sandi sekarang tidak benar" in answer.text
    siti.refresh_from_db()
    assert siti.check_password(OLD)


def test_logging_out_removes_the_row(siti, store):
    client = logged_in(siti)
    client.post(reverse("logout"))
    assert not LoginSession.objects.exists()


def test_disabling_an_account_can_end_all_its_sessions(siti, store):
    clients = [logged_in(siti), logged_in(siti)]
    assert end_sessions(siti) == 2
    assert {client.get("/").status_code for client in clients} == {302}


def test_a_session_that_is_over_falls_off_the_list(siti, store):
    client = logged_in(siti)
    client.session.flush()
    assert open_sessions(siti) == []


def test_rows_of_sessions_too_old_to_be_open_are_forgotten(siti, settings):
    logged_in(siti)
    assert forget_over(timezone.now()) == 0
    assert forget_over(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE, minutes=6)) == 1


def test_a_usual_request_costs_nothing_and_every_few_minutes_one_update(siti, django_assert_num_queries):
    client = logged_in(siti)
    address = reverse("portal:sessions_end_others")  # a GET leads on, with the person known and nothing drawn

    def statements() -> int:
        with django_assert_num_queries(usual) as captured:
            client.get(address)
        return len(captured)

    usual = 2  # session and person
    statements()
    before = LoginSession.objects.get().last_seen_at
    cache.clear()
    usual = 3
    statements()
    assert LoginSession.objects.get().last_seen_at > before
    usual = 2
    statements()

"""Guessing passwords is slow, whatever the spelling and from however many names; nobody can lock out a colleague."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evaluations.domain.access.login_names import account_of, normalised_login
from evaluations.models import FormerNip
from sekin_site.login.throttling import counted_name, pause_after
from tests import build
from tests.site.login import PASSWORD, attempt, is_in

NIP = "199003152015032501"
BETWEEN = [
    "",
    "",
    " ",
    "  ",
    ".",
    "-",
    "–",
    "\u00a0",
    "\u200b",
    "\u200e",
    "\u202e",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\t",
    "/",
    "'",
]
ZEROS = [
    0x30,
    0xFF10,
    0x660,
    0x6F0,
    0x966,
    0x1D7CE,
]  # ASCII, full width, Arabic-Indic, Persian, Devanagari, bold


@st.composite
def spellings(draw) -> str:
    """The NIP as people, spreadsheets and attackers write it."""
    gaps = draw(st.lists(st.sampled_from(BETWEEN), min_size=19, max_size=19))
    zeros = draw(st.lists(st.sampled_from(ZEROS), min_size=18, max_size=18))
    digits = [chr(zero + int(digit)) for zero, digit in zip(zeros, NIP, strict=True)]
    return "".join(gap + digit for gap, digit in zip(gaps, [*digits, ""], strict=True))


@given(spelling=spellings())
def test_every_spelling_of_a_nip_comes_to_the_same_text(spelling):
    assert normalised_login(spelling) == NIP


@given(text=st.text(max_size=60))
def test_normalising_twice_changes_nothing_more(text):
    assert normalised_login(normalised_login(text)) == normalised_login(text)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(spelling=spellings())
def test_every_spelling_that_finds_an_account_is_counted_for_it(siti, rf, spelling):
    assert account_of(spelling) == siti.user
    assert counted_name(rf.post("/masuk/"), {"username": spelling}) == f"#{siti.user.pk}"


def test_thirty_spellings_do_not_get_round_the_lock(siti, client):
    gaps = [" ", ".", "-", "\u00a0", "\u200b", "\u200e", "\u202d", "\u2060", "\ufeff", "\u00ad"]
    names = [f"{NIP[:n]}{gap}{NIP[n:]}" for gap in gaps for n in (4, 8, 14)]
    answers = [attempt(client, name, "salah").status_code for name in names]
    assert answers == [200] * 4 + [429] * 26
    assert attempt(client, NIP).status_code == 429


def test_present_nip_username_and_former_nip_are_one_person(siti, client):
    FormerNip.objects.create(employee=siti, nip=siti.nip, until=timezone.localdate())
    siti.user.username = "Siti.Aminah"
    siti.user.save()
    siti.nip = "199003152020032999"
    siti.save()
    for name in ("199003152020032999", "Siti.Aminah", NIP, "siti.aminah", "SITI.AMINAH"):
        assert attempt(client, name, "salah").status_code in (200, 429)
    assert attempt(client, "199003152020032999").status_code == 429
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == [f"#{siti.user.pk}"]


def test_a_nip_goes_before_a_username_of_the_same_digits(siti, people):
    siti.nip = "199003152020032999"
    siti.save()
    people.stranger.nip = NIP  # what was Siti's by mistake, and is still her username
    people.stranger.save()
    assert account_of(NIP) == people.stranger.user
    assert account_of("199003152020032999") == siti.user


def test_of_two_usernames_that_differ_in_case_each_opens_its_own(db):
    one, other = build.make_user("Rina"), build.make_user("rina")
    assert (account_of("Rina"), account_of("rina"), account_of("RINA")) == (one, other, None)


def test_unknown_names_are_locked_as_known_ones(siti, client):
    for name in ("1111 2222", "1111-2222", "11112222", "1111.2222", "\uff11111 2222"):
        answer = attempt(client, name, "salah")
    assert answer.status_code == 429


def test_the_lock_says_until_when_and_ends_then(siti, client, monkeypatch):
    for _ in range(5):
        answer = attempt(client, NIP, "salah")
    opens_at = timezone.localtime(AccessAttempt.objects.get().attempt_time + timedelta(minutes=15))
    assert f"Coba lagi pukul {opens_at:%H.%M}" in answer.content.decode()
    assert 890 <= int(answer.headers["Retry-After"]) <= 901
    attempt(client, NIP, "salah")  # going on does not keep the door shut
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert attempt(client, NIP).status_code == 302


def test_a_success_forgets_the_mistakes_before_it(siti, client):
    for _ in range(3):
        for _ in range(4):
            assert attempt(client, NIP, "salah").status_code == 200
        assert attempt(client, NIP).status_code == 302
        client.logout()


# --- nobody locks out a colleague --------------------------------------------------------------------


def test_one_cannot_lock_out_somebody_at_another_address(siti):
    attacker, owner = Client(REMOTE_ADDR="203.0.113.5"), Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(6):
        attempt(attacker, NIP, "salah")
    assert attempt(owner, NIP).status_code == 302


def test_behind_a_proxy_clients_are_told_apart_and_cannot_choose_who_they_are(siti, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    attacker, owner = Client(), Client()
    answers = [
        attempt(attacker, NIP, "salah", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}, 203.0.113.5").status_code
        for n in range(8)
    ]
    assert answers == [200] * 4 + [429] * 4
    assert attempt(owner, NIP, HTTP_X_FORWARDED_FOR="198.51.100.7").status_code == 302
    addresses = AccessAttempt.objects.values_list("ip_address", flat=True)
    assert set(addresses) == {"203.0.113.5"}


def test_an_ipv6_client_does_not_become_new_with_each_address(siti):
    answers = [
        attempt(Client(REMOTE_ADDR=f"2001:db8:1:2::{n}"), NIP, "salah").status_code for n in range(1, 8)
    ]
    assert answers == [200] * 4 + [429] * 3
    assert attempt(Client(REMOTE_ADDR="2001:db8:1:3::1"), NIP).status_code == 302


def test_a_device_that_was_logged_in_before_stays_open_when_others_guess_from_the_same_address(siti):
    own, attacker = Client(), Client()
    assert attempt(own, NIP).status_code == 302
    own.post("/keluar/")
    for _ in range(6):
        answer = attempt(attacker, NIP, "salah")
    assert answer.status_code == 429
    assert attempt(own, NIP).status_code == 302


def test_a_known_device_is_no_free_ticket(siti, client):
    attempt(client, NIP)
    client.post("/keluar/")
    answers = [attempt(client, NIP, "salah").status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2


def test_a_device_is_known_only_for_the_accounts_that_used_it(siti, people, client):
    attempt(client, people.stranger.nip)
    client.post("/keluar/")
    for _ in range(5):
        attempt(Client(), NIP, "salah")
    assert attempt(client, NIP).status_code == 429


def test_a_forged_or_broken_device_cookie_counts_as_none(siti):
    known = Client()
    attempt(known, NIP)
    value = known.cookies["sekin_perangkat"].value
    for _ in range(5):
        attempt(Client(), NIP, "salah")
    for forged in (value[:-2], f"W1sieCIsIFsx{value}", "x", "", value.swapcase()):
        client = Client()
        client.cookies["sekin_perangkat"] = forged
        assert attempt(client, NIP).status_code == 429


def test_the_device_cookie_is_for_the_login_alone_and_out_of_reach_of_scripts(siti, client):
    attempt(client, NIP)
    cookie = client.cookies["sekin_perangkat"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/masuk/", True, "Lax")
    assert NIP not in cookie.value


# --- one password on many names ----------------------------------------------------------------------


def test_a_spray_over_many_nips_from_one_network_is_slowed(siti, monkeypatch):
    attacker, moment = Client(REMOTE_ADDR="203.0.113.5"), timezone.now()
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: moment)  # all within one second
    answers = [attempt(attacker, f"19900101201501{n:04}", "salah").status_code for n in range(60)]
    assert answers == [200] * 30 + [429] * 30
    refused = attempt(attacker, NIP)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert "detik lagi" in refused.content.decode()
    assert attempt(Client(REMOTE_ADDR="198.51.100.7"), NIP).status_code == 302


def test_the_pause_grows_with_the_names_and_ends(settings):
    pauses = [pause_after(names).total_seconds() for names in (0, 29, 30, 35, 40, 45, 60, 10_000)]
    assert pauses == [0, 0, 1, 2, 4, 8, 60, 60]


def test_an_attacker_who_waits_gets_few_guesses_an_hour():
    seconds = guesses = 0
    while seconds < 3600:
        seconds += pause_after(guesses).total_seconds()
        guesses += 1
    assert guesses < 130


def test_after_the_pause_one_more_attempt_is_heard(siti, monkeypatch):
    client, moment = Client(), timezone.now()
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: moment)  # all within one second
    for n in range(40):
        attempt(client, f"tidak-ada-{n}", "salah")
    assert attempt(client, NIP).status_code == 429
    AccessAttempt.objects.update(attempt_time=moment - timedelta(seconds=61))
    assert attempt(client, NIP).status_code == 302


def test_known_devices_of_the_attacked_office_do_not_wait(siti, monkeypatch):
    moment = timezone.now()
    monkeypatch.setattr("axes.handlers.proxy.now", lambda: moment)  # all within one second
    known = Client()
    attempt(known, NIP)
    known.post("/keluar/")
    for n in range(60):
        attempt(Client(), f"tidak-ada-{n}", "salah")
    assert attempt(Client(), NIP).status_code == 429
    assert attempt(known, NIP).status_code == 302


def test_five_hundred_people_behind_one_address_get_in_on_a_morning(db, rf):
    """Each from a device that nobody knows; one in five mistypes first, one in fifty gives up."""
    users = [build.make_user(f"pegawai{n}") for n in range(500)]
    users[0].set_password(PASSWORD)
    get_user_model().objects.update(password=users[0].password)

    def gets_in(user, password: str) -> bool:
        request = rf.post("/masuk/")
        request.session = SessionStore()
        found = authenticate(request, username=user.username, password=password)
        if found:
            user_logged_in.send(type(found), request=request, user=found)
        assert not request.axes_locked_out
        return found is not None

    for n, user in enumerate(users):
        assert n % 5 or not gets_in(user, "salah ketik")
        assert n % 50 == 0 or gets_in(user, PASSWORD)


def test_forgotten_failures_leave_the_table(siti, client):
    attempt(client, "tidak-ada", "salah")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(hours=2))
    attempt(client, NIP)
    assert not AccessAttempt.objects.exists()


def test_nothing_that_was_typed_is_kept_beside_the_count(siti, client):
    attempt(client, "kata-sandi-di-kolom-yang-salah", "salah")
    stored = str(AccessAttempt.objects.values().get())
    assert "salah" not in stored.replace("katasandidikolomyangsalah", "")


@pytest.mark.parametrize("name", ["", " ", "\u200b", "...", "x" * 300, "\x00", "🙂"])
def test_a_name_that_is_none_gets_an_answer(db, client, name):
    assert attempt(client, name, "salah").status_code == 200
    assert not is_in(client)


def test_the_admin_has_no_second_door(db, client):
    answer = client.get("/kelola/login/?next=/kelola/images/")
    assert (urlsplit(answer.url).path, urlsplit(answer.url).query) == ("/masuk/", "next=/kelola/images/")
    assert client.post("/kelola/login/", {"username": "x", "password": "y"}).url == "/masuk/"

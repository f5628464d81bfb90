"""One login for portal and admin, by NIP or username, throttled."""

import pytest
from django.urls import reverse

PASSWORD = "rahasia-untuk-uji-2026"


@pytest.fixture
def siti(cast):
    cast.employee.user.set_password(PASSWORD)
    cast.employee.user.save()
    return cast.employee


def attempt(client, name: str, password: str = PASSWORD):
    return client.post(reverse("login"), {"username": name, "password": password})


def test_the_nip_opens_the_portal_with_or_without_spaces(siti, client):
    for name in (siti.nip, f" {siti.nip[:8]} {siti.nip[8:14]} {siti.nip[14:]} "):
        client.logout()
        assert attempt(client, name).status_code == 302
        assert client.get("/").status_code == 200


def test_the_username_opens_the_portal_after_the_nip_has_changed(siti, client):
    username, siti.nip = siti.user.username, "199003152020032999"
    siti.save()
    assert attempt(client, username).status_code == 302
    client.logout()
    assert attempt(client, "199003152020032999").status_code == 302


@pytest.mark.parametrize("name", ["199003152015032501", "tidak-ada", "' OR 1=1 --", "\x00"])
def test_a_wrong_password_or_an_unknown_name_gets_the_same_sentence(siti, client, name):
    answer = attempt(client, name, "salah")
    assert answer.status_code == 200
    assert client.get("/").status_code == 302


def test_after_five_mistakes_even_the_right_password_waits(siti, client):
    for _ in range(5):
        attempt(client, siti.nip, "salah")
    answer = attempt(client, siti.nip)
    assert answer.status_code == 429
    assert client.get("/").status_code == 302


def test_the_mistakes_of_one_person_do_not_lock_out_the_office(siti, cast, client):
    cast.rater.user.set_password(PASSWORD)
    cast.rater.user.save()
    for _ in range(6):
        attempt(client, siti.nip, "salah")
    assert attempt(client, cast.rater.nip).status_code == 302


def test_someone_without_login_is_sent_to_it_and_back(siti, client):
    assert client.get("/evaluasi/").url == "/masuk/?next=/evaluasi/"
    assert client.get("/kelola/", follow=True).redirect_chain[-1][0].startswith("/masuk/")


def test_whom_the_admin_does_not_let_in_it_sends_to_their_own_start(siti, client):
    """At once after the login, and later too; never in circles."""
    answer = client.post("/masuk/?next=/kelola/periode/", {"username": siti.nip, "password": PASSWORD})
    assert answer.url == "/"
    answer = client.get("/kelola/periode/", follow=True)
    assert answer.request["PATH_INFO"] == "/"
    assert "Anda tidak punya hak untuk membuka halaman pengelolaan." in answer.content.decode()


def test_whom_the_admin_lets_in_goes_where_they_wanted_to(cast, client):
    cast.bkpsdm.set_password(PASSWORD)
    cast.bkpsdm.save()
    answer = client.post("/masuk/?next=/kelola/periode/", {"username": "bkpsdm", "password": PASSWORD})
    assert answer.url == "/kelola/periode/"

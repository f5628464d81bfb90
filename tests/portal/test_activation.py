"""Getting in: code or e-mail link, a kata sandi of one's own, and what is stored about oneself."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from evaluations.domain.access.accounts import order_codes, take_codes
from evaluations.enums import AccountAction, IdentityProof
from evaluations.models import AccountEvent

pytestmark = pytest.mark.django_db

NEW = "hujan di sawah kami"


@pytest.fixture
def code(cast) -> str:
    batch = order_codes(actor=cast.unit_admin.user, employee=cast.employee, proof=IdentityProof.MET)
    return take_codes(batch, actor=cast.unit_admin.user)[0].code


def enter(client, name: str, code: str):
    return client.post(reverse("portal:activate"), {"name": name, "code": code})


def choose(client, password: str = NEW, again: str | None = None):
    data = {"password": password, "again": password if again is None else again}
    return client.post(reverse("portal:new_password"), data)


def test_from_the_code_to_the_own_data(cast, code, client):
    assert enter(client, cast.employee.nip, code).url == reverse("portal:new_password")
    page = client.get(reverse("portal:new_password")).text
    assert "Siti Aminah" in page
    assert "Paling sedikit 12 karakter" in page
    answer = choose(client)
    assert answer.url == reverse("portal:account")
    page = client.get(answer.url).text
    for fact in ("Siti Aminah", "199003152015032501", "III/a", "Perawat Ahli Pertama", "Bidang Pencegahan Penyakit",
                 "Budi Santoso", "Agus Wibowo", "Akun Anda aktif"):  # fmt: skip
        assert fact in page
    assert client.get("/").status_code == 200
    assert AccountEvent.objects.filter(action=AccountAction.ACTIVATED).get().user == cast.employee.user


def test_wrong_codes_get_one_sentence_whatever_is_wrong(cast, code, client):
    pages = []
    for name, typed in ((cast.employee.nip, "AAAA-BBBB-CCCC"), (cast.rater.nip, code), ("tidak ada", code)):
        answer = enter(client, name, typed)
        assert answer.status_code == 422
        pages.append(re.search(r"NIP dan kode tidak cocok[^<]*", answer.text)[0])
    assert len(set(pages)) == 1
    assert client.get(reverse("portal:new_password")).url == reverse("portal:activate")


def test_a_known_and_an_unknown_nip_ask_the_database_the_same(cast, client, django_assert_num_queries):
    for name in (cast.employee.nip, "199912312025011001"):
        with django_assert_num_queries(1):
            enter(client, name, "AAAA-BBBB-CCCC")


def test_a_weak_password_is_refused_with_every_reason_and_the_code_stays(cast, code, client):
    enter(client, cast.employee.nip, code)
    answer = choose(client, "bantul2026")
    assert answer.status_code == 422
    assert "Terlalu pendek" in answer.text
    assert "Memuat “sekin” atau “bantul”" in answer.text
    assert "Kedua kata sandi tidak sama" in choose(client, NEW, "lain sekali ini").text
    assert choose(client).status_code == 302


def test_the_page_for_a_new_password_is_closed_without_code(client):
    assert client.get(reverse("portal:new_password")).url == reverse("portal:activate")
    assert choose(client).url == reverse("portal:activate")


def test_a_code_replaced_meanwhile_does_not_set_a_password(cast, code, client):
    enter(client, cast.employee.nip, code)
    order_codes(actor=cast.unit_admin.user, employee=cast.employee, proof=IdentityProof.MET)
    assert choose(client).url == reverse("portal:activate")
    cast.employee.user.refresh_from_db()
    assert not cast.employee.user.has_usable_password()


# --- by e-mail ------------------------------------------------------------------------------------------


def ask(client, name: str):
    return client.post(reverse("portal:forgot_password"), {"name": name})


def link_of(message) -> str:
    return re.search(r"http://testserver(/lupa-kata-sandi/\S+)", message.body)[1]


@pytest.fixture
def siti(cast):
    cast.employee.email = "siti@bantulkab.example"
    cast.employee.save()
    return cast.employee


def test_a_link_opens_the_account_once(siti, client):
    ask(client, siti.nip)
    (message,) = mail.outbox
    assert message.to == ["siti@bantulkab.example"]
    link = link_of(message)
    answer = client.get(link)
    assert answer.url == reverse("portal:new_password")
    assert link.split("/")[-2] not in client.get(answer.url).text  # the token stays out of the page
    assert choose(client).url == reverse("portal:account")
    client.logout()
    assert client.get(link).url == reverse("portal:forgot_password")


def test_the_answer_never_tells_who_is_known(siti, cast, client):
    bodies = {
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", ask(client, name).text)
        for name in (siti.nip, cast.rater.nip, "199912312025011001", "entah")
    }
    assert len(bodies) == 1
    assert len(mail.outbox) == 1


def test_asking_does_the_same_work_for_everybody(
    siti, client, settings, django_assert_num_queries, monkeypatch
):
    """The request puts one job down; looking for the person, and the mail, happen later."""
    hashed = []
    monkeypatch.setattr("django.contrib.auth.hashers.make_password", lambda *args: hashed.append(args))
    settings.TASKS = {
        name: {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []} for name in ("default", "jobs")
    }
    ask(client, siti.nip)
    for name in (siti.nip, "199912312025011001", "entah"):
        with django_assert_num_queries(1):
            ask(client, name)
    assert (mail.outbox, hashed) == ([], [])


def test_nobodys_mailbox_is_filled(siti, client):
    for _ in range(5):
        ask(client, siti.nip)
    assert len(mail.outbox) == 3


def test_a_disabled_account_gets_no_link(siti, client):
    siti.user.is_active = False
    siti.user.save()
    ask(client, siti.nip)
    assert mail.outbox == []


def test_without_a_mail_server_the_page_says_where_to_go(client, settings):
    settings.HAS_MAIL_SERVER = False
    page = client.get(reverse("portal:forgot_password")).text
    assert "pengelola kepegawaian di unit Anda" in page
    assert "Kirim tautan" not in page

"""Akun pegawai: a unit administrator makes codes for people of the own subtree."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.domain.access.accounts import order_codes
from evaluations.enums import IdentityProof
from evaluations.models import AccountEvent, CodeBatch
from tests.build import make_assignment, make_employee

pytestmark = pytest.mark.django_db

LIST = "/akun/"


@pytest.fixture
def agus(cast, login):
    return login(cast.unit_admin)


def slips(page: str) -> int:
    return page.count('class="slip"')


def test_the_list_shows_the_own_subtree_and_what_can_be_done(cast, agus):
    page = agus.get(LIST).text
    for person in (cast.employee, cast.rater):
        assert reverse("portal:account_code", args=[person.pk]) in page
    for person in (cast.reviewer, cast.unit_admin, cast.stranger):
        assert reverse("portal:account_code", args=[person.pk]) not in page
    assert "Joko Susilo" not in page
    assert "Kode dari BKPSDM" in page


@pytest.mark.parametrize("people", [1, 3])
def test_a_longer_list_asks_no_more(cast, agus, people, django_assert_max_num_queries):
    for number in range(people):
        make_assignment(make_employee(f"Orang {number}"), cast.division)
    with django_assert_max_num_queries(17):
        agus.get(LIST)


def test_search_and_state_narrow_the_list(cast, agus):
    assert "Budi Santoso" not in agus.get(LIST, {"nama": "siti"}).text
    assert "Siti Aminah" in agus.get(LIST, {"nama": "1990 siti"}).text
    order_codes(actor=cast.unit_admin.user, employee=cast.employee, proof=IdentityProof.MET)
    page = agus.get(LIST, {"keadaan": "kode"}).text
    assert "Siti Aminah" in page
    assert "Budi Santoso" not in page
    assert agus.get(LIST, {"keadaan": "entah"}).status_code == 404


@pytest.mark.parametrize("who", ["employee", "rater", "reviewer", "stranger", "auditor"])
def test_others_have_no_such_page(cast, login, who):
    client = login(getattr(cast, who))
    for address in (LIST, reverse("portal:account_code", args=[cast.employee.pk])):
        assert client.get(address).status_code == 404
    assert client.post(address, {"proof": "MET"}).status_code == 404
    assert client.post("/akun/kode/", {"unit": cast.agency.code}).status_code == 404
    assert not CodeBatch.objects.exists()


def test_a_code_for_one_person_needs_the_answer_and_is_shown_once(cast, agus):
    address = reverse("portal:account_code", args=[cast.employee.pk])
    answer = agus.post(address, {"proof": "OTHER", "remark": ""})
    assert answer.status_code == 422
    assert "Jelaskan bagaimana" in answer.text
    answer = agus.post(address, {"proof": "CARD", "remark": ""})
    assert (answer.status_code, slips(answer.text)) == (200, 1)
    assert "no-store" in answer["Cache-Control"]
    assert AccountEvent.objects.get().proof == IdentityProof.CARD
    batch = CodeBatch.objects.get()
    assert agus.post(reverse("portal:account_take", args=[batch.pk])).status_code == 302


@pytest.mark.parametrize("who", ["reviewer", "stranger", "unit_admin"])
def test_people_above_outside_and_oneself_answer_404(cast, agus, who):
    address = reverse("portal:account_code", args=[getattr(cast, who).pk])
    assert agus.get(address).status_code == 404
    assert agus.post(address, {"proof": "MET"}).status_code == 404


def test_a_whole_unit_is_printed_once(cast, agus):
    batch_url = agus.post("/akun/kode/", {"unit": cast.agency.code}).url
    page = agus.get(batch_url).text
    assert "2 kode siap" in page
    assert "2 orang dilewati" in page
    taken = agus.post(f"{batch_url}ambil/", {"sebagai": "cetak"})
    assert slips(taken.text) == 2
    assert agus.post(f"{batch_url}ambil/", {"sebagai": "cetak"}).url == batch_url
    assert "sudah diambil" in agus.get(batch_url).text


def test_or_taken_as_a_workbook(cast, agus):
    batch_url = agus.post("/akun/kode/", {"unit": cast.agency.code}).url
    answer = agus.post(f"{batch_url}ambil/", {"sebagai": "xlsx"})
    assert "no-store" in answer["Cache-Control"]
    rows = list(load_workbook(BytesIO(answer.getvalue())).active.values)
    assert rows[0][:3] == ("Nama", "NIP atau nama pengguna", "Kode aktivasi")
    assert [row[1] for row in rows[1:]] == [cast.rater.nip, cast.employee.nip]


def test_an_order_belongs_to_who_made_it(cast, agus, login):
    batch_url = agus.post("/akun/kode/", {"unit": cast.agency.code}).url
    for who in (cast.bkpsdm, cast.rater):
        assert login(who).get(batch_url).status_code == 404
        assert login(who).post(f"{batch_url}ambil/").status_code == 404


def test_another_unit_answers_404(cast, agus):
    assert agus.post("/akun/kode/", {"unit": cast.other_agency.code}).status_code == 404
    assert agus.get(LIST, {"unit": cast.root.code}).status_code == 404

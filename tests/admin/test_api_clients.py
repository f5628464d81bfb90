"""BKPSDM makes API clients in the admin; the token is shown once."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knox.models import AuthToken
from wagtail.models import ModelLogEntry

from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope, LegalStatus
from evaluations.models import ApiClient
from tests.counting import statements_of

INDEX, CREATE = "/kelola/klien-api/", "/kelola/klien-api/baru/"


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


@pytest.fixture
def client_of_agency(cast):
    return create_client(name="Dasbor", scope=ApiScope.AGGREGATE, unit=cast.agency, actor=None)[0]


def token_on(response) -> str:
    [token] = re.findall(r"[0-9a-f]{64}", response.content.decode())
    return token


def reads_with(token: str) -> int:
    return Client().get("/api/v1/units/", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_client_is_made_and_its_token_shown_once(officer, cast):
    fields = {"name": "Dasbor Bappeda", "scope": "aggregate", "unit": cast.agency.pk, "days": 30}
    fields["owner"] = cast.rater.pk
    answer = officer.post(CREATE, fields)
    client = ApiClient.objects.get()
    assert (client.name, client.scope, client.unit) == ("Dasbor Bappeda", ApiScope.AGGREGATE, cast.agency)
    assert client.owner == cast.rater
    token = token_on(answer)
    assert reads_with(token) == 200
    assert "no-store" in answer.headers["Cache-Control"]
    for address in (INDEX, reverse("api_clients:client", args=[client.pk])):
        page = officer.get(address).content.decode()
        assert "Dasbor Bappeda" in page
        assert token not in page
    [entry] = ModelLogEntry.objects.for_instance(client)
    assert (entry.action, entry.user) == ("wagtail.create", cast.bkpsdm)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "Dasbor"}, "Sudah ada klien API bernama Dasbor."),
        ({"name": ""}, "Isi nama klien."),
        ({"days": "0"}, "Isi bilangan bulat dari 1 sampai 1095."),
        ({"days": "9999"}, "Isi bilangan bulat dari 1 sampai 1095."),
        ({"days": "x"}, "Isi bilangan bulat dari 1 sampai 1095."),
        ({"scope": "semua"}, "Pilih salah satu cakupan."),
        ({"unit": "999999"}, "Unit ini sudah tidak ada."),
    ],
    ids=str,
)
def test_a_wrong_field_is_explained_and_the_rest_stays_filled_in(
    officer, client_of_agency, changes, sentence
):
    fields = {"name": "Pusat Data", "scope": "personal", "days": "77"} | changes
    answer = officer.post(CREATE, fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    if "days" not in changes:
        assert 'value="77"' in page
    assert ApiClient.objects.count() == 1


def test_a_new_token_leaves_the_old_one_until_it_is_revoked(officer, client_of_agency):
    address = reverse("api_clients:client", args=[client_of_agency.pk])
    old = AuthToken.objects.get()
    new = token_on(officer.post(address, {"days": 10}))
    assert AuthToken.objects.count() == 2
    revoke = reverse("api_clients:revoke", args=[client_of_agency.pk])
    answer = officer.post(revoke, {"token": old.digest}, follow=True)
    assert "Token dicabut." in answer.content.decode()
    assert reads_with(new) == 200
    assert not AuthToken.objects.filter(pk=old.pk).exists()
    actions = ModelLogEntry.objects.for_instance(client_of_agency).values_list("action", flat=True)
    assert sorted(actions) == ["evaluations.issue_token", "evaluations.revoke_token"]
    again = officer.post(revoke, {"token": old.digest}, follow=True)
    assert "sudah dicabut sebelumnya" in again.content.decode()


def test_a_token_of_somebody_else_is_not_revoked_from_here(officer, client_of_agency):
    other, token = create_client(name="Lain", scope=ApiScope.PERSONAL, actor=None)
    foreign = AuthToken.objects.get(user=other.user)
    officer.post(reverse("api_clients:revoke", args=[client_of_agency.pk]), {"token": foreign.digest})
    assert reads_with(token) == 200


def test_an_expired_token_is_said_to_be_expired(officer, client_of_agency):
    AuthToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    page = officer.get(reverse("api_clients:client", args=[client_of_agency.pk])).content.decode()
    assert "Kedaluwarsa" in page
    assert "<td>0</td>" in officer.get(INDEX).content.decode()


def test_wrong_days_for_a_new_token_are_explained(officer, client_of_agency):
    answer = officer.post(reverse("api_clients:client", args=[client_of_agency.pk]), {"days": "x"})
    assert answer.status_code == 422
    assert "Isi bilangan bulat dari 1 sampai 1095." in answer.content.decode()
    assert AuthToken.objects.count() == 1


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "auditor"])
def test_others_get_in_nowhere(cast, login, client_of_agency, who):
    visitor = login(getattr(cast, who))
    for name, arguments in (("index", []), ("create", []), ("client", [client_of_agency.pk])):
        address = reverse(f"api_clients:{name}", args=arguments)
        assert visitor.get(address).status_code == 302
        assert visitor.post(address, {"days": 5, "name": "x", "scope": "personal"}).status_code in (302, 405)
    assert visitor.post(reverse("api_clients:revoke", args=[client_of_agency.pk])).status_code == 302
    assert (ApiClient.objects.count(), AuthToken.objects.count()) == (1, 1)


def test_a_get_revokes_nothing(officer, client_of_agency):
    assert officer.get(reverse("api_clients:revoke", args=[client_of_agency.pk])).status_code == 302


def test_clients_are_listed_by_name(officer, client_of_agency):
    for name in ("Zeta", "Alfa"):
        create_client(name=name, scope=ApiScope.PERSONAL, actor=None)
    page = officer.get(INDEX).content.decode()
    assert re.findall("Alfa|Dasbor(?=<)|Zeta", page) == ["Alfa", "Dasbor", "Zeta"]


def test_the_list_takes_as_many_statements_for_three_clients_as_for_one(officer, client_of_agency, cast):
    with_one = statements_of(officer, INDEX)
    for number in range(2):
        create_client(name=f"Klien {number}", scope=ApiScope.PERSONAL, unit=cast.agency, actor=None)
    assert statements_of(officer, INDEX) == with_one


def test_an_owner_who_left_is_flagged_until_another_is_named(officer, cast):
    client, _ = create_client(name="Dasbor", scope=ApiScope.AGGREGATE, owner=cast.employee, actor=None)
    address = reverse("api_clients:client", args=[client.pk])
    assert "Tidak lagi bertugas" not in officer.get(INDEX).content.decode()
    cast.employee.legal_status = LegalStatus.RETIRED
    cast.employee.save()
    assert "Tidak lagi bertugas" in officer.get(INDEX).content.decode()
    [task] = [task for task in officer.get("/kelola/").context["tasks"] if "klien API" in task.text]
    assert (task.count, task.url) == (1, address)
    assert officer.post(address, {"owner": cast.employee.pk}).status_code == 422
    assert officer.post(address, {"owner": ""}).status_code == 422
    assert officer.post(address, {"owner": cast.rater.pk}).status_code == 302
    client.refresh_from_db()
    assert client.owner == cast.rater
    assert "Tidak lagi bertugas" not in officer.get(INDEX).content.decode()

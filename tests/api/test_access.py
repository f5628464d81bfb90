from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from evaluations.api import authentication
from evaluations.domain.access import api_clients
from evaluations.domain.access.api_clients import (
    create_client,
    issue_token,
    name_owner,
    ownerless_clients,
    revoke_tokens,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import ApiScope, LegalStatus
from evaluations.models import ApiClient
from tests import build, guidance

pytestmark = pytest.mark.django_db

READERS, PERSONS = {ApiScope.AGGREGATE, ApiScope.PERSONAL}, {ApiScope.PERSONAL}
OPENS = {
    **dict.fromkeys(["units/", "periods/", "forms/", "form-versions/{version}/", "performances/"], READERS),
    **dict.fromkeys(["summary/distribution/", "summary/completeness/", "summary/indicators/"], READERS),
    **dict.fromkeys(["results/", "results/{result}/", "indicator-scores/", "employees/"], PERSONS),
    "attendance/": PERSONS | {ApiScope.ATTENDANCE},
    "guidance/": set(ApiScope),
    "guidance/{page}/": set(ApiScope),
}


def code_of(response) -> tuple[int, str]:
    body = response.json()
    assert set(body) == {"code", "message", "fields"}
    return response.status_code, body["code"]


def days_left(client: ApiClient) -> int:
    return round((AuthToken.objects.get(user=client.user).expiry - timezone.now()) / timedelta(days=1))


@pytest.fixture
def addresses(cast, delivered):
    result = delivered(cast.employee, build.make_period())
    page = guidance.make_guidance_page().slug
    return {"result": result.pk, "version": result.form_version_id, "page": page}


def test_every_address_has_its_scopes_here(db):
    """Whoever adds a list says who may read it."""
    listed = {path for path in Client().get("/api/v1/").json() if path not in ("schema", "docs")}
    assert listed <= {path.partition("{")[0].strip("/").replace("/", "-") for path in OPENS}


@pytest.mark.parametrize("scope", ApiScope)
def test_no_scope_opens_nothing(scope):
    readable = [path for path, scopes in OPENS.items() if scope in scopes and "guidance" not in path]
    assert readable


@pytest.mark.parametrize("path", OPENS)
@pytest.mark.parametrize("scope", ApiScope)
def test_a_scope_opens_its_addresses_and_no_others(api, addresses, scope, path):
    response = api(scope).get(path.format(**addresses))
    if scope in OPENS[path]:
        assert response.status_code == 200
    else:
        assert code_of(response) == (403, "scope_missing")


@pytest.mark.parametrize("path", OPENS)
def test_nothing_is_told_without_a_token(addresses, path):
    response = Client().get(f"/api/v1/{path.format(**addresses)}")
    assert code_of(response) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_login_of_the_site_is_no_token(addresses, cast, login):
    assert code_of(login(cast.superadmin).get("/api/v1/units/")) == (401, "not_authenticated")


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer x", "Bearer a b", f"Bearer {'0' * 64}", "Bearer \xe9\xff", f"Bearer {'é' * 64}"],
)
def test_a_token_that_nobody_gave_is_refused(db, header):
    response = Client().get("/api/v1/units/", HTTP_AUTHORIZATION=header)
    assert code_of(response) == (401, "invalid_token")


@pytest.mark.parametrize(("seconds", "status"), [(1, 200), (0, 401), (-1, 401)])
def test_a_token_is_good_until_its_expiry_and_no_longer_at_that_moment(api, monkeypatch, seconds, status):
    reader, now = api(), timezone.now()
    AuthToken.objects.update(expiry=now + timedelta(seconds=seconds))
    monkeypatch.setattr(authentication.timezone, "now", lambda: now)
    assert reader.get("units/").status_code == status


def test_an_expired_token_says_so_each_time(api):
    reader = api()
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert [code_of(reader.get("units/")) for _ in range(2)] == [(401, "token_expired")] * 2


def test_a_token_without_an_expiry_is_none(api):
    """We give no such token; one that came from elsewhere would open the API for ever."""
    reader = api()
    AuthToken.objects.update(expiry=None)
    assert code_of(reader.get("units/")) == (401, "token_expired")


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
def test_the_scheme_may_be_written_as_one_likes(api, scheme):
    response = Client().get("/api/v1/units/", headers={"Authorization": f"{scheme} {api().token}"})
    assert response.status_code == 200


def test_another_scheme_is_no_token(api):
    response = Client().get("/api/v1/units/", headers={"Authorization": f"Token {api().token}"})
    assert code_of(response) == (401, "not_authenticated")


def test_a_token_that_begins_like_another_is_not_that_one(api):
    """Tokens are found by their first letters and known by the rest."""
    token = api().token
    other = token[:-1] + ("0" if token[-1] != "0" else "1")
    response = Client().get("/api/v1/units/", headers={"Authorization": f"Bearer {other}"})
    assert code_of(response) == (401, "invalid_token")


def test_a_revoked_token_is_refused_at_once(api):
    reader = api()
    assert revoke_tokens(ApiClient.objects.get(), actor=None) == 1
    assert code_of(reader.get("units/")) == (401, "invalid_token")


def test_of_several_tokens_the_one_named_is_revoked_and_no_other_client_loses_any(api):
    reader, other = api(), api()
    client = ApiClient.objects.order_by("pk").first()
    old = AuthToken.objects.get(user=client.user)
    new = type(reader)(issue_token(client, actor=None))
    assert revoke_tokens(client, digest=old.digest, actor=None) == 1
    assert [r.get("units/").status_code for r in (reader, new, other)] == [401, 200, 200]
    assert revoke_tokens(client, actor=None) == 1
    assert [r.get("units/").status_code for r in (new, other)] == [401, 200]


def test_a_client_whose_login_is_switched_off_is_refused(api):
    reader = api()
    user = ApiClient.objects.get().user
    user.is_active = False
    user.save()
    assert code_of(reader.get("units/")) == (401, "invalid_token")


def test_a_token_of_a_person_is_no_token_of_a_client(cast):
    _, token = AuthToken.objects.create(cast.bkpsdm, expiry=timedelta(days=1))
    response = Client().get("/api/v1/units/", headers={"Authorization": f"Bearer {token}"})
    assert code_of(response) == (401, "invalid_token")


def test_the_token_is_not_stored(db):
    _, token = create_client(name="BI", scope=ApiScope.PERSONAL, actor=None)
    [stored] = AuthToken.objects.all()
    assert token not in (stored.digest, stored.token_key)


def test_an_old_token_goes_on_beside_a_new_one(api):
    reader = api()
    reader_with_new = type(reader)(issue_token(ApiClient.objects.get(), days=1, actor=None))
    assert [r.get("units/").status_code for r in (reader, reader_with_new)] == [200, 200]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "  "}, "name_required"),
        ({"name": "Ada"}, "name_taken"),
        ({"days": 0}, "days_out_of_range"),
        ({"days": 1096}, "days_out_of_range"),  # a day more than three years
    ],
)
def test_a_client_is_refused_whole(db, changes, code):
    create_client(name="Ada", scope=ApiScope.AGGREGATE, actor=None)
    with pytest.raises(Refused) as refusal:
        create_client(**({"name": "Baru", "scope": ApiScope.AGGREGATE, "actor": None} | changes))
    assert refusal.value.code == code
    assert list(ApiClient.objects.values_list("name", flat=True)) == ["Ada"]


@pytest.mark.parametrize("days", [1, 1095])
def test_a_token_is_good_for_a_day_at_least_and_three_years_at_most(db, days):
    client, _ = create_client(name="Ada", scope=ApiScope.AGGREGATE, days=days, actor=None)
    assert days_left(client) == days


def test_nobody_enters_with_the_login_of_a_client(db):
    client, _ = create_client(name="Ada", scope=ApiScope.AGGREGATE, actor=None)
    assert client.user.pk is not None
    assert not client.user.has_usable_password()


def test_nobody_who_has_left_answers_for_a_client(cast):
    cast.stranger.legal_status = LegalStatus.RETIRED
    cast.stranger.save()
    with pytest.raises(Refused) as refusal:
        create_client(name="Baru", scope=ApiScope.AGGREGATE, owner=cast.stranger, actor=None)
    assert refusal.value.code == "has_left"
    assert not ApiClient.objects.exists()
    client, _ = create_client(name="Baru", scope=ApiScope.AGGREGATE, owner=cast.employee, actor=None)
    with pytest.raises(Refused) as refusal:
        name_owner(client, cast.stranger, actor=None)
    assert refusal.value.code == "has_left"
    name_owner(client, cast.rater, actor=None)
    assert ApiClient.objects.get().owner == cast.rater


def test_a_client_whose_owner_has_left_waits_for_another_while_it_can_read(cast, monkeypatch):
    names = ("Zeta", "Alfa", "Beta", "Dicabut")
    zeta, _, in_service, revoked = [
        create_client(name=name, scope=ApiScope.AGGREGATE, owner=cast.stranger, actor=None)[0]
        for name in names
    ]
    name_owner(in_service, cast.employee, actor=None)
    revoke_tokens(revoked, actor=None)
    assert not ownerless_clients().exists()
    cast.stranger.legal_status = LegalStatus.RETIRED
    cast.stranger.save()
    assert [client.name for client in ownerless_clients()] == ["Alfa", "Zeta"]
    now = timezone.now()
    AuthToken.objects.filter(user=zeta.user).update(expiry=now)
    monkeypatch.setattr(api_clients.timezone, "now", lambda: now)
    assert [client.name for client in ownerless_clients()] == ["Alfa"]


def test_the_command_prints_the_token_alone_on_the_last_line(cast, capsys):
    owner = ["--owner", "19900315 201503 2 501"]
    call_command(
        "create_api_client", "Dasbor", "--scope", "aggregate", "--unit", "10200", "--days", "7", *owner
    )
    token = capsys.readouterr().out.splitlines()[-1]
    client = ApiClient.objects.get(name="Dasbor")
    assert (client.scope, client.unit, client.owner) == (ApiScope.AGGREGATE, cast.agency, cast.employee)
    assert days_left(client) == 7
    response = Client().get("/api/v1/units/", headers={"Authorization": f"Bearer {token}"})
    assert [row["code"] for row in response.json()["results"]] == ["10200", "20071"]


def test_the_command_gives_a_token_for_a_year_unless_told_otherwise(db):
    call_command("create_api_client", "Dasbor", "--scope", "aggregate")
    assert days_left(ApiClient.objects.get()) == 365


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--scope", "aggregate", "--unit", "00"], "Tidak ada unit dengan kode 00."),
        (["--scope", "aggregate", "--unit", ""], "Tidak ada unit dengan kode ."),
        (["--scope", "aggregate", "--owner", "199003152015032502"], "Tidak ada pegawai dengan NIP 1990"),
        (["--scope", "aggregate", "--owner", "1990"], "NIP"),
        (["--scope", "aggregate", "--days", "0"], "Masa berlaku token 1 sampai 1095 hari."),
    ],
)
def test_the_command_refuses_and_makes_nothing(cast, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("create_api_client", "Dasbor", *arguments)
    assert not ApiClient.objects.exists()


def test_too_many_requests_are_held_back(api, settings):
    settings.API_RATE = "2/min"
    reader, other = api(), api()
    assert [reader.get("units/").status_code for _ in range(2)] == [200, 200]
    held_back = reader.get("units/")
    assert code_of(held_back) == (429, "throttled")
    assert 0 < int(held_back.headers["Retry-After"]) <= 60
    assert other.get("units/").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_only_reads(api, method):
    headers = {"Authorization": f"Bearer {api().token}"}
    response = getattr(Client(), method)("/api/v1/results/", headers=headers)
    assert code_of(response) == (405, "method_not_allowed")


@pytest.mark.parametrize("path", ["nothing/", "results/x/", "results/1/2/", "summary/"])
def test_an_address_that_does_not_exist_answers_in_json(db, path):
    assert code_of(Client().get(f"/api/v1/{path}")) == (404, "not_found")


def test_a_missing_slash_is_put_right(db):
    response = Client().get("/api/v1/results?year=2026")
    assert (response.status_code, response.headers["Location"]) == (301, "/api/v1/results/?year=2026")


def test_an_answer_of_another_kind_is_not_available(api):
    headers = {"Authorization": f"Bearer {api().token}", "Accept": "text/html"}
    assert code_of(Client().get("/api/v1/units/", headers=headers)) == (406, "not_acceptable")
    assert Client().get("/api/v1/units/?format=csv", headers=headers).status_code == 200

"""Logging in through a provider that runs: the whole code flow, every way to forge it, and who is let in."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from evaluations.enums import AccountAction, LegalStatus
from evaluations.models import AccountEvent, LegalStatusSpan
from tests.site.login import attempt, is_in
from tests.site.login.provider import CLIENT, SECRET, running
from tests.site.login.test_second_step import set_up

pytestmark = pytest.mark.urls("tests.site.login.urls_with_oidc")
START, BACK = "/masuk/sso/", "/masuk/sso/kembali/"


@pytest.fixture(scope="module")
def one_provider():
    with running() as provider:
        yield provider


@pytest.fixture
def provider(one_provider, cast, settings):
    """The provider, at which Siti logs in."""
    one_provider.claims = {"sub": "orang-1", "nip": cast.employee.nip}
    one_provider.fault, one_provider.told_by = "", "id_token"
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = (
        one_provider.issuer,
        CLIENT,
        SECRET,
    )
    return one_provider


def visit(client: Client, *, start: str = START):
    """Go to the provider and come back, as a browser does; gives the answer to coming back."""
    away = client.get(start)
    return client.get(address_back(away.url))


def address_back(authorize_url: str) -> str:
    answer = requests.get(authorize_url, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def said(client: Client) -> str:
    return " ".join(str(message) for message in get_messages(client.get("/masuk/").wsgi_request))


# --- let in -----------------------------------------------------------------------------------------


def test_the_whole_flow_logs_the_person_in_and_leads_on(provider, client):
    answer = visit(client, start=f"{START}?next=/evaluasi/")
    assert answer.url == "/evaluasi/"
    assert is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)"])
def test_the_flow_never_leads_to_another_site(provider, client, elsewhere):
    assert visit(client, start=f"{START}?next={elsewhere}").url == "/"
    provider.fault = "cancelled"
    assert urlsplit(visit(client, start=f"{START}?next={elsewhere}").url).query == "next=/"


def test_a_login_through_the_provider_stands_in_the_history(provider, client, cast):
    visit(client)
    (event,) = AccountEvent.objects.filter(user=cast.employee.user)
    assert (event.action, event.actor) == (AccountAction.LOGIN, cast.employee.user)
    assert event.note == "Lewat ASN Digital. Dari 127.0.0.1"


def test_we_ask_with_state_nonce_and_pkce(provider, client):
    asked = parse_qs(urlsplit(client.get(START).url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    other = parse_qs(urlsplit(client.get(START).url).query)
    assert not {asked[name][0] for name in ("state", "nonce", "code_challenge")} & {
        v[0] for v in other.values()
    }


def test_the_nip_may_be_told_by_user_info_and_written_with_spaces(provider, client, cast):
    provider.told_by = "userinfo"
    nip = cast.employee.nip
    provider.claims["nip"] = f"{nip[:8]} {nip[8:14]} {nip[14:]}"
    visit(client)
    assert is_in(client)


def test_another_claim_may_hold_the_nip(provider, client, cast, settings):
    settings.OIDC_NIP_CLAIM = "preferred_username"
    provider.claims = {"sub": "orang-1", "preferred_username": cast.employee.nip}
    visit(client)
    assert is_in(client)


def test_new_keys_of_the_provider_are_fetched(provider, client):
    visit(client)
    provider.rotate_key()
    other = Client()
    visit(other)
    assert is_in(other)


def test_a_login_through_the_provider_begins_a_new_session(provider, client):
    client.get(START)
    before = client.session.session_key
    visit(client)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("words", "told", "asks"),
    [
        ([], {"amr": ["pwd", "otp"]}, True),  # without the setting ours is asked for
        (["otp", "mfa"], {"amr": ["pwd"]}, True),
        (["otp", "mfa"], {}, True),
        (["otp", "mfa"], {"amr": ["pwd", "otp"]}, False),
        (["urn:tingkat:2"], {"acr": "urn:tingkat:2"}, False),
    ],
)
def test_our_second_step_is_left_out_only_where_the_provider_had_one(
    provider, client, cast, settings, words, told, asks
):
    set_up(cast.employee.user)
    settings.OIDC_SECOND_STEP_VALUES = words
    provider.claims |= told
    visit(client)
    assert is_in(client) is not asks


def test_logging_out_here_logs_out_there(provider, client):
    visit(client)
    answer = client.post("/keluar/")
    assert answer.url.startswith(f"{provider.issuer}/logout?")
    assert answer.headers["Clear-Site-Data"]
    assert not is_in(client)
    home = requests.get(answer.url, allow_redirects=False, timeout=5).headers["Location"]
    assert home == "http://testserver/masuk/"
    assert provider.logged_out[-1]["client_id"] == CLIENT
    assert provider.logged_out[-1]["id_token_hint"].count(".") == 2
    assert f"form-action 'self' {provider.issuer};" in f"{answer.headers['Content-Security-Policy']};"


def test_an_independent_provider_understands_us_too(cast, client, settings):
    user = oidc_provider_mock.User(sub="siti", claims={"nip": cast.employee.nip})
    with oidc_provider_mock.run_server_in_thread(user_claims=[user], require_nonce=True) as server:
        settings.OIDC_ISSUER = f"http://localhost:{server.server_port}"
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        answer = requests.post(client.get(START).url, {"sub": "siti"}, allow_redirects=False, timeout=5)
        parts = urlsplit(answer.headers["Location"])
        assert client.get(f"{parts.path}?{parts.query}").url == "/"
    assert is_in(client)


# --- forged -----------------------------------------------------------------------------------------

FORGED = (
    "wrong signature", "unknown key", "no signature", "signed with our public key", "wrong nonce", "no nonce",
    "expired", "no exp", "not yet valid", "issued in the future", "wrong audience", "no aud",
    "for another client, passed on to us", "wrong issuer", "no iss", "no sub", "for another access token",
    "no ID token", "broken",
)  # fmt: skip


@pytest.mark.parametrize("fault", FORGED)
def test_a_forged_answer_lets_nobody_in(provider, client, fault):
    provider.fault = fault
    assert urlsplit(visit(client).url).path == "/masuk/"
    assert "gagal" in said(client)
    assert not is_in(client)


def test_user_info_of_somebody_else_is_refused(provider, client):
    provider.told_by, provider.fault = "userinfo", "user info of somebody else"
    visit(client)
    assert not is_in(client)


def test_an_answer_is_good_once_and_only_in_the_browser_that_asked(provider, client):
    back = address_back(client.get(START).url)
    stranger = Client()
    stranger.get(back)
    assert not is_in(stranger)
    client.get(back)
    assert is_in(client)
    client.post("/keluar/")
    client.get(back)
    assert not is_in(client)


def test_a_stolen_code_is_worth_nothing_without_its_verifier(provider, client):
    stolen = parse_qs(urlsplit(address_back(client.get(START).url)).query)["code"][0]
    thief = Client()
    own = parse_qs(urlsplit(thief.get(START).url).query)["state"][0]
    thief.get(BACK, {"code": stolen, "state": own})
    assert not is_in(thief)


@pytest.mark.parametrize(
    "query", [{}, {"code": "x"}, {"state": "x"}, {"code": "x", "state": "x"}, {"error": "server_error"}]
)
def test_coming_back_without_having_gone_is_refused(provider, client, query):
    assert urlsplit(client.get(BACK, query).url).path == "/masuk/"
    assert not is_in(client)


def test_cancelling_there_says_so_here(provider, client):
    provider.fault = "cancelled"
    visit(client)
    assert "dibatalkan" in said(client)


def test_a_provider_that_is_away_is_said_and_the_password_still_works(provider, client, siti, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    assert urlsplit(client.get(START).url).path == "/masuk/"
    assert "tidak dapat dihubungi" in said(client)
    assert attempt(client, siti.nip).status_code == 302


# --- who is let in ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nip", "why"),
    [("199912312022011999", "belum terdaftar"), ("", "tidak menyebut"), (None, "tidak menyebut"),
     (199003152015032501, "tidak menyebut"), (["199003152015032501"], "tidak menyebut"), ("admin", "belum terdaftar")],
)  # fmt: skip
def test_who_is_unknown_stays_outside_and_is_not_created(provider, client, django_user_model, nip, why):
    before = django_user_model.objects.count()
    provider.claims["nip"] = nip
    visit(client)
    assert why in said(client)
    assert not is_in(client)
    assert django_user_model.objects.count() == before


def test_a_closed_account_stays_closed(provider, client, cast):
    cast.employee.user.is_active = False
    cast.employee.user.save()
    visit(client)
    assert "dinonaktifkan" in said(client)
    assert not is_in(client)


def test_who_has_left_service_stays_outside(provider, client, cast):
    LegalStatusSpan.objects.create(
        employee=cast.employee, status=LegalStatus.RETIRED, starts_on=date(2026, 1, 1)
    )
    visit(client)
    assert "sudah ditutup" in said(client)
    assert not is_in(client)


def test_somebody_without_account_stays_outside(provider, client, cast):
    cast.employee.user = None
    cast.employee.save()
    visit(client)
    assert not is_in(client)


def test_the_answer_replaces_whoever_was_logged_in(provider, client, cast):
    client.force_login(cast.stranger.user)
    visit(client)
    assert client.session["_auth_user_id"] == str(cast.employee.user.pk)


# --- the button -------------------------------------------------------------------------------------


def test_the_button_stands_where_the_setting_is_on(provider, client):
    page = client.get("/masuk/?next=/skp/").content.decode()
    assert 'href="/masuk/sso/?next=/skp/"' in page or 'href="/masuk/sso/?next=%2Fskp%2F"' in page
    assert "Masuk dengan ASN Digital" in page


@pytest.mark.urls("sekin_site.urls")
def test_without_the_setting_there_is_no_button_and_no_address(db, client):
    assert "ASN Digital" not in client.get("/masuk/").content.decode()
    assert client.get("/masuk/sso/").status_code == 404
    assert reverse("login") == "/masuk/"


def test_only_reading_methods_are_heard(provider, client):
    assert [client.post(path).status_code for path in (START, BACK)] == [405, 405]

"""Password and a code: what is closed until both are given, and every way round it."""

import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from evaluations.domain.access.accounts import order_codes, take_codes
from evaluations.enums import IdentityProof, Role
from sekin_site.login import second_step
from tests import build
from tests.site.login import PASSWORD, attempt, is_in

SETUP, CODE, SETTINGS, CHANGE = (
    "/masuk/langkah-kedua/pasang/", "/masuk/kode/", "/masuk/langkah-kedua/", "/masuk/langkah-kedua/ubah/",
)  # fmt: skip


def code_of(user, *, later: int = 0, confirmed: bool = True) -> str:
    """What the app shows; ``later`` so many half minutes from now."""
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + later * 30
    return f"{totp.token():06}"


def set_up(user) -> list[str]:
    """A second step as after setting it up some time ago; gives the recovery codes."""
    TOTPDevice.objects.create(user=user, name="Aplikasi kode", confirmed=True)
    user.second_step_since = timezone.now() - timedelta(days=1)
    user.save()
    return second_step.new_recovery_codes(user)


@pytest.fixture
def half(people, client):
    """A browser that has given Siti's password, but no code yet."""
    set_up(people.employee.user)
    attempt(client, people.employee.nip)
    return client


@pytest.fixture
def user(people):
    return people.employee.user


# --- the way through --------------------------------------------------------------------------------


def test_the_whole_way_from_setting_up_to_the_next_login(siti, client):
    user = siti.user
    attempt(client, siti.nip)
    assert client.post(SETUP).url == f"{SETUP}?next=%2F"
    page = client.get(SETUP).content.decode()
    assert 'src="data:image/svg+xml' in page
    assert 'href="otpauth://totp/' in page
    assert second_step.secret_text(second_step.waiting_device(user)) in page
    shown = client.post(SETUP, {"code": code_of(user, confirmed=False)})
    codes = shown.context["codes"]
    assert len(set(codes)) == 10
    assert all(code in shown.content.decode() for code in codes)
    assert is_in(client)
    client.post("/keluar/")
    answer = attempt(client, siti.nip)
    assert answer.url == f"{CODE}?next=%2F"
    assert not is_in(client)
    answer = client.post(CODE, {"code": code_of(user, later=1), "next": "/evaluasi/"})
    assert answer.url == "/evaluasi/"
    assert is_in(client)


def test_one_is_led_to_where_one_wanted_to_go_and_never_to_another_site(half, user):
    assert half.get("/skp/", follow=True).redirect_chain[-1][0] == f"{CODE}?next=%2Fskp%2F"
    for elsewhere in ("https://jahat.example/", "//jahat.example", "javascript:alert(1)"):
        assert half.get(f"{CODE}?next={elsewhere}").context["next"] == "/"


def test_a_recovery_code_opens_once(half, user, siti):
    codes = second_step.new_recovery_codes(user)
    assert half.post(CODE, {"code": f" {codes[0].upper()} "}).status_code == 302
    assert is_in(half)
    assert second_step.recovery_codes_left(user) == 9
    again = Client()
    attempt(again, siti.nip)
    assert again.post(CODE, {"code": codes[0]}).status_code == 422
    assert not is_in(again)


def test_recovery_codes_are_stored_as_digests_of_one_person(people, user):
    codes = set_up(user)
    stored = set(StaticDevice.objects.get(user=user).token_set.values_list("token", flat=True))
    assert len(stored) == 10
    assert not stored & {code.replace("-", "") for code in codes}
    other = people.stranger.user
    device = StaticDevice.objects.create(user=other)
    for token in stored:
        device.token_set.create(token=token)
    assert second_step.recovery_codes_left(other) == 10
    client = Client()
    other.second_step_since = timezone.now()
    other.save()
    attempt(client, people.stranger.nip)
    assert client.post(CODE, {"code": codes[0]}).status_code == 422


# --- refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "",
        "000000",
        "abc",
        "12345",
        "1234567",
        "\u0661\u0662\u0663\u0664\u0665\u0666",
        "x" * 41,
        "-1",
        "' OR 1=1",
    ],
)
def test_a_wrong_code_opens_nothing_and_says_so(half, user, code):
    if code == code_of(user):
        pytest.skip("the code of this moment")
    answer = half.post(CODE, {"code": code})
    assert answer.status_code == 422
    assert answer.context["form"].errors["code"]
    assert not is_in(half)


def test_a_code_is_good_for_one_login(half, user, siti):
    code, again = code_of(user), Client()
    assert half.post(CODE, {"code": code}).status_code == 302
    attempt(again, siti.nip)
    assert again.post(CODE, {"code": code}).status_code == 422
    assert not is_in(again)


def test_a_wrong_first_code_sets_nothing_up(siti, client):
    attempt(client, siti.nip)
    client.post(SETUP)
    answer = client.post(SETUP, {"code": "000000"})
    assert (answer.status_code, "codes" in answer.context) == (422, False)
    siti.user.refresh_from_db()
    assert siti.user.second_step_since is None
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert not StaticDevice.objects.exists()


def test_an_app_that_waits_for_its_first_code_opens_nothing(half, user):
    second_step.begin(user)
    assert half.post(CODE, {"code": code_of(user, confirmed=False)}).status_code == 422
    assert not is_in(half)


def test_guessing_codes_waits_longer_each_time_even_for_the_right_one(half, user):
    half.post(CODE, {"code": "000000"})
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=6)
    answer = half.post(CODE, {"code": code_of(user)})
    assert "Tunggu 32 detik" in answer.content.decode() or "Tunggu 31 detik" in answer.content.decode()
    assert not is_in(half)
    TOTPDevice.objects.filter(user=user).update(
        throttling_failure_timestamp=timezone.now() - timedelta(seconds=33)
    )
    assert half.post(CODE, {"code": code_of(user)}).status_code == 302


def test_the_code_page_is_for_half_logins_alone(siti, client, login):
    assert client.get(CODE).url == "/masuk/"
    assert client.post(CODE, {"code": "123456"}).url == "/masuk/"
    assert login(siti).get(CODE).url == "/masuk/"


def test_who_has_to_set_it_up_first_is_led_there_and_not_asked_for_a_code(people, settings, login):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    client = login(people.superadmin)
    assert client.get(CODE, follow=True).redirect_chain[-1][0] == f"{SETUP}?next=%2F"


def test_a_half_login_shows_nothing_of_the_person(half, user, siti):
    for path in (CODE, "/masuk/", "/tidak-ada/", "/panduan/"):
        page = half.get(path, follow=True).content.decode()
        assert siti.name not in page
        assert siti.nip not in page


def test_a_half_login_cannot_set_up_another_app(half, user):
    secret = TOTPDevice.objects.get(user=user).key
    for data in ({}, {"code": "123456"}):
        assert half.post(SETUP, data).url.startswith(CODE)
    assert half.post(CHANGE, {"act": "off", "code": code_of(user)}).status_code == 302
    assert TOTPDevice.objects.get(user=user).key == secret
    user.refresh_from_db()
    assert user.second_step_since


def test_setting_up_in_one_browser_asks_the_other_one_for_the_code(siti, login):
    one, other = login(siti), login(siti)
    one.post(SETUP)
    one.post(SETUP, {"code": code_of(siti.user, confirmed=False)})
    assert is_in(one)
    assert not is_in(other)


# --- every address ----------------------------------------------------------------------------------


def addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    """Every address of the site, with something plausible in place of each parameter."""
    found = []
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        found += addresses(entry, route) if isinstance(entry, URLResolver) else [route]
    return found


def filled(route: str) -> str:
    path, inside = [], False
    for character in route.replace("^", "").replace("$", "").replace("\\Z", ""):
        if character == "<":
            inside = True
            path.append("1")
        if not inside:
            path.append(character)
        inside = inside and character != ">"
    return "/" + "".join(path).replace("(?P1)", "1").replace("\\", "")


OPEN_TO_ALL = ("/healthz", "/readyz", "/masuk/", "/keluar/", "/panduan/", "/dokumen/", "/api/v1/", "/kelola/login/",
               "/kelola/logout/", "/kelola/password_reset/", "/kelola/jsi18n/", "/kelola/sprite", "/lupa-kata-sandi/",
               "/aktivasi/", "/verifikasi/")  # fmt: skip
PLAIN = {path for path in map(filled, addresses(get_resolver())) if not set(path) & set("*+|()[]")}
CLOSED = sorted(path for path in PLAIN if not path.startswith(OPEN_TO_ALL))


def test_the_list_of_closed_addresses_is_the_whole_site():
    assert isinstance(get_resolver().url_patterns[0], URLPattern | URLResolver)
    assert len(CLOSED) > 150
    assert any(path.startswith("/kelola/users/") for path in CLOSED)


@pytest.mark.parametrize("who", ["bkpsdm", "superadmin"])
def test_every_address_is_closed_to_officers_until_the_second_step_is_set_up_and_done(
    cast, login, settings, who
):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    client = login(cast.superadmin)
    client.raise_request_exception = False
    open_ones = []
    for path in CLOSED:
        for answer in (client.get(path), client.post(path, {})):
            sent_away = answer.status_code in (301, 302) and "/masuk/" in answer.headers["Location"]
            if not sent_away and answer.status_code not in (400, 403, 404, 405):
                open_ones.append((path, answer.status_code))
    assert open_ones == []


def test_no_session_opens_the_api_neither_half_nor_whole(cast, login, settings):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    open_to_all = ("/api/v1/schema/", "/api/v1/docs/")
    paths = sorted(
        p for p in PLAIN - {"/api/v1/"} if p.startswith("/api/v1/") and not p.startswith(open_to_all)
    )
    assert len(paths) >= 9
    for client in (login(cast.superadmin), login(cast.employee)):
        answers = {client.get(path).status_code for path in paths}
        assert answers <= {401, 404, 405}


def test_the_requirement_is_for_those_who_may_open_the_admin(cast, login, settings):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    drafter = build.make_user(groups=("Penyusun Formulir",))
    for officer in (cast.bkpsdm, cast.superadmin, drafter):
        answer = login(officer).get("/kelola/", follow=True)
        assert answer.redirect_chain[-1][0] == f"{SETUP}?next=%2Fkelola%2F"
        assert "Wajib untuk peran Anda" in answer.content.decode()
    for other in (cast.employee, cast.rater, cast.unit_admin, cast.auditor):
        assert login(other).get("/").status_code == 200


def test_a_role_given_during_the_day_asks_at_the_next_page(cast, login, settings):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    client = login(cast.employee)
    assert client.get("/").status_code == 200
    build.make_grant(cast.employee, Role.BKPSDM)
    assert client.get("/").status_code == 302


def test_an_officer_sets_up_and_is_in(cast, login, settings):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    client = login(cast.bkpsdm)
    client.post(SETUP)
    shown = client.post(SETUP, {"code": code_of(cast.bkpsdm, confirmed=False), "next": "/kelola/"})
    assert shown.context["next"] == "/kelola/"
    assert client.get("/kelola/").status_code == 200
    refused = client.post(CHANGE, {"act": "off", "code": code_of(cast.bkpsdm, later=1)})
    assert "mewajibkan" in refused.content.decode()
    cast.bkpsdm.refresh_from_db()
    assert cast.bkpsdm.second_step_since


def with_a_new_password(client, cast, person):
    """A browser in which ``person`` has used a one-time code of a superadmin, and where that leads to."""
    batch = order_codes(actor=cast.superadmin, employee=person, proof=IdentityProof.MET)
    (slip,) = take_codes(batch, actor=cast.superadmin)
    client.post("/aktivasi/", {"name": slip.login, "code": slip.code})
    chosen = {"password": "hujan di sawah kami", "again": "hujan di sawah kami"}
    return client.post("/aktivasi/kata-sandi/", chosen, follow=True)


def test_an_officer_who_has_just_activated_the_account_sets_up_before_anything_opens(cast, client, settings):
    settings.TOTP_REQUIRED_FOR_OFFICERS = True
    build.make_grant(cast.employee, Role.BKPSDM)
    page = with_a_new_password(client, cast, cast.employee)
    assert page.redirect_chain[-1][0] == f"{SETUP}?next=%2Fakun-saya%2F"
    assert "Akun Anda aktif" in page.content.decode()
    assert "Wajib untuk peran Anda" in page.content.decode()
    for path in ("/", "/akun-saya/", "/kelola/", "/kata-sandi/"):
        assert client.get(path).status_code == 302, path
    client.post(SETUP)
    first = code_of(cast.employee.user, confirmed=False)
    shown = client.post(SETUP, {"code": first, "next": "/akun-saya/"})
    assert len(shown.context["codes"]) == second_step.RECOVERY_CODES
    assert shown.context["next"] == "/akun-saya/"
    for path in ("/", "/akun-saya/", "/kelola/"):
        assert client.get(path).status_code == 200, path


def test_a_code_for_a_forgotten_password_does_not_stand_for_the_second_step(cast, client):
    set_up(cast.employee.user)
    page = with_a_new_password(client, cast, cast.employee)
    assert page.redirect_chain[-1][0] == f"{CODE}?next=%2Fakun-saya%2F"
    assert client.get("/akun-saya/").status_code == 302
    client.post(CODE, {"code": code_of(cast.employee.user), "next": "/akun-saya/"})
    assert client.get("/akun-saya/").status_code == 200


def test_without_the_setting_officers_log_in_as_before(cast, login):
    assert login(cast.bkpsdm).get("/kelola/").status_code == 200


def test_the_gate_costs_no_query(siti, login, django_assert_num_queries):
    client = login(siti)
    with django_assert_num_queries(2):  # session and user
        assert client.get("/masuk/").status_code == 302


# --- changes ----------------------------------------------------------------------------------------


@pytest.fixture
def through(half, user):
    half.post(CODE, {"code": code_of(user)})
    TOTPDevice.objects.filter(user=user).update(last_t=0)  # as if it had been a while ago
    return half


def test_a_code_turns_it_off(through, user):
    assert through.post(CHANGE, {"act": "off", "code": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert through.post(CHANGE, {"act": "off", "code": code_of(user)}).url == SETTINGS
    user.refresh_from_db()
    assert (user.second_step_since, TOTPDevice.objects.count(), StaticDevice.objects.count()) == (None, 0, 0)
    assert is_in(through)


def test_new_recovery_codes_replace_the_old_ones(through, user):
    old = set(StaticDevice.objects.get(user=user).token_set.values_list("token", flat=True))
    shown = through.post(CHANGE, {"act": "codes", "code": code_of(user)})
    assert len(shown.context["codes"]) == 10
    assert not old & set(StaticDevice.objects.get(user=user).token_set.values_list("token", flat=True))
    assert is_in(through)


def test_another_phone_takes_over_only_with_its_first_code(through, user):
    before = TOTPDevice.objects.get(user=user)
    assert through.post(CHANGE, {"act": "replace", "code": code_of(user)}).url == SETUP
    assert TOTPDevice.objects.filter(pk=before.pk, confirmed=True).exists()
    through.post(SETUP, {"code": code_of(user, confirmed=False)})
    assert TOTPDevice.objects.get(user=user).pk != before.pk
    assert is_in(through)


def test_nobody_starts_over_without_a_code(through, user):
    before = TOTPDevice.objects.get(user=user).key
    assert through.post(SETUP).url == SETTINGS
    assert TOTPDevice.objects.get(user=user).key == before


# --- reset by another superadmin --------------------------------------------------------------------


def test_another_superadmin_takes_it_away_with_a_reason_in_the_log(people, user, login):
    set_up(user)
    admin = login(people.superadmin)
    assert user.username in admin.get("/kelola/langkah-kedua/?q=Siti").content.decode()
    path = f"/kelola/langkah-kedua/{user.pk}/"
    assert admin.get(path).status_code == 200
    assert admin.post(path, {"reason": ""}).status_code == 422
    user.refresh_from_db()
    assert user.second_step_since
    assert admin.post(path, {"reason": "Ponsel hilang, dicocokkan dengan KTP"}).status_code == 302
    user.refresh_from_db()
    assert user.second_step_since is None
    entry = ModelLogEntry.objects.get(action="sekin_site.reset_second_step")
    assert (entry.user, entry.object_id) == (people.superadmin, str(user.pk))
    assert entry.data["reason"] == "Ponsel hilang, dicocokkan dengan KTP"
    assert attempt(Client(), people.employee.nip).url == "/"


def test_a_superadmin_cannot_take_away_their_own(people, login):
    set_up(people.superadmin)
    client = Client()
    client.force_login(people.superadmin)
    client.post(CODE, {"code": code_of(people.superadmin)})
    path = f"/kelola/langkah-kedua/{people.superadmin.pk}/"
    assert client.get("/kelola/langkah-kedua/").status_code == 200
    assert client.post(path, {"reason": "coba"}).url == "/kelola/"
    people.superadmin.refresh_from_db()
    assert people.superadmin.second_step_since


@pytest.mark.parametrize("who", ["bkpsdm", "auditor", "employee", "unit_admin"])
def test_nobody_else_opens_the_reset(people, user, login, who):
    set_up(user)
    client = Client()
    other = getattr(people, who)
    other = getattr(other, "user", other)
    client.force_login(other)
    for path in ("/kelola/langkah-kedua/", f"/kelola/langkah-kedua/{user.pk}/"):
        assert client.get(path).status_code == 302
        assert client.post(path, {"reason": "coba"}).status_code in (302, 405)
    user.refresh_from_db()
    assert user.second_step_since


def test_the_operator_resets_where_there_is_no_other_superadmin(people):
    set_up(people.superadmin)
    out = StringIO()
    call_command("reset_second_step", people.superadmin.username, reason="Ponsel hilang", stdout=out)
    people.superadmin.refresh_from_db()
    assert people.superadmin.second_step_since is None
    with pytest.raises(CommandError):
        call_command("reset_second_step", people.superadmin.username, reason="lagi")


def test_the_admin_leads_to_ones_own_second_step(cast, login):
    assert f'href="{SETTINGS}"' in login(cast.bkpsdm).get("/kelola/account/").content.decode()


def test_the_settings_page_in_each_state(people, user, through, login):
    assert "Belum terpasang" in login(people.stranger).get(SETTINGS).content.decode()
    page = through.get(SETTINGS).content.decode()
    assert "Kode cadangan yang belum dipakai: <strong>10" in page
    assert PASSWORD not in page

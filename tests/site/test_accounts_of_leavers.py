"""An account lives as long as its owner is in service, and does what the roles of the day say, timer or not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from evaluations.domain.access.leaving import usable_account
from evaluations.enums import LEFT_SERVICE, LegalStatus, Role
from evaluations.models import LegalStatusSpan
from tests import build

PASSWORD = "rahasia-untuk-uji-2026"
DAY = timedelta(days=1)


@pytest.fixture
def siti(cast):
    cast.employee.user.set_password(PASSWORD)
    cast.employee.user.save()
    return cast.employee


def attempt(client, name: str, password: str = PASSWORD):
    return client.post(reverse("login"), {"username": name, "password": password})


def becomes(person, status: LegalStatus, **days) -> LegalStatusSpan:
    days = {"starts_on": timezone.localdate()} | days
    return LegalStatusSpan.objects.create(employee=person, status=status, **days)


@pytest.mark.parametrize("status", LEFT_SERVICE)
def test_who_left_is_told_so_but_only_with_the_right_password(siti, client, status):
    becomes(siti, status)
    page = attempt(client, siti.nip).content.decode()
    assert f"Akun Anda sudah ditutup karena Anda tercatat: {status.label.lower()}." in page
    assert "_auth_user_id" not in client.session
    assert "sudah ditutup" not in attempt(client, siti.nip, "salah sama sekali").content.decode()


@pytest.mark.parametrize("status", [one for one in LegalStatus if one not in LEFT_SERVICE])
def test_who_is_still_asn_logs_in_and_reads_the_own_results(siti, cast, client, status):
    row = cast.evaluation()
    becomes(siti, status)
    assert attempt(client, siti.nip).status_code == 302
    assert client.get(f"/evaluasi/{row.pk}/").status_code == 200


def test_a_running_session_ends_on_the_day_and_lives_again_after_a_correction(siti, login):
    client = login(siti)
    ahead = becomes(siti, LegalStatus.RETIRED, starts_on=timezone.localdate() + DAY)
    assert client.get("/").status_code == 200
    ahead.starts_on = timezone.localdate()
    ahead.save()
    answer = client.get("/")
    assert (answer.status_code, answer.url) == (302, "/masuk/?next=/")
    ahead.delete()
    assert client.get("/").status_code == 200


def test_an_account_that_was_switched_off_says_so(siti, client):
    siti.user.is_active = False
    siti.user.save()
    assert "Akun Anda dinonaktifkan." in attempt(client, siti.nip).content.decode()


def test_looking_up_the_login_costs_one_statement_and_a_second_for_roles(siti, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert usable_account(siti.user_id) == siti.user
    for role in (Role.DRAFTER, Role.AUDITOR):
        build.make_grant(siti, role)
    with django_assert_num_queries(2):
        assert usable_account(siti.user_id) == siti.user


# --- roles on their day, without the timer ---------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """``clock(n)``: it is n days later for everything that asks for the day."""
    now = timezone.now

    def pass_days(number: int) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now() + number * DAY)

    return pass_days


def may_edit_guidance(client) -> bool:
    """Wagtail asks the groups themselves."""
    return client.get(reverse("wagtailadmin_pages:edit", args=[Page.objects.last().pk])).status_code == 200


def test_a_role_begins_and_ends_on_its_day_though_nobody_does_anything(siti, client, settings, clock):
    settings.SESSION_COOKIE_AGE = 30 * 24 * 3600
    build.make_grant(
        siti, Role.BKPSDM, starts_on=timezone.localdate() + DAY, ends_on=timezone.localdate() + 2 * DAY
    )
    client.force_login(siti.user)
    seen = []
    for number in range(4):
        clock(number)
        seen.append((client.get("/kelola/pegawai/").status_code == 200, may_edit_guidance(client)))
    assert seen == [(False, False), (True, True), (True, True), (False, False)]

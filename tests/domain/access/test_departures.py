"""Accounts and roles of people who leave, written down by the tick or at once by the admin."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.access.departures import settle
from evaluations.domain.upkeep import tick
from evaluations.enums import LEFT_SERVICE, LegalStatus, Role
from evaluations.models import AccountEvent, LegalStatusSpan, LoginSession, RoleGrant
from tests import build

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


def is_active(person) -> bool:
    return get_user_model().objects.get(pk=person.user_id).is_active


def events(person) -> list[str]:
    return list(AccountEvent.objects.filter(user=person.user).order_by("pk").values_list("action", flat=True))


@pytest.mark.parametrize("status", LegalStatus)
def test_accounts_close_on_the_day_and_only_for_those_out_of_service(cast, today, status):
    LegalStatusSpan.objects.create(employee=cast.employee, status=status, starts_on=today + DAY)
    settle(today)
    assert is_active(cast.employee)
    settle(today + DAY)
    assert is_active(cast.employee) == (status not in LEFT_SERVICE)
    assert is_active(cast.rater)


def test_sessions_end_with_the_account(cast, today, login):
    client = login(cast.employee)
    assert client.get("/").status_code == 200
    assert LoginSession.objects.filter(user=cast.employee.user).count() == 1
    cast.employee.legal_status = LegalStatus.LEFT
    cast.employee.save()
    settle(today)
    assert not LoginSession.objects.filter(user=cast.employee.user).exists()
    assert client.get("/").status_code == 302


def test_a_correction_opens_the_account_again_but_gives_no_role_back(cast, today):
    span = LegalStatusSpan.objects.create(
        employee=cast.unit_admin, status=LegalStatus.RETIRED, starts_on=today
    )
    done = settle(today)
    assert (done.closed, [grant.user for grant in done.ended]) == (
        [cast.unit_admin.user],
        [cast.unit_admin.user],
    )
    assert settle(today).count == 0
    span.delete()
    assert settle(today).reopened == [cast.unit_admin.user]
    assert is_active(cast.unit_admin)
    assert events(cast.unit_admin) == ["closed", "reopened"]
    assert RoleGrant.objects.get(user=cast.unit_admin.user).ended_on == today


def test_whom_the_superadmin_switched_off_stays_so(cast, today):
    get_user_model().objects.filter(pk=cast.employee.user_id).update(is_active=False)
    assert settle(today).count == 0
    assert not is_active(cast.employee)


def test_the_tick_settles_and_brings_roles_to_their_day(cast, today):
    build.make_grant(cast.employee, Role.DRAFTER, starts_on=today + DAY)
    cast.stranger.legal_status = LegalStatus.DISMISSED
    cast.stranger.save()
    done = dict(tick.run(timezone.now() + DAY))
    assert done["akun dan peran disesuaikan"] == 2
    assert cast.employee.user.groups.get().name == "Penyusun Formulir"
    assert not is_active(cast.stranger)


def test_it_costs_the_same_for_many_as_for_few(cast, today, django_assert_max_num_queries):
    people = [build.make_employee(f"Pegawai {number}") for number in range(20)]
    for person in people:
        person.legal_status = LegalStatus.RETIRED
        person.save()
    with django_assert_max_num_queries(20):
        assert len(settle(today).closed) == 20


# --- at once, by the admin -------------------------------------------------------------------------------------


def test_a_legal_position_typed_in_the_admin_closes_the_account_at_once(cast, login):
    typed = {
        "employee": cast.unit_admin.pk, "status": "PENSIUN", "starts_on": timezone.localdate(), "ends_on": "",
        "reason": "SK pensiun",
    }  # fmt: skip
    page = login(cast.bkpsdm).post(reverse("legalstatusspan:add"), typed, follow=True).content.decode()
    assert not is_active(cast.unit_admin)
    assert "ditutup karena pemiliknya tidak lagi bertugas" in page
    assert "Pemegang tidak lagi bertugas" in page
    assert RoleGrant.objects.get(user=cast.unit_admin.user).ended_by is None


def test_a_transfer_in_the_admin_ends_the_role_in_the_agency_at_once(cast, login):
    grant = build.make_grant(cast.employee, Role.UNIT_ADMIN, cast.agency, in_own_agency=True)
    typed = {
        "unit": cast.other_agency.pk, "position": "Analis", "position_type": "FUNGSIONAL",
        "starts_on": timezone.localdate(), "confirm": "1",
    }  # fmt: skip
    page = login(cast.bkpsdm).post(
        reverse("employee:pindah", args=[cast.employee.pk]), typed, follow=True
    ).content.decode()  # fmt: skip
    assert RoleGrant.objects.get(pk=grant.pk).ended_reason == "Pemegang pindah ke Dinas Sosial"
    assert "Pemegang pindah ke Dinas Sosial" in page

"""Akun in the admin: codes for everybody, the log, and the own kata sandi and sessions."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from evaluations.domain.access.accounts import order_codes
from evaluations.domain.access.accounts.events import log_event
from evaluations.enums import AccountAction, IdentityProof
from evaluations.models import AccountEvent, Employee
from tests.build import make_user
from tests.portal.test_accounts import slips

pytestmark = pytest.mark.django_db

OLD, NEW = "kopi tubruk sore hari", "hujan di sawah kami"


@pytest.fixture
def dewi(cast, login):
    return login(cast.bkpsdm)


def test_bkpsdm_sees_who_can_get_in(cast, dewi):
    page = dewi.get(reverse("accounts:index"), {"q": "aminah"}).text
    assert "Siti Aminah" in page
    assert "Joko Susilo" not in page
    assert "Belum aktif" in page
    assert f"{cast.employee.assignments.get().position}, " in page


def test_codes_for_everybody_leave_out_who_enters_the_admin(cast, dewi):
    answer = dewi.post(reverse("accounts:order"), {"unit": ""})
    taken = dewi.post(f"{answer.url}ambil/")
    assert slips(taken.text) == Employee.objects.count() == 5
    assert "no-store" in taken["Cache-Control"]
    assert "Tidak ada yang perlu" in dewi.post(reverse("accounts:order"), {"unit": ""}).text


def test_a_code_for_one_person_shows_in_the_log_of_the_account(cast, dewi):
    address = reverse("accounts:person", args=[cast.employee.pk])
    assert "Pilih bagaimana Anda memastikan orangnya" in dewi.post(address, {"remark": "x"}).text
    assert slips(dewi.post(address, {"proof": "CALL", "remark": "pukul 10"}).text) == 1
    page = dewi.get(address).text
    assert "Menelepon nomor yang tercatat di kepegawaian: pukul 10" in page


def test_the_account_of_an_officer_is_left_to_the_superadmin(cast, dewi, login):
    cast.rater.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    address = reverse("accounts:person", args=[cast.rater.pk])
    assert dewi.post(address, {"proof": "MET"}).status_code == 422
    assert not AccountEvent.objects.exists()
    assert slips(login(cast.superadmin).post(address, {"proof": "MET"}).text) == 1


def test_the_log_is_read_with_filters(cast, dewi):
    order_codes(actor=cast.unit_admin.user, employee=cast.employee, proof=IdentityProof.MET)
    log_event(cast.rater.user, AccountAction.CHANGED, actor=cast.rater.user)
    address = reverse("account_log:index")
    both = dewi.get(address).text
    assert "Siti Aminah" in both
    assert "Kata sandi diganti" in both
    for query, shown, hidden in (
        ({"peristiwa": "code"}, "Siti Aminah", "Budi Santoso"),
        ({"akun": "budi"}, "Budi Santoso", "Siti Aminah"),
        ({"oleh": "agus"}, "Siti Aminah", "Budi Santoso"),
        ({"sampai": "2020-01-01"}, "Tidak ada peristiwa yang cocok", "Siti Aminah"),
        ({"dari": "bukan tanggal"}, "Tidak ada peristiwa yang cocok", "Siti Aminah"),
    ):
        page = dewi.get(address, query).text
        assert shown in page
        assert f">{hidden}<" not in page


@pytest.mark.parametrize("name", ["accounts:index", "accounts:order", "account_log:index"])
def test_these_pages_are_for_bkpsdm_only(cast, login, name):
    drafter = make_user()
    drafter.user_permissions.add(Permission.objects.get(codename="access_admin"))
    assert login(drafter).get(reverse(name)).status_code == 302
    assert login(cast.unit_admin).get(reverse(name)).status_code == 302


def test_a_list_twice_as_long_asks_no_more(cast, dewi, django_assert_max_num_queries):
    for person in (cast.employee, cast.rater, cast.reviewer):
        log_event(person.user, AccountAction.CHANGED, actor=person.user)
    with django_assert_max_num_queries(14):
        dewi.get(reverse("account_log:index"))
    with django_assert_max_num_queries(16):
        dewi.get(reverse("accounts:index"))


def test_an_officer_changes_the_own_password_and_ends_sessions_in_the_admin(cast, login):
    cast.bkpsdm.set_password(OLD)
    cast.bkpsdm.save()
    here, there = login(cast.bkpsdm), login(cast.bkpsdm)
    assert "Sesi saya" in here.get(reverse("wagtailadmin_account")).text
    page = here.get(reverse("own_account:password")).text
    assert "Paling sedikit 12 karakter" in page
    answer = here.post(reverse("own_account:password"), {"old": OLD, "password": "pendek", "again": "pendek"})
    assert "Terlalu pendek" in answer.text
    here.post(reverse("own_account:password"), {"old": OLD, "password": NEW, "again": NEW})
    assert here.get(reverse("own_account:sessions")).status_code == 200
    assert there.get("/").status_code == 302
    third = login(cast.bkpsdm)
    here.post(reverse("own_account:end_others"))
    assert third.get("/").status_code == 302

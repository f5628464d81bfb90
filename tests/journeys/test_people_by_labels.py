"""What a new officer does about accounts, raters and programs, by the words on the screen alone."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.domain.organization.raters import resolve
from evaluations.enums import ApiScope, Role
from evaluations.models import ApiClient, Employee, RoleGrant
from tests import build
from tests.journeys.desk import make_officer, menu, sit_down, told
from tests.journeys.editor_page import choose

NAME = re.compile(r"^Nama\*?$")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def cast(db):
    make_officer()
    return build.make_cast()


@pytest.fixture
def desk(phone, cast):
    return sit_down(phone)


def test_a_new_account_gets_a_role_over_a_unit(desk, cast):
    menu(desk, "Pegawai", "Pegawai")
    desk.get_by_role("link", name="Tambahkan pegawai").click()
    desk.get_by_role("textbox", name=NAME).fill("Dewi Anggraini")
    desk.get_by_role("textbox", name="NIP").fill("199203152018012501")
    desk.get_by_role("combobox", name="Jenis pegawai").select_option(label="PNS")
    desk.get_by_role("button", name="Buat", exact=True).click()
    told(desk, "Dewi Anggraini")
    new = Employee.objects.get(name="Dewi Anggraini")

    menu(desk, "Akun & peran", "Peran")
    desk.get_by_role("link", name="Beri peran").click()
    choose(desk, desk.get_by_role("main"), "pegawai", "Dewi Anggraini")
    desk.get_by_role("radio", name="Pengelola Kepegawaian").check()
    choose(desk, desk.get_by_role("main"), "unit", "Dinas Sosial")
    desk.get_by_role("textbox", name="Dasar").fill("SK 7/2026")
    desk.get_by_role("button", name="Beri peran").click()
    told(desk, "memegang peran")
    grant = RoleGrant.objects.get(user=new.user)
    assert (grant.role, grant.unit, grant.starts_on) == (
        Role.UNIT_ADMIN, cast.other_agency, timezone.localdate(),
    )  # fmt: skip


def test_a_wrong_rater_is_corrected_from_the_first_of_the_month(desk, cast):
    first = timezone.localdate().replace(day=1)
    assert resolve(cast.employee, first).rater == cast.rater
    desk.get_by_role("searchbox", name="Cari pegawai, unit, formulir, periode").fill("siti aminah")
    desk.get_by_role("main").get_by_role("button", name="Cari").click()
    desk.get_by_role("link", name="Siti Aminah", exact=True).click()
    desk.get_by_role("link", name="Tentukan penilai lain").click()
    choose(desk, desk.get_by_role("main"), "pegawai", "Ratna Dewi")
    desk.get_by_role("textbox", name="Alasan").fill("Tim kerja lintas bidang, surat tugas 12")
    desk.get_by_role("textbox", name="Mulai").fill(f"1/{first.month}/{first.year}")
    desk.get_by_role("button", name="Buat", exact=True).click()
    told(desk, "Ratna Dewi")
    expect(
        desk.get_by_role("region", name="Siapa penilainya?").get_by_role("link", name="Ratna Dewi")
    ).to_be_visible()
    assert resolve(cast.employee, first).rater == cast.reviewer
    assert resolve(cast.employee, date(first.year - 1, 12, 31)).rater == cast.rater


def test_a_program_gets_a_token_that_is_shown_once(desk, cast):
    menu(desk, "Klien API")
    desk.get_by_role("link", name="Buat klien API").click()
    desk.get_by_role("textbox", name="Nama klien").fill("Dasbor Bappeda")
    choose(desk, desk.get_by_role("main"), "pegawai", "Agus Wibowo")
    desk.get_by_role("radio", name="Hanya agregat").check()
    desk.get_by_role("button", name="Buat klien dan token").click()
    expect(desk.get_by_role("heading", name="Token untuk Dasbor Bappeda")).to_be_visible()
    client = ApiClient.objects.get()
    assert (client.name, client.owner, client.scope) == (
        "Dasbor Bappeda",
        cast.unit_admin,
        ApiScope.AGGREGATE,
    )
    token = desk.get_by_role("code").first.inner_text()
    answer = desk.request.get("/api/v1/periods/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 200
    menu(desk, "Klien API")
    desk.get_by_role("link", name="Dasbor Bappeda").click()
    expect(desk.get_by_text(token)).to_have_count(0)

"""Getting in, in a real browser: a code from the officer, a kata sandi on the phone, and the old session ended."""

import pytest
from playwright.sync_api import expect

from tests import build

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

OFFICERS, FIRST, SECOND = "perjalanan-uji-2026", "hujan di sawah kami", "kuda lompat pagar"
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def people(transactional_db) -> build.Cast:
    cast = build.make_cast()
    cast.unit_admin.user.set_password(OFFICERS)
    cast.unit_admin.user.save()
    return cast


def log_in(page, username: str, password: str) -> None:
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill(username)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def get_code(desk, people) -> str:
    log_in(desk, people.unit_admin.nip, OFFICERS)
    desk.goto("/akun/?nama=siti")
    desk.get_by_role("link", name="Buat kode untuk Siti Aminah").click()
    desk.get_by_label("Bertemu langsung, orangnya saya kenal").check()
    desk.get_by_role("button", name="Buat dan tampilkan kode").click()
    return desk.locator(".slip__code").inner_text()


def choose(page, password: str) -> None:
    page.locator("input[name=password]").fill(password)
    page.get_by_label("Ulangi kata sandi baru").fill(password)
    assert fits(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_opens_the_account_and_a_new_kata_sandi_ends_the_old_session(phone, people, javascript):
    code = get_code(phone(viewport=DESK), people)

    page = phone(javascript=javascript)
    page.goto("/masuk/")
    page.get_by_role("link", name="Aktifkan akun").click()
    page.get_by_label("NIP").fill(people.employee.nip)
    page.get_by_label("Kode aktivasi").fill(code.lower())
    assert fits(page)
    page.get_by_role("button", name="Lanjut").click()
    choose(page, "bantul2026")
    page.get_by_role("button", name="Simpan dan masuk").click()
    expect(page.locator(".form-errors")).to_contain_text("Terlalu pendek")
    choose(page, FIRST)
    page.get_by_role("button", name="Simpan dan masuk").click()
    expect(page.get_by_role("heading", name="Data saya")).to_be_visible()
    expect(page.get_by_text("Bidang Pencegahan Penyakit, Dinas Kesehatan")).to_be_visible()
    assert fits(page)

    other = phone()
    log_in(other, people.employee.nip, FIRST)
    other.goto("/kata-sandi/")
    other.get_by_label("Kata sandi sekarang").fill(FIRST)
    choose(other, SECOND)
    other.get_by_role("button", name="Simpan kata sandi").click()
    expect(other.get_by_text("Sesi di perangkat lain diakhiri")).to_be_visible()
    other.goto("/sesi-saya/")
    expect(other.get_by_text("(perangkat ini)")).to_be_visible()
    expect(other.get_by_role("button", name="Akhiri")).to_have_count(0)

    page.goto("/")
    page.wait_for_url("**/masuk/**")
    log_in(page, people.employee.nip, SECOND)

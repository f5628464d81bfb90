"""Getting in and out in a real browser: what stays after logging out, and a second step on a phone."""

import time

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import expect

from tests import build

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PASSWORD = "perjalanan-uji-2026"


@pytest.fixture
def siti(transactional_db):
    person = build.make_cast().employee
    person.user.set_password(PASSWORD)
    person.user.save()
    return person


def log_in(page, username: str) -> None:
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()


def log_out(page) -> None:
    page.locator("[data-sekin-menu] summary").click()
    page.get_by_role("button", name="Keluar").click()


def test_after_logging_out_the_back_button_shows_nothing_of_the_person(phone, siti):
    page = phone()
    log_in(page, siti.nip)
    page.wait_for_url("/")
    page.goto("/evaluasi/")
    assert siti.name in page.content()
    log_out(page)
    page.wait_for_url("**/masuk/")
    page.go_back()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert siti.name not in page.content()


def test_logging_out_asks_before_it_forgets_what_could_not_be_saved(phone, siti):
    page = phone()
    log_in(page, siti.nip)
    page.wait_for_url("/")
    page.evaluate("localStorage.setItem('sekin-draft:1:/evaluasi/1/isi/', '{}')")
    asked = []

    def answer(dialog, *, stay: bool) -> None:
        asked.append(dialog.message)
        dialog.dismiss() if stay else dialog.accept()

    page.once("dialog", lambda dialog: answer(dialog, stay=True))
    log_out(page)
    assert "belum tersimpan di server" in asked[0]
    assert page.url.endswith("/")
    assert page.evaluate("localStorage.length") == 1
    page.once("dialog", lambda dialog: answer(dialog, stay=False))
    page.get_by_role("button", name="Keluar").click()
    page.wait_for_url("**/masuk/")
    assert page.evaluate("localStorage.length") == 0
    assert len(asked) == 2


@pytest.mark.parametrize("javascript", [True, False])
def test_a_second_step_is_set_up_on_a_phone_and_asked_for(phone, siti, javascript):
    page = phone(javascript=javascript)
    log_in(page, siti.nip)
    page.goto("/masuk/langkah-kedua/")
    page.get_by_role("button", name="Pasang langkah kedua").click()
    picture = page.get_by_alt_text("Kode QR untuk aplikasi autentikator")
    expect(picture).to_be_visible()
    assert (
        page.evaluate("document.querySelector('.qr-code').naturalWidth") > 100
    )  # the policy lets it be drawn
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_label("Kode 6 angka dari aplikasi").fill(shown_by_the_app(siti.user))
    page.get_by_role("button", name="Pasang").click()
    code = page.locator(".recovery-codes code").first.inner_text()
    assert page.locator(".recovery-codes li").count() == 10
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name="Sudah saya simpan").click()
    page.wait_for_url("/")

    other = phone(javascript=javascript)
    log_in(other, siti.nip)
    expect(other.get_by_role("heading", name="Langkah kedua")).to_be_visible()
    other.get_by_label("Kode 6 angka, atau satu kode cadangan").fill("000 000")
    other.get_by_role("button", name="Lanjutkan").click()
    expect(other.get_by_text("Kode salah").first).to_be_visible()
    other.get_by_label("Kode 6 angka, atau satu kode cadangan").fill(code)
    other.get_by_role("button", name="Lanjutkan").click()
    other.wait_for_url("/")
    assert siti.name in other.content()


def shown_by_the_app(user) -> str:
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{totp.token():06}"

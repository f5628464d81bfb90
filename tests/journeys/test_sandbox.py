"""An officer tries a form before publishing it: fills in as ASN, rates, and reads predikat and explanation."""

import pytest
from playwright.sync_api import expect

from forms_config.models import EvaluationForm
from forms_config.official import load_official
from sekin_site.roles import BKPSDM
from tests import build
from tests.forms_config.rich_forms import rich_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "rahasia-untuk-uji-2026"
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def officer(db):
    user = build.make_user("petugas", groups=(BKPSDM,), first_name="Petugas")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(page) -> None:
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill("petugas")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")


def fits(page) -> None:
    """No sideways scrolling."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def rate(page, legend: str, level: str) -> None:
    page.get_by_role("group", name=legend).get_by_role("radio", name=level).check()


def test_an_officer_tries_the_official_form_from_the_editor(officer, phone):
    load_official()
    form = EvaluationForm.objects.get(key="permenpanrb-6-2022")
    page = phone(viewport=DESK)
    log_in(page)
    page.goto(f"/kelola/formulir/edit/{form.pk}/")
    page.get_by_role("tab", name="Pemeriksaan dan versi").click()
    page.get_by_role("link", name="Coba formulir ini").click()
    expect(page.get_by_text("Uji coba: tidak ada yang disimpan")).to_be_visible()

    page.get_by_role("button", name="Lanjut sebagai penilai").click()
    expect(page.get_by_role("alert")).to_contain_text("Di portal, ini belum dapat dikirim")
    page.get_by_role("textbox", name="Realisasi").first.fill("Saya sudah mengunjungi 40 keluarga.")
    page.get_by_role("button", name="Isi contoh").click()
    expect(page.get_by_role("textbox", name="Realisasi").first).to_have_value(
        "Saya sudah mengunjungi 40 keluarga."
    )
    page.get_by_role("button", name="Lanjut sebagai penilai").click()

    expect(page.get_by_text("Saya sudah mengunjungi 40 keluarga.")).to_be_visible()
    rate(page, "Rating hasil kerja", "Di atas ekspektasi")
    rate(page, "Rating perilaku", "Di atas ekspektasi")
    page.get_by_role("button", name="Isi contoh").click()
    page.get_by_role("button", name="Lihat hasil").click()

    expect(page.get_by_role("heading", name="Bagaimana hasil ini muncul")).to_be_visible()
    expect(page.locator(".badge--sangat_baik")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Kembali").click()
    expect(page.get_by_role("radio", name="Di atas ekspektasi").first).to_be_checked()


@pytest.mark.parametrize("javascript", [True, False])
def test_every_kind_of_item_works_on_a_phone(officer, phone, javascript):
    version = build.make_form_version(rich_form())
    page = phone(javascript=javascript)
    log_in(page)
    page.goto(f"/kelola/formulir/{version.form_id}/coba/?versi=1")
    page.get_by_role("button", name="Isi contoh").click()
    expect(page.get_by_text("Cara menghitung: Jam lembur (30) ÷ Hari kerja (22) = 1,36.")).to_be_visible()
    fits(page)

    hours, box = page.locator("#field-lembur-input"), page.locator("#field-lembur").get_by_role("checkbox")
    box.check()
    if javascript:
        expect(hours).to_be_disabled()
    page.get_by_role("button", name="Tambah Kegiatan").click()
    expect(page.locator("#field-lembur").get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_text("Jam lembur (kosong)")).to_be_visible()
    expect(page.locator("tr[id^=row-kegiatan-]")).to_have_count(3)
    page.get_by_role("button", name="Hapus Kegiatan 3").click()
    expect(page.locator("tr[id^=row-kegiatan-]")).to_have_count(2)

    page.get_by_role("button", name="Lanjut sebagai penilai").click()
    expect(page.locator("#field-lembur")).to_contain_text("Tidak berlaku")
    page.get_by_role("button", name="Isi contoh").click()
    competence = page.get_by_role("group", name="Integritas")
    expect(competence.get_by_text("Sesuai kebutuhan jabatan.")).to_be_visible()
    competence.get_by_role("radio", name="1 – Paham").check()
    expect(competence.get_by_text("Kurang 2 dari kebutuhan jabatan.")).to_be_visible()
    expect(competence.get_by_text("Sesuai kebutuhan jabatan.")).to_be_hidden()
    fits(page)
    page.get_by_role("button", name="Lihat hasil").click()
    expect(page.get_by_text("Kompetensi dan kebutuhan jabatan")).to_be_visible()
    fits(page)

"""A wrong rater in a real browser: reported on a phone, moved by BKPSDM; the old rater sees it no longer."""

import pytest
from playwright.sync_api import expect

from evaluations.enums import State
from evaluations.models import Assignment, Employee, Evaluation, RaterReport
from tests import build

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PASSWORD = "perjalanan-uji-2026"
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def row(transactional_db) -> Evaluation:
    cast = build.make_cast()
    chief = build.make_employee("Sri Hartati")
    build.make_head(chief, cast.other_agency, "Kepala Dinas Sosial")
    for user in (cast.employee.user, cast.rater.user, chief.user, cast.bkpsdm):
        user.set_password(PASSWORD)
        user.save()
    return cast.evaluation(state=State.DRAFT)


def log_in(page, username: str) -> None:
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_employee_reports_bkpsdm_moves_and_the_raters_change(phone, row, javascript):
    chief_nip = Employee.objects.get(name="Sri Hartati").nip

    page = phone(javascript=javascript)
    log_in(page, row.nip)
    page.goto(f"/evaluasi/{row.pk}/")
    page.get_by_role("link", name="Ini bukan atasan saya").click()
    page.get_by_label("Mengapa ini bukan atasan Anda?").fill("Saya diperbantukan di Dinas Sosial.")
    page.get_by_label("Siapa atasan Anda?").fill("hartati")
    page.get_by_role("button", name="Cari", exact=True).click()
    expect(page.get_by_label("Mengapa ini bukan atasan Anda?")).to_have_value(
        "Saya diperbantukan di Dinas Sosial."
    )
    page.get_by_label("Sri Hartati").check()
    assert fits(page)
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_text("Laporan Anda menunggu keputusan BKPSDM")).to_be_visible()
    assert fits(page)

    old = phone()
    log_in(old, row.rater_nip)
    assert old.goto(f"/evaluasi/{row.pk}/").status == 200

    desk = phone(viewport=DESK)
    log_in(desk, "bkpsdm")
    desk.goto("/kelola/salah-penilai/")
    desk.get_by_role("link", name="Siti Aminah").click()
    expect(desk.locator("main").get_by_text("Sri Hartati").first).to_be_visible()
    desk.get_by_label("Alasan").fill("Diperbantukan sejak 1 Juli.")
    desk.get_by_role("button", name="Pindahkan").click()
    expect(desk.get_by_text("Evaluasi dipindahkan ke Sri Hartati.")).to_be_visible()
    assert RaterReport.objects.get().state == "MOVED"

    Assignment.objects.filter(employee__nip=row.rater_nip).update(
        is_head=False
    )  # who leads the unit goes on reading
    assert old.goto(f"/evaluasi/{row.pk}/").status == 404

    new = phone()
    log_in(new, chief_nip)
    assert new.goto(f"/evaluasi/{row.pk}/").status == 200
    expect(new.get_by_text("Penilai diganti")).to_be_visible()
    new.goto("/tim/")
    expect(new.get_by_text("Siti Aminah").first).to_be_visible()

    page.reload()
    expect(page.get_by_text("Penilai sudah diganti")).to_be_visible()
    expect(page.get_by_text("Diperbantukan sejak 1 Juli.").first).to_be_visible()

"""A line a day on the phone: two lines, one of them the same as before, and the month that gathers them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.daily import Line
from evaluations.domain.periods import make_period, open_period
from evaluations.enums import PeriodKind
from evaluations.models import DailyEntry, Evaluation
from forms_config.models import EvaluationForm
from forms_config.official import load_official
from tests import build
from tests.evidence_files import photograph
from tests.journeys.test_month_on_a_phone import PASSWORD, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def month(db) -> Evaluation:
    load_official()
    cast = build.make_cast()
    cast.employee.user.set_password(PASSWORD)
    cast.employee.user.save()
    build.keep_daily(cast.agency)
    today = timezone.localdate()
    build.make_plan(cast.employee, rater=cast.rater, year=today.year, results=3)
    yesterday = Line(today - timedelta(days=1), "Rapat koordinasi")
    daily.write(cast.employee, yesterday, actor=cast.employee.user)
    form = EvaluationForm.objects.get(key="permenpanrb-6-2022")
    period = make_period(PeriodKind.MONTHLY, today.year, today.month, forms=[form])
    period.fill_until = timezone.now() + timedelta(days=3)
    period.rate_until = timezone.now() + timedelta(days=6)
    period.save()
    open_period(period, actor=cast.bkpsdm)
    return Evaluation.objects.get(employee=cast.employee)


def test_two_lines_are_written_and_gathered_into_the_month(month, phone):
    page = phone()
    log_in(page, month)
    page.get_by_role("link", name="Harian").click()
    page.get_by_label("Untuk hasil kerja").select_option("Jumlah laporan 1 (laporan)")
    page.get_by_label("Apa yang Anda kerjakan").fill("Menyusun laporan imunisasi")
    page.get_by_label("Berapa banyak").fill("2")
    page.locator("input[type=file][capture]").set_input_files(
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    expect(page.get_by_text("foto.jpg")).to_be_visible()
    page.get_by_role("button", name="Simpan catatan").click()
    expect(page.get_by_text("Catatan tersimpan.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_role("button", name="Sama seperti hari itu").click()
    expect(page.get_by_text("1 catatan ditulis untuk hari ini. Periksa jumlahnya.")).to_be_visible()
    assert DailyEntry.objects.filter(day=timezone.localdate()).count() == 2

    page.goto(f"/evaluasi/{month.pk}/isi/langkah/hasil_kerja.rhk-1/")
    expect(page.get_by_label("Realisasi berdasarkan bukti dukung")).to_have_value("")
    page.get_by_role("button", name="Pakai usulan ini").click()
    expect(page.get_by_text("Sudah dipakai")).to_be_visible()
    expect(page.get_by_label("Realisasi berdasarkan bukti dukung")).to_have_value(
        "Jumlah laporan 1: 2 laporan\nKegiatan: Menyusun laporan imunisasi."
    )
    expect(page.locator(".files").get_by_text("foto.jpg", exact=True).first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

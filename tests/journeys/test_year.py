"""A year in a real browser: the calendar from the templates, a month opened with progress, closed and reopened."""

import re
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from evaluations.domain.periods.official import load_official_periods
from evaluations.enums import PeriodAction, PeriodKind, PeriodState
from evaluations.models import Evaluation, EvaluationPeriod, PeriodTemplate, PeriodTemplateForm
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "rahasia-untuk-uji-2026"
YEAR = timezone.localdate().year + 1


@pytest.fixture
def desk(phone, db):
    cast = build.make_cast()
    cast.bkpsdm.set_password(PASSWORD)
    cast.bkpsdm.save()
    load_official_periods()
    form = build.make_form_version().form
    for template in PeriodTemplate.objects.all():
        PeriodTemplateForm.objects.create(template=template, form=form)
    page = phone(viewport={"width": 1280, "height": 1400})
    page.goto("/masuk/")
    page.get_by_label("NIP").fill("bkpsdm")
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    return page


def make_the_year(desk) -> None:
    desk.goto(f"/kelola/periode/kalender/?tahun={YEAR}")
    desk.locator("[name=pola]").select_option(label="Bulanan")
    desk.locator("[name=tahunan]").select_option(label="Tahunan")
    desk.get_by_role("button", name="Tampilkan tanggal").click()
    desk.get_by_label(re.compile("Januari .*batas pengisian", re.I)).fill(f"{YEAR}-02-10")
    desk.get_by_role("button", name="Buat 13 periode").click()
    again = desk.get_by_text("Tanggal yang Anda ubah perlu dilihat sekali lagi")
    made = desk.get_by_text(f"13 periode {YEAR} dibuat")
    expect(again.or_(made)).to_be_visible()  # dates that need a second look are asked about once
    if again.is_visible():
        desk.get_by_role("button", name="Buat 13 periode").click()
        expect(made).to_be_visible()


def test_a_year_is_made_a_month_opened_closed_and_reopened(desk):
    make_the_year(desk)
    kinds = list(EvaluationPeriod.objects.filter(year=YEAR).values_list("kind", flat=True))
    assert (kinds.count(PeriodKind.MONTHLY), kinds.count(PeriodKind.ANNUAL)) == (12, 1)
    january = EvaluationPeriod.objects.get(year=YEAR, month=1)
    assert timezone.localdate(january.fill_until) == date(YEAR, 2, 10)

    desk.goto(f"/kelola/periode/inspect/{january.pk}/")
    desk.get_by_role("link", name="Periksa dan buka").click()
    desk.get_by_role("button", name=f"Buka {january.name}").click()
    expect(desk.get_by_text("Selesai.")).to_be_visible()
    assert Evaluation.objects.filter(period=january).count() == 5

    desk.goto(f"/kelola/periode/inspect/{january.pk}/")
    desk.get_by_role("link", name="Tutup periode").click()
    expect(desk.get_by_text("Siti Aminah").first).to_be_visible()  # what is open is listed
    close = desk.get_by_role("button", name=f"Tutup {january.name}")
    desk.locator("#confirm").check()
    close.click()
    desk.get_by_role("link", name="Buka kembali").click()
    reopen = desk.get_by_role("button", name=f"Buka kembali {january.name}")
    reopen.click()
    expect(desk.get_by_text("Isian ini wajib diisi.")).to_be_visible()
    january.refresh_from_db()
    assert january.state == PeriodState.CLOSED  # not without a reason
    desk.locator("[name=note]").fill("Server mati dua hari.")
    reopen.click()
    expect(desk.get_by_text("Server mati dua hari.")).to_be_visible()
    january.refresh_from_db()
    assert january.state == PeriodState.OPEN
    acts = list(january.events.values_list("action", flat=True))
    assert acts[-2:] == [PeriodAction.CLOSE, PeriodAction.REOPEN]

"""The whole story on a phone: a form is edited and published, a month opened, filled in, rated, read, and reported."""

import io
import json
import urllib.request
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect

from evaluations.domain.access.api_clients import create_client
from evaluations.domain.periods import make_period, open_period
from evaluations.enums import ApiScope, PeriodKind
from evaluations.models import Evaluation
from forms_config.models import EvaluationForm
from forms_config.official import load_official
from tests import build
from tests.journeys.editor_page import press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "rahasia-untuk-uji-2026"
TITLE = "Evaluasi kinerja yang baru disunting"


@pytest.fixture
def story(db):
    """The official forms, a small agency whose people have a password, and a month in preparation."""
    load_official()
    cast = build.make_cast()
    for user in (cast.bkpsdm, cast.employee.user, cast.rater.user, cast.reviewer.user):
        user.set_password(PASSWORD)
        user.save()
    today = timezone.localdate()
    build.make_plan(cast.employee, rater=cast.rater, year=today.year)
    form = EvaluationForm.objects.get(key="permenpanrb-6-2022")
    period = make_period(PeriodKind.MONTHLY, today.year, today.month, forms=[form])
    period.fill_until = timezone.now() + timedelta(days=3)
    period.rate_until = timezone.now() + timedelta(days=6)
    period.rates_from = period.starts_on  # on whatever day the story is told
    period.save()
    return cast, form, period


def log_in(page, name: str) -> None:
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")


def fits(page) -> None:
    """No sideways scrolling on a phone."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def publish_and_open(page, form, period) -> None:
    log_in(page, "bkpsdm")
    page.goto(f"/kelola/formulir/edit/{form.pk}/")
    page.locator("#id_title").fill(TITLE)
    press(page, "Terbitkan")
    expect(page.locator(".messages .success")).to_contain_text("diterbitkan")
    assert form.versions.count() == 2
    page.goto(f"/kelola/periode/inspect/{period.pk}/")
    page.get_by_role("link", name="Periksa dan buka").click()
    page.get_by_role("button", name=f"Buka {period.name}").click()
    expect(page.get_by_text("Selesai.")).to_be_visible()
    opened = Evaluation.objects.filter(period=period).count()
    page.goto(f"/kelola/periode/inspect/{period.pk}/")
    page.get_by_role("link", name="Siapa mendapat apa").click()
    page.get_by_role("button", name="Buat evaluasi yang belum ada").click()
    expect(page.get_by_text("Selesai.")).to_be_visible()
    assert Evaluation.objects.filter(period=period).count() == opened


def fill_in_and_submit(page, cast) -> str:
    """Returns the number on the receipt."""
    log_in(page, cast.employee.nip)
    expect(page.get_by_role("heading", name="Halo, Siti")).to_be_visible()
    evaluation = Evaluation.objects.get(employee=cast.employee)
    page.goto(f"/evaluasi/{evaluation.pk}/isi/")
    expect(page.get_by_text("Hasil kerja 1 terlaksana").first).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Periksa, lalu kirim").click()
    expect(page.get_by_text("Belum dapat dikirim: 1 hal belum lengkap")).to_be_visible()
    page.get_by_role("link", name="Realisasi berdasarkan bukti dukung belum diisi").click()
    page.locator("textarea[name='hasil_kerja-rhk-1-realisasi']").fill("12 laporan selesai tepat waktu.")
    page.set_input_files(
        "input[name='hasil_kerja-rhk-1-bukti-upload']",
        {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"},
    )
    page.get_by_role("button", name="Periksa, lalu kirim").click()
    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    expect(page.get_by_text("12 laporan selesai tepat waktu.")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.wait_for_url("**/tanda-terima/")
    fits(page)
    evaluation.refresh_from_db()
    assert evaluation.evidence.count() == 1
    expect(page.get_by_text(evaluation.receipt_number)).to_be_visible()
    return evaluation.receipt_number


def rate_and_deliver(page, cast) -> None:
    log_in(page, cast.rater.nip)
    page.goto("/tim/")
    fits(page)
    evaluation = Evaluation.objects.get(employee=cast.employee)
    page.goto(f"/evaluasi/{evaluation.pk}/nilai/")
    expect(page.get_by_text("12 laporan selesai tepat waktu.")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="3. Penilaian").click()
    page.locator("input[name=rating_hasil_kerja][value=ABOVE]").check()
    page.locator("input[name=rating_perilaku][value=MEETS]").check()
    fits(page)
    page.get_by_role("button", name="Tetapkan").click()
    expect(page.get_by_role("heading", name="Ringkasan sebelum disampaikan")).to_be_visible()
    page.get_by_role("button", name="Sampaikan hasil").click()
    expect(page.get_by_text(f"Hasil disampaikan kepada {cast.employee.full_name}.")).to_be_visible()
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.predikat) == ("DELIVERED", "BAIK")


def read_the_result(page, cast) -> None:
    log_in(page, cast.employee.nip)
    evaluation = Evaluation.objects.get(employee=cast.employee)
    page.goto(f"/evaluasi/{evaluation.pk}/")
    expect(page.get_by_text("Baik", exact=True).first).to_be_visible()
    expect(page.get_by_text("Bagaimana hasil ini muncul")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="Terima hasil").click()
    expect(page.get_by_text("Terima kasih. Hasil sudah Anda terima.")).to_be_visible()
    evaluation.refresh_from_db()
    assert evaluation.state == "ACKNOWLEDGED"


def pull(live_server, path: str, token: str) -> bytes:
    request = urllib.request.Request(live_server.url + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def test_the_whole_story_on_a_phone(story, phone, live_server):
    cast, form, period = story
    publish_and_open(phone(viewport={"width": 1280, "height": 800}), form, period)
    fill_in_and_submit(phone(), cast)
    rate_and_deliver(phone(), cast)
    read_the_result(phone(), cast)

    _, token = create_client(name="Laporan", scope=ApiScope.PERSONAL, actor=cast.bkpsdm)
    rows = json.loads(pull(live_server, "/api/v1/results/?predikat=BAIK", token))["results"]
    assert [(row["nip"], row["rating_hasil_kerja"], row["predikat_label"]) for row in rows] == [
        (cast.employee.nip, "ABOVE", "Baik")
    ]
    sheet = load_workbook(
        io.BytesIO(pull(live_server, "/api/v1/results/?predikat=BAIK&format=xlsx", token))
    ).active
    header, first = list(sheet.iter_rows(values_only=True))[:2]
    assert dict(zip(header, first, strict=True))["nip"] == cast.employee.nip


def test_filling_in_and_sending_works_without_javascript(story, phone):
    cast, _, period = story
    open_period(period, actor=cast.bkpsdm)
    page = phone(javascript=False)
    fill_in_and_submit(page, cast)


def test_a_foreign_evaluation_is_not_found(story, phone):
    cast, _, period = story
    open_period(period, actor=cast.bkpsdm)
    page = phone()
    log_in(page, cast.employee.nip)
    foreign = Evaluation.objects.get(employee=cast.stranger)
    assert page.goto(f"/evaluasi/{foreign.pk}/").status == 404
    expect(page.get_by_role("heading").first).to_be_visible()

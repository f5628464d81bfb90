"""Siti's month on an old phone with a weak signal: one thing at a time, smaller photos, and nothing lost offline."""

import io
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from evaluations.domain.periods import make_period, open_period
from evaluations.enums import PeriodKind, State
from evaluations.models import Evaluation, Evidence
from forms_config.models import EvaluationForm
from forms_config.official import load_official
from tests import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "rahasia-untuk-uji-2026"
BYTES_PER_SECOND = 400_000 / 8
WEAK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": BYTES_PER_SECOND,
    "uploadThroughput": BYTES_PER_SECOND,
}
OFFLINE = WEAK | {"offline": True}
# A slow typist with one thumb, who looks before every tap.
SECONDS_PER_LETTER, SECONDS_PER_TAP = 0.6, 3


def photo(number: int) -> dict:
    """As a phone takes it: four megabytes of twelve million pixels."""
    grain = Image.effect_noise((4000, 3000), 24)
    picture = Image.merge("RGB", (grain, grain.rotate(90 * number), grain.point(lambda value: 255 - value)))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=70)
    return {"name": f"foto-{number}.jpg", "mimeType": "image/jpeg", "buffer": stream.getvalue()}


@pytest.fixture
def month(db) -> Evaluation:
    load_official()
    cast = build.make_cast()
    cast.employee.user.set_password(PASSWORD)
    cast.employee.user.save()
    today = timezone.localdate()
    build.make_plan(cast.employee, rater=cast.rater, year=today.year, results=3)
    form = EvaluationForm.objects.get(key="permenpanrb-6-2022")
    period = make_period(PeriodKind.MONTHLY, today.year, today.month, forms=[form])
    period.fill_until = timezone.now() + timedelta(days=3)
    period.rate_until = timezone.now() + timedelta(days=6)
    period.save()
    open_period(period, actor=cast.bkpsdm)
    return Evaluation.objects.get(employee=cast.employee)


class Thumb:
    """Taps and types, and counts what it took."""

    def __init__(self, page) -> None:
        self.page, self.taps, self.letters, self.bytes = page, 0, 0, 0
        self.begun = time.monotonic()
        self.line = page.context.new_cdp_session(page)
        self.line.send("Network.enable")
        self.line.on("Network.dataReceived", self._received)

    def _received(self, part) -> None:
        self.bytes += part["encodedDataLength"]

    def signal(self, conditions: dict) -> None:
        self.line.send("Network.emulateNetworkConditions", conditions)

    def tap(self, role: str, name: str) -> None:
        self.taps += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def type(self, label: str, text: str) -> None:
        self.taps += 1
        self.letters += len(text)
        self.page.get_by_label(label).fill(text)

    def photograph(self, picture: dict) -> None:
        self.taps += 3  # "Ambil foto", the shutter, and "pakai"
        self.page.locator("input[type=file][capture]").set_input_files(picture)
        expect(self.page.locator(".files").get_by_text(picture["name"], exact=True)).to_be_visible(
            timeout=60_000
        )

    @property
    def minutes(self) -> float:
        waited = time.monotonic() - self.begun
        return (waited + self.letters * SECONDS_PER_LETTER + self.taps * SECONDS_PER_TAP) / 60


def log_in(page, evaluation: Evaluation) -> None:
    page.goto("/masuk/")
    page.get_by_label("NIP atau nama pengguna").fill(evaluation.nip)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("/")


def test_a_month_with_three_photos_takes_less_than_ten_minutes_on_a_weak_line(month, phone, record_property):
    page = phone()
    page.set_default_timeout(60_000)
    thumb = Thumb(page)
    thumb.signal(WEAK)
    log_in(page, month)
    thumb.taps, thumb.letters = 3, len(month.nip) + len(PASSWORD)
    thumb.tap("link", "Mulai mengisi")
    thumb.tap("link", "Mulai")
    for number in range(1, 4):
        expect(page.get_by_text(f"Langkah {number} dari 4")).to_be_visible(timeout=30_000)
        thumb.type("Realisasi berdasarkan bukti dukung", "21 dari 20 pasien dilayani sesuai standar.")
        thumb.photograph(photo(number))
        thumb.tap("button", "Simpan dan lanjut")
    thumb.type("Contoh perilaku saya pada periode ini", "Menjawab pengaduan warga pada hari yang sama.")
    thumb.tap("button", "Simpan dan periksa")
    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible(timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    thumb.tap("button", "Kirim")
    page.wait_for_url("**/tanda-terima/")

    row = Evaluation.objects.get(pk=month.pk)
    assert row.state == State.SUBMITTED
    assert [len(work["bukti"]) for work in row.answers["hasil_kerja"]] == [1, 1, 1]
    assert all(size < 1_500_000 for size in Evidence.objects.values_list("size", flat=True))
    record_property("minutes", round(thumb.minutes, 1))
    record_property("bytes down", thumb.bytes)
    assert thumb.minutes < 10, (thumb.minutes, thumb.taps, thumb.letters)
    assert thumb.taps <= 25
    assert thumb.bytes < 150_000  # the first visit and eight pages, uncompressed


def test_without_a_line_nothing_is_lost_and_kirim_waits_for_it(month, phone):
    page = phone()
    thumb = Thumb(page)
    log_in(page, month)
    page.goto(f"/evaluasi/{month.pk}/isi/semua/")
    for number in range(1, 4):
        page.locator(f"textarea[name='hasil_kerja-rhk-{number}-realisasi']").fill(f"Selesai {number}")
    thumb.signal(OFFLINE)
    page.locator("input[type=file][capture]").first.set_input_files(
        {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    )
    expect(page.get_by_text("bukti.pdf belum terunggah. Tidak ada sambungan.")).to_be_visible()
    thumb.signal(WEAK | {"latency": 0})
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.locator(".files").get_by_text("bukti.pdf", exact=True).first).to_be_visible()

    page.get_by_role("button", name="Periksa, lalu kirim").click()
    expect(page.get_by_role("heading", name="Periksa jawaban Anda")).to_be_visible()
    thumb.signal(OFFLINE)
    page.get_by_role("button", name="Kirim", exact=True).click()
    page.get_by_role("button", name="Ya, kirim nanti").click()
    expect(page.get_by_text("Menunggu sambungan")).to_be_visible()
    assert Evaluation.objects.get(pk=month.pk).state == State.DRAFT
    thumb.signal(WEAK | {"latency": 0})
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/tanda-terima/")
    assert Evaluation.objects.get(pk=month.pk).state == State.SUBMITTED


def test_guidance_opens_under_the_field_and_closes_again(month, phone):
    page = phone()
    log_in(page, month)
    page.goto(f"/evaluasi/{month.pk}/isi/langkah/perilaku/")
    link = page.get_by_role("link", name="Baca panduan bagian ini")
    link.click()
    expect(page.locator(".guide .prose")).to_be_visible()
    expect(page.locator("textarea")).to_be_visible()
    link.click()
    expect(page.locator(".guide")).to_be_hidden()

"""Lines of days, a plan with its rencana aksi, a report with evidence, approving and the cascade: without a mouse.

Only Tab, Enter, Space and letters. Wherever the focus comes to rest, it is seen and nothing lies on it.
"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from evaluations.enums import PlanState
from evaluations.models import DailyEntry, Evaluation, Evidence, PerformancePlan
from tests import build, schemas
from tests.evidence_files import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MOST_STEPS = 120
FILE = {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": PDF}
# Boxes to tick and for files are seen by what stands around them. A press on the middle must reach what has the focus.
SEEN = """
  () => { const one = document.activeElement;
          const seen = one.closest(".upload__pick")?.querySelector("label") ?? one.closest("label") ?? one;
          const box = seen.getBoundingClientRect();
          const above = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
          return { has_ring: [one, seen].some((part) => getComputedStyle(part).outlineStyle !== "none"),
                   is_free: seen.contains(above) }; }
"""


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, place: Locator) -> "Keys":
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if place.evaluate("one => one === document.activeElement"):
                assert self.page.evaluate(SEEN) == {"has_ring": True, "is_free": True}, place
                return self
        raise AssertionError(f"{place} is not reached by Tab")

    def press(self, role: str, name: str, key: str = "Enter") -> None:
        self.to(self.page.get_by_role(role, name=name).first)
        self.page.keyboard.press(key)

    def unfold(self, words: str) -> None:
        self.to(self.page.locator("summary").filter(has_text=words).first)
        self.page.keyboard.press("Enter")

    def write(self, label: str, words: str) -> None:
        self.to(self.page.locator("input, textarea, select").and_(self.page.get_by_label(label)).first)
        self.page.keyboard.type(words)

    def choose_file(self) -> None:
        self.to(self.page.get_by_label("Pilih berkas").first)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Space")
        opened.value.set_files(FILE)


@pytest.fixture
def cast(db) -> build.Cast:
    """Siti reports against this year's plan, writes the next, and a colleague's waits for their rater."""
    cast = build.make_cast()
    this = timezone.localdate().year
    build.keep_daily(cast.division)
    build.make_plan(cast.rater, year=this)
    build.make_plan(cast.employee, rater=cast.rater, year=this, results=4)
    build.make_plan(cast.employee, rater=cast.rater, year=this + 1, state=PlanState.DRAFT)
    return cast


@pytest.fixture
def keys(phone, live_server):
    """``keys(person)``: their hands on a keyboard."""

    def _keys(person) -> Keys:
        client, page = Client(), phone()
        client.force_login(person.user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return Keys(page)

    return _keys


def told(keys: Keys, words: str) -> None:
    expect(keys.page.get_by_text(words).first).to_be_visible()


def test_an_employee_writes_a_line_a_plan_and_a_report(cast, keys):
    today = timezone.localdate()
    period = build.make_period(today.year, today.month)
    period.ends_on = max(period.ends_on, today)  # so that it gathers the line of today
    period.fill_until = period.rate_until = timezone.now() + timedelta(days=3)
    period.save()
    version = build.make_form_version(schemas.official_form())
    evaluation = build.make_evaluation(cast.employee, period, rater=cast.rater, version=version)
    hands = keys(cast.employee)
    _line(hands)
    _plan(hands, cast, today.year + 1)
    _report(hands, evaluation)


def _line(hands: Keys) -> None:
    hands.page.goto("/harian/")
    hands.write("Untuk hasil kerja", "Jumlah laporan 1")
    hands.write("Apa yang Anda kerjakan", "Menyusun laporan")
    hands.write("Berapa banyak", "2")
    hands.choose_file()
    expect(hands.page.get_by_text("laporan.pdf")).to_be_visible()
    hands.press("button", "Simpan catatan")
    told(hands, "Catatan tersimpan.")
    line = DailyEntry.objects.get()
    assert (line.indicator, line.quantity, line.files.count()) == ("Jumlah laporan 1", 2, 1)


def _plan(hands: Keys, cast: build.Cast, year: int) -> None:
    post = cast.employee.assignments.get()
    hands.page.goto(f"/skp/{year}/jabatan/{post.pk}/ubah/")
    hands.unfold("Target dalam angka")
    hands.press("button", "Tambah indikator")
    expect(hands.page.get_by_label("Indikator", exact=True)).to_have_count(2)
    hands.to(hands.page.get_by_label("Indikator", exact=True).last)
    hands.page.keyboard.type("Laporan tepat waktu")
    hands.unfold("Lampiran")
    hands.write("Dukungan sumber daya", "Satu komputer")
    hands.press("button", "Simpan")
    told(hands, "tersimpan")
    hands.press("button", "Rencana aksi")
    hands.write("Sama untuk banyak bulan", "Mengumpulkan data")
    hands.press("button", "Isi setiap bulan")
    told(hands, "Rencana aksi tersimpan.")
    plan = PerformancePlan.objects.get(year=year)
    result = plan.results.get()
    assert [one.text for one in result.indicators.all()] == ["Jumlah laporan 1", "Laporan tepat waktu"]
    assert (result.actions[0], plan.annexes.get().text) == ("Mengumpulkan data", "Satu komputer")


def _report(hands: Keys, evaluation: Evaluation) -> None:
    hands.page.goto(f"/evaluasi/{evaluation.pk}/isi/")
    hands.press("link", "Mulai")
    hands.press("button", "Pakai usulan ini")
    told(hands, "Sudah dipakai")
    hands.write("Realisasi berdasarkan bukti dukung", " Sudah dikirim.")
    hands.choose_file()
    hands.press("button", "Simpan dan lanjut")
    told(hands, "Langkah 2 dari")
    evaluation.refresh_from_db()
    assert "Menyusun laporan" in evaluation.answers["hasil_kerja"][0]["realisasi"]
    assert Evidence.objects.get().evaluation == evaluation


def test_a_rater_approves_what_was_read_and_looks_at_the_cascade(cast, keys):
    year = timezone.localdate().year
    build.make_plan(cast.unit_admin, rater=cast.rater, year=year, state=PlanState.SUBMITTED)
    hands = keys(cast.rater)
    hands.page.goto("/skp/persetujuan/")
    hands.press("link", "Baca SKP Agus Wibowo")
    told(hands, "Ekspektasi khusus Anda")
    hands.press("link", "Tim saya")
    hands.page.goto("/skp/persetujuan/")
    hands.press("checkbox", "Setujui SKP Agus Wibowo", "Space")
    hands.press("button", "Setujui yang dicentang")
    told(hands, "1 SKP disetujui: Agus Wibowo")

    hands.page.goto("/skp/tim/")
    matrix = hands.page.locator("details").filter(has_text="Matriks peran hasil")
    assert matrix.get_attribute("open") is not None
    hands.unfold("Matriks peran hasil")
    assert matrix.get_attribute("open") is None
    hands.page.keyboard.press("Space")
    assert matrix.get_attribute("open") is not None

"""Ratna calibrates: on a phone she looks at everybody, changes one rating with a reason, and leaves a record."""

import pytest
from playwright.sync_api import expect

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import Action, State
from evaluations.models import Evaluation
from tests import build
from tests.journeys.test_wrong_rater import fits, log_in

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PASSWORD = "perjalanan-uji-2026"
ANSWERS = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "ABOVE"}


@pytest.fixture
def row(transactional_db) -> Evaluation:
    cast = build.make_cast()
    for person in (cast.rater, cast.reviewer):
        person.user.set_password(PASSWORD)
        person.user.save()
    load_official_distribution()
    sent = perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=ANSWERS)
    row = perform(sent, Action.RATE, actor=cast.rater.user, answers=ANSWERS | RATINGS)
    build.determine(row.period, {cast.agency: "BAIK"})
    return row


@pytest.mark.parametrize("javascript", [True, False])
def test_ratna_calibrates_and_budi_reads_why(phone, row, javascript):
    page = phone(javascript=javascript)
    log_in(page, "197002022000032503")
    page.goto("/ringkasan/")
    page.get_by_role("link", name="Kalibrasi penilaian sebelum disampaikan").click()
    expect(page.get_by_role("heading", name="Dinas Kesehatan")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Buka kalibrasi").click()
    expect(page.get_by_text("Kalibrasi dibuka.")).to_be_visible()

    page.get_by_role("link", name="1 orang", exact=True).click()
    page.get_by_role("link", name="Ubah rating Siti Aminah").click()
    page.get_by_role("group", name="Rating Hasil Kerja").get_by_label("Sesuai Ekspektasi").check()
    page.get_by_role("button", name="Lihat predikat").click()
    expect(page.get_by_role("heading", name="Pratinjau, belum ditetapkan")).to_be_visible()
    page.get_by_role("button", name="Ubah rating").click()
    expect(page.get_by_role("alert")).to_contain_text("Tuliskan alasannya terlebih dahulu.")
    assert fits(page)
    page.get_by_label("Alasan perubahan").fill("Bukti hanya pekerjaan rutin.")
    page.get_by_role("button", name="Ubah rating").click()
    expect(page.get_by_text("Rating Siti Aminah diubah.")).to_be_visible()
    assert Evaluation.objects.get().rating_hasil_kerja == "MEETS"

    page.get_by_role("link", name="Tutup dan buat berita acara").click()
    page.get_by_label("Lainnya yang hadir").fill("Budi Santoso, Kepala Bidang")
    page.get_by_label("Kesimpulan").fill("Ukuran disamakan.")
    page.get_by_role("button", name="Tutup kalibrasi").click()
    expect(page.get_by_role("heading", name="Berita Acara Kalibrasi Penilaian Kinerja")).to_be_visible()
    expect(page.get_by_text("Budi Santoso, Kepala Bidang")).to_be_visible()
    assert fits(page)

    budi = phone(javascript=javascript)
    log_in(budi, row.rater_nip)
    expect(budi.get_by_text("1 di antaranya diubah dalam kalibrasi.")).to_be_visible()
    budi.goto(f"/evaluasi/{row.pk}/nilai/")
    expect(budi.get_by_text("Bukti hanya pekerjaan rutin.")).to_be_visible()
    budi.get_by_role("button", name="Sampaikan hasil").click()
    expect(budi.get_by_text("Hasil disampaikan kepada Siti Aminah.")).to_be_visible()
    assert Evaluation.objects.get().state == State.DELIVERED

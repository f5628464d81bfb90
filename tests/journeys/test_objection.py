"""Siti reads her result, objects with evidence and prints it; Budi explains, Ratna decides with new ratings."""

import pytest
from playwright.sync_api import expect

from evaluations.domain.evaluating.workflow import perform
from evaluations.enums import Action, ObjectionTopic, State
from evaluations.models import Evaluation
from tests import build
from tests.evidence_files import PDF
from tests.journeys.test_wrong_rater import fits, log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PASSWORD = "perjalanan-uji-2026"
ANSWERS = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "BELOW", "rating_perilaku": "MEETS"}
REASON = "Dua laporan yang saya kirim tanggal 28 belum dihitung."


@pytest.fixture
def told(transactional_db) -> Evaluation:
    """Siti's result is told: Di Bawah Ekspektasi, so Butuh Perbaikan."""
    cast = build.make_cast()
    for person in (cast.employee, cast.rater, cast.reviewer):
        person.user.set_password(PASSWORD)
        person.user.save()
    sent = perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=ANSWERS)
    rated = perform(sent, Action.RATE, actor=cast.rater.user, answers=ANSWERS | RATINGS)
    return perform(rated, Action.DELIVER, actor=cast.rater.user)


def siti_objects(page, told: Evaluation) -> None:
    log_in(page, told.nip)
    page.goto(f"/evaluasi/{told.pk}/")
    assert Evaluation.objects.get().result_read_at is not None
    page.get_by_role("link", name="Ajukan keberatan").click()
    page.get_by_role("button", name="Kirim keberatan").click()
    expect(page.get_by_role("alert")).to_contain_text("Pilih satu yang paling mendekati.")
    page.get_by_label("Bukti yang tidak dibaca atau keliru dibaca").check()
    page.get_by_label("Alasan keberatan").fill(REASON)
    page.set_input_files("#berkas", {"name": "surel.pdf", "mimeType": "application/pdf", "buffer": PDF})
    assert fits(page)
    page.get_by_role("button", name="Kirim keberatan").click()
    expect(page.get_by_text("Keberatan Anda terkirim.")).to_be_visible()
    expect(page.get_by_role("link", name="surel.pdf")).to_be_visible()
    assert Evaluation.objects.get().objection.topic == ObjectionTopic.EVIDENCE
    assert fits(page)


def budi_explains(page, told: Evaluation) -> None:
    log_in(page, told.rater_nip)
    page.get_by_role("link", name="Buka keberatan").click()
    page.goto(f"/evaluasi/{told.pk}/penjelasan/")
    expect(page.get_by_text(REASON)).to_be_visible()
    expect(page.get_by_text("Batas waktu Anda: 5 hari lagi")).to_be_visible()
    page.get_by_label("Penjelasan Anda").fill("Surelnya masuk setelah saya menilai.")
    assert fits(page)
    page.get_by_role("button", name="Kirim penjelasan").click()
    expect(page.get_by_text("Penjelasan terkirim.")).to_be_visible()


def ratna_decides(page, told: Evaluation) -> None:
    log_in(page, told.reviewer_nip)
    page.goto(f"/evaluasi/{told.pk}/keputusan/")
    expect(page.get_by_role("link", name="surel.pdf")).to_be_visible()
    expect(page.get_by_text("Surelnya masuk setelah saya menilai.")).to_be_visible()
    page.get_by_label("Hasil diubah").check()
    page.get_by_role("group", name="Rating Hasil Kerja yang baru").get_by_label("Sesuai Ekspektasi").check()
    page.get_by_role("group", name="Rating Perilaku yang baru").get_by_label("Sesuai Ekspektasi").check()
    page.get_by_role("button", name="Lihat predikat").click()
    expect(page.get_by_role("heading", name="Pratinjau, belum ditetapkan")).to_be_visible()
    page.get_by_label("Alasan keputusan").fill("Bukti menunjukkan target tercapai.")
    assert fits(page)
    page.get_by_role("button", name="Tetapkan keputusan").click()
    expect(page.get_by_text("Keputusan tersimpan.")).to_be_visible()


def siti_prints(page, told: Evaluation) -> None:
    page.goto(f"/evaluasi/{told.pk}/")
    expect(page.get_by_text("Bukti menunjukkan target tercapai.").first).to_be_visible()
    page.get_by_role("link", name="Dokumen Evaluasi Kinerja").click()
    for text in (REASON, "Surelnya masuk setelah saya menilai.", "Bukti menunjukkan target tercapai."):
        expect(page.get_by_text(text)).to_be_visible()
    assert fits(page)
    answer = page.request.get(f"/evaluasi/{told.pk}/dokumen/cetak/")
    assert (answer.status, answer.body()[:4]) == (200, b"%PDF")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_objection_from_the_result_to_the_printed_document(phone, told, javascript):
    siti = phone(javascript=javascript)
    siti_objects(siti, told)
    budi_explains(phone(javascript=javascript), told)
    ratna_decides(phone(javascript=javascript), told)
    siti_prints(siti, told)
    row = Evaluation.objects.get()
    assert (row.state, row.predikat_label) == (State.FINAL, "Baik")

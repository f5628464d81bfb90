"""The Dokumen Evaluasi as PDF, compared with the annex of PermenPANRB 6/2022 section by section."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from evaluations.documents.evaluation import Competence, Content, evaluation_pdf
from evaluations.documents.pages import Seal
from evaluations.domain.evaluating.performance import performance_of
from evaluations.enums import FeedbackRelation, ObjectionOutcome, OrganizationLevel, Role, State
from evaluations.models import Evaluation, Feedback, Objection
from tests import build
from tests.documents.test_plan_pdf import stands_in_order, words_of

SEAL = Seal("ABCD-EFGH-JKMN-PQRS", "https://sekin.example/verifikasi/ABCD-EFGH-JKMN-PQRS/")
WHO = ("Nama", "NIP", "Pangkat/Gol. Ruang", "Jabatan", "Unit Kerja")
SECTIONS = (
    "DOKUMEN EVALUASI KINERJA PEGAWAI", "Periode penilaian",
    "1. PEGAWAI YANG DINILAI", *WHO, "2. PEJABAT PENILAI KINERJA", *WHO, "3. ATASAN PEJABAT PENILAI KINERJA", *WHO,
    "4. EVALUASI KINERJA", "Capaian Kinerja Organisasi", "Predikat Kinerja Pegawai", "5. CATATAN/REKOMENDASI",
    "6. KEBERATAN", "7. PENJELASAN PEJABAT PENILAI ATAS KEBERATAN", "8. KEPUTUSAN ATASAN PEJABAT PENILAI KINERJA",
    "Diterima", "Pegawai yang Dinilai", "Pejabat Penilai Kinerja",
)  # fmt: skip
MORNING = datetime(2026, 8, 3, 2, tzinfo=UTC)


@pytest.fixture
def result(cast) -> Evaluation:
    return cast.evaluation(
        state=State.FINAL,
        rank="III/b",
        rating_hasil_kerja="MEETS",
        rating_perilaku="ABOVE",
        predikat="BAIK",
        predikat_label="Baik",
        notes="Laporan selalu tepat waktu.",
        recommendation="Ikut pelatihan analisis data.",
        delivered_at=MORNING,
        acknowledged_at=MORNING,
    )


def content(result, **more) -> Content:
    empty = {
        "performance": None,
        "objection": None,
        "feedback": [],
        "months": [],
        "competence": [],
        "printed_at": MORNING,
    }
    texts = {"legal_basis": "PermenPANRB Nomor 6 Tahun 2022", "record_note": ""}
    return Content(**{"evaluation": result, **empty, **texts, **more})


def words(result, seal: Seal | None = SEAL, **more) -> str:
    return words_of(evaluation_pdf(content(result, **more), seal))


def test_it_has_the_eight_sections_of_the_annex_in_their_order(result):
    said = words(result)
    assert stands_in_order(said, *SECTIONS)
    assert stands_in_order(
        said, "1 Juli 2026 s.d. 28 Juli 2026 (bulanan)", result.name, result.nip, "Penata Muda Tingkat I, III/b",
        result.rater_name, result.reviewer_name, "Belum ditetapkan", "Baik", "Laporan selalu tepat waktu.",
        "Ikut pelatihan analisis data.", "6. KEBERATAN Tidak ada.", "Diterima 3 Agustus 2026",
        "Bantul, 3 Agustus 2026", "Dasar hukum: PermenPANRB Nomor 6 Tahun 2022.",
    )  # fmt: skip


def test_a_final_one_carries_its_code_and_an_earlier_one_says_that_it_may_change(result, cast):
    assert "Kode verifikasi ABCD-EFGH-JKMN-PQRS" in words(result)
    delivered = build.make_evaluation(
        cast.rater, result.period, rater=cast.reviewer, unit=cast.division, state=State.DELIVERED
    )
    said = words(delivered, None)
    assert "Belum final, masih dapat berubah." in said
    assert "Kode verifikasi" not in said


def test_the_objection_its_explanation_and_the_decision_stand_with_their_days(result):
    objection = Objection(
        evaluation=result,
        reasons="Target <b>triwulan</b> & laporan tidak dihitung.",
        submitted_at=MORNING,
        explanation="Laporan datang setelah batas.",
        explained_at=MORNING,
        outcome=ObjectionOutcome.UPHELD,
        decision="Penilaian sudah sesuai bukti.",
        decided_at=MORNING,
    )
    assert stands_in_order(
        words(result, objection=objection),
        "6. KEBERATAN", "Target <b>triwulan</b> & laporan tidak dihitung.", "Diajukan 3 Agustus 2026.",
        "7. PENJELASAN", "Laporan datang setelah batas.", "Diberikan 3 Agustus 2026.",
        "8. KEPUTUSAN", objection.get_outcome_display(), "Penilaian sudah sesuai bukti.",
        "Diputuskan 3 Agustus 2026.",
    )  # fmt: skip


def test_notes_of_leaders_stand_with_their_names_below_what_the_rater_wrote_and_no_others(
    cast, login, result
):
    said = {"employee": cast.employee, "about_on": date(2026, 7, 12)}
    Feedback.objects.create(author=cast.rater, text="Cepat <b>tanggap</b>", **said)
    Feedback.objects.create(
        author=cast.reviewer, relation=FeedbackRelation.SUPERIOR, text="Kata atasan", **said
    )
    Feedback.objects.create(author=cast.unit_admin, relation=FeedbackRelation.PEER, text="Kata rekan", **said)
    build.make_unnamed_answers(cast.employee, result.period, 3, until=date(2026, 7, 15))
    client = login(cast.employee)
    page = client.get(reverse("portal:document", args=[result.pk])).content.decode()
    pdf = words_of(client.get(reverse("portal:document_pdf", args=[result.pk])).content)
    for said_there in (unescape(strip_tags(page)), pdf):
        words_there = " ".join(said_there.split())
        assert stands_in_order(
            words_there, "Ikut pelatihan analisis data.",
            f"Umpan balik 12 Juli 2026, {cast.rater}: Cepat <b>tanggap</b>",
            f"Umpan balik 12 Juli 2026, {cast.reviewer}: Kata atasan", "6. ",
        )  # fmt: skip
        assert "rekan" not in words_there.lower()
    build.make_grant(cast.unit_admin, Role.LEADER, cast.agency)
    theirs = login(cast.unit_admin).get(reverse("portal:document_pdf", args=[result.pk]))
    assert "tanggap" not in words_of(theirs.content)


def test_what_the_organisation_achieved_stands_with_who_determined_it(cast, result):
    build.determine(result.period, {cast.agency: OrganizationLevel.GOOD})
    said = words(result, performance=performance_of(result))
    assert stands_in_order(said, "Capaian Kinerja Organisasi", "Baik (Dinas Kesehatan; ditetapkan ")


def test_beside_a_year_stand_its_months_and_competence_as_annexes(result):
    said = words(
        result,
        months=[result],
        competence=[Competence("Integritas", "Level 3", "Level 4", "1 level di bawah")],
    )
    assert stands_in_order(
        said, "LAMPIRAN: HASIL SEPANJANG TAHUN", result.period.name, "Sesuai Ekspektasi", "Di Atas Ekspektasi", "Baik",
        "LAMPIRAN: KOMPETENSI", "Tidak menentukan predikat.", "Integritas", "Level 3", "Level 4", "1 level di bawah",
    )  # fmt: skip


@pytest.mark.parametrize(
    "name", ["Ngurah Ćirić Đặng", "أحمد بن يوسف", "王小明", "Siti 😀 Aminah", "x" * 200, "A\u202eB"]
)
def test_names_and_notes_of_any_script_and_length_are_printed(result, name):
    result.name, result.notes = name, "kata " * 8000
    assert evaluation_pdf(content(result), SEAL).startswith(b"%PDF")


def test_the_same_content_gives_the_same_bytes(result):
    assert evaluation_pdf(content(result), SEAL) == evaluation_pdf(content(result), SEAL)

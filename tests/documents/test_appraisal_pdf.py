"""The form of an evaluation as PDF, compared with the annex of PermenPANRB 6/2022 section by section."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from evaluations.documents.appraisal import appraisal_pdf
from evaluations.documents.appraisal_content import Appraisal, appraisal_of
from evaluations.documents.pages import Seal
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import (
    CoreValue,
    FeedbackRelation,
    OrganizationLevel,
    PlanApproach,
    PlanLayout,
    Predikat,
    Role,
    State,
    WorkResultKind,
)
from evaluations.models import Evaluation, Evidence, Feedback, PlanVersion
from forms_config.official.catalogue import catalogue
from tests import build, schemas
from tests.documents.test_plan_pdf import pages_of, stands_in_order, words_of

SEAL = Seal("ABCD-EFGH-JKMN-PQRS", "https://sekin.example/verifikasi/ABCD-EFGH-JKMN-PQRS/")
WHO = ("Nama", "NIP", "Pangkat/Gol. Ruang", "Jabatan", "Unit Kerja")
LEVELS = ("Istimewa", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang")
LAST_COLUMNS = ("Realisasi Berdasarkan Bukti Dukung", "Umpan Balik Berkelanjutan Berdasarkan Bukti Dukung")
SECTIONS = (
    "EVALUASI KINERJA PEGAWAI", "Periode penilaian", "PEGAWAI YANG DINILAI", "PEJABAT PENILAI KINERJA", *WHO,
    "CAPAIAN KINERJA ORGANISASI", *LEVELS, "POLA DISTRIBUSI", "HASIL KERJA", "A. UTAMA", *LAST_COLUMNS, "B. TAMBAHAN",
    "RATING HASIL KERJA", "PERILAKU KERJA", "Ekspektasi Khusus Pimpinan", LAST_COLUMNS[1],
    *(str(value.label) for value in CoreValue), "RATING PERILAKU KERJA", "PREDIKAT KINERJA PEGAWAI",
    "Pegawai yang Dinilai", "Bantul,", "Pejabat Penilai Kinerja",
)  # fmt: skip
MORNING = datetime(2026, 8, 3, 2, tzinfo=UTC)
TWO = [
    {"aspect": "QUANTITY", "text": "Jumlah laporan", "target": "12 laporan", "target_value": "1", "unit": "laporan",
     "polarity": "HIGHER", "annual_target": "12", "target_span": "MONTH"},
    {"aspect": "QUALITY", "text": "Mutu laporan", "target": "tanpa perbaikan", "target_value": None, "unit": "",
     "polarity": "HIGHER"},
]  # fmt: skip
PLAN = [
    schemas.plan_row("rhk-1", parent="Layanan kesehatan merata", indicators=TWO),
    schemas.plan_row("rhk-2", kind="TAMBAHAN", assigned_by="Kepala Dinas"),
]
ANSWERS = {
    "hasil_kerja": [
        {
            "_row": "rhk-1",
            "realisasi": "Satu laporan selesai",
            "umpan_balik": "Pertahankan <mutunya> & waktunya",
        },
        {"_row": "rhk-2", "realisasi": "Panitia HUT"},
    ],
    "akuntabel": "Tertib anggaran",
    "rating_hasil_kerja": "MEETS",
    "rating_perilaku": "ABOVE",
}


@pytest.fixture
def result(cast) -> Evaluation:
    """Delivered; in memory final, since the database lets nobody add to what is."""
    row = cast.evaluation(
        rank="III/b",
        plan_rows=PLAN,
        expectations={"akuntabel": "Laporan keuangan tepat waktu"},
        rating_hasil_kerja="MEETS",
        rating_perilaku="ABOVE",
        predikat="BAIK",
        predikat_label="Baik",
    )
    evidence = Evidence.objects.create(
        evaluation=row, file="x", name="laporan-juli.pdf", size=9, sha256="a" * 64,
        content_type="application/pdf", uploaded_by=cast.employee.user,
    )  # fmt: skip
    first, second = ANSWERS["hasil_kerja"]
    row.answers = {**ANSWERS, "hasil_kerja": [{**first, "bukti_dukung": [evidence.pk]}, second]}
    row.submitted_at = row.rated_at = row.delivered_at = MORNING
    row.receipt_number, row.state = "T1", State.DELIVERED
    row.save()
    row.state = State.FINAL
    return row


@pytest.fixture
def note(cast):
    def _note(author, text="Cepat tanggap", **more) -> Feedback:
        more.setdefault("about_on", date(2026, 7, 12))
        return Feedback.objects.create(employee=cast.employee, author=author, text=text, **more)

    return _note


def content(cast, result, reader=None) -> Appraisal:
    return appraisal_of(result, (reader or cast.employee).user)


def words(cast, result, seal: Seal | None = SEAL) -> str:
    return words_of(appraisal_pdf(content(cast, result), seal))


def test_it_has_the_sections_of_the_annex_in_their_order(cast, result):
    assert stands_in_order(words(cast, result), *SECTIONS)


def test_each_result_stands_with_its_targets_what_was_reached_and_what_the_leader_says(cast, result):
    assert stands_in_order(
        words(cast, result), "PENDEKATAN HASIL KERJA KUANTITATIF", "BAGI PEJABAT ADMINISTRASI",
        "1 Juli 2026 s.d. 28 Juli 2026 (bulanan)", result.name, result.rater_name, "Penata Muda Tingkat I, III/b",
        "Rencana Hasil Kerja Pimpinan yang Diintervensi", "Rencana Hasil Kerja", "Aspek", "Indikator Kinerja Individu",
        "Target", *LAST_COLUMNS, "Layanan kesehatan", "Laporan rhk-1", "Kuantitas", "Jumlah laporan",
        "Satu laporan selesai", "Pimpinan: Pertahankan", "<mutunya> & waktunya", "Mutu laporan",
        "B. TAMBAHAN", "(Penugasan dari", "RATING HASIL KERJA Sesuai Ekspektasi", "Akuntabel",
        "Laporan keuangan", "Pimpinan: Tertib anggaran", "RATING PERILAKU KERJA Di Atas Ekspektasi",
        "PREDIKAT KINERJA PEGAWAI Baik", "Bantul, 3 Agustus 2026",
    )  # fmt: skip


def test_the_target_of_the_month_stands_beside_that_of_the_year_and_evidence_beside_what_was_reached(
    cast, result
):
    (one,) = content(cast, result).results[WorkResultKind.MAIN]
    first, second = one.measures
    assert (first.target, first.period) == ("12 laporan", "target bulan ini 1 laporan, setahun 12")
    assert (second.target, second.period) == ("tanpa perbaikan", "")
    assert one.realisation == ("Satu laporan selesai",)
    assert one.evidence == ("laporan-juli.pdf",)
    (extra,) = content(cast, result).results[WorkResultKind.ADDITIONAL]
    assert (extra.assigned_by, extra.realisation, extra.feedback) == ("Kepala Dinas", ("Panitia HUT",), ())


def test_the_seven_values_stand_with_their_guides_also_where_nothing_was_written(cast, result):
    values = content(cast, result).conduct
    assert [one.label for one in values] == [str(value.label) for value in CoreValue]
    assert [list(one.guides) for one in values] == [one["guides"] for one in catalogue()["core_values"]]
    assert values[0].feedback == ()
    assert values[0].expectation == ""
    assert values[1].feedback == ("Pimpinan: Tertib anggaran",)


def test_notes_of_leaders_stand_at_the_result_or_value_they_are_about(cast, result, note):
    note(cast.rater, "Rapi", result_key="rhk-1")
    note(cast.reviewer, "Tepat", result_key="rhk-1", relation=FeedbackRelation.SUPERIOR)
    note(cast.rater, "Jujur", value="akuntabel")
    note(cast.unit_admin, "Kata rekan", value="akuntabel", relation=FeedbackRelation.PEER)
    note(cast.rater, "Bulan lain", value="akuntabel", about_on=date(2026, 6, 30))
    note(cast.rater, "Tentang semuanya")
    found = content(cast, result)
    assert found.results[WorkResultKind.MAIN][0].feedback[1:] == (
        "Pimpinan (12 Juli 2026): Rapi",
        "Atasan pejabat penilai (12 Juli 2026): Tepat",
    )
    assert found.conduct[1].feedback == (
        "Pimpinan: Tertib anggaran",
        "Pimpinan (12 Juli 2026): Jujur",
    )
    assert found.others == []


def test_a_reader_who_may_not_read_notes_finds_none(cast, result, note):
    note(cast.rater, "Jujur", value="akuntabel")
    assert content(cast, result, cast.rater).conduct[1].feedback[1:] == ("Pimpinan (12 Juli 2026): Jujur",)
    build.make_grant(cast.unit_admin, Role.LEADER, cast.agency)
    assert content(cast, result, cast.unit_admin).conduct[1].feedback == ("Pimpinan: Tertib anggaran",)


def test_words_of_the_rater_that_the_annex_has_no_row_for_are_not_lost(cast, result):
    result.answers = {**result.answers, "hasil_kerja": [{"_row": "rhk-1"}]}
    result.plan_rows = [*PLAN, schemas.plan_row("rhk-3")]
    assert content(cast, result).others == []
    schema = schemas.official_form()
    extra = schemas.Field(
        key="kesan", label="Kesan umum", kind=schemas.FieldKind.LONG_TEXT, filled_by=schemas.FilledBy.RATER
    )
    conduct = schema.sections[1]
    schema = replace(
        schema,
        key="lain",
        sections=(schema.sections[0], replace(conduct, fields=(*conduct.fields, extra))),
    )
    result.form_version = build.make_form_version(schema)
    result.answers = {**result.answers, "kesan": "Selalu siap"}
    assert content(cast, result).others == ["Pimpinan (Kesan umum): Selalu siap"]
    assert stands_in_order(words(cast, result), "UMPAN BALIK LAIN", "Pimpinan (Kesan umum): Selalu siap")


def test_the_achievement_of_the_organisation_is_marked_with_the_pattern_that_belongs_to_it(cast, result):
    assert stands_in_order(words(cast, result), "Belum ditetapkan", "Menunggu capaian kinerja organisasi.")
    load_official_distribution()
    build.determine(result.period, {cast.agency: OrganizationLevel.GOOD})
    found = content(cast, result)
    assert [name for name, is_given in found.levels if is_given] == ["Baik"]
    assert found.pattern.curve == (
        ("Sangat Kurang", 2), ("Kurang/misconduct", 3), ("Butuh Perbaikan", 6), ("Baik", 11), ("Sangat Baik", 2),
    )  # fmt: skip
    assert [name for name, _ in found.pattern.curve] == [str(one.label) for one in reversed(Predikat)]
    assert len(found.pattern.bounds) == 2
    said = words(cast, result)
    assert stands_in_order(said, "POLA DISTRIBUSI", *found.pattern.bounds, "HASIL KERJA")
    assert "√" in said


@pytest.mark.parametrize(
    ("layout", "approach", "heads", "absent"),
    [
        (PlanLayout.LEADER, PlanApproach.QUANTITATIVE, ["Target", "Perspektif"], "Aspek"),
        (PlanLayout.OTHERS, PlanApproach.QUALITATIVE, ["Ukuran keberhasilan"], "Aspek"),
        (PlanLayout.LEADER, PlanApproach.QUALITATIVE, ["Ukuran keberhasilan"], "Perspektif"),
    ],
)
def test_it_has_the_columns_of_the_plan_that_was_reported(cast, layout, approach, heads, absent):
    result = cast.evaluation(plan_rows=PLAN)
    version = PlanVersion.objects.get()
    kept = {"rows": PLAN, "layout": layout, "approach": approach}
    other = PlanVersion.objects.create(
        plan=version.plan, number=2, expectations={}, people={}, approved_at=MORNING, **kept
    )
    result.plan_versions.set([other])
    said = words(cast, result)
    assert stands_in_order(said, "A. UTAMA", "Rencana Hasil Kerja", *heads)
    assert absent not in said
    assert stands_in_order(said, approach.label.upper(), *SECTIONS[1:])


def test_a_final_one_carries_the_code_of_the_dokumen_and_an_earlier_one_says_that_it_may_change(cast, result):
    assert "Kode verifikasi ABCD-EFGH-JKMN-PQRS" in words(cast, result)
    result.state = State.DELIVERED
    said = words(cast, result, None)
    assert "Belum final, masih dapat berubah." in said
    assert "Kode verifikasi" not in said


@pytest.mark.parametrize("name", ["Ngurah Ćirić Đặng", "أحمد بن يوسف", "王小明", "x" * 200])
def test_names_and_answers_of_any_script_and_length_are_printed(cast, result, name):
    result.name = name
    result.answers = {
        "hasil_kerja": [{"_row": "rhk-1", "realisasi": "kata " * 990, "umpan_balik": name * 10}]
    }
    assert len(pages_of(appraisal_pdf(content(cast, result), SEAL))) > 2


# --- page and file ---


def at(name, row) -> str:
    return reverse(f"portal:{name}", args=[row.pk])


def test_page_and_file_say_the_same_and_are_found_from_result_and_dokumen(cast, login, result):
    client = login(cast.employee)
    page = client.get(at("appraisal", result)).content.decode()
    for word in (
        "Satu laporan selesai",
        "laporan-juli.pdf",
        "Pimpinan: Tertib anggaran",
        at("appraisal_pdf", result),
    ):
        assert word in page
    for name in ("evaluation", "document"):
        assert at("appraisal", result) in client.get(at(name, result)).content.decode()
    answer = client.get(at("appraisal_pdf", result))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('inline; filename="formulir-evaluasi-')
    assert "Belum final" in pages_of(answer.content)[0]


def test_it_is_for_whoever_may_read_the_result(cast, login):
    rated = cast.evaluation(state=State.RATED, rating_hasil_kerja="MEETS", rating_perilaku="MEETS")
    for name in ("appraisal", "appraisal_pdf"):
        for who in (cast.rater, cast.reviewer, cast.bkpsdm):
            assert login(who).get(at(name, rated)).status_code == 200
        for who in (cast.employee, cast.stranger, cast.unit_admin):
            assert login(who).get(at(name, rated)).status_code == 404


def test_however_many_results_and_notes_it_costs_the_same(cast, note, django_assert_num_queries):
    row = cast.evaluation(state=State.FINAL, plan_rows=PLAN)
    row = Evaluation.objects.select_related("period", "form_version", "employee", "unit").get(pk=row.pk)
    content(cast, row)  # who asks is known from now on
    with django_assert_num_queries(5):
        content(cast, row)
    for number in range(3):
        note(cast.rater, str(number), value="akuntabel")
    row.plan_rows = [schemas.plan_row(f"rhk-{number}") for number in range(20)]
    with django_assert_num_queries(5):
        content(cast, row)

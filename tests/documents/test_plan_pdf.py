"""The plan as PDF, compared with the annex of PermenPANRB 6/2022: sections, columns, identities, pages, code."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from evaluations.documents.pages import Seal
from evaluations.documents.plan import plan_pdf
from evaluations.domain.evaluating import plan_writing, plans
from evaluations.enums import AssignmentKind, EmploymentType, PlanApproach, PlanState, WorkResultKind
from evaluations.models import Employee, PerformancePlan, PlanVersion
from forms_config.official.catalogue import catalogue
from tests import build
from tests.domain.evaluating.test_plans import indicator, row

SEAL = Seal("ABCD-EFGH-JKMN-PQRS", "https://sekin.example/verifikasi/ABCD-EFGH-JKMN-PQRS/")
ANNEXES = {"dukungan_sumber_daya": ["Dua tenaga pendata"], "konsekuensi": ["Diusulkan ikut pelatihan"]}
# In the order of the annex; what stands between them differs by post and approach.
SECTIONS = (
    "SASARAN KINERJA PEGAWAI", "Periode penilaian", "PEGAWAI YANG DINILAI", "Nama", "NIP", "Pangkat/Gol. Ruang",
    "Jabatan", "Unit Kerja", "HASIL KERJA", "A. UTAMA", "B. TAMBAHAN", "PERILAKU KERJA", "Pejabat Penilai Kinerja",
    "LAMPIRAN SASARAN KINERJA PEGAWAI", "DUKUNGAN SUMBER DAYA", "SKEMA PERTANGGUNGJAWABAN", "KONSEKUENSI",
)  # fmt: skip


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, whatever the breaks of lines."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def words_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def stands_in_order(words: str, *parts: str) -> bool:
    place = 0
    for part in parts:
        place = words.find(part, place)
        if place < 0:
            raise AssertionError(f"{part!r} does not stand where it belongs in: {words}")
    return True


def approved(cast, who: Employee, *results: dict, rater: Employee | None = None, **more) -> PlanVersion:
    rater = rater or cast.rater
    plan = build.make_plan(who, state=PlanState.DRAFT)
    plan_writing.save_plan(plan, actor=who.user, results=results, annexes=ANNEXES, **more)
    plans.submit_plan(plan, actor=who.user)
    plans.approve_plan(plan, actor=rater.user)
    return PlanVersion.objects.select_related("plan").get(plan=plan)


@pytest.fixture
def theirs(cast) -> int:
    """A result of the rater that others support."""
    return build.make_plan(cast.rater).results.get().pk


def test_of_a_functional_post_it_has_the_columns_of_ja_and_jf(cast, theirs):
    Employee.objects.filter(pk=cast.employee.pk).update(rank="III/b")
    extra = row(
        "Panitia HUT",
        kind=WorkResultKind.ADDITIONAL,
        assigned_by="Kepala Dinas",
        indicators=[indicator("Acara")],
    )
    counted = [indicator(), indicator("Mutu laporan", aspect="QUALITY", target="tanpa perbaikan")]
    version = approved(
        cast, cast.employee, row("Laporan tersedia", supported_result=theirs, indicators=counted), extra
    )
    words = words_of(plan_pdf(version, SEAL))
    assert stands_in_order(words, *SECTIONS)
    assert stands_in_order(
        words, "PENDEKATAN HASIL KERJA KUANTITATIF", "BAGI PEJABAT ADMINISTRASI DAN PEJABAT FUNGSIONAL",
        "1 Januari 2026 s.d. 31 Desember 2026", "Penata Muda Tingkat I, III/b", "Penata Muda, III/a",
        "Rencana Hasil Kerja Pimpinan yang Diintervensi", "Aspek", "Indikator Kinerja Individu", "Target",
        "Hasil kerja 1 terlaksana", "Laporan tersedia", "Kuantitas", "Jumlah laporan", "12 laporan",
        "Kualitas", "Mutu laporan", "tanpa perbaikan", "B. TAMBAHAN", "Panitia HUT", "(Penugasan dari Kepala Dinas)",
    )  # fmt: skip
    assert "Perspektif" not in words


def test_of_a_leader_it_has_perspektif_and_no_aspect(cast):
    mayor = build.make_employee("Bupati Bantul", nip=None)
    Employee.objects.filter(pk=mayor.pk).update(nip=None, rank="", employment_type="")
    build.make_head(mayor, cast.root, "Bupati")
    version = approved(
        cast, cast.reviewer, row("Layanan membaik", perspective="PENERIMA_LAYANAN"), rater=mayor
    )
    words = words_of(plan_pdf(version, SEAL))
    assert stands_in_order(words, *SECTIONS)
    assert stands_in_order(
        words, "BAGI PEJABAT PIMPINAN TINGGI DAN PIMPINAN UNIT KERJA MANDIRI", "NIP", "–", "Rencana Hasil Kerja",
        "Indikator Kinerja Individu", "Target", "Perspektif", "Layanan membaik", "Penerima Layanan", "B. TAMBAHAN",
        "Tidak ada.",
    )  # fmt: skip
    for column in ("Aspek", "Kuantitas", "Diintervensi"):
        assert column not in words


def test_of_a_pppk_with_the_qualitative_approach_it_is_a_list_of_measures(cast):
    Employee.objects.filter(pk=cast.employee.pk).update(rank="IX", employment_type=EmploymentType.PPPK)
    measures = [
        indicator("Semua pengaduan dijawab", target=""),
        indicator("Laporan terkirim", target="12 laporan"),
    ]
    version = approved(
        cast, cast.employee, row("Warga terlayani", indicators=measures), approach=PlanApproach.QUALITATIVE
    )
    words = words_of(plan_pdf(version, SEAL))
    assert stands_in_order(words, *SECTIONS)
    assert stands_in_order(
        words, "PENDEKATAN HASIL KERJA KUALITATIF", "Golongan IX", "Warga terlayani",
        "Ukuran keberhasilan/Indikator Kinerja Individu, dan Target:", "• Semua pengaduan dijawab",
        "• Laporan terkirim (target: 12 laporan)",
    )  # fmt: skip
    assert "Aspek" not in words


def test_what_the_months_are_given_stands_below_the_annex(cast):
    months = {"gathering": "CUMULATIVE", "months": ["1"] * 12}
    version = approved(
        cast, cast.employee, row("Laporan tersedia", indicators=[indicator(**months), indicator("Lain")])
    )
    words = words_of(plan_pdf(version, SEAL))
    assert stands_in_order(
        words, "LAMPIRAN", "Target setahun", "Jumlah laporan", "12 laporan",
        "Dijumlahkan: Januari–Desember masing-masing 1", "Pejabat Penilai Kinerja",
    )  # fmt: skip
    assert "Target setahun" not in words_of(
        plan_pdf(approved(cast, cast.rater, row("Tanpa"), rater=cast.reviewer), SEAL)
    )


def test_all_guides_and_expectations_stand_in_it(cast):
    words = words_of(plan_pdf(approved(cast, cast.employee, row("Hasil")), SEAL))
    values = catalogue()["core_values"]
    assert sum(len(value["guides"]) for value in values) == 21
    for value in values:
        assert stands_in_order(words, value["label"], *(f"• {guide}" for guide in value["guides"]))
        assert f"Ekspektasi {value['label']}" in words


def test_every_page_says_which_it_is_and_by_which_code_it_is_checked(cast):
    pages = pages_of(plan_pdf(approved(cast, cast.employee, row("Hasil")), SEAL))
    assert len(pages) > 1
    for number, words in enumerate(pages, start=1):
        assert f"Halaman {number} dari {len(pages)}" in words
        assert f"Kode verifikasi {SEAL.code}" in words
        assert SEAL.address in words


def test_no_head_stands_twice_on_a_page_and_no_value_is_torn(cast):
    """As when a row that does not fit is begun below a head of its own at the end of the page."""
    for count in range(1, 7):
        pages = pages_of(plan_pdf(_with_results(cast, count), SEAL))
        assert max(page.count("Ekspektasi Khusus Pimpinan") for page in pages) == 1
        for value in catalogue()["core_values"]:
            [page] = [page for page in pages if f"• {value['guides'][0]}" in page]
            assert f"• {value['guides'][2]}" in page


def _with_results(cast, count: int) -> PlanVersion:
    return PlanVersion(
        plan=PerformancePlan(year=2026, employee=cast.employee), expectations={},
        rows=[row(f"Hasil {n}") | {"_row": f"rhk-{n}", "parent": None} for n in range(count)],
        people={"employee": {"name": "Siti"}},
    )  # fmt: skip


def test_long_plans_go_on_over_pages_with_the_head_of_the_table_on_each(cast):
    version = approved(cast, cast.employee, *(row(f"Hasil {n}: {'kata ' * 150}") for n in range(12)))
    pages = [page for page in pages_of(plan_pdf(version, SEAL)) if "kata kata" in page]
    assert len(pages) > 2
    for page in pages:
        assert "Rencana Hasil Kerja" in page
        assert "Indikator Kinerja Individu" in page


@pytest.mark.parametrize(
    "words",
    ["<b>tebal</b> & <para>", "\n" * 900 + "akhir", "a" * 1000, "ملاحظات ✅ 𝔘", "Łukasz Đặng Ωμέγα Ольга"],
)
def test_whatever_people_type_is_printed_as_words(cast, words):
    version = PlanVersion(
        plan=PerformancePlan(year=2026, employee=cast.employee),
        rows=[row(words, indicators=[indicator(words)]) | {"_row": "rhk-1", "parent": words}],
        expectations={"loyal": words}, annexes={"konsekuensi": [words]}, people={"employee": {"name": words}},
    )  # fmt: skip
    said = "".join(words_of(plan_pdf(version, None)).split())
    if words.isascii() or words.startswith("Ł"):
        assert "".join(words.split()) in said
    assert "Belumdisetujui" in said


def test_the_same_version_is_the_same_file(cast):
    version = approved(cast, cast.employee, row("Hasil"))
    assert plan_pdf(version, SEAL) == plan_pdf(version, SEAL)


def test_of_an_acting_post_it_says_so(cast):
    acts = build.make_head(cast.employee, cast.division, "Plt Kepala Bidang", kind=AssignmentKind.PLT)
    version = build.make_plan(cast.employee, post=acts).versions.select_related("plan").get()
    assert "Plt Kepala Bidang" in words_of(plan_pdf(version, SEAL))

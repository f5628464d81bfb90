"""The official forms, put together from the same sections that officers insert into their own."""

from dataclasses import dataclass

from forms_config.models import FormPurpose

from .sections import (
    Block,
    achievement,
    attendance,
    circumstances,
    colleagues_view,
    competence,
    conduct,
    conduct_number,
    pulse,
    rated_work_results,
    work_results,
)

FEEDBACK = "umpan-balik"  # key of the form with which colleagues are asked
PULSE = "suara-anda"  # and of the one that is asked after a result was read


@dataclass(frozen=True)
class OfficialForm:
    key: str
    title: str
    introduction: str
    sections: list[Block]
    matrix: str | None = None
    index: str | None = None
    purpose: FormPurpose = FormPurpose.EVALUATION


@dataclass(frozen=True)
class ReadyMade:
    """A section to insert. ``title`` tells it from its sisters, ``text`` says what it is for."""

    name: str
    title: str
    text: str
    section: Block


def official_forms() -> list[OfficialForm]:
    """The regulation's own, with attendance for the months, with competence for the year, competence alone, the index.

    Competence is asked once a year: PermenPANRB 6/2022 has no place for it, and nine levels for each person in each
    month would be ticked off, not thought about. An officer may put the sheet, or its section, wherever it is wanted.
    """
    return [
        OfficialForm(
            key="permenpanrb-6-2022",
            title="Evaluasi kinerja PermenPANRB 6/2022",
            introduction=(
                "Laporkan apa yang Anda capai. Penilai Anda membaca, memberi umpan balik, lalu memberi satu "
                "rating hasil kerja dan satu rating perilaku."
            ),
            sections=[work_results(), conduct()],
            matrix="kuadran",
        ),
        OfficialForm(
            key="evaluasi-kinerja",
            title="Evaluasi kinerja ASN Bantul",
            introduction=(
                "Laporkan apa yang Anda capai. Predikat ditentukan oleh dua rating; presensi hanya ditampilkan di "
                "sampingnya."
            ),
            sections=[work_results(), conduct(), attendance()],
            matrix="kuadran",
        ),
        OfficialForm(
            key="evaluasi-tahunan",
            title="Evaluasi kinerja tahunan ASN Bantul",
            introduction=(
                "Laporkan apa yang Anda capai sepanjang tahun. Predikat ditentukan oleh dua rating. Kompetensi dinilai "
                "sekali setahun untuk rencana pengembangan dan tidak menentukan predikat."
            ),
            sections=[work_results(), conduct(), attendance(), competence()],
            matrix="kuadran",
        ),
        OfficialForm(
            key="kompetensi",
            title="Lembar kompetensi",
            introduction="Sembilan kompetensi untuk rencana pengembangan. Tidak menentukan predikat.",
            sections=[competence()],
        ),
        OfficialForm(
            key="indeks-pp30-2019",
            title="Evaluasi kinerja dengan indeks PP 30/2019",
            introduction=(
                "Laporkan capaian dengan angka. Predikat tetap dari kuadran; indeks hanya angka pendukung."
            ),
            sections=[
                work_results(extra=[achievement()]),
                conduct(extra=[conduct_number()]),
                circumstances(),
            ],
            matrix="kuadran",
            index="pp30-2019",
        ),
        OfficialForm(
            key=FEEDBACK,
            title="Umpan balik dari rekan",
            introduction="Lima pertanyaan singkat di samping tulisan Anda. Semuanya boleh dikosongkan.",
            sections=[colleagues_view()],
            purpose=FormPurpose.FEEDBACK,
        ),
        OfficialForm(
            key=PULSE,
            title="Suara Anda",
            introduction="Tiga pernyataan tentang penilaian Anda. Yang tidak ingin dijawab boleh dikosongkan.",
            sections=[pulse()],
            purpose=FormPurpose.PULSE,
        ),
    ]


def ready_made_sections() -> list[ReadyMade]:
    """The sections that an officer may insert, in the order in which a form has them."""
    return [
        ReadyMade(
            "hasil-kerja",
            "Hasil kerja dari SKP",
            "Realisasi, bukti dukung, umpan balik, dan rating hasil kerja, untuk setiap baris SKP.",
            work_results(),
        ),
        ReadyMade(
            "hasil-kerja-angka",
            "Hasil kerja dari SKP, dengan capaian angka",
            "Ditambah angka realisasi terhadap target, paling tinggi 120. Untuk indeks.",
            work_results(extra=[achievement()]),
        ),
        ReadyMade(
            "hasil-kerja-rating",
            "Hasil kerja dari SKP, dengan rating tiap baris",
            "Ditambah rating tiap baris oleh penilai, yang memberi saran untuk rating hasil kerja.",
            rated_work_results(),
        ),
        ReadyMade(
            "perilaku",
            "Perilaku kerja BerAKHLAK",
            "Tujuh nilai dasar dengan 21 panduan perilaku, dan rating perilaku.",
            conduct(),
        ),
        ReadyMade(
            "perilaku-angka",
            "Perilaku kerja BerAKHLAK, dengan nilai angka",
            "Ditambah nilai perilaku 0 sampai 120. Untuk indeks.",
            conduct(extra=[conduct_number()]),
        ),
        ReadyMade(
            "kompetensi",
            "Kompetensi manajerial dan sosial kultural",
            "Sembilan kompetensi dengan tingkat 1 sampai 5. Tidak menentukan predikat.",
            competence(),
        ),
        ReadyMade(
            "kehadiran",
            "Kehadiran",
            "Angka presensi periode ini, hanya dibaca. Tidak dihitung ke dalam rating.",
            attendance(),
        ),
        ReadyMade(
            "keadaan",
            "Keadaan yang memengaruhi indeks",
            "Dua pertanyaan yang menentukan bobot dan rentang tertinggi indeks PP 30/2019.",
            circumstances(),
        ),
    ]

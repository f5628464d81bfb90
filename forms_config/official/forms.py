"""The official forms as blocks, just as an officer would have put them together in the editor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from forms_config.engine.schema import Area, FilledBy

Block = dict[str, Any]

RATER = {"filled_by": FilledBy.RATER.value}


@dataclass(frozen=True)
class Library:
    """Primary keys of what the forms refer to, by key, code or slug."""

    scales: dict[str, int]
    indicators: dict[str, int]
    pages: dict[str, int]
    core_values: Sequence[dict[str, Any]]
    competencies: Sequence[str]  # indicator codes


@dataclass(frozen=True)
class OfficialForm:
    key: str
    title: str
    introduction: str
    sections: list[Block]
    matrix: str | None = None
    index: str | None = None


def official_forms(library: Library) -> list[OfficialForm]:
    """Four forms: the regulation's own, the one for daily use, the competence sheet and the index."""
    return [
        OfficialForm(
            key="permenpanrb-6-2022",
            title="Evaluasi kinerja PermenPANRB 6/2022",
            introduction=(
                "Laporkan apa yang Anda capai. Penilai Anda membaca, memberi umpan balik, lalu memberi satu "
                "rating hasil kerja dan satu rating perilaku."
            ),
            sections=[_work_results(library), _conduct(library)],
            matrix="kuadran",
        ),
        OfficialForm(
            key="evaluasi-kinerja",
            title="Evaluasi kinerja ASN Bantul",
            introduction=(
                "Laporkan apa yang Anda capai. Predikat ditentukan oleh dua rating; "
                "kompetensi dan presensi ditampilkan di sampingnya."
            ),
            sections=[_work_results(library), _conduct(library), _competence(library), _attendance(library)],
            matrix="kuadran",
        ),
        OfficialForm(
            key="kompetensi",
            title="Lembar kompetensi",
            introduction="Sembilan kompetensi untuk rencana pengembangan. Tidak menentukan predikat.",
            sections=[_competence(library)],
        ),
        OfficialForm(
            key="indeks-pp30-2019",
            title="Evaluasi kinerja dengan indeks PP 30/2019",
            introduction=(
                "Laporkan capaian dengan angka. Predikat tetap dari kuadran; indeks hanya angka pendukung."
            ),
            sections=[
                _work_results(library, extra=[_achievement()]),
                _conduct(library, extra=[_conduct_number()]),
                _circumstances(),
            ],
            matrix="kuadran",
            index="pp30-2019",
        ),
    ]


def _block(kind: str, key: str, label: str, **value: Any) -> Block:
    return {"type": kind, "value": {"key": key, "label": label, **value}}


def _work_results(library: Library, extra: Sequence[Block] = ()) -> Block:
    guidance = library.pages.get("mengisi-formulir")
    fields = [
        _block(
            "long_text",
            "realisasi",
            "Realisasi berdasarkan bukti dukung",
            required=True,
            help_text="Apa yang sudah tercapai? Sebutkan jumlah, waktu, atau mutu bila ada.",
            guidance_page=guidance,
        ),
        *extra,
        _block(
            "evidence",
            "bukti",
            "Bukti dukung",
            help_text="Foto, laporan, atau dokumen yang menunjukkan hasil ini.",
            max_files=5,
            guidance_page=guidance,
        ),
        _block(
            "long_text",
            "umpan_balik_hasil",
            "Umpan balik berkelanjutan",
            help_text="Apa yang sudah baik, dan apa yang perlu dilakukan berikutnya?",
            guidance_page=library.pages.get("umpan-balik"),
            **RATER,
        ),
    ]
    return _block(
        "plan_rows",
        "hasil_kerja",
        "Hasil kerja",
        area=Area.HASIL_KERJA.value,
        description="Setiap baris berasal dari rencana hasil kerja dalam SKP Anda.",
        row_label="Hasil kerja",
        min_rows=1,
        fields=fields,
        overall=[_overall(library, "rating_hasil_kerja", "Rating hasil kerja", "seluruh hasil kerja")],
    )


def _conduct(library: Library, extra: Sequence[Block] = ()) -> Block:
    reflection = _block(
        "long_text",
        "refleksi_perilaku",
        "Contoh perilaku saya pada periode ini",
        help_text="Ceritakan satu atau dua contoh nyata. Boleh dikosongkan.",
        guidance_page=library.pages.get("berakhlak"),
    )
    values = [
        _block(
            "long_text",
            value["key"],
            value["label"],
            help_text="Umpan balik penilai. Sebutkan contoh yang terlihat. Boleh dikosongkan.",
            guides="\n".join(value["guides"]),
            show_expectation=True,
            **RATER,
        )
        for value in library.core_values
    ]
    return _block(
        "section",
        "perilaku",
        "Perilaku kerja",
        area=Area.PERILAKU.value,
        description="Tujuh nilai dasar ASN BerAKHLAK beserta panduan perilakunya.",
        guidance_page=library.pages.get("berakhlak"),
        fields=[reflection, *values, *extra],
        overall=[_overall(library, "rating_perilaku", "Rating perilaku", "seluruh perilaku kerja")],
    )


def _overall(library: Library, key: str, label: str, subject: str) -> Block:
    return {
        "key": key,
        "label": label,
        "scale": library.scales["ekspektasi"],
        "help_text": f"Satu rating untuk {subject}. Pilih berdasarkan bukti dan umpan balik.",
    }


def _competence(library: Library) -> Block:
    fields = [
        {
            "type": "indicator",
            "value": {
                "key": code,
                "indicator": library.indicators[code],
                "required": True,
                "required_level": "2",
                "scored": True,
                **RATER,
            },
        }
        for code in library.competencies
    ]
    return _block(
        "section",
        "kompetensi",
        "Kompetensi",
        area=Area.KOMPETENSI.value,
        description=(
            "Bahan rencana pengembangan, tidak menentukan predikat. Patokan awal: tingkat 2 (Dasar)."
        ),
        guidance_page=library.pages.get("kompetensi"),
        fields=fields,
    )


def _attendance(library: Library) -> Block:
    figures = (
        ("hari_kerja", "Hari kerja", "attendance.working_days", "hari"),
        ("hari_hadir", "Hari hadir", "attendance.days_present", "hari"),
        ("menit_terlambat", "Menit terlambat", "attendance.late_minutes", "menit"),
        ("tanpa_keterangan", "Hari tanpa keterangan", "attendance.unexcused_days", "hari"),
    )
    return _block(
        "section",
        "kehadiran",
        "Kehadiran",
        description="Angka presensi periode ini sebagai bahan percakapan. Tidak dihitung ke dalam rating.",
        guidance_page=library.pages.get("presensi"),
        fields=[
            _block("system_figure", key, label, source=source, unit=unit)
            for key, label, source, unit in figures
        ],
    )


def _achievement() -> Block:
    return _block(
        "number",
        "capaian",
        "Realisasi (angka)",
        help_text="Angka realisasi terhadap target pada SKP, dengan satuan yang sama.",
        required=True,
        minimum="0",
        decimals=2,
        scoring={"kind": "achievement", "weight": "1", "target": None, "polarity": "HIGHER", "cap": "120"},
    )


def _conduct_number() -> Block:
    return _block(
        "number",
        "nilai_perilaku",
        "Nilai perilaku",
        help_text="Angka 0 sampai 120 untuk perhitungan indeks.",
        required=True,
        minimum="0",
        maximum="120",
        decimals=2,
        scoring={"kind": "value", "weight": "1", "target": None, "polarity": "HIGHER", "cap": None},
        **RATER,
    )


def _circumstances() -> Block:
    return _block(
        "section",
        "keadaan",
        "Keadaan yang memengaruhi indeks",
        description="Menentukan bobot indeks dan rentang tertinggi (PP 30/2019).",
        fields=[
            _block(
                "yes_no", "pendapat_rekan", "Ada pendapat rekan kerja dan bawahan", required=True, **RATER
            ),
            _block(
                "yes_no",
                "inovasi",
                "Menciptakan ide atau cara baru yang bermanfaat bagi organisasi atau negara",
                required=True,
                **RATER,
            ),
        ],
    )

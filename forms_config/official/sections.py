"""The sections of the official forms as ordinary data, ready to be put into any form.

Written as files of forms are: choosers name scales by key, indicators by code and pages by slug; what is left
out is the block's default.
"""

from collections.abc import Sequence
from typing import Any

from forms_config.engine.schema import Area, FilledBy

from .catalogue import catalogue

Block = dict[str, Any]

RATER = {"filled_by": FilledBy.RATER.value}


def _block(kind: str, key: str, label: str, **value: Any) -> Block:
    return {"type": kind, "value": {"key": key, "label": label, **value}}


def work_results(extra: Sequence[Block] = (), **rating: Any) -> Block:
    """``rating``: more settings of the overall rating."""
    fields = [
        _block(
            "long_text",
            "realisasi",
            "Realisasi berdasarkan bukti dukung",
            required=True,
            help_text="Apa yang sudah tercapai? Sebutkan jumlah, waktu, atau mutu bila ada.",
            guidance_page="mengisi-formulir",
        ),
        *extra,
        _block(
            "evidence",
            "bukti",
            "Bukti dukung",
            help_text="Foto, laporan, atau dokumen yang menunjukkan hasil ini.",
            max_files=5,
            guidance_page="mengisi-formulir",
        ),
        _block(
            "long_text",
            "umpan_balik_hasil",
            "Umpan balik berkelanjutan",
            help_text="Apa yang sudah baik, dan apa yang perlu dilakukan berikutnya?",
            guidance_page="umpan-balik",
            **RATER,
        ),
    ]
    return _block(
        "plan_rows",
        "hasil_kerja",
        "Hasil kerja",
        area=Area.HASIL_KERJA.value,
        description="Setiap baris berasal dari rencana hasil kerja dalam SKP yang disetujui.",
        row_label="Hasil kerja",
        min_rows=1,
        fields=fields,
        overall=[_overall("rating_hasil_kerja", "Rating hasil kerja", "seluruh hasil kerja") | rating],
    )


def rated_work_results() -> Block:
    """With a level for each row, an aid for the rater: the regulation knows one rating for all of them."""
    level = _block(
        "scale",
        "rating_baris",
        "Rating baris ini",
        help_text="Boleh dikosongkan. Membantu menimbang rating hasil kerja, dan tidak dihitung.",
        scale="ekspektasi",
        **RATER,
    )
    return work_results(extra=[level], is_suggested=True)


def conduct(extra: Sequence[Block] = ()) -> Block:
    reflection = _block(
        "long_text",
        "refleksi_perilaku",
        "Contoh perilaku saya pada periode ini",
        help_text="Ceritakan satu atau dua contoh nyata. Boleh dikosongkan.",
        guidance_page="berakhlak",
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
        for value in catalogue()["core_values"]
    ]
    return _block(
        "section",
        "perilaku",
        "Perilaku kerja",
        area=Area.PERILAKU.value,
        description="Tujuh nilai dasar ASN BerAKHLAK beserta panduan perilakunya.",
        guidance_page="berakhlak",
        fields=[reflection, *values, *extra],
        overall=[_overall("rating_perilaku", "Rating perilaku", "seluruh perilaku kerja")],
    )


def _overall(key: str, label: str, subject: str) -> Block:
    return {
        "key": key,
        "label": label,
        "scale": "ekspektasi",
        "help_text": f"Satu rating untuk {subject}. Pilih berdasarkan bukti dan umpan balik.",
        "extremes_need_fact": True,
    }


def competence() -> Block:
    fields = [
        {
            "type": "indicator",
            "value": {
                "key": code,
                "indicator": code,
                "required": True,
                "required_level": "2",
                "scored": True,
                **RATER,
            },
        }
        for code in _competencies()
    ]
    return _block(
        "section",
        "kompetensi",
        "Kompetensi",
        area=Area.KOMPETENSI.value,
        description=(
            "Bahan rencana pengembangan, tidak menentukan predikat. Tingkat yang dibutuhkan mengikuti jenjang "
            "jabatan; bila jenjangnya tidak disebut, tingkat 2 (Dasar)."
        ),
        guidance_page="kompetensi",
        fields=fields,
    )


def attendance() -> Block:
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
        guidance_page="presensi",
        fields=[
            _block("system_figure", key, label, source=source, unit=unit)
            for key, label, source, unit in figures
        ],
    )


def achievement() -> Block:
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


def conduct_number() -> Block:
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


def circumstances() -> Block:
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


def colleagues_view() -> Block:
    """What whoever is asked for feedback answers besides the own words; scales so that averages can be told."""
    return _block(
        "section",
        "pandangan",
        "Pandangan Anda",
        description="Jawab yang Anda ketahui dari bekerja bersama. Yang tidak Anda ketahui boleh dikosongkan.",
        guidance_page="umpan-balik",
        fields=[
            _block("long_text", "teruskan", "Apa yang sebaiknya diteruskan?"),
            _block("long_text", "ubah", "Apa yang sebaiknya dilakukan berbeda?"),
            _block(
                "scale",
                "dapat_diandalkan",
                "Melayani dengan ramah, cekatan, dan dapat diandalkan",
                scale="kekerapan",
            ),
            _block(
                "scale",
                "bekerja_sama",
                "Terbuka dalam bekerja sama dan menghargai orang lain",
                scale="kekerapan",
            ),
            _block("scale", "terus_belajar", "Terus belajar dan cepat menyesuaikan diri", scale="kekerapan"),
        ],
    )


def pulse() -> Block:
    """What is asked, without a name, of who has read a result; statements on one scale, so that months compare."""
    statements = (
        ("adil", "Penilaian atas pekerjaan saya adil."),
        ("alasan", "Saya memahami alasan di balik hasil saya."),
        ("umpan_balik", "Umpan balik penilai membantu saya bekerja lebih baik."),
    )
    return _block(
        "section",
        "suara",
        "Menurut Anda",
        fields=[_block("scale", key, label, scale="kesetujuan") for key, label in statements],
    )


def _competencies() -> list[str]:
    return [one["code"] for one in catalogue()["indicators"] if one["group"] == "kompetensi"]

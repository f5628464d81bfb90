"""The catalogue of development as an installation starts with it: ordinary data, which BKPSDM replaces.

Neutral words for the nine competencies of PermenPANRB 38/2017 (codes of the official indicators); hours and places are
examples, no rule.
"""

from django.db import transaction

from evaluations.enums import DevelopmentKind
from evaluations.models import DevelopmentOffer

_CLASS, _ONLINE, _COACHING, _INTERNSHIP, _TASK = (
    DevelopmentKind.CLASSROOM, DevelopmentKind.E_LEARNING, DevelopmentKind.COACHING, DevelopmentKind.INTERNSHIP,
    DevelopmentKind.ASSIGNMENT,
)  # fmt: skip
_AGENCY, _LEARNING, _OWN = "BKPSDM Kabupaten Bantul", "Pembelajaran daring", "Unit kerja sendiri"

# competence (empty: every one), kind, title, hours, place
OFFERS: tuple[tuple[str, DevelopmentKind, str, int | None, str], ...] = (
    ("integritas", _ONLINE, "Etika dan integritas pelayanan", 10, _LEARNING),
    ("integritas", _CLASS, "Pengendalian gratifikasi dan benturan kepentingan", 8, _AGENCY),
    ("kerja_sama", _CLASS, "Bekerja dalam tim lintas unit", 16, _AGENCY),
    ("kerja_sama", _TASK, "Penugasan dalam tim kegiatan lintas unit", None, _OWN),
    ("komunikasi", _CLASS, "Menulis naskah dinas yang jelas", 16, _AGENCY),
    ("komunikasi", _ONLINE, "Menyampaikan paparan dengan baik", 6, _LEARNING),
    ("komunikasi", _TASK, "Memaparkan hasil kerja dalam rapat unit", None, _OWN),
    ("orientasi_hasil", _ONLINE, "Menyusun rencana kerja dan ukurannya", 8, _LEARNING),
    ("orientasi_hasil", _COACHING, "Pendampingan mencapai target triwulan", 6, _OWN),
    ("pelayanan_publik", _CLASS, "Pelayanan prima", 16, _AGENCY),
    ("pelayanan_publik", _INTERNSHIP, "Magang di loket layanan terpadu", 40, "Unit layanan lain"),
    ("pelayanan_publik", _ONLINE, "Menanggapi pengaduan warga", 6, _LEARNING),
    ("pengembangan_diri", _COACHING, "Belajar dari rekan yang berpengalaman", 8, _OWN),
    ("pengembangan_diri", _TASK, "Mengajar rekan satu hal yang dikuasai", None, _OWN),
    ("mengelola_perubahan", _ONLINE, "Bekerja dengan cara dan alat baru", 8, _LEARNING),
    ("mengelola_perubahan", _TASK, "Menjadi penggerak uji coba di unit", None, _OWN),
    ("pengambilan_keputusan", _CLASS, "Analisis masalah dan pengambilan keputusan", 24, _AGENCY),
    ("pengambilan_keputusan", _COACHING, "Pendampingan memutuskan kasus nyata", 6, _OWN),
    ("perekat_bangsa", _ONLINE, "Keberagaman dan kerukunan di tempat kerja", 6, _LEARNING),
    (
        "perekat_bangsa",
        _TASK,
        "Penugasan dalam kegiatan warga lintas budaya",
        None,
        "Kapanewon atau kalurahan",
    ),
    ("", _COACHING, "Coaching dengan atasan langsung", 6, _OWN),
)


@transaction.atomic
def load_official_development() -> None:
    """The first catalogue where there is none yet; idempotent, overwrites nothing."""
    if DevelopmentOffer.objects.exists():
        return
    DevelopmentOffer.objects.bulk_create(
        DevelopmentOffer(competence=competence, kind=kind, title=title, hours=hours, place=place)
        for competence, kind, title, hours, place in OFFERS
    )

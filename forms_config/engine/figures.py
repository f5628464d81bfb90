"""System figures: what a form may show from the system, where it comes from, and the kinds of post.

Figures are handed in by the caller as ``{source: text of a Decimal | words | None}`` and frozen with the result.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Figures = Mapping[str, str | None]

POST_KIND = "post.kind"  # handed in with the figures: a key of POSTS, or None
ATTENDANCE_STATE = (
    "attendance.state"  # as well: a sentence on how far the figures of attendance can be relied on
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``origin`` tells the reader where it comes from; ``is_number`` False means words."""

    source: str
    label: str
    unit: str
    origin: str
    is_number: bool = True


_ATTENDANCE = "Rekap presensi"

FIGURES = (
    Figure("attendance.percentage", "Presensi: persen kehadiran", "%", _ATTENDANCE),
    Figure("attendance.working_days", "Presensi: hari kerja", "hari", _ATTENDANCE),
    Figure("attendance.days_present", "Presensi: hari hadir", "hari", _ATTENDANCE),
    Figure("attendance.late_minutes", "Presensi: menit terlambat", "menit", _ATTENDANCE),
    Figure("attendance.early_minutes", "Presensi: menit pulang cepat", "menit", _ATTENDANCE),
    Figure("attendance.unexcused_days", "Presensi: hari tanpa keterangan", "hari", _ATTENDANCE),
    Figure("attendance.missing_taps", "Presensi: rekaman masuk atau pulang yang hilang", "kali", _ATTENDANCE),
    Figure("feedback.count", "Jumlah catatan umpan balik pada periode ini", "catatan", "Catatan umpan balik"),
    Figure(
        "last.predikat", "Predikat periode sebelumnya", "", "Evaluasi periode sebelumnya", is_number=False
    ),
)

# Kinds of post (PermenPANRB 38/2017 sets the competence level by kind of post).
POSTS = (
    ("JPT_UTAMA", "JPT Utama"),
    ("JPT_MADYA", "JPT Madya"),
    ("JPT_PRATAMA", "JPT Pratama"),
    ("ADMINISTRATOR", "Administrator"),
    ("PENGAWAS", "Pengawas"),
    ("PELAKSANA", "Pelaksana"),
    ("AHLI_UTAMA", "Fungsional ahli utama"),
    ("AHLI_MADYA", "Fungsional ahli madya"),
    ("AHLI_MUDA", "Fungsional ahli muda"),
    ("AHLI_PERTAMA", "Fungsional ahli pertama"),
    ("PENYELIA", "Fungsional penyelia"),
    ("MAHIR", "Fungsional mahir"),
    ("TERAMPIL", "Fungsional terampil"),
    ("PEMULA", "Fungsional pemula"),
)


def figure(source: str) -> Figure | None:
    """The figure of this source; None for a source that no longer exists."""
    return next((one for one in FIGURES if one.source == source), None)


def standing(source: str, figures: Figures) -> str:
    """How far a figure can be relied on, as a sentence; empty where nothing is known of that."""
    return figures.get(ATTENDANCE_STATE) or "" if source.startswith("attendance.") else ""

"""Dokumen Evaluasi Kinerja Pegawai as the annex of PermenPANRB 6/2022 has it: eight sections, then two signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from evaluations.documents.pages import WIDTH, Paper, Seal, write
from evaluations.documents.parts import CENTERED, HEAD, facts, identity_facts, signatures, table, text, title
from evaluations.models import Evaluation, Feedback, Objection, OrganizationPerformance

NOTHING, UNKNOWN = "Tidak ada.", "–"
PLACE = "Bantul"
NOT_FINAL = "Belum final, masih dapat berubah."
ROOM_BELOW_HEADING = 25 * mm
PEOPLE = (
    ("PEGAWAI YANG DINILAI", ""),
    ("PEJABAT PENILAI KINERJA", "rater_"),
    ("ATASAN PEJABAT PENILAI KINERJA", "reviewer_"),
)


@dataclass(frozen=True, slots=True)
class Competence:
    """One line of the annex, in words."""

    label: str
    level: str
    required: str
    gap: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that stands on it; ``feedback`` by leaders, ``months`` only beside an annual evaluation."""

    evaluation: Evaluation
    performance: OrganizationPerformance | None
    objection: Objection | None
    feedback: Sequence[Feedback]
    months: Sequence[Evaluation]
    competence: Sequence[Competence]
    legal_basis: str
    record_note: str
    printed_at: datetime


def evaluation_pdf(content: Content, seal: Seal | None) -> bytes:
    """The document with the code by which it is checked; ``seal`` None: not final yet."""
    row = content.evaluation
    sections = [
        *((heading, [*identity_facts(identity(row, side)), *_acted(row, side)]) for heading, side in PEOPLE),
        ("EVALUASI KINERJA", _result(content)),
        ("CATATAN/REKOMENDASI", _words(row.notes, row.recommendation, *map(_note, content.feedback))),
        *_of_objection(content.objection),
    ]
    story = _head(content)
    for number, (heading, body) in enumerate(sections, start=1):
        story += [*_heading(f"{number}. {heading}"), *body]
    story += [_signed(row), *_months(content.months), *_annex(content.competence), *_notes(content)]
    paper = Paper(f"Dokumen Evaluasi Kinerja {row.period.name} {row.name}", seal, "" if seal else NOT_FINAL)
    return write(paper, story)


def identity(row: Evaluation, side: str) -> dict[str, str]:
    """Of the employee (``side`` empty), the rater or the rater's superior, as they were."""
    names = {"name": "name", "nip": "nip", "rank": "rank", "position": "position", "unit": "unit_name"}
    return {name: getattr(row, f"{side}{column}") for name, column in names.items()}


def _acted(row: Evaluation, side: str) -> list[Flowable]:
    """Who has rated for a rater who was away."""
    return facts(("Dinilai oleh", row.rated_as)) if side == "rater_" and row.rated_as else []


def of_what(row: Evaluation) -> list[Flowable]:
    """Below the title: whose agency, which days, and what it is not."""
    days = f"{date_format(row.first_day, 'j F Y')} s.d. {date_format(row.last_day, 'j F Y')}"
    lines = [row.agency_name, "Pemerintah Kabupaten Bantul"]
    lines.append(f"Periode penilaian: {days} ({row.period.get_kind_display().lower()})")
    if not row.counts:
        lines.append(f"Bagian dari {row.period.name} yang tidak menjadi hasil periode.")
    if not row.is_final:
        lines.append(NOT_FINAL)
    return [text(line, CENTERED) for line in lines if line]


def _head(content: Content) -> list[Flowable]:
    return [
        *title("DOKUMEN EVALUASI KINERJA PEGAWAI"),
        *of_what(content.evaluation),
        Spacer(1, 2 * mm),
    ]


def _result(content: Content) -> list[Flowable]:
    row = content.evaluation
    return facts(
        ("Capaian Kinerja Organisasi", performance_in_words(content.performance)),
        ("Rating Hasil Kerja", row.get_rating_hasil_kerja_display() or UNKNOWN),
        ("Rating Perilaku Kerja", row.get_rating_perilaku_display() or UNKNOWN),
        ("Predikat Kinerja Pegawai", row.predikat_label or UNKNOWN),
    )


def performance_in_words(performance: OrganizationPerformance | None) -> str:
    if performance is None:
        return "Belum ditetapkan"
    by = f"{performance.decision.decided_by}, {date_format(performance.decision.decided_on, 'j F Y')}"
    return f"{performance.get_level_display()} ({performance.unit.name}; ditetapkan {by})"


def _of_objection(objection: Objection | None) -> list[tuple[str, list[Flowable]]]:
    """Sections 6 to 8; each says when."""
    if objection is None:
        reasons = explanation = decision = _words()
    else:
        reasons = _words(objection.reasons, _on("Diajukan", objection.submitted_at))
        explanation = _words(objection.explanation, _on("Diberikan", objection.explained_at))
        outcome = objection.get_outcome_display()
        decision = _words(outcome, objection.decision, _on("Diputuskan", objection.decided_at))
    return [
        ("KEBERATAN", reasons),
        ("PENJELASAN PEJABAT PENILAI ATAS KEBERATAN", explanation),
        ("KEPUTUSAN ATASAN PEJABAT PENILAI KINERJA", decision),
    ]


def _months(months: Sequence[Evaluation]) -> list[Flowable]:
    if not months:
        return []
    rows = [
        [
            month.period.name, month.get_rating_hasil_kerja_display() or UNKNOWN,
            month.get_rating_perilaku_display() or UNKNOWN, month.predikat_label or UNKNOWN,
        ]
        for month in months
    ]  # fmt: skip
    head = ["Periode", "Hasil Kerja", "Perilaku", "Predikat"]
    return [*_heading("LAMPIRAN: HASIL SEPANJANG TAHUN"), table(head, rows, [WIDTH / len(head)] * len(head))]


def _annex(competence: Sequence[Competence]) -> list[Flowable]:
    if not competence:
        return []
    rows = [[one.label, one.level, one.required or UNKNOWN, one.gap or UNKNOWN] for one in competence]
    widths = [WIDTH * share for share in (0.34, 0.26, 0.22, 0.18)]
    return [
        *_heading("LAMPIRAN: KOMPETENSI"),
        text("Bahan rencana pengembangan. Tidak menentukan predikat."),
        Spacer(1, 1 * mm),
        table(["Kompetensi", "Tingkat", "Dibutuhkan", "Selisih"], rows, widths),
    ]


def _notes(content: Content) -> list[Flowable]:
    basis = f"Dasar hukum: {content.legal_basis}." if content.legal_basis else ""
    printed = date_format(timezone.localtime(content.printed_at), "j F Y H.i")
    number = f"Nomor {content.evaluation.receipt_number}, dicetak {printed} WIB"
    lines = (basis, content.record_note, number)
    return [Spacer(1, 5 * mm), *(text(line) for line in lines if line)]


def _signed(row: Evaluation) -> Flowable:
    received = f"Diterima {_day(row.acknowledged_at)}"
    return signatures(
        (received, "Pegawai yang Dinilai", identity(row, "")),
        (f"{PLACE}, {_day(row.delivered_at)}", "Pejabat Penilai Kinerja", identity(row, "rater_")),
    )


def _words(*parts: str) -> list[Flowable]:
    said = [text(part) for part in parts if part]
    return said or [text(NOTHING)]


def _note(note: Feedback) -> str:
    return f"Umpan balik {date_format(note.about_on, 'j F Y')}, {note.giver}: {note.text}"


def _on(what: str, moment: datetime | None) -> str:
    return f"{what} {_day(moment)}." if moment else ""


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F Y") if moment else "……………………"


def _heading(words: str) -> list[Flowable]:
    """Never alone at the end of a page."""
    return [CondPageBreak(ROOM_BELOW_HEADING), Spacer(1, 4 * mm), text(words, HEAD), Spacer(1, 1 * mm)]

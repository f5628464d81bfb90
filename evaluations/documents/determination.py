"""Penetapan predikat kinerja pegawai of a team or a unit: the organisation's achievement, how the predikat are spread,
and each person's (the three steps of SE MenPANRB 3/2023)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from evaluations.documents.evaluation import PLACE, performance_in_words
from evaluations.documents.pages import WIDTH, Paper, write
from evaluations.documents.parts import CENTERED, HEAD, facts, signatures, table, text, title
from evaluations.enums import Predikat
from evaluations.models import Evaluation, EvaluationPeriod, OrganizationPerformance

NUMBER = 10 * mm
COLUMNS = (
    ("NIP", 0.19), ("Nama", 0.19), ("Jabatan", 0.2), ("Rating Hasil Kerja", 0.14), ("Rating Perilaku Kerja", 0.14),
    ("Predikat Kinerja", 0.14),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Determination:
    """All that stands on it. ``rows`` are rated; ``waiting`` are not yet; ``signer`` empty: nobody alone signs."""

    period: EvaluationPeriod
    unit: str
    rows: Sequence[Evaluation]
    waiting: int
    performance: OrganizationPerformance | None
    signer: Mapping[str, str]
    printed_at: datetime

    @property
    def spread(self) -> list[tuple[str, int]]:
        """How many have each predikat, the best first."""
        return [(str(one.label), sum(row.predikat == one for row in self.rows)) for one in Predikat]

    @property
    def undelivered(self) -> int:
        return sum(row.delivered_at is None for row in self.rows)


def determination_pdf(content: Determination) -> bytes:
    """The document; at its foot date and unit, since it is of no single person and so has no code."""
    printed = date_format(timezone.localtime(content.printed_at), "j F Y H.i")
    story = [*_head(content), *_people(content), *_notes(content), *_signed(content)]
    paper = Paper(
        f"Penetapan predikat {content.period.name}", None, f"{content.unit}, dicetak {printed} WIB."
    )
    return write(paper, story)


def _head(content: Determination) -> list[Flowable]:
    period = content.period
    days = f"{date_format(period.starts_on, 'j F Y')} s.d. {date_format(period.ends_on, 'j F Y')}"
    spread = ", ".join(f"{label} {number}" for label, number in content.spread)
    return [
        *title("PENETAPAN PREDIKAT KINERJA PEGAWAI"),
        text(content.unit, CENTERED),
        text("Pemerintah Kabupaten Bantul", CENTERED),
        text(f"Periode penilaian: {days} ({period.get_kind_display().lower()})", CENTERED),
        Spacer(1, 3 * mm),
        *facts(
            ("Capaian Kinerja Organisasi", performance_in_words(content.performance)),
            ("Sebaran predikat", spread),
        ),
        Spacer(1, 3 * mm),
    ]


def _people(content: Determination) -> list[Flowable]:
    rows = [
        [
            str(number), row.nip or "–", row.name, row.position or "–", row.get_rating_hasil_kerja_display() or "–",
            row.get_rating_perilaku_display() or "–", row.predikat_label or "–",
        ]
        for number, row in enumerate(content.rows, start=1)
    ]  # fmt: skip
    widths = [NUMBER, *((WIDTH - NUMBER) * share for _, share in COLUMNS)]
    return [table(["No", *(head for head, _ in COLUMNS)], rows, widths)]


def _notes(content: Determination) -> list[Flowable]:
    lines = []
    if content.waiting:
        lines.append(f"{content.waiting} orang belum dinilai.")
    if content.undelivered:
        lines.append(f"{content.undelivered} hasil belum disampaikan dan masih dapat berubah.")
    return [Spacer(1, 2 * mm), *(text(line, HEAD) for line in lines)] if lines else []


def _signed(content: Determination) -> list[Flowable]:
    if not content.signer:
        return []
    return [signatures((f"{PLACE}, ……………………", "Pejabat Penilai Kinerja", content.signer))]

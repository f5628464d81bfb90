"""The plan (SKP) as the annex of PermenPANRB 6/2022 has it: for leaders, for others, quantitative and qualitative."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from evaluations.documents.pages import WIDTH, Paper, Seal, write
from evaluations.documents.parts import HEAD, RIGHT, people, signatures, table, text, title
from evaluations.domain.evaluating.plan_layout import Columns, columns_of
from evaluations.domain.evaluating.plan_targets import spread_in_words
from evaluations.enums import (
    Aspect,
    CoreValue,
    Perspective,
    PlanAnnex,
    PlanApproach,
    PlanLayout,
    WorkResultKind,
)
from evaluations.models import PlanVersion
from forms_config.engine.targets import months_of
from forms_config.official.catalogue import catalogue

Row = Mapping[str, Any]
NOT_APPROVED = "Belum disetujui, jadi belum berlaku."
PLACE = "Bantul"
NUMBER = 10 * mm
ROOM_BELOW_HEADING = 35 * mm
FOR_WHOM = {
    PlanLayout.LEADER: "bagi pejabat pimpinan tinggi dan pimpinan unit kerja mandiri",
    PlanLayout.OTHERS: "bagi pejabat administrasi dan pejabat fungsional",
}
LETTERS = dict(zip(WorkResultKind, "AB", strict=True))
MEASURES = "Ukuran keberhasilan/Indikator Kinerja Individu, dan Target:"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of results: its share of the width, its words from result and indicator; ``is_shared`` by all
    indicators of a result."""

    head: str
    share: float
    of: Callable[[Row, Row], str]
    is_shared: bool = False


def plan_pdf(version: PlanVersion, seal: Seal | None) -> bytes:
    """``version`` as it was approved, with the code by which it is checked; ``seal`` None: not approved yet."""
    story = [*_head(version), *_results(version), *_behaviour(version), _signed(version), *_annexes(version)]
    name = version.people["employee"]["name"]
    paper = Paper(f"SKP {version.plan.year} {name}", seal, "" if seal else NOT_APPROVED)
    return write(paper, story)


def _head(version: PlanVersion) -> list[Flowable]:
    approach = PlanApproach(version.approach).label.upper()
    first = version.first_day or version.plan.first_day
    last = version.last_day or version.plan.last_day
    days = f"{date_format(first, 'j F Y')} s.d. {date_format(last, 'j F Y')}"
    return [
        *title(
            "SASARAN KINERJA PEGAWAI", f"PENDEKATAN HASIL KERJA {approach}",
            FOR_WHOM[PlanLayout(version.layout)].upper(),
        ),
        text("Pemerintah Kabupaten Bantul"),
        text(f"Periode penilaian: {days}", RIGHT),
        Spacer(1, 2 * mm),
        people(
            ("PEGAWAI YANG DINILAI", version.people["employee"]),
            ("PEJABAT PENILAI KINERJA", version.people.get("rater", {})),
        ),
    ]  # fmt: skip


def _results(version: PlanVersion) -> list[Flowable]:
    """A. UTAMA and B. TAMBAHAN, each a table; the second may be empty."""
    columns = columns_of(version.layout, version.approach)
    story: list[Flowable] = [*_heading("HASIL KERJA")]
    for kind in WorkResultKind:
        rows = [row for row in version.rows if row["kind"] == kind]
        story += _heading(f"{LETTERS[kind]}. {kind.label.upper()}", above=2 * mm)
        story.append(_table_of(rows, columns) if rows else text("Tidak ada."))
    return story


def _table_of(rows: Sequence[Row], columns: Columns) -> Flowable:
    if columns.needs_target:
        return _counted(rows, LEADERS if columns.has_perspective else OTHERS)
    cells: list[list[str | list[Flowable]]] = [
        [str(number), _in_sentences(row)] for number, row in enumerate(rows, start=1)
    ]
    return table(["No", "Rencana Hasil Kerja"], cells, [NUMBER, WIDTH - NUMBER])


def _counted(rows: Sequence[Row], columns: Sequence[Column]) -> Flowable:
    """One row for each indicator; what belongs to the result stands beside its first one."""
    cells, continued = [], set()
    for number, row in enumerate(rows, start=1):
        for order, indicator in enumerate(row["indicators"] or [NO_INDICATOR]):
            if order:
                continued.add(len(cells))
            own = [
                column.of(row, indicator) if not (order and column.is_shared) else "" for column in columns
            ]
            cells.append([str(number) if not order else "", *own])
    shared = {0, *(place for place, column in enumerate(columns, start=1) if column.is_shared)}
    widths = [NUMBER, *((WIDTH - NUMBER) * column.share for column in columns)]
    return table(
        ["No", *(column.head for column in columns)], cells, widths, continued=continued, shared=shared
    )


def _in_sentences(row: Row) -> list[Flowable]:
    """The qualitative form: the result, and below it a list of how its success is seen."""
    lines = [text(_statement(row)), Spacer(1, 1 * mm), text(MEASURES)]
    for indicator in row["indicators"]:
        target = f" (target: {indicator['target']})" if indicator["target"] else ""
        lines.append(text(f"• {indicator['text']}{target}"))
    return lines


def _statement(row: Row) -> str:
    assigned_by = row.get("assigned_by")  # older versions have none
    return f"{row['statement']}\n(Penugasan dari {assigned_by})" if assigned_by else row["statement"]


def _behaviour(version: PlanVersion) -> list[Flowable]:
    """The seven values with their three guides each, and what the leader expects."""
    guides = {one["key"]: one["guides"] for one in catalogue()["core_values"]}
    rows: list[list[str | list[Flowable]]] = []
    for number, value in enumerate(CoreValue, start=1):
        own = [text(value.label, HEAD), *(text(f"• {guide}") for guide in guides[value])]
        rows.append([str(number), own, version.expectations.get(value, "–")])
    half = (WIDTH - NUMBER) / 2
    head = ["No", "Perilaku Kerja", "Ekspektasi Khusus Pimpinan"]
    return [*_heading("PERILAKU KERJA"), table(head, rows, [NUMBER, half, half])]


def _annexes(version: PlanVersion) -> list[Flowable]:
    story: list[Flowable] = [PageBreak(), *title("LAMPIRAN SASARAN KINERJA PEGAWAI")]
    for annex in PlanAnnex:
        items = version.annexes.get(annex, [])
        rows = [[str(number), item] for number, item in enumerate(items, start=1)] or [["", "–"]]
        story += [table(["No", annex.label.upper()], rows, [NUMBER, WIDTH - NUMBER]), Spacer(1, 3 * mm)]
    return [*story, *_over_the_year(version), _signed(version)]


def _over_the_year(version: PlanVersion) -> list[Flowable]:
    """What the months are given, below the lists of the annex; nothing where no year is spread."""
    every = [one for row in version.rows for one in row["indicators"] if months_of(one)]
    if not every:
        return []
    rows: list[list[str | list[Flowable]]] = [
        [str(number), one["text"], one["target"], spread_in_words(one)]
        for number, one in enumerate(every, start=1)
    ]
    share = (WIDTH - NUMBER) / 10
    head = ["No", "Indikator Kinerja Individu", "Target setahun", "Sepanjang tahun"]
    return [table(head, rows, [NUMBER, 4 * share, 2 * share, 4 * share]), Spacer(1, 3 * mm)]


def _signed(version: PlanVersion) -> Flowable:
    day = f"{PLACE}, {date_format(timezone.localdate(version.approved_at), 'j F Y')}" if version.pk else ""
    return signatures(
        ("", "Pegawai yang Dinilai", version.people["employee"]),
        (day, "Pejabat Penilai Kinerja", version.people.get("rater", {})),
    )


def _heading(words: str, *, above: float = 5 * mm) -> list[Flowable]:
    """Never alone at the end of a page."""
    return [CondPageBreak(ROOM_BELOW_HEADING), Spacer(1, above), text(words, HEAD), Spacer(1, 1 * mm)]


def _label(choices: type[TextChoices], code: str | None) -> str:
    return str(choices(code).label) if code else "–"


NO_INDICATOR = {"aspect": "", "text": "–", "target": "–"}
LEADERS = (
    Column("Rencana Hasil Kerja", 0.33, lambda row, _: _statement(row), is_shared=True),
    Column("Indikator Kinerja Individu", 0.32, lambda _, one: one["text"]),
    Column("Target", 0.18, lambda _, one: one["target"]),
    Column("Perspektif", 0.17, lambda row, _: _label(Perspective, row.get("perspective")), is_shared=True),
)
OTHERS = (
    Column(
        "Rencana Hasil Kerja Pimpinan yang Diintervensi",
        0.22,
        lambda row, _: row["parent"] or "–",
        is_shared=True,
    ),
    Column("Rencana Hasil Kerja", 0.26, lambda row, _: _statement(row), is_shared=True),
    Column("Aspek", 0.11, lambda _, one: _label(Aspect, one["aspect"])),
    Column("Indikator Kinerja Individu", 0.25, lambda _, one: one["text"]),
    Column("Target", 0.16, lambda _, one: one["target"]),
)

"""The form of an evaluation (periodic or annual) as PDF, in the order of the annex of PermenPANRB 6/2022."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from reportlab.graphics.shapes import Drawing, Line, PolyLine, String
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from evaluations.documents.appraisal_content import Appraisal, Appraised, Conduct, Measure, Pattern
from evaluations.documents.evaluation import (
    NOT_FINAL,
    PLACE,
    UNKNOWN,
    identity,
    of_what,
    performance_in_words,
)
from evaluations.documents.pages import PLAIN, WIDE, Paper, Seal, load_fonts, write
from evaluations.documents.parts import HEAD, facts, people, signatures, table, text, title
from evaluations.documents.plan import MEASURES

NUMBER = 9 * mm
ROOM_BELOW_HEADING = 35 * mm
CURVE_SIZE, FOOT_OF_CURVE = (110 * mm, 26 * mm), 5 * mm
CHOSEN = "√"
REALISATION = "Realisasi Berdasarkan Bukti Dukung"
FEEDBACK = "Umpan Balik Berkelanjutan Berdasarkan Bukti Dukung"
NOTHING = "Tidak ada."


@dataclass(frozen=True, slots=True)
class Column:
    """One column of results; ``is_shared`` by all indicators of a result."""

    head: str
    share: float
    of: Callable[[Appraised, Measure], str]
    is_shared: bool = True


def appraisal_pdf(content: Appraisal, seal: Seal | None) -> bytes:
    """The form with the code by which it is checked; ``seal`` None: not final yet."""
    row = content.evaluation
    story = [
        *_head(content), *_organisation(content), *_results(content),
        *facts(("RATING HASIL KERJA", row.get_rating_hasil_kerja_display() or UNKNOWN), page=WIDE),
        *_conduct(content.conduct),
        *facts(("RATING PERILAKU KERJA", row.get_rating_perilaku_display() or UNKNOWN), page=WIDE),
        *_others(content.others),
        Spacer(1, 3 * mm),
        *facts(("PREDIKAT KINERJA PEGAWAI", row.predikat_label or UNKNOWN), page=WIDE),
        _signed(content), *_notes(content),
    ]  # fmt: skip
    paper = Paper(
        f"Evaluasi Kinerja Pegawai {row.period.name} {row.name}", seal, "" if seal else NOT_FINAL, WIDE
    )
    return write(paper, story)


def _head(content: Appraisal) -> list[Flowable]:
    row = content.evaluation
    return [
        *title(
            "EVALUASI KINERJA PEGAWAI", f"PENDEKATAN HASIL KERJA {content.approach.label.upper()}",
            content.for_whom.upper(),
        ),
        *of_what(row),
        Spacer(1, 2 * mm),
        people(
            ("PEGAWAI YANG DINILAI", identity(row, "")),
            ("PEJABAT PENILAI KINERJA", identity(row, "rater_")),
            WIDE,
        ),
        *(facts(("Dinilai oleh", row.rated_as), page=WIDE) if row.rated_as else []),
    ]  # fmt: skip


def _organisation(content: Appraisal) -> list[Flowable]:
    """The five levels with the one that was determined, and the pattern that belongs to it."""
    width = WIDE.width / len(content.levels)
    marks = [[CHOSEN if is_given else "" for _, is_given in content.levels]]
    story = [
        *_heading("CAPAIAN KINERJA ORGANISASI"),
        table([name for name, _ in content.levels], marks, [width] * len(content.levels), page=WIDE),
        text(performance_in_words(content.performance)),
        *_heading("POLA DISTRIBUSI"),
    ]
    if content.pattern is None:
        return [*story, text("Menunggu capaian kinerja organisasi.")]
    bounds = "; ".join(content.pattern.bounds)
    return [*story, _curve(content.pattern), text(bounds or NOTHING)]


def _curve(pattern: Pattern) -> Drawing:
    """The shape alone: the workbook draws no numbers either."""
    load_fonts()
    width, height = CURVE_SIZE
    drawing = Drawing(width, height, hAlign="CENTER")
    drawing.add(Line(0, FOOT_OF_CURVE, width, FOOT_OF_CURVE, strokeWidth=0.5))
    line: list[float] = []
    for across, up, name in pattern.drawn(width, height - FOOT_OF_CURVE - 2 * mm):
        line += [across, FOOT_OF_CURVE + up]
        drawing.add(String(across, 1 * mm, name, fontName=PLAIN, fontSize=7, textAnchor="middle"))
    drawing.add(PolyLine(line, strokeWidth=1.2))
    return drawing


def _results(content: Appraisal) -> list[Flowable]:
    """A. UTAMA and B. TAMBAHAN, each a table; the second may be empty."""
    story = _heading("HASIL KERJA")
    for label, rows in content.groups:
        story += _heading(label.upper(), above=2 * mm)
        story.append(_table_of(rows, content) if rows else text(NOTHING))
    return [*story, Spacer(1, 2 * mm)]


def _table_of(rows: Sequence[Appraised], content: Appraisal) -> Flowable:
    columns = content.columns
    if columns.needs_target:
        return _counted(rows, LEADERS if columns.has_perspective else OTHERS)
    cells: list[list[str | list[Flowable]]] = [
        [str(number), _in_sentences(row), realised(row), "\n".join(row.feedback)]
        for number, row in enumerate(rows, start=1)
    ]
    rest = (WIDE.width - NUMBER) / 10
    head = ["No", "Rencana Hasil Kerja", REALISATION, FEEDBACK]
    return table(head, cells, [NUMBER, 4 * rest, 3 * rest, 3 * rest], page=WIDE)


def _counted(rows: Sequence[Appraised], columns: Sequence[Column]) -> Flowable:
    """One row for each indicator; what belongs to the result stands beside its first one."""
    cells, continued = [], set()
    for number, row in enumerate(rows, start=1):
        for order, measure in enumerate(row.measures or [NO_MEASURE]):
            if order:
                continued.add(len(cells))
            own = [column.of(row, measure) if not (order and column.is_shared) else "" for column in columns]
            cells.append([str(number) if not order else "", *own])
    shared = {0, *(place for place, column in enumerate(columns, start=1) if column.is_shared)}
    widths = [NUMBER, *((WIDE.width - NUMBER) * column.share for column in columns)]
    head = ["No", *(column.head for column in columns)]
    return table(head, cells, widths, continued=continued, shared=shared, page=WIDE)


def _in_sentences(row: Appraised) -> list[Flowable]:
    """The qualitative form: the result, and below it a list of how its success is seen."""
    lines = [text(_statement(row)), Spacer(1, 1 * mm), text(MEASURES)]
    for measure in row.measures:
        target = f" (target: {_target(measure)})" if measure.target or measure.period else ""
        lines.append(text(f"• {measure.text}{target}"))
    return lines


def _conduct(values: Sequence[Conduct]) -> list[Flowable]:
    rows: list[list[str | list[Flowable]]] = [
        [
            str(number),
            [text(one.label, HEAD), *(text(f"• {guide}") for guide in one.guides)],
            one.expectation or UNKNOWN,
            "\n".join(one.feedback),
        ]
        for number, one in enumerate(values, start=1)
    ]
    rest = (WIDE.width - NUMBER) / 3
    head = ["No", "Perilaku Kerja", "Ekspektasi Khusus Pimpinan", FEEDBACK]
    return [
        *_heading("PERILAKU KERJA"),
        table(head, rows, [NUMBER, rest, rest, rest], page=WIDE),
        Spacer(1, 2 * mm),
    ]


def _others(lines: Sequence[str]) -> list[Flowable]:
    return [*_heading("UMPAN BALIK LAIN"), *(text(line) for line in lines)] if lines else []


def _signed(content: Appraisal) -> Flowable:
    row = content.evaluation
    day = date_format(timezone.localtime(row.delivered_at), "j F Y") if row.delivered_at else "……………………"
    return signatures(
        ("", "Pegawai yang Dinilai", identity(row, "")),
        (f"{PLACE}, {day}", "Pejabat Penilai Kinerja", identity(row, "rater_")),
        page=WIDE,
    )


def _notes(content: Appraisal) -> list[Flowable]:
    basis = f"Dasar hukum: {content.legal_basis}." if content.legal_basis else ""
    printed = date_format(timezone.localtime(content.printed_at), "j F Y H.i")
    number = f"Nomor {content.evaluation.receipt_number}, dicetak {printed} WIB"
    return [Spacer(1, 5 * mm), *(text(line) for line in (basis, content.record_note, number) if line)]


def _heading(words: str, *, above: float = 4 * mm) -> list[Flowable]:
    """Never alone at the end of a page."""
    return [CondPageBreak(ROOM_BELOW_HEADING), Spacer(1, above), text(words, HEAD), Spacer(1, 1 * mm)]


def realised(row: Appraised) -> str:
    """What was achieved, and by which evidence."""
    evidence = f"Bukti dukung: {', '.join(row.evidence)}" if row.evidence else ""
    return "\n".join(part for part in (*row.realisation, evidence) if part)


def _statement(row: Appraised) -> str:
    return f"{row.statement}\n(Penugasan dari {row.assigned_by})" if row.assigned_by else row.statement


def _target(measure: Measure) -> str:
    return "\n".join(part for part in (measure.target, measure.period) if part)


NO_MEASURE = Measure("", UNKNOWN, UNKNOWN, "")
LEADERS = (
    Column("Rencana Hasil Kerja", 0.2, lambda row, _: _statement(row)),
    Column("Indikator Kinerja Individu", 0.17, lambda _, one: one.text, is_shared=False),
    Column("Target", 0.12, lambda _, one: _target(one), is_shared=False),
    Column("Perspektif", 0.11, lambda row, _: row.perspective or UNKNOWN),
    Column(REALISATION, 0.2, lambda row, _: realised(row)),
    Column(FEEDBACK, 0.2, lambda row, _: "\n".join(row.feedback)),
)
OTHERS = (
    Column("Rencana Hasil Kerja Pimpinan yang Diintervensi", 0.13, lambda row, _: row.parent or UNKNOWN),
    Column("Rencana Hasil Kerja", 0.15, lambda row, _: _statement(row)),
    Column("Aspek", 0.07, lambda _, one: one.aspect or UNKNOWN, is_shared=False),
    Column("Indikator Kinerja Individu", 0.14, lambda _, one: one.text, is_shared=False),
    Column("Target", 0.11, lambda _, one: _target(one), is_shared=False),
    Column(REALISATION, 0.2, lambda row, _: realised(row)),
    Column(FEEDBACK, 0.2, lambda row, _: "\n".join(row.feedback)),
)

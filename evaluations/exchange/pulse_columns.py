"""The workbook of suara pegawai: one row for each answer to a question, of what may be shown. Empty: too small."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from evaluations.domain.reports.pulse import Beside, By, Figures, Question, Share
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.workbook import write_workbook


@dataclass(frozen=True, slots=True)
class _Row:
    period: str
    question: Question
    share: Share
    beside: Beside


COLUMNS: tuple[Column, ...] = (
    Column("Periode", lambda row: row.period),
    Column("Perangkat daerah", lambda row: row.beside.name, width=44),
    Column("Pertanyaan", lambda row: row.question.label, width=44),
    Column("Jawaban", lambda row: row.share.label),
    Column("Banyaknya", lambda row: row.share.count, Kind.NUMBER),
    Column("Bagian (%)", lambda row: Decimal(str(row.share.width)), Kind.SCORE),
    Column("Semua jawaban", lambda row: row.beside.number, Kind.NUMBER),
    Column("Tingkat jawab (%)", lambda row: row.beside.rate, Kind.NUMBER),
    Column("Keberatan", lambda row: row.beside.objections, Kind.NUMBER),
)


def pulse_workbook(figures: Figures) -> IO[bytes]:
    return write_workbook(COLUMNS, list(_rows(figures)), title="Suara pegawai")


def _rows(figures: Figures) -> Iterator[_Row]:
    """By period (the latest first), question and agency."""
    for period in figures.periods:
        of_period = figures.of(period=period.pk)
        beside = {one.key: one for one in of_period.beside(By.AGENCY)}
        for question in of_period.questions(By.AGENCY):
            for line in question.lines:
                yield from (_Row(period.name, question, share, beside[line.key]) for share in line.shares)

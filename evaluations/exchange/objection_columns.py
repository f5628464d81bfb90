"""The workbook of objections in numbers. A cell is empty where the group is too small to be shown."""

from collections.abc import Iterable
from typing import IO, Any

from evaluations.domain.reports.objections import CHANGED, OPEN, UPHELD, Dimension, Line
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.workbook import write_workbook

HEADERS = {
    Dimension.TOPIC: "Pokok keberatan",
    Dimension.AGENCY: "Perangkat daerah",
    Dimension.PERIOD: "Periode",
}


def _count(header: str, standing: str) -> Column:
    return Column(header, lambda row: row[1].counts[standing], Kind.NUMBER)


# Rows are (dimension, line).
COLUMNS: tuple[Column, ...] = (
    Column("Menurut", lambda row: HEADERS[row[0]]),
    Column("Kelompok", lambda row: row[1].name, width=44),
    Column("Keberatan", lambda row: row[1].total, Kind.NUMBER),
    _count("Berjalan", OPEN),
    _count("Hasil tetap", UPHELD),
    _count("Hasil diubah", CHANGED),
    Column("Rata-rata hari sampai putusan", lambda row: row[1].days, Kind.SCORE),
    Column("Lewat batas", lambda row: row[1].late, Kind.NUMBER),
)


def objections_workbook(tables: Iterable[tuple[Dimension, list[Line]]]) -> IO[bytes]:
    """Every table below the other, in one sheet."""
    rows: list[Any] = [(dimension, line) for dimension, lines in tables for line in lines]
    return write_workbook(COLUMNS, rows, title="Keberatan")

"""The lines of a month in the order in which e-Kinerja BKN asks for daily progress, so that nobody writes twice.

No official list of its fields is known. The order follows the public step-by-step guides of 2026 (the day, then what
was done) and what is certain: an entry belongs to a planned work result (RHK) and stands under the running quarter.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import dateformat

from evaluations.exchange.columns import CellValue, Column, Kind
from evaluations.models import DailyEntry
from forms_config.engine.rounding import spoken

OUTSIDE = "Di luar SKP"


def _files(line: DailyEntry) -> str:
    return ", ".join(file.name for file in line.files.all())


# Rows are lines with their files.
DAILY_COLUMNS: tuple[Column, ...] = (
    Column("Tanggal", lambda line: line.day, Kind.DATE, width=12),
    Column("Rencana hasil kerja", lambda line: line.result or OUTSIDE, width=44),
    Column("Kegiatan", lambda line: line.text, width=60),
    Column("Indikator", lambda line: line.indicator, width=36),
    Column("Realisasi", lambda line: line.quantity, Kind.SCORE, width=12),
    Column("Satuan", lambda line: line.unit, width=14),
    Column("Bukti dukung", _files, width=36),
)


def shown_rows(lines: Iterable[DailyEntry]) -> list[list[tuple[str, str]]]:
    """Each line as (header, text as people read it), for a table to copy from."""
    return [[(column.header, _shown(column.cell(line))) for column in DAILY_COLUMNS] for line in lines]


def _shown(value: CellValue) -> str:
    if isinstance(value, date):
        return dateformat.format(value, "d-m-Y")
    return spoken(value) if isinstance(value, Decimal) else str(value or "")

"""The workbooks of development: units with competences (small groups hidden), or the people with a gap."""

from collections.abc import Iterable
from typing import IO, Any

from django.utils import timezone

from evaluations.domain.reports.development import Line
from evaluations.enums import DevelopmentState
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.workbook import write_workbook
from evaluations.models import OrganizationalUnit

UNITS, PEOPLE = "unit", "orang"  # what ``wanted`` may be
LABELS = {
    "assessed": "Dinilai", "gaps": "Di bawah kebutuhan", "agreed": "Disepakati", "done": "Selesai",
}  # fmt: skip


def _count(name: str) -> Column:
    def value(line: Line) -> int | None:
        return line.counts[name] if line.counts else None

    return Column(LABELS[name], value, Kind.NUMBER)


# Rows are ``Line``s; cells of groups that are too small stay empty.
UNIT_COLUMNS: tuple[Column, ...] = (
    Column("Kode unit", lambda line: line.unit.code),
    Column("Unit", lambda line: line.unit.name, width=44),
    Column("Kompetensi", lambda line: line.label, width=36),
    *(_count(name) for name in LABELS),
)

# Rows are levels with ``step_state`` and ``step_title``.
PEOPLE_COLUMNS: tuple[Column, ...] = (
    Column("NIP", lambda row: row.evaluation.nip, width=22),
    Column("Nama", lambda row: row.evaluation.name, width=36),
    Column("Jabatan", lambda row: row.evaluation.position, width=36),
    Column("Unit", lambda row: row.evaluation.unit_name, width=36),
    Column("Kompetensi", lambda row: row.label, width=36),
    Column("Tingkat", lambda row: row.reached),
    Column("Dibutuhkan", lambda row: row.required),
    Column("Kegiatan terakhir", lambda row: row.step_title, width=44),
    Column("Keadaan", lambda row: str(DevelopmentState(row.step_state).label) if row.step_state else None),
)


def development_workbook(wanted: str, rows: Iterable[Any], unit: OrganizationalUnit) -> tuple[IO[bytes], str]:
    """The table of units or of people (``wanted``) with the name of its file."""
    columns = UNIT_COLUMNS if wanted == UNITS else PEOPLE_COLUMNS
    name = f"pengembangan-{wanted}-{unit.code}-{timezone.localdate():%Y%m%d}.xlsx"
    return write_workbook(columns, rows, title="Pengembangan"), name

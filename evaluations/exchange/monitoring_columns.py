"""The workbooks of the monitoring page: its units, or its people. Progress only, never ratings."""

from collections.abc import Iterable, Mapping
from typing import IO, Any

from django.utils import timezone

from evaluations.domain.evaluating.lateness import with_lateness
from evaluations.enums import EmploymentType, Lateness, State
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.workbook import write_workbook
from evaluations.models import Evaluation, EvaluationPeriod
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import Place
from evaluations.progress import progress_of
from evaluations.queries import COMPLETENESS, DOCUMENTS, LATENESS_LABELS, STAGE_LABELS

UNITS, PEOPLE = "unit", "orang"  # what ``wanted`` may be

_LABELS = {"total": "Evaluasi"} | STAGE_LABELS | LATENESS_LABELS


def _count(name: str) -> Column:
    def value(row: tuple[Any, Mapping[str, int]]) -> int:
        return row[1][name]

    return Column(_LABELS[name], value, Kind.NUMBER, width=14)


# Rows are (unit, counts).
UNIT_COLUMNS: tuple[Column, ...] = (
    Column("Kode unit", lambda row: row[0].code),
    Column("Unit", lambda row: row[0].name, width=44),
    *(_count(name) for name in COMPLETENESS),
)


def _label(name: str) -> Column:
    header = {"fill_lateness": "Pengisian", "rate_lateness": "Penilaian"}[name]
    return Column(header, lambda row: str(Lateness(getattr(row, name)).label))


def _employment(row: Evaluation) -> str:
    return str(EmploymentType(row.employment_type).label) if row.employment_type else ""


# Rows are evaluations with ``with_lateness``.
PEOPLE_COLUMNS: tuple[Column, ...] = (
    Column("NIP", lambda row: row.nip, width=22),
    Column("Nama", lambda row: row.name, width=36),
    Column("Jenis pegawai", _employment),
    Column("Jabatan", lambda row: row.position, width=36),
    Column("Unit", lambda row: row.unit_name, width=36),
    Column("Tahap", lambda row: str(State(row.state).label), width=26),
    _label("fill_lateness"),
    Column("Batas pengisian", lambda row: row.fill_due_at, Kind.MOMENT),
    Column("Dikirim", lambda row: row.fill_done_at, Kind.MOMENT),
    _label("rate_lateness"),
    Column("Batas penilaian", lambda row: row.rate_due_at, Kind.MOMENT),
    Column("Dinilai", lambda row: row.rated_at, Kind.MOMENT),
    Column("Penilai", lambda row: row.rater_name, width=36),
)


def progress_workbook(
    wanted: str, rows: EvaluationQuerySet, people: EvaluationQuerySet, place: Place, period: EvaluationPeriod
) -> tuple[IO[bytes], str] | None:
    """The table of units or of people (``wanted``) with the name of its file; None where there is no such table."""
    columns: tuple[Column, ...]
    table: Iterable[Any]
    if wanted == UNITS:
        shown = progress_of(rows, place)
        total = [shown["total"]] if place.unit else []
        columns, table = UNIT_COLUMNS, [(line.unit, line.counts) for line in (*shown["lines"], *total)]
    elif wanted == PEOPLE and place.unit is not None:
        columns = PEOPLE_COLUMNS
        table = with_lateness(people).defer(*DOCUMENTS).order_by("name", "pk").iterator(chunk_size=500)
    else:
        return None
    where = place.unit.code if place.unit else "semua"
    name = f"pantauan-{wanted}-{where}-{period.pk}-{timezone.localdate():%Y%m%d}.xlsx"
    return write_workbook(columns, table, title="Pantauan"), name

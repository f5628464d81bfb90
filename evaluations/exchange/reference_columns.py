"""The flat fields of what results refer to (units, employees, periods, forms) and of aggregates."""

from collections.abc import Callable, Sequence
from typing import Any

from evaluations.domain.reports.summaries import DIMENSIONS
from evaluations.enums import Predikat
from evaluations.exchange.columns import CellValue, Column, Kind
from evaluations.exchange.exports import named_column

ATTENDANCE_FIGURES = (
    "working_days", "days_present", "unexcused_days", "missing_taps", "late_minutes", "early_minutes", "away_minutes",
    "missed_ceremonies",
)  # fmt: skip


def _attribute(path: str) -> Callable[[Any], CellValue]:
    """The value under a dotted path; None where something on the way is missing, or the text is empty."""
    *way, last = path.split(".")

    def value(row: Any) -> CellValue:
        for step in way:
            row = getattr(row, step)
            if row is None:
                return None
        found = getattr(row, last)
        return None if found == "" else found

    return value


def _column(header: str, path: str = "", kind: Kind = Kind.TEXT) -> Column:
    return Column(header, _attribute(path or header), kind)


def _of_predikat(predikat: Predikat) -> Column:
    return Column(str(predikat.label), lambda row: row[predikat.value], Kind.NUMBER)


UNIT_COLUMNS: tuple[Column, ...] = (
    _column("code"),
    _column("name"),
    _column("kind", kind=Kind.NUMBER),
    Column("kind_label", lambda unit: unit.get_kind_display()),
    _column("parent_code", "parent.code"),
    _column("parent_name", "parent.name"),
    _column("agency_code", "agency.code"),
    _column("agency_name", "agency.name"),
    _column("opened_on", kind=Kind.DATE),
    _column("closed_on", kind=Kind.DATE),
)

# ``post`` is put on each employee by the list: see ``domain.reports.reporting.posts_by_id``.
EMPLOYEE_COLUMNS: tuple[Column, ...] = (
    _column("id", kind=Kind.NUMBER),
    _column("nip"),
    _column("name", "full_name"),
    _column("employment_type"),
    _column("legal_status"),
    _column("rank"),
    _column("position", "post.position"),
    _column("position_type", "post.position_type"),
    _column("unit_code", "post.unit.code"),
    _column("unit_name", "post.unit.name"),
    _column("agency_code", "post.unit.agency.code"),
    _column("agency_name", "post.unit.agency.name"),
    _column("updated_at", kind=Kind.MOMENT),
)

# One row is a month of a person, with the post of today; None is not known, never zero.
ATTENDANCE_COLUMNS: tuple[Column, ...] = (
    _column("id", kind=Kind.NUMBER),
    _column("nip", "employee.nip"),
    _column("name", "employee.full_name"),
    _column("year", kind=Kind.NUMBER),
    _column("month", kind=Kind.NUMBER),
    *(_column(name, kind=Kind.NUMBER) for name in ATTENDANCE_FIGURES),
    _column("source"),
    _column("unit_code", "post.unit.code"),
    _column("unit_name", "post.unit.name"),
    _column("agency_code", "post.unit.agency.code"),
    _column("agency_name", "post.unit.agency.name"),
    _column("updated_at", kind=Kind.MOMENT),
)

# ``text`` is put on each page by the list.
GUIDANCE_COLUMNS: tuple[Column, ...] = (
    _column("slug"),
    _column("title"),
    _column("summary"),
    _column("audience"),
    Column("audience_label", lambda page: page.get_audience_display()),
    _column("url", "address"),
    _column("text"),
    _column("published_at", "last_published_at", Kind.MOMENT),
    _column("kind"),
    Column("kind_label", lambda page: page.get_kind_display()),
)

PERIOD_COLUMNS: tuple[Column, ...] = (
    _column("id", kind=Kind.NUMBER),
    _column("name"),
    _column("kind"),
    _column("year", kind=Kind.NUMBER),
    _column("month", kind=Kind.NUMBER),
    _column("starts_on", kind=Kind.DATE),
    _column("ends_on", kind=Kind.DATE),
    _column("fill_until", kind=Kind.MOMENT),
    _column("rate_until", kind=Kind.MOMENT),
    _column("state"),
    _column("rating_starts_on", kind=Kind.DATE),
)

# One row is the level of a unit in a period that holds now.
PERFORMANCE_COLUMNS: tuple[Column, ...] = (
    _column("id", kind=Kind.NUMBER),
    _column("unit_code", "unit.code"),
    _column("unit_name", "unit.name"),
    _column("agency_code", "unit.agency.code"),
    _column("agency_name", "unit.agency.name"),
    _column("period", "period_id", Kind.NUMBER),
    _column("period_name", "period.name"),
    _column("level"),
    Column("level_label", lambda row: row.get_level_display()),
    _column("source", "decision.source"),
    _column("decided_by", "decision.decided_by"),
    _column("decided_on", "decision.decided_on", Kind.DATE),
    _column("recorded_at", "decision.recorded_at", Kind.MOMENT),
)

# One row is the newest version of a form.
FORM_COLUMNS: tuple[Column, ...] = (
    _column("key", "form.key"),
    _column("title", "form.title"),
    _column("form_version", "pk", Kind.NUMBER),
    _column("number", kind=Kind.NUMBER),
    _column("published_at", kind=Kind.MOMENT),
    _column("content_hash"),
)

_NUMBERS = ("period", "year", "month")


# The workbook of the portal's summary; rows come from ``domain.reports.summaries.distribution_by``.
SPREAD_COLUMNS: tuple[Column, ...] = (
    Column("Kode perangkat daerah", lambda row: row["agency_code"]),
    Column("Perangkat daerah", lambda row: row["agency_name"], width=44),
    Column("Kode unit", lambda row: row["unit_code"]),
    Column("Unit", lambda row: row["unit_name"], width=44),
    *(_of_predikat(predikat) for predikat in Predikat),
    Column("Jumlah", lambda row: row["total"], Kind.NUMBER),
)


def summary_columns(dimensions: Sequence[str], counted: Sequence[Column]) -> list[Column]:
    """What groups, then what is counted, then whether something was hidden ("ya" in files)."""
    names = [name for dimension in dimensions for name in DIMENSIONS[dimension]]
    return [
        *(named_column(name, Kind.NUMBER if name in _NUMBERS else Kind.TEXT) for name in names),
        *(column for column in counted if column.header not in names),
        named_column("suppressed", Kind.FLAG),
    ]


def count_columns(names: Sequence[str]) -> tuple[Column, ...]:
    """Whole numbers under these names."""
    return tuple(named_column(name, Kind.NUMBER) for name in names)


# Of ``domain.reports.indicators``: which item, then what it came to.
INDICATOR_COLUMNS: tuple[Column, ...] = (
    *(named_column(name) for name in ("form", "section", "section_label", "item", "item_label", "indicator")),
    *count_columns(("evaluations", "scores")),
    named_column("average", Kind.SCORE),
)

"""The tables that leave the system, and how they are written: flat JSON rows, CSV, workbook.

The header of a column is its name in the API: JSON, CSV and workbook of one list have the same fields, in
the same order, with the same values.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any

import orjson
from django.utils import timezone

from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.exchange.columns import CellValue, Column, Kind

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LINES_AT_ONCE = 500


def _field(name: str, kind: Kind = Kind.TEXT) -> Callable[[Mapping[str, Any]], CellValue]:
    """The value under ``name``; an empty text means that it is not known."""
    return (lambda row: row[name] or None) if kind == Kind.TEXT else itemgetter(name)


def _reported(name: str, kind: Kind = Kind.TEXT) -> Callable[[Mapping[str, Any]], CellValue]:
    """Part of a result: known to nobody outside until it was delivered to the employee."""
    field = _field(name, kind)

    def value(row: Mapping[str, Any]) -> CellValue:
        return field(row) if row["state"] in RESULT_KNOWN_TO_EMPLOYEE else None

    return value


def named_column(name: str, kind: Kind = Kind.TEXT) -> Column:
    """A column of rows that are dicts."""
    return Column(name, _field(name, kind), kind)


# The contract of ``GET /api/v1/results/``; rows come from ``result_rows`` of ``domain.reports.reporting``.
RESULT_COLUMNS: tuple[Column, ...] = (
    named_column("id", Kind.NUMBER),
    named_column("nip"),
    named_column("name"),
    named_column("employment_type"),
    named_column("position"),
    named_column("unit_code"),
    named_column("unit_name"),
    named_column("agency_code"),
    named_column("agency_name"),
    named_column("period", Kind.NUMBER),
    named_column("period_kind"),
    named_column("year", Kind.NUMBER),
    named_column("month", Kind.NUMBER),
    named_column("form"),
    named_column("form_version", Kind.NUMBER),
    named_column("state"),
    Column("rating_hasil_kerja", _reported("rating_hasil_kerja")),
    Column("rating_perilaku", _reported("rating_perilaku")),
    Column("predikat", _reported("predikat")),
    Column("predikat_label", _reported("predikat_label")),
    Column("index_score", _reported("index_score", Kind.SCORE), Kind.SCORE),
    Column("competency_score", _reported("competency_score", Kind.SCORE), Kind.SCORE),
    named_column("rater_nip"),
    named_column("rater_name"),
    named_column("rated_at", Kind.MOMENT),
    named_column("delivered_at", Kind.MOMENT),
    named_column("final_at", Kind.MOMENT),
    named_column("updated_at", Kind.MOMENT),
    # Of the plan (SKP) of the own post that it was reported against; rows of ``with_plans``.
    named_column("plan", Kind.NUMBER),
    named_column("plan_version", Kind.NUMBER),
    named_column("plan_approved_at", Kind.MOMENT),
    named_column("plan_position"),
    named_column("plan_unit_name"),
    Column("status_kinerja", _reported("status_kinerja")),
    Column("objection_until", _reported("objection_until", Kind.MOMENT), Kind.MOMENT),
)


def json_row(columns: Sequence[Column], row: Any) -> dict[str, Any]:
    """``{header: value}``: moments and days as ISO text in local time, a Decimal as text."""
    return json_rows(columns)(row)


def json_rows(columns: Sequence[Column]) -> Callable[[Any], dict[str, Any]]:
    """``json_row`` for many rows: what a column needs is found out once, not for each of a million values."""
    parts = [(column.header, column.value, _writer(column.kind)) for column in columns]

    def one(row: Any) -> dict[str, Any]:
        return {header: write(value(row)) if write else value(row) for header, value, write in parts}

    return one


def _writer(kind: Kind) -> Callable[[Any], CellValue] | None:
    """How values that JSON does not have become text; None where it has them."""
    zone = timezone.get_current_timezone()

    def moment(value: datetime | None) -> str | None:
        return value.astimezone(zone).isoformat() if value else None

    def number(value: Decimal | None) -> str | None:
        return None if value is None else str(value)  # so that no reader makes a binary fraction of it

    return {
        Kind.MOMENT: moment,
        Kind.DATE: lambda value: value and value.isoformat(),
        Kind.SCORE: number,
        Kind.DECIMAL: number,
    }.get(kind)


def json_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[bytes]:
    """One JSON object per line, in parts of several lines; the last line says that nothing is missing, and of how many.

    ``{"rows": n, "complete": true}``. Whoever does not find it was cut off.
    """
    lines, number, one = [], 0, json_rows(columns)
    for number, row in enumerate(rows, start=1):  # noqa: B007 - its last value is told
        lines.append(orjson.dumps(one(row)))
        if len(lines) >= LINES_AT_ONCE:
            yield b"\n".join([*lines, b""])
            lines = []
    lines.append(orjson.dumps({"rows": number, "complete": True}))
    yield b"\n".join([*lines, b""])


_FIELD_TYPES = {
    Kind.TEXT: "string",
    Kind.NUMBER: "integer",
    Kind.SCORE: "number",
    Kind.DECIMAL: "number",
    Kind.DATE: "date",
    Kind.MOMENT: "datetime",
    Kind.FLAG: "boolean",
}


def table_schema(columns: Sequence[Column]) -> dict[str, Any]:
    """What the columns of the files are, as Table Schema (Frictionless): so that no tool takes a NIP for a number."""
    return {"fields": [{"name": column.header, "type": _FIELD_TYPES[column.kind]} for column in columns]}


class _Echo:
    """A file for ``csv.writer`` that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """A CSV file (RFC 4180: commas, CRLF, UTF-8 without a mark) in parts of several lines.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    writer = csv.writer(_Echo())
    lines = [writer.writerow([column.header for column in columns])]
    cells = [_csv_cell(column) for column in columns]
    for row in rows:
        lines.append(writer.writerow([cell(row) for cell in cells]))
        if len(lines) >= LINES_AT_ONCE:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def _csv_cell(column: Column) -> Callable[[Any], CellValue]:
    """What a row says in this column."""
    value, write = column.value, _writer(column.kind)

    def text(row: Any) -> CellValue:
        said = column.cell(row)
        return f"'{said}" if isinstance(said, str) and said.startswith(FORMULA_STARTS) else said

    if column.kind == Kind.FLAG:
        return lambda row: "true" if value(row) else "false"
    if column.kind == Kind.TEXT:
        return text
    return (lambda row: write(value(row))) if write else value

"""The kinds of import: their settings, which of them a file of attendance is, and what a part would change."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evaluations.domain.refusals import Refused
from evaluations.enums import ATTENDANCE_IMPORTS, ImportKind
from evaluations.exchange import headings
from evaluations.exchange.ages import dated, hold_older
from evaluations.exchange.changes import Change, Importer, Plan
from evaluations.exchange.import_assignments import AssignmentImport
from evaluations.exchange.import_attendance import AttendanceImport
from evaluations.exchange.import_credits import CreditImport
from evaluations.exchange.import_employees import EmployeeImport
from evaluations.exchange.import_hours import HoursImport
from evaluations.exchange.import_matrix import MatrixImport
from evaluations.exchange.import_taps import TapImport
from evaluations.exchange.import_units import UnitImport
from evaluations.exchange.json_rows import is_json
from evaluations.exchange.parsed import Record
from evaluations.exchange.table_refusals import ColumnsMissing
from evaluations.exchange.tables import stream_table

IMPORTERS: dict[str, Importer] = {
    importer.kind: importer
    for importer in (
        UnitImport(),
        EmployeeImport(),
        AssignmentImport(),
        AttendanceImport(),
        CreditImport(),
        MatrixImport(),
        HoursImport(),
        TapImport(),
    )
}


def recognised(kind: str, path: Path, sheet: str | None = None) -> ImportKind:
    """Which kind of attendance an upload of ``kind`` is, by its headings; any other kind stays as it is.

    A file of none of them is what it comes nearest to, so that the refusal names the right columns. Raises OSError.
    """
    if kind != ImportKind.ATTENDANCE:
        return ImportKind(kind)
    if is_json(path):
        return ImportKind.TAPS
    nearest: list[tuple[int, ImportKind]] = []
    for one in ATTENDANCE_IMPORTS:
        lacking = _lacking(IMPORTERS[one], path, sheet)
        if not lacking:
            return one
        nearest.append((lacking, one))
    return min(nearest, key=lambda found: found[0])[1]


def _lacking(importer: Importer, path: Path, sheet: str | None) -> int:
    """How many of the required columns a file lacks; none where something else is wrong with it, which is said when it
    is read."""
    required = [column.header for column in importer.columns if column.required]
    try:
        table = stream_table(
            path, headings.accepted_headers(importer.kind, importer.columns), required, sheet=sheet
        )
    except ColumnsMissing as missing:
        return len(missing.details)
    except Refused:
        return 0
    table.rows.close()
    return 0


def options_of(kind: str, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an import, with the day of its data. Raises ``Refused`` when one is missing or wrong."""
    sheet = {"sheet": given["sheet"]} if given.get("sheet") else {}
    return IMPORTERS[kind].options(file_name, given) | dated(given) | sheet


def told_of_missing(kind: str, missing: ColumnsMissing) -> dict[str, Any]:
    """What can be said of the columns of a file that lacks required ones: see ``headings.told``."""
    importer = IMPORTERS[kind]
    lacking = set(missing.details)
    read = [column.header for column in importer.columns if column.required and column.header not in lacking]
    return headings.told(kind, importer.columns, headings.Headings(read, missing.unknown), importer.elsewhere)


def plan_part(importer: Importer, records: list[Record], options: Mapping[str, Any]) -> Plan:
    plan = importer.plan(records, options)
    hold_older(importer, plan, options)
    return plan


def planned_row(change: Change) -> dict[str, Any]:
    return {
        "row": change.record.number,
        "outcome": change.outcome,
        "label": change.label,
        "values": change.record.values,
        "differences": [[d.label, d.old, d.new] for d in change.differences],
        **({"reason": change.held.message} if change.held else {}),
    }

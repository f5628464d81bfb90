"""The five kinds of import: their settings, and what a part of a file would change."""

from collections.abc import Mapping
from typing import Any

from evaluations.exchange import headings
from evaluations.exchange.ages import dated, hold_older
from evaluations.exchange.changes import Change, Importer, Plan
from evaluations.exchange.import_assignments import AssignmentImport
from evaluations.exchange.import_attendance import AttendanceImport
from evaluations.exchange.import_credits import CreditImport
from evaluations.exchange.import_employees import EmployeeImport
from evaluations.exchange.import_units import UnitImport
from evaluations.exchange.parsed import Record
from evaluations.exchange.table_refusals import ColumnsMissing

IMPORTERS: dict[str, Importer] = {
    importer.kind: importer
    for importer in (
        UnitImport(),
        EmployeeImport(),
        AssignmentImport(),
        AttendanceImport(),
        CreditImport(),
    )
}


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

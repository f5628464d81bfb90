"""Imports from the file to the database: preview, confirm in one transaction, hand back the faults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange.changes import Change, Importer, Outcome, Plan, changed_meanwhile
from evaluations.exchange.columns import Column
from evaluations.exchange.import_attendance import AttendanceImport
from evaluations.exchange.import_employees import EmployeeImport
from evaluations.exchange.import_units import UnitImport
from evaluations.exchange.rows import Finding, Parsed, Record
from evaluations.exchange.texts import printable
from evaluations.exchange.workbook import write_workbook
from evaluations.models import ImportBatch

IMPORTERS: dict[str, Importer] = {
    importer.kind: importer for importer in (UnitImport(), EmployeeImport(), AttendanceImport())
}


@dataclass(slots=True)
class Report:
    """What an import did or would do; the numbers count rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [finding.as_dict() for finding in self.errors],
            "warnings": [finding.as_dict() for finding in self.warnings],
        }


def import_file(
    kind: ImportKind,
    content: bytes,
    file_name: str,
    *,
    given: Mapping[str, Any] | None = None,
    dry_run: bool = False,
) -> Report:
    """Import without a preview, as commands do: good rows are written in one transaction, faults reported.

    Raises ``Refused`` when the file itself cannot be used; then nothing is written.
    """
    importer = IMPORTERS[kind]
    options = importer.options(file_name, given or {})
    parsed = importer.parse(content, options)
    with transaction.atomic():
        plan = importer.plan(parsed.records, options)
        report = _report(parsed, plan)
        if not dry_run:
            _apply(importer, plan, options)
            ImportBatch.objects.create(
                kind=kind,
                state=ImportState.APPLIED,
                file_name=printable(file_name)[:200],
                options=options,
                rows=[_rejected_row(record) for record in parsed.rejected],
                report=report.as_dict(),
                applied_at=timezone.now(),
            )
    return report


def import_path(
    kind: ImportKind, path: Path, *, given: Mapping[str, Any] | None = None, dry_run: bool = False
) -> Report:
    """``import_file`` for a file on disk; OSError when it cannot be opened."""
    return import_file(kind, path.read_bytes(), path.name, given=given, dry_run=dry_run)


def preview(
    kind: ImportKind,
    content: bytes,
    file_name: str,
    *,
    actor,
    given: Mapping[str, Any] | None = None,
) -> ImportBatch:
    """Read a file and keep what it would do as a batch to confirm; no people, units or figures are written.

    Raises ``Refused``: not_yours, or when the file itself cannot be used.
    """
    _check_manager(actor)
    importer = IMPORTERS[kind]
    options = importer.options(file_name, given or {})
    parsed = importer.parse(content, options)
    plan = importer.plan(parsed.records, options)
    return ImportBatch.objects.create(
        kind=kind,
        file_name=printable(file_name)[:200],
        options=options,
        rows=[
            *(_planned_row(change) for change in plan.changes),
            *(_rejected_row(record) for record in parsed.rejected),
        ],
        report=_report(parsed, plan).as_dict(),
        created_by=actor,
    )


@transaction.atomic
def confirm(batch: ImportBatch, *, actor) -> ImportBatch:
    """Write what the preview showed, compared anew with what is stored now; then forget the good rows.

    Raises ``Refused``: not_yours, wrong_state, changed_meanwhile.
    """
    locked = _waiting(batch, actor)
    importer = IMPORTERS[locked.kind]
    records = [Record(row["row"], row["values"]) for row in locked.rows if row["outcome"] != Outcome.REJECTED]
    plan = importer.plan(records, locked.options)
    _apply(importer, plan, locked.options)
    locked.report |= {outcome.value: plan.count(outcome) for outcome in _COUNTED}
    locked.rows = [row for row in locked.rows if row["outcome"] == Outcome.REJECTED]
    locked.state, locked.applied_at = ImportState.APPLIED, timezone.now()
    locked.save(update_fields=["report", "rows", "state", "applied_at"])
    return locked


@transaction.atomic
def discard(batch: ImportBatch, *, actor) -> ImportBatch:
    """Give a preview up and forget its rows. Raises ``Refused``: not_yours, wrong_state."""
    locked = _waiting(batch, actor)
    locked.state, locked.rows = ImportState.DISCARDED, []
    locked.save(update_fields=["state", "rows"])
    return locked


def error_workbook(batch: ImportBatch) -> IO[bytes]:
    """The rejected rows in the layout of the input (only columns that are read), with row and reasons."""
    headers = [column.header for column in IMPORTERS[batch.kind].columns]
    reasons: dict[int, list[str]] = {}
    for error in batch.report["errors"]:
        reasons.setdefault(error["row"], []).append(f"{error['column']}: {error['message']}")
    columns = [
        *(Column(header, lambda row, header=header: row["values"].get(header)) for header in headers),
        Column("Baris", lambda row: str(row["row"]), width=8),
        Column("Kesalahan", lambda row: " ".join(reasons.get(row["row"], [])), width=80),
    ]
    rejected = [row for row in batch.rows if row["outcome"] == Outcome.REJECTED]
    return write_workbook(columns, rejected, title="Kesalahan")


_COUNTED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)


def _apply(importer: Importer, plan: Plan, options: Mapping[str, Any]) -> None:
    """Write the plan; somebody who wrote the same rows at the same moment makes it a refusal."""
    try:
        with transaction.atomic():
            importer.apply(plan, options)
    except IntegrityError:
        raise changed_meanwhile() from None


def _report(parsed: Parsed, plan: Plan) -> Report:
    counts = {outcome.value: plan.count(outcome) for outcome in _COUNTED}
    warnings = sorted([*parsed.warnings, *plan.warnings], key=lambda finding: finding.row)
    return Report(**counts, errors=sorted(parsed.errors, key=lambda f: f.row), warnings=warnings)


def _planned_row(change: Change) -> dict[str, Any]:
    return {
        "row": change.record.number,
        "outcome": change.outcome,
        "label": change.label,
        "values": change.record.values,
        "differences": [[d.label, d.old, d.new] for d in change.differences],
    }


def _rejected_row(record: Record) -> dict[str, Any]:
    return {"row": record.number, "outcome": Outcome.REJECTED, "values": record.values}


def _waiting(batch: ImportBatch, actor) -> ImportBatch:
    _check_manager(actor)
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != ImportState.PREVIEW:
        raise Refused("wrong_state", f"Impor ini sudah {locked.get_state_display().lower()}.")
    return locked


def _check_manager(actor) -> None:
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat mengimpor data.")

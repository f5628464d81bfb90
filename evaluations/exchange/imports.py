"""Imports from the file to the database: preview, confirm in one transaction, hand back the faults."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.refusals import Refused
from evaluations.domain.stalled_imports import forget_upload
from evaluations.enums import ImportKind, ImportState, PeriodState
from evaluations.exchange import headings
from evaluations.exchange.ages import dated, hold_older
from evaluations.exchange.changes import Change, Importer, Outcome, Plan, changed_meanwhile
from evaluations.exchange.columns import Column
from evaluations.exchange.findings import Finding
from evaluations.exchange.import_assignments import AssignmentImport
from evaluations.exchange.import_attendance import AttendanceImport
from evaluations.exchange.import_employees import EmployeeImport
from evaluations.exchange.import_units import UnitImport
from evaluations.exchange.journal import journal, snapshot
from evaluations.exchange.parsed import Parsed, Record
from evaluations.exchange.table_refusals import ColumnsMissing
from evaluations.exchange.tables import Progress, no_progress
from evaluations.exchange.texts import printable
from evaluations.exchange.workbook import write_workbook
from evaluations.models import EvaluationPeriod, ImportBatch

IMPORTERS: dict[str, Importer] = {
    importer.kind: importer
    for importer in (UnitImport(), EmployeeImport(), AssignmentImport(), AttendanceImport())
}


@dataclass(slots=True)
class Report:
    """What an import did or would do; the numbers count rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    held: list[Finding] = field(default_factory=list)  # why rows wait for a decision
    columns: dict[str, Any] = field(default_factory=dict)  # see ``headings.told``
    about_columns: list[Finding] = field(default_factory=list)  # the same as warnings
    unknown_words: dict[str, int] = field(default_factory=dict)  # of legal positions, with the number of rows

    def as_dict(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [finding.as_dict() for finding in self.errors],
            "warnings": [finding.as_dict() for finding in self.all_warnings],
        }

    @property
    def all_warnings(self) -> list[Finding]:
        """For those who see no preview: of cells, of columns, and of rows that were held and so not written."""
        return sorted([*self.about_columns, *self.warnings, *self.held], key=lambda finding: finding.row)


def import_file(
    kind: ImportKind,
    content: bytes,
    file_name: str,
    *,
    given: Mapping[str, Any] | None = None,
    dry_run: bool = False,
) -> Report:
    """``import_path`` for bytes; ``file_name`` is what people called the file."""
    with NamedTemporaryFile(suffix=Path(file_name).suffix) as file:
        file.write(content)
        file.flush()
        return import_path(kind, Path(file.name), given=given, dry_run=dry_run, file_name=file_name)


def import_path(
    kind: ImportKind,
    path: Path,
    *,
    given: Mapping[str, Any] | None = None,
    dry_run: bool = False,
    file_name: str = "",
) -> Report:
    """Import without a preview, as commands do: good rows are written in one transaction, faults reported.

    Raises ``Refused`` when the file itself cannot be used (then nothing is written), OSError when it cannot be opened.
    """
    importer = IMPORTERS[kind]
    name = printable(file_name or path.name)[:200]
    options = options_of(kind, name, given or {})
    parsed = importer.parse(path, options, no_progress)
    with transaction.atomic():
        if not dry_run:
            lock_periods()
        plan = _plan(importer, parsed.records, options)
        report = _report(importer, parsed, plan)
        if not dry_run:
            batch = ImportBatch(kind=kind, state=ImportState.APPLIED, file_name=name, options=options)
            batch.rows = _rows(importer, plan, parsed, options)
            batch.report = _stored_report(report, batch.rows)
            batch.journal = _apply(importer, plan, options)
            batch.rows = _rows_to_keep(batch.rows)
            batch.applied_at = timezone.now()
            batch.save()
    return report


def preview(
    kind: ImportKind, content: bytes, file_name: str, *, actor, given: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Read a file here and now and keep what it would do as a batch to confirm; nothing else is written.

    Raises ``Refused``: not_yours, or when the file itself cannot be used. The admin reads in a process of its own
    instead: see ``reading``.
    """
    check_manager(actor)
    options = options_of(kind, file_name, given or {})
    with NamedTemporaryFile(suffix=Path(file_name).suffix) as file:
        file.write(content)
        file.flush()
        rows, report = examine(kind, Path(file.name), options, no_progress)
    return ImportBatch.objects.create(
        kind=kind,
        file_name=printable(file_name)[:200],
        options=options,
        rows=rows,
        report=report,
        created_by=actor,
    )


def options_of(kind: str, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an import, with the day of its data. Raises ``Refused`` when one is missing or wrong."""
    return IMPORTERS[kind].options(file_name, given) | dated(given)


def examine(
    kind: str, path: Path, options: Mapping[str, Any], on_progress: Progress
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What the file would do: ``rows`` and ``report`` of a batch. Raises ``Refused`` when it cannot be used."""
    importer = IMPORTERS[kind]
    parsed = importer.parse(path, options, on_progress)
    plan = _plan(importer, parsed.records, options)
    rows = _rows(importer, plan, parsed, options)
    return rows, _stored_report(_report(importer, parsed, plan), rows)


def told_of_missing(kind: str, missing: ColumnsMissing) -> dict[str, Any]:
    """What can be said of the columns of a file that lacks required ones: see ``headings.told``."""
    importer = IMPORTERS[kind]
    lacking = set(missing.details)
    read = [column.header for column in importer.columns if column.required and column.header not in lacking]
    return headings.told(kind, importer.columns, headings.Headings(read, missing.unknown), importer.elsewhere)


@transaction.atomic
def confirm(batch: ImportBatch, *, actor) -> ImportBatch:
    """Write what the preview showed, compared anew with what is stored now; then keep only what it did.

    Raises ``Refused``: not_yours, wrong_state, changed_meanwhile.
    """
    locked = _waiting(batch, actor)
    lock_periods()
    importer = IMPORTERS[locked.kind]
    plan = _plan_anew(locked)
    locked.journal = _apply(importer, plan, locked.options)
    locked.rows = _rows_to_keep(locked.rows)
    locked.state, locked.applied_at = ImportState.APPLIED, timezone.now()
    forget_upload(locked)
    locked.save(update_fields=["report", "rows", "journal", "state", "applied_at", "upload"])
    return locked


@transaction.atomic
def release(batch: ImportBatch, numbers: Iterable[int] | None, *, reason: str, actor) -> int:
    """Let held rows through, those with these Excel numbers or (None) all; gives how many. Logged on the batch.

    Raises ``Refused``: not_yours, wrong_state, reason_missing, not_held, only_together, changed_meanwhile.
    """
    locked = _waiting(batch, actor)
    if not reason.strip():
        raise Refused("reason_missing", "Isi alasannya: mengapa baris ini boleh diterapkan.", "reason")
    held = {row["row"] for row in locked.rows if row["outcome"] == Outcome.HELD}
    chosen = held if numbers is None else held & set(numbers)
    if not chosen:
        raise Refused("not_held", "Pilih dulu baris yang diloloskan.", "rows")
    if locked.kind == ImportKind.UNITS and chosen != held:
        raise Refused("only_together", "Susunan unit hanya dapat diloloskan seluruhnya.", "rows")
    locked.options["released"] = sorted({*locked.options.get("released", ()), *chosen})
    entry = {
        "rows": sorted(chosen),
        "reason": reason.strip(),
        "by": str(actor),
        "at": timezone.now().isoformat(),
    }
    locked.releases = [*locked.releases, entry]
    _plan_anew(locked)
    locked.save(update_fields=["options", "releases", "report", "rows"])
    return len(chosen)


def _plan(importer: Importer, records: list[Record], options: Mapping[str, Any]) -> Plan:
    plan = importer.plan(records, options)
    hold_older(importer, plan, options)
    return plan


def _plan_anew(batch: ImportBatch) -> Plan:
    """Compare the rows of a preview with what is stored now, and bring them and the report up to date (not saved)."""
    importer = IMPORTERS[batch.kind]
    records = [Record(row["row"], row["values"]) for row in batch.rows if row["outcome"] in _PLANNED]
    plan = _plan(importer, records, batch.options)
    others = [row for row in batch.rows if row["outcome"] not in _PLANNED]
    batch.rows = [*(_planned_row(change) for change in plan.changes), *others]
    known = [(finding["row"], finding["kind"]) for finding in batch.report["warnings"]]
    new = [finding.as_dict() for finding in plan.warnings if (finding.row, finding.kind) not in known]
    batch.report["warnings"] += new
    batch.report |= {outcome.value: plan.count(outcome) for outcome in _PLANNED}
    return plan


@transaction.atomic
def discard(batch: ImportBatch, *, actor) -> ImportBatch:
    """Give a preview (or its reading) up and forget its rows. Raises ``Refused``: not_yours, wrong_state."""
    locked = _waiting(batch, actor, ImportState.PREVIEW, ImportState.READING, ImportState.MAPPING)
    locked.state, locked.rows = ImportState.DISCARDED, []
    forget_upload(locked)
    locked.save(update_fields=["state", "rows", "upload"])
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


def absent_workbook(batch: ImportBatch) -> IO[bytes]:
    """Who or what is in force here and not in the file."""
    columns = [
        Column("Data", lambda row: row["label"], width=60),
        Column("Keterangan", lambda row: row["detail"], width=80),
    ]
    absent = [row for row in batch.rows if row["outcome"] == Outcome.ABSENT]
    return write_workbook(columns, absent, title="Tidak ada dalam berkas")


_COUNTED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
_PLANNED = (*_COUNTED, Outcome.HELD)


def lock_periods() -> None:
    """Opening holds its period while it writes a batch: it and an import see each other whole or not at all."""
    unfinished = EvaluationPeriod.objects.exclude(state=PeriodState.CLOSED).order_by("pk")
    list(unfinished.select_for_update().values_list("pk"))


def _apply(importer: Importer, plan: Plan, options: Mapping[str, Any]) -> list[Any]:
    """Write the plan and give its journal; somebody who wrote the same rows at the same moment is a refusal."""
    before = snapshot(importer.rows(plan))
    try:
        with transaction.atomic():
            importer.apply(plan, options)
    except IntegrityError:
        raise changed_meanwhile() from None
    return journal(before, snapshot(importer.rows(plan)))


def _report(importer: Importer, parsed: Parsed, plan: Plan) -> Report:
    columns = headings.told(importer.kind, importer.columns, parsed.headings, importer.elsewhere)
    return Report(
        **{outcome.value: plan.count(outcome) for outcome in _COUNTED},
        errors=sorted(parsed.errors, key=lambda finding: finding.row),
        warnings=sorted([*parsed.warnings, *plan.warnings], key=lambda finding: finding.row),
        held=[change.held for change in plan.changes if change.held],
        columns=columns,
        about_columns=headings.warnings(importer.columns, columns),
        unknown_words=dict(parsed.unknown_words),
    )


def _stored_report(report: Report, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the preview shows; there columns and held rows have places of their own."""
    return report.as_dict() | {
        "warnings": [finding.as_dict() for finding in report.warnings],
        "held": len(report.held),
        "columns": report.columns,
        "unknown_words": report.unknown_words,
        "absent": sum(row["outcome"] == Outcome.ABSENT for row in rows),
    }


def _rows(importer: Importer, plan: Plan, parsed: Parsed, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        *(_planned_row(change) for change in plan.changes),
        *({"row": r.number, "outcome": Outcome.REJECTED, "values": r.values} for r in parsed.rejected),
        *(
            {"outcome": Outcome.ABSENT, "label": absent.label, "detail": absent.detail}
            for absent in importer.absent(parsed, options)
        ),
    ]


def _planned_row(change: Change) -> dict[str, Any]:
    return {
        "row": change.record.number,
        "outcome": change.outcome,
        "label": change.label,
        "values": change.record.values,
        "differences": [[d.label, d.old, d.new] for d in change.differences],
        **({"reason": change.held.message} if change.held else {}),
    }


def _rows_to_keep(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """After applying: what it did, what was refused and who was absent; unchanged rows are only counted."""
    return [
        {name: value for name, value in row.items() if name != "values" or row["outcome"] == Outcome.REJECTED}
        for row in rows
        if row["outcome"] != Outcome.UNCHANGED
    ]


def _waiting(batch: ImportBatch, actor, *states: ImportState) -> ImportBatch:
    check_manager(actor)
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in (states or (ImportState.PREVIEW,)):
        raise Refused("wrong_state", f"Impor ini sudah {locked.get_state_display().lower()}.")
    return locked


def check_manager(actor) -> None:
    """Raises ``Refused`` not_yours."""
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat mengimpor data.")

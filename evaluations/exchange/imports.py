"""Imports from the file to the database: preview, confirm in one transaction, hand back the faults."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.stalled_imports import forget_upload
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
from evaluations.exchange.kept_rows import JOURNAL, Keeper, chunks, forget, kept, rows_in
from evaluations.exchange.parsed import Parsed, Record
from evaluations.exchange.table_refusals import ColumnsMissing
from evaluations.exchange.tables import Progress, no_progress
from evaluations.exchange.texts import printable
from evaluations.exchange.workbook import write_workbook
from evaluations.models import EvaluationPeriod, ImportBatch, ImportChunk

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
    absent: int = 0

    def add(self, parsed: Parsed, plan: Plan) -> None:
        """Take one part of the file."""
        self.created += plan.count(Outcome.CREATED)
        self.updated += plan.count(Outcome.UPDATED)
        self.unchanged += plan.count(Outcome.UNCHANGED)
        self.errors += parsed.errors
        self.warnings += [*parsed.warnings, *plan.warnings]
        self.held += [change.held for change in plan.changes if change.held]
        self.unknown_words |= parsed.unknown_words

    def as_dict(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [finding.as_dict() for finding in sorted(self.errors, key=_by_row)],
            "warnings": [finding.as_dict() for finding in self.all_warnings],
        }

    def stored(self) -> dict[str, Any]:
        """What the preview shows; there columns and held rows have places of their own. Only so many findings are
        listed: a file with more has one fault many times."""
        errors, warnings = sorted(self.errors, key=_by_row), sorted(self.warnings, key=_by_row)
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": [finding.as_dict() for finding in errors[:LISTED]],
            "error_count": len(errors),
            "warnings": [finding.as_dict() for finding in warnings[:LISTED]],
            "warning_count": len(warnings),
            "held": len(self.held),
            "columns": self.columns,
            "unknown_words": self.unknown_words,
            "absent": self.absent,
        }

    @property
    def all_warnings(self) -> list[Finding]:
        """For those who see no preview: of cells, of columns, and of rows that were held and so not written."""
        return sorted([*self.about_columns, *self.warnings, *self.held], key=_by_row)


def _by_row(finding: Finding) -> int:
    return finding.row


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
    name = printable(file_name or path.name)[:200]
    options = options_of(kind, name, given or {})
    if dry_run:
        return _examine(IMPORTERS[kind], path, options, no_progress, lambda sort, row: None)
    batch = _started(kind, name, options)
    try:
        report = examine(batch, path, no_progress)
        batch.save()
        with transaction.atomic():
            applied = _apply_kept(ImportBatch.objects.select_for_update().get(pk=batch.pk))
    except BaseException:
        batch.delete()
        raise
    report.created, report.updated, report.unchanged = (applied.report[outcome] for outcome in _COUNTED)
    return report


def _started(kind: str, file_name: str, options: dict[str, Any], actor=None) -> ImportBatch:
    """A batch whose file is read here and now."""
    return ImportBatch.objects.create(
        kind=kind,
        state=ImportState.READING,
        heard_at=timezone.now(),
        file_name=printable(file_name)[:200],
        options=options,
        created_by=actor,
    )


def preview(
    kind: ImportKind, content: bytes, file_name: str, *, actor, given: Mapping[str, Any] | None = None
) -> ImportBatch:
    """Read a file here and now and keep what it would do as a batch to confirm; nothing else is written.

    Raises ``Refused``: not_yours, or when the file itself cannot be used. The admin reads in a process of its own
    instead: see ``reading``.
    """
    check_manager(actor)
    options = options_of(kind, file_name, given or {})
    batch = _started(kind, file_name, options, actor)
    try:
        with NamedTemporaryFile(suffix=Path(file_name).suffix) as file:
            file.write(content)
            file.flush()
            examine(batch, Path(file.name), no_progress)
    except BaseException:
        batch.delete()
        raise
    batch.state = ImportState.PREVIEW
    batch.save()
    return batch


def options_of(kind: str, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of an import, with the day of its data. Raises ``Refused`` when one is missing or wrong."""
    sheet = {"sheet": given["sheet"]} if given.get("sheet") else {}
    return IMPORTERS[kind].options(file_name, given) | dated(given) | sheet


def examine(batch: ImportBatch, path: Path, on_progress: Progress) -> Report:
    """What the file would do: its rows are kept with ``batch``, whose report and options are set and not yet saved.

    Raises ``Refused`` when the file cannot be used, and leaves no rows then.
    """
    keeper = Keeper(batch)
    try:
        report = _examine(IMPORTERS[batch.kind], path, batch.options, on_progress, keeper.add)
    except BaseException:
        forget(batch)
        raise
    keeper.close()
    batch.report = report.stored()
    return report


def _examine(
    importer: Importer,
    path: Path,
    options: dict[str, Any],
    on_progress: Progress,
    add: Callable[[str, dict[str, Any]], None],
) -> Report:
    """Read, compare and hand each row to ``add``, part by part."""
    report, parsed = Report(), None
    for parsed in importer.batches(path, options, on_progress):
        plan = _plan(importer, parsed.records, options)
        report.add(parsed, plan)
        for change in plan.changes:
            add(change.outcome, _planned_row(change))
        for row in _rejected_rows(parsed):
            add(Outcome.REJECTED, row)
    if parsed is not None:
        report.columns = headings.told(importer.kind, importer.columns, parsed.headings, importer.elsewhere)
        report.about_columns = headings.warnings(importer.columns, report.columns)
        for absent in importer.absent(parsed, options):
            report.absent += 1
            add(Outcome.ABSENT, {"outcome": Outcome.ABSENT, "label": absent.label, "detail": absent.detail})
    return report


def _rejected_rows(parsed: Parsed) -> Iterator[dict[str, Any]]:
    reasons: dict[int, list[str]] = {}
    for error in parsed.errors:
        reasons.setdefault(error.row, []).append(f"{error.column}: {error.message}")
    for record in parsed.rejected:
        yield {
            "row": record.number,
            "outcome": Outcome.REJECTED,
            "values": record.values,
            "reasons": reasons.get(record.number, []),
        }


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
    return _apply_kept(_waiting(batch, actor))


def _apply_kept(locked: ImportBatch) -> ImportBatch:
    """Write the kept rows, part by part; the caller holds the transaction and the row of the batch."""
    lock_periods()
    _plan_anew(locked, is_applied=True)
    locked.state, locked.applied_at = ImportState.APPLIED, timezone.now()
    forget_upload(locked)
    locked.save()
    return locked


@transaction.atomic
def release(batch: ImportBatch, numbers: Iterable[int] | None, *, reason: str, actor) -> int:
    """Let held rows through, those with these Excel numbers or (None) all; gives how many. Logged on the batch.

    Raises ``Refused``: not_yours, wrong_state, reason_missing, not_held, only_together, changed_meanwhile.
    """
    locked = _waiting(batch, actor)
    if not reason.strip():
        raise Refused("reason_missing", "Isi alasannya: mengapa baris ini boleh diterapkan.", "reason")
    held = {row["row"] for row in kept(locked, Outcome.HELD)}
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
    locked.save(update_fields=["options", "releases", "report"])
    return len(chosen)


def _plan(importer: Importer, records: list[Record], options: Mapping[str, Any]) -> Plan:
    plan = importer.plan(records, options)
    hold_older(importer, plan, options)
    return plan


def _plan_anew(batch: ImportBatch, *, is_applied: bool = False) -> None:
    """Compare the kept rows with what is stored now, and bring them and the report up to date (not saved).

    ``is_applied``: write what they change, with its journal; of unchanged rows only the number is kept then.
    """
    importer, keeper = IMPORTERS[batch.kind], Keeper(batch)
    counts = dict.fromkeys(_PLANNED, 0)
    for part in _parts(batch, importer):
        records = [Record(row["row"], row["values"]) for chunk in part for row in rows_in(chunk)]
        plan = _plan(importer, records, batch.options)
        if is_applied:
            for entry in _apply(importer, plan, batch.options):
                keeper.add(JOURNAL, entry)
        _add_warnings(batch.report, plan.warnings)
        for change in plan.changes:
            counts[change.outcome] += 1
            if not is_applied:
                keeper.add(change.outcome, _planned_row(change))
            elif change.outcome != Outcome.UNCHANGED:
                keeper.add(change.outcome, _planned_row(change) | {"values": None})
        for chunk in part:
            chunk.delete()
    keeper.close()
    batch.report |= {outcome.value: number for outcome, number in counts.items()}


def _parts(batch: ImportBatch, importer: Importer) -> Iterator[list[ImportChunk]]:
    """The planned rows in parts that can be written one after the other."""
    found = chunks(batch, *_PLANNED)
    if importer.depends_on_other_rows:
        yield [*found]
        return
    while part := [*islice(found, CHUNKS_AT_ONCE)]:
        yield part


def _add_warnings(report: dict[str, Any], new: list[Finding]) -> None:
    known = {(finding["row"], finding["kind"]) for finding in report["warnings"]}
    added = [finding.as_dict() for finding in new if (finding.row, finding.kind) not in known]
    report["warnings"] += added[: max(LISTED - len(report["warnings"]), 0)]
    report["warning_count"] = max(report["warning_count"], len(report["warnings"]))


@transaction.atomic
def discard(batch: ImportBatch, *, actor) -> ImportBatch:
    """Give a preview (or its reading) up and forget its rows. Raises ``Refused``: not_yours, wrong_state."""
    locked = _waiting(batch, actor, ImportState.PREVIEW, ImportState.READING, ImportState.MAPPING)
    locked.state = ImportState.DISCARDED
    forget(locked)
    forget_upload(locked)
    locked.save(update_fields=["state", "upload"])
    return locked


def error_workbook(batch: ImportBatch) -> IO[bytes]:
    """The rejected rows under the file's own headings, with row and reasons. Only columns that were read: an empty one
    that the file never had would erase what is stored, once the workbook is mended and uploaded."""
    read, (row_number, reasons) = batch.report["columns"]["read"], headings.NOTES
    columns = [
        *(
            Column(heading, lambda row, header=header: row["values"].get(header))
            for header, heading in zip(read, headings.as_written(batch.report["columns"]), strict=True)
        ),
        Column(row_number, lambda row: str(row["row"]), width=8),
        Column(reasons, lambda row: " ".join(row["reasons"]), width=80),
    ]
    return write_workbook(columns, kept(batch, Outcome.REJECTED), title="Kesalahan")


def absent_workbook(batch: ImportBatch) -> IO[bytes]:
    """Who or what is in force here and not in the file."""
    columns = [
        Column("Data", lambda row: row["label"], width=60),
        Column("Keterangan", lambda row: row["detail"], width=80),
    ]
    return write_workbook(columns, kept(batch, Outcome.ABSENT), title="Tidak ada dalam berkas")


_COUNTED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
_PLANNED = (*_COUNTED, Outcome.HELD)
LISTED = 2000  # findings of one sort that a preview lists; the workbook of faults has all
CHUNKS_AT_ONCE = 4


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


def _planned_row(change: Change) -> dict[str, Any]:
    return {
        "row": change.record.number,
        "outcome": change.outcome,
        "label": change.label,
        "values": change.record.values,
        "differences": [[d.label, d.old, d.new] for d in change.differences],
        **({"reason": change.held.message} if change.held else {}),
    }


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

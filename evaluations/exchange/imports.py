"""Imports from the file to the database: preview, confirm in one transaction, hand back the faults."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.stalled_imports import forget_upload
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange import headings
from evaluations.exchange.applying import COUNTED, apply_kept, plan_anew
from evaluations.exchange.changes import Importer, Outcome
from evaluations.exchange.import_report import Report
from evaluations.exchange.importers import IMPORTERS, options_of, plan_part, planned_row, recognised
from evaluations.exchange.kept_rows import Keeper, forget, kept
from evaluations.exchange.parsed import Parsed
from evaluations.exchange.tables import Progress, no_progress
from evaluations.exchange.texts import printable
from evaluations.models import ImportBatch
from forms_config.actors import Actor


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
    kind = recognised(kind, path, (given or {}).get("sheet"))
    options = options_of(kind, name, given or {})
    if dry_run:
        return _examine(IMPORTERS[kind], path, options, no_progress, lambda sort, row: None)
    batch = _started(kind, name, options)
    try:
        report = examine(batch, path, no_progress)
        batch.save()
        with transaction.atomic():
            applied = apply_kept(ImportBatch.objects.select_for_update().get(pk=batch.pk))
    except BaseException:
        batch.delete()
        raise
    report.created, report.updated, report.unchanged = (applied.report[outcome] for outcome in COUNTED)
    return report


def _started(kind: str, file_name: str, options: dict[str, Any], actor: Actor | None = None) -> ImportBatch:
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
    kind: ImportKind, content: bytes, file_name: str, *, actor: Actor, given: Mapping[str, Any] | None = None
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
            batch.kind = recognised(kind, Path(file.name), options.get("sheet"))
            examine(batch, Path(file.name), no_progress)
    except BaseException:
        batch.delete()
        raise
    batch.state = ImportState.PREVIEW
    batch.save()
    return batch


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
        plan = plan_part(importer, parsed.records, options)
        report.add(parsed, plan)
        for change in plan.changes:
            add(change.outcome, planned_row(change))
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


@transaction.atomic
def confirm(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Write what the preview showed, compared anew with what is stored now; then keep only what it did.

    Raises ``Refused``: not_yours, wrong_state, changed_meanwhile.
    """
    return apply_kept(_waiting(batch, actor))


@transaction.atomic
def release(batch: ImportBatch, numbers: Iterable[int] | None, *, reason: str, actor: Actor) -> int:
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
    plan_anew(locked)
    locked.save(update_fields=["options", "releases", "report"])
    return len(chosen)


@transaction.atomic
def discard(batch: ImportBatch, *, actor: Actor) -> ImportBatch:
    """Give a preview (or its reading) up and forget its rows. Raises ``Refused``: not_yours, wrong_state."""
    locked = _waiting(batch, actor, ImportState.PREVIEW, ImportState.READING, ImportState.MAPPING)
    locked.state = ImportState.DISCARDED
    forget(locked)
    forget_upload(locked)
    locked.save(update_fields=["state", "upload"])
    return locked


def _waiting(batch: ImportBatch, actor: Actor, *states: ImportState) -> ImportBatch:
    check_manager(actor)
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state not in (states or (ImportState.PREVIEW,)):
        raise Refused("wrong_state", f"Impor ini sudah {locked.get_state_display().lower()}.")
    return locked


def check_manager(actor: Actor) -> None:
    """Raises ``Refused`` not_yours."""
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat mengimpor data.")

"""The kept rows of an import compared with what is stored now, and written."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from evaluations.domain.attendance.months import Month, compute_touched
from evaluations.domain.upkeep.stalled_imports import forget_upload
from evaluations.enums import ImportState, PeriodState
from evaluations.exchange.changes import Importer, Outcome, Plan, changed_meanwhile
from evaluations.exchange.findings import Finding
from evaluations.exchange.import_report import LISTED
from evaluations.exchange.importers import IMPORTERS, plan_part, planned_row
from evaluations.exchange.journal import journal, snapshot
from evaluations.exchange.kept_rows import JOURNAL, Keeper, chunks, rows_in
from evaluations.exchange.parsed import Record
from evaluations.models import EvaluationPeriod, ImportBatch, ImportChunk


def apply_kept(locked: ImportBatch) -> ImportBatch:
    """Write the kept rows, part by part; the caller holds the transaction and the row of the batch."""
    lock_periods()
    plan_anew(locked, is_applied=True)
    locked.state, locked.applied_at = ImportState.APPLIED, timezone.now()
    forget_upload(locked)
    locked.save()
    return locked


def plan_anew(batch: ImportBatch, *, is_applied: bool = False) -> None:
    """Compare the kept rows with what is stored now, and bring them and the report up to date (not saved).

    ``is_applied``: write what they change, with its journal; of unchanged rows only the number is kept then.
    """
    importer, keeper = IMPORTERS[batch.kind], Keeper(batch)
    touched: set[tuple[int, Month]] = set()
    counts = dict.fromkeys(_PLANNED, 0)
    for part in _parts(batch, importer):
        records = [Record(row["row"], row["values"]) for chunk in part for row in rows_in(chunk)]
        plan = plan_part(importer, records, batch.options)
        if is_applied:
            for entry in _apply(
                importer, plan, batch.options | {"batch": batch.pk, "by": batch.created_by_id}
            ):
                keeper.add(JOURNAL, entry)
            touched |= plan.touched
        _add_warnings(batch.report, plan.warnings)
        for change in plan.changes:
            counts[change.outcome] += 1
            if not is_applied:
                keeper.add(change.outcome, planned_row(change))
            elif change.outcome != Outcome.UNCHANGED:
                keeper.add(change.outcome, planned_row(change) | {"values": None})
        for chunk in part:
            chunk.delete()
    keeper.close()
    compute_touched(touched)
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
    report["warnings"] += added[: LISTED - len(report["warnings"])]
    report["warning_count"] = max(report["warning_count"], len(report["warnings"]))


COUNTED = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED)
_PLANNED = (*COUNTED, Outcome.HELD)
CHUNKS_AT_ONCE = 4


def lock_periods() -> None:
    """Opening holds its period while it writes a batch: it and an import see each other whole or not at all."""
    unfinished = EvaluationPeriod.objects.exclude(state=PeriodState.CLOSED).order_by("pk")
    list(unfinished.select_for_update().values_list("pk"))


def _apply(importer: Importer, plan: Plan, options: Mapping[str, Any]) -> list[Any]:
    """Write the plan and give its journal; somebody who wrote the same rows at the same moment is a refusal.

    It ends the transaction of the caller, so that nothing is written.
    """
    before = snapshot(importer.rows(plan))
    try:
        importer.apply(plan, options)
    except IntegrityError:
        raise changed_meanwhile() from None
    return journal(before, snapshot(importer.rows(plan)))

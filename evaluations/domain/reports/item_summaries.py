"""What scored items came to, summed for each unit, period and form version, and kept where nothing has changed since.

A sum is used only while the results are as many and as old as when it was made; whatever is not summed yet, or asked
for in another cut, is counted from the documents. So nobody who writes a result has to think of the sums, a GET writes
nothing, and a sum that is missing costs time, not truth.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max

from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.models import Evaluation, ItemSummary
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.engine.scoring import item_scores
from forms_config.models import FormVersion

CELL = ("period_id", "unit_id", "form_version_id")
DOCUMENTS = ("answers", "plan_rows", "figures")
ADDED_UP = {"cell_count": Count("pk"), "cell_latest": Max("updated_at")}
AT_ONCE = 300  # sums that one tick makes

Cell = tuple[int, int, int]
State = tuple[int, datetime]  # how many results, and when the last of them was written
Item = tuple[str, str]  # section and item, by their keys


@dataclass(slots=True)
class Tally:
    """Of one item: how many evaluations have a score, how many scores, and their sum."""

    evaluations: int = 0
    scores: int = 0
    total: Decimal = Decimal(0)

    def add(self, other: "Tally") -> None:
        self.evaluations += other.evaluations
        self.scores += other.scores
        self.total += other.total


Tallies = dict[Item, Tally]


def reported(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """What is reported: delivered, and the result of its period."""
    return evaluations.filter(state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True).order_by()


def tallies_of(version: FormVersion, documents: Mapping[str, Any]) -> Tallies:
    """The items of one evaluation that have a score. Rows of one item count once each."""
    tallies: Tallies = defaultdict(Tally)
    scores = item_scores(version.parsed, *(documents[name] for name in DOCUMENTS))
    for one in scores:
        if one.score is not None:
            tally = tallies[one.section, one.cell.field.key]
            tally.evaluations = 1
            tally.scores += 1
            tally.total += one.score
    return tallies


def kept(rows: Iterable[Mapping[str, Any]]) -> dict[Cell, Tallies]:
    """The kept sums of those of ``rows`` (``CELL`` and ``ADDED_UP``) whose results are the same still; one query."""
    asked = {tuple(row[name] for name in CELL): (row["cell_count"], row["cell_latest"]) for row in rows}
    found = ItemSummary.objects.filter(period__in={period for period, _, _ in asked})
    if len(units := {unit for _, unit, _ in asked}) <= AT_ONCE:
        found = found.filter(unit__in=units)
    fields = found.values_list(*CELL, "evaluations", "latest_at", "items")
    return {
        (period, unit, version): _tallies(items)
        for period, unit, version, count, latest, items in fields.iterator(chunk_size=1000)
        if asked.get((period, unit, version)) == (count, latest)
    }


def refresh_items(now: datetime) -> int:
    """For ``tick``: sum what has no sum yet or another one, and forget what is no more; how many were made."""
    present = _present()
    stored = {
        tuple(cell): (count, latest)
        for *cell, count, latest in ItemSummary.objects.values_list(*CELL, "evaluations", "latest_at")
    }
    if gone := stored.keys() - present.keys():
        _forget(gone)
    stale = [cell for cell, state in present.items() if stored.get(cell) != state][:AT_ONCE]
    versions = FormVersion.objects.only("content_hash", "schema").in_bulk(
        {version for _, _, version in stale}
    )
    made = [_summary(cell, *present[cell], versions[cell[2]]) for cell in stale]
    ItemSummary.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["period", "unit", "form_version"],
        update_fields=["evaluations", "latest_at", "items"],
    )  # fmt: skip
    return len(made)


def summed(cell: Cell, version: FormVersion) -> Tallies:
    """The sums of a cell, counted from its documents; one query."""
    rows = reported(Evaluation.objects.all()).filter(**dict(zip(CELL, cell, strict=True)))
    whole: Tallies = defaultdict(Tally)
    for documents in rows.values(*DOCUMENTS).iterator(chunk_size=500):
        for item, tally in tallies_of(version, documents).items():
            whole[item].add(tally)
    return whole


def differing() -> Iterable[int]:
    """Keys of kept sums that are in use and not what the documents come to: something was changed unseen."""
    rows = ItemSummary.objects.select_related("form_version").order_by("pk")
    present: dict[Cell, State] = {}
    for row in rows.iterator(chunk_size=500):
        present = present or _present()
        cell = (row.period_id, row.unit_id, row.form_version_id)
        in_use = present.get(cell) == (row.evaluations, row.latest_at)
        if in_use and _tallies(row.items) != summed(cell, row.form_version):
            yield row.pk


def _present() -> dict[Cell, State]:
    """How many results are reported of each cell, and when the last of them was written; one query."""
    rows = reported(Evaluation.objects.all()).values(*CELL).annotate(**ADDED_UP)
    return {tuple(row[name] for name in CELL): (row["cell_count"], row["cell_latest"]) for row in rows}


def _summary(cell: Cell, count: int, latest: datetime, version: FormVersion) -> ItemSummary:
    """``count`` and ``latest`` were asked before the documents: what changes in between makes it out of date."""
    items = [
        [*item, tally.evaluations, tally.scores, str(tally.total)]
        for item, tally in sorted(summed(cell, version).items())
    ]
    return ItemSummary(**dict(zip(CELL, cell, strict=True)), evaluations=count, latest_at=latest, items=items)


def _tallies(items: list[list[Any]]) -> Tallies:
    return {
        (section, key): Tally(evaluations, scores, Decimal(total))
        for section, key, evaluations, scores, total in items
    }


def _forget(cells: Iterable[Cell]) -> None:
    for period, unit, version in cells:
        ItemSummary.objects.filter(period=period, unit=unit, form_version=version).delete()

"""The mean of each scored item by one or two named dimensions, with small groups hidden where asked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluations.domain.refusals import Refused
from evaluations.domain.reports.item_summaries import (
    ADDED_UP,
    CELL,
    DOCUMENTS,
    Tallies,
    Tally,
    kept,
    reported,
    tallies_of,
)
from evaluations.domain.reports.summaries import Grouping, Row, prepared
from evaluations.domain.small_groups import Group, hidden_groups
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.engine.rounding import round_half_up
from forms_config.models import FormVersion

INDICATOR_COUNTS = ("evaluations", "scores", "average")
MOST_DOCUMENTS = 20_000  # read for one answer

# An item of a form, whichever version it was scored under.
FormItem = tuple[str, str, str]


@dataclass(slots=True)
class _Sums:
    """Of one group and item, by period: nobody has two results of a form in one period that count."""

    named: Row
    periods: dict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))

    @property
    def persons(self) -> int:
        """So many different people at least."""
        return max(tally.evaluations for tally in self.periods.values())

    @property
    def whole(self) -> Tally:
        whole = Tally()
        for tally in self.periods.values():
            whole.add(tally)
        return whole


Sums = dict[FormItem, dict[Group, _Sums]]


def indicators_by(
    evaluations: EvaluationQuerySet,
    dimensions: Sequence[str] = (),
    *,
    hide_small: bool,
    structure: str = "",
) -> list[Row]:
    """Delivered results per scored item: ``[{*names of the dimensions, "form", "section", "section_label", "item",
    "item_label", "indicator", "evaluations", "scores", "average", "suppressed"}]``.

    ``evaluations`` have at least one score, ``average`` is the mean of all ``scores`` (rows count once each), two
    decimals. With ``hide_small`` numbers of fewer than five persons are None (see ``small_groups``). Four statements
    where every sum is kept. Raises ``Refused``: too_many_rows.
    """
    grouping = Grouping.of(dimensions, structure)
    rows = reported(prepared(evaluations, structure))
    cells = list(rows.values(*dict.fromkeys((*CELL, *grouping.lookups))).annotate(**ADDED_UP))
    versions = _versions({row["form_version_id"] for row in cells})
    sums: Sums = defaultdict(dict)
    for row, tallies in _tallied(rows, cells, grouping, versions):
        form = versions[row["form_version_id"]].form.key
        _add(sums, row, tallies, grouping, form)
    hidden = _hidden(sums) if hide_small else {}
    return list(_answer(sums, hidden, versions))


def _tallied(
    rows: EvaluationQuerySet,
    cells: list[Row],
    grouping: Grouping,
    versions: Mapping[int, FormVersion],
) -> Iterator[tuple[Row, Tallies]]:
    """Each row of ``cells`` with what is kept of it; where nothing is, each of its evaluations with its own."""
    sums = kept(cells)
    rest = [row for row in cells if _cell(row) not in sums]
    if sum(row["cell_count"] for row in rest) > MOST_DOCUMENTS:
        raise Refused(
            "too_many_rows",
            f"Paling banyak {MOST_DOCUMENTS} hasil sekaligus. Persempit periode atau unitnya.",
        )
    yield from ((row, sums[_cell(row)]) for row in cells if _cell(row) in sums)
    if not rest:
        return
    wanted = {_cell(row) for row in rest}
    places: dict[str, Any] = {f"{name}__in": {row[name] for row in rest} for name in CELL}
    fields = dict.fromkeys((*CELL, *grouping.lookups, *DOCUMENTS))
    for row in rows.filter(**places).values(*fields).iterator(chunk_size=500):
        if _cell(row) in wanted:
            yield row, tallies_of(versions[row["form_version_id"]], row)


def _cell(row: Mapping[str, Any]) -> tuple[int, int, int]:
    return row["period_id"], row["unit_id"], row["form_version_id"]


def _versions(ids: set[int]) -> dict[int, FormVersion]:
    """With the key of their form; one query."""
    return (
        FormVersion.objects.select_related("form")
        .only("form__key", "number", "content_hash", "schema")
        .in_bulk(ids)
    )


def _add(sums: Sums, row: Row, tallies: Tallies, grouping: Grouping, form: str) -> None:
    group = grouping.group(row)
    for (section, key), tally in tallies.items():
        groups = sums[form, section, key]
        if group not in groups:
            groups[group] = _Sums(grouping.named({lookup: row[lookup] for lookup in grouping.lookups}))
        groups[group].periods[row["period_id"]].add(tally)


def _hidden(sums: Sums) -> dict[FormItem, set[Group]]:
    """Each item is a table of its own: its groups are other people."""
    return {
        item: hidden_groups({group: one.persons for group, one in groups.items()})
        for item, groups in sums.items()
    }


def _answer(
    sums: Sums, hidden: Mapping[FormItem, set[Group]], versions: Mapping[int, FormVersion]
) -> Iterator[Row]:
    """In the order of the groups, and of the items on the newest version of their form."""
    labels = _labels(versions)
    order = {item: place for place, item in enumerate(labels)}
    found = [(group, item) for item in sums for group in sums[item]]
    for group, item in sorted(found, key=lambda one: (str(one[0]), order[one[1]])):
        one, whole = sums[item][group], sums[item][group].whole
        counted: Row = {
            "evaluations": whole.evaluations,
            "scores": whole.scores,
            "average": round_half_up(whole.total / whole.scores, 2),
        }
        is_hidden = group in hidden.get(item, ())
        if is_hidden:
            counted = dict.fromkeys(INDICATOR_COUNTS)
        yield one.named | labels[item] | counted | {"suppressed": is_hidden}


def _labels(versions: Mapping[int, FormVersion]) -> dict[FormItem, Row]:
    """What an item is called, by the newest version that has it."""
    labels: dict[FormItem, Row] = {}
    for version in sorted(versions.values(), key=lambda one: (one.form.key, -one.number)):
        for section in version.parsed.sections:
            for part in section.parts:
                item = (version.form.key, section.key, part.key)
                labels.setdefault(item, {
                    "form": version.form.key, "section": section.key, "section_label": section.label,
                    "item": part.key, "item_label": part.label, "indicator": getattr(part, "indicator", "") or None,
                })  # fmt: skip
    return labels

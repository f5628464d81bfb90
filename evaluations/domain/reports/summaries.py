"""Distribution and completeness by one or two named dimensions, with small groups hidden where asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Value, When
from django.db.models.functions import Coalesce

from evaluations.domain.small_groups import Group, hidden_groups
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import Predikat
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.queries import COMPLETENESS, completeness, distribution

Row = dict[str, Any]

# Dimension → {name in the answer: where it comes from}.
DIMENSIONS: dict[str, dict[str, str]] = {
    "unit": {"unit_code": "unit__code", "unit_name": "unit__name"},
    "agency": {"agency_code": "agency__code", "agency_name": "agency__name"},
    "period": {"period": "period_id", "period_name": "period__name"},
    "month": {"year": "period__year", "month": "period__month", "period_kind": "period__kind"},
    "predikat": {"predikat": "known_predikat"},
    "employment_type": {"employment_type": "employment_type"},
    "form": {"form": "form_version__form__key", "form_title": "form_version__form__title"},
    "rater": {"rater_nip": "rater_nip", "rater_name": "rater_name"},
}
PERSONAL_DIMENSIONS = ("rater",)

# By which structure units are grouped: as they were when the evaluation was made, or as they are today, with merged
# units under the one that took them in. Without either, the unit of that time under its present name.
THEN, NOW = "then", "now"
STRUCTURES: dict[str, dict[str, dict[str, str]]] = {
    THEN: {
        "unit": {"unit_code": "unit_code", "unit_name": "unit_name"},
        "agency": {"agency_code": "agency_code", "agency_name": "agency_name"},
    },
    NOW: {
        "unit": {"unit_code": "today_unit_code", "unit_name": "today_unit_name"},
        "agency": {"agency_code": "today_agency_code", "agency_name": "today_agency_name"},
    },
}

DISTRIBUTION_COUNTS = ("total", *Predikat.values)
COMPLETENESS_COUNTS = COMPLETENESS


@dataclass(frozen=True)
class Grouping:
    """What an answer is grouped by: names in the answer → lookups, for each dimension."""

    dimensions: Sequence[Mapping[str, str]]

    @classmethod
    def of(cls, names: Sequence[str], structure: str = "") -> "Grouping":
        sources = DIMENSIONS | STRUCTURES.get(structure, {})
        return cls([sources[name] for name in names])

    @property
    def lookups(self) -> list[str]:
        return [lookup for dimension in self.dimensions for lookup in dimension.values()]

    def group(self, row: Row) -> Group:
        """One coordinate per dimension, however many columns it has."""
        return tuple(tuple(row[lookup] for lookup in dimension.values()) for dimension in self.dimensions)

    def named(self, row: Row) -> Row:
        """The row under the names of the answer."""
        names = {lookup: name for dimension in self.dimensions for name, lookup in dimension.items()}
        return {names.get(key, key): value for key, value in row.items()}

    def persons(self, evaluations: EvaluationQuerySet) -> dict[Group, int]:
        """How many different people stand in each group; one query."""
        persons = Count("employee", distinct=True)
        rows = evaluations.order_by()
        if not self.dimensions:
            return {(): rows.aggregate(persons=persons)["persons"]}
        counted = rows.values(*self.lookups).annotate(persons=persons)
        return {self.group(row): row["persons"] for row in counted}


def distribution_by(
    evaluations: EvaluationQuerySet,
    dimensions: Sequence[str] = (),
    *,
    hide_small: bool,
    structure: str = "",
) -> list[Row]:
    """Delivered results per predikat: ``[{*names of the dimensions, "total", *Predikat, "suppressed"}]``.

    With ``hide_small`` counts of fewer than five persons are None (see ``small_groups``); ``structure`` is one of
    ``STRUCTURES`` or empty.
    """
    grouping = Grouping.of(dimensions, structure)
    evaluations = prepared(evaluations, structure)
    rows = distribution(evaluations, by=grouping.lookups)
    if hide_small:
        reported = evaluations.filter(state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True).exclude(predikat="")
        _hide_small_distribution(rows, reported, grouping)
    return [{"suppressed": False} | grouping.named(row) for row in rows]


def completeness_by(
    evaluations: EvaluationQuerySet,
    dimensions: Sequence[str] = (),
    *,
    hide_small: bool,
    structure: str = "",
) -> list[Row]:
    """Evaluations per stage and lateness: ``[{*names of the dimensions, *COMPLETENESS_COUNTS, "suppressed"}]``.

    With ``hide_small`` whole groups of fewer than five persons are None; progress is no rating, so the stages
    within a larger group are shown.
    """
    grouping = Grouping.of(dimensions, structure)
    evaluations = prepared(evaluations, structure)
    rows = completeness(evaluations, by=grouping.lookups)
    if hide_small:
        hidden = hidden_groups(grouping.persons(evaluations))
        for row in rows:
            if grouping.group(row) in hidden:
                _conceal(row, COMPLETENESS_COUNTS)
    return [{"suppressed": False} | grouping.named(row) for row in rows]


def prepared(evaluations: EvaluationQuerySet, structure: str) -> EvaluationQuerySet:
    """With whatever the lookups of a ``Grouping`` of this structure ask for."""
    return _with_known_predikat(_with_todays_units(evaluations) if structure == NOW else evaluations)


def _with_known_predikat(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """A rating that was not delivered yet is not reported, so it makes no group either."""
    known = Case(When(state__in=RESULT_KNOWN_TO_EMPLOYEE, then=F("predikat")), default=Value(""))
    annotated: EvaluationQuerySet = evaluations.annotate(known_predikat=known)
    return annotated


def _with_todays_units(evaluations: EvaluationQuerySet) -> EvaluationQuerySet:
    """The names for ``STRUCTURES[NOW]``; a merged unit names the one that stands for it today, however often merged."""
    today = {
        f"today_{name}": Coalesce(f"unit__merged_into__{lookup}", f"unit__{lookup}")
        for name, lookup in (
            ("unit_code", "code"),
            ("unit_name", "name"),
            ("agency_code", "agency__code"),
            ("agency_name", "agency__name"),
        )
    }
    annotated: EvaluationQuerySet = evaluations.annotate(**today)
    return annotated


def _hide_small_distribution(rows: list[Row], reported: EvaluationQuerySet, grouping: Grouping) -> None:
    hidden_rows = hidden_groups(grouping.persons(reported))
    cells = Grouping([*grouping.dimensions, {"predikat": "predikat"}]).persons(reported)
    hidden_cells = hidden_groups(cells, already=[cell for cell in cells if cell[:-1] in hidden_rows])
    for row in rows:
        group = grouping.group(row)
        if group in hidden_rows:
            _conceal(row, DISTRIBUTION_COUNTS)
        else:
            _conceal(row, [code for code in Predikat.values if (*group, (code,)) in hidden_cells])


def _conceal(row: Row, names: Sequence[str]) -> None:
    for name in names:
        row[name] = None
    if names:
        row["suppressed"] = True

"""Competence gaps, what was agreed and what was done, by unit and competence; groups of fewer than five are hidden."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from evaluations.domain.small_groups import FEWEST_PERSONS, Group, hidden_groups
from evaluations.enums import DevelopmentState
from evaluations.models import CompetenceLevel, DevelopmentStep, EvaluationPeriod, OrganizationalUnit, within

NAMES = ("assessed", "gaps", "agreed", "done")
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """How many people: with a level, below the one needed, with an agreed step, with one that is done.

    ``counts`` None: too few to be shown. ``unit`` None: all units together.
    """

    unit: OrganizationalUnit | None
    competence: str
    label: str
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class Report:
    """Of one unit in one period: each competence, and each unit below (the unit itself first) with each competence."""

    by_competence: list[Line]
    by_unit: list[Line]

    def of(self, competence: str) -> list[Line]:
        return [line for line in self.by_unit if competence in ("", line.competence)]


def development_report(
    period: EvaluationPeriod, unit: OrganizationalUnit, below: Iterable[OrganizationalUnit]
) -> Report:
    """Two queries, however many people. ``below``: the units right below ``unit``."""
    labels, found = _counted(period, unit)
    places = [unit, *below]
    of_places: dict[Group, Counts] = {
        (place.code, key): _together(found, key, place, is_alone=place == unit)
        for place in places
        for key in labels
    }
    hidden = hidden_groups({group: counts["assessed"] for group, counts in of_places.items()})
    by_unit = [
        Line(place, key, labels[key], None if (place.code, key) in hidden else counts)
        for place in places
        for key in labels
        if (counts := of_places[place.code, key])["assessed"]
    ]
    return Report([_total(found, key, label, unit) for key, label in labels.items()], by_unit)


Found = Mapping[tuple[str, str], Counts]  # by path of the unit and competence


def _counted(period: EvaluationPeriod, unit: OrganizationalUnit) -> tuple[dict[str, str], Found]:
    found: dict[tuple[str, str], Counts] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    labels: dict[str, str] = {}
    levels = CompetenceLevel.objects.filter(within(unit, at="evaluation__unit"), evaluation__period=period)
    grouped = levels.order_by("label").values_list("evaluation__unit__path", "competence", "label")
    for path, key, label, assessed, gaps in grouped.annotate(
        n=Count("pk"), below=Count("pk", filter=Q(gap__gt=0))
    ):
        labels.setdefault(key, label)
        found[path, key]["assessed"] += assessed
        found[path, key]["gaps"] += gaps
    for path, key, agreed, done in _steps(period, unit):
        found[path, key]["agreed"] += agreed
        found[path, key]["done"] += done
    return labels, found


def _steps(period: EvaluationPeriod, unit: OrganizationalUnit) -> Iterable[tuple[str, str, int, int]]:
    steps = DevelopmentStep.objects.filter(within(unit), evaluation__period=period).order_by()
    agreed = Q(agreed_at__isnull=False) & ~Q(state=DevelopmentState.DROPPED)
    done = Q(state=DevelopmentState.DONE)
    return steps.values_list("unit__path", "competence").annotate(
        agreed=Count("employee", distinct=True, filter=agreed),
        done=Count("employee", distinct=True, filter=done),
    )


def _together(found: Found, key: str, place: OrganizationalUnit, *, is_alone: bool) -> Counts:
    """Of a unit with all below it, or of those who stand in it itself."""
    fitting = [
        counts
        for (path, competence), counts in found.items()
        if competence == key and (path == place.path if is_alone else path.startswith(place.path))
    ]
    return {name: sum(counts[name] for counts in fitting) for name in NAMES}


def _total(found: Found, key: str, label: str, unit: OrganizationalUnit) -> Line:
    counts = _together(found, key, unit, is_alone=False)
    return Line(None, key, label, counts if counts["assessed"] >= FEWEST_PERSONS else None)

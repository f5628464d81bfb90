"""The organisation as it stood on a day: which units there were, how they were called, below whom.

Two queries read all units and all that happened to them (a few hundred rows); every day is then worked out in
memory. A report is read by the structure valid then with ``structure_on(that day)``, by today's with
``structure_on(today)``; ``part_of`` puts the units of its rows under the headings of the one or the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from evaluations.domain.organization.structure.tree import AGENCY_KINDS
from evaluations.enums import UnitChange
from evaluations.models import Assignment, OrganizationalUnit, UnitSpan

ENDINGS = (UnitChange.CLOSED, UnitChange.MERGED)


@dataclass(frozen=True, slots=True)
class UnitThen:
    """One unit as it was on the day of its ``Structure``; ``path`` as in ``OrganizationalUnit``."""

    pk: int
    code: str
    name: str
    kind: int
    parent_id: int | None
    path: str
    agency_id: int | None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class _State:
    """A unit on a day; where ``is_there`` is False (ended, not yet opened), ``parent_id`` says who stands in."""

    unit: OrganizationalUnit
    name: str
    kind: int
    parent_id: int | None
    is_there: bool


class Structure:
    """All units valid on ``day`` by id. Units that had ended or were not yet opened are absent."""

    def __init__(self, day: date, states: dict[int, _State]) -> None:
        self.day = day
        self._states = states
        self.units: dict[int, UnitThen] = {}
        for pk, state in states.items():
            if state.is_there:
                self.units[pk] = self._unit(state)

    def _unit(self, state: _State) -> UnitThen:
        path, agency_id = "", None
        for step in self._way_up(state.unit.pk):
            path = f"{step.unit.code}/{path}"
            if agency_id is None and step.kind in AGENCY_KINDS:
                agency_id = step.unit.pk
        return UnitThen(
            state.unit.pk, state.unit.code, state.name, state.kind, state.parent_id, path, agency_id
        )

    def _way_up(self, unit_id: int | None) -> Iterable[_State]:
        """The unit and what stood above it; stops where the tree bites its own tail."""
        seen: set[int] = set()
        while unit_id is not None and unit_id not in seen and unit_id in self._states:
            seen.add(unit_id)
            yield self._states[unit_id]
            unit_id = self._states[unit_id].parent_id

    def get(self, unit_id: int | None) -> UnitThen | None:
        return self.units.get(unit_id) if unit_id is not None else None

    def home_of(self, unit_id: int | None) -> UnitThen | None:
        """The unit that stands for ``unit_id`` on this day: itself, what it was merged into, else the nearest above."""
        for state in self._way_up(unit_id):
            if state.is_there:
                return self.units[state.unit.pk]
        return None

    def ancestors_of(self, unit_id: int) -> list[UnitThen]:
        """The unit's home first, the root last."""
        home = self.home_of(unit_id)
        way = self._way_up(home.pk) if home else ()
        return [self.units[state.unit.pk] for state in way if state.is_there]

    @cached_property
    def children(self) -> dict[int | None, list[UnitThen]]:
        """The units right below each unit, by name."""
        below: dict[int | None, list[UnitThen]] = {}
        for unit in sorted(self.units.values(), key=lambda unit: (unit.name, unit.pk)):
            below.setdefault(unit.parent_id, []).append(unit)
        return below

    def within(self, unit_id: int) -> set[int]:
        """Ids of the unit and of everything below it, units that live on in one of them included."""
        return {pk for pk in self._states if any(unit.pk == unit_id for unit in self.ancestors_of(pk))}

    def agency_of(self, unit_id: int) -> UnitThen | None:
        """The perangkat daerah to which the unit belonged on this day."""
        home = self.home_of(unit_id)
        return self.get(home.agency_id) if home else None

    def part_of(self, unit_ids: Iterable[int], below: int | None = None) -> dict[int, int | None]:
        """Under which heading each unit is counted: the unit right below ``below`` on its way up, or ``below`` itself.

        ``below`` None: the perangkat daerah. None as the answer: not within ``below`` on this day.
        """
        return {pk: self._heading(pk, below) for pk in set(unit_ids)}

    def _heading(self, unit_id: int, below: int | None) -> int | None:
        if below is None:
            agency = self.agency_of(unit_id)
            return agency.pk if agency else None
        way = [unit.pk for unit in self.ancestors_of(unit_id)]
        if below not in way:
            return None
        return way[max(way.index(below) - 1, 0)]


class History:
    """Every unit with all that happened or is planned to happen to it."""

    def __init__(self) -> None:
        self.units = {unit.pk: unit for unit in OrganizationalUnit.objects.order_by("pk")}
        self.spans: dict[int, list[UnitSpan]] = {}
        for span in UnitSpan.objects.all():
            self.spans.setdefault(span.unit_id, []).append(span)

    def on(self, day: date) -> Structure:
        return Structure(day, {pk: self._state(unit, day) for pk, unit in self.units.items()})

    def days_of_change(self, since: date) -> list[date]:
        """``since`` and every later day on which the structure changes."""
        starts = {span.starts_on for spans in self.spans.values() for span in spans if span.starts_on}
        ends = {day for unit in self.units.values() for day in (unit.opened_on, unit.closed_on) if day}
        return [since, *sorted(day for day in starts | ends if day > since)]

    def _state(self, unit: OrganizationalUnit, day: date) -> _State:
        spans = self.spans.get(unit.pk)
        if not spans:
            is_there = not (unit.closed_on and unit.closed_on <= day)
            stands_in = unit.parent_id if is_there else unit.merged_into_id or unit.parent_id
            return _State(unit, unit.name, unit.kind, stands_in, is_there and _has_begun(unit, day))
        span = next((s for s in reversed(spans) if s.starts_on is None or s.starts_on <= day), spans[0])
        is_there = _has_begun(unit, day) and span.change not in ENDINGS
        return _State(unit, span.name, span.kind, span.parent_id, is_there)


def _has_begun(unit: OrganizationalUnit, day: date) -> bool:
    return unit.opened_on is None or unit.opened_on <= day


def structure_on(day: date) -> Structure:
    """The structure valid on ``day``, in two queries."""
    return History().on(day)


def today_of(unit_id: int) -> OrganizationalUnit:
    """The unit that stands for ``unit_id`` today: itself, or what it was merged into (however often)."""
    unit = OrganizationalUnit.objects.select_related("merged_into").get(pk=unit_id)
    return unit.merged_into or unit


def posts_from(unit_ids: set[int], on: date) -> QuerySet[Assignment]:
    """Posts in these units on ``on`` or later."""
    return Assignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), unit__in=unit_ids)


def children_from(history: History, unit: OrganizationalUnit, on: date) -> list[OrganizationalUnit]:
    """Units right below ``unit`` on ``on`` or any later day, planned ones included."""
    ids = {
        child.pk
        for moment in history.days_of_change(on)
        for child in history.on(moment).children.get(unit.pk, [])
    }
    return [history.units[pk] for pk in sorted(ids)]

"""Objections in numbers, for BKPSDM: how many, about what, with which outcome, how long it took and what was late.

These tables leave the house. What a result became through an objection concerns one person: groups under five, and
whatever would give them away by subtraction, are left out (``small_groups``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from evaluations.domain.evaluating.objection_days import overdue, with_clocks
from evaluations.domain.small_groups import FEWEST_PERSONS, Group, hidden_groups
from evaluations.duties import OBJECTION_OPEN
from evaluations.enums import ObjectionOutcome, ObjectionTopic
from evaluations.models.evaluation import EvaluationQuerySet

DAY = 24 * 60 * 60  # seconds
OPEN, UPHELD, CHANGED = "open", ObjectionOutcome.UPHELD.value, ObjectionOutcome.CHANGED.value
STANDINGS = (OPEN, UPHELD, CHANGED)


class Dimension(StrEnum):
    """By what objections are counted; the value stands in addresses."""

    TOPIC = "tentang"
    AGENCY = "perangkat"
    PERIOD = "periode"


@dataclass(frozen=True, slots=True)
class Case:
    """One objection, without whose it is. ``took`` are whole seconds until the decision, None while it is open."""

    keys: Mapping[Dimension, tuple[str, str]]  # key and name of the group in each dimension
    standing: str
    took: int | None
    was_late: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One group of objections. ``counts`` by standing; a number is None where it is too small to be shown."""

    key: str
    name: str
    total: int | None
    counts: Mapping[str, int | None]
    days: Decimal | None  # on average until the decision, with one decimal
    late: int | None


def cases_of(evaluations: EvaluationQuerySet, now: datetime) -> list[Case]:
    """The objections of these evaluations; one query."""
    rows = with_clocks(evaluations.filter(objection__isnull=False)).order_by(
        "-period__ends_on", "agency_name"
    )
    topics = dict(ObjectionTopic.choices)
    late = set(rows.filter(overdue(now)).values_list("pk", flat=True))
    names = (
        "pk", "state", "period", "period__name", "agency", "agency_name", "objection__topic",
        "objection__outcome", "objection__submitted_at", "objection__decided_at", "decide_due_at",
    )  # fmt: skip
    return [
        Case(
            {
                Dimension.TOPIC: (topic, str(topics.get(topic, topic))),
                Dimension.AGENCY: (str(agency or ""), agency_name or "Tanpa perangkat daerah"),
                Dimension.PERIOD: (str(period), period_name),
            },
            OPEN if state in OBJECTION_OPEN else outcome,
            None if decided is None else int((decided - submitted).total_seconds()),
            pk in late or (decided is not None and decided > due),
        )
        for (
            pk, state, period, period_name, agency, agency_name, topic, outcome, submitted, decided, due,
        ) in rows.values_list(*names)
    ]  # fmt: skip


def lines_by(cases: Iterable[Case], dimension: Dimension) -> list[Line]:
    """One line for each group of ``dimension``, in the order of the cases."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        groups.setdefault(case.keys[dimension], []).append(case)
    cells: dict[Group, int] = {
        (key, one): _standing(group, one) for key, group in groups.items() for one in STANDINGS
    }
    hidden = hidden_groups(cells)
    few = hidden_groups({(key,): len(group) for key, group in groups.items()})
    return [_line(key, group, (key,) in few, lambda cell: cell in hidden) for key, group in groups.items()]


def total_of(cases: Iterable[Case]) -> Line:
    """All of them together, as one line."""
    group = list(cases)
    cells: dict[Group, int] = {("", one): _standing(group, one) for one in STANDINGS}
    hidden = hidden_groups(cells)
    return _line(("", ""), group, 0 < len(group) < FEWEST_PERSONS, lambda cell: ("", cell[1]) in hidden)


def _line(
    key: tuple[str, str], group: list[Case], is_few: bool, hides: Callable[[tuple[object, str]], bool]
) -> Line:
    took = [case.took for case in group if case.took is not None]
    tells_days = not is_few and len(took) >= FEWEST_PERSONS
    days = Decimal(sum(took)) / len(took) / DAY if tells_days else None
    return Line(
        *key,
        total=None if is_few else len(group),
        counts={one: None if is_few or hides((key, one)) else _standing(group, one) for one in STANDINGS},
        days=None if days is None else days.quantize(Decimal("0.1")),
        late=None if is_few else sum(case.was_late for case in group),
    )


def _standing(group: Iterable[Case], standing: str) -> int:
    return sum(case.standing == standing for case in group)

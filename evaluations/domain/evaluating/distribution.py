"""Pola distribusi of a rater's team and of its agency: the numbers, what they break, and the reason for it.

SE MenPANRB 3/2023 speaks of considering the pattern, so a deviation is a matter of a reason; a period may be stricter
(``EvaluationPeriod.distribution``). Whoever is still to be rated counts in the whole.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from posixpath import commonpath
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating.performance import codes_of
from evaluations.domain.refusals import Refused
from evaluations.domain.small_groups import FEWEST_PERSONS
from evaluations.duties import RATED
from evaluations.enums import DistributionUse, Predikat
from evaluations.json_rows import JsonRows
from evaluations.models import (
    DistributionBound,
    DistributionDeviation,
    DistributionRules,
    Employee,
    Evaluation,
    EvaluationPeriod,
    OrganizationPerformance,
)
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty
from forms_config.engine.distribution import Finding, Standing, findings

BOUND = ("level", "code", "predikat", "together_with", "kind", "percent")
NOT_RATED = ""  # the key of who is still to be rated, beside the predikat


@dataclass(frozen=True)
class Line:
    """One bound in words, with how it stands."""

    code: str
    words: str
    finding: Finding

    @property
    def is_broken(self) -> bool:
        return self.finding.standing == Standing.BROKEN

    @property
    def is_open(self) -> bool:
        return self.finding.standing == Standing.OPEN


@dataclass(frozen=True)
class Group:
    """People that are looked at together. Without ``performance`` or ``bounds`` there is nothing to compare with."""

    counts: Mapping[str, int]  # by predikat
    waiting: int
    performance: OrganizationPerformance | None
    bounds: Sequence[DistributionBound]  # of all levels

    @property
    def rated(self) -> int:
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        return self.rated + self.waiting

    @property
    def smallest(self) -> int:
        """From how many people on the pattern is compared."""
        return self.bounds[0].rules.smallest_group if self.bounds else 0

    @property
    def is_small(self) -> bool:
        return self.total < self.smallest

    @property
    def lines(self) -> list[Line]:
        """Each bound for the level of the organisation; none for a group that is too small."""
        if self.performance is None or self.is_small:
            return []
        fitting = [bound for bound in self.bounds if bound.level == self.performance.level]
        found = findings(self.counts, [bound.bound for bound in fitting], self.waiting)
        return [Line(bound.code, bound.words, one) for bound, one in zip(fitting, found, strict=True)]

    @property
    def broken(self) -> list[Line]:
        return [line for line in self.lines if line.is_broken]


@dataclass(frozen=True)
class Guide:
    """What a rater has beside the rating. ``unit`` is None where nobody else is in it, or too few to be shown."""

    period: EvaluationPeriod
    team: Group
    unit: Group | None
    hides_unit: bool
    rater_id: int

    @cached_property
    def deviation(self) -> DistributionDeviation | None:
        """The last reason given; one statement, asked only where something is broken."""
        if not self.team.broken:
            return None
        return DistributionDeviation.objects.filter(period=self.period, rater=self.rater_id).first()

    @property
    def unexplained(self) -> list[Line]:
        """What is broken and was not broken yet when the reason was given."""
        known = {one["code"] for one in self.deviation.broken} if self.deviation else set()
        same = self.deviation is not None and self.deviation.level == _level(self.team)
        return [line for line in self.team.broken if not (same and line.code in known)]

    @property
    def is_strict(self) -> bool:
        return self.period.distribution == DistributionUse.BLOCK


def guide_of(
    rater_id: int, period: EvaluationPeriod, *, instead: tuple[Evaluation, str] | None = None
) -> Guide | None:
    """The guide of a rater for a period; None where the period uses no pattern or nobody is rated.

    Two statements; one more for the reason of who deviates.

    ``instead``: an evaluation and the predikat that it would have.
    """
    if period.distribution == DistributionUse.OFF:
        return None
    numbers = _numbers(rater_id, period)
    if not numbers.team:
        return None
    if instead is not None:
        numbers = numbers.with_instead(*instead)
    held, bounds = _pattern(rater_id, period, numbers.path)
    of_agency = [row for row in held if row.unit_id == row.unit.agency_id]
    others = numbers.others.total()
    return Guide(
        period=period,
        team=group_of(numbers.team, held, bounds),
        unit=group_of(numbers.team + numbers.others, of_agency, bounds) if others >= FEWEST_PERSONS else None,
        hides_unit=0 < others < FEWEST_PERSONS,
        rater_id=rater_id,
    )


def check_delivery(evaluation: Evaluation, guide_of: Callable[..., Guide | None] = guide_of) -> None:
    """Raises ``Refused`` where the team of the rater deviates: distribution_broken in a strict period, else
    distribution_unexplained until there is a reason. ``guide_of``: one that remembers, for many of one team."""
    if evaluation.period.distribution == DistributionUse.OFF or evaluation.rater_id is None:
        return
    guide = guide_of(evaluation.rater_id, evaluation.period)
    if guide is None or not guide.team.broken:
        return
    if guide.is_strict:
        raise Refused(
            "distribution_broken",
            f"Sebaran tim menyimpang dari pola: {in_words(guide.team.broken)}. "
            "Pada periode ini hasil baru dapat disampaikan setelah sebarannya sesuai.",
        )
    if guide.unexplained:
        raise Refused(
            "distribution_unexplained",
            f"Sebaran tim menyimpang dari pola: {in_words(guide.unexplained)}. "
            "Tuliskan alasannya di Pola distribusi, lalu sampaikan.",
        )


def explain_deviation(
    rater: Employee, period: EvaluationPeriod, *, reason: str, actor: Actor, now: datetime | None = None
) -> DistributionDeviation:
    """Keep why the team of ``rater`` deviates, with what stands there now; the same reason for the same once.

    Raises ``Refused``: not_yours, nothing_to_explain, note_required.
    """
    if not rules.can_explain_deviation(actor, rater, period):
        raise Refused("not_yours", "Alasan ditulis pejabat penilai tim itu sendiri, atau yang mewakilinya.")
    guide = guide_of(rater.pk, period)
    if guide is None or not guide.team.broken:
        raise Refused("nothing_to_explain", "Sebaran tim ini sesuai pola, jadi tidak perlu alasan.")
    if is_empty(reason):
        raise Refused("note_required", "Tuliskan alasannya terlebih dahulu.")
    reason, broken = (
        clean_text(reason),
        [{"code": line.code, "words": line.words} for line in guide.team.broken],
    )
    last = guide.deviation
    if last and (last.level, last.reason, last.broken) == (_level(guide.team), reason, broken):
        return last
    return DistributionDeviation.objects.create(
        period=period,
        rater=rater,
        level=_level(guide.team),
        counts=dict(guide.team.counts),
        waiting=guide.team.waiting,
        broken=broken,
        reason=reason,
        given_by=actor,
        given_at=now or timezone.now(),
    )


def in_words(lines: Sequence[Line]) -> str:
    return "; ".join(line.words for line in lines)


@dataclass(frozen=True)
class _Numbers:
    team: Counter[str]
    others: Counter[str]  # of the same agency, rated by somebody else
    path: str  # of the lowest unit that holds the whole team

    def with_instead(self, evaluation: Evaluation, predikat: str) -> "_Numbers":
        """As if the evaluation had this predikat."""
        now = evaluation.predikat if evaluation.state in RATED else NOT_RATED
        return _Numbers(self.team - Counter([now]) + Counter([predikat]), self.others, self.path)


def _numbers(rater_id: int, period: EvaluationPeriod) -> _Numbers:
    """Whom the rater rates and who else is in the agency, by predikat; one statement."""
    rows = Evaluation.objects.filter(period=period, counts=True)
    agency = rows.filter(rater=rater_id).order_by("pk").values("agency")[:1]
    grouped = (
        rows.filter(Q(rater=rater_id) | Q(agency=Subquery(agency)))
        .order_by()
        .annotate(
            is_mine=Case(When(rater=rater_id, then=Value(True)), default=Value(False)),
            known=Case(When(state__in=RATED, then=F("predikat")), default=Value(NOT_RATED)),
        )
        .values("is_mine", "known")
        .annotate(number=Count("pk"), first=Min("unit__path"), last=Max("unit__path"))
    )
    team, others, paths = Counter[str](), Counter[str](), []
    for row in grouped:
        (team if row["is_mine"] else others)[row["known"]] += row["number"]
        paths += [row["first"], row["last"]] if row["is_mine"] else []
    return _Numbers(team, others, commonpath(paths) if paths else "")


def bounds_for(period: EvaluationPeriod) -> list[DistributionBound]:
    """Every bound of the set that holds for the period; one statement."""
    return list(_bounds(period).select_related("rules"))


def _bounds(period: EvaluationPeriod) -> QuerySet[DistributionBound]:
    begun = DistributionRules.objects.filter(starts_on__lte=period.ends_on).order_by("-starts_on")
    return DistributionBound.objects.filter(rules=Subquery(begun.values("pk")[:1])).order_by("pk")


def _pattern(
    rater_id: int, period: EvaluationPeriod, path: str
) -> tuple[list[OrganizationPerformance], list[DistributionBound]]:
    """What holds for the team, the nearest first and that of the agency last, with the bounds of all levels; none where
    nothing holds. One statement."""
    agency = Evaluation.objects.filter(period=period, counts=True, rater=rater_id).order_by("pk")
    rows = OrganizationPerformance.objects.in_force().filter(
        period=period,
        unit__code__in=codes_of(path),
        unit__agency=Subquery(agency.values("agency")[:1]),
    )
    bounds = _bounds(period).annotate(smallest=F("rules__smallest_group")).values(*BOUND, "smallest")
    held = sorted(
        rows.select_related("unit", "decision").annotate(bounds=JsonRows(bounds)),
        key=lambda row: -len(row.unit.path),
    )
    return held, [_bound(values) for values in held[0].bounds] if held else []


def _bound(values: Mapping[str, Any]) -> DistributionBound:
    """A bound that came beside another row."""
    columns = {name: values[name] for name in BOUND}
    if columns["percent"] is not None:
        columns["percent"] = Decimal(str(columns["percent"]))
    return DistributionBound(**columns, rules=DistributionRules(smallest_group=values["smallest"]))


def group_of(
    numbers: Counter[str], held: Sequence[OrganizationPerformance], bounds: Sequence[DistributionBound]
) -> Group:
    """People by predikat (``NOT_RATED``: still to be rated) against the first of what ``held``."""
    counts = {code: numbers[code] for code in Predikat.values}
    return Group(counts, numbers.total() - sum(counts.values()), next(iter(held), None), bounds)


def _level(group: Group) -> str:
    return group.performance.level if group.performance else ""

"""Pola distribusi: which shares of the five predikat fit the achievement of an organisation (SE MenPANRB 3/2023).

The bounds are data. Shares are compared exactly, without rounding people: ten per cent of fifteen people is one person,
since two would be more. Who is not rated yet counts in the whole, so that a bound can be known to be broken before the
last one is rated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor


class BoundKind(StrEnum):
    AT_MOST = "AT_MOST"  # a share of the whole; 0 per cent: nobody
    AT_LEAST = "AT_LEAST"
    PRESENT = "PRESENT"  # somebody
    LARGEST = "LARGEST"  # no other predikat has more people


class Standing(StrEnum):
    KEPT = "KEPT"
    OPEN = "OPEN"  # not yet, but those who are still to be rated can bring it about
    BROKEN = "BROKEN"


@dataclass(frozen=True)
class Bound:
    """``predikat`` are counted together; ``percent`` belongs to AT_MOST and AT_LEAST."""

    code: str
    kind: BoundKind
    predikat: tuple[str, ...]
    percent: Decimal = Decimal(0)


@dataclass(frozen=True)
class Finding:
    """One bound against one group: how many there are, and how many there may or must be (None: no fixed number)."""

    bound: Bound
    count: int
    limit: int | None
    standing: Standing


def findings(counts: Mapping[str, int], bounds: Iterable[Bound], waiting: int = 0) -> list[Finding]:
    """Each bound against the ``counts`` by predikat of a group in which ``waiting`` more are still to be rated."""
    total = sum(counts.values()) + waiting
    return [_finding(counts, bound, waiting, total) for bound in bounds]


def _finding(counts: Mapping[str, int], bound: Bound, waiting: int, total: int) -> Finding:
    count = sum(counts.get(predikat, 0) for predikat in bound.predikat)
    if bound.kind == BoundKind.AT_MOST:
        most = floor(_share(bound.percent, total))
        return Finding(bound, count, most, Standing.BROKEN if count > most else Standing.KEPT)
    if bound.kind == BoundKind.LARGEST:
        # Its own are among all of them, and each is no more than they are together.
        return Finding(bound, count, None, _reached(count, max(counts.values(), default=0), waiting))
    wanted = 1 if bound.kind == BoundKind.PRESENT else ceil(_share(bound.percent, total))
    least = min(wanted, total)  # nobody is asked of an empty group
    return Finding(bound, count, least, _reached(count, least, waiting))


def _reached(count: int, least: int, waiting: int) -> Standing:
    if count >= least:
        return Standing.KEPT
    return Standing.OPEN if count + waiting >= least else Standing.BROKEN


def _share(percent: Decimal, total: int) -> Fraction:
    return Fraction(percent) * total / 100

"""Shares against bounds: exactly at the bound, one beside it, and while some are still to be rated."""

from decimal import Decimal

import pytest

from forms_config.engine.distribution import Bound, BoundKind, Finding, Standing, findings

KEPT, OPEN, BROKEN = Standing.KEPT, Standing.OPEN, Standing.BROKEN


def one(kind: BoundKind, counts: dict[str, int], *predikat: str, percent="0", waiting: int = 0) -> Finding:
    [found] = findings(counts, [Bound("X", kind, predikat or ("SB",), Decimal(percent))], waiting)
    return found


@pytest.mark.parametrize(
    ("people", "others", "limit", "standing"),
    [(7, 3, 7, KEPT), (8, 2, 7, BROKEN), (0, 0, 0, KEPT), (10, 4, 9, BROKEN), (9, 5, 9, KEPT)],
)
def test_at_most_is_a_share_of_the_whole_without_rounding(people, others, limit, standing):
    found = one(BoundKind.AT_MOST, {"SB": people, "B": others}, percent="70")
    assert (found.count, found.limit, found.standing) == (people, limit, standing)


def test_at_most_nothing_is_nobody():
    assert one(BoundKind.AT_MOST, {"SB": 1, "B": 99}).standing == BROKEN
    assert one(BoundKind.AT_MOST, {"SB": 0, "B": 99}).standing == KEPT


@pytest.mark.parametrize(
    ("people", "others", "waiting", "limit", "standing"),
    [(6, 4, 0, 6, KEPT), (5, 5, 0, 6, BROKEN), (5, 4, 1, 6, OPEN), (4, 5, 1, 6, BROKEN), (0, 0, 0, 0, KEPT),
     (6, 5, 0, 7, BROKEN)],
)  # fmt: skip
def test_at_least_may_still_be_reached_by_those_who_wait(people, others, waiting, limit, standing):
    found = one(BoundKind.AT_LEAST, {"SB": people, "B": others}, percent="60", waiting=waiting)
    assert (found.limit, found.standing) == (limit, standing)


def test_those_who_wait_count_in_the_whole_so_that_too_many_are_told_early():
    assert one(BoundKind.AT_MOST, {"SB": 2}, percent="10", waiting=8).standing == BROKEN
    assert one(BoundKind.AT_MOST, {"SB": 1}, percent="10", waiting=9).standing == KEPT


def test_present_is_somebody_of_any_of_them():
    assert one(BoundKind.PRESENT, {"B": 10}, "BP", "K").standing == BROKEN
    assert one(BoundKind.PRESENT, {"B": 10}, "BP", "K", waiting=1).standing == OPEN
    assert one(BoundKind.PRESENT, {"B": 10, "K": 1}, "BP", "K").standing == KEPT
    assert one(BoundKind.PRESENT, {}, "BP", "K").standing == KEPT


def test_largest_means_that_no_other_has_more():
    assert one(BoundKind.LARGEST, {"SB": 5, "B": 5}).standing == KEPT
    assert one(BoundKind.LARGEST, {"SB": 5, "B": 6}).standing == BROKEN
    assert one(BoundKind.LARGEST, {"SB": 5, "B": 6}, waiting=1).standing == OPEN
    assert one(BoundKind.LARGEST, {"SB": 5, "B": 3, "K": 3}).standing == KEPT
    assert one(BoundKind.LARGEST, {}).standing == KEPT


def test_several_predikat_are_counted_together():
    found = one(BoundKind.AT_LEAST, {"BP": 3, "K": 3, "SK": 4}, "BP", "K", percent="60")
    assert (found.count, found.standing) == (6, KEPT)

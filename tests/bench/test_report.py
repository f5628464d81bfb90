"""The arithmetic of the benchmark's lines."""

import pytest

from bench.report import HEADER, Row, line
from bench.timing import Target, medians


def ratio(measured: float, base: float = 10.0) -> Row:
    return Row("P1", "submit", measured, must=0.75, goal=0.5, base=base, base_name="form page")


@pytest.mark.parametrize(
    ("measured", "verdict"), [(5.0, "goal"), (5.1, "ok"), (7.5, "ok"), (7.6, "NOT"), (20.0, "NOT")]
)
def test_a_ratio_is_judged_against_goal_and_must(measured, verdict):
    assert ratio(measured).verdict == verdict


def test_a_ratio_is_measured_over_base():
    assert ratio(6.0, base=8.0).value == 0.75


@pytest.mark.parametrize(("count", "verdict"), [(7, "goal"), (10, "ok"), (11, "NOT")])
def test_a_count_is_judged_itself(count, verdict):
    row = Row("P3", "statements", count, must=10, goal=7)
    assert (row.value, row.verdict) == (count, verdict)


def test_lines_stand_in_columns_and_leave_the_base_of_a_count_empty():
    rows = [HEADER, ratio(4.0).cells(), Row("P3", "statements per submit", 12, must=10, goal=7).cells()]
    header, submit, statements = map(line, rows)
    assert submit.split() == [
        "P1",
        "submit",
        "4.00",
        "ms",
        "10.00",
        "ms",
        "0.40",
        "0.75",
        "0.5",
        "goal",
        "form",
        "page",
    ]
    assert statements.split() == ["P3", "statements", "per", "submit", "12", "10", "7", "NOT"]
    ends = [
        text.index(word) + len(word)
        for text, word in ((header, "must"), (submit, "0.75"), (statements, "10"))
    ]
    assert len(set(ends)) == 1


def test_targets_take_turns_and_preparation_is_not_measured():
    now, calls = [0.0], []

    def spend(name: str, seconds: float):
        def run() -> None:
            calls.append(name)
            now[0] += seconds

        return run

    quick = Target(spend("quick", 0.001), prepare=spend("prepare", 5.0))
    slow = Target(spend("slow", 0.004))
    assert medians([quick, slow], rounds=2, clock=lambda: now[0]) == pytest.approx([1.0, 4.0])
    assert calls[-6:] == ["prepare", "quick", "slow", "slow", "prepare", "quick"]

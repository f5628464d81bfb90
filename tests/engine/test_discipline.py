"""Days without a valid reason and the step of PP 94/2021; every reference case comes out exactly."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from forms_config.engine.attendance.calendars import Schedule
from forms_config.engine.attendance.days import Statement, Status, days
from forms_config.engine.attendance.discipline import STEPS, absence, step

CASES = json.loads((Path(__file__).parents[1] / "data" / "hasil_rujukan.json").read_text())["pp94_2021"]
MONDAY = date(2026, 6, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["no"])
def test_the_reference_cases(case):
    found = step(case["hari_kumulatif"], case["berturut_turut_terpanjang"])
    assert (found and found.level, found and found.sanction) == (case["tingkat"], case["sanksi"])


def test_each_step_begins_on_its_day_and_not_before():
    for one in STEPS:
        assert step(one.days, 1) == one
        assert step(one.days - 1, 1) != one
    assert step(2, 2) is None


def absent(*numbers: int):
    """The absence of June 2026 with these days of the month unexcused."""
    said = {MONDAY + timedelta(number - 1): Statement(Status.ABSENT, "rekap") for number in numbers}
    return absence(days(MONDAY, MONDAY + timedelta(29), [], said, Schedule()))


def test_a_weekend_neither_counts_nor_ends_a_row():
    found = absent(4, 5, 6, 7, 8)
    assert ([day.day for day in found.days], found.longest) == ([4, 5, 8], 3)


def test_a_day_at_work_or_of_which_nothing_is_known_ends_a_row():
    assert (len(absent(1, 2, 4, 5).days), absent(1, 2, 4, 5).longest) == (4, 2)


def test_ten_working_days_in_a_row_are_the_gravest_step_and_stop_the_salary():
    ten, nine = absent(*range(1, 13)), absent(*range(1, 12))
    assert (len(ten.days), ten.longest, ten.step, ten.stops_salary) == (10, 10, STEPS[0], True)
    assert (nine.longest, nine.step.sanction, nine.stops_salary) == (
        9,
        "Pernyataan tidak puas secara tertulis",
        False,
    )

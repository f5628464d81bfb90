"""Which target a period has: months, quarters, the year, parts of them; and how a year is spread."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.targets import (
    MONTHS,
    Days,
    as_planned,
    for_period,
    gathering_of,
    measured,
    month_of,
    period_target,
    planned_sum,
    realised,
    spread,
)
from forms_config.engine.wording import item_text
from tests.random_data import examples
from tests.schemas import plan_row, pp30_form
from tests.scores import section_scores

YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
JANUARY, SEPTEMBER, DECEMBER = month_of(2026, 1), month_of(2026, 9), month_of(2026, 12)
FIRST_QUARTER = Days(date(2026, 1, 1), date(2026, 3, 31))
HALF_OF_SEPTEMBER = Days(date(2026, 9, 1), date(2026, 9, 15))
SINCE_MID_SEPTEMBER = Days(date(2026, 9, 16), date(2026, 12, 31))
QUARTERLY = [None, None, "1", None, None, "2", None, None, "3", None, None, "4"]


def patients(**more) -> dict:
    return plan_row("a", "240", "HIGHER")["indicators"][0] | more


def spread_over(*months: str | None) -> dict:
    return patients(months=[*months, *[None] * (MONTHS - len(months))])


def target(indicator: dict, asked: Days, held: Days = YEAR) -> str:
    return str(period_target(indicator, held, asked))


@pytest.mark.parametrize(("month", "last"), [(1, 31), (2, 28), (9, 30), (11, 30), (12, 31)])
def test_a_month_ends_the_day_before_the_next_one_also_over_new_year(month, last):
    assert month_of(2026, month) == Days(date(2026, month, 1), date(2026, month, last))


def test_a_plan_that_held_on_no_day_asks_nothing():
    """Days that are turned round are a mistake in the post; no page may fail for that."""
    assert target(patients(), JANUARY, Days(date(2026, 7, 1), date(2026, 6, 30))) == "None"


# --- what a period is asked ---


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (YEAR, "240"),
        (JANUARY, "20.00"),
        (FIRST_QUARTER, "60.00"),
        (HALF_OF_SEPTEMBER, "10.00"),
        (Days(date(2026, 1, 1), date(2026, 9, 15)), "170.00"),
        (month_of(2025, 12), "None"),
    ],
)
def test_without_a_spread_a_period_takes_the_even_share(asked, expected):
    assert target(patients(), asked) == expected


def test_the_even_share_is_of_the_months_that_the_plan_has():
    second_half = Days(date(2026, 7, 1), date(2026, 12, 31))
    assert target(patients(), SEPTEMBER, second_half) == "40.00"
    assert target(patients(), Days(date(2026, 1, 1), date(2026, 7, 31)), second_half) == "40.00"


def test_a_plan_that_begins_within_a_month_asks_less_of_it():
    # half of September and three whole months: 240 / 3.5
    assert target(patients(), SEPTEMBER, SINCE_MID_SEPTEMBER) == "34.29"
    assert target(patients(), DECEMBER, SINCE_MID_SEPTEMBER) == "68.57"


def test_what_a_month_is_given_is_its_target():
    uneven = spread_over("10", "20", "30.50")
    assert target(uneven, JANUARY) == "10.00"
    assert target(uneven, FIRST_QUARTER) == "60.50"
    assert target(uneven, SEPTEMBER) == "None"  # nothing planned is not a target of nought
    assert target(spread_over(*["5"] * 12), SEPTEMBER) == "5.00"
    assert target(spread_over(None), SEPTEMBER) == "20.00"  # as if nothing had been spread


def test_a_month_that_is_asked_in_part_has_the_share_of_the_days_that_the_plan_has():
    given_september = spread_over(*[None] * 8, "30")
    assert target(given_september, HALF_OF_SEPTEMBER) == "15.00"
    assert target(given_september, Days(date(2026, 9, 16), date(2026, 9, 30)), SINCE_MID_SEPTEMBER) == "30.00"


def test_the_whole_plan_is_asked_the_year_whatever_its_months_say():
    assert target(spread_over("1"), YEAR) == "240"
    assert target(spread_over("1"), YEAR, SINCE_MID_SEPTEMBER) == "240"


def test_an_average_is_the_same_in_every_period():
    rate = patients(gathering="AVERAGE", months=["1"] * 12)
    assert [target(rate, days) for days in (JANUARY, FIRST_QUARTER, HALF_OF_SEPTEMBER, YEAR)] == ["240"] * 4


def test_an_end_state_is_asked_at_the_end_of_the_year_and_at_its_milestones():
    end = patients(gathering="END_STATE", months=QUARTERLY)
    assert target(end, DECEMBER) == "240"
    assert target(end, FIRST_QUARTER) == "1"
    assert target(end, Days(date(2026, 1, 1), date(2026, 7, 31))) == "2"
    assert target(end, JANUARY) == "None"
    assert target(end, HALF_OF_SEPTEMBER) == "None"  # September has not ended
    assert target(end | {"months": []}, SEPTEMBER) == "None"
    assert target(end | {"months": []}, month_of(2026, 6), Days(date(2026, 1, 1), date(2026, 6, 30))) == "240"


def test_without_a_number_there_is_no_target():
    assert target(plan_row("a")["indicators"][0], JANUARY) == "None"


@pytest.mark.parametrize(
    ("unit", "polarity", "said", "expected"),
    [
        ("pasien", "HIGHER", None, "CUMULATIVE"),
        ("Persen ", "HIGHER", None, "AVERAGE"),
        ("%", "HIGHER", "", "AVERAGE"),
        ("menit", "LOWER", None, "AVERAGE"),
        ("keluhan", "LOWER", "CUMULATIVE", "CUMULATIVE"),
        ("persen", "HIGHER", "END_STATE", "END_STATE"),
    ],
)
def test_where_nobody_says_how_a_year_comes_together_rates_and_limits_stay_the_same(
    unit, polarity, said, expected
):
    indicator = {"unit": unit, "polarity": polarity} | ({} if said is None else {"gathering": said})
    assert gathering_of(indicator) == expected


def test_days_apart_have_none_in_common():
    assert JANUARY.within(SEPTEMBER).count == 0
    assert HALF_OF_SEPTEMBER.within(SEPTEMBER) == HALF_OF_SEPTEMBER


# --- rows of an evaluation ---


def test_the_rows_of_a_month_have_its_target_and_keep_that_of_the_year():
    rows = [plan_row("a", "240"), plan_row("b")]
    month = for_period(rows, YEAR, JANUARY)
    assert month[0]["indicators"] == [
        rows[0]["indicators"][0]
        | {"target_value": "20.00", "annual_target": "240", "target_span": "MONTH"}
    ]  # fmt: skip
    assert month[1] == rows[1]
    assert [as_planned(row) for row in month] == rows
    assert rows[0]["indicators"][0]["target_value"] == "240"


def test_the_rows_of_a_month_say_what_is_to_be_done_in_it_and_those_of_several_in_which():
    """A month without a text says nothing; one that is asked alone needs no name."""
    planned = plan_row("a", "240") | {"actions": ["Mendata", "", "Mencetak", *[""] * 8, "Melapor"]}
    december = Days(date(2026, 12, 1), date(2026, 12, 31))
    found = [for_period([planned], YEAR, asked)[0] for asked in (JANUARY, FIRST_QUARTER, december)]
    assert [row["period_actions"] for row in found] == [
        [[None, "Mendata"]],
        [[1, "Mendata"], [3, "Mencetak"]],
        [[None, "Melapor"]],
    ]
    assert [as_planned(row) for row in found] == [planned] * 3
    [two] = for_period([planned], YEAR, Days(date(2026, 1, 1), date(2026, 2, 28)))
    assert two["period_actions"] == [[1, "Mendata"]]


def test_the_rows_of_the_whole_plan_stay_as_they_are():
    rows = [plan_row("a", "240")]
    assert for_period(rows, YEAR, YEAR) == rows == [as_planned(row) for row in rows]


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        (JANUARY, "MONTH"),
        (FIRST_QUARTER, "QUARTER"),
        (Days(date(2026, 2, 1), date(2026, 4, 30)), "PART"),
        (Days(date(2026, 4, 1), date(2026, 6, 30)), "QUARTER"),
        (Days(date(2026, 3, 1), date(2026, 5, 31)), "PART"),
        (Days(date(2026, 1, 1), date(2026, 3, 15)), "PART"),
        (HALF_OF_SEPTEMBER, "PART"),
        (Days(date(2026, 1, 1), date(2026, 8, 31)), "PART"),
    ],
)
def test_the_rows_say_for_which_days_their_target_is(asked, span):
    [row] = for_period([plan_row("a", "240")], YEAR, asked)
    assert row["indicators"][0]["target_span"] == span


def test_an_indicator_without_a_target_in_this_period_is_still_the_one_that_is_measured():
    first = patients(gathering="END_STATE")
    [row] = for_period([plan_row("a", indicators=[first, patients(text="Lain")])], YEAR, JANUARY)
    assert measured(row["indicators"]) == row["indicators"][0]
    assert measured([plan_row("a")["indicators"][0]]) is None


# --- scores and their words ---


def scored(asked: Days, realisation: str, **more):
    rows = for_period([plan_row("a", indicators=[patients(unit="pasien", **more)])], YEAR, asked)
    return section_scores(pp30_form(), {"skp": [{"_row": "a", "realisasi": realisation}]}, rows).items[0]


def test_twenty_of_twenty_in_a_month_is_all_of_it():
    item = scored(JANUARY, "20")
    assert (item.score, item_text(item)) == (
        Decimal("100.00"),
        "20 ÷ 20 × 100 = 100 (target bulan ini 20 pasien, setahun 240)",
    )


@pytest.mark.parametrize(
    ("asked", "more", "text"),
    [
        (FIRST_QUARTER, {}, "60 ÷ 60 × 100 = 100 (target triwulan ini 60 pasien, setahun 240)"),
        (HALF_OF_SEPTEMBER, {}, "60 ÷ 10 × 100 = 600, dihitung paling tinggi 120"),
        (JANUARY, {"gathering": "AVERAGE"}, "60 ÷ 240 × 100 = 25 (target bulan ini 240 pasien, sama sepanjang tahun)"),
        (YEAR, {}, "60 ÷ 240 × 100 = 25"),
        (
            JANUARY, {"gathering": "END_STATE"},
            "Tidak dapat dibandingkan (bulan ini tanpa target, setahun 240 pasien), jadi tidak ikut dihitung.",
        ),
    ],
)  # fmt: skip
def test_the_words_of_a_score_name_the_target_of_the_period(asked, more, text):
    found = item_text(scored(asked, "60", **more))
    assert found.replace(" (target masa ini 10 pasien, setahun 240)", "") == text


# --- spreading a year ---

EVEN = dict.fromkeys(range(1, MONTHS + 1), Decimal(1))


def spread_in_words(total: str, weights: dict[int, Decimal]) -> list[str]:
    return [str(number) for number in spread(Decimal(total), weights)]


def test_an_even_spread_gives_what_is_left_over_to_the_last_months():
    assert spread_in_words("240", EVEN) == ["20"] * 12
    assert spread_in_words("250", EVEN) == ["20"] * 2 + ["21"] * 10
    assert spread_in_words("10", EVEN) == ["None"] * 2 + ["1"] * 10
    assert spread_in_words("1.50", EVEN) == ["0.12"] * 6 + ["0.13"] * 6


def test_weights_share_a_year_and_months_without_one_get_none():
    weights = {3: Decimal(1), 6: Decimal(1), 9: Decimal("0.5"), 12: Decimal(0)}
    assert spread_in_words("10", weights) == [
        "None", "None", "4", "None", "None", "4", "None", "None", "2", "None", "None", "None",
    ]  # fmt: skip
    assert spread_in_words("10", {}) == ["None"] * 12
    assert spread_in_words("3", {1: Decimal(1), 2: Decimal(1), 3: Decimal(0)})[:3] == ["1", "2", "None"]


@examples(50)
@given(
    st.decimals(0, 10**9, places=2),
    st.dictionaries(st.integers(1, 12), st.decimals("0.01", 1000, places=2), min_size=1),
)
def test_a_spread_adds_up_to_the_year(total, weights):
    found = spread(total, weights)
    assert sum(number for number in found if number is not None) == total
    assert {month for month, number in enumerate(found, 1) if number} <= set(weights)
    assert None not in found or Decimal(0) not in found


def test_the_sum_of_a_spread_is_of_the_months_that_the_plan_has():
    assert planned_sum(patients(months=QUARTERLY), YEAR) == Decimal(10)
    assert planned_sum(patients(months=QUARTERLY), SINCE_MID_SEPTEMBER) == Decimal(7)
    assert planned_sum(patients(months=QUARTERLY), JANUARY) is None
    assert planned_sum(patients(months=[None] * 12), YEAR) is None
    assert planned_sum(patients(), YEAR) is None
    assert planned_sum(patients(months=QUARTERLY, gathering="AVERAGE"), YEAR) is None


@pytest.mark.parametrize(
    ("gathering", "comes_to"), [("CUMULATIVE", "7.5"), ("AVERAGE", "2.5"), ("END_STATE", "1.5")]
)
def test_single_days_are_added_up_averaged_or_the_last_of_them_counts(gathering, comes_to):
    days = [Decimal(2), Decimal(4), Decimal("1.5")]
    assert realised(patients(gathering=gathering), days) == Decimal(comes_to)
    assert realised(patients(gathering=gathering), days[:1]) == Decimal(2)


def test_an_average_of_days_is_rounded_once():
    thirds = [Decimal(1), Decimal(1), Decimal(0)]
    assert str(realised(patients(gathering="AVERAGE"), thirds)) == "0.67"

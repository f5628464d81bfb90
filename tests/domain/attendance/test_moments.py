"""The moment of a tap as files and machines write it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evaluations.domain.attendance.moments import DRIFT, NoMoment, check_moment, read_moment

MOMENT = datetime(2026, 6, 2, 0, 25, tzinfo=UTC)  # 07:25 in Bantul


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-02T07:25:59+07:00", "2026-06-02T07:25:59.123456+0700", "2026-06-02 07:25", "2026-06-02T00:25:00Z",
        "02/06/2026 07:25", "2-6-2026 7.25", "02.06.2026 07:25:30 WIB", "2026-06-01T19:25-05:00",
        " 2026-06-02T07:25 ",
    ],
)  # fmt: skip
def test_it_is_read_to_the_minute_however_it_is_written(text):
    assert read_moment(text) == MOMENT


def test_a_zone_that_was_given_holds_only_where_the_text_names_none():
    east = ZoneInfo("Asia/Jayapura")
    assert read_moment("2026-06-02 09:25", east) == MOMENT
    assert read_moment("2026-06-02T07:25+07:00", east) == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        "", "07:25", "2026-06-31 07:25", "2026-06-02", "2026-06-02 24:00", "2026-06-02 07:60", "2026-06-02 07:25:60",
        "2026-06-02T07:25+15:00", "2026-06-02T07:25+07:60", "0000-01-01 00:00", "0001-01-01 00:00+14:00", "kemarin",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_said(text):
    with pytest.raises(NoMoment) as fault:
        read_moment(text)
    assert fault.value.kind == "invalid_datetime"


def kind_of(moment: datetime, oldest: datetime | None = None) -> str:
    try:
        check_moment(moment, MOMENT, oldest)
    except NoMoment as fault:
        return fault.kind
    return ""


def test_a_clock_may_run_ahead_a_little_and_nothing_is_older_than_the_bound():
    assert kind_of(MOMENT + DRIFT) == ""
    assert kind_of(MOMENT + DRIFT + timedelta(minutes=1)) == "in_future"
    assert kind_of(datetime(2000, 1, 1, tzinfo=UTC)) == ""
    assert kind_of(datetime(1999, 12, 31, tzinfo=UTC)) == "too_old"
    assert kind_of(MOMENT - timedelta(days=2), MOMENT - timedelta(days=2)) == ""
    assert kind_of(MOMENT - timedelta(days=3), MOMENT - timedelta(days=2)) == "too_old"

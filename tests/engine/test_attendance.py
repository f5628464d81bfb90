"""From taps and statements to days and months; every figure of the reference files comes out exactly."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_config.engine.attendance.calendars import (
    FASTING_WEEK,
    FIVE_DAYS,
    WEEK,
    Calendar,
    Hours,
    Schedule,
    Validity,
)
from forms_config.engine.attendance.days import IN, OUT, Day, Statement, Status, Tap, by_day, days
from forms_config.engine.attendance.figures import Figures, figures

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "tests/data/presensi/expected.json").read_text())
TAPPED = EXPECTED["ketukan"]["sample"]
WIB = ZoneInfo("Asia/Jakarta")
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
JUNE = Schedule(holidays={date.fromisoformat(day): name for day, name in EXPECTED["hari_libur"].items()})
OFFICE = {weekday: Hours(450, 960, 60) for weekday in range(5)}


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, second, tzinfo=WIB)


def taps(*moments: datetime) -> list[Tap]:
    return [Tap(moment) for moment in moments]


def one(day: int, *moments: datetime, said: Statement | None = None, schedule: Schedule = JUNE) -> Day:
    """One day of June 2026; the 2nd is a Tuesday."""
    on = date(2026, 6, day)
    return days(on, on, taps(*moments), {on: said} if said else {}, schedule)[0]


def of(calendar: Calendar) -> Schedule:
    return Schedule((Validity(calendar, FIRST),), JUNE.holidays)


# ---- the reference files


def lines() -> Iterator[tuple[str, datetime]]:
    with (ROOT / "tests/data/presensi/tap_mesin_2026-06.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            try:
                yield row["nip"], datetime.strptime(row["waktu"], "%d/%m/%Y %H:%M").replace(tzinfo=WIB)
            except ValueError:  # 31 June
                continue


@pytest.fixture(scope="module")
def tapped() -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = {}
    for nip, moment in lines():
        found.setdefault(nip, []).append(moment)
    return found


@pytest.mark.parametrize("nip", TAPPED)
def test_the_taps_of_a_machine_come_to_the_expected_figures(tapped, nip):
    wanted = TAPPED[nip]
    moments = tapped[nip]

    found = days(FIRST, LAST, taps(*moments), {}, JUNE)

    sums = figures(found)
    free = [day.day.isoformat() for day in found if day.hours is None and (day.first_in or day.last_out)]
    after_midnight = [day.day.isoformat() for day in found if day.last_out and day.last_out.date() > day.day]
    assert sums.working_days == EXPECTED["jumlah_hari_kerja"]
    assert {
        "days_present": sums.days_present,
        "late_minutes": sums.late_minutes,
        "early_minutes": sums.early_minutes,
        "missing_entry": sums.missing_entry,
        "missing_exit": sums.missing_exit,
        "working_days_without_tap": sums.open_days,
        "dates_without_tap": [day.day.isoformat() for day in found if day.is_open],
        "exit_after_midnight": after_midnight,
        "non_working_days_with_tap": free,
        "duplicates": len(moments) - len(set(moments)),
    } == {name: value for name, value in wanted.items() if name != "unexcused_days"}


def test_the_calendar_where_nothing_is_set_is_that_of_the_regulation():
    assert (FIVE_DAYS.week(), FIVE_DAYS.week(is_fasting=True)) == (WEEK, FASTING_WEEK)
    assert (WEEK, FASTING_WEEK) == (2250, 1950)


# ---- one day


def test_seconds_are_cut_off_before_minutes_are_counted():
    day = one(2, at(2, 7, 30, 59), at(2, 15, 59, 59))
    assert (day.late, day.early) == (0, 1)
    assert one(2, at(2, 7, 31), at(2, 16, 0)).late == 1


@pytest.mark.parametrize(("hour", "minute", "misses"), [(11, 59, (False, True)), (12, 0, (True, False))])
def test_a_single_tap_before_noon_is_coming_and_else_going(hour, minute, misses):
    day = one(2, at(2, hour, minute))
    assert (day.misses_in, day.misses_out) == misses
    assert day.is_present


def test_who_did_not_tap_when_coming_is_not_late_and_when_going_not_early():
    assert (one(2, at(2, 16, 30)).late, one(2, at(2, 9, 0)).early) == (0, 0)
    assert one(2, at(2, 9, 0)).late == 90


def test_what_the_person_said_decides_about_a_single_tap():
    on = date(2026, 6, 2)
    for kind, misses in ((OUT, (True, False)), (IN, (False, True))):
        for hour in (9, 15):
            (day,) = days(on, on, [Tap(at(2, hour), kind)], {}, JUNE)
            assert (day.misses_in, day.misses_out) == misses


def test_two_taps_within_two_minutes_are_one_unless_the_person_said_otherwise():
    day = one(2, at(2, 7, 20), at(2, 7, 22))
    assert (day.misses_out, day.early) == (True, 0)
    assert one(2, at(2, 7, 20), at(2, 7, 23)).misses_out is False
    on = date(2026, 6, 2)
    (said,) = days(on, on, [Tap(at(2, 7, 20), IN), Tap(at(2, 7, 21), OUT)], {}, JUNE)
    assert said.misses_out is False


@pytest.mark.parametrize(("minute", "day"), [(59, 2), (60, 3)])
def test_a_tap_before_four_belongs_to_the_day_before(minute, day):
    moment = at(3, 3) + timedelta(minutes=minute)
    assert list(by_day(taps(moment), JUNE)) == [date(2026, 6, day)]


def test_a_friday_ends_later():
    assert one(5, at(5, 7, 30), at(5, 16, 0)).early == 30
    assert one(4, at(4, 7, 30), at(4, 16, 0)).early == 0


def test_ramadan_has_its_own_hours_where_the_calendar_has_some():
    fasting = Schedule(fasting=((date(2026, 6, 2), date(2026, 6, 3)),))
    assert one(2, at(2, 8, 0), at(2, 15, 0), schedule=fasting).late == 0
    assert one(4, at(4, 8, 0), at(4, 16, 0), schedule=fasting).late == 30
    plain = Schedule((Validity(Calendar("Tanpa", OFFICE), FIRST),), fasting=((FIRST, LAST),))
    assert one(2, at(2, 8, 0), at(2, 16, 0), schedule=plain).late == 30


def test_nothing_counts_on_a_free_day():
    for free in (1, 6):  # a holiday, a Saturday
        day = one(free, at(free, 9, 0))
        assert (day.hours, day.late, day.is_present, day.is_open) == (None, 0, False, False)
        assert day.first_in == at(free, 9, 0)
    assert figures([one(6, at(6, 9, 0))]) == Figures()


def test_who_serves_on_holidays_works_then():
    guard = Calendar("Jaga", OFFICE, works_on_holidays=True)
    assert one(1, at(1, 7, 40), at(1, 16), schedule=of(guard)).late == 10


def test_six_days_and_part_time_work_on_the_days_of_their_calendar():
    six = Calendar("Enam hari", {weekday: Hours(450, 840) for weekday in range(6)})
    part = Calendar("Paruh waktu", {0: Hours(480, 720), 2: Hours(480, 720)})
    assert [figures(days(FIRST, LAST, [], {}, of(one))).working_days for one in (six, part)] == [24, 8]


# A night from 21:00 to 07:00.
NIGHT = Calendar("Malam", {weekday: Hours(1260, 1860, 60) for weekday in range(7)}, works_on_holidays=True)


def test_a_night_at_work_belongs_to_the_day_on_which_it_began():
    day = one(2, at(2, 21, 10), at(3, 6, 45), schedule=of(NIGHT))
    assert (day.first_in, day.last_out) == (at(2, 21, 10), at(3, 6, 45))
    assert (day.late, day.early) == (10, 15)
    assert one(3, at(2, 21, 10), at(3, 6, 45), schedule=of(NIGHT)).is_open


def test_nights_in_a_row_do_not_mix():
    moments = [at(2, 20, 55), at(3, 7, 5), at(3, 20, 58), at(4, 7, 1)]
    found = days(date(2026, 6, 2), date(2026, 6, 3), taps(*moments), {}, of(NIGHT))
    assert [(day.first_in, day.last_out, day.late, day.early) for day in found] == [
        (at(2, 20, 55), at(3, 7, 5), 0, 0),
        (at(3, 20, 58), at(4, 7, 1), 0, 0),
    ]


def test_a_single_tap_of_a_night_is_coming_before_its_middle():
    assert one(2, at(2, 20, 59), schedule=of(NIGHT)).misses_out is True
    assert one(2, at(3, 7, 2), schedule=of(NIGHT)).misses_in is True


def test_a_shift_before_dawn_keeps_its_own_arrival():
    dapur = Calendar("Dapur", {weekday: Hours(240, 660) for weekday in range(7)})
    assert list(by_day(taps(at(3, 3, 0), at(3, 2, 59)), of(dapur))) == [date(2026, 6, 2), date(2026, 6, 3)]


def test_flexible_hours_move_the_end_with_the_beginning():
    flexible = of(Calendar("Fleksibel", OFFICE, flexible=60))
    assert [
        (day.late, day.early)
        for day in (
            one(2, at(2, 8, 10), at(2, 16, 40), schedule=flexible),
            one(2, at(2, 8, 10), at(2, 16, 30), schedule=flexible),
            one(2, at(2, 8, 45), at(2, 17, 0), schedule=flexible),
            one(2, at(2, 7, 0), at(2, 16, 0), schedule=flexible),
        )
    ] == [(0, 0), (0, 10), (15, 0), (0, 0)]


def test_within_the_tolerance_nobody_is_late_and_beyond_it_all_minutes_count():
    mild = of(Calendar("Toleransi", OFFICE, tolerance=5))
    assert [one(2, at(2, 7, minute), at(2, 16), schedule=mild).late for minute in (35, 36)] == [0, 6]


def test_the_first_calendar_that_covers_a_day_holds():
    schedule = Schedule(
        (Validity(NIGHT, date(2026, 6, 3), date(2026, 6, 4)), Validity(Calendar("Biasa", OFFICE), FIRST))
    )
    names = [schedule.calendar_on(date(2026, 6, day)).name for day in (2, 3, 4, 5)]
    assert names == ["Biasa", "Malam", "Malam", "Biasa"]
    assert schedule.calendar_on(date(2026, 5, 31)) is FIVE_DAYS


# ---- what is said of a day

DUTY = Statement(Status.DUTY, "rekap")


def test_minutes_do_not_count_on_duty_or_leave_whatever_was_tapped():
    for status in (Status.DUTY, Status.LEAVE, Status.SICK):
        day = one(2, at(2, 10, 0), said=Statement(status, "rekap"))
        assert (day.late, day.early, day.misses_out, day.status) == (0, 0, False, status)
        assert day.first_in == at(2, 10, 0)


def test_who_tapped_was_not_absent_whatever_a_recap_says():
    absent = Statement(Status.ABSENT, "rekap")
    day = one(2, at(2, 7, 0), at(2, 16, 0), said=absent)
    assert (day.status, day.rests_on) == (Status.OFFICE, "taps")
    assert (one(2, said=absent).status, one(2, said=absent).rests_on) == (Status.ABSENT, "rekap")


def test_who_works_at_home_taps_and_stays_open_without():
    home = Statement(Status.HOME, "surat")
    assert one(2, at(2, 7, 40), at(2, 16), said=home).status == Status.HOME
    assert one(2, at(2, 7, 40), at(2, 16), said=home).late == 10
    assert one(2, said=home).is_open


def test_a_recap_tells_presence_but_of_its_codes_no_minutes():
    def said(*codes: str) -> Day:
        return one(2, said=Statement(Status.OFFICE, "rekap", codes, tells_presence=True))

    assert (said().late, said().early, said().misses_in, said().is_present) == (0, 0, False, True)
    assert (said("TL4").late, said("TL4").misses_in, said("TL4").early) == (None, None, 0)
    assert (said("TL1", "PSW4").early, said("TL1", "PSW4").misses_out) == (None, None)
    sums = figures([said("TL1"), said()])
    assert (sums.days_present, sums.late_minutes, sums.early_minutes, sums.missing_taps) == (2, None, 0, None)


def test_days_attended_are_those_at_work_on_duty_and_in_training():
    statuses = [
        Status.DUTY,
        Status.TRAINING,
        Status.LEAVE,
        Status.STUDY,
        Status.PERMIT,
        Status.SICK,
        Status.ABSENT,
    ]
    found = [one(2, said=Statement(status, "rekap")) for status in statuses]
    sums = figures([*found, one(3, at(3, 7), at(3, 16)), one(4)])
    assert sums == Figures(
        working_days=9, days_present=1, official_duty_days=1, training_days=1, permit_days=1, sick_days=1,
        leave_days=1, study_days=1, unexcused_days=1, open_days=1,
    )  # fmt: skip
    assert (sums.attended_days, sums.missing_taps) == (3, 0)


# ---- properties

MOMENTS = st.lists(
    st.integers(0, 30 * 24 * 60 - 1).map(lambda minute: at(1, 0) + timedelta(minutes=minute)), max_size=60
)
SCHEDULES = st.sampled_from([JUNE, of(NIGHT), of(Calendar("Fleksibel", OFFICE, flexible=30, tolerance=5))])


@given(MOMENTS, SCHEDULES, st.randoms())
def test_the_order_of_taps_is_of_no_matter(moments, schedule, random):
    mixed = [*moments]
    random.shuffle(mixed)
    assert days(FIRST, LAST, taps(*moments), {}, schedule) == days(FIRST, LAST, taps(*mixed), {}, schedule)


@given(MOMENTS, SCHEDULES, st.integers(0, 59))
def test_a_tap_pushed_twice_counts_once(moments, schedule, second):
    again = [moment.replace(second=second) for moment in moments]
    assert days(FIRST, LAST, taps(*moments, *again), {}, schedule) == days(
        FIRST, LAST, taps(*moments), {}, schedule
    )


@given(MOMENTS, SCHEDULES, st.integers(1, 29))
def test_parts_of_a_month_add_up_to_the_month(moments, schedule, cut):
    middle = FIRST + timedelta(cut)
    whole = figures(days(FIRST, LAST, taps(*moments), {}, schedule))
    parts = [
        figures(days(first, last, taps(*moments), {}, schedule))
        for first, last in ((FIRST, middle - timedelta(1)), (middle, LAST))
    ]
    added = Counter(vars_of(parts[0]))
    added.update(vars_of(parts[1]))
    assert dict(added) == vars_of(whole)


def vars_of(sums: Figures) -> dict[str, int]:
    return {name: getattr(sums, name) for name in Figures.__slots__}


@given(MOMENTS, SCHEDULES)
def test_every_tap_belongs_to_exactly_one_day_and_none_is_lost(moments, schedule):
    found = by_day(taps(*moments), schedule)
    assert Counter(tap.at for those in found.values() for tap in those) == Counter(set(moments))

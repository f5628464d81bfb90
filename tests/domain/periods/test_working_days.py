"""Working days skip Saturday, Sunday and the holidays that BKPSDM keeps; lines are pasted whole or not at all."""

from datetime import date

import pytest

from evaluations.domain.periods.official import load_official_periods
from evaluations.domain.periods.working_days import (
    add_fixed,
    add_holidays,
    add_working_days,
    is_working_day,
    next_working_day,
    parse_lines,
)
from evaluations.domain.refusals import Refused
from evaluations.models import Holiday, PeriodTemplate

NEW_YEAR = date(2027, 1, 1)  # a Friday
CHRISTMAS = (date(2026, 12, 24), date(2026, 12, 25))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 31), True),
        (NEW_YEAR, False),
        (date(2027, 1, 2), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
    ],
)
def test_offices_work_on_weekdays_that_are_no_holiday(day, works):
    assert is_working_day(day, {NEW_YEAR}) is works


@pytest.mark.parametrize(
    ("count", "day"),
    [
        (1, date(2027, 1, 4)),
        (5, date(2027, 1, 8)),
        (0, date(2026, 12, 31)),
        (-1, date(2026, 12, 30)),
        (-5, date(2026, 12, 22)),  # over Christmas and its joint leave, and a weekend
    ],
)
def test_counting_goes_over_the_end_of_the_year(count, day):
    assert add_working_days(date(2026, 12, 31), count, {NEW_YEAR, *CHRISTMAS}) == day


def test_counting_from_a_holiday_begins_after_it():
    assert add_working_days(NEW_YEAR, 1, {NEW_YEAR}) == date(2027, 1, 4)
    assert add_working_days(NEW_YEAR, 0, {NEW_YEAR}) == date(2027, 1, 4)
    assert add_working_days(NEW_YEAR, -1, {NEW_YEAR}) == date(2026, 12, 31)


def test_the_next_working_day_is_the_day_itself_if_offices_work():
    assert next_working_day(date(2026, 12, 31), set()) == date(2026, 12, 31)
    assert next_working_day(date(2027, 1, 2), set()) == date(2027, 1, 4)


def test_without_a_list_the_holidays_of_the_database_count(db):
    Holiday.objects.create(day=NEW_YEAR, name="Tahun Baru")
    assert not is_working_day(NEW_YEAR)
    assert next_working_day(NEW_YEAR) == date(2027, 1, 4)


def test_a_calendar_of_nothing_but_holidays_is_refused():
    class Everything:
        def __contains__(self, day):
            return True

    with pytest.raises(Refused) as refused:
        next_working_day(NEW_YEAR, Everything())
    assert refused.value.code == "no_working_day"


def test_lines_are_read_in_the_usual_ways_of_writing_a_date():
    lines = parse_lines(
        "17-08-2026 Hari Kemerdekaan\n\n 24/12/2026, Cuti bersama Natal \n1.6.2026\tPancasila"
    )
    assert [(line.day, line.name, line.is_joint_leave) for line in lines] == [
        (date(2026, 8, 17), "Hari Kemerdekaan", False),
        (date(2026, 12, 24), "Cuti bersama Natal", True),
        (date(2026, 6, 1), "Pancasila", False),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("31-02-2026 Tidak ada", "Baris 2: “31-02-2026” bukan tanggal yang ada."),
        ("17 Agustus 2026", "Baris 2: “17 Agustus 2026” belum berbentuk “17-08-2026 Hari Kemerdekaan”."),
        ("17-08-2026", "Baris 2: “17-08-2026” belum berbentuk “17-08-2026 Hari Kemerdekaan”."),
        ("17-08-0026 Dulu", "Baris 2: tahun 26 tidak masuk akal."),
        ("01-01-2026 Lagi", "Baris 2: 1 Januari 2026 sudah ada di baris sebelumnya."),
        (f"02-01-2026 {'a' * 121}", "Baris 2: namanya lebih dari 120 huruf."),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(line, sentence):
    with pytest.raises(Refused) as refused:
        parse_lines(f"01-01-2026 Tahun Baru\n{line}")
    assert (refused.value.code, refused.value.details) == ("bad_lines", [sentence])


def test_nothing_pasted_is_said():
    with pytest.raises(Refused):
        parse_lines("  \n")


def test_pasting_twice_changes_nothing(db):
    lines = parse_lines("17-08-2026 Hari Kemerdekaan")
    assert add_holidays(lines) == (1, 0)
    assert add_holidays(parse_lines("17-08-2026 Nama lain")) == (0, 1)
    assert Holiday.objects.get().name == "Hari Kemerdekaan"


def test_fixed_dates_are_copied_to_any_year(db):
    assert add_fixed(2028) == (5, 0)
    assert [(day.month, day.day) for day in Holiday.objects.values_list("day", flat=True)] == [
        (1, 1), (5, 1), (6, 1), (8, 17), (12, 25),
    ]  # fmt: skip


def test_the_official_holidays_and_templates_come_once_and_overwrite_nothing(db):
    load_official_periods()
    assert Holiday.objects.filter(day__year=2026).count() == 25
    assert Holiday.objects.filter(day__year=2026, is_joint_leave=True).count() == 8
    assert Holiday.objects.filter(day__year=2027).count() == 5
    assert list(PeriodTemplate.objects.values_list("name", flat=True)) == ["Tahunan", "Bulanan", "Triwulanan"]
    PeriodTemplate.objects.filter(name="Bulanan").update(fill_after=3)
    load_official_periods()
    assert PeriodTemplate.objects.get(name="Bulanan").fill_after == 3
    assert (PeriodTemplate.objects.count(), Holiday.objects.count()) == (3, 30)

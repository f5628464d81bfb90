"""A month is what its days come to, however they came to be known; an imported recap stays unless settings say so."""

from datetime import date, timedelta

import pytest

from evaluations.domain.attendance.days import days_of
from evaluations.domain.attendance.months import compute, compute_due, figures_of
from evaluations.enums import DayStatus, StatementSource, TapSource
from evaluations.models import AttendanceMonth, AttendanceTap, DayStatement, EvaluationSettings, Holiday
from forms_config.engine.attendance.days import Status

JUNE = (2026, 6)
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def july(monkeypatch, at):
    """It is 1 July 2026, 08:00."""
    moment = at(2026, 7, 1, 8)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def taps(at):
    def _taps(employee, *moments: tuple[int, int, int]) -> None:
        for day, hour, minute in moments:
            AttendanceTap.objects.create(
                employee=employee, at=at(2026, 6, day, hour, minute), source=TapSource.FILE
            )

    return _taps


def say(employee, status, first: int, last: int | None = None, source=StatementSource.UNIT, codes=""):
    return DayStatement.objects.create(
        employee=employee, status=status, source=source, codes=codes,
        starts_on=date(2026, 6, first), ends_on=date(2026, 6, last or first),
    )  # fmt: skip


def stored(employee) -> AttendanceMonth:
    return AttendanceMonth.objects.get(employee=employee, year=2026, month=6)


def test_taps_and_statements_come_to_a_month(cast, july, taps):
    taps(cast.employee, (2, 7, 45), (2, 16, 0), (3, 7, 30))
    say(cast.employee, DayStatus.DUTY, 4)
    say(cast.employee, DayStatus.LEAVE, 5, 30)
    Holiday.objects.create(day=FIRST, name="Pancasila")
    assert compute(JUNE, [cast.employee.pk, cast.rater.pk]) == 1
    month = stored(cast.employee)
    assert (month.working_days, month.days_present, month.late_minutes, month.missing_taps) == (21, 3, 15, 1)
    assert (month.unexcused_days, month.open_days, month.away_minutes) == (0, 0, None)
    assert month.source == AttendanceMonth.COMPUTED


def test_while_days_are_open_nobody_knows_how_many_were_unexcused(cast, july, taps):
    taps(cast.employee, (2, 7, 0), (2, 16, 0))
    say(cast.employee, DayStatus.ABSENT, 3)
    compute(JUNE, [cast.employee.pk])
    assert (stored(cast.employee).unexcused_days, stored(cast.employee).open_days) == (None, 20)


def test_computing_again_changes_nothing_and_follows_what_is_gone(cast, july, taps):
    taps(cast.employee, (2, 7, 0))
    compute(JUNE, [cast.employee.pk])
    before = AttendanceMonth.objects.values("late_minutes", "days_present", "open_days").get()
    compute(JUNE, [cast.employee.pk])
    assert AttendanceMonth.objects.values("late_minutes", "days_present", "open_days").get() == before
    AttendanceTap.objects.all().delete()
    compute(JUNE, [cast.employee.pk])
    assert not AttendanceMonth.objects.exists()


def test_an_imported_recap_stays_unless_days_come_first(cast, july, taps):
    recap = {"employee": cast.employee, "year": 2026, "month": 6, "source": "templat bulanan"}
    AttendanceMonth.objects.create(**recap, late_minutes=7, away_minutes=3)
    taps(cast.employee, (2, 7, 40), (2, 16, 0))
    assert compute(JUNE, [cast.employee.pk]) == 0
    assert stored(cast.employee).late_minutes == 7
    settings = EvaluationSettings.load()
    settings.days_before_recaps = True
    settings.save()
    assert compute(JUNE, [cast.employee.pk]) == 1
    assert (stored(cast.employee).late_minutes, stored(cast.employee).away_minutes) == (10, 3)


def test_days_that_are_not_over_count_nothing(cast, monkeypatch, at, taps):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 6, 3, 9))
    taps(cast.employee, (2, 7, 0), (2, 16, 0), (3, 8, 0))
    sums = figures_of([cast.employee.pk], FIRST, LAST)[cast.employee.pk]
    assert (sums.working_days, sums.days_present, sums.missing_exit, sums.late_minutes) == (2, 1, 0, 0)
    assert figures_of([cast.employee.pk], date(2026, 6, 3), LAST) == {}


def test_a_tap_of_the_first_of_july_makes_no_june(cast, july, taps, at):
    AttendanceTap.objects.create(employee=cast.employee, at=at(2026, 7, 1, 7), source=TapSource.FILE)
    assert compute(JUNE, [cast.employee.pk]) == 0


def test_what_the_superior_decided_is_believed_before_the_unit_and_the_unit_before_recaps(cast, july):
    say(cast.employee, DayStatus.ABSENT, 2, source=StatementSource.MATRIX)
    say(cast.employee, DayStatus.PERMIT, 2, source=StatementSource.HOURS)
    assert status(cast.employee, 2) == Status.PERMIT
    say(cast.employee, DayStatus.LEAVE, 1, 5)
    assert status(cast.employee, 2) == Status.LEAVE
    say(cast.employee, DayStatus.DUTY, 2, source=StatementSource.DECIDED)
    assert status(cast.employee, 2) == Status.DUTY
    assert status(cast.employee, 3) == Status.LEAVE


def test_of_one_source_the_latest_word_holds(cast, july):
    say(cast.employee, DayStatus.LEAVE, 1, 5)
    say(cast.employee, DayStatus.DUTY, 3, 4)
    assert [status(cast.employee, day) for day in (2, 3, 5)] == [Status.LEAVE, Status.DUTY, Status.LEAVE]


def status(employee, day: int) -> Status | None:
    on = date(2026, 6, day)
    return days_of([employee.pk], on, on)[employee.pk][0].status


def test_the_timer_computes_the_month_of_yesterday_once_a_day(cast, july, taps):
    taps(cast.employee, (30, 7, 0))
    say(cast.rater, DayStatus.LEAVE, 1, 30)
    assert compute_due(july) == 2
    assert stored(cast.employee).missing_taps == 1
    assert compute_due(july) == 0
    AttendanceMonth.objects.update(updated_at=july - timedelta(days=1))
    assert compute_due(july) == 2


def test_more_people_cost_no_more_statements(cast, july, taps, django_assert_num_queries):
    for person in (cast.employee, cast.rater, cast.stranger):
        taps(person, (2, 7, 0), (2, 16, 0))
    with django_assert_num_queries(5):
        days_of([cast.employee.pk], FIRST, LAST)
    with django_assert_num_queries(5):
        days_of([cast.employee.pk, cast.rater.pk, cast.stranger.pk], FIRST, LAST)

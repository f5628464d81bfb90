"""Which working calendar holds for whom on a day: the person's own, then the nearest unit's, then five days a week."""

from datetime import date

import pytest

from evaluations.domain.attendance.schedules import schedule, schedules
from evaluations.models import CalendarUse, Holiday, Ramadan, WorkingHours
from forms_config.engine.attendance.calendars import FIVE_DAYS, Hours
from tests.build import make_assignment, make_calendar, make_employee, make_unit

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def six(db):
    return make_calendar()


def use(calendar, starts_on=date(2026, 1, 1), ends_on=None, **whom) -> CalendarUse:
    return CalendarUse.objects.create(calendar=calendar, starts_on=starts_on, ends_on=ends_on, **whom)


def names(employee, *days: int) -> list[str]:
    plan = schedule(employee.pk, FIRST, LAST)
    return [plan.calendar_on(date(2026, 6, day)).name for day in days]


def test_where_nothing_is_set_people_work_five_days(cast):
    assert names(cast.employee, 1, 30) == [FIVE_DAYS.name, FIVE_DAYS.name]


def test_a_calendar_of_a_unit_holds_for_all_below_it_and_not_beside_it(cast, six):
    use(six, unit=cast.agency)
    assert names(cast.employee, 1) == ["Enam hari"]
    assert names(cast.stranger, 1) == [FIVE_DAYS.name]


def test_the_nearest_unit_and_then_the_latest_begun_decide(cast, six):
    use(six, unit=cast.agency)
    use(make_calendar("Bidang", days=5), unit=cast.division, starts_on=date(2026, 6, 10))
    use(make_calendar("Bidang baru", days=5), unit=cast.division, starts_on=date(2026, 6, 20))
    assert names(cast.employee, 9, 10, 19, 20) == ["Enam hari", "Bidang", "Bidang", "Bidang baru"]


def test_a_persons_own_calendar_comes_first_on_its_days(cast, six):
    use(six, unit=cast.agency)
    use(make_calendar("Malam", days=7, starts="21:00", ends="07:00"), date(2026, 6, 3), date(2026, 6, 4),
        employee=cast.employee)  # fmt: skip
    assert names(cast.employee, 2, 3, 4, 5) == ["Enam hari", "Malam", "Malam", "Enam hari"]
    plan = schedule(cast.employee.pk, FIRST, LAST)
    assert plan.hours_on(date(2026, 6, 3)) == Hours(1260, 1860)


def test_after_a_transfer_the_calendar_is_that_of_the_new_unit(db, six):
    old, new = make_unit(name="Lama"), make_unit(name="Baru")
    person = make_employee()
    make_assignment(person, old, starts_on=date(2025, 1, 1), ends_on=date(2026, 6, 14))
    make_assignment(person, new, starts_on=date(2026, 6, 15))
    use(six, unit=new)
    assert names(person, 14, 15) == [FIVE_DAYS.name, "Enam hari"]


def test_holidays_and_ramadan_are_those_of_the_calendar(cast, six):
    Holiday.objects.create(day=date(2026, 6, 2), name="Uji")
    Ramadan.objects.create(starts_on=date(2026, 6, 3), ends_on=date(2026, 6, 4))
    WorkingHours.objects.create(
        calendar=six, weekday=2, in_ramadan=True, starts_at="08:00", ends_at="13:00", rest_minutes=0
    )
    use(six, unit=cast.agency)
    plan = schedule(cast.employee.pk, FIRST, LAST)
    hours = [plan.hours_on(date(2026, 6, day)) for day in (2, 3, 4, 7)]
    assert hours == [None, Hours(480, 780), Hours(450, 840), None]


def test_many_people_cost_as_many_statements_as_one(cast, six, django_assert_num_queries):
    use(six, unit=cast.agency)
    with django_assert_num_queries(5):
        schedules([cast.employee.pk], FIRST, LAST)
    with django_assert_num_queries(5):
        schedules([cast.employee.pk, cast.rater.pk, cast.stranger.pk], FIRST, LAST)

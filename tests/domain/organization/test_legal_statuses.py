"""In which legal position somebody is on a day."""

from datetime import date

from evaluations.domain.organization.legal_statuses import (
    NOT_AT_WORK,
    dated_statuses_on,
    status_on,
    statuses_on,
)
from evaluations.enums import EVALUATED_STATUSES, LEFT_SERVICE, LegalStatus
from evaluations.models import Employee, LegalStatusSpan

JULY = date(2026, 7, 1)


def span(person, status, starts_on=date(2026, 6, 1), ends_on=None) -> LegalStatusSpan:
    return LegalStatusSpan.objects.create(
        employee=person, status=status, starts_on=starts_on, ends_on=ends_on
    )


def test_without_dated_rows_the_persons_own_status_holds(cast):
    Employee.objects.filter(pk=cast.rater.pk).update(legal_status=LegalStatus.SUSPENDED)
    cast.rater.refresh_from_db()
    assert status_on(cast.employee, JULY) == LegalStatus.ACTIVE
    assert status_on(cast.rater, JULY) == LegalStatus.SUSPENDED


def test_a_dated_status_holds_from_its_first_day_to_its_last(cast):
    span(cast.employee, LegalStatus.UNPAID_LEAVE, date(2026, 6, 1), date(2026, 6, 30))
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [status_on(cast.employee, day) for day in days] == [
        LegalStatus.ACTIVE,
        LegalStatus.UNPAID_LEAVE,
        LegalStatus.UNPAID_LEAVE,
        LegalStatus.ACTIVE,
    ]


def test_of_several_the_one_that_began_last_holds(cast):
    span(cast.employee, LegalStatus.RETIRED, date(2026, 6, 15))
    span(cast.employee, LegalStatus.PRE_RETIREMENT, date(2026, 3, 1))
    assert status_on(cast.employee, JULY) == LegalStatus.RETIRED
    assert status_on(cast.employee, date(2026, 6, 14)) == LegalStatus.PRE_RETIREMENT


def test_a_dated_row_can_say_that_somebody_is_back_at_work(cast):
    Employee.objects.filter(pk=cast.employee.pk).update(legal_status=LegalStatus.STUDY)
    cast.employee.refresh_from_db()
    span(cast.employee, LegalStatus.ACTIVE)
    assert status_on(cast.employee, JULY) == LegalStatus.ACTIVE


def test_many_are_read_in_two_queries(cast, django_assert_num_queries):
    span(cast.employee, LegalStatus.STUDY)
    span(cast.stranger, LegalStatus.UNPAID_LEAVE, date(2026, 7, 2))
    with django_assert_num_queries(2):
        everybody = statuses_on(JULY)
    assert len(everybody) == Employee.objects.count()
    assert everybody[cast.employee.pk] == LegalStatus.STUDY
    assert everybody[cast.stranger.pk] == LegalStatus.ACTIVE
    with django_assert_num_queries(2):
        some = statuses_on(JULY, [cast.employee.pk, cast.rater.pk])
    assert some == {cast.employee.pk: LegalStatus.STUDY, cast.rater.pk: LegalStatus.ACTIVE}
    assert dated_statuses_on(JULY) == {cast.employee.pk: LegalStatus.STUDY}


def test_every_legal_position_but_active_says_why_somebody_is_not_at_work():
    assert set(NOT_AT_WORK) == set(LegalStatus) - {LegalStatus.ACTIVE}


def test_who_has_left_the_service_is_never_evaluated():
    assert not set(LEFT_SERVICE) & set(EVALUATED_STATUSES)

"""Until when: the deadline of the period, or a later extension of the person or of a unit above."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.deadlines import (
    accepted_until,
    days_left,
    due_at,
    extended_until,
    hand_in_by,
    hand_in_limit,
    hand_in_words,
    in_words,
    is_soon,
    with_due,
)
from evaluations.enums import PeriodKind, State, Step
from evaluations.models import Evaluation, Extension
from tests import build

DAY = timedelta(days=1)


@pytest.fixture
def period(cast):
    now = timezone.now()
    return build.make_period(fill_until=now + DAY, rate_until=now + 3 * DAY, grace_hours=12)


def _extend(period, days, *, step=Step.FILL, **whom) -> Extension:
    return Extension.objects.create(
        period=period, step=step, until=period.fill_until + days * DAY, reason="Banjir", **whom
    )


def _both(evaluation, step):
    """The due moment by Python; the database must say the same."""
    plain = Evaluation.objects.get(pk=evaluation.pk)
    annotated = with_due(Evaluation.objects.filter(pk=evaluation.pk)).get()
    assert due_at(annotated, step) == due_at(plain, step)
    return due_at(plain, step)


def test_without_an_extension_the_deadlines_of_the_period_hold(cast, period):
    evaluation = cast.evaluation(period)
    assert _both(evaluation, Step.FILL) == period.fill_until
    assert _both(evaluation, Step.RATE) == period.rate_until
    assert extended_until(evaluation, Step.FILL) is None


def test_the_grace_comes_on_top(cast, period):
    evaluation = cast.evaluation(period)
    assert accepted_until(evaluation, Step.FILL) == period.fill_until + timedelta(hours=12)


@pytest.mark.parametrize("place", ["root", "agency", "division"])
def test_an_extension_of_a_unit_covers_everybody_below(cast, period, place):
    extension = _extend(period, 1, unit=getattr(cast, place))
    assert _both(cast.evaluation(period), Step.FILL) == extension.until


def test_a_unit_whose_code_begins_alike_is_not_below(cast, period):
    like = build.make_unit("Bidang lain", parent=cast.agency, code=cast.division.code[:-1])
    _extend(period, 1, unit=like)
    _extend(period, 1, unit=cast.other_agency)
    assert _both(cast.evaluation(period), Step.FILL) == period.fill_until


def test_the_latest_extension_of_person_and_unit_holds_and_none_takes_time_away(cast, period):
    evaluation = cast.evaluation(period)
    _extend(period, -1, employee=cast.employee)
    assert _both(evaluation, Step.FILL) == period.fill_until
    _extend(period, 2, employee=cast.employee)
    later = _extend(period, 5, unit=cast.agency)
    _extend(period, 3, employee=cast.employee)  # the latest to be given, not the latest to end
    assert _both(evaluation, Step.FILL) == later.until == extended_until(evaluation, Step.FILL)


def test_revoked_ones_and_those_of_others_and_of_other_periods_do_not_count(cast, period):
    other = build.make_period(month=6)
    _extend(period, 2, unit=cast.agency, revoked_at=timezone.now())
    _extend(period, 2, employee=cast.stranger)
    _extend(other, 2, unit=cast.agency)
    evaluation = cast.evaluation(period)
    assert _both(evaluation, Step.FILL) == period.fill_until
    assert _both(evaluation, Step.RATE) == period.rate_until


def test_an_extension_for_rating_leaves_filling_alone(cast, period):
    extension = _extend(period, 6, step=Step.RATE, unit=cast.agency)
    evaluation = cast.evaluation(period)
    assert (_both(evaluation, Step.FILL), _both(evaluation, Step.RATE)) == (
        period.fill_until,
        extension.until,
    )


def test_rating_is_never_due_before_filling(cast, period):
    extension = _extend(period, 10, employee=cast.employee)
    assert _both(cast.evaluation(period), Step.RATE) == extension.until


def test_what_was_returned_has_time_until_the_rating_is_due(cast, period):
    evaluation = cast.evaluation(period, state=State.RETURNED)
    assert hand_in_by(evaluation) == period.rate_until
    assert hand_in_limit(evaluation) == period.rate_until + timedelta(hours=12)


@pytest.mark.parametrize(("state", "step"), [(State.DRAFT, Step.FILL), (State.RETURNED, Step.RATE)])
def test_each_side_of_the_due_moment_and_of_the_end_of_the_grace_is_said(cast, period, state, step):
    """On time up to and including the due moment; then taken as late, up to and including the end of the grace."""
    evaluation = cast.evaluation(period, state=state)
    due = period.fill_until if step == Step.FILL else period.rate_until
    end, moment = due + timedelta(hours=12), timedelta(seconds=1)
    said = {at: hand_in_words(evaluation, at) for at in (due - moment, due, due + moment, end, end + moment)}
    assert said[due - moment] == in_words(due, due - moment)
    assert said[due] == in_words(due, due)
    assert said[due + moment].startswith("sudah lewat, masih diterima")
    assert said[end] == f"sudah lewat, masih diterima {in_words(end, end)} tetapi tercatat terlambat"
    assert said[end + moment] == in_words(due, end + moment)


def test_only_the_grace_of_the_period_comes_on_top_of_an_extension(cast, period):
    extension = _extend(period, 4, employee=cast.employee)
    assert accepted_until(cast.evaluation(period), Step.FILL) == extension.until + timedelta(hours=12)


NIGHT = build.moment(2026, 7, 31, 23, 59)


@pytest.mark.parametrize(
    ("now", "days", "words", "is_near"),
    [
        (build.moment(2026, 7, 27, 23, 59), 4, "4 hari lagi, 31 Juli 2026", False),
        (build.moment(2026, 7, 28, 0, 0), 3, "3 hari lagi, 31 Juli 2026", True),
        (build.moment(2026, 7, 29, 0, 0), 2, "2 hari lagi, 31 Juli 2026", True),
        (build.moment(2026, 7, 30, 0, 0), 1, "besok pukul 23.59 WIB", True),
        (build.moment(2026, 7, 31, 0, 0), 0, "hari ini pukul 23.59 WIB", True),
        (NIGHT, 0, "hari ini pukul 23.59 WIB", True),
        (NIGHT + timedelta(seconds=1), -1, "sudah lewat sejak 31 Juli 2026", True),
        (build.moment(2026, 8, 1, 0, 0), -1, "sudah lewat sejak 31 Juli 2026", True),
        (build.moment(2026, 8, 3, 0, 0), -3, "sudah lewat sejak 31 Juli 2026", True),
    ],
)
def test_the_time_left_is_counted_in_calendar_days_and_said_as_people_do(now, days, words, is_near):
    assert (days_left(NIGHT, now), in_words(NIGHT, now), is_soon(NIGHT, now)) == (days, words, is_near)


def test_without_a_moment_given_it_is_reckoned_from_now(cast):
    period = build.make_period(fill_until=timezone.now() + 10 * DAY)
    assert (days_left(period.fill_until), is_soon(period.fill_until)) == (10, False)
    assert in_words(period.fill_until).startswith("10 hari lagi")
    assert hand_in_words(cast.evaluation(period)).startswith("10 hari lagi")


@pytest.mark.parametrize("state", [State.OPEN, State.SUBMITTED, State.RATED, State.FINAL])
def test_what_was_not_returned_should_have_been_sent_by_the_deadline_of_filling(cast, period, state):
    assert hand_in_by(cast.evaluation(period, state=state)) == period.fill_until


def test_many_rows_need_one_query(cast, period, django_assert_num_queries):
    cast.evaluation(period)
    _extend(period, 2, unit=cast.agency)
    annual = build.make_period(month=None, kind=PeriodKind.ANNUAL)
    cast.evaluation(annual)
    with django_assert_num_queries(1):
        dues = {row.period_id: due_at(row, Step.FILL) for row in with_due(Evaluation.objects.all())}
    assert dues == {period.pk: period.fill_until + 2 * DAY, annual.pk: annual.fill_until}

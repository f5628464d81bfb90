"""On time, late, pending, missing: the same in Python and in the database, whatever the data."""

import random
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from evaluations.domain.evaluating.lateness import NAMES, lateness, with_lateness
from evaluations.enums import Lateness, State, Step
from evaluations.models import Evaluation, Extension
from tests import build
from tests.guards import take_guards_off

HOUR = timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def _both(evaluation, step, now) -> Lateness:
    """By Python and by the database, which must agree."""
    plain = lateness(Evaluation.objects.get(pk=evaluation.pk), step, now)
    row = with_lateness(Evaluation.objects.filter(pk=evaluation.pk), now).get()
    assert getattr(row, NAMES[step]) == plain
    return plain


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        (1, None, Lateness.PENDING),
        (0, None, Lateness.PENDING),
        (-1, None, Lateness.MISSING),
        (-1, -2, Lateness.ON_TIME),
        (-1, -1, Lateness.ON_TIME),
        (-2, -1, Lateness.LATE),
        (1, 0, Lateness.ON_TIME),
    ],
)
def test_filling_is_measured_by_its_due_moment(cast, now, due, done, expected):
    period = build.make_period(fill_until=now + due * HOUR, rate_until=now + 48 * HOUR)
    sent = {"state": State.SUBMITTED, "submitted_at": now + done * HOUR} if done is not None else {}
    assert _both(cast.evaluation(period, **sent), Step.FILL, now) == expected


def test_what_comes_within_the_grace_is_late(cast, now):
    period = build.make_period(fill_until=now - 2 * HOUR, grace_hours=24)
    sent = cast.evaluation(period, state=State.SUBMITTED, submitted_at=now - HOUR)
    assert _both(sent, Step.FILL, now) == Lateness.LATE


def test_an_extension_makes_on_time_what_was_late(cast, now):
    period = build.make_period(fill_until=now - 3 * HOUR)
    sent = cast.evaluation(period, state=State.SUBMITTED, submitted_at=now - 2 * HOUR)
    assert _both(sent, Step.FILL, now) == Lateness.LATE
    Extension.objects.create(period=period, unit=cast.agency, until=now - HOUR, reason="Banjir")
    assert _both(sent, Step.FILL, now) == Lateness.ON_TIME


@pytest.mark.parametrize("step", Step)
def test_a_step_is_pending_to_the_last_moment_of_an_extension_and_then_missing(cast, now, step):
    period = build.make_period(fill_until=now - 3 * HOUR, rate_until=now - 2 * HOUR)
    Extension.objects.create(period=period, step=step, employee=cast.employee, until=now, reason="Banjir")
    evaluation = cast.evaluation(period)
    assert _both(evaluation, step, now) == Lateness.PENDING
    assert _both(evaluation, step, now + timedelta(seconds=1)) == Lateness.MISSING


def test_what_is_done_at_the_last_moment_of_an_extension_is_on_time(cast, now):
    period = build.make_period(fill_until=now - 3 * HOUR)
    Extension.objects.create(period=period, employee=cast.employee, until=now, reason="Banjir")
    sent = cast.evaluation(period, state=State.SUBMITTED, submitted_at=now)
    assert _both(sent, Step.FILL, now + HOUR) == Lateness.ON_TIME


def test_without_a_moment_given_it_is_judged_now(cast, now):
    evaluation = cast.evaluation(build.make_period(fill_until=now + HOUR))
    assert lateness(evaluation, Step.FILL) == Lateness.PENDING
    assert with_lateness(Evaluation.objects.all()).get().fill_lateness == Lateness.PENDING


def test_sending_again_after_a_return_does_not_make_it_late(cast, now):
    period = build.make_period(fill_until=now - 3 * HOUR)
    moments = {"first_submitted_at": now - 5 * HOUR, "submitted_at": now - HOUR}
    assert _both(cast.evaluation(period, state=State.SUBMITTED, **moments), Step.FILL, now) == (
        Lateness.ON_TIME
    )


def test_rating_is_measured_by_its_own_deadline(cast, now):
    period = build.make_period(fill_until=now - 9 * HOUR, rate_until=now - 5 * HOUR)
    rated = cast.evaluation(period, state=State.RATED, rated_at=now - 4 * HOUR)
    assert _both(rated, Step.RATE, now) == Lateness.LATE
    other = build.make_evaluation(cast.stranger, period, state=State.SUBMITTED)
    assert _both(other, Step.RATE, now) == Lateness.MISSING


@pytest.mark.parametrize("seed", range(4))
def test_python_and_the_database_agree_on_random_data(cast, now, seed):
    chance = random.Random(seed)

    def moment():
        return now + chance.randint(-6, 6) * HOUR

    for month in (5, 6, 7):
        fill, rate = sorted((moment(), moment()))
        period = build.make_period(month=month, fill_until=fill, rate_until=rate)
        for person in (cast.employee, cast.rater, cast.reviewer, cast.stranger):
            state = chance.choice([State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED, State.RATED])
            moments = {"submitted_at": moment()} if state != State.OPEN else {}
            if chance.random() < 0.5 and moments:
                moments["first_submitted_at"] = moment()
            if state == State.RATED:
                moments |= {"rated_at": moment(), "rater": cast.unit_admin}
            build.make_evaluation(person, period, state=state, **moments)
        for _ in range(3):
            whom = chance.choice(
                [
                    {"unit": cast.agency},
                    {"unit": cast.division},
                    {"employee": cast.stranger},
                    {"unit": cast.root},
                ]
            )
            revoked = now if chance.random() < 0.3 else None
            Extension.objects.create(
                period=period, step=chance.choice(Step.values), until=moment(), revoked_at=revoked, **whom
            )
    rows = list(with_lateness(Evaluation.objects.all(), now))
    assert len(rows) == 12
    for row in rows:
        plain = Evaluation.objects.get(pk=row.pk)
        for step in Step:
            assert getattr(row, NAMES[step]) == lateness(plain, step, now)


def test_the_only_submission_that_is_known_counts_as_the_first_also_of_a_final_evaluation(cast):
    sent = final_at = timezone.now()
    final = cast.evaluation(state=State.FINAL, submitted_at=sent, final_at=final_at)
    never_sent = cast.evaluation(build.make_period(month=9))
    take_guards_off()  # as every migrate does
    import_module("evaluations.migrations.0005_first_submission").take_the_last_submission(apps, None)
    found = dict(Evaluation.objects.values_list("pk", "first_submitted_at"))
    assert found == {final.pk: sent, never_sent.pk: None}

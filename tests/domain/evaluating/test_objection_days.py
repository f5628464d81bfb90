"""Until when one may object, and until when an objection is explained and decided: one rule in Python and in SQL."""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.batches import finalize_due
from evaluations.domain.evaluating.objection_days import (
    days_in_words,
    decide_until,
    explain_until,
    objection_until,
    overdue,
    with_clocks,
)
from evaluations.domain.evaluating.workflow import mark_read, perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, ObjectionStart, ObjectionTopic, State
from evaluations.models import Evaluation, EvaluationPeriod, EvaluationSettings, Objection
from tests.build import make_period

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
BOTH_SIDES = [(-SECOND, True), (timedelta(0), True), (SECOND, False)]


def delivered(cast, at: datetime, start=ObjectionStart.DELIVERED, **fields) -> Evaluation:
    period = make_period(objection_from=start, explain_days=5, decide_days=10)
    return cast.evaluation(period, state=State.DELIVERED, delivered_at=at, **fields)


def objected(cast, at: datetime, **fields) -> Objection:
    evaluation = delivered(cast, at - DAY)
    Evaluation.objects.filter(pk=evaluation.pk).update(state=State.OBJECTED)
    return Objection.objects.create(evaluation=evaluation, reasons="Angka keliru", submitted_at=at, **fields)


@pytest.mark.parametrize(("later", "may_object"), BOTH_SIDES)
@pytest.mark.parametrize(
    ("start", "read_after", "days"),
    [
        (ObjectionStart.DELIVERED, None, 14),
        (ObjectionStart.DELIVERED, 3, 14),
        (ObjectionStart.READ, 3, 17),
        (ObjectionStart.READ, 14, 28),
        (ObjectionStart.READ, 20, 28),
        (ObjectionStart.READ, None, 28),
    ],
)
def test_the_last_second_counts_and_the_next_makes_it_final(cast, start, read_after, days, later, may_object):
    """Counted from reading, what is opened late or never counts as read once the days have gone by once."""
    now = timezone.now()
    at = now - days * DAY - later
    read = None if read_after is None else at + read_after * DAY
    evaluation = delivered(cast, at, start, result_read_at=read)
    assert (refusal(cast.employee.user, evaluation, Action.OBJECT, now=now) is None) == may_object
    assert (refusal(None, evaluation, Action.FINALIZE, now=now) is None) == (not may_object)
    assert finalize_due(now=now) == int(not may_object)


@pytest.mark.parametrize(("later", "in_time"), BOTH_SIDES)
def test_an_explanation_is_late_a_second_after_its_days(cast, later, in_time):
    now = timezone.now()
    objection = objected(cast, now - 5 * DAY - later)
    assert (now <= explain_until(objection)) == in_time
    assert with_clocks(Evaluation.objects.all()).filter(overdue(now)).exists() == (not in_time)


@pytest.mark.parametrize(("later", "in_time"), BOTH_SIDES)
@pytest.mark.parametrize(("explained_after", "days"), [(2, 12), (5, 15), (9, 15), (None, 15)])
def test_a_decision_is_late_a_second_after_its_days(cast, explained_after, days, later, in_time):
    """Counted from the explanation, and from its due moment where it came late or never."""
    now = timezone.now()
    at = now - days * DAY - later
    given = (
        {}
        if explained_after is None
        else {"explanation": "Sudah diperiksa", "explained_at": at + explained_after * DAY}
    )
    objection = objected(cast, at, **given)
    Evaluation.objects.update(state=State.EXPLAINED if given else State.OBJECTED)
    assert (now <= decide_until(objection)) == in_time
    if given:
        found = with_clocks(Evaluation.objects.all()).filter(overdue(now)).exists()
        assert found == (not in_time)


def test_what_comes_late_is_taken_all_the_same(cast):
    objection = objected(cast, timezone.now() - 40 * DAY)
    evaluation = perform(objection.evaluation, Action.EXPLAIN, actor=cast.rater.user, note="Maaf, terlambat")
    assert evaluation.state == State.EXPLAINED
    assert refusal(cast.reviewer.user, evaluation, Action.DECIDE) is None


def test_the_database_counts_as_python_does(cast):
    chance, now = Random(14), timezone.now()
    for number in range(60):
        period = make_period(
            year=2000 + number,
            objection_from=chance.choice(ObjectionStart.values),
            objection_days=chance.randint(1, 90),
            explain_days=chance.randint(1, 90),
            decide_days=chance.randint(1, 90),
        )
        at = now - timedelta(seconds=chance.randint(0, 10**7), microseconds=chance.choice([0, 1, 999_999]))
        read = chance.choice([None, at + timedelta(seconds=chance.randint(0, 10**7))])
        row = cast.evaluation(period, state=State.DELIVERED, delivered_at=at, result_read_at=read)
        if chance.random() < 0.7:
            explained = chance.choice([None, at + timedelta(seconds=chance.randint(0, 10**7))])
            given = {"explanation": "Ya", "explained_at": explained} if explained else {}
            Objection.objects.create(evaluation=row, reasons="Keliru", submitted_at=at, **given)
    for row in with_clocks(Evaluation.objects.select_related("period", "objection")):
        objection = getattr(row, "objection", None)
        in_python = (
            objection_until(row),
            objection and explain_until(objection),
            objection and decide_until(objection),
        )
        assert (row.objection_due_at, row.explain_due_at, row.decide_due_at) == in_python


def test_what_is_not_delivered_has_no_clock(cast):
    cast.evaluation(make_period(objection_from=ObjectionStart.READ))
    row = with_clocks(Evaluation.objects.select_related("period")).get()
    assert (objection_until(row), row.objection_due_at, row.decide_due_at) == (None, None, None)


def test_the_first_opening_by_the_employee_alone_is_the_reading(cast, login):
    evaluation = delivered(cast, timezone.now() - DAY, ObjectionStart.READ)
    for who in (cast.rater, cast.reviewer, cast.bkpsdm):
        login(who).get(f"/evaluasi/{evaluation.pk}/")
        evaluation.refresh_from_db()
        assert evaluation.result_read_at is None
    login(cast.employee).get(f"/evaluasi/{evaluation.pk}/")
    evaluation.refresh_from_db()
    first = evaluation.result_read_at
    assert timezone.now() - first < timedelta(minutes=1)
    login(cast.employee).get(f"/evaluasi/{evaluation.pk}/dokumen/")
    evaluation.refresh_from_db()
    assert evaluation.result_read_at == first


def test_a_result_that_is_not_delivered_is_not_read(cast):
    evaluation = cast.evaluation(state=State.RATED)
    mark_read(evaluation, cast.employee.user)
    evaluation.refresh_from_db()
    assert evaluation.result_read_at is None


@pytest.mark.parametrize(
    ("action", "note"),
    [(Action.ACKNOWLEDGE, ""), (Action.OBJECT, "Angka keliru")],
    ids=["terima", "keberatan"],
)
def test_whoever_answers_has_read(cast, action, note):
    now = timezone.now()
    evaluation = perform(delivered(cast, now - DAY), action, actor=cast.employee.user, note=note, now=now)
    assert evaluation.result_read_at == now


def test_reopening_forgets_the_reading(cast):
    evaluation = delivered(cast, timezone.now() - DAY, result_read_at=timezone.now())
    assert perform(evaluation, Action.REOPEN, actor=cast.bkpsdm, note="Keliru").result_read_at is None


def test_the_refusal_says_from_when_the_days_were_counted(cast):
    evaluation = delivered(cast, timezone.now() - 30 * DAY, ObjectionStart.READ)
    with pytest.raises(Refused, match="sejak Anda pertama kali membuka hasil"):
        perform(evaluation, Action.OBJECT, actor=cast.employee.user, note="Keliru")
    evaluation.period.objection_from = ObjectionStart.DELIVERED
    assert days_in_words(evaluation.period) == "14 hari sejak hasil disampaikan"


def test_a_new_period_takes_all_clocks_from_the_settings(cast):
    settings = EvaluationSettings.load()
    settings.objection_days, settings.objection_from = 7, ObjectionStart.READ
    settings.explain_days, settings.decide_days = 3, 4
    made = EvaluationPeriod(**settings.for_periods)
    assert (made.objection_days, made.objection_from, made.explain_days, made.decide_days) == (
        7,
        "READ",
        3,
        4,
    )


def test_an_objection_says_what_it_is_about(cast):
    evaluation = perform(
        delivered(cast, timezone.now() - DAY),
        Action.OBJECT,
        actor=cast.employee.user,
        note="Presensi keliru",
        topic=ObjectionTopic.ATTENDANCE,
    )
    assert evaluation.objection.topic == ObjectionTopic.ATTENDANCE
    assert evaluation.events.last().data == {"topic": "PRESENSI"}

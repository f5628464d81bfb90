"""Many evaluations at once: as one by one, in a fixed number of statements."""

from datetime import timedelta
from functools import cache, partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.evaluating import batches
from evaluations.domain.evaluating.batches import finalize_due, perform_batch
from evaluations.domain.evaluating.calibration import held_agencies
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import deliver_period
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.enums import Action, DistributionUse, OrganizationLevel, State
from evaluations.models import Evaluation, EvaluationEvent, VerificationCode
from tests import build

MANY = 100
AT_MOST = 8  # statements, transaction included


@pytest.fixture
def period(cast):
    return build.make_period()


def people(cast, period, count: int, state=State.RATED, **fields) -> list[Evaluation]:
    made = []
    for _ in range(count):
        person = build.make_employee()
        build.make_assignment(person, cast.division)
        made.append(build.make_evaluation(person, period, rater=cast.rater, state=state, **fields))
    return made


def over(period) -> dict[str, object]:
    """Delivered so long ago that nobody may object any more."""
    return {"delivered_at": timezone.now() - timedelta(days=period.objection_days + 1)}


def statements(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def columns_of(row: Evaluation) -> dict[str, object]:
    row.refresh_from_db()
    own = {"id", "employee_id", "nip", "name", "receipt_number", "created_at", "updated_at"}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in own
    }


def event_of(row: Evaluation) -> dict[str, object]:
    event = row.events.get()
    return {
        field.attname: getattr(event, field.attname)
        for field in event._meta.concrete_fields
        if field.attname not in ("id", "evaluation_id")
    }


@pytest.mark.parametrize("action", [Action.DELIVER, Action.FINALIZE])
def test_a_batch_writes_what_one_act_writes(cast, period, action):
    now = timezone.now()
    state = State.RATED if action == Action.DELIVER else State.DELIVERED
    fields = {"predikat": "BAIK", "submitted_at": now, "rated_at": now} | (
        {} if action == Action.DELIVER else over(period)
    )
    alone, together = people(cast, period, 2, state, **fields)
    perform(alone, action, actor=None, note="Bersama", now=now)
    assert perform_batch([together], action, note="Bersama", now=now).done == 1
    assert columns_of(together) == columns_of(alone)
    assert event_of(together) == event_of(alone)
    assert together.updated_at > together.submitted_at
    with_code = set(VerificationCode.objects.values_list("evaluation", flat=True))
    assert with_code == ({alone.pk, together.pk} if action == Action.FINALIZE else set())


def test_a_hundred_are_made_final_in_as_many_statements_as_one(cast, period):
    people(cast, period, 1, State.DELIVERED, **over(period))
    one = statements(finalize_due)
    people(cast, period, MANY, State.ACKNOWLEDGED, **over(period))
    many = statements(finalize_due)
    assert many in (one, one + 1)  # SQLite takes no hundred events at once
    assert many <= AT_MOST
    assert Evaluation.objects.filter(state=State.FINAL, version=2).count() == MANY + 1
    assert EvaluationEvent.objects.filter(action=Action.FINALIZE).count() == MANY + 1


def test_a_hundred_are_delivered_in_eight_statements(cast, period):
    period.distribution = DistributionUse.OFF
    period.save()
    rows = people(cast, period, MANY)
    assert (
        statements(partial(perform_batch, rows, Action.DELIVER, held_agencies=cache(held_agencies)))
        <= AT_MOST
    )
    assert Evaluation.objects.filter(state=State.DELIVERED).count() == MANY


def test_the_pattern_of_a_team_is_looked_up_once_for_all_of_it(cast, period):
    load_official_distribution()
    build.determine(period, {cast.agency: OrganizationLevel.GOOD})
    people(cast, period, 30, predikat="BAIK")
    before = statements(partial(deliver_period, period))
    assert not Evaluation.objects.filter(state=State.DELIVERED).exists()  # held back until there is a reason
    people(cast, period, 30, predikat="BAIK")
    assert statements(partial(deliver_period, period)) == before


def test_who_may_not_be_done_is_left_and_named_with_the_reason(cast, period):
    ready, sent = people(cast, period, 1)[0], people(cast, period, 1, State.SUBMITTED)[0]
    batch = perform_batch([ready, sent], Action.DELIVER)
    assert batch.done == 1
    assert {pk: why.code for pk, why in batch.refused.items()} == {sent.pk: "wrong_state"}
    sent.refresh_from_db()
    assert (sent.state, sent.version, sent.events.count()) == (State.SUBMITTED, 1, 0)


def test_what_changed_since_it_was_read_is_judged_as_it_is_now(cast, period):
    row = people(cast, period, 1)[0]
    perform(row, Action.DELIVER, actor=None)
    batch = perform_batch([row], Action.DELIVER)
    assert (batch.done, batch.refused[row.pk].code) == (0, "wrong_state")
    assert EvaluationEvent.objects.filter(evaluation=row).count() == 1


def test_nobody_is_made_final_within_the_days_of_the_objection(cast, period):
    people(cast, period, 1, State.DELIVERED, delivered_at=timezone.now())
    assert finalize_due() == 0
    assert perform_batch(Evaluation.objects.all(), Action.FINALIZE).done == 0


def test_only_those_of_the_batch_are_done(cast, period):
    """Else the first hundred would take everybody along, and nobody would wait for the next time."""
    meant, other = people(cast, period, 2, **over(period))
    assert perform_batch([meant], Action.DELIVER).refused == {}
    assert [Evaluation.objects.get(pk=row.pk).state for row in (meant, other)] == [
        State.DELIVERED,
        State.RATED,
    ]


def test_what_cannot_be_written_down_is_not_done_either(cast, period, monkeypatch):
    """No state without its event: who asks later by whom and when would find nothing."""
    row = people(cast, period, 1)[0]
    monkeypatch.setattr(EvaluationEvent.objects, "bulk_create", lambda events: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        perform_batch([row], Action.DELIVER)
    row.refresh_from_db()
    assert (row.state, row.version, row.delivered_at) == (State.RATED, 1, None)


def test_more_than_wait_for_each_other_are_all_done_at_once(cast, period, monkeypatch):
    monkeypatch.setattr(batches, "SIZE", 2)
    people(cast, period, 5, State.DELIVERED, **over(period))
    assert finalize_due() == 5
    assert Evaluation.objects.filter(state=State.FINAL).count() == 5


def test_nothing_at_all_is_a_batch_too(db):
    assert perform_batch([], Action.FINALIZE).done == 0

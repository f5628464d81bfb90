"""The one door: every actor × state × action, what each act writes, and every refusal."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.evaluating import batches, transitions, workflow
from evaluations.domain.evaluating.workflow import allowed_actions, perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, ObjectionOutcome, PeriodState, Predikat, Rating, State
from evaluations.models import Evaluation, EvaluationEvent, EvaluationPeriod
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.portal.views.evaluations import own_evaluation
from tests import build

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}

EMPLOYEE, RATER, REVIEWER, MANAGER = "employee", "rater", "reviewer", "bkpsdm"
# Who may do what in which state, inside the deadlines. Everything that is not here is refused.
ALLOWED = {
    (EMPLOYEE, State.OPEN): {Action.SAVE, Action.SUBMIT},
    (EMPLOYEE, State.DRAFT): {Action.SAVE, Action.SUBMIT},
    (EMPLOYEE, State.RETURNED): {Action.SAVE, Action.SUBMIT},
    (EMPLOYEE, State.SUBMITTED): {Action.WITHDRAW},
    (EMPLOYEE, State.DELIVERED): {Action.ACKNOWLEDGE, Action.OBJECT},
    (EMPLOYEE, State.ACKNOWLEDGED): {Action.OBJECT},
    (RATER, State.SUBMITTED): {Action.RETURN, Action.SAVE_RATING, Action.TAKE_OVER, Action.RATE},
    (RATER, State.PROPOSED): {Action.RATE},
    (RATER, State.RATED): {Action.RATE, Action.DELIVER},
    (RATER, State.OBJECTED): {Action.EXPLAIN},
    (REVIEWER, State.PROPOSED): {Action.APPROVE, Action.RECONSIDER},
    (REVIEWER, State.RATED): {Action.CALIBRATE},  # as the head of the agency
    (REVIEWER, State.OBJECTED): {Action.DECIDE},
    (REVIEWER, State.EXPLAINED): {Action.DECIDE},
    (MANAGER, State.SUBMITTED): {Action.REOPEN},
    (MANAGER, State.PROPOSED): {Action.REOPEN},
    (MANAGER, State.RATED): {Action.REOPEN},
    (MANAGER, State.DELIVERED): {Action.REOPEN},
    (MANAGER, State.ACKNOWLEDGED): {Action.REOPEN},
}
ACTORS = (EMPLOYEE, RATER, REVIEWER, MANAGER, "unit_admin", "auditor", "stranger")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("actor", ACTORS)
def test_allowed_actions_are_exactly_those_of_the_matrix(cast, actor, state):
    evaluation = cast.evaluation(state=state)
    who = getattr(cast, actor)
    assert set(allowed_actions(getattr(who, "user", who), evaluation)) == ALLOWED.get((actor, state), set())


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("actor", ACTORS)
def test_perform_refuses_whatever_the_matrix_does_not_allow(cast, actor, action):
    for state in State:
        if action in ALLOWED.get((actor, state), set()):
            continue
        evaluation = build.make_evaluation(
            cast.employee,
            build.make_period(month=None, year=2000 + list(State).index(state)),
            rater=cast.rater,
            reviewer=cast.reviewer,
            state=state,
        )
        who = getattr(cast, actor)
        with pytest.raises(Refused):
            perform(evaluation, action, actor=getattr(who, "user", who), note="alasan")
        assert Evaluation.objects.get(pk=evaluation.pk).state == state


def test_what_nobody_has_read_is_taken_back_as_if_it_had_not_been_sent(cast):
    me = cast.employee.user
    sent = perform(cast.evaluation(), Action.SUBMIT, actor=me, answers=COMPLETE)
    back = perform(sent, Action.WITHDRAW, actor=me)
    assert (back.state, back.submitted_at, back.first_submitted_at) == (State.DRAFT, None, None)
    assert back.answers == COMPLETE
    again = perform(back, Action.SUBMIT, actor=me, answers=COMPLETE)
    assert again.receipt_number == sent.receipt_number
    assert again.plan_versions.count() == 1


def test_what_the_rater_has_opened_is_returned_and_not_taken_back(cast):
    me = cast.employee.user
    sent = perform(cast.evaluation(), Action.SUBMIT, actor=me, answers=COMPLETE)
    for other in (cast.reviewer, cast.employee, cast.stranger):
        workflow.mark_read(sent, other.user)
    assert refusal(me, Evaluation.objects.get(), Action.WITHDRAW) is None
    workflow.mark_read(sent, cast.rater.user)
    with pytest.raises(Refused) as refused:
        perform(sent, Action.WITHDRAW, actor=me)
    assert refused.value.code == "already_read"


def test_the_first_look_is_kept_and_only_that_of_what_was_opened(cast):
    """Two tabs of the rater: the second one does not make it later, and nothing else was looked at."""
    opened, other = (cast.evaluation(build.make_period(month=m), state=State.SUBMITTED) for m in (7, 8))
    second_tab = Evaluation.objects.get(pk=opened.pk)
    workflow.mark_read(opened, cast.rater.user)
    first = Evaluation.objects.get(pk=opened.pk).read_at
    workflow.mark_read(second_tab, cast.rater.user)
    assert [Evaluation.objects.get(pk=row.pk).read_at for row in (opened, other)] == [first, None]
    assert first is not None


def test_what_was_taken_back_meanwhile_is_not_marked_as_read(cast):
    """The page of the rater was loaded a moment before."""
    row = cast.evaluation(state=State.SUBMITTED)
    Evaluation.objects.filter(pk=row.pk).update(state=State.DRAFT)
    workflow.mark_read(row, cast.rater.user)
    assert Evaluation.objects.get().read_at is None


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RATED])
def test_opening_what_was_read_or_rated_before_writes_nothing(cast, state, django_assert_num_queries):
    row = cast.evaluation(state=state, read_at=timezone.now() if state == State.SUBMITTED else None)
    reader = cast.rater.user
    with django_assert_num_queries(0):
        workflow.mark_read(row, reader)


def test_what_is_sent_again_after_a_return_is_unread_again_and_stays_on_time(cast):
    me, rater = cast.employee.user, cast.rater.user
    first = perform(cast.evaluation(), Action.SUBMIT, actor=me, answers=COMPLETE)
    workflow.mark_read(first, rater)
    perform(first, Action.RETURN, actor=rater, note="Lengkapi")
    again = perform(first, Action.SUBMIT, actor=me, answers=COMPLETE)
    assert again.read_at is None
    back = perform(again, Action.WITHDRAW, actor=me)
    assert back.submitted_at == back.first_submitted_at == first.submitted_at


def test_taking_back_ends_when_it_could_not_be_sent_again(cast):
    me, now = cast.employee.user, timezone.now()
    sent = perform(cast.evaluation(), Action.SUBMIT, actor=me, answers=COMPLETE)
    until = sent.period.fill_until
    second = timedelta(seconds=1)
    assert [refusal(me, sent, Action.WITHDRAW, now=until + n * second) is None for n in (-1, 0, 1)] == [
        True,
        True,
        False,
    ]
    assert now < until


def test_the_whole_story_from_draft_to_final(cast):
    evaluation = cast.evaluation()
    me, rater = cast.employee.user, cast.rater.user
    evaluation = perform(evaluation, Action.SAVE, actor=me, answers={"hasil_kerja": []})
    assert (evaluation.state, evaluation.version) == (State.DRAFT, 2)
    evaluation = perform(evaluation, Action.SUBMIT, actor=me, answers=COMPLETE)
    assert evaluation.state == State.SUBMITTED
    assert evaluation.receipt_number.startswith("202607-")
    assert evaluation.plan_rows[0]["_row"] == "rhk-1"
    evaluation = perform(evaluation, Action.RATE, actor=rater, answers=COMPLETE | RATINGS, notes="Bagus")
    assert (evaluation.state, evaluation.predikat) == (State.RATED, Predikat.GOOD)
    assert evaluation.trace != []
    evaluation = perform(evaluation, Action.DELIVER, actor=rater)
    evaluation = perform(evaluation, Action.ACKNOWLEDGE, actor=me)
    later = timezone.now() + timedelta(days=15)
    assert batches.finalize_due(now=later) == 1
    evaluation.refresh_from_db()
    assert evaluation.state == State.FINAL
    assert list(evaluation.events.values_list("action", "actor_name")) == [
        ("submit", "Siti Aminah"),
        ("rate", "Budi Santoso"),
        ("deliver", "Budi Santoso"),
        ("acknowledge", "Siti Aminah"),
        ("finalize", "Sistem"),
    ]


def test_submit_is_refused_after_the_deadline(cast):
    past = timezone.now() - timedelta(minutes=1)
    evaluation = cast.evaluation(build.make_period(fill_until=past, rate_until=past))
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    assert refused.value.code == "deadline_passed"
    assert "WIB" in refused.value.message


def test_submit_is_accepted_at_the_very_moment_of_the_deadline(cast):
    moment = timezone.now()
    evaluation = cast.evaluation(build.make_period(fill_until=moment))
    done = perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE, now=moment)
    assert done.state == State.SUBMITTED


def test_a_returned_evaluation_may_be_sent_again_until_the_rating_deadline(cast):
    now = timezone.now()
    period = build.make_period(fill_until=now - timedelta(days=1), rate_until=now + timedelta(days=1))
    evaluation = cast.evaluation(period, state=State.RETURNED)
    assert (
        perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE).state
        == State.SUBMITTED
    )


def test_nothing_is_filled_in_or_rated_once_the_period_is_closed(cast):
    period = build.make_period(state=PeriodState.CLOSED)
    evaluation = cast.evaluation(period, state=State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.RATE, actor=cast.rater.user, answers=RATINGS)
    assert refused.value.code == "period_closed"


def test_an_incomplete_evaluation_is_refused_with_the_list_of_what_is_missing(cast):
    evaluation = cast.evaluation()
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers={})
    assert refused.value.code == "incomplete"
    assert [m.field for m in refused.value.details] == ["realisasi"]
    assert Evaluation.objects.get(pk=evaluation.pk).state == State.OPEN


def test_a_rating_without_both_overall_ratings_is_refused(cast):
    evaluation = cast.evaluation(state=State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.RATE, actor=cast.rater.user, answers={"rating_hasil_kerja": "ABOVE"})
    assert refused.value.code == "incomplete"


def test_an_older_tab_is_told_so_and_changes_nothing(cast):
    evaluation = cast.evaluation()
    me = cast.employee.user
    perform(evaluation, Action.SAVE, actor=me, answers={"a": "1"}, expected_version=1)
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.SAVE, actor=me, answers={"a": "2"}, expected_version=1)
    assert refused.value.code == "version_conflict"
    assert Evaluation.objects.get(pk=evaluation.pk).answers == {"a": "1"}


@pytest.mark.parametrize(
    ("action", "actor", "state"),
    [
        (Action.RETURN, RATER, State.SUBMITTED),
        (Action.OBJECT, EMPLOYEE, State.DELIVERED),
        (Action.EXPLAIN, RATER, State.OBJECTED),
        (Action.DECIDE, REVIEWER, State.EXPLAINED),
        (Action.REOPEN, MANAGER, State.DELIVERED),
    ],
)
def test_a_reason_is_demanded(cast, action, actor, state):
    who = getattr(cast, actor)
    with pytest.raises(Refused) as refused:
        perform(cast.evaluation(state=state), action, actor=getattr(who, "user", who), note="  ")
    assert refused.value.code == "note_required"


def _objected(cast) -> Evaluation:
    evaluation = perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    answers = COMPLETE | {"rating_hasil_kerja": "BELOW", "rating_perilaku": "MEETS"}
    perform(evaluation, Action.RATE, actor=cast.rater.user, answers=answers)
    perform(evaluation, Action.DELIVER, actor=cast.rater.user)
    return perform(evaluation, Action.OBJECT, actor=cast.employee.user, note="Laporan saya lengkap")


def test_an_objection_that_is_accepted_changes_the_result_and_keeps_the_old_one(cast):
    evaluation = _objected(cast)
    perform(evaluation, Action.EXPLAIN, actor=cast.rater.user, note="Belum saya lihat")
    evaluation = perform(
        evaluation,
        Action.DECIDE,
        actor=cast.reviewer.user,
        note="Bukti cukup",
        outcome=ObjectionOutcome.CHANGED,
        rating_hasil_kerja=Rating.MEETS,
        rating_perilaku=Rating.MEETS,
    )
    assert (evaluation.state, evaluation.predikat) == (State.FINAL, Predikat.GOOD)
    assert evaluation.objection.predikat_before == Predikat.NEEDS_IMPROVEMENT


def test_an_objection_that_is_turned_down_leaves_the_result(cast):
    evaluation = perform(
        _objected(cast),
        Action.DECIDE,
        actor=cast.reviewer.user,
        note="Penilaian tepat",
        outcome=ObjectionOutcome.UPHELD,
    )
    assert (evaluation.state, evaluation.predikat) == (State.FINAL, Predikat.NEEDS_IMPROVEMENT)


def test_an_objection_comes_too_late_after_the_days_of_the_setting(cast):
    delivered = timezone.now() - timedelta(days=15)
    evaluation = cast.evaluation(state=State.DELIVERED, delivered_at=delivered)
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.OBJECT, actor=cast.employee.user, note="Keberatan")
    assert refused.value.code == "objection_days_over"


@pytest.mark.parametrize(("seconds", "may_object"), [(-1, True), (0, True), (1, False)])
def test_the_last_moment_for_an_objection_still_counts_and_only_then_it_is_final(cast, seconds, may_object):
    """Both sides of one moment: what may still be objected to is not final, and the other way round."""
    now = timezone.now()
    delivered = now - timedelta(days=14, seconds=seconds)
    evaluation = cast.evaluation(state=State.DELIVERED, delivered_at=delivered)
    assert evaluation.period.objection_days == 14
    objecting = refusal(cast.employee.user, evaluation, Action.OBJECT, now=now)
    assert (objecting is None) == may_object
    for who in (None, cast.bkpsdm):
        assert (refusal(who, evaluation, Action.FINALIZE, now=now) is None) == (not may_object)
    assert batches.finalize_due(now=now) == int(not may_object)


def test_what_is_allowed_is_asked_for_the_moment_given_else_for_now(cast):
    evaluation, me = cast.evaluation(), cast.employee.user
    later = evaluation.period.fill_until + timedelta(days=1)
    assert allowed_actions(me, evaluation) == [Action.SAVE, Action.SUBMIT]
    assert allowed_actions(me, evaluation, now=later) == []


def test_the_timer_makes_final_what_is_over_by_now(cast):
    cast.evaluation(state=State.DELIVERED, delivered_at=timezone.now() - timedelta(days=15))
    assert batches.finalize_due() == 1
    assert batches.finalize_due() == 0


def test_a_rating_that_is_only_being_written_stands_in_no_history(cast):
    evaluation = cast.evaluation(state=State.SUBMITTED)
    perform(evaluation, Action.SAVE_RATING, actor=cast.rater.user, answers=COMPLETE)
    assert not evaluation.events.exists()


def test_an_act_that_breaks_at_its_end_has_written_nothing(cast, monkeypatch):
    evaluation = cast.evaluation()

    def breaks(*args):
        raise MemoryError

    monkeypatch.setattr(workflow, "event_of", breaks)
    with pytest.raises(MemoryError):
        perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    after = Evaluation.objects.get(pk=evaluation.pk)
    assert (after.state, after.version, after.answers) == (State.OPEN, evaluation.version, {})


def as_the_portal_reads_it(cast):
    return own_evaluation(cast.employee.user, cast.evaluation().pk, to_write=True)


def test_a_row_read_for_the_act_is_not_read_again(cast):
    row = as_the_portal_reads_it(cast)
    with CaptureQueriesContext(connection) as asked:
        after = perform(
            row, Action.SAVE, actor=cast.employee.user, answers={"a": "1"}, expected_version=1, as_read=True
        )
    read = [one["sql"] for one in asked if one["sql"].startswith("SELECT") and "unit_name" in one["sql"]]
    assert read == []
    stored = Evaluation.objects.get(pk=row.pk)
    assert (stored.state, stored.version, stored.name) == (State.DRAFT, 2, cast.employee.full_name)
    assert stored.updated_at > row.updated_at
    assert after.version == 2
    assert (row.state, row.version) == (State.OPEN, 1)  # the page still knows what it was drawn from


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 5}, "version_conflict"),
        ({"state": State.RETURNED, "version": 1}, None),
        ({"state": State.SUBMITTED, "receipt_number": "1", "submitted_at": timezone.now()}, "wrong_state"),
    ],
)
def test_a_row_that_changed_since_it_was_read_is_read_again(cast, change, code):
    row = as_the_portal_reads_it(cast)
    build.make_evaluation(cast.stranger, row.period)  # which has not changed, and is another one
    Evaluation.objects.filter(pk=row.pk).update(**change)
    save = partial(
        perform, row, Action.SAVE, actor=cast.employee.user, answers={}, expected_version=1, as_read=True
    )
    if code is None:
        assert save().state == change["state"]
    else:
        with pytest.raises(Refused) as refused:
            save()
        assert refused.value.code == code


def test_a_row_that_was_moved_to_another_form_since_it_was_read_stays_with_that_form(cast):
    row = as_the_portal_reads_it(cast)
    newer = build.make_form_version()
    Evaluation.objects.filter(pk=row.pk).update(form_version=newer)
    perform(row, Action.SAVE, actor=cast.employee.user, answers={}, expected_version=1, as_read=True)
    assert Evaluation.objects.get(pk=row.pk).form_version == newer


@pytest.mark.parametrize(
    "change",
    [
        lambda cast: {"unit": cast.other_agency},
        lambda cast: {"segment": 2},
        lambda cast: {"starts_on": date(2026, 7, 10)},
        lambda cast: {"ends_on": date(2026, 7, 20)},
    ],
    ids=["unit", "segment", "first day", "last day"],
)
def test_what_a_transfer_wrote_since_the_row_was_read_is_not_written_over(cast, change):
    """A transfer need make no new version: it changes nothing that anybody typed."""
    row = as_the_portal_reads_it(cast)
    moved = change(cast)
    Evaluation.objects.filter(pk=row.pk).update(**moved)
    perform(row, Action.SAVE, actor=cast.employee.user, answers={}, expected_version=1, as_read=True)
    stored = Evaluation.objects.get(pk=row.pk)
    assert {name: getattr(stored, name) for name in moved} == moved


def test_a_period_that_was_closed_since_the_row_was_read_takes_nothing(cast):
    row = as_the_portal_reads_it(cast)
    EvaluationPeriod.objects.filter(pk=row.period_id).update(state=PeriodState.CLOSED)
    with pytest.raises(Refused) as refused:
        perform(row, Action.SAVE, actor=cast.employee.user, answers={}, expected_version=1, as_read=True)
    assert refused.value.code == "period_closed"


def test_a_row_that_moved_to_another_form_while_it_was_waited_for_is_read_again(cast, monkeypatch):
    """PostgreSQL drops it from the first answer; see ``_locked``."""
    evaluation = cast.evaluation()
    build.make_evaluation(cast.stranger, evaluation.period)
    answers = [Evaluation.DoesNotExist]

    def get(self, **which):
        if answers:
            raise answers.pop()
        return QuerySet.get(self, **which)

    monkeypatch.setattr(EvaluationQuerySet, "get", get, raising=False)
    assert workflow.hold(evaluation) == evaluation


def test_what_was_never_delivered_is_neither_objected_to_nor_made_final(cast):
    """The states keep such a row away; the timings say no as well."""
    evaluation = cast.evaluation()
    with pytest.raises(Refused, match="hanya dapat diajukan"):
        transitions.within_objection_days(evaluation, timezone.now())
    with pytest.raises(Refused, match="masih dapat"):
        transitions.after_objection_days(evaluation, timezone.now())


def test_reopening_takes_the_result_away_and_keeps_the_answers(cast):
    evaluation = perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    perform(evaluation, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    evaluation = perform(evaluation, Action.REOPEN, actor=cast.bkpsdm, note="Salah penilai")
    assert (evaluation.state, evaluation.predikat, evaluation.rated_at) == (State.RETURNED, "", None)
    assert evaluation.answers["hasil_kerja"] == COMPLETE["hasil_kerja"]


def test_the_database_refuses_to_change_or_delete_a_final_row(cast):
    evaluation = cast.evaluation(state=State.FINAL)
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    for change in (
        lambda: rows.update(predikat=Predikat.VERY_POOR),
        lambda: rows.update(state=State.OPEN, final_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM evaluations_evaluation WHERE id = %s", [evaluation.pk])


def test_the_database_refuses_to_change_or_delete_an_event(cast):
    perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationEvent.objects.update(note="lain")
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationEvent.objects.all().delete()


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": State.SUBMITTED, "submitted_at": None, "receipt_number": None},
        {"state": State.RATED, "rated_at": None},
        {"state": State.DELIVERED, "delivered_at": None},
        {"state": State.FINAL, "final_at": None},
        {"state": State.OPEN, "final_at": timezone.now()},
    ],
    ids=lambda fields: str(fields["state"]),
)
def test_the_database_refuses_half_states(cast, impossible):
    evaluation = cast.evaluation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=evaluation.pk).update(**impossible)


def test_nobody_is_their_own_rater(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        build.make_evaluation(cast.rater, build.make_period(), rater=cast.rater)


@pytest.mark.parametrize(
    ("actor", "seen"),
    [
        ("employee", True),
        ("rater", True),
        ("reviewer", True),
        ("bkpsdm", True),
        ("auditor", True),
        ("superadmin", True),
        ("unit_admin", False),
        ("stranger", False),
    ],
)
def test_rows_are_visible_only_to_those_concerned(cast, actor, seen):
    evaluation = cast.evaluation()
    who = getattr(cast, actor)
    rows = Evaluation.objects.visible_to(getattr(who, "user", who))
    assert list(rows) == ([evaluation] if seen else [])


def test_a_unit_administrator_follows_progress_of_the_own_subtree_only(cast):
    evaluation = cast.evaluation()
    build.make_evaluation(cast.stranger, evaluation.period)
    assert list(Evaluation.objects.monitored_by(cast.unit_admin.user)) == [evaluation]
    assert list(Evaluation.objects.monitored_by(cast.employee.user)) == []


def test_submitting_takes_few_statements(cast, django_assert_max_num_queries):
    evaluation = cast.evaluation()
    with django_assert_max_num_queries(12):
        perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)

"""The calibration of an agency: who holds it, what it changes and how, what waits meanwhile, and its record."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.workflow import allowed_actions, perform, refusal
from evaluations.domain.periods import deliver_period
from evaluations.domain.periods.calibrating import calibrate, close_session, counted, open_session
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, ObjectionOutcome, PeriodState, State
from evaluations.models import CalibrationChange, CalibrationSession, Evaluation
from tests import build

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
OTHERS = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "BELOW"}


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value.code


@pytest.fixture
def rated(cast) -> Evaluation:
    sent = perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    return perform(sent, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)


@pytest.fixture
def session(cast, rated) -> CalibrationSession:
    return open_session(rated.period, cast.agency, actor=cast.reviewer.user)


def change(cast, session, row, *, reason="Bukti kurang", **ratings) -> Evaluation:
    return calibrate(session, row, **(OTHERS | ratings), reason=reason, actor=cast.reviewer.user)


def close(cast, session, *, attendees=("Budi",), conclusion="Ukuran disamakan", actor=None):
    return close_session(
        session, attendees=attendees, conclusion=conclusion, actor=actor or cast.reviewer.user
    )


# --- opening ---


def test_it_begins_with_what_stands_there(cast, session):
    build.make_evaluation(cast.unit_admin, session.period, rater=cast.reviewer)
    assert (session.before, session.level, session.unit) == ({"": 0, "ABOVE-MEETS": 1}, "", cast.agency)
    assert counted(session.period, cast.agency) == {"": 1, "ABOVE-MEETS": 1}
    assert (session.held_on, session.opened_by_name) == (timezone.localdate(), str(cast.reviewer.user))


def test_it_notes_what_the_organisation_achieved(cast, rated):
    build.determine(rated.period, {cast.agency: "BAIK"})
    assert open_session(rated.period, cast.agency, actor=cast.reviewer.user).level == "BAIK"


def test_only_the_head_of_the_agency_or_of_what_stands_above_holds_it(cast, rated):
    for who in (cast.rater.user, cast.employee.user, cast.unit_admin.user, cast.bkpsdm, cast.auditor):
        assert refused(open_session, rated.period, cast.agency, actor=who) == "not_yours"
    assert refused(open_session, rated.period, cast.other_agency, actor=cast.reviewer.user) == "not_yours"
    bupati = build.make_employee("Bupati")
    build.make_head(bupati, cast.root)
    assert open_session(rated.period, cast.agency, actor=bupati.user)


def test_one_at_a_time_in_an_open_period_with_somebody_rated(cast, session):
    head = cast.reviewer.user
    assert refused(open_session, session.period, cast.agency, actor=head) == "already_open"
    assert (
        refused(open_session, build.make_period(2026, 8), cast.agency, actor=head) == "nothing_to_calibrate"
    )
    closed = build.make_period(2026, 6, state=PeriodState.CLOSED)
    assert refused(open_session, closed, cast.agency, actor=head) == "period_closed"
    close(cast, session)
    assert open_session(session.period, cast.agency, actor=head) != session


def test_it_counts_the_rows_of_its_agency_and_period_and_nobody_else(cast, session):
    build.make_evaluation(cast.stranger, session.period, rater=cast.rater, state=State.RATED)
    cast.evaluation(build.make_period(2026, 8))
    assert counted(session.period, cast.agency) == {"": 0, "ABOVE-MEETS": 1}


def test_where_people_wait_for_their_rating_there_is_nothing_to_look_at_yet(cast):
    row = cast.evaluation(state=State.SUBMITTED)
    assert counted(row.period, cast.agency) == {"": 1}
    assert refused(open_session, row.period, cast.agency, actor=cast.reviewer.user) == "nothing_to_calibrate"


def test_it_is_of_the_day_on_which_it_is_held(cast, rated):
    """Half past midnight in Bantul is the day before in UTC."""
    begins, ends = build.moment(2026, 8, 3, 0, 30), build.moment(2026, 8, 3, 1)
    made = open_session(rated.period, cast.agency, actor=cast.reviewer.user, now=begins)
    assert (made.opened_at, made.held_on.isoformat()) == (begins, "2026-08-03")
    by = {"attendees": ["Budi"], "conclusion": "Ukuran disamakan", "actor": cast.reviewer.user}
    assert close_session(made, **by, now=ends).closed_at == ends


# --- changing ---


def test_a_change_gives_the_result_that_follows_and_keeps_both_with_the_reason(cast, session, rated):
    after = change(cast, session, rated)
    assert (after.state, after.predikat, after.rating_perilaku) == (State.RATED, "KURANG", "BELOW")
    assert after.answers["rating_perilaku"] == "BELOW"
    assert (after.calibrated_by, after.calibrated_at) == (cast.reviewer.user, after.events.last().at)
    kept = CalibrationChange.objects.get()
    assert (kept.rating_hasil_kerja_before, kept.rating_perilaku_before) == ("ABOVE", "MEETS")
    assert (kept.predikat_label_before, kept.predikat_label) == ("Baik", "Kurang/misconduct")
    assert (kept.reason, kept.rater, kept.changed_by) == ("Bukti kurang", cast.rater, cast.reviewer.user)
    event = after.events.last()
    assert (event.action, event.note, event.data["predikat"]) == (Action.CALIBRATE, "Bukti kurang", "KURANG")
    assert event.data["before"] == RATINGS


@pytest.mark.parametrize(
    ("ratings", "reason", "code"),
    [
        ({}, " \u200b", "note_required"),
        (RATINGS, "Sama saja", "nothing_changed"),
        ({"rating_perilaku": ""}, "Kosong", "ratings_required"),
        ({"rating_hasil_kerja": ""}, "Kosong", "ratings_required"),
    ],
)
def test_a_change_needs_a_reason_and_something_to_change(cast, session, rated, ratings, reason, code):
    assert refused(change, cast, session, rated, reason=reason, **ratings) == code
    assert not CalibrationChange.objects.exists()
    assert Evaluation.objects.get().calibrated_at is None


def test_nobody_calibrates_the_own_result_and_nobody_else_calibrates(cast, session, rated):
    own = build.make_evaluation(
        cast.reviewer, session.period, rater=cast.rater, state=State.RATED, unit=cast.agency, **RATINGS
    )
    assert refused(change, cast, session, own) == "not_yours"
    for who in (cast.rater.user, cast.bkpsdm, cast.employee.user):
        assert refused(calibrate, session, rated, **OTHERS, reason="x", actor=who) == "not_yours"


def test_what_is_not_rated_or_delivered_is_not_calibrated(cast, session, rated):
    close(cast, session)
    again = open_session(session.period, cast.agency, actor=cast.reviewer.user)
    Evaluation.objects.filter(pk=rated.pk).update(state=State.DELIVERED, delivered_at=timezone.now())
    assert refused(change, cast, again, rated) == "wrong_state"


def test_a_change_belongs_to_a_meeting_that_is_open_and_about_it(cast, session, rated):
    close(cast, session)
    assert refused(change, cast, session, rated) == "session_over"
    elsewhere = build.make_evaluation(cast.stranger, session.period, rater=cast.rater, state=State.RATED)
    head = build.make_employee("Kepala Dinas Sosial")
    build.make_head(head, cast.other_agency)
    other = open_session(session.period, cast.other_agency, actor=head.user)
    assert elsewhere.agency == other.unit
    assert refused(change, cast, other, rated) == "session_over"


def test_a_stale_page_is_told(cast, session, rated):
    given = {**OTHERS, "reason": "x", "actor": cast.reviewer.user}
    assert refused(calibrate, session, rated, **given, expected_version=1) == "version_conflict"


def test_the_rater_does_not_rate_anew_what_was_calibrated_until_it_is_opened_again(cast, session, rated):
    after = change(cast, session, rated)
    assert refusal(cast.rater.user, after, Action.RATE).code == "calibrated"
    back = perform(after, Action.REOPEN, actor=cast.bkpsdm, note="Keliru")
    assert (back.calibrated_at, back.calibrated_by) == (None, None)


def test_whoever_calibrated_does_not_decide_on_an_objection_to_it(cast, session, rated):
    bupati = build.make_employee("Bupati")
    build.make_head(bupati, cast.root)
    after = change(cast, session, rated)
    assert (after.reviewer, after.reviewer_name) == (bupati, rated.reviewer_name)
    close(cast, session)
    row = perform(after, Action.DELIVER, actor=cast.rater.user)
    row = perform(row, Action.OBJECT, actor=cast.employee.user, note="Keliru")
    assert Action.DECIDE in allowed_actions(bupati.user, row)
    Evaluation.objects.filter(pk=row.pk).update(reviewer=cast.reviewer)
    decision = {"note": "Tetap", "outcome": ObjectionOutcome.UPHELD}
    assert refused(perform, row, Action.DECIDE, actor=cast.reviewer.user, **decision) == "not_yours"


def test_where_nobody_stands_above_the_objection_goes_to_the_queue(cast, session, rated):
    assert change(cast, session, rated).reviewer is None


def test_who_calibrates_what_another_reviews_changes_no_reviewer(cast, rated):
    """The word that is objected to is that of the Bupati; the superior of the rater has said nothing yet."""
    bupati = build.make_employee("Bupati")
    build.make_head(bupati, cast.root)
    made = open_session(rated.period, cast.agency, actor=bupati.user)
    assert calibrate(made, rated, **OTHERS, reason="x", actor=bupati.user).reviewer == cast.reviewer


def test_what_nobody_reviews_is_calibrated_too(cast, session, rated):
    Evaluation.objects.filter(pk=rated.pk).update(reviewer=None)
    assert change(cast, session, rated).reviewer is None


@pytest.mark.parametrize("party", ["employee", "rater"])
def test_no_objection_goes_to_who_is_evaluated_or_rates(cast, session, rated, party):
    """Where the next one up is a party, the objection waits in the queue instead."""
    bupati = build.make_employee("Bupati")
    build.make_head(bupati, cast.root)
    parties = {"employee": cast.employee, "rater": cast.rater, party: bupati}
    row = build.make_evaluation(
        parties["employee"], build.make_period(2026, 8), rater=parties["rater"], reviewer=cast.reviewer,
        state=State.RATED, unit=cast.agency, version=rated.form_version, answers=rated.answers, **RATINGS,
    )  # fmt: skip
    made = open_session(row.period, cast.agency, actor=cast.reviewer.user)
    assert change(cast, made, row).reviewer is None


# --- meanwhile ---


def test_on_the_day_of_the_meeting_nothing_of_the_agency_is_delivered(cast, session, rated):
    elsewhere = build.make_evaluation(
        cast.stranger, session.period, rater=cast.unit_admin, state=State.RATED, predikat="BAIK"
    )
    assert refused(perform, rated, Action.DELIVER, actor=cast.rater.user) == "calibration_running"
    assert deliver_period(session.period, now=timezone.now()) == 1
    assert Evaluation.objects.get(state=State.DELIVERED) == elsewhere
    tomorrow = timezone.now() + timedelta(days=1)
    assert perform(rated, Action.DELIVER, actor=cast.rater.user, now=tomorrow).state == State.DELIVERED


def test_after_the_meeting_it_is_delivered(cast, session, rated):
    close(cast, session)
    assert perform(rated, Action.DELIVER, actor=cast.rater.user).state == State.DELIVERED


def test_what_belongs_to_another_period_is_delivered_on_the_day_of_the_meeting(cast, session):
    build.make_plan(cast.unit_admin, rater=cast.reviewer)
    earlier = build.make_evaluation(
        cast.unit_admin, build.make_period(2026, 6), rater=cast.reviewer, state=State.RATED, predikat="BAIK"
    )
    assert perform(earlier, Action.DELIVER, actor=cast.reviewer.user).state == State.DELIVERED


# --- the record ---


def test_it_ends_with_who_was_there_what_was_concluded_and_how_things_stand(cast, session, rated):
    change(cast, session, rated)
    ended = close(cast, session, attendees=["Budi, Kepala Bidang", " ", "Budi, Kepala Bidang", "Agus"])
    assert ended.attendees == ["Budi, Kepala Bidang", "Agus"]
    assert (ended.before, ended.after) == ({"": 0, "ABOVE-MEETS": 1}, {"": 0, "MEETS-BELOW": 1})
    assert ended.conclusion == "Ukuran disamakan"


def test_a_record_has_people_and_words_and_is_closed_once_by_who_holds_it(cast, session):
    assert refused(close, cast, session, attendees=[" "]) == "nobody_there"
    assert refused(close, cast, session, conclusion=" ") == "note_required"
    assert refused(close, cast, session, actor=cast.rater.user) == "not_yours"
    close(cast, session)
    assert refused(close, cast, session) == "session_over"


def test_the_name_of_who_was_there_is_one_line(cast, session):
    assert close(cast, session, attendees=["Budi,\nKepala Bidang"]).attendees == ["Budi, Kepala Bidang"]


def test_the_second_meeting_ends_and_the_first_record_stays(cast, session):
    first = close(cast, session)
    again = open_session(session.period, cast.agency, actor=cast.reviewer.user)
    close(cast, again, attendees=["Agus"])
    kept = {one.pk: one.attendees for one in CalibrationSession.objects.all()}
    assert kept == {first.pk: ["Budi"], again.pk: ["Agus"]}


def test_a_part_that_does_not_count_is_not_on_the_table(cast, session, rated):
    Evaluation.objects.filter(pk=rated.pk).update(counts=False)
    assert counted(session.period, cast.agency) == {"": 0}

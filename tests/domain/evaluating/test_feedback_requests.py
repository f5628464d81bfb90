"""Feedback by invitation: who may ask whom until when, what the invited may do, and what stays hidden."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.feedback import (
    Words,
    feedback_of,
    read_feedback,
    reply_to_feedback,
    to_be_heard,
)
from evaluations.domain.evaluating.feedback_averages import averages
from evaluations.domain.evaluating.feedback_requests import (
    MOST_ASKED,
    answer_request,
    ask_for_feedback,
    cancel_request,
    decline_request,
    save_draft,
    take_back_answer,
    words_of,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import FeedbackRelation, FeedbackRequestState, LegalStatus, PeriodState, State
from evaluations.models import Feedback, FeedbackReply, FeedbackRequest
from forms_config.engine.schema import Field, FieldKind, FormSchema, Section, SectionKind
from tests import build
from tests.schemas import EXPECTATION

TODAY = timezone.localdate()
DAY = timedelta(days=1)
GOOD = Words("Sigap membantu", "APRESIASI", "kolaboratif")


@pytest.fixture
def peer(cast):
    person = build.make_employee("Rina Wati")
    build.make_assignment(person, cast.division, "Epidemiolog")
    return person


@pytest.fixture
def evaluation(cast):
    period = build.make_period(starts_on=TODAY - 20 * DAY, ends_on=TODAY + 20 * DAY)
    return cast.evaluation(period)


def ask(evaluation, *people, actor=None, until=TODAY, **told) -> list[FeedbackRequest]:
    actor = actor or evaluation.employee
    return ask_for_feedback(
        evaluation, [person.pk for person in people], actor=actor.user, until=until, **told
    )


def answer(request, words=GOOD, **told) -> Feedback:
    told.setdefault("expected_version", FeedbackRequest.objects.get(pk=request.pk).version)
    return answer_request(request, words, actor=request.invited.user, **told)


def code(act, *args, **told) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **told)
    assert refused.value.message.endswith(".")
    return refused.value.code


# --- asking ---


def test_the_person_asks_leaders_and_peers_and_what_they_are_is_worked_out(cast, peer, evaluation):
    ask(evaluation, cast.rater, cast.reviewer, peer, message="Tentang  posyandu")
    found = {one.invited: (one.relation, one.state, one.message) for one in FeedbackRequest.objects.all()}
    waiting = (FeedbackRequestState.WAITING, "Tentang posyandu")
    assert found == {
        cast.rater: (FeedbackRelation.RATER, *waiting),
        cast.reviewer: (FeedbackRelation.SUPERIOR, *waiting),
        peer: (FeedbackRelation.PEER, *waiting),
    }


def test_the_rater_asks_about_a_person_of_the_team_and_nobody_else_may(cast, peer, evaluation):
    (request,) = ask(evaluation, peer, actor=cast.rater)
    assert (request.asked_by, request.employee) == (cast.rater, cast.employee)
    for who in (cast.reviewer, cast.unit_admin, cast.stranger, peer):
        assert code(ask, evaluation, cast.rater, actor=who) == "not_yours"


@pytest.mark.parametrize(
    "change",
    [
        {
            "state": State.RATED,
            "rated_at": timezone.now(),
            "submitted_at": timezone.now(),
            "receipt_number": "1",
        },
        {"period__state": PeriodState.CLOSED},
        {"period__rate_until": timezone.now() - DAY},
    ],
)
def test_nobody_is_asked_once_rating_is_done_or_over(cast, peer, evaluation, change):
    for name, value in change.items():
        owner, _, field = ("", "", name) if "__" not in name else name.partition("__")
        row = evaluation.period if owner else evaluation
        if field == "rate_until":
            row.fill_until = value
        setattr(row, field, value)
    assert code(ask, evaluation, peer) == "too_late"


@pytest.mark.parametrize(
    ("until", "refused"), [(TODAY - DAY, True), (TODAY, False), ("last", False), ("after", True)]
)
def test_the_day_lies_between_today_and_the_end_of_rating(cast, peer, evaluation, until, refused):
    last = timezone.localdate(evaluation.period.rate_until)
    day = {"last": last, "after": last + DAY}.get(until, until)
    if refused:
        assert code(ask, evaluation, peer, until=day) == "bad_day"
    else:
        assert ask(evaluation, peer, until=day)[0].until == day


def test_oneself_nobody_a_stranger_and_who_is_gone_are_refused_in_words(cast, peer, evaluation):
    assert code(ask, evaluation) == "nobody"
    assert code(ask, evaluation, cast.employee) == "about_oneself"
    assert code(ask, evaluation, cast.rater, actor=cast.rater) == "about_oneself"
    assert code(ask, evaluation, cast.stranger) == "no_colleague"
    assert code(ask, evaluation, peer, message="x" * 301) == "message_too_long"
    peer.legal_status = LegalStatus.RETIRED
    peer.save()
    with pytest.raises(Refused, match=r"Rina Wati sudah pensiun, jadi tidak dapat dimintai umpan balik\."):
        ask(evaluation, peer)
    assert (
        code(ask_for_feedback, evaluation, [10**9], actor=cast.employee.user, until=TODAY) == "no_colleague"
    )
    assert not FeedbackRequest.objects.exists()


def test_nobody_is_asked_twice_by_whomever_but_a_second_press_is_none(cast, peer, evaluation):
    first = ask(evaluation, peer, message="Posyandu")
    assert ask(evaluation, peer, message="Posyandu") == first
    assert code(ask, evaluation, peer, message="Rapat") == "asked_already"
    assert code(ask, evaluation, peer, actor=cast.rater, message="Posyandu") == "asked_already"
    decline_request(first[0], actor=peer.user)
    assert code(ask, evaluation, peer, message="Rapat") == "asked_already"


def test_ten_people_are_enough(cast, evaluation):
    people = [build.make_employee(f"Rekan {number}") for number in range(MOST_ASKED + 1)]
    for person in people:
        build.make_assignment(person, cast.division)
    assert len(ask(evaluation, *people[:-1])) == MOST_ASKED
    assert code(ask, evaluation, people[-1]) == "too_many"


def test_who_asked_calls_off_what_nobody_answered_and_may_ask_again(cast, peer, evaluation):
    (request,) = ask(evaluation, peer)
    for who in (cast.rater, peer):
        assert code(cancel_request, request, actor=who.user) == "not_yours"
    cancel_request(request, actor=cast.employee.user)
    assert code(answer, request) == "wrong_state"
    (again,) = ask(evaluation, peer, message="Lagi")
    answer(again)
    assert code(cancel_request, again, actor=cast.employee.user) == "wrong_state"


# --- answering ---


def test_the_invited_answers_with_their_name_where_the_period_says_nothing(cast, peer, evaluation):
    (request,) = ask(evaluation, peer)
    note = answer(request)
    assert (note.author, note.relation, note.kind, note.value) == (
        peer, FeedbackRelation.PEER, "APRESIASI", "kolaboratif",
    )  # fmt: skip
    assert (note.about_on, note.giver) == (TODAY, "Rina Wati")
    assert list(feedback_of(cast.employee, TODAY, TODAY)) == [note]


@pytest.mark.parametrize("who", ["employee", "rater", "stranger"])
def test_nobody_answers_declines_or_takes_back_for_the_invited(cast, peer, evaluation, who):
    (request,) = ask(evaluation, peer)
    actor = getattr(cast, who).user
    assert code(answer_request, request, GOOD, actor=actor, expected_version=1) == "not_yours"
    assert code(save_draft, request, GOOD, actor=actor, expected_version=1) == "not_yours"
    assert code(decline_request, request, actor=actor) == "not_yours"
    assert code(take_back_answer, request, actor=actor) == "not_yours"


@pytest.mark.parametrize(("until", "is_late"), [(TODAY - DAY, True), (TODAY, False)])
def test_answers_come_until_the_day_is_over(cast, peer, evaluation, until, is_late):
    request = build.make_feedback_request(cast.employee, peer, evaluation.period, until=until)
    if is_late:
        for act in (answer, lambda one: decline_request(one, actor=peer.user)):
            assert code(act, request) == "too_late"
    else:
        answer(request)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        (Words(" \n "), "text_required"),
        (Words("x" * 40_000), "text_too_long"),
        (Words("Baik", "PUJIAN"), "unknown_kind"),
        (Words("Baik", value="sabar"), "unknown_value"),
    ],
)
def test_wrong_words_are_refused(cast, peer, evaluation, words, refusal):
    (request,) = ask(evaluation, peer)
    assert code(answer, request, words) == refusal
    assert not Feedback.objects.exists()


def test_a_draft_is_kept_sent_taken_back_and_is_a_draft_again(cast, peer, evaluation):
    (request,) = ask(evaluation, peer)
    request = save_draft(request, Words("Belum"), actor=peer.user, expected_version=1)
    request = save_draft(request, Words(""), actor=peer.user, expected_version=2)
    answer(request)
    request.refresh_from_db()
    assert (request.state, request.draft) == (FeedbackRequestState.ANSWERED, {})
    assert code(save_draft, request, GOOD, actor=peer.user, expected_version=4) == "wrong_state"
    request = take_back_answer(request, actor=peer.user)
    assert not Feedback.objects.exists()
    assert (request.state, words_of(request)) == (FeedbackRequestState.WAITING, GOOD)


def test_what_was_sent_changes_until_it_is_read(cast, peer, evaluation):
    (request,) = ask(evaluation, peer)
    note = answer(request)
    assert answer(request, Words("Lebih jelas")).pk == note.pk
    assert Feedback.objects.get().text == "Lebih jelas"
    for act in (read_feedback, lambda one, actor: reply_to_feedback(one, "Ya", actor=actor)):
        assert code(act, note, actor=cast.rater.user) == "not_yours"
    read_feedback(note, actor=cast.employee.user)
    assert code(answer, request, Words("Lain lagi")) == "already_read"
    assert code(take_back_answer, request, actor=peer.user) == "already_read"


def test_a_stale_tab_is_told_and_a_second_press_is_not(cast, peer, evaluation):
    (request,) = ask(evaluation, peer)
    save_draft(request, GOOD, actor=peer.user, expected_version=1)
    save_draft(request, GOOD, actor=peer.user, expected_version=1)
    assert code(answer, request, Words("Dari tab lama"), expected_version=1) == "version_conflict"
    assert answer(request, GOOD, expected_version=1) == answer(request, GOOD, expected_version=1)


def test_who_declines_says_why_or_not_and_may_think_better_of_it(cast, peer, evaluation):
    (request,) = ask(evaluation, peer)
    assert code(decline_request, request, "x" * 301, actor=peer.user) == "reason_too_long"
    decline_request(request, "Belum bekerja bersama", actor=peer.user)
    request.refresh_from_db()
    assert (request.state, request.reason) == (FeedbackRequestState.DECLINED, "Belum bekerja bersama")
    answer(request)
    request.refresh_from_db()
    assert (request.state, request.reason) == (FeedbackRequestState.ANSWERED, "")
    assert code(decline_request, request, actor=peer.user) == "wrong_state"


def test_the_person_replies_more_than_once_and_has_read_it_then(cast, peer, evaluation):
    note = answer(ask(evaluation, peer)[0])
    for text in ("Terima kasih", "Terima kasih", "Sudah saya coba"):
        reply_to_feedback(note, text, actor=cast.employee.user)
    assert code(reply_to_feedback, note, " ", actor=cast.employee.user) == "text_required"
    assert code(reply_to_feedback, note, "x" * 1001, actor=cast.employee.user) == "text_too_long"
    note.refresh_from_db()
    assert note.read_at is not None
    assert [reply.text for reply in FeedbackReply.objects.all()] == ["Terima kasih", "Sudah saya coba"]


# --- without a name ---


@pytest.fixture
def unnamed(evaluation):
    evaluation.period.anonymous_feedback = True
    evaluation.period.save()
    return evaluation


def test_peers_and_subordinates_stay_unnamed_where_the_period_says_so_and_leaders_never(cast, peer, unnamed):
    leader, colleague = ask(unnamed, cast.rater, peer)
    assert (leader.is_anonymous, colleague.is_anonymous) == (False, True)
    note = answer(colleague)
    assert (note.author, note.giver) == (None, "Rekan kerja, tanpa nama")
    assert note.about_on == colleague.until
    assert answer(leader).author == cast.rater


def test_what_was_asked_keeps_its_promise_when_the_setting_changes(cast, peer, unnamed):
    (request,) = ask(unnamed, peer)
    unnamed.period.anonymous_feedback = False
    unnamed.period.save()
    assert answer(request).author is None


def test_nobody_learns_by_calling_off_who_has_answered(cast, peer, unnamed):
    (request,) = ask(unnamed, peer)
    assert code(cancel_request, request, actor=cast.employee.user) == "not_yours"
    answer(request)
    assert code(cancel_request, request, actor=cast.employee.user) == "not_yours"


# --- questions of a form ---


def questions() -> FormSchema:
    fields = (
        Field("teruskan", "Apa yang diteruskan?", FieldKind.LONG_TEXT, required=True),
        Field("andal", "Dapat diandalkan", FieldKind.SCALE, scale=EXPECTATION.key),
    )
    section = Section("pandangan", "Pandangan", SectionKind.PLAIN, fields=fields)
    return FormSchema("umpan-balik", "Umpan balik", (section,), scales=(EXPECTATION,))


@pytest.fixture
def with_form(evaluation):
    evaluation.period.feedback_form = build.make_form_version(questions()).form
    evaluation.period.save()
    return evaluation


def test_the_version_of_the_day_of_asking_is_pinned_and_its_obligatory_questions_asked(cast, peer, with_form):
    (request,) = ask(with_form, peer)
    first = request.form_version
    build.make_form_version(questions())
    assert code(answer, request) == "answers_missing"
    given = {"teruskan": "Catatan Jumat", "andal": "ABOVE", "lain": "x"}
    note = answer(request, Words("Baik", answers=given))
    assert (note.form_version, note.answers) == (first, {"teruskan": "Catatan Jumat", "andal": "ABOVE"})


@pytest.mark.parametrize(("number", "is_told"), [(2, False), (3, True)])
def test_averages_are_told_from_three_answers_on(cast, evaluation, number, is_told):
    version = build.make_form_version(questions())
    for level, person in zip(("ABOVE", "MEETS", "MEETS"), range(number), strict=False):
        request = build.make_feedback_request(
            cast.employee, build.make_employee(f"Rekan {person}"), evaluation.period
        )
        build.make_answer(request, form_version=version, answers={"andal": level})
    found = [(one.label, round(one.value, 2), one.number) for one in averages(Feedback.objects.all())]
    values = [level.value for level in EXPECTATION.levels]
    assert found == ([("Dapat diandalkan", round((values[0] + 2 * values[1]) / 3, 2), 3)] if is_told else [])


# --- whom a rater has not told anything ---


def test_a_rater_hears_of_whom_they_told_nothing_in_these_days(cast, peer, evaluation):
    build.make_evaluation(peer, evaluation.period, rater=cast.rater)
    assert [(row.name, row.was_heard) for row in to_be_heard(cast.rater.user, TODAY)] == [
        ("Rina Wati", False), ("Siti Aminah", False),
    ]  # fmt: skip
    before = evaluation.period.starts_on - DAY
    for author, day in ((cast.rater, before), (cast.reviewer, TODAY)):
        Feedback.objects.create(employee=peer, author=author, about_on=day, text="Baik")
    assert not any(row.was_heard for row in to_be_heard(cast.rater.user, TODAY))
    Feedback.objects.create(
        employee=peer, author=cast.rater, about_on=evaluation.period.starts_on, text="Baik"
    )
    assert [row.was_heard for row in to_be_heard(cast.rater.user, TODAY)] == [True, False]


@pytest.mark.parametrize(
    "change", [{"state": PeriodState.CLOSED}, {"kind": "ANNUAL", "month": None}, {"starts_on": TODAY + DAY}]
)
def test_only_open_months_that_have_begun_ask_for_it(cast, evaluation, change):
    assert to_be_heard(cast.rater.user, TODAY)
    for name, value in change.items():
        setattr(evaluation.period, name, value)
    evaluation.period.save()
    assert to_be_heard(cast.rater.user, TODAY) == []

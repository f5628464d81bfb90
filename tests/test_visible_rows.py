"""Which rows each queryset gives to whom: every clause lets somebody in, and keeps somebody out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.development import Proposal, propose
from evaluations.enums import FeedbackRelation, PlanState, Role, State
from evaluations.models import (
    CalibrationSession,
    DailyEntry,
    DailyFile,
    DevelopmentStep,
    DialogAgreement,
    Download,
    Evaluation,
    Evidence,
    Feedback,
    FeedbackReply,
    FeedbackRequest,
    PerformanceDecision,
    PerformanceDialog,
    PerformancePlan,
    PlanVersion,
    PulseTally,
)
from sekin_site.models import User
from tests import build, competence, dialogs, pulse

DAY = timedelta(days=1)


@pytest.fixture
def rows(cast) -> dict[str, Evaluation]:
    """One of the division, one of the agency above it, one of another agency."""
    period = build.make_period()
    return {
        "below": cast.evaluation(period),
        "above": build.make_evaluation(cast.unit_admin, period),
        "elsewhere": build.make_evaluation(cast.stranger, period),
    }


def seen(rows, found) -> set[str]:
    return {name for name, row in rows.items() if row in found}


EVERYTHING = {"below", "above", "elsewhere"}


@pytest.mark.parametrize(
    ("who", "opened", "in_sum", "followed", "reminded"),
    [
        ("employee", {"below"}, set(), set(), set()),
        ("rater", {"below"}, {"below"}, {"below"}, set()),
        ("reviewer", {"below", "above"}, {"below", "above"}, {"below", "above"}, set()),
        ("unit_admin", {"above"}, set(), {"below", "above"}, {"below", "above"}),
        ("stranger", {"elsewhere"}, set(), set(), set()),
        ("auditor", EVERYTHING, EVERYTHING, EVERYTHING, set()),
        ("bkpsdm", EVERYTHING, EVERYTHING, EVERYTHING, EVERYTHING),
    ],
)
def test_each_opens_sums_follows_and_reminds_of_the_rows_of_their_part(
    cast, rows, who, opened, in_sum, followed, reminded
):
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    evaluations = Evaluation.objects
    assert seen(rows, evaluations.visible_to(user)) == opened
    assert seen(rows, evaluations.overseen_by(user)) == in_sum
    assert seen(rows, evaluations.monitored_by(user)) == followed
    assert seen(rows, evaluations.remindable_by(user)) == reminded


def test_an_auditor_of_one_agency_reads_there_and_an_administrator_does_not(cast, rows):
    auditor = build.make_employee("Pemeriksa dinas")
    build.make_grant(auditor, Role.AUDITOR, cast.other_agency)
    assert seen(rows, Evaluation.objects.visible_to(auditor.user)) == {"elsewhere"}
    assert seen(rows, Evaluation.objects.overseen_by(auditor.user)) == {"elsewhere"}
    assert seen(rows, Evaluation.objects.remindable_by(auditor.user)) == set()


@pytest.mark.parametrize("party", ["rater", "reviewer"])
def test_who_rates_or_reviews_opens_the_row_wherever_they_work(cast, rows, party):
    Evaluation.objects.filter(pk=rows["below"].pk).update(**{party: cast.stranger})
    assert seen(rows, Evaluation.objects.visible_to(cast.stranger.user)) == {"below", "elsewhere"}


@pytest.mark.parametrize(("ends_in", "opens"), [(-1, False), (0, True), (5, True)])
def test_who_acts_for_an_absent_rater_opens_the_row_until_the_last_day(cast, rows, ends_in, opens):
    until = timezone.localdate() + ends_in * DAY
    Evaluation.objects.filter(pk=rows["below"].pk).update(
        deputy=cast.stranger, deputy_until=until, deputy_as="Plh Kepala"
    )
    found = {"below", "elsewhere"} if opens else {"elsewhere"}
    assert seen(rows, Evaluation.objects.visible_to(cast.stranger.user)) == found


@pytest.mark.parametrize("who", ["employee", "rater", "auditor", "stranger"])
def test_a_file_is_opened_by_who_may_open_its_evaluation(cast, rows, who):
    user = getattr(getattr(cast, who), "user", getattr(cast, who))
    file = Evidence.objects.create(
        evaluation=rows["below"], file="evidence/1/a.pdf", name="a.pdf", size=1, sha256="0" * 64,
        content_type="application/pdf", uploaded_by=cast.employee.user,
    )  # fmt: skip
    assert list(Evidence.objects.visible_to(user)) == ([] if who == "stranger" else [file])


# --- days ---


FIRST, LAST = date(2026, 7, 10), date(2026, 7, 20)


@pytest.mark.parametrize(
    ("first", "last", "is_touched"),
    [
        (FIRST - 2 * DAY, FIRST - DAY, False),
        (FIRST - 2 * DAY, FIRST, True),
        (LAST, LAST + 2 * DAY, True),
        (LAST + DAY, LAST + 2 * DAY, False),
        (FIRST + DAY, LAST - DAY, True),
    ],
)
@pytest.mark.parametrize("is_part", [True, False])
def test_a_row_evaluates_its_days_the_first_and_the_last_among_them(cast, first, last, is_touched, is_part):
    """A part has days of its own, the others those of the period; the days of the period alone are not enough."""
    around = 5 * DAY if is_part else 0 * DAY
    period = build.make_period(starts_on=FIRST - around, ends_on=LAST + around)
    days = {"starts_on": FIRST, "ends_on": LAST} if is_part else {}
    row = cast.evaluation(period, **days)
    assert list(Evaluation.objects.touching(first, last)) == ([row] if is_touched else [])


# --- notes ---


def note_about(cast, day: date) -> Feedback:
    """By somebody who rates nobody any more, beside an evaluation of the days from ``FIRST`` to ``LAST``."""
    cast.evaluation(build.make_period(starts_on=FIRST, ends_on=LAST))
    author = build.make_employee("Atasan lama")
    return Feedback.objects.create(employee=cast.employee, author=author, about_on=day, text="Cepat tanggap")


def readers(cast, note) -> set[str]:
    people = {"author": note.author} | {name: getattr(cast, name) for name in ACTORS}
    users = {name: getattr(who, "user", who) for name, who in people.items()}
    return {name for name, user in users.items() if note in Feedback.objects.visible_to(user)}


ACTORS = ("employee", "rater", "reviewer", "unit_admin", "stranger", "auditor", "bkpsdm")
OF_THE_REGENCY = {"auditor", "bkpsdm"}


@pytest.mark.parametrize(
    ("day", "is_led"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_a_note_is_read_by_both_and_by_who_rates_and_reviews_on_that_day(cast, day, is_led):
    leaders = {"rater", "reviewer"} if is_led else set()
    assert readers(cast, note_about(cast, day)) == {"author", "employee"} | leaders | OF_THE_REGENCY


def test_who_rates_others_on_that_day_does_not_read_it(cast):
    note = note_about(cast, FIRST)
    build.make_evaluation(cast.unit_admin, Evaluation.objects.get().period, rater=cast.stranger)
    assert "stranger" not in readers(cast, note)


YESTERDAY = timezone.localdate() - DAY


@pytest.fixture
def asked(cast):
    """The period in which colleagues of the employee are asked, with the evaluation of the employee."""
    today = timezone.localdate()
    period = build.make_period(starts_on=today - 20 * DAY, ends_on=today + 20 * DAY)
    cast.evaluation(period)
    return period


@pytest.mark.parametrize(
    ("number", "until", "is_shown"),
    [
        (2, YESTERDAY, False),
        (3, YESTERDAY, True),
        (4, YESTERDAY, True),
        (3, YESTERDAY + DAY, False),
        (9, YESTERDAY + DAY, False),
    ],
)
def test_unnamed_notes_are_read_by_nobody_but_their_writers_before_there_are_three_and_their_day_is_over(
    cast, asked, number, until, is_shown
):
    notes = build.make_unnamed_answers(cast.employee, asked, number, until=until)
    everybody = {"employee", "rater", "reviewer"} | OF_THE_REGENCY
    for note in notes:
        note.author = note.request.invited  # of this object only: ``readers`` asks for a person
        assert readers(cast, note) == {"author"} | (everybody if is_shown else set())
    assert set(Feedback.objects.shown()) == (set(notes) if is_shown else set())


@pytest.mark.parametrize(
    "other",
    [{"relation": FeedbackRelation.SUBORDINATE}, {"until": YESTERDAY - DAY}, {"is_anonymous": False}],
)
def test_the_third_counts_only_with_the_same_relation_and_day_and_without_a_name(cast, asked, other):
    build.make_unnamed_answers(cast.employee, asked, 2, until=YESTERDAY)
    third = {"until": YESTERDAY, "is_anonymous": True} | other
    build.make_answer(build.make_feedback_request(cast.employee, cast.unit_admin, asked, **third))
    assert not Feedback.objects.shown().filter(author=None).exists()


def test_who_was_asked_and_has_not_answered_makes_no_third(cast, asked):
    build.make_unnamed_answers(cast.employee, asked, 2, until=YESTERDAY)
    build.make_feedback_request(cast.employee, cast.unit_admin, asked, until=YESTERDAY, is_anonymous=True)
    assert not Feedback.objects.shown().exists()


def test_the_third_of_another_person_or_period_is_none(cast, asked):
    build.make_unnamed_answers(cast.employee, asked, 2, until=YESTERDAY)
    build.make_unnamed_answers(cast.stranger, asked, 1, until=YESTERDAY)
    build.make_unnamed_answers(cast.employee, build.make_period(month=1), 1, until=YESTERDAY)
    assert not Feedback.objects.shown().exists()


def test_a_request_is_seen_by_who_is_asked_who_it_is_about_and_who_asks(cast, asked):
    invited = build.make_employee("Rekan")
    request = build.make_feedback_request(cast.employee, invited, asked, asked_by=cast.rater)
    users = {name: getattr(who, "user", who) for name in ACTORS for who in [getattr(cast, name)]}
    users["invited"] = invited.user
    seers = {name for name, user in users.items() if request in FeedbackRequest.objects.visible_to(user)}
    assert seers == {"employee", "rater", "invited"}


@pytest.mark.parametrize(("is_named", "who_led"), [(True, set()), (False, {"rater", "reviewer"})])
def test_a_reply_is_read_by_a_named_author_else_by_who_leads_the_person(cast, asked, is_named, who_led):
    if is_named:
        note = build.make_answer(build.make_feedback_request(cast.employee, cast.unit_admin, asked))
    else:
        note = build.make_unnamed_answers(cast.employee, asked, 3, until=YESTERDAY)[0]
    reply = FeedbackReply.objects.create(note=note, text="Terima kasih")
    users = {name: getattr(who, "user", who) for name in ACTORS for who in [getattr(cast, name)]}
    users["unnamed author"] = note.request.invited.user
    seers = {name for name, user in users.items() if reply in FeedbackReply.objects.visible_to(user)}
    author = {"unit_admin", "unnamed author"} if is_named else set()
    assert seers == {"employee"} | author | who_led | OF_THE_REGENCY


def test_unnamed_notes_of_a_day_stand_by_their_words_and_named_ones_by_their_age(cast, asked):
    for text in ("B", "A", "C"):
        request = build.make_feedback_request(
            cast.employee, build.make_employee(text), asked, until=YESTERDAY, is_anonymous=True
        )
        build.make_answer(request, text)
    assert [note.text for note in Feedback.objects.newest_first()] == ["A", "B", "C"]
    for text in ("Y", "X"):
        Feedback.objects.create(employee=cast.employee, author=cast.rater, about_on=YESTERDAY, text=text)
    assert [note.text for note in Feedback.objects.named().newest_first()] == ["X", "Y"]


# --- what organisations achieved ---


def test_the_document_of_a_determination_is_read_by_leaders_and_auditors_of_the_unit_and_the_regency(cast):
    decision = build.determine(build.make_period(), {cast.agency: "BAIK"})
    users = {name: getattr(who, "user", who) for name in ACTORS for who in [getattr(cast, name)]}
    inside, elsewhere = (build.make_employee(name) for name in ("Pemeriksa", "Pemeriksa lain"))
    build.make_grant(inside, Role.AUDITOR, cast.agency)
    build.make_grant(elsewhere, Role.AUDITOR, cast.other_agency)
    users |= {"auditor of the unit": inside.user, "auditor of another": elsewhere.user}
    readers = {
        name for name, user in users.items() if decision in PerformanceDecision.objects.visible_to(user)
    }
    assert readers == {"reviewer", "auditor of the unit"} | OF_THE_REGENCY


def test_the_record_of_a_calibration_is_read_by_leaders_and_auditors_of_the_agency_and_the_regency(cast):
    session = CalibrationSession.objects.create(
        period=build.make_period(), unit=cast.agency, held_on=date(2026, 7, 1), opened_by=cast.reviewer.user,
        opened_at=timezone.now(), before={},
    )  # fmt: skip
    users = {name: getattr(who, "user", who) for name in ACTORS for who in [getattr(cast, name)]}
    readers = {name for name, user in users.items() if session in CalibrationSession.objects.visible_to(user)}
    assert readers == {"reviewer"} | OF_THE_REGENCY


def test_a_download_is_seen_by_who_ordered_it_alone(cast):
    users = {name: getattr(who, "user", who) for name in ACTORS for who in [getattr(cast, name)]}
    moment = timezone.now()
    rows = {
        name: Download.objects.create(
            owner=user, kind="documents", options={}, title="Berkas", total=1, ordered_at=moment
        )
        for name, user in users.items()
    }
    for name, user in users.items():
        assert list(Download.objects.visible_to(user)) == [rows[name]]


# --- dialogs ---


def who_reads(cast, dialog) -> set[str]:
    users = {name: getattr(who, "user", who) for name in ACTORS for who in [getattr(cast, name)]}
    seeing = {name for name, user in users.items() if dialog in PerformanceDialog.objects.visible_to(user)}
    agreement = dialog.agreements.get()
    assert seeing == {
        name for name, user in users.items() if agreement in DialogAgreement.objects.visible_to(user)
    }
    return seeing


def test_a_dialog_is_read_by_both_the_raters_superior_and_the_regency(cast):
    dialog = dialogs.closed(dialogs.this_month(cast))
    assert who_reads(cast, dialog) == {"employee", "rater", "reviewer"} | OF_THE_REGENCY


def test_a_dialog_is_read_by_who_took_part_and_by_who_rates_now(cast):
    row = dialogs.this_month(cast)
    dialog = dialogs.closed(row)
    Evaluation.objects.filter(pk=row.pk).update(rater=None, reviewer=None)
    assert who_reads(cast, dialog) == {"employee", "rater"} | OF_THE_REGENCY
    later = build.make_period(starts_on=row.last_day + DAY, ends_on=row.last_day + 20 * DAY)
    newest = build.make_evaluation(cast.employee, later, rater=cast.stranger)
    assert who_reads(cast, dialog) == {"employee", "rater", "stranger"} | OF_THE_REGENCY
    Evaluation.objects.filter(pk=newest.pk).update(rater=cast.unit_admin)
    assert who_reads(cast, dialog) == {"employee", "rater", "unit_admin"} | OF_THE_REGENCY


def test_who_rated_before_and_took_no_part_or_rates_others_reads_no_dialog(cast):
    row = dialogs.this_month(cast)
    before = build.make_period(starts_on=row.first_day - 20 * DAY, ends_on=row.first_day - DAY)
    build.make_evaluation(cast.employee, before, rater=cast.unit_admin)
    build.make_evaluation(cast.unit_admin, row.period, rater=cast.stranger)
    assert who_reads(cast, dialogs.closed(row)) == {"employee", "rater", "reviewer"} | OF_THE_REGENCY


def test_a_step_of_development_is_read_by_the_person_who_rates_now_and_who_oversees_the_unit(cast):
    competence.sheet_of(cast)
    proposal = Proposal(competence.GAP, "Membaca", "OTHER", timezone.localdate())
    step = propose(cast.employee, proposal, actor=cast.employee.user)

    def reading() -> set[str]:
        """Asked anew each time: a login remembers what it may for as long as a request."""
        found = {name: getattr(getattr(cast, name), "user", getattr(cast, name)) for name in ACTORS}
        users = {name: User.objects.get(pk=user.pk) for name, user in found.items()}
        return {name for name, user in users.items() if step in DevelopmentStep.objects.visible_to(user)}

    leaders = {"rater", "reviewer"}
    assert reading() == {"employee"} | leaders | OF_THE_REGENCY
    build.make_evaluation(cast.employee, build.make_period(2027, 1), rater=cast.stranger)
    assert reading() == {"employee", "stranger"} | leaders | OF_THE_REGENCY
    cast.rater.assignments.update(is_head=False)
    assert reading() == {"employee", "stranger", "reviewer"} | OF_THE_REGENCY


def test_answers_without_a_name_are_read_in_sum_by_who_oversees_the_whole_agency(cast):
    """A leader of a part of it would know too well of whom they are."""
    pulse.say(pulse.readers(cast.division, pulse.asking(), 1))
    seen = {
        name: PulseTally.objects.visible_to(
            getattr(getattr(cast, name), "user", getattr(cast, name))
        ).exists()
        for name in ACTORS
    }
    assert {name for name, sees in seen.items() if sees} == {"reviewer"} | OF_THE_REGENCY


# --- plans ---


@pytest.mark.parametrize("state", PlanState)
def test_a_plan_is_seen_by_its_rater_once_it_was_handed_in(cast, state):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=state)
    sees = {
        name
        for name in ACTORS
        if plan
        in PerformancePlan.objects.visible_to(getattr(getattr(cast, name), "user", getattr(cast, name)))
    }
    raters = set() if state == PlanState.DRAFT else {"rater"}
    assert sees == {"employee"} | raters | OF_THE_REGENCY


def test_an_approved_version_is_seen_by_both_sides_and_by_who_opens_what_is_reported_against_it(cast):
    """The superior of the rater reads in an evaluation what was planned, and no other plan of theirs."""
    build.make_plan(cast.employee, rater=cast.rater)
    version = PlanVersion.objects.get()
    users = {name: getattr(getattr(cast, name), "user", getattr(cast, name)) for name in ACTORS}
    row = cast.evaluation()
    build.make_evaluation(cast.stranger, row.period)  # what one opens besides says nothing

    def sees() -> set[str]:
        return {name for name, user in users.items() if version in PlanVersion.objects.visible_to(user)}

    assert sees() == {"employee", "rater"} | OF_THE_REGENCY
    row.plan_versions.add(version)
    assert sees() == {"employee", "rater", "reviewer"} | OF_THE_REGENCY


# --- a line a day ---


@pytest.mark.parametrize("state", [State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED, State.FINAL])
@pytest.mark.parametrize(
    ("day", "is_evaluated"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_a_line_is_read_by_its_writer_and_once_its_days_were_sent_by_who_opens_the_evaluation(
    cast, day, is_evaluated, state
):
    entry = DailyEntry.objects.create(employee=cast.employee, day=day, text="Rapat")
    file = DailyFile.objects.create(entry=entry, name="a.pdf", content_type="x", size=1, sha256="0")
    cast.evaluation(build.make_period(starts_on=FIRST, ends_on=LAST), state=state)
    is_sent = is_evaluated and state in (State.SUBMITTED, State.FINAL)
    others = {"rater", "reviewer"} | OF_THE_REGENCY if is_sent else set()
    for name in ACTORS:
        user = getattr(getattr(cast, name), "user", getattr(cast, name))
        expected = name == "employee" or name in others
        assert list(DailyEntry.objects.visible_to(user)) == ([entry] if expected else []), name
        assert list(DailyFile.objects.visible_to(user)) == ([file] if expected else []), name


def test_what_was_sent_of_a_colleague_shows_no_line_of_somebody_else(cast):
    entry = DailyEntry.objects.create(employee=cast.stranger, day=FIRST, text="Rapat")
    cast.evaluation(build.make_period(starts_on=FIRST, ends_on=LAST), state=State.SUBMITTED)
    assert entry not in DailyEntry.objects.visible_to(cast.rater.user)

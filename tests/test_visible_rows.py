"""Which rows each queryset gives to whom: every clause lets somebody in, and keeps somebody out."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.enums import PlanState, Role, State
from evaluations.models import (
    CalibrationSession,
    DailyEntry,
    DailyFile,
    Evaluation,
    Evidence,
    Feedback,
    PerformanceDecision,
    PerformancePlan,
)
from tests import build

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

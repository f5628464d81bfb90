"""Who acts for a rater who is away: the Plh, else the superior; on those days only, and never for oneself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evaluations.domain.evaluating.workflow import allowed_actions, perform
from evaluations.domain.periods import deputies
from evaluations.domain.periods.deputies import announce, appoint, appoint_due, withdraw
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.integrity.about_events import decisions_on_ones_own, ratings_by_others
from evaluations.enums import Action, AssignmentKind, LegalStatus, ObjectionOutcome, State
from evaluations.models import Evaluation, RaterAbsence
from tests import build

DAY = timedelta(days=1)
ANSWERS = {
    "hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan"}],
    "rating_hasil_kerja": "ABOVE",
    "rating_perilaku": "MEETS",
}
ACTS = {Action.RETURN, Action.SAVE_RATING, Action.TAKE_OVER, Action.RATE}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def sent(cast) -> Evaluation:
    plan = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan", "indicators": []}]
    return cast.evaluation(
        state=State.SUBMITTED, answers={"hasil_kerja": ANSWERS["hasil_kerja"]}, plan_rows=plan
    )


def away(cast, first=None, last=None, **more) -> RaterAbsence:
    first = first or timezone.localdate()
    return announce(
        cast.rater, starts_on=first, ends_on=last or first + 7 * DAY, actor=cast.rater.user, **more
    )


def plh(cast, person, **more):
    today = timezone.localdate()
    days = {"starts_on": today - DAY, "ends_on": today + 3 * DAY} | more
    return build.make_head(person, cast.division, "Kepala Bidang", kind=AssignmentKind.PLH, **days)


def fresh(row) -> Evaluation:
    return Evaluation.objects.get(pk=row.pk)


def acts(who, row) -> set[Action]:
    return set(allowed_actions(who.user, fresh(row)))


def reason(row, action, who, **more) -> str:
    with pytest.raises(Refused) as refused:
        perform(fresh(row), action, actor=who.user, **more)
    return refused.value.code


# --- Who --------------------------------------------------------------------------------------------


def test_without_an_absence_nobody_acts_for_anybody(cast, sent, today):
    assert appoint(today) == 0
    assert acts(cast.reviewer, sent) == set()


def test_the_superior_acts_on_the_days_that_the_rater_announced(cast, sent, today):
    away(cast)
    row = fresh(sent)
    assert (row.deputy, row.deputy_until, row.deputy_as) == (
        cast.reviewer, today + 7 * DAY, "atasan pejabat penilai",
    )  # fmt: skip
    assert acts(cast.reviewer, sent) == acts(cast.rater, sent) == ACTS
    for other in (cast.employee, cast.unit_admin, cast.stranger):
        assert acts(other, sent) & ACTS == set()


def test_a_plh_comes_before_the_superior_and_needs_no_announcement(cast, sent, today):
    plh(cast, cast.unit_admin)
    assert appoint(today) == 1
    row = fresh(sent)
    assert (row.deputy, row.deputy_until, row.deputy_as) == (
        cast.unit_admin, today + 3 * DAY, "Plh Kepala Bidang",
    )  # fmt: skip
    assert acts(cast.unit_admin, sent) == ACTS
    assert acts(cast.reviewer, sent) == set()


def test_a_plh_without_a_last_day_acts_from_one_day_to_the_next(cast, sent, today):
    plh(cast, cast.unit_admin, ends_on=None)
    appoint(today)
    assert fresh(sent).deputy_until == today
    appoint(today + DAY)
    assert fresh(sent).deputy_until == today + DAY


def test_a_plh_who_is_rated_does_not_act_in_the_own_evaluation_the_superior_does(cast, sent, today):
    plh(cast, cast.employee)
    appoint(today)
    assert fresh(sent).deputy == cast.reviewer
    assert acts(cast.employee, sent) & ACTS == set()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=sent.pk).update(deputy=cast.employee)


def test_a_plt_and_a_plh_of_another_unit_do_not_act(cast, sent, today):
    build.make_head(cast.unit_admin, cast.division, kind=AssignmentKind.PLT, starts_on=today)
    build.make_head(cast.stranger, cast.other_agency, kind=AssignmentKind.PLH, starts_on=today)
    assert appoint(today) == 0


def test_who_cannot_act_is_passed_over(cast, sent, today):
    plh(cast, cast.unit_admin)
    cast.unit_admin.user.is_active = False
    cast.unit_admin.user.save()
    appoint(today)
    assert fresh(sent).deputy == cast.reviewer
    announce(cast.reviewer, starts_on=today, ends_on=today, actor=cast.reviewer.user)
    assert fresh(sent).deputy is None


def test_a_superior_who_is_not_at_work_does_not_act(cast, sent, today):
    cast.reviewer.legal_status = LegalStatus.UNPAID_LEAVE
    cast.reviewer.save()
    away(cast)
    assert fresh(sent).deputy is None


# --- When -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "does"), [(-1, False), (0, True), (2, True), (3, False)])
def test_it_begins_on_the_first_day_and_is_over_after_the_last(cast, sent, today, shift, does, monkeypatch):
    away(cast, today, today + 2 * DAY)
    day = today + shift * DAY
    appoint(day)
    monkeypatch.setattr(timezone, "localdate", lambda value=None, timezone=None: day)
    assert (acts(cast.reviewer, sent) == ACTS) == does
    assert (fresh(sent) in Evaluation.objects.awaiting(cast.reviewer.user)) == does


def test_it_ends_by_itself_even_where_no_timer_runs(cast, sent, today):
    away(cast)
    Evaluation.objects.filter(pk=sent.pk).update(deputy_until=today - DAY)
    assert acts(cast.reviewer, sent) == set()
    assert not Evaluation.objects.awaiting(cast.reviewer.user).exists()


def test_an_absence_that_lies_ahead_begins_with_the_timer(cast, sent, today):
    away(cast, today + DAY, today + 2 * DAY)
    assert fresh(sent).deputy is None
    assert appoint_due(timezone.now() + DAY) == 1
    assert appoint_due(timezone.now() + DAY) == 0
    assert fresh(sent).deputy == cast.reviewer
    assert appoint_due(timezone.now() + 3 * DAY) == 1
    assert fresh(sent).deputy is None


def test_who_is_back_earlier_takes_it_back_at_once(cast, sent, today):
    absence = away(cast)
    withdraw(absence, actor=cast.rater.user)
    assert acts(cast.reviewer, sent) == set()
    assert acts(cast.rater, sent) == ACTS


def test_what_is_delivered_is_not_given_to_anybody(cast, today):
    delivered = cast.evaluation(state=State.DELIVERED)
    away(cast)
    assert fresh(delivered).deputy is None


# --- What is written --------------------------------------------------------------------------------


def test_who_acts_stands_in_the_history_and_on_the_result(cast, sent):
    away(cast)
    rated = perform(fresh(sent), Action.RATE, actor=cast.reviewer.user, answers=ANSWERS, notes="Rapi")
    told = perform(rated, Action.DELIVER, actor=cast.reviewer.user)
    words = f"{cast.reviewer.user}, atasan pejabat penilai, mewakili Budi Santoso"
    assert [event.actor_name for event in told.events.all()] == [words, words]
    assert (told.rated_by, told.rated_as) == (cast.reviewer.user, words)
    assert (told.rater, told.rater_name) == (cast.rater, "Budi Santoso")
    assert list(ratings_by_others()) == []


def test_returning_is_written_down_too(cast, sent):
    away(cast)
    perform(fresh(sent), Action.RETURN, actor=cast.reviewer.user, note="Lengkapi")
    assert sent.events.get().actor_name.endswith("mewakili Budi Santoso")


def test_a_rating_of_the_raters_own_is_signed_by_nobody_else(cast, sent):
    away(cast)
    rated = perform(fresh(sent), Action.RATE, actor=cast.reviewer.user, answers=ANSWERS, notes="Rapi")
    again = perform(rated, Action.RATE, actor=cast.rater.user, answers=ANSWERS, notes="Rapi sekali")
    assert (again.rated_by, again.rated_as) == (None, "")
    assert again.events.last().actor_name == str(cast.rater.user)


def test_reopening_takes_the_signature_away(cast, sent):
    away(cast)
    rated = perform(fresh(sent), Action.RATE, actor=cast.reviewer.user, answers=ANSWERS, notes="Rapi")
    back = perform(rated, Action.REOPEN, actor=cast.bkpsdm, note="Keliru")
    assert (back.rated_by, back.rated_as) == (None, "")


# --- Objections -------------------------------------------------------------------------------------


def objected(cast, sent) -> Evaluation:
    away(cast)
    rated = perform(fresh(sent), Action.RATE, actor=cast.reviewer.user, answers=ANSWERS, notes="Rapi")
    told = perform(rated, Action.DELIVER, actor=cast.reviewer.user)
    return perform(told, Action.OBJECT, actor=cast.employee.user, note="Keliru")


def test_nobody_decides_on_an_objection_to_a_rating_they_gave(cast, sent):
    row = objected(cast, sent)
    assert row.reviewer != cast.reviewer
    assert (
        reason(row, Action.DECIDE, cast.reviewer, outcome=ObjectionOutcome.UPHELD, note="Tetap")
        == "not_yours"
    )
    assert row not in Evaluation.objects.awaiting(cast.reviewer.user)
    Evaluation.objects.filter(pk=row.pk).update(reviewer=cast.reviewer)
    assert (
        reason(row, Action.DECIDE, cast.reviewer, outcome=ObjectionOutcome.UPHELD, note="Tetap")
        == "not_yours"
    )
    assert row.reviewer_name == "Ratna Dewi"


def test_the_next_one_up_decides_instead(cast, sent):
    regent = build.make_employee("Bupati")
    build.make_head(regent, cast.root)
    row = objected(cast, sent)
    assert row.reviewer == regent
    perform(row, Action.DECIDE, actor=regent.user, outcome=ObjectionOutcome.UPHELD, note="Tetap")
    assert list(decisions_on_ones_own()) == []


def test_a_decision_on_ones_own_rating_is_found(cast, sent):
    row = objected(cast, sent)
    row.events.create(
        action=Action.DECIDE, from_state=State.OBJECTED, to_state=State.FINAL, actor=cast.reviewer.user,
        actor_name="x", version=9, at=timezone.now(),
    )  # fmt: skip
    assert list(decisions_on_ones_own()) == [row.events.last().pk]


def test_the_deputy_neither_explains_nor_decides_for_the_rater(cast, sent, today):
    plh(cast, cast.unit_admin)
    appoint(today)
    rated = perform(fresh(sent), Action.RATE, actor=cast.unit_admin.user, answers=ANSWERS, notes="Rapi")
    told = perform(rated, Action.DELIVER, actor=cast.unit_admin.user)
    row = perform(told, Action.OBJECT, actor=cast.employee.user, note="Keliru")
    assert row.reviewer == cast.reviewer
    assert acts(cast.unit_admin, row) == set()


# --- Announcing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (2, 1, "ends_before_start"),
        (-3, -1, "over_already"),
        (0, 367, "too_long"),
        (5, 9, "announced_already"),
    ],
)
def test_senseless_days_are_refused(cast, today, first, last, code):
    away(cast, today + 9 * DAY, today + 10 * DAY)
    with pytest.raises(Refused) as refused:
        away(cast, today + first * DAY, today + last * DAY)
    assert refused.value.code == code
    assert RaterAbsence.objects.count() == 1


def test_the_last_moment_of_every_limit_is_taken(cast, today):
    assert away(cast, today - 3 * DAY, today).ends_on == today
    assert away(cast, today + DAY, today + 367 * DAY).starts_on == today + DAY


def test_days_that_were_taken_back_may_be_announced_again(cast, today):
    withdraw(away(cast), actor=cast.rater.user)
    assert away(cast).withdrawn_at is None


def test_only_the_person_announces_and_takes_back(cast, today):
    with pytest.raises(Refused) as refused:
        announce(cast.rater, starts_on=today, ends_on=today, actor=cast.reviewer.user)
    assert refused.value.code == "not_yours"
    absence = away(cast)
    for who, code in ((cast.reviewer.user, "not_yours"), (cast.bkpsdm, "not_yours")):
        with pytest.raises(Refused) as refused:
            withdraw(absence, actor=who)
        assert refused.value.code == code
    withdraw(absence, actor=cast.rater.user)
    with pytest.raises(Refused) as refused:
        withdraw(absence, actor=cast.rater.user)
    assert refused.value.code == "withdrawn_already"


def test_the_superior_named_on_the_page_is_that_of_the_tree(cast, today):
    assert deputies.superior_of(cast.rater, today) == cast.reviewer


# --- Cost -------------------------------------------------------------------------------------------


def test_a_team_of_many_costs_as_many_statements_as_one(cast, sent, today):
    away(cast)
    few = statements_and_news(today)
    for number in range(5):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        build.make_evaluation(
            person, sent.period, rater=cast.rater, reviewer=cast.reviewer, state=State.SUBMITTED
        )
    many = statements_and_news(today)
    assert (few[1], many[1]) == (1, 6)
    assert few[0] == many[0] <= 12


def statements_and_news(today) -> tuple[int, int]:
    """Of giving what a rater who is away has, anew."""
    Evaluation.objects.update(deputy=None, deputy_until=None, deputy_as="")
    with CaptureQueriesContext(connection) as captured:
        news = appoint(today)
    return len(captured), news

"""No step waits for somebody who is gone: every waiting state, whatever happens to whom it waits for."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating import plans
from evaluations.domain.evaluating.workflow import allowed_actions, perform
from evaluations.domain.organization.absence import can_act, gone
from evaluations.domain.organization.assignments import end
from evaluations.domain.periods.rater_reports import keep
from evaluations.domain.periods.segments import sync_due
from evaluations.domain.periods.stand_ins import KINDS, hand_over, hand_over_due, named, number_stuck, queue
from evaluations.domain.refusals import Refused
from evaluations.duties import EVALUATION, PLAN, RATER_REPORT, Party, duties_in, waits_for
from evaluations.enums import (
    Action,
    AssignmentKind,
    LegalStatus,
    ObjectionOutcome,
    PlanState,
    RaterReportState,
    State,
)
from evaluations.models import Employee, Evaluation, LegalStatusSpan, Objection, PerformancePlan, RaterReport
from tests import build

YEAR = 2026


def retires(person: Employee) -> None:
    Employee.objects.filter(pk=person.pk).update(legal_status=LegalStatus.RETIRED)


def dies(person: Employee) -> None:
    Employee.objects.filter(pk=person.pk).update(legal_status=LegalStatus.DECEASED)


def moves(person: Employee) -> None:
    """To a post without people, in another agency."""
    for post in person.assignments.filter(ends_on=None):
        end(post, timezone.localdate() - timedelta(days=1))
    elsewhere = build.make_unit("Dinas Pariwisata")
    build.make_assignment(person, elsewhere, "Analis", starts_on=timezone.localdate())


def is_on_leave(person: Employee) -> None:
    LegalStatusSpan.objects.create(
        employee=person, status=LegalStatus.UNPAID_LEAVE, starts_on=timezone.localdate() - timedelta(days=3)
    )


def loses_the_account(person: Employee) -> None:
    type(person.user).objects.filter(pk=person.user_id).update(is_active=False)


FATES = (retires, dies, moves, is_on_leave, loses_the_account)


def plan_waiting(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)


def evaluation_in(state: State) -> Callable:
    def make(cast) -> Evaluation:
        row = cast.evaluation(state=state)
        if state in (State.OBJECTED, State.EXPLAINED):
            Objection.objects.create(evaluation=row, reasons="Keliru", submitted_at=timezone.now())
        return row

    return make


# Each duty that waits for a rater or a rater's superior: something that waits for it.
WAITING = {
    "skp": plan_waiting,
    "nilai": evaluation_in(State.SUBMITTED),
    "setujui": evaluation_in(State.PROPOSED),
    "sampaikan": evaluation_in(State.RATED),
    "jelaskan": evaluation_in(State.OBJECTED),
    "putuskan": evaluation_in(State.EXPLAINED),
}


@pytest.fixture
def chief(cast) -> Employee:
    """Above the reviewer, so that whoever is gone has somebody above."""
    person = build.make_employee("Sekretaris Daerah")
    build.make_head(person, cast.root, "Sekretaris Daerah")
    return person


def act(row, kind, cast) -> None:
    """Whoever it waits for now does it: approves, rates, delivers, explains, decides."""
    row.refresh_from_db()
    who = kind.person(row).user
    if kind.code == "skp":
        plans.approve_plan(row, actor=who)
        return
    ratings = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
    given = {
        "nilai": (Action.RATE, {"answers": ratings}),
        "setujui": (Action.APPROVE, {}),
        "sampaikan": (Action.DELIVER, {}),
        "jelaskan": (Action.EXPLAIN, {"note": "Sesuai bukti"}),
        "putuskan": (Action.DECIDE, {"note": "Tetap", "outcome": ObjectionOutcome.UPHELD}),
    }
    action, more = given[kind.code]
    perform(row, action, actor=who, **more)


def follow() -> None:
    """What the tick does."""
    sync_due(timezone.now())
    hand_over_due(timezone.now())


def codes() -> list[str]:
    return [code for code, _, _ in queue(timezone.localdate())]


def test_every_duty_of_a_rater_or_a_superior_is_a_kind_of_the_queue():
    others = (Party.RATER, Party.REVIEWER)
    found = {
        duty
        for table in (EVALUATION, PLAN, RATER_REPORT)
        for duty in duties_in(table)
        if duty.party in others
    }
    assert {kind.duty for kind in KINDS.values()} == found
    assert set(WAITING) == set(KINDS)


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("code", WAITING)
def test_what_waits_goes_to_whoever_holds_the_role_now(cast, chief, code, fate):
    kind, row = KINDS[code], WAITING[code](cast)
    fate(kind.person(row))
    follow()
    row.refresh_from_db()
    if code == "jelaskan":  # nobody has to wait for a rater who does not answer
        assert codes() == []
        act(row, KINDS["putuskan"], cast)
        return
    if fate is loses_the_account:  # still holds the role, so an officer decides
        assert codes() == [code]
        hand_over(kind, row, cast.stranger, actor=cast.bkpsdm, note="Akunnya ditutup")
        row.refresh_from_db()
    assert can_act(kind.person(row), timezone.localdate())
    assert kind.person(row) != row.employee
    assert row in type(row).objects.filter(waits_for(kind.table, kind.person(row).pk, kind.duty))
    assert codes() == []
    act(row, kind, cast)


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("code", WAITING)
def test_where_nobody_holds_the_role_it_stands_in_the_queue_and_bkpsdm_hands_it_over(cast, code, fate):
    kind, row = KINDS[code], WAITING[code](cast)
    for person in (cast.rater, cast.reviewer):
        fate(person)
    follow()
    row.refresh_from_db()
    if fate is moves:  # who moved is there and may still act
        assert codes() == []
        act(row, kind, cast)
        return
    assert kind.code in codes()
    assert number_stuck(timezone.localdate()) == len(codes())
    hand_over(kind, row, cast.stranger, actor=cast.bkpsdm, note="Jabatan kosong")
    assert kind.code not in codes()
    act(row, kind, cast)


@pytest.mark.parametrize("fate", FATES)
def test_a_report_of_a_wrong_rater_waits_for_every_officer(cast, fate):
    row = cast.evaluation(state=State.SUBMITTED)
    report = RaterReport.objects.create(
        evaluation=row, employee=cast.employee, text="Bukan atasan saya", created_at=timezone.now()
    )
    fate(cast.rater)
    follow()
    assert rules.is_manager(cast.bkpsdm)
    assert keep(report, actor=cast.bkpsdm, note="Sudah sesuai").state == RaterReportState.KEPT


@pytest.mark.parametrize("fate", FATES)
def test_the_owner_of_a_plan_is_never_locked_out_by_what_becomes_of_the_rater(cast, chief, fate):
    row = plan_waiting(cast)
    plans.mark_read(row, reader=cast.rater.user)
    fate(cast.rater)
    if fate is not moves:
        plans.withdraw_plan(row, actor=cast.employee.user)
        row.refresh_from_db()
        again = plans.submit_plan(row, actor=cast.employee.user)
        assert (again.rater == cast.reviewer) == (fate is not loses_the_account)
        assert codes() == (["skp"] if fate is loses_the_account else [])
    else:
        follow()
        assert plans.withdraw_plan(row, actor=cast.employee.user).state == PlanState.DRAFT


# --- details ---


def test_a_plan_goes_to_a_new_head_and_is_unread_again(cast):
    row = plan_waiting(cast)
    plans.mark_read(row, reader=cast.rater.user)
    moves(cast.rater)
    successor = build.make_employee("Ani Lestari")
    build.make_head(successor, cast.division, starts_on=timezone.localdate())
    assert hand_over_due(timezone.now()) == 1
    row.refresh_from_db()
    assert (row.rater, row.read_at) == (successor, None)
    event = row.events.last()
    assert (event.action, event.actor_name) == ("change_rater", "Sistem")
    assert event.note.startswith("Budi Santoso menjadi Ani Lestari.")
    assert hand_over_due(timezone.now()) == 0


def test_whom_bkpsdm_has_named_stays_as_long_as_that_person_is_there(cast):
    row = plan_waiting(cast)
    retires(cast.rater)
    hand_over(KINDS["skp"], row, cast.stranger, actor=cast.bkpsdm, note="Sementara")
    assert hand_over_due(timezone.now()) == 0
    retires(cast.stranger)
    assert hand_over_due(timezone.now()) == 1
    row.refresh_from_db()
    assert row.rater == cast.reviewer


def test_a_stand_in_of_a_head_on_leave_takes_over_and_gives_back(cast):
    row = plan_waiting(cast)
    is_on_leave(cast.rater)
    deputy = build.make_employee("Ani Lestari")
    build.make_head(deputy, cast.division, kind=AssignmentKind.PLH, starts_on=timezone.localdate())
    follow()
    row.refresh_from_db()
    assert row.rater == deputy
    LegalStatusSpan.objects.all().delete()
    deputy.assignments.all().delete()
    follow()
    row.refresh_from_db()
    assert row.rater == cast.rater


def test_who_rated_stays_named_while_another_delivers(cast, chief):
    row = cast.evaluation(state=State.RATED)
    retires(cast.rater)
    follow()
    row.refresh_from_db()
    assert (row.rater, row.rater_name, row.reviewer) == (cast.reviewer, "Budi Santoso", chief)
    assert row.events.get().note.startswith("Menyampaikan hasil: Budi Santoso menjadi Ratna Dewi.")


def test_an_explanation_is_not_asked_of_who_decides(cast):
    row = WAITING["jelaskan"](cast)
    retires(cast.rater)
    follow()
    row.refresh_from_db()
    assert row.rater == cast.rater
    assert codes() == []
    with pytest.raises(Refused, match="memutuskan keberatan ini") as refused:
        hand_over(KINDS["jelaskan"], row, cast.reviewer, actor=cast.bkpsdm, note="x")
    assert refused.value.code == "own_rating"


@pytest.mark.parametrize("code", WAITING)
@pytest.mark.parametrize(
    ("who", "to", "note", "expected"),
    [
        ("stranger", "unit_admin", "x", "not_yours"),
        ("bkpsdm", "employee", "x", "rates_themselves"),
        ("bkpsdm", "same", "x", "same_rater"),
        ("bkpsdm", "gone", "x", "not_at_work"),
        ("bkpsdm", "unit_admin", " ", "note_required"),
    ],
)
def test_a_hand_over_is_refused_with_its_reason(cast, code, who, to, note, expected):
    kind, row = KINDS[code], WAITING[code](cast)
    away = build.make_employee("Pensiunan", legal_status=LegalStatus.RETIRED)
    chosen = {"same": kind.person(row), "gone": away}.get(to) or getattr(cast, to)
    actor = getattr(getattr(cast, who), "user", getattr(cast, who))
    with pytest.raises(Refused) as refused:
        hand_over(kind, row, chosen, actor=actor, note=note)
    assert refused.value.code == expected


def test_who_rated_does_not_decide_and_what_is_decided_waits_no_more(cast):
    row = WAITING["putuskan"](cast)
    with pytest.raises(Refused) as refused:
        hand_over(KINDS["putuskan"], row, cast.rater, actor=cast.bkpsdm, note="x")
    assert refused.value.code == "own_rating"
    act(row, KINDS["putuskan"], cast)
    with pytest.raises(Refused) as refused:
        hand_over(KINDS["putuskan"], row, cast.stranger, actor=cast.bkpsdm, note="x")
    assert refused.value.code == "wrong_state"


def test_the_queue_is_one_statement_and_names_people_in_one_for_each_kind(cast, django_assert_num_queries):
    plan_waiting(cast)
    for number, state in enumerate((State.SUBMITTED, State.RATED), 1):
        cast.evaluation(build.make_period(2025, number), state=state)
    for person in (cast.rater, cast.reviewer):
        retires(person)
    with django_assert_num_queries(1):
        found = list(queue(timezone.localdate()))
    with django_assert_num_queries(3):
        rows = list(named(found))
    assert {stuck.person for stuck in rows} == {cast.rater}
    with django_assert_num_queries(1):
        assert number_stuck(timezone.localdate()) == 3
    assert [code for code, _, _ in queue(timezone.localdate(), "nilai")] == ["nilai"]


def test_who_is_gone_is_said_for_a_day(cast):
    day = date(2026, 8, 1)
    LegalStatusSpan.objects.create(
        employee=cast.rater, status=LegalStatus.STUDY, starts_on=day, ends_on=day + timedelta(days=1)
    )
    assert cast.rater in gone(day)
    assert cast.rater not in gone(day - timedelta(days=1))
    assert cast.rater not in gone(day + timedelta(days=2))


def test_the_queue_of_one_agency_holds_its_evaluations_and_the_plans_of_its_posts(cast):
    today = timezone.localdate()
    build.make_plan(cast.employee, rater=cast.rater, year=YEAR, state=PlanState.SUBMITTED)
    cast.evaluation(state=State.SUBMITTED)
    retires(cast.rater)
    assert [code for code, _, _ in queue(today, agency=cast.agency.pk)] == ["skp", "nilai"]
    assert list(queue(today, agency=cast.other_agency.pk)) == []


def test_an_objection_for_which_nobody_is_recorded_is_taken_and_stands_in_the_queue(cast):
    """Nobody loses the right to object for want of a name."""
    delivered = build.make_evaluation(
        cast.employee, build.make_period(), rater=cast.rater, state=State.DELIVERED
    )
    row = perform(delivered, Action.OBJECT, actor=cast.employee.user, note="Angkanya keliru")
    assert row.state == State.OBJECTED
    today = timezone.localdate()
    assert ("putuskan", row.pk) in [(code, pk) for code, pk, _ in queue(today)]
    hand_over(KINDS["putuskan"], row, cast.reviewer, actor=cast.bkpsdm, note="Belum tercatat")
    assert Action.DECIDE in allowed_actions(cast.reviewer.user, Evaluation.objects.get(pk=row.pk))


@pytest.mark.parametrize("code", WAITING)
def test_only_a_decision_is_ever_overdue_and_not_for_want_of_somebody(cast, code):
    kind, row = KINDS[code], WAITING[code](cast)
    retires(kind.person(row))
    assert not kind.is_overdue(row, timezone.localdate())


@pytest.mark.parametrize(("seconds", "waits_for_bkpsdm"), [(0, False), (1, True)])
def test_a_decision_that_is_overdue_goes_to_the_queue_on_the_next_day(cast, chief, seconds, waits_for_bkpsdm):
    """Due with the first moment of today, and a second before that."""
    row = cast.evaluation(state=State.OBJECTED)
    today = timezone.localdate()
    begin = timezone.make_aware(datetime.combine(today, time.min))
    days = timedelta(days=row.period.explain_days + row.period.decide_days)
    Objection.objects.create(
        evaluation=row, reasons="Keliru", submitted_at=begin - days - timedelta(seconds=seconds)
    )
    stuck = list(named(list(queue(today, "putuskan"))))
    assert KINDS["putuskan"].is_overdue(row, today) == waits_for_bkpsdm
    assert [one.kind.is_overdue(one.row, today) for one in stuck] == [True] * waits_for_bkpsdm
    assert list(queue(today, "jelaskan")) == []
    hand_over_due(timezone.now())  # by the tree it is the same person still
    row.refresh_from_db()
    assert row.reviewer == cast.reviewer
    hand_over(KINDS["putuskan"], row, chief, actor=cast.bkpsdm, note="Sudah lewat batas")
    row.refresh_from_db()
    assert row.reviewer == chief

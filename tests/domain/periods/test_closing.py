"""Closing asks about what is open and waits for acts under way; a closed period opens again only with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import close_period, deliver_period, make_period, open_period, reopen_period
from evaluations.domain.periods.closing import unfinished_by_unit, unfinished_rows
from evaluations.domain.periods.log import in_words
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, PeriodAction, PeriodKind, PeriodState, State
from evaluations.models import Employee, Evaluation, EvaluationEvent
from tests import build, schemas

AT_MOST = 30


@pytest.fixture
def july(cast):
    version = build.make_form_version()
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[version.form])
    open_period(period, actor=cast.bkpsdm)
    return period


@pytest.fixture
def closed(cast, july):
    return close_period(july, actor=cast.bkpsdm, despite_open=True)


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def test_closing_asks_when_something_is_unfinished(cast, july):
    with pytest.raises(Refused) as refused:
        close_period(july, actor=cast.bkpsdm)
    assert (refused.value.code, refused.value.details) == ("still_open", {State.OPEN: 5})
    assert close_period(july, actor=cast.bkpsdm, despite_open=True).state == PeriodState.CLOSED


def test_what_is_open_is_listed_by_unit_and_person(cast, july):
    Evaluation.objects.filter(employee=cast.stranger).update(state=State.OPEN)
    assert unfinished_by_unit(july)[0] == {
        "unit": "Bidang Pencegahan Penyakit", "agency": "Dinas Kesehatan", "open": 2,
    }  # fmt: skip
    assert [row.name for row in unfinished_rows(july)] == [
        "Budi Santoso", "Siti Aminah", "Agus Wibowo", "Ratna Dewi", "Joko Susilo",
    ]  # fmt: skip


def test_the_log_remembers_what_was_open(cast, closed):
    event = closed.events.get(action=PeriodAction.CLOSE)
    assert event.actor == cast.bkpsdm
    assert in_words(event).startswith("Belum dinilai: Belum diisi 5. Terbanyak: Bidang Pencegahan Penyakit 2")


@pytest.mark.parametrize("actor", ["employee", "unit_admin"])
def test_only_bkpsdm_closes_delivers_and_reopens(cast, july, actor):
    user = getattr(cast, actor).user
    assert code_of(close_period, july, actor=user, despite_open=True) == "not_yours"
    assert code_of(deliver_period, july, actor=user) == "not_yours"
    assert code_of(reopen_period, july, actor=user, note="Salah") == "not_yours"


def test_only_an_open_period_is_closed(cast, closed):
    assert code_of(close_period, closed, actor=cast.bkpsdm) == "wrong_state"


# --- opening again ---


def test_reopening_needs_a_reason(cast, closed):
    assert code_of(reopen_period, closed, actor=cast.bkpsdm, note="  ") == "note_required"
    closed.refresh_from_db()
    assert closed.state == PeriodState.CLOSED


def test_reopening_needs_a_closed_period(cast, july):
    assert code_of(reopen_period, july, actor=cast.bkpsdm, note="Salah") == "wrong_state"


def test_reopening_sets_new_deadlines_and_is_logged_with_them(cast, closed):
    until = build.moment(2027, 3, 5, 12, 0)
    opened = reopen_period(
        closed,
        actor=cast.bkpsdm,
        note="Server mati dua hari",
        deadlines={"fill_until": until, "rate_until": until + timedelta(days=2), "closes_at": None},
    )
    opened.refresh_from_db()
    assert (opened.state, opened.fill_until, opened.closed_at) == (PeriodState.OPEN, until, None)
    event = opened.events.last()
    assert (event.action, event.note) == (PeriodAction.REOPEN, "Server mati dua hari")
    assert "menjadi 5 Maret 2027 pukul 12.00; Batas penilaian:" in in_words(event)


def test_reopening_takes_away_a_moment_of_closing_that_has_passed(cast, july):
    type(july).objects.update(closes_at=timezone.now() - timedelta(days=1))
    close_period(july, actor=None, despite_open=True)
    opened = reopen_period(july, actor=cast.bkpsdm, note="Salah tutup")
    assert opened.closes_at is None


@pytest.mark.parametrize(
    ("deadlines", "field"),
    [
        ({"fill_until": build.moment(2030, 1, 1), "rate_until": build.moment(2029, 1, 1)}, "rate_until"),
        ({"closes_at": build.moment(2020, 1, 1)}, "closes_at"),
        ({"rate_until": build.moment(2031, 1, 1), "closes_at": build.moment(2030, 1, 1)}, "closes_at"),
    ],
)
def test_reopening_refuses_dates_in_an_impossible_order(cast, closed, deadlines, field):
    with pytest.raises(Refused) as refused:
        reopen_period(closed, actor=cast.bkpsdm, note="Salah", deadlines=deadlines)
    assert refused.value.code == "bad_deadlines"
    assert list(refused.value.details) == [field]


# --- delivering by hand ---


def test_delivering_reaches_all_rated_ones_and_says_by_whom(cast, july):
    now = timezone.now()
    rows = Evaluation.objects.filter(employee__in=[cast.employee, cast.rater])
    for row in rows:
        Evaluation.objects.filter(pk=row.pk).update(
            state=State.RATED, submitted_at=now, rated_at=now, receipt_number=f"R{row.pk}"
        )
    assert deliver_period(july, actor=cast.bkpsdm) == 2
    assert set(rows.values_list("state", flat=True)) == {State.DELIVERED}
    event = EvaluationEvent.objects.filter(action=Action.DELIVER).first()
    assert (event.actor, event.note) == (None, f"Disampaikan bersama seluruh Juli 2026 oleh {cast.bkpsdm}.")
    assert july.events.last().data == {"delivered": 2}
    assert deliver_period(july, actor=cast.bkpsdm) == 0
    assert july.events.filter(action=PeriodAction.DELIVER).count() == 1


# --- at the same moment ---


@pytest.fixture
def locks(db):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one write after the other, whoever asks for a lock.")


def in_own_connection(act):
    try:
        return act()
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_closing_waits_for_who_is_just_sending(locks, cast):
    row = cast.evaluation(period=build.make_period(), state=State.DRAFT)
    closed = Event()

    def close():
        close_period(row.period, actor=None, despite_open=True)
        closed.set()

    with transaction.atomic():
        perform(row, Action.SAVE, actor=cast.employee.user, answers={"loyal": "Setia"})
        closing = Thread(target=in_own_connection, args=[close])
        closing.start()
        assert not closed.wait(0.4)
    closing.join(AT_MOST)
    assert closed.is_set()
    row.refresh_from_db()
    assert (row.answers, row.period.state) == ({"loyal": "Setia"}, PeriodState.CLOSED)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_close_while_two_hundred_submit_nobody_after_nobody_refused_before_all_told(locks, cast):
    """Everybody gets either a receipt or the sentence that the period is closed, and the rows say the same."""
    period = build.make_period()
    version = build.make_form_version(schemas.competence_sheet())
    rows = []
    for number in range(200):
        person = build.make_employee(f"Pegawai {number}")
        rows.append(
            build.make_evaluation(person, period, rater=cast.rater, unit=cast.division, version=version)
        )
    halfway = Event()

    def submit(numbered) -> tuple[int, str]:
        number, row = numbered
        if number == 60:
            halfway.set()

        def act() -> str:
            try:
                perform(row, Action.SUBMIT, actor=row.employee.user, answers={})
            except Refused as refused:
                return refused.code
            return "accepted"

        return row.pk, in_own_connection(act)

    def close():
        halfway.wait(AT_MOST)
        close_period(period, actor=None, despite_open=True)

    closing = Thread(target=in_own_connection, args=[close])
    closing.start()
    with ThreadPoolExecutor(12) as pool:
        answers = dict(pool.map(submit, enumerate(rows)))
    closing.join(AT_MOST)
    period.refresh_from_db()
    accepted = {pk for pk, answer in answers.items() if answer == "accepted"}
    assert set(answers.values()) == {"accepted", "period_closed"}
    submitted = Evaluation.objects.filter(period=period, state=State.SUBMITTED)
    assert set(submitted.values_list("pk", flat=True)) == accepted
    # What the log says was open at closing is exactly what was refused: nothing was written after it.
    assert period.events.get(action=PeriodAction.CLOSE).data["open"] == {
        State.OPEN: 200 - len(accepted), State.SUBMITTED: len(accepted),
    }  # fmt: skip
    assert Employee.objects.filter(evaluations__in=submitted).count() == len(accepted)

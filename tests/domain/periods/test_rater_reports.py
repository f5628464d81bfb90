"""Reporting "Ini bukan atasan saya", deciding, and moving an evaluation to the right rater."""

from datetime import date
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.organization.raters import resolve
from evaluations.domain.periods import rater_reports
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.integrity.about_events import states_that_differ_from_the_last_event
from evaluations.enums import Action, LegalStatus, PeriodState, RaterReportState, State
from evaluations.models import Evaluation, EvaluationEvent, RaterReport, ReportingLine
from tests import build

TODAY = date(2026, 7, 15)


@pytest.fixture
def chief(cast):
    """The head of the other agency: the rater whom Siti says she should have."""
    chief = build.make_employee("Sri Hartati")
    build.make_head(chief, cast.other_agency, "Kepala Dinas Sosial")
    return chief


@pytest.fixture
def row(cast) -> Evaluation:
    return cast.evaluation(state=State.DRAFT, answers={"loyal": "Setia"})


@pytest.fixture
def waiting(cast, row, chief) -> RaterReport:
    return rater_reports.report(row, actor=cast.employee.user, text="Saya pindah tim.", suggested=chief)


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert caught.value.message
    return caught.value.code


# --- Reporting ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED])
def test_the_employee_reports_while_nothing_is_rated(cast, chief, state):
    row = cast.evaluation(state=state)
    report = rater_reports.report(row, actor=cast.employee.user, text=" Pindah tim ", suggested=chief)
    assert (report.state, report.text, report.rater_name) == ("WAITING", "Pindah tim", "Budi Santoso")
    assert rater_reports.waiting_report(row) == report
    assert Evaluation.objects.get(pk=row.pk).version == row.version  # an open tab is not disturbed


@pytest.mark.parametrize("state", [State.RATED, State.DELIVERED, State.FINAL])
def test_a_rated_evaluation_cannot_be_reported(cast, state):
    row = cast.evaluation(state=state)
    assert refusal(rater_reports.report, row, actor=cast.employee.user, text="Salah") == "already_rated"


def test_an_evaluation_of_a_closed_period_cannot_be_reported(cast):
    row = cast.evaluation(build.make_period(state=PeriodState.CLOSED), state=State.DRAFT)
    assert refusal(rater_reports.report, row, actor=cast.employee.user, text="Salah") == "period_closed"


@pytest.mark.parametrize("who", ["rater", "stranger", "reviewer"])
def test_nobody_else_reports(cast, row, who):
    assert refusal(rater_reports.report, row, actor=getattr(cast, who).user, text="Salah") == "not_yours"


def test_a_report_says_why(cast, row):
    assert refusal(rater_reports.report, row, actor=cast.employee.user, text="  ") == "text_required"


def test_the_present_rater_or_oneself_cannot_be_suggested(cast, row):
    act, actor = rater_reports.report, cast.employee.user
    assert refusal(act, row, actor=actor, text="x", suggested=cast.rater) == "same_rater"
    assert refusal(act, row, actor=actor, text="x", suggested=cast.employee) == "rates_themselves"


def test_there_is_one_waiting_report_at_a_time(cast, row, waiting):
    assert refusal(rater_reports.report, row, actor=cast.employee.user, text="Lagi") == "already_reported"
    with pytest.raises(IntegrityError), transaction.atomic():
        RaterReport.objects.create(
            evaluation=row, employee=cast.employee, text="x", created_at=waiting.created_at
        )
    rater_reports.withdraw(waiting, actor=cast.employee.user)
    assert rater_reports.report(row, actor=cast.employee.user, text="Lagi").pk != waiting.pk


def test_only_the_employee_withdraws_and_only_while_it_waits(cast, waiting):
    assert refusal(rater_reports.withdraw, waiting, actor=cast.rater.user) == "not_yours"
    rater_reports.withdraw(waiting, actor=cast.employee.user)
    assert refusal(rater_reports.withdraw, waiting, actor=cast.employee.user) == "already_decided"


# --- Deciding -----------------------------------------------------------------------------------------


def test_bkpsdm_keeps_the_rater_with_a_note(cast, row, waiting):
    kept = rater_reports.keep(waiting, actor=cast.bkpsdm, note="SK berlaku bulan depan.")
    assert (kept.state, kept.decision, kept.decided_by) == ("KEPT", "SK berlaku bulan depan.", cast.bkpsdm)
    assert kept.decided_at is not None
    after = Evaluation.objects.get(pk=row.pk)
    assert (after.rater, after.version) == (cast.rater, row.version)


def test_a_decision_needs_a_note_and_an_officer(cast, waiting, chief):
    for act, more in ((rater_reports.keep, ()), (rater_reports.move, (chief,))):
        assert refusal(act, waiting, *more, actor=cast.bkpsdm, note=" ") == "note_required"
        assert refusal(act, waiting, *more, actor=cast.rater.user, note="x") == "not_yours"
        assert refusal(act, waiting, *more, actor=cast.unit_admin.user, note="x") == "not_yours"


def test_nobody_decides_about_their_own_evaluation(cast, chief):
    officer = build.make_employee("Petugas", user=cast.bkpsdm)
    build.make_assignment(officer, cast.agency)
    row = build.make_evaluation(officer, build.make_period(), rater=cast.rater)
    report = rater_reports.report(row, actor=cast.bkpsdm, text="Salah")
    assert refusal(rater_reports.keep, report, actor=cast.bkpsdm, note="x") == "not_yours"
    assert refusal(rater_reports.move_rater, row, chief, actor=cast.bkpsdm, note="x") == "not_yours"


def test_moving_the_report_moves_the_evaluation(cast, row, waiting, chief):
    moved = rater_reports.move(waiting, chief, actor=cast.bkpsdm, note="Tim lintas dinas.")
    after = Evaluation.objects.get(pk=row.pk)
    assert moved.state == RaterReportState.MOVED
    assert (after.rater, after.rater_name, after.rater_position) == (
        chief,
        "Sri Hartati",
        "Kepala Dinas Sosial",
    )
    assert after.version == row.version + 1
    assert ReportingLine.objects.count() == 0


def test_with_a_day_later_periods_find_the_same_rater(cast, row, waiting, chief):
    old = ReportingLine.objects.create(
        employee=cast.employee, rater=cast.unit_admin, reason="lama", starts_on=date(2026, 1, 1)
    )
    rater_reports.move(
        waiting, chief, actor=cast.bkpsdm, note="Tim lintas dinas.", line_from=date(2026, 8, 1)
    )
    old.refresh_from_db()
    assert old.ends_on == date(2026, 7, 31)
    assert resolve(cast.employee, date(2026, 8, 31)).rater == chief


def test_when_the_line_is_refused_nothing_is_moved(cast, row, waiting, chief):
    ReportingLine.objects.create(
        employee=cast.employee, rater=cast.unit_admin, reason="nanti", starts_on=date(2026, 9, 1)
    )
    code = refusal(
        rater_reports.move, waiting, chief, actor=cast.bkpsdm, note="x", line_from=date(2026, 8, 1)
    )
    assert code == "line_overlap"
    waiting.refresh_from_db()
    assert (waiting.state, Evaluation.objects.get(pk=row.pk).rater) == ("WAITING", cast.rater)


# --- Moving -------------------------------------------------------------------------------------------


def test_a_move_is_logged_with_who_and_why_and_the_old_rater_sees_nothing_more(cast, row, chief):
    rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="Salah unit.")
    event = EvaluationEvent.objects.get(evaluation=row)
    assert (event.action, event.from_state, event.to_state) == ("move_rater", "DRAFT", "DRAFT")
    assert event.note == "Budi Santoso menjadi Sri Hartati. Salah unit."
    assert (event.actor, event.data["from"]["rater"]) == (cast.bkpsdm, "Budi Santoso")
    cast.rater.assignments.update(is_head=False)  # else the unit is still in sight of who leads it
    assert not Evaluation.objects.visible_to(cast.rater.user).exists()
    assert Evaluation.objects.visible_to(chief.user).get() == row


def test_the_system_may_move_too(cast, row, chief):
    rater_reports.move_rater(row, chief, actor=None, note="Pindah tugas.")
    assert EvaluationEvent.objects.get(evaluation=row).actor_name == "Sistem"


def test_the_superior_of_the_new_rater_reviews(cast, row, chief):
    regent = build.make_employee("Bupati")
    build.make_head(regent, cast.root, "Bupati")
    rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="x")
    assert Evaluation.objects.get(pk=row.pk).reviewer == regent


def test_moving_to_whom_the_tree_names_takes_its_reason(cast):
    row = cast.evaluation(state=State.OPEN)
    Evaluation.objects.filter(pk=row.pk).update(rater=cast.stranger)
    rater_reports.move_rater(row, cast.rater, actor=cast.bkpsdm, note="x")
    after = Evaluation.objects.get(pk=row.pk)
    assert after.rater_reason == "Kepala Bidang Pencegahan Penyakit, atasan langsung"
    assert after.reviewer == cast.reviewer


@pytest.mark.parametrize("state", [State.RATED, State.DELIVERED, State.OBJECTED, State.FINAL])
def test_a_rated_evaluation_does_not_move(cast, chief, state):
    row = cast.evaluation(state=state)
    with pytest.raises(Refused) as caught:
        rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="x")
    assert caught.value.code == "already_rated"
    assert "membuka kembali" in caught.value.message


def test_a_reopened_evaluation_moves(cast, chief):
    row = cast.evaluation(state=State.RATED)
    perform(row, Action.REOPEN, actor=cast.bkpsdm, note="Salah penilai")
    rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="x")
    assert Evaluation.objects.get(pk=row.pk).rater == chief


def test_refusals_of_a_move_name_the_field(cast, row, chief):
    act = rater_reports.move_rater
    assert refusal(act, row, cast.rater, actor=cast.bkpsdm, note="x") == "same_rater"
    assert refusal(act, row, cast.employee, actor=cast.bkpsdm, note="x") == "rates_themselves"
    assert refusal(act, row, chief, actor=cast.unit_admin.user, note="x") == "not_yours"
    chief.legal_status = LegalStatus.RETIRED
    chief.save()
    with pytest.raises(Refused) as caught:
        act(row, chief, actor=cast.bkpsdm, note="x")
    assert (caught.value.code, caught.value.details) == ("not_at_work", "to")


def test_what_the_old_rater_had_begun_is_taken_out_and_the_report_of_the_employee_stays(cast, chief):
    own = {"_row": "rhk-1", "realisasi": "12 laporan"}
    answers = {
        "hasil_kerja": [own | {"umpan_balik": "Baik"}],
        "loyal": "Dicatat penilai",
        "rating_perilaku": "ABOVE",
    }
    row = cast.evaluation(state=State.SUBMITTED, answers=answers, notes="Catatan Budi")
    rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="x")
    after = Evaluation.objects.get(pk=row.pk)
    assert (after.answers, after.notes) == ({"hasil_kerja": [own]}, "")


def test_the_integrity_check_does_not_mistake_a_move_for_a_change_of_state(cast, chief):
    row = cast.evaluation(state=State.OPEN)
    rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="x")
    perform(Evaluation.objects.get(pk=row.pk), Action.SAVE, actor=cast.employee.user, answers={})
    assert list(states_that_differ_from_the_last_event()) == []


def test_an_open_tab_of_the_employee_is_told(cast, row, chief):
    rater_reports.move_rater(row, chief, actor=cast.bkpsdm, note="x")
    code = refusal(
        perform, row, Action.SAVE, actor=cast.employee.user, answers={}, expected_version=row.version
    )
    assert code == "version_conflict"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_officers_who_decide_at_once_the_second_is_told():
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one write after the other, whoever asks for a lock.")
    cast = build.make_cast()
    row = cast.evaluation(state=State.DRAFT)
    report = rater_reports.report(row, actor=cast.employee.user, text="Salah")
    codes = []

    def keep() -> None:
        try:
            rater_reports.keep(report, actor=cast.bkpsdm, note="Tetap")
        except Refused as refused:
            codes.append(refused.code)
        finally:
            connection.close()

    with transaction.atomic():
        rater_reports.move(report, cast.reviewer, actor=cast.bkpsdm, note="Pindah")
        second = Thread(target=keep)
        second.start()
        second.join(0.3)
        assert second.is_alive()  # waits for the first
    second.join(20)
    report.refresh_from_db()
    assert (codes, report.state) == (["already_decided"], RaterReportState.MOVED)

"""What was decided stays: the database itself refuses, whoever asks, and the way of the domain stays open."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone

from evaluations.domain.evaluating.credit import record_balance
from evaluations.domain.evaluating.development import Proposal, agree, drop, propose
from evaluations.domain.evaluating.dialog_agreements import end_agreement
from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.feedback import delete_feedback, give_feedback
from evaluations.domain.evaluating.plan_writing import save_plan
from evaluations.domain.evaluating.plans import approve_plan, revise_plan, submit_plan
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods.calibrating import calibrate, close_session, open_session
from evaluations.domain.periods.extensions import grant, revoke
from evaluations.domain.periods.rater_reports import keep, report
from evaluations.enums import (
    Action,
    AgreementState,
    Aspect,
    CoreValue,
    Doer,
    ImportKind,
    ImportState,
    ObjectionOutcome,
    OrganizationLevel,
    PlanState,
    PointKind,
    State,
    Step,
)
from evaluations.models import (
    DialogAgreement,
    DialogPoint,
    DistributionDeviation,
    Evaluation,
    Evidence,
    Feedback,
    FeedbackReply,
    FormerRating,
    ImportBatch,
    LeaderExpectation,
    PerformancePlan,
    PulseMark,
    PulseTally,
    WorkResult,
    WorkResultIndicator,
)
from forms_config.models.freezing import declared, missing_guards, take_off
from tests import build, competence, dialogs
from tests.evidence_files import PDF
from tests.guards import take_guards_off

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


def sent(cast) -> Evaluation:
    return perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)


def objected(cast) -> Evaluation:
    row = perform(sent(cast), Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    row = perform(row, Action.DELIVER, actor=cast.rater.user)
    return perform(row, Action.OBJECT, actor=cast.employee.user, note="Keliru")


def decided(cast) -> Evaluation:
    row = perform(objected(cast), Action.EXPLAIN, actor=cast.rater.user, note="Sesuai bukti")
    outcome = ObjectionOutcome.UPHELD
    return perform(row, Action.DECIDE, actor=cast.reviewer.user, note="Tetap", outcome=outcome)


def evidence_sent(cast) -> Evidence:
    row = cast.evaluation()
    evidence = add_evidence(row, SimpleUploadedFile("a.pdf", PDF), actor=cast.employee.user)
    perform(row, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    return evidence


def plan(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater)


def revised(cast) -> PerformancePlan:
    return revise_plan(plan(cast), actor=cast.employee.user, note="Target berubah")


def note_of_yesterday(cast) -> Feedback:
    note = Feedback(employee=cast.employee, author=cast.rater, about_on=timezone.localdate(), text="Baik")
    Feedback.objects.bulk_create([note])  # takes the moment as it is given
    return note


def answered(cast) -> Feedback:
    return build.make_answer(build.make_feedback_request(cast.employee, cast.unit_admin, build.make_period()))


def read_note(cast) -> Feedback:
    note = answered(cast)
    update(note, read_at=timezone.now())
    return note


def reply(cast) -> FeedbackReply:
    return FeedbackReply.objects.create(note=read_note(cast), text="Terima kasih")


def old_note(cast, monkeypatch) -> Feedback:
    day_before = timezone.now() - timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: day_before)
    note = note_of_yesterday(cast)
    monkeypatch.undo()
    return note


def former(cast):
    return FormerRating.objects.create(
        evaluation=cast.evaluation(), rater=cast.rater, rater_name="Budi", notes="Rapi"
    )


def decided_report(cast):
    reported = report(cast.evaluation(), actor=cast.employee.user, text="Bukan atasan saya")
    return keep(reported, actor=cast.bkpsdm, note="Sudah benar")


def applied_import(cast) -> ImportBatch:
    return ImportBatch.objects.create(
        kind=ImportKind.UNITS, state=ImportState.APPLIED, file_name="a.xlsx", applied_at=timezone.now(),
        report={"created": 1},
    )  # fmt: skip


def extension(cast):
    row = cast.evaluation()
    until = row.period.fill_until + timedelta(days=1)
    return grant(
        row.period, step=Step.FILL, employee=cast.employee, until=until, reason="Sakit", actor=cast.bkpsdm
    )[0]


def determined(cast):
    return build.determine(build.make_period(), {cast.agency: OrganizationLevel.GOOD})


def deviation(cast):
    return DistributionDeviation.objects.create(
        period=build.make_period(), rater=cast.rater, level="BAIK", counts={}, waiting=0, broken=[], reason="Target",
        given_by=cast.rater.user, given_at=timezone.now(),
    )  # fmt: skip


def balance(cast):
    return record_balance(
        cast.employee, points=Decimal(1), as_of=date(2026, 1, 1), document="PAK", actor=cast.bkpsdm
    )


def calibrated(cast):
    row = perform(sent(cast), Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    head = cast.reviewer.user
    session = open_session(row.period, cast.agency, actor=head)
    ratings = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
    calibrate(session, row, **ratings, reason="Bukti kurang", actor=head)
    return close_session(session, attendees=["Budi"], conclusion="Selesai", actor=head)


def dialog(cast):
    return dialogs.closed(dialogs.this_month(cast))


def point(cast):
    begun = dialogs.begun(dialogs.this_month(cast))
    DialogPoint.objects.create(dialog=begun, kind=PointKind.OWN, text="Cuti")
    return dialogs.closed(begun.evaluation).points.get()


def ended_agreement(cast):
    return end_agreement(dialog(cast).agreements.get(), AgreementState.DONE, "", actor=cast.rater.user)


def agreed_step(cast):
    competence.sheet_of(cast)
    proposal = Proposal(competence.GAP, "Membaca", "OTHER", timezone.localdate())
    return agree(propose(cast.employee, proposal, actor=cast.employee.user), actor=cast.rater.user)


def tally(cast) -> PulseTally:
    """Nine answers, of which five are shown."""
    return PulseTally.objects.create(
        period=build.make_period(), agency=cast.agency, form_version=build.make_form_version(), answers=9,
        shown_answers=5,
    )  # fmt: skip


def mark(cast) -> PulseMark:
    return PulseMark.objects.create(digest="f" * 64, period=build.make_period())


def update(row: Model, **values) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def delete(row: Model) -> None:
    """Past Django, which would first look at what hangs on the row."""
    type(row)._base_manager.filter(pk=row.pk)._raw_delete(using="default")


Case = tuple[Callable, Callable]
# (what stands there, what somebody tries)
REFUSED: dict[str, Case] = {
    "final evaluation changed": (decided, lambda row: update(row, predikat="SANGAT_BAIK")),
    "final evaluation deleted": (decided, delete),
    "sent evaluation deleted": (sent, delete),
    "event changed": (lambda c: sent(c).events.get(), lambda row: update(row, note="Lain")),
    "event deleted": (lambda c: sent(c).events.get(), delete),
    "decided objection changed": (lambda c: decided(c).objection, lambda row: update(row, decision="Lain")),
    "decided objection deleted": (lambda c: decided(c).objection, delete),
    "objection deleted": (lambda c: objected(c).objection, delete),
    "reasons changed": (lambda c: objected(c).objection, lambda row: update(row, reasons="Lain")),
    "sent evidence changed": (evidence_sent, lambda row: update(row, name="lain.pdf")),
    "sent evidence deleted": (evidence_sent, delete),
    "evidence added after sending": (
        evidence_sent,
        lambda row: Evidence.objects.create(
            evaluation_id=row.evaluation_id, file="x", name="x", size=1, sha256="x", uploaded_by_id=row.uploaded_by_id
        ),
    ),
    "approved plan changed": (plan, lambda row: update(row, note="Lain")),
    "approved plan opened without an event": (plan, lambda row: update(row, state=PlanState.DRAFT)),
    "approved plan deleted": (plan, delete),
    "once approved plan deleted": (revised, delete),
    "approved version of a plan changed": (lambda c: plan(c).versions.get(), lambda row: update(row, rows=[])),
    "approved version of a plan deleted": (lambda c: plan(c).versions.get(), delete),
    "what a sent evaluation was reported against taken away": (
        lambda c: evidence_sent(c).evaluation, lambda row: row.plan_versions.clear(),
    ),
    "what a sent evaluation was reported against added": (
        lambda c: evidence_sent(c).evaluation,
        lambda row: row.plan_versions.add(build.make_plan(row.employee, year=2030).versions.get()),
    ),
    "plan event changed": (lambda c: revised(c).events.get(), lambda row: update(row, note="Lain")),
    "plan event deleted": (lambda c: revised(c).events.get(), delete),
    "result of an approved plan changed": (lambda c: plan(c).results.get(), lambda row: update(row, statement="x")),
    "result of an approved plan deleted": (lambda c: plan(c).results.get(), delete),
    "result added to an approved plan": (
        plan, lambda row: WorkResult.objects.create(plan=row, key="rhk-9", statement="x"),
    ),
    "indicator of an approved plan changed": (
        lambda c: plan(c).results.get().indicators.get(), lambda row: update(row, target="1"),
    ),
    "indicator of an approved plan deleted": (lambda c: plan(c).results.get().indicators.get(), delete),
    "indicator added to an approved plan": (
        lambda c: plan(c).results.get(), lambda row: WorkResultIndicator.objects.create(result=row, text="x"),
    ),
    "expectation of an approved plan changed": (
        lambda c: plan(c).expectations.first(), lambda row: update(row, text="x"),
    ),
    "expectation of an approved plan deleted": (lambda c: plan(c).expectations.first(), delete),
    "feedback rewritten": (note_of_yesterday, lambda row: update(row, text="x")),
    "feedback that was asked for and read rewritten": (read_note, lambda row: update(row, text="x")),
    "feedback that was asked for and read deleted": (read_note, delete),
    "feedback read and made unread": (read_note, lambda row: update(row, read_at=None)),
    "feedback given a name": (
        lambda c: build.make_unnamed_answers(c.employee, build.make_period(), 1)[0],
        lambda row: update(row, author_id=row.request.invited_id),
    ),
    "request for feedback given a name": (
        lambda c: build.make_unnamed_answers(c.employee, build.make_period(), 1)[0].request,
        lambda row: update(row, is_anonymous=False),
    ),
    "request for feedback deleted": (
        lambda c: build.make_feedback_request(c.employee, c.unit_admin, build.make_period()), delete,
    ),
    "reply to feedback changed": (reply, lambda row: update(row, text="x")),
    "reply to feedback deleted": (reply, delete),
    "decided report changed": (decided_report, lambda row: update(row, decision="x")),
    "decided report deleted": (decided_report, delete),
    "applied import changed": (applied_import, lambda row: update(row, report={})),
    "applied import taken back halfway": (
        applied_import, lambda row: update(row, state=ImportState.UNDONE, file_name="b.xlsx"),
    ),
    "applied import deleted": (applied_import, delete),
    "determination changed": (determined, lambda row: update(row, source="Lain")),
    "determination deleted": (determined, delete),
    "level of an organisation changed": (
        lambda c: determined(c).levels.get(), lambda row: update(row, level="ISTIMEWA"),
    ),
    "level of an organisation changed when it ends": (
        lambda c: determined(c).levels.get(), lambda row: update(row, level="ISTIMEWA", ended_at=timezone.now()),
    ),
    "level of an organisation deleted": (lambda c: determined(c).levels.get(), delete),
    "reason for a deviation changed": (deviation, lambda row: update(row, reason="Lain")),
    "reason for a deviation deleted": (deviation, delete),
    "credit document changed": (balance, lambda row: update(row, points=2)),
    "credit document deleted": (balance, delete),
    "record of a calibration changed": (calibrated, lambda row: update(row, conclusion="Lain")),
    "record of a calibration deleted": (calibrated, delete),
    "change of a calibration changed": (lambda c: calibrated(c).changes.get(), lambda row: update(row, reason="x")),
    "change of a calibration deleted": (lambda c: calibrated(c).changes.get(), delete),
    "dialog changed": (dialog, lambda row: update(row, held_on=row.held_on - timedelta(days=1))),
    "dialog deleted": (dialog, delete),
    "dialog that runs deleted": (lambda c: dialogs.begun(dialogs.this_month(c)), delete),
    "point of a dialog changed": (point, lambda row: update(row, note="Lain")),
    "point of a dialog deleted": (point, delete),
    "point added to a dialog": (
        dialog, lambda row: DialogPoint.objects.create(dialog=row, kind=PointKind.OWN, text="Lain"),
    ),
    "agreement changed": (lambda c: dialog(c).agreements.get(), lambda row: update(row, text="Lain")),
    "agreement moved": (
        lambda c: dialog(c).agreements.get(), lambda row: update(row, due_on=row.due_on + timedelta(days=1)),
    ),
    "agreement given to the other": (
        lambda c: dialog(c).agreements.get(), lambda row: update(row, doer=Doer.RATER),
    ),
    "agreement deleted": (lambda c: dialog(c).agreements.get(), delete),
    "agreement added to a dialog": (
        dialog,
        lambda row: DialogAgreement.objects.create(
            dialog=row, text="Lain", doer=Doer.EMPLOYEE, due_on=row.held_on
        ),
    ),
    "ended agreement opened again": (
        ended_agreement, lambda row: update(row, state="OPEN", ended_at=None, ended_by=""),
    ),
    "dialog event changed": (lambda c: dialog(c).events.first(), lambda row: update(row, actor_name="Lain")),
    "dialog event deleted": (lambda c: dialog(c).events.first(), delete),
    "agreed step changed": (agreed_step, lambda row: update(row, title="Lain")),
    "step deleted": (agreed_step, delete),
    "ended step changed": (
        lambda c: drop(agreed_step(c), reason="Penuh", actor=c.rater.user), lambda row: update(row, reason="Lain"),
    ),
    "words of a former rater changed": (former, lambda row: update(row, notes="Lain")),
    "words of a former rater deleted": (former, delete),
    "answer without a name taken back": (
        tally, lambda row: update(row, answers=8),
    ),
    "answers shown one by one": (tally, lambda row: update(row, shown_answers=6)),
    "answers given to another agency": (tally, lambda row: update(row, agency_id=row.agency.parent_id)),
    "counted answers deleted": (tally, delete),
    "mark of an answer rewritten": (mark, lambda row: update(row, digest="0" * 64)),
    "extension moved": (extension, lambda row: update(row, until=timezone.now())),
    "extension deleted": (extension, delete),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_the_database_refuses(cast, case):
    stands, tries = case
    row = stands(cast)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        tries(row)
    assert any(guard.message in str(refused.value) for guard in declared())


def test_feedback_of_an_earlier_day_is_not_deleted(cast, monkeypatch):
    note = old_note(cast, monkeypatch)
    with pytest.raises(DatabaseError, match="part of the record"), transaction.atomic():
        delete(note)


def test_what_is_tried_above_would_work_without_the_guards(cast):
    row = decided(cast)
    take_guards_off()
    update(row, predikat="SANGAT_BAIK")
    assert Evaluation.objects.get().predikat == "SANGAT_BAIK"


# --- the way of the domain stays open ---


def test_a_plan_is_revised_and_approved_again_with_all_its_content(cast):
    row = revised(cast)
    indicator = {"aspect": Aspect.QUANTITY, "text": "Laporan", "target": "9", "target_value": None}
    result = {"key": "rhk-1", "kind": "UTAMA", "statement": "Hasil baru", "supported_result": None}
    results = [result | {"indicators": [indicator | {"unit": "", "polarity": "HIGHER"}]}]
    save_plan(row, actor=cast.employee.user, results=results)
    submit_plan(row, actor=cast.employee.user)
    save_plan(row, actor=cast.rater.user, expectations={value.value: "Baru" for value in CoreValue})
    approve_plan(row, actor=cast.rater.user)
    after = PerformancePlan.objects.get()
    assert (after.state, after.results.get().statement) == (PlanState.APPROVED, "Hasil baru")
    with pytest.raises(DatabaseError, match="revising"), transaction.atomic():
        update(after, state=PlanState.DRAFT)  # the event of the earlier revision is used up


def test_a_superior_may_drop_a_result_that_an_approved_plan_supports(cast):
    theirs = build.make_plan(cast.rater, rater=cast.reviewer, results=2)
    own = plan(cast)
    revise_plan(own, actor=cast.employee.user, note="Dukung")
    own.results.update(supported_result=theirs.results.last())
    update(own, state=PlanState.APPROVED)
    revise_plan(theirs, actor=cast.rater.user, note="Satu saja")
    theirs.results.last().delete()
    assert own.results.get().supported_result is None
    with pytest.raises(DatabaseError, match="revising"), transaction.atomic():
        own.results.update(supported_result=theirs.results.first())


def test_an_objection_goes_its_way_to_the_decision(cast):
    assert decided(cast).state == State.FINAL


def test_feedback_that_was_asked_for_changes_until_it_is_read(cast):
    note = answered(cast)
    update(note, text="Lebih jelas")
    update(note, read_at=timezone.now())
    note.refresh_from_db()
    assert note.text == "Lebih jelas"
    assert note.read_at is not None


def test_feedback_is_taken_back_on_its_day(cast):
    cast.evaluation()
    note = give_feedback(cast.employee, actor=cast.rater.user, text="Baik", about_on=timezone.localdate())
    delete_feedback(note, actor=cast.rater.user)
    assert not Feedback.objects.exists()


def test_an_extension_is_ended_once(cast):
    revoke(given := extension(cast), actor=cast.bkpsdm, note="Sudah masuk")
    with pytest.raises(DatabaseError, match="only ever ended"), transaction.atomic():
        update(given, revoked_at=None)


def test_an_import_is_taken_back_as_a_whole(cast):
    update(batch := applied_import(cast), state=ImportState.UNDONE, undone_at=timezone.now())
    assert ImportBatch.objects.get(pk=batch.pk).state == ImportState.UNDONE


def test_deleting_an_evaluation_does_not_take_its_files_with_it(cast):
    row = cast.evaluation()
    add_evidence(row, SimpleUploadedFile("a.pdf", PDF), actor=cast.employee.user)
    with pytest.raises(ProtectedError):
        row.delete()


# --- the guards themselves ---


# Old traces of logins go, nothing else: see tests/domain/access/accounts/test_events.py.
GUARDED_BY_A_RULE = {("evaluations_accountevent", "DELETE")}


def test_every_log_is_append_only():
    """Models of events, whoever adds one: no row is changed, none goes."""
    logs = [
        model for model in apps.get_models()
        if "Event" in model.__name__ and model.__module__.startswith(("evaluations.", "forms_config.", "sekin_site."))
    ]  # fmt: skip
    always = {
        (guard.table, guard.event) for guard in declared() if guard.when == "1 = 1" and not guard.asking
    }
    assert len(logs) >= 3
    for model in logs:
        for event in ("UPDATE", "DELETE"):
            guarded = (model._meta.db_table, event) in always | GUARDED_BY_A_RULE
            assert guarded, f"{model.__name__}: {event} is not refused"


def test_guards_that_are_off_are_missed_and_put_on_by_the_next_migrate(db):
    assert missing_guards(connection) == []
    take_off(connection, ["evaluations_planevent"])
    assert missing_guards(connection) == [
        "evaluations_planevent_refuses_update", "evaluations_planevent_refuses_delete",
    ]  # fmt: skip
    call_command("migrate", verbosity=0)
    assert missing_guards(connection) == []


def test_expectations_of_a_draft_are_written_freely(cast):
    row = revised(cast)
    LeaderExpectation.objects.filter(plan=row).update(text="Baru")
    assert set(row.expectations.values_list("text", flat=True)) == {"Baru"}

"""Each check finds nothing in a healthy database, and finds the violation that is injected past every guard."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.models import FileField
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import close_period, make_period, open_period
from evaluations.domain.periods.rater_reports import keep, report
from evaluations.domain.reports.item_summaries import refresh_items
from evaluations.domain.upkeep import integrity
from evaluations.domain.upkeep.integrity import about_evidence
from evaluations.enums import (
    Action,
    ImportKind,
    ImportState,
    LegalStatus,
    MailState,
    ObjectionOutcome,
    PeriodKind,
    PeriodState,
    PointKind,
    RaterReportState,
    State,
    Step,
    TapSource,
    UnitKind,
)
from evaluations.models import (
    ApiClient,
    AttendanceMonth,
    AttendanceTap,
    DailyEntry,
    DailyFile,
    DialogPoint,
    Download,
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    Evidence,
    Extension,
    FormerNip,
    FormerRating,
    ImportBatch,
    ItemSummary,
    LegalStatusSpan,
    Objection,
    OrganizationalUnit,
    OutboxMessage,
    PerformanceDecision,
    PerformancePlan,
    PeriodForm,
    PlanEvent,
    PulseTally,
    Reminder,
    ReportingLine,
    UnitSpan,
)
from evaluations.models.evidence import private_storage
from forms_config.models.freezing import declared
from sekin_site.models import User
from sekin_site.roles import AUDITOR, BKPSDM, DRAFTER
from tests import build, dialogs
from tests.guards import take_guards_off

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LONG_AGO = date(2020, 1, 1)


@dataclass
class World:
    """A small healthy database: one evaluation rated, one objected to and decided, files, a closed period."""

    cast: build.Cast
    rated: Evaluation
    final: Evaluation
    evidence: Evidence

    def change(self, row, **values) -> list[int]:
        """Write past everything; the row is what should be found."""
        type(row)._base_manager.filter(pk=row.pk).update(**values)
        return [row.pk]

    @property
    def event(self) -> EvaluationEvent:
        return self.final.events.order_by("at", "pk").last()


def sent(cast, period, answers=COMPLETE) -> Evaluation:
    return perform(cast.evaluation(period), Action.SUBMIT, actor=cast.employee.user, answers=answers)


def decided(cast, period) -> Evaluation:
    row = sent(cast, period)
    row = perform(row, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    row = perform(row, Action.DELIVER, actor=cast.rater.user)
    row = perform(row, Action.OBJECT, actor=cast.employee.user, note="Keliru")
    row = perform(row, Action.EXPLAIN, actor=cast.rater.user, note="Sesuai bukti")
    outcome = ObjectionOutcome.UPHELD
    return perform(row, Action.DECIDE, actor=cast.reviewer.user, note="Tetap", outcome=outcome)


@pytest.fixture
def world(cast, monkeypatch, tmp_path) -> World:
    storage = FileSystemStorage(tmp_path)
    for model in about_evidence.FOLDERS:
        monkeypatch.setattr(model._meta.get_field("file"), "storage", storage)
    rated = perform(
        sent(cast, build.make_period(month=7)), Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS
    )
    draft = cast.evaluation(build.make_period(month=5))
    evidence = add_evidence(draft, SimpleUploadedFile("a.pdf", PDF), actor=cast.employee.user)
    with_file = {"hasil_kerja": [COMPLETE["hasil_kerja"][0] | {"bukti_dukung": [evidence.pk]}]}
    perform(draft, Action.SUBMIT, actor=cast.employee.user, answers=with_file)
    return World(cast, rated, decided(cast, build.make_period(month=6)), evidence)


# --- units and people ---


def another_root(w: World):
    return [build.make_unit("Kabupaten lain", kind=UnitKind.REGENCY).pk]


def loop(w: World):
    OrganizationalUnit.objects.filter(pk=w.cast.agency.pk).update(parent=w.cast.division)
    return [w.cast.agency.pk, w.cast.division.pk]


def closed_with_people(w: World):
    return w.change(w.cast.division, closed_on=LONG_AGO)


def broken_history(w: World):
    for start, end in ((None, date(2020, 1, 1)), (date(2020, 2, 1), None)):
        UnitSpan.objects.create(
            unit=w.cast.division, name=w.cast.division.name, kind=w.cast.division.kind,
            parent=w.cast.agency, starts_on=start, ends_on=end,
        )  # fmt: skip
    return [w.cast.division.pk]


def overlapping_posts(w: World):
    build.make_assignment(w.cast.employee, w.cast.agency, starts_on=date(2023, 1, 1))
    return [w.cast.employee.assignments.order_by("starts_on").first().pk]


def overlapping_lines(w: World):
    def line(starts_on: date) -> ReportingLine:
        return ReportingLine.objects.create(
            employee=w.cast.employee, rater=w.cast.reviewer, reason="Tim", starts_on=starts_on
        )

    first, _ = line(date(2026, 1, 1)), line(date(2026, 2, 1))
    return [first.pk]


def no_post(w: World):
    w.cast.stranger.assignments.all().delete()
    return [w.cast.stranger.pk]


def positions_that_begin_together(w: World):
    return [
        LegalStatusSpan.objects.create(employee=w.cast.stranger, status=status, starts_on=LONG_AGO).pk
        for status in (LegalStatus.STUDY, LegalStatus.UNPAID_LEAVE)
    ]


def nip_of_two(w: World):
    FormerNip.objects.create(employee=w.cast.rater, nip=w.cast.stranger.nip, until=LONG_AGO)
    return [w.cast.stranger.pk]


def nip_that_is_still_used(w: World):
    return [FormerNip.objects.create(employee=w.cast.rater, nip=w.cast.rater.nip, until=LONG_AGO).pk]


# --- rights ---


def right_of_ones_own(w: World):
    w.cast.stranger.user.user_permissions.add(Permission.objects.get(codename="manage_evaluations"))
    return [w.cast.stranger.user_id]


def groups_that_may_what_no_role_says(w: World):
    """A right too few, one too many, one over pages, and one of our apps in a group that is no role."""
    bkpsdm, drafter, auditor = (Group.objects.get(name=name) for name in (BKPSDM, DRAFTER, AUDITOR))
    other = Group.objects.create(name="Lain")
    bkpsdm.permissions.remove(bkpsdm.permissions.first())
    auditor.permissions.add(Permission.objects.get(codename="publish_evaluationform"))
    page_right = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=drafter, page=Page.get_first_root_node(), permission=page_right)
    other.permissions.add(Permission.objects.get(codename="view_all_evaluations"))
    return [group.pk for group in (bkpsdm, drafter, auditor, other)]


def group_without_a_role(w: World):
    w.cast.stranger.user.groups.add(Group.objects.get(name="Auditor"))
    w.cast.auditor.groups.clear()
    return [w.cast.stranger.user_id, w.cast.auditor.pk]


def login_of_somebody_else(w: World):
    User.objects.filter(pk=w.cast.stranger.user_id).update(username="199107072016011506")
    return w.change(w.cast.bkpsdm, username=w.cast.stranger.nip)


def program_with_a_role(w: World):
    client = ApiClient.objects.create(user=build.make_user("mesin"), name="Mesin", scope="aggregate")
    client.user.groups.add(Group.objects.first())
    return [client.pk]


# --- periods ---


def unpinned_form(w: World):
    period = build.make_period(month=9, state=PeriodState.OPEN)
    PeriodForm.objects.create(period=period, form=w.rated.form_version.form)
    return [period.pk]


def extension_without_reason(w: World):
    return [
        Extension.objects.create(
            period=w.rated.period, employee=w.cast.employee, step=Step.FILL, until=timezone.now(),
            reason="", granted_by=w.cast.bkpsdm,
        ).pk
    ]  # fmt: skip


def changed_version(w: World):
    schema = w.rated.form_version.schema | {"title": "Formulir lain"}
    return w.change(w.rated.form_version, schema=schema)


# --- evaluations ---


def the_same_days(w: World):
    other = build.make_period(month=8, starts_on=date(2026, 7, 20), ends_on=date(2026, 8, 28))
    return [w.cast.evaluation(other).pk]


def overlapping_parts(w: World):
    Evaluation.objects.filter(pk=w.rated.pk).update(ends_on=date(2026, 7, 20))
    return [w.cast.evaluation(w.rated.period, segment=2, starts_on=date(2026, 7, 15), counts=False).pk]


def two_that_count(w: World):
    Evaluation.objects.filter(pk=w.rated.pk).update(ends_on=date(2026, 7, 14))
    return [w.cast.evaluation(w.rated.period, segment=2, starts_on=date(2026, 7, 15)).pk]


def no_event(w: World):
    period = build.make_period(month=8)
    return [build.make_evaluation(w.cast.stranger, period, rater=w.cast.reviewer, state=State.SUBMITTED).pk]


# --- reports of wrong raters ---


def decided_report(w: World, **values) -> list[int]:
    row = w.cast.evaluation(build.make_period(month=8))
    reported = report(row, actor=w.cast.employee.user, text="Bukan atasan saya")
    return w.change(keep(reported, actor=w.cast.bkpsdm, note="Sudah benar"), **values)


# --- evidence ---


def missing_file(w: World):
    Path(w.evidence.file.path).unlink()
    return [w.evidence.pk]


def orphan(w: World):
    """One in the folder of every model that keeps private files."""
    storage = Evidence._meta.get_field("file").storage
    return [
        storage.save(f"{folder}/9/sisa.pdf", ContentFile(PDF)) for folder in about_evidence.FOLDERS.values()
    ]


def missing_file_of_a_line(w: World):
    line = DailyEntry.objects.create(employee=w.cast.stranger, day=date(2030, 1, 2), text="Rekap")
    kind = {"name": "a.pdf", "content_type": "application/pdf", "size": 9, "sha256": "c" * 64}
    file = DailyFile.objects.create(entry=line, file=ContentFile(PDF, name="a.pdf"), **kind)
    Path(file.file.path).unlink()
    return [file.pk]


def missing_document(w: World):
    decision = PerformanceDecision.objects.create(
        period=w.rated.period, source="SK", decided_by="Bupati", decided_on=date(2026, 7, 1), name="a.pdf",
        file=ContentFile(PDF, name="a.pdf"), recorded_by=w.cast.bkpsdm, recorded_at=timezone.now(),
    )  # fmt: skip
    Path(decision.file.path).unlink()
    return [decision.pk]


def missing_download(w: World):
    download = Download.objects.create(
        owner=w.cast.bkpsdm, kind="documents", options={}, title="Dokumen", total=1, state="READY",
        file="downloads/tidak-ada.zip", ordered_at=timezone.now(), expires_at=timezone.now(),
    )  # fmt: skip
    return [download.pk]


def shared_file(w: World):
    other = build.make_evaluation(w.cast.stranger, w.rated.period, rater=w.cast.reviewer)
    path = w.evidence.file.name
    Evidence.objects.create(
        evaluation=other, file=path, name="a.pdf", sha256="b" * 64, uploaded_by=w.cast.stranger.user
    )
    return [path]


def vanished(w: World):
    w.evidence.delete()
    return [w.evidence.evaluation_id]


# --- plans ---


def plan_of(w: World) -> PerformancePlan:
    return w.cast.employee.plans.get()


def empty_plan(w: World):
    return [build.make_plan(w.cast.stranger, results=0).pk]


def lacking_expectation(w: World):
    plan_of(w).expectations.first().delete()
    return [plan_of(w).pk]


def plan_against_its_history(w: World):
    PlanEvent.objects.create(plan=plan_of(w), action="return", actor_name="Budi")
    return [plan_of(w).pk]


def supports_itself(w: World):
    return w.change(result := plan_of(w).results.get(), supported_result=result)


def other_frozen_plan(w: World):
    return w.change(w.final, plan_rows=[])


def open_point(w: World):
    dialog = dialogs.closed(w.final)
    return [DialogPoint.objects.create(dialog=dialog, kind=PointKind.OWN, text="Cuti").pk]


def miscounted(w: World):
    """Five people, and only four of them asked about one of the questions."""
    counts = {"adil": {"setuju": 5}, "alasan": {"setuju": 4}}
    where = {"period": w.final.period, "agency": w.cast.agency, "form_version": w.final.form_version}
    counted = {"answers": 5, "shown_answers": 5, "counts": {"adil": {"setuju": 5}}, "shown_counts": counts}
    return [PulseTally.objects.create(**where, **counted).pk]


def sum_that_is_none(w: World):
    refresh_items(timezone.now())
    kept = ItemSummary.objects.earliest("pk")
    return w.change(kept, items=[["umum", "tidak_ada", 1, 1, "100"]])


# --- attendance, imports, mail ---


def month(w: World, **figures) -> list[int]:
    figures = {"year": 2026, "month": 2} | figures
    return [AttendanceMonth.objects.create(employee=w.cast.employee, **figures).pk]


def batch(state: ImportState, **fields) -> list[int]:
    return [ImportBatch.objects.create(kind=ImportKind.UNITS, state=state, file_name="a.xlsx", **fields).pk]


def mail(w: World, **fields) -> OutboxMessage:
    return OutboxMessage.objects.create(
        employee=w.cast.stranger,
        day=LONG_AGO,
        email="j@bantul.example",
        subject="Ingat",
        body="Isi",
        **fields,
    )


def mail_of_somebody_else(w: World):
    return [
        Reminder.objects.create(
            employee=w.cast.employee, period=w.rated.period, step=Step.FILL, day=LONG_AGO, subject="Ingat",
            text="Isi", message=mail(w),
        ).pk
    ]  # fmt: skip


def objection(w: World) -> Objection:
    return w.final.objection


DAY = timedelta(days=1)
INJECTIONS = {
    "guards": lambda w: [guard.name for guard in declared()],
    "unit_path": lambda w: w.change(w.cast.division, path="10000/10200/9/"),
    "unit_root": another_root,
    "unit_loop": loop,
    "unit_agency": lambda w: w.change(w.cast.division, agency=w.cast.other_agency),
    "closed_unit": closed_with_people,
    "unit_history": broken_history,
    "merged_unit": lambda w: w.change(w.cast.other_agency, merged_into=w.cast.agency),
    "post_overlap": overlapping_posts,
    "no_post": no_post,
    "line_overlap": overlapping_lines,
    "status_twin": positions_that_begin_together,
    "nip_twin": nip_of_two,
    "nip_shape": lambda w: w.change(w.cast.stranger, nip="19910707 201601150"),
    "nip_former": nip_that_is_still_used,
    "own_right": right_of_ones_own,
    "role_group": group_without_a_role,
    "no_account": lambda w: w.change(w.cast.stranger, user=None),
    "foreign_login": login_of_somebody_else,
    "group_right": groups_that_may_what_no_role_says,
    "login_nip": lambda w: w.change(w.cast.stranger.user, username="199001012015011999"),
    "program_right": program_with_a_role,
    "form_pin": unpinned_form,
    "period_event": lambda w: w.change(w.rated.period, state=PeriodState.CLOSED),
    "closed_at": lambda w: w.change(w.rated.period, closed_at=timezone.now()),
    "early_evaluation": lambda w: w.change(w.rated.period, state=PeriodState.DRAFT, opened_at=None),
    "extension": extension_without_reason,
    "form_hash": changed_version,
    "same_days": the_same_days,
    "part_overlap": overlapping_parts,
    "nothing_counts": lambda w: w.change(w.rated, counts=False),
    "too_much_counts": two_that_count,
    "outside_period": lambda w: w.change(w.rated, ends_on=date(2026, 8, 3)),
    "moment_order": lambda w: w.change(w.final, delivered_at=w.final.rated_at - DAY),
    "early_moment": lambda w: w.change(w.evidence.evaluation, delivered_at=timezone.now()),
    "early_result": lambda w: w.change(w.evidence.evaluation, predikat="SANGAT_BAIK"),
    "agency": lambda w: w.change(w.rated, agency=w.cast.other_agency),
    "own_superior": lambda w: w.change(w.rated, reviewer=w.cast.rater),
    "state_event": lambda w: w.change(w.rated, state=State.SUBMITTED),
    "no_event": no_event,
    "event_chain": lambda w: w.change(w.event, from_state=State.DRAFT),
    "event_version": lambda w: w.change(w.event, version=99),
    "receipt": lambda w: w.change(w.rated, receipt_number="202607-9999999"),
    "rated_by": lambda w: w.change(w.rated, rater=w.cast.stranger),
    "own_decision": lambda w: w.change(w.event, actor=w.cast.employee.user),
    "own_approval": lambda w: w.change(w.event, action=Action.APPROVE, actor=w.cast.rater.user),
    "former_words": lambda w: [
        FormerRating.objects.create(
            evaluation=w.rated, rater=w.rated.employee, rater_name="Siti", notes="x"
        ).pk
    ],
    "report_moved": lambda w: decided_report(w, state=RaterReportState.MOVED),
    "report_decider": lambda w: decided_report(w, decided_by=w.cast.employee.user),
    "result": lambda w: w.change(w.rated, predikat="SANGAT_BAIK"),
    "names": lambda w: w.change(w.rated, unit_name="Bidang lain"),
    "final_event": lambda w: [*w.change(w.event, action="catat"), w.final.pk][1:],
    "item_sums": sum_that_is_none,
    "objection_lost": lambda w: w.change(w.rated, state=State.OBJECTED, delivered_at=timezone.now()),
    "objection_state": lambda w: w.change(objection(w), evaluation=w.rated),
    "objection_step": lambda w: w.change(objection(w), submitted_at=w.final.rated_at - DAY),
    "objection_result": lambda w: w.change(objection(w), outcome=ObjectionOutcome.CHANGED),
    "dialog_points": open_point,
    "dialog_event": lambda w: w.change(dialogs.begun(w.final), employee_confirmed_at=timezone.now()),
    "pulse_counts": miscounted,
    "objection_evidence": lambda w: w.change(w.evidence, is_for_objection=True),
    "evidence_named": vanished,
    "evidence_file": missing_file,
    "evidence_orphan": orphan,
    "daily_file": missing_file_of_a_line,
    "performance_file": missing_document,
    "download_file": missing_download,
    "evidence_owner": lambda w: w.change(w.evidence, uploaded_by=w.cast.bkpsdm),
    "evidence_shared": shared_file,
    "empty_plan": empty_plan,
    "expectations": lacking_expectation,
    "plan_event": plan_against_its_history,
    "own_plan": lambda w: w.change(plan_of(w), rater=w.cast.employee),
    "supported": supports_itself,
    "plan_post": lambda w: w.change(plan_of(w), assignment=w.cast.stranger.assignments.get()),
    "plan_version": lambda w: w.change(plan_of(w).results.get(), statement="Lain") and [plan_of(w).pk],
    "frozen_plan": other_frozen_plan,
    "month_days": lambda w: month(w, days_present=27, unexcused_days=2),
    "no_working_day": lambda w: month(w, working_days=0, days_present=3),
    "future_month": lambda w: month(w, year=2999),
    "future_tap": lambda w: [
        AttendanceTap.objects.create(
            employee=w.cast.employee, at=timezone.now() + timedelta(minutes=11), source=TapSource.FILE
        ).pk
    ],
    "import_rows": lambda w: batch(
        ImportState.APPLIED, applied_at=timezone.now(), report={"created": 4, "updated": 0}
    ),
    "import_moment": lambda w: batch(ImportState.APPLIED, report={"created": 0}),
    "import_upload": lambda w: batch(ImportState.REFUSED, upload="imports/a.xlsx"),
    "mail_sent": lambda w: [mail(w, state=MailState.SENT, sent_at=timezone.now() + DAY).pk],
    "mail_person": mail_of_somebody_else,
}


def test_a_healthy_database_has_no_findings(world):
    assert integrity.findings() == []


def test_a_period_that_lived_from_opening_to_closing_has_no_findings(cast):
    period = make_period(PeriodKind.MONTHLY, 2026, 7, forms=[build.make_form_version().form])
    open_period(period, actor=cast.bkpsdm)
    close_period(period, actor=cast.bkpsdm, despite_open=True)
    assert EvaluationPeriod.objects.get().evaluations.count() == 5
    assert integrity.findings() == []


@pytest.mark.parametrize("check", integrity.CHECKS, ids=lambda check: check.code)
def test_each_check_finds_the_injected_violation(world, monkeypatch, check):
    take_guards_off()
    monkeypatch.setattr(about_evidence, "UNDER_WAY", -timedelta(minutes=1))
    expected = INJECTIONS[check.code](world)
    assert integrity.keys_of(check) == sorted(expected)


def test_every_check_says_what_must_be_true_and_what_to_do():
    assert len({check.code for check in integrity.CHECKS}) == len(integrity.CHECKS) >= 30
    assert all(
        check.title and check.remedy.endswith((".", "?")) and check.things for check in integrity.CHECKS
    )


def test_every_private_file_belongs_to_a_folder_that_is_looked_into():
    private = private_storage()
    fields = [
        field for model in apps.get_models() for field in model._meta.fields if isinstance(field, FileField)
    ]
    assert {field.model for field in fields if field.storage == private} == set(about_evidence.FOLDERS)


def test_a_file_just_being_stored_is_no_orphan(world):
    orphan(world)
    assert integrity.findings() == []


@pytest.mark.parametrize("year", [2024, 2026])
def test_february_has_29_days_in_a_leap_year(world, year):
    month(world, year=year, days_present=29)
    assert [finding.check.code for finding in integrity.findings()] == (
        [] if year == 2024 else ["month_days"]
    )


def test_the_number_of_queries_does_not_grow_with_the_rows(world, django_assert_max_num_queries):
    for number in range(3):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, world.cast.division)
        build.make_evaluation(person, world.rated.period, rater=world.cast.rater)
    # Besides one of each check: who has files in each folder, and what several checks need.
    with django_assert_max_num_queries(len(integrity.CHECKS) + len(about_evidence.FOLDERS) + 13):
        integrity.findings()


def test_the_command_says_how_many_which_and_what_to_do(world):
    Evaluation.objects.filter(pk=world.rated.pk).update(predikat="SANGAT_BAIK")
    out = StringIO()
    with pytest.raises(CommandError, match=f"1 dari {len(integrity.CHECKS)} pemeriksaan"):
        call_command("check_integrity", stdout=out)
    said = out.getvalue()
    assert "TEMUAN  result" in said
    assert "tidak benar pada 1 evaluasi" in said
    assert f"contoh: {world.rated.pk}\n" in said
    assert "yang dilakukan: Pulihkan baris itu dari cadangan" in said
    assert world.rated.name not in said  # keys only


def test_the_command_ends_well_on_a_healthy_database(world):
    out = StringIO()
    call_command("check_integrity", stdout=out)
    assert out.getvalue().splitlines()[-1] == f"{len(integrity.CHECKS)} pemeriksaan, semuanya baik."

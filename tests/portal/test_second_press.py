"""Pressing a button twice leads to where the first press led, without an error; other words are not passed over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.messages import ERROR, get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, reverse
from django.utils import timezone

from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.daily import Line
from evaluations.domain.evaluating.development import Proposal, propose
from evaluations.domain.evaluating.evidence import add_evidence
from evaluations.domain.evaluating.plans import mark_read, submit_plan
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods.calibrating import open_session
from evaluations.domain.periods.deputies import announce
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.domain.periods.rater_reports import move_rater, report
from evaluations.enums import Action, CoreValue, DownloadKind, PlanState, State, Step, TapKind
from evaluations.models import (
    CalibrationSession,
    DailyEntry,
    DistributionDeviation,
    Download,
    Evaluation,
    Feedback,
    FeedbackRequest,
    LibraryResult,
    Objection,
    PerformancePlan,
    RaterReport,
)
from evaluations.portal.forms.daily import code_of
from evaluations.portal.urls import urlpatterns
from tests import build, competence, dialogs, pulse
from tests.domain.evaluating.test_distribution import team
from tests.evidence_files import PDF
from tests.guidance import make_guidance_page

COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
TYPED = {"hasil_kerja-rhk-1-realisasi": "12 laporan selesai"}

Press = tuple[object, str, dict]  # who presses, at which address, with which data


def at(name: str, *args) -> str:
    return reverse(f"portal:{name}", args=args)


def draft(cast) -> Evaluation:
    return cast.evaluation()


def sent(cast) -> Evaluation:
    return perform(cast.evaluation(), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)


def rated(cast) -> Evaluation:
    return perform(sent(cast), Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)


def proposed(cast) -> Evaluation:
    period = build.make_period(needs_approval=True)
    row = perform(cast.evaluation(period), Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    return perform(row, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)


def several_approvals(cast) -> Press:
    row = proposed(cast)
    return cast.reviewer, at("approvals"), {"pilih": [row.pk], f"versi-{row.pk}": row.version}


def several_results(cast) -> Press:
    return cast.rater, at("deliveries"), {"pilih": [rated(cast).pk]}


def delivered(cast) -> Evaluation:
    return perform(rated(cast), Action.DELIVER, actor=cast.rater.user)


def objected(cast) -> Evaluation:
    return perform(delivered(cast), Action.OBJECT, actor=cast.employee.user, note="Keliru")


def on_evaluation(stands: Callable, who: str, name: str, **data) -> Callable:
    """The press of ``who`` on the page ``name`` of an evaluation as ``stands`` made it."""

    def press(cast) -> Press:
        row = stands(cast)
        return getattr(cast, who), at(name, row.pk), {"version": row.version} | data

    return press


def upload(cast) -> Press:
    row = draft(cast)
    return cast.employee, at("evidence_upload", row.pk), {"version": row.version} | TYPED


def removal(cast) -> Press:
    file = SimpleUploadedFile("a.pdf", PDF)
    evidence = add_evidence(draft(cast), file, actor=cast.employee.user)
    return cast.employee, at("evidence_remove", evidence.pk), {}


def link(cast) -> Press:
    row = draft(cast)
    address = f"{at('evidence_more', row.pk)}?untuk=hasil_kerja-rhk-1-bukti_dukung"
    return cast.employee, address, {"kind": "tautan", "url": "https://example.go.id/rekap", "title": "Rekap"}


def plan_actions(cast) -> Press:
    row = plan_draft(cast)
    data = {"version": row.version, "same": "", "bulan1": "Rekap layanan", "then": "save"}
    return cast.employee, at("plan_actions", row.year, row.assignment_id, "rhk-1"), data


def withdrawal(cast) -> Press:
    row = draft(cast)
    report(row, actor=cast.employee.user, text="Bukan atasan saya")
    return cast.employee, at("wrong_rater_withdraw", row.pk), {}


def taking_back(cast) -> Press:
    return cast.employee, at("withdraw", sent(cast).pk), {}


def plan_draft(cast) -> PerformancePlan:
    return build.make_plan(cast.employee, rater=cast.rater, state=PlanState.DRAFT)


def plan_sending(cast) -> Press:
    return cast.employee, at("plan_submit", plan_draft(cast).pk), {}


def plan_revision(cast) -> Press:
    row = build.make_plan(cast.employee, rater=cast.rater)
    return cast.employee, at("plan_revise", row.pk), {"note": "Target berubah"}


def plan_withdrawal(cast) -> Press:
    row = submit_plan(plan_draft(cast), actor=cast.employee.user)
    return cast.employee, at("plan_withdraw", row.pk), {}


def plan_copy(cast) -> Press:
    row = build.make_plan(cast.employee, year=timezone.localdate().year - 1)
    address = reverse("portal:plan_copy", args=[row.year + 1, row.assignment_id])
    return cast.employee, address, {"dari": row.pk}


def plan_decision(action: str) -> Callable:
    def press(cast) -> Press:
        row = submit_plan(plan_draft(cast), actor=cast.employee.user)
        texts = {f"ekspektasi_{value.value}": f"Ekspektasi {value.label}" for value in CoreValue}
        data = {"version": row.version, "action": action, "note": "Catatan"} | texts
        return cast.rater, at("plan_review", row.pk), data

    return press


def note(cast) -> Press:
    draft(cast)
    today = timezone.localdate()
    data = {"text": "Sigap saat wabah", "about_on": today.isoformat(), "about": ""}
    return cast.rater, at("feedback_give", cast.employee.pk), data


def note_deletion(cast) -> Press:
    row = Feedback.objects.create(
        employee=cast.employee, author=cast.rater, about_on=timezone.localdate(), text="Baik"
    )
    return cast.rater, at("feedback_delete", row.pk), {}


def asking(cast) -> Press:
    row = draft(cast)
    data = {"people": [cast.rater.pk], "until": timezone.localdate().isoformat(), "message": "Posyandu"}
    return cast.employee, at("feedback_ask", row.pk), data


def asked(cast) -> FeedbackRequest:
    """The rater asks for the feedback of somebody else about the employee."""
    row = draft(cast)
    return build.make_feedback_request(cast.employee, cast.unit_admin, row.period, asked_by=cast.rater)


def documents(cast) -> Press:
    row = cast.evaluation(state=State.FINAL, predikat="BAIK", predikat_label="Baik")
    return cast.reviewer, at("documents_order"), {"unit": cast.agency.code, "periode": row.period_id}


def cancelling(cast) -> Press:
    row = Download.objects.create(
        owner=cast.reviewer.user,
        kind=DownloadKind.DOCUMENTS,
        title="Dokumen",
        options={},
        total=1,
        ordered_at=timezone.now(),
    )
    return cast.reviewer, at("download_cancel", row.pk), {}


def answering(button: str) -> Callable:
    def press(cast) -> Press:
        words = {"text": "Sigap", "kind": "APRESIASI", "about": "", "version": 1}
        data = {f"catatan-{name}": value for name, value in words.items()} | ({button: "1"} if button else {})
        return cast.unit_admin, at("feedback_answer", asked(cast).pk), data

    return press


def taking_answer_back(cast) -> Press:
    request = asked(cast)
    build.make_answer(request)
    return cast.unit_admin, at("feedback_take_back", request.pk), {}


def on_note(name: str, **data: str) -> Callable:
    def press(cast) -> Press:
        row = Feedback.objects.create(
            employee=cast.employee, author=cast.rater, about_on=timezone.localdate(), text="Baik"
        )
        return cast.employee, at(name, row.code), data

    return press


def step(cast) -> Press:
    row = draft(cast)
    return cast.employee, at("fill_step", row.pk, "hasil_kerja.rhk-1"), {"version": row.version} | TYPED


def daily_line(cast) -> DailyEntry:
    """A line of today by somebody whose unit keeps them."""
    build.keep_daily(cast.division)
    day = timezone.localdate()
    return daily.write(cast.employee, Line(day, "Rapat"), actor=cast.employee.user)


def writing_a_line(cast) -> Press:
    build.keep_daily(cast.division)
    data = {
        "day": timezone.localdate().isoformat(),
        "aim": code_of(daily.OUTSIDE),
        "text": "Rapat",
        "quantity": "",
    }
    return cast.employee, at("daily"), data


def repeating_lines(cast) -> Press:
    build.keep_daily(cast.division)
    before = timezone.localdate() - timedelta(days=1)
    daily.write(cast.employee, Line(before, "Rapat"), actor=cast.employee.user)
    return cast.employee, at("daily_same"), {}


def changing_a_line(cast) -> Press:
    who, _, data = writing_a_line(cast)
    return who, at("daily_edit", daily_line(cast).pk), data | {"text": "Rapat koordinasi"}


def plan_offer(cast) -> Press:
    post = cast.employee.assignments.get()
    offered = LibraryResult.objects.create(position=post.position, statement="Pasien dilayani")
    year = timezone.localdate().year
    return cast.employee, at("plan_take", year, post.pk), {"ambil": f"p{offered.pk}"}


def approving_several(cast) -> Press:
    row = submit_plan(plan_draft(cast), actor=cast.employee.user)
    mark_read(row, reader=cast.rater.user)
    return cast.rater, at("plan_approvals"), {"skp": [row.pk]}


def reminding(cast) -> Press:
    row = draft(cast)
    data = {"langkah": Step.FILL, "unit": cast.agency.code, "periode": row.period_id}
    return cast.unit_admin, at("remind"), data


def deviation(cast):
    load_official_distribution()
    period = build.make_period()
    team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: "BAIK"})
    return cast.rater, at("guide", period.pk), {"reason": "Semua target tercapai"}


def meeting(cast) -> tuple[Evaluation, CalibrationSession]:
    row = rated(cast)
    return row, open_session(row.period, cast.agency, actor=cast.reviewer.user)


def beginning(cast) -> Press:
    row = rated(cast)
    return cast.reviewer, at("calibration_begin"), {"unit": cast.agency.code, "periode": row.period_id}


def calibrating(cast) -> Press:
    row, session = meeting(cast)
    ratings = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "BELOW"}
    data = {"version": row.version, "reason": "Bukti kurang", **ratings}
    return cast.reviewer, at("calibration_change", session.pk, row.pk), data


def ending(cast) -> Press:
    _, session = meeting(cast)
    return cast.reviewer, at("calibration_close", session.pk), {"others": "Budi", "conclusion": "Selesai"}


def announcing(cast) -> Press:
    today = f"{timezone.localdate()}"
    return cast.rater, at("absences"), {"starts_on": today, "ends_on": today}


def being_back(cast) -> Press:
    today = timezone.localdate()
    row = announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    return cast.rater, at("absence_cancel", row.pk), {}


def developing(cast) -> Press:
    competence.sheet_of(cast)
    proposal = Proposal(competence.GAP, "Membaca", "OTHER", timezone.localdate())
    step = propose(cast.employee, proposal, actor=cast.employee.user)
    return cast.rater, at("development_step", step.pk), {"action": "agree"}


def writing_a_dialog(action: str) -> Callable:
    def press(cast) -> Press:
        dialog = dialogs.begun(dialogs.this_month(cast))
        day = f"{dialog.held_on:%Y-%m-%d}"
        agreed = {"baru0-text": "Menyusun jadwal", "baru0-doer": "BOTH", "baru0-due_on": day}
        data = {"version": 1, "held_on": day, "action": action, **agreed}
        return cast.rater, at("dialog", dialog.pk), data

    return press


def achieving(cast) -> Press:
    build.make_period()
    data = {
        "source": "Nota 1",
        "decided_on": f"{timezone.localdate()}",
        "reason": "",
        f"unit-{cast.division.pk}": "BAIK",
    }
    return cast.reviewer, at("performances"), data


def taking_over(cast) -> Press:
    chief = build.make_employee("Sri Hartati")
    build.make_head(chief, cast.other_agency)
    row = perform(sent(cast), Action.SAVE_RATING, actor=cast.rater.user, answers=COMPLETE, notes="Rapi")
    row = move_rater(row, chief, actor=cast.bkpsdm, note="Salah unit")
    former = row.former_ratings.get()
    return chief, at("take_former", row.pk, former.pk), {"version": row.version, "action": "save"}


def saying_how_fair(**data: str) -> Callable:
    def press(cast) -> Press:
        row = pulse.read(cast.employee, pulse.asking())
        version = row.period.pulse_form.versions.get().pk
        return cast.employee, at("pulse", row.pk), {"_version": version, **data}

    return press


def on_a_page(name: str, **data: str) -> Callable:
    return lambda cast: (cast.employee, at(name, make_guidance_page().pk), data)


PRESSES: dict[str, Callable] = {
    "absences": announcing,
    "absence_cancel": being_back,
    "calibration_begin": beginning,
    "calibration_change": calibrating,
    "calibration_close": ending,
    "guide": deviation,
    "fill": on_evaluation(draft, "employee", "fill", **TYPED),
    "fill_step": step,
    "submit": on_evaluation(draft, "employee", "submit", **TYPED),
    "withdraw": taking_back,
    "evidence_upload": upload,
    "evidence_more": link,
    "evidence_remove": removal,
    "acknowledge": on_evaluation(delivered, "employee", "acknowledge"),
    "objection": on_evaluation(
        delivered, "employee", "objection", reasons="Angka keliru", topic="HASIL_KERJA"
    ),
    "guidance_opinion": on_a_page("guidance_opinion", pendapat="jelas"),
    "guidance_opinion and unclear": on_a_page("guidance_opinion", reason="WORDS", words="Apa itu RHK?"),
    "guidance_ask": lambda cast: (cast.employee, at("guidance_ask"), {"text": "Kapan hasil saya keluar?"}),
    "pulse": saying_how_fair(adil="ABOVE"),
    "pulse and pass over": saying_how_fair(lewati="1"),
    "wrong_rater": on_evaluation(
        draft, "employee", "wrong_rater", text="Bukan atasan saya", q="", suggested_name=""
    ),
    "wrong_rater_withdraw": withdrawal,
    "rate": on_evaluation(sent, "rater", "rate", action="rate", **RATINGS),
    "rate and save": on_evaluation(sent, "rater", "rate", action="save", notes="Baik", **RATINGS),
    "take_former": taking_over,
    "approval": on_evaluation(proposed, "reviewer", "approval", action="approve"),
    "approval and return": on_evaluation(
        proposed, "reviewer", "approval", action="return", reason="Lengkapi"
    ),
    "approvals": several_approvals,
    "performances": achieving,
    "return": on_evaluation(sent, "rater", "return", reason="Lengkapi"),
    "deliver": on_evaluation(rated, "rater", "deliver"),
    "deliveries": several_results,
    "explain": on_evaluation(objected, "rater", "explain", explanation="Sesuai bukti"),
    "decide": on_evaluation(objected, "reviewer", "decide", outcome="UPHELD", decision="Tetap"),
    "daily": writing_a_line,
    "daily_same": repeating_lines,
    "daily_edit": changing_a_line,
    "daily_remove": lambda cast: (cast.employee, at("daily_remove", daily_line(cast).pk), {}),
    "dialog_of": lambda cast: (
        cast.employee,
        at("dialog_of", dialogs.this_month(cast).pk),
        {"held_on": f"{timezone.localdate():%Y-%m-%d}"},
    ),
    "dialog": writing_a_dialog("save"),
    "dialog and confirm": writing_a_dialog("confirm"),
    "dialog_agenda": lambda cast: (
        cast.rater,
        at("dialog_agenda", dialogs.begun(dialogs.this_month(cast)).pk),
        {},
    ),
    "agreement": lambda cast: (
        cast.rater,
        at("agreement", dialogs.closed(dialogs.this_month(cast)).agreements.get().pk),
        {"state": "DROPPED", "outcome": "Tugas dialihkan"},
    ),
    "development_propose": lambda cast: (
        competence.sheet_of(cast).employee,
        at("development_propose", cast.employee.pk, competence.GAP),
        {"choice": "lain", "title": "Membaca", "kind": "OTHER", "due_on": f"{timezone.localdate():%Y-%m-%d}"},
    ),
    "development_step": developing,
    "plan_actions": plan_actions,
    "plan_take": plan_offer,
    "plan_approvals": approving_several,
    "plan_submit": plan_sending,
    "plan_revise": plan_revision,
    "plan_withdraw": plan_withdrawal,
    "plan_copy": plan_copy,
    "plan_review": plan_decision("approve"),
    "plan_review and return": plan_decision("return"),
    "plan_review and save": plan_decision("save"),
    "feedback_give": note,
    "feedback_delete": note_deletion,
    "feedback_note": on_note("feedback_note", text="Terima kasih"),
    "feedback_read": on_note("feedback_read"),
    "feedback_ask": asking,
    "feedback_answer": answering(""),
    "feedback_answer and keep": answering("draft"),
    "feedback_decline": lambda cast: (
        cast.unit_admin,
        at("feedback_decline", asked(cast).pk),
        {"reason": "Belum bekerja bersama"},
    ),
    "feedback_take_back": taking_answer_back,
    "feedback_cancel": lambda cast: (cast.rater, at("feedback_cancel", asked(cast).pk), {}),
    "remind": reminding,
    "documents_order": documents,
    "download_cancel": cancelling,
    "attendance": lambda cast: (cast.employee, at("attendance"), {"kind": TapKind.IN}),
}
# What is pressed elsewhere in the tests, or where each press is an act of its own.
OTHERS = {
    "save": "the autosave answers a program with JSON, see test_fill",
    "batch": "several people in one press, see test_batch",
    "rate_save": "that of the rater, see test_desk",
    "evidence_add": "answers a program with JSON; the same file is stored once, see test_evidence",
    "plan_edit": "see below: its data are a whole plan",
    "guidance_read": "see test_reading",
    "account": "accounts have tests of their own",
    "sessions_end_others": "accounts",
    "session_end": "accounts",
    "activate": "accounts",
    "new_password": "accounts",
    "forgot_password": "accounts",
    "password_link": "accounts",
    "account_code": "each press makes a new code, as it says",
    "accounts_codes": "accounts",
    "account_take": "accounts: a code is shown once",
}


def takes_post(pattern: URLPattern, client) -> bool:
    words = {"who": "x", "token": "x", "code": "x"}
    values = {name: words.get(name, 1) for name in pattern.pattern.converters}
    return client.post(reverse(f"portal:{pattern.name}", kwargs=values)).status_code != 405


def test_every_button_of_the_portal_is_in_the_table(cast, login):
    buttons = {pattern.name for pattern in urlpatterns if takes_post(pattern, login(cast.employee))}
    assert buttons - {name.split(" and ")[0] for name in PRESSES} - OTHERS.keys() == set()


@pytest.mark.parametrize("press", PRESSES.values(), ids=PRESSES)
def test_a_second_press_leads_to_where_the_first_one_led(cast, login, press):
    who, address, data = press(cast)
    client = login(who)
    files = {"berkas": SimpleUploadedFile("a.pdf", PDF)} if address.endswith("/bukti/") else {}
    first = client.post(address, data | files)
    assert first.status_code == 302, first.content.decode()[:3000]
    for file in files.values():
        file.seek(0)
    second = client.post(address, data | files)
    assert (second.status_code, second.url) == (302, first.url)
    assert not [str(m) for m in get_messages(second.wsgi_request) if m.level >= ERROR]


def test_the_same_reason_for_a_deviation_is_kept_once(cast, login):
    who, address, data = deviation(cast)
    for _ in range(2):
        login(who).post(address, data)
    assert DistributionDeviation.objects.count() == 1
    login(who).post(address, data | {"reason": "Juga target tahunan"})
    assert DistributionDeviation.objects.count() == 2


def test_the_same_note_is_written_once(cast, login):
    who, address, data = note(cast)
    for _ in range(2):
        login(who).post(address, data)
    assert Feedback.objects.count() == 1
    login(who).post(address, data | {"text": "Sigap sekali"})
    assert Feedback.objects.count() == 2


# --- other words are kept on the page, and the loser is told with 409 ---


OTHER_WORDS = {
    "submit": ("hasil_kerja-rhk-1-realisasi", "13 laporan selesai"),
    "objection": ("reasons", "Alasan lain"),
    "rate": ("notes", "Catatan lain"),
    "return": ("reason", "Alasan lain"),
    "explain": ("explanation", "Penjelasan lain"),
    "decide": ("decision", "Keputusan lain"),
    "plan_review": ("ekspektasi_loyal", "Ekspektasi lain"),
}


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_other_words_after_the_first_press_stay_on_the_page_with_409(cast, login, name):
    who, address, data = PRESSES[name](cast)
    client = login(who)
    client.post(address, data)
    field, words = OTHER_WORDS[name]
    second = client.post(address, data | {field: words})
    assert second.status_code == 409
    assert words in second.content.decode()


def test_who_rates_from_an_old_page_is_told_with_409_and_keeps_what_was_typed(cast, login):
    row = sent(cast)
    client, data = login(cast.rater), {"version": row.version, "action": "rate", **RATINGS}
    client.post(at("rate", row.pk), data | {"action": "save", "notes": "Dari tab lain"})
    second = client.post(at("rate", row.pk), data | {"notes": "Dari tab ini"})
    assert second.status_code == 409
    assert "Dari tab ini" in second.content.decode()
    assert Evaluation.objects.get().state == State.SUBMITTED


def test_a_second_report_with_other_words_is_refused_beside_them(cast, login):
    who, address, data = PRESSES["wrong_rater"](cast)
    client = login(who)
    client.post(address, data)
    second = client.post(address, data | {"text": "Alasan lain"})
    assert second.status_code == 422
    assert "Alasan lain" in second.content.decode()
    assert (RaterReport.objects.count(), Objection.objects.count()) == (1, 0)


def test_who_was_not_there_first_still_gets_404_for_what_is_gone(cast, login):
    _, address, _ = removal(cast)
    login(cast.employee).post(address)
    assert login(cast.stranger).post(address).status_code == 404
    assert login(cast.employee).post(address).status_code == 404  # another session has removed nothing

"""Mengisi: the form of the employee. Whatever happens, what was typed stays on the page or on the server."""

from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.domain.evaluating.annual import months_of_year
from evaluations.domain.evaluating.answers import Sheet, sheet
from evaluations.domain.evaluating.deadlines import hand_in_by, hand_in_words, is_soon
from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS, add_evidence, quota_of
from evaluations.domain.evaluating.repeats import is_same_report
from evaluations.domain.evaluating.workflow import perform, refusal
from evaluations.domain.periods import form_moves
from evaluations.domain.periods.segments import parts_of
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import Action
from evaluations.models import Evaluation, Evidence
from evaluations.portal.posting import UNPROCESSABLE, post_only, status_of
from evaluations.portal.sheets import evidence_file, readable_sections, surroundings
from evaluations.portal.views.evaluations import own_evaluation, return_reason
from forms_config import dynamic_forms
from forms_config.dynamic_forms import AnswerForm
from forms_config.engine.schema import FilledBy

LOOSE_FILES = "berkas"  # the input for files that belong to no field yet


@dataclass
class Attempt:
    """One filling-in page: the form with what was typed, and what kept it from being stored."""

    evaluation: Evaluation
    sheet: Sheet
    evidence: list[Evidence]
    form: AnswerForm
    refused: Refused | None = None
    upload_errors: list[str] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """The page to fill in; POST keeps the draft, or hands it in when the button says so (``action``)."""
    row = own_evaluation(request.user, pk)
    if request.method == "POST":
        action = Action.SUBMIT if request.POST.get("action") == Action.SUBMIT else Action.SAVE
        return _act(request, row, action)
    if row.state not in IN_EMPLOYEE_HANDS:
        return redirect("portal:evaluation", pk)
    not_now = refusal(request.user, row, Action.SAVE)
    if not_now is not None:
        context = {
            "evaluation": row,
            "not_now": not_now.message,
            "sections": readable_sections(request.user, row, sheet(row)),
        }
        return render(request, "portal/fill/closed.html", context)
    return _page(request, _attempt(row))


@login_required
@post_only("portal:fill")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in. The second press of a double click finds the receipt of the first."""
    return _act(request, own_evaluation(request.user, pk), Action.SUBMIT)


@login_required
@post_only("portal:fill")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Store files that belong to no field yet, and the draft that stands around them."""
    return _act(request, own_evaluation(request.user, pk), Action.SAVE, anchor=f"#{LOOSE_FILES}")


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave: ``{"saved_at", "version", "missing"}``, or ``{"code", "message"}`` when refused."""
    attempt = _attempt(own_evaluation(request.user, pk), request)
    if not attempt.form.is_valid():
        problem = attempt.form.problems[0]
        return _refusal_as_json("invalid", f"{problem.label}: {problem.message}", UNPROCESSABLE)
    answers = attempt.form.answers()
    try:
        after = _performed(request, attempt, Action.SAVE)
    except Refused as refused:
        return _refusal_as_json(refused.code, refused.message, status_of(refused))
    return JsonResponse(
        {
            "saved_at": f"{timezone.localtime():%H.%M}",
            "version": after.version,
            "missing": len(attempt.sheet.missing(FilledBy.EMPLOYEE, answers)),
        }
    )


@login_required
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Proof that the evaluation was sent; 404 before that."""
    row = own_evaluation(request.user, pk)
    if row.state in IN_EMPLOYEE_HANDS or row.submitted_at is None:
        raise Http404
    return render(request, "portal/fill/receipt.html", {"evaluation": row})


def _act(request: HttpRequest, row: Evaluation, action: Action, anchor: str = "") -> HttpResponse:
    """Store, or hand in; on a refusal the page comes back with everything that was typed."""
    attempt = _attempt(row, request)
    if action == Action.SUBMIT and row.state not in IN_EMPLOYEE_HANDS and _is_done(request, attempt, action):
        return redirect("portal:receipt", row.pk)
    _store_uploads(request, attempt)
    complete = attempt.form.is_valid() and not attempt.upload_errors
    if complete and action == Action.SUBMIT:
        complete = not attempt.sheet.missing(FilledBy.EMPLOYEE, attempt.form.answers())
    try:
        after = _performed(request, attempt, action if complete else Action.SAVE)
    except Refused as refused:
        if complete and _is_done(request, attempt, action):
            return _done(request, row, action, anchor)
        if refused.code == "evidence_gone":  # the page shows what is there now
            attempt = _attempt(row, request)
        attempt.refused = refused
        return _page(request, attempt)
    if complete and action == Action.SUBMIT:
        return _done(request, row, action, anchor)
    if attempt.form.problems or attempt.upload_errors:
        attempt.evaluation.version = after.version
        return _page(request, attempt)
    return _back_to_form(request, row, action, anchor)


def _done(request: HttpRequest, row: Evaluation, action: Action, anchor: str) -> HttpResponse:
    if action == Action.SUBMIT:
        return redirect("portal:receipt", row.pk)
    return _back_to_form(request, row, action, anchor)


def _is_done(request: HttpRequest, attempt: Attempt, action: Action) -> bool:
    """Whether this very report was stored or sent: the second press of a double click. Other words are none.

    Files of what was sent are taken no more, so that with files the answers need not be the same.
    """
    if request.FILES and action == Action.SUBMIT:
        return is_same_report(attempt.evaluation, action, None)
    return attempt.form.is_valid() and is_same_report(attempt.evaluation, action, attempt.form.answers())


def _back_to_form(request: HttpRequest, row: Evaluation, action: Action, anchor: str) -> HttpResponse:
    """After storing: to the list of what is missing, to the new row, or to where the files are."""
    address = reverse("portal:fill", args=[row.pk])
    if action == Action.SUBMIT:
        return redirect(f"{address}?periksa=1#kurang")
    messages.success(request, "Isian tersimpan. Belum dikirim kepada penilai.")
    section = request.POST.get("add_row") or request.POST.get("remove_row", "").partition(":")[0]
    return redirect(f"{address}#section-{section}" if section else f"{address}{anchor}")


def _attempt(row: Evaluation, request: HttpRequest | None = None) -> Attempt:
    current = sheet(row)
    evidence = list(row.evidence.all())
    form = dynamic_forms.build(
        surroundings(current, evidence),
        filled_by=FilledBy.EMPLOYEE,
        data=request.POST if request else None,
    )
    return Attempt(row, current, evidence, form)


def _store_uploads(request: HttpRequest, attempt: Attempt) -> None:
    """Store what was uploaded and tick it at its field; what is refused is named on the page."""
    for asked in attempt.form.upload_inputs():
        stored = _stored(request, attempt, asked.name)
        if stored:
            attempt.form.attach(asked.name, [evidence_file(row) for row in stored])
    _stored(request, attempt, LOOSE_FILES)


def _stored(request: HttpRequest, attempt: Attempt, name: str) -> list[Evidence]:
    stored = []
    for uploaded in request.FILES.getlist(name):
        try:
            evidence = add_evidence(attempt.evaluation, uploaded, actor=request.user)
        except Refused as refused:
            attempt.upload_errors.append(refused.message)
        else:
            stored.append(evidence)
    known = {row.pk for row in attempt.evidence}
    attempt.evidence += [row for row in stored if row.pk not in known]
    return stored


def _performed(request: HttpRequest, attempt: Attempt, action: Action) -> Evaluation:
    # After a conflict the person may decide that this page counts: "overwrite" names the version they saw refused.
    version = request.POST.get("overwrite") or request.POST.get("version", "")
    return perform(
        attempt.evaluation,
        action,
        actor=request.user,
        **({"prepared": attempt.sheet} if action == Action.SUBMIT else {}),
        answers=attempt.form.answers(),
        expected_version=int(version) if version.isdecimal() else 0,
    )


def _page(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    row, form = attempt.evaluation, attempt.form
    is_typed = form.is_bound
    answers = form.answers() if is_typed else attempt.sheet.answers
    context = {
        "evaluation": row,
        "version": request.POST.get("version", "") if attempt.refused else row.version,
        "form": form,
        "missing": attempt.sheet.missing(FilledBy.EMPLOYEE, answers),
        "unread": attempt.sheet.unread,
        "asked_to_submit": "periksa" in request.GET,
        "refused": attempt.refused,
        "upload_errors": attempt.upload_errors,
        "evidence": attempt.evidence,
        "until": hand_in_words(row),
        "is_soon": is_soon(hand_in_by(row)),
        "return_reason": return_reason(row),
        "form_moved": form_moves.notice(row),
        "months": list(months_of_year(row)) if row.is_annual else [],
        "parts": parts_of(row, request.user),
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "quota": quota_of(len(attempt.evidence), sum(row.size for row in attempt.evidence)),
        "file_kinds": KINDS_IN_WORDS,
    }
    status = 200
    if is_typed:
        status = status_of(attempt.refused)
    return render(request, "portal/fill/fill.html", context, status=status)


def _refusal_as_json(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)

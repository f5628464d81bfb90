"""Persetujuan penilaian: the rater's superior reads what was rated, approves it, one or many, or gives it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import queries
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.deadlines import due_at, in_words
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.evaluating.workflow import perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, Step
from evaluations.models import Evaluation
from evaluations.portal.desk import quadrant_on_desk, sections_to_read, with_surroundings
from evaluations.portal.forms.approval import ApprovalForm
from evaluations.portal.guide import guide_context
from evaluations.portal.neighbours import Neighbours
from evaluations.portal.posting import CONFLICT, UNPROCESSABLE, status_of
from evaluations.portal.rating_context import rating_context
from evaluations.portal.rating_sheet import desk_sections, overall_ratings

NOBODY = "Centang dulu penilaian yang Anda setujui."
RETURN = "return"
ALONE = Neighbours(None, None, None, 0)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits for the viewer; nobody is ticked. Whoever is refused stays on the page with the reason."""
    waiting = list(queries.approvals_awaiting(request.user))
    if request.method != "POST":
        return _list(request, waiting, {})
    chosen = request.POST.getlist("pilih")
    ticked = [row for row in waiting if str(row.pk) in chosen]
    told = {row.pk: _approve(row, request.user, _version(request, row)) for row in ticked}
    refused = {pk: why for pk, why in told.items() if why is not None}
    if done := [row for row in ticked if row.pk not in refused]:
        messages.success(request, f"{len(done)} penilaian disetujui.")
    elif not chosen:
        messages.error(request, NOBODY)
    if chosen and not refused:  # also for the second press, whose ratings are approved by now
        return redirect("portal:approvals")
    return _list(request, [row for row in waiting if row not in done], refused, UNPROCESSABLE)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """One rating on the desk, to be read: approve it, or give it back to the rater with a reason."""
    row = get_object_or_404(with_surroundings(Evaluation.objects.filter(reviewer__user=request.user)), pk=pk)
    if request.method != "POST":
        return (
            _page(request, row, ApprovalForm())
            if row.is_to_be_approved
            else redirect("portal:evaluation", pk)
        )
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=UNPROCESSABLE)
    action = Action.RECONSIDER if request.POST.get("action") == RETURN else Action.APPROVE
    note = form.cleaned_data["reason"] if action == Action.RECONSIDER else ""
    try:
        perform(row, action, actor=request.user, note=note, expected_version=form.cleaned_data["version"])
    except Refused as refused:
        if is_repeated(row, action, actor=request.user, note=note):
            return redirect("portal:approvals")
        return _page(request, row, form, refused)
    done = "dikembalikan kepada penilai dengan alasan Anda" if note else "disetujui"
    messages.success(request, f"Penilaian {row.name} {done}.")
    return redirect("portal:approvals")


def _approve(row: Evaluation, user, version: int | None) -> Refused | None:
    """In a transaction of its own; why not, or None."""
    try:
        perform(row, Action.APPROVE, actor=user, expected_version=version)
    except Refused as refused:
        return None if is_repeated(row, Action.APPROVE, actor=user) else refused
    return None


def _version(request: HttpRequest, row: Evaluation) -> int:
    """The version that was read; one that nobody sent fits no row."""
    told = request.POST.get(f"versi-{row.pk}", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _list(
    request: HttpRequest, waiting: list[Evaluation], refused: dict[int, Refused], status: int = 200
) -> HttpResponse:
    context = {"evaluations": waiting, "refused": refused}
    return render(request, "portal/approvals/list.html", context, status=status)


def _page(
    request: HttpRequest,
    row: Evaluation,
    form: ApprovalForm,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    user, current = request.user, sheet(row)
    sections = sections_to_read(user, row, current)
    beside = rating_context(row, current.figures, user)
    context: dict[str, Any] = {
        "evaluation": row,
        "form": form,
        "refused": refused,
        "until": in_words(due_at(row, Step.RATE)),
        "not_now": refusal(user, row, Action.APPROVE),
        "sections": desk_sections(sections),
        "ratings": overall_ratings(sections, beside["year_suggestions"]),
        "quadrant": quadrant_on_desk(current.schema, row.answers),
        "step": "laporan",
        "neighbours": ALONE,
        "may_take": False,
        "may_ask": False,
        "is_read_only": True,
        **beside,
        **guide_context(user, row.period, rater=row.rater_id),
    }
    if refused is not None:
        status = CONFLICT if not row.is_to_be_approved else status_of(refused)
    return render(request, "portal/approvals/approval.html", context, status=status)

"""Dialog kinerja: beginning one, writing and confirming it, its print, and what becomes of agreements."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.documents.dialog import dialog_pdf
from evaluations.documents.pages import CONTENT_TYPE
from evaluations.domain.evaluating.dialog_agenda import new_topics
from evaluations.domain.evaluating.dialog_agreements import end_agreement
from evaluations.domain.evaluating.dialogs import (
    confirm_dialog,
    refresh_agenda,
    save_dialog,
    start_dialog,
    write_refusal,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import DialogSide
from evaluations.models import (
    DialogAgreement,
    Evaluation,
    PerformanceDialog,
    employee_id_of,
)
from evaluations.models.evaluation import PARSED_ALREADY
from evaluations.portal.forms.dialog import DialogForm, EndForm, StartForm
from evaluations.portal.posting import UNPROCESSABLE, post_only, status_of

SHOWN = 20  # the latest so many of each list
CONFIRM = "confirm"
PEOPLE = ("evaluation__employee", "evaluation__rater", "evaluation__reviewer", "evaluation__period")


@login_required
@require_safe
def dialogs(request: HttpRequest) -> HttpResponse:
    """One's own dialogs and those with one's team, the latest first, and what was agreed and is not done."""
    me = employee_id_of(request.user)
    rows = PerformanceDialog.objects.visible_to(request.user).select_related(*PEOPLE)
    others = rows.exclude(evaluation__employee=me).filter(
        Q(evaluation__rater=me) | Q(events__actor=request.user)
    )
    context = {
        "own": rows.filter(evaluation__employee=me)[:SHOWN],
        "team": others.distinct()[:SHOWN],
        "agreements": _agreements(DialogAgreement.objects.in_force().to_be_done_by(me)),
    }
    return render(request, "portal/dialogs/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The dialogs about one evaluation; POST begins one, or leads to the one that runs."""
    rows = Evaluation.objects.visible_to(request.user).defer(*PARSED_ALREADY)
    people = rows.select_related("employee", "rater", "reviewer", "period", "form_version")
    evaluation = get_object_or_404(people, pk=pk)
    _point_menu(request, evaluation)
    form = StartForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            dialog = start_dialog(evaluation, form.cleaned_data["held_on"], actor=request.user)
        except Refused as refused:
            form.add_error("held_on", refused.message)
        else:
            return redirect("portal:dialog", dialog.pk)
    found = PerformanceDialog.objects.visible_to(request.user).filter(evaluation=evaluation)
    may_start = rules.side_in_dialog(request.user, evaluation) is not None
    is_running = any(dialog.closed_at is None for dialog in found)
    context = {
        "evaluation": evaluation,
        "is_own": rules.is_employee(request.user, evaluation),
        "dialogs": found,
        "form": form if may_start and not is_running else None,
        "topics": new_topics(evaluation) if may_start and not is_running else [],
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/dialogs/of_evaluation.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dialog(request: HttpRequest, pk: int) -> HttpResponse:
    """One dialog, to write or to read. What was typed stays on the page whatever happens."""
    row = _dialog(request, pk)
    if request.method != "POST":
        return _page(
            request, row, DialogForm(row) if write_refusal(row, actor=request.user) is None else None
        )
    form = DialogForm(row, request.POST)
    if not form.is_valid():
        return _page(request, row, form)
    act = confirm_dialog if request.POST.get("action") == CONFIRM else save_dialog
    try:
        after = act(row, form.content, actor=request.user, expected_version=form.version)
    except Refused as refused:
        return _page(request, row, form, refused)
    messages.success(request, _done(after, act is confirm_dialog))
    return redirect("portal:dialog", pk)


@login_required
@post_only("portal:dialog")
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what has come up since the dialog was begun."""
    row = _dialog(request, pk)
    try:
        added = refresh_agenda(row, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{added} pokok bahasan ditambahkan." if added else "Tidak ada yang baru.")
    return redirect("portal:dialog", pk)


@login_required
@require_safe
@never_cache
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The dialog on paper, for whoever may read it."""
    row = _dialog(request, pk)
    response = HttpResponse(dialog_pdf(row), content_type=CONTENT_TYPE)
    name = slugify(f"Dialog kinerja {row.evaluation.name} {row.held_on}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreed action: what became of it, or saying so."""
    row = get_object_or_404(_agreements(DialogAgreement.objects.visible_to(request.user)), pk=pk)
    _point_menu(request, row.dialog.evaluation)
    form = EndForm(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_bound and form.is_valid():
        try:
            end_agreement(row, **form.cleaned_data, actor=request.user)
        except Refused as found:
            refused = found
            form.add_error(
                "outcome" if found.code in ("reason_required", "text_too_long") else None, found.message
            )
        else:
            messages.success(request, "Tersimpan.")
            return redirect("portal:dialogs")
    may_end = row.ended_at is None and row.dialog.closed_at is not None
    context = {
        "agreement": row,
        "form": form,
        "may_end": may_end and rules.can_end_agreement(request.user, row),
    }
    return render(
        request, "portal/dialogs/agreement.html", context, status=status_of(refused) if form.is_bound else 200
    )


def _dialog(request: HttpRequest, pk: int) -> PerformanceDialog:
    rows = PerformanceDialog.objects.visible_to(request.user).select_related(*PEOPLE)
    row = get_object_or_404(rows.prefetch_related("points", "agreements", "events"), pk=pk)
    _point_menu(request, row.evaluation)
    return row


def _agreements(rows: Any) -> Any:
    return rows.select_related("dialog__evaluation__employee", "dialog__evaluation__period")


def _point_menu(request: HttpRequest, evaluation: Evaluation) -> None:
    if not rules.is_employee(request.user, evaluation):
        request.nav_page = "team"


def _page(
    request: HttpRequest, row: PerformanceDialog, form: DialogForm | None, refused: Refused | None = None
) -> HttpResponse:
    side = rules.side_in_dialog(request.user, row.evaluation)
    is_bad = refused is not None or (form is not None and form.head.is_bound)
    context = {
        "dialog": row,
        "is_own": side == DialogSide.EMPLOYEE,
        "form": form,
        "refused": refused,
        "confirmed": [
            (one.label, row.confirmed_at(one), row.people.get(one.value.lower())) for one in DialogSide
        ],
        "has_confirmed": side is not None and row.confirmed_at(side) is not None,
        "took_part": list(dict.fromkeys(event.actor_name for event in row.events.all())),
        "news": 0 if form is None or is_bad else len(new_topics(row.evaluation)),
    }
    return render(
        request, "portal/dialogs/dialog.html", context, status=status_of(refused) if is_bad else 200
    )


def _done(row: PerformanceDialog, is_confirmed: bool) -> str:
    if not is_confirmed:
        return "Tersimpan. Konfirmasi dialog ini bila isinya sudah sesuai."
    if row.closed_at is not None:
        return "Keduanya sudah mengonfirmasi. Isi dialog ini tetap, kesepakatannya mulai berlaku."
    return "Anda sudah mengonfirmasi. Dialog selesai setelah yang lain mengonfirmasi juga."

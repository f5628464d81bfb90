"""Ini bukan atasan saya: the employee reports a wrong rater, looks at the decision, or takes the report back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating.repeats import is_same_rater_report
from evaluations.domain.periods import rater_reports
from evaluations.domain.refusals import Refused
from evaluations.models import Employee, Evaluation
from evaluations.places import whole_number
from evaluations.portal.forms.rater_report import RaterReportForm, nothing_found
from evaluations.portal.posting import post_only
from evaluations.portal.views.evaluations import own_evaluation

SEARCH = "cari"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wrong_rater(request: HttpRequest, pk: int) -> HttpResponse:
    """The form. "Cari" lists people and keeps everything typed; "Kirim laporan" sends."""
    row = own_evaluation(request.user, pk)
    form, status = RaterReportForm(), 200
    if request.method == "POST":
        searches = request.POST.get("action") == SEARCH
        form = _form(request, row, searches=searches)
        if not searches:
            if form.is_valid() and _sent(request, row, form):
                return redirect("portal:evaluation", pk)
            status = 422
    context = {
        "evaluation": row,
        "form": form,
        "report": rater_reports.latest_report(row),
        "refused": rater_reports.can_report(request.user, row),
    }
    return render(request, "portal/evaluations/wrong_rater.html", context, status=status)


@login_required
@post_only("portal:evaluation")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the waiting report back."""
    row = own_evaluation(request.user, pk)
    report = rater_reports.waiting_report(row)
    try:
        if report is not None:
            rater_reports.withdraw(report, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Laporan Anda ditarik. Penilai Anda tetap.")
    return redirect("portal:evaluation", pk)


def _form(request: HttpRequest, row: Evaluation, *, searches: bool) -> RaterReportForm:
    """The form with the people whom the search found; while somebody searches, only the search is checked."""
    words, chosen = request.POST.get("q", ""), request.POST.get("suggested", "")
    found = rater_reports.candidates(words, row, chosen=whole_number(chosen) or None)
    form = RaterReportForm(request.POST, found=found)
    if searches:
        form.errors.clear()
        if not found:
            form.add_error("q", nothing_found(words))
    return form


def _sent(request: HttpRequest, row: Evaluation, form: RaterReportForm) -> bool:
    """Send the report; a refusal stays on the page beside what was typed."""
    suggested = Employee.objects.filter(pk=form.suggested_id).first() if form.suggested_id else None
    try:
        rater_reports.report(
            row,
            actor=request.user,
            text=form.cleaned_data["text"],
            suggested=suggested,
            suggested_name=form.cleaned_data["suggested_name"],
        )
    except Refused as refused:
        waiting = rater_reports.waiting_report(row)
        if refused.code == "already_reported" and is_same_rater_report(
            waiting,
            text=form.cleaned_data["text"],
            suggested_id=form.suggested_id,
            suggested_name=form.cleaned_data["suggested_name"],
        ):
            return True
        form.add_error(refused.details if refused.details in form.fields else None, refused.message)
        return False
    messages.success(
        request, "Laporan terkirim ke BKPSDM. Teruskan mengisi; keputusannya muncul di halaman ini."
    )
    return True

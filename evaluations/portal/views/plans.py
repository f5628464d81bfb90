"""SKP: one's own plans, writing a draft, and reading a plan with its history."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.domain.evaluating.plans import (
    WRITABLE,
    draft_plan,
    ordered_results,
    revise_plan,
    save_plan,
    submit_plan,
    supportable_results,
)
from evaluations.domain.evaluating.repeats import is_repeated_on_plan, is_same_plan
from evaluations.domain.organization import raters
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState, WorkResultKind
from evaluations.models import Employee, PerformancePlan, WorkResult
from evaluations.portal.forms.plan import PlanForm
from evaluations.portal.plan_events import plan_entries
from evaluations.portal.posting import post_only, status_of


@login_required
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """One's own plans by year, and the one to make for this year."""
    employee = get_object_or_404(Employee, user=request.user)
    rows = list(PerformancePlan.objects.filter(employee=employee).order_by("-year"))
    this_year = timezone.localdate().year
    context = {
        "plans": rows,
        "missing_year": None if any(row.year == this_year for row in rows) else this_year,
    }
    return render(request, "portal/plans/list.html", context)


@login_required
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan to read: its owner, the rater once it was handed in, BKPSDM."""
    rows = PerformancePlan.objects.visible_to(request.user).with_content()
    row = get_object_or_404(rows, pk=pk)
    is_own = rules.is_plan_owner(request.user, row)
    context = {
        "plan": row,
        "is_own": is_own,
        "is_rater": rules.is_plan_rater(request.user, row),
        "can_edit": is_own and row.state in WRITABLE,
        "can_revise": is_own and row.state == PlanState.APPROVED,
        "groups": _groups(row),
        "expectations": _expectations(row),
        "entries": plan_entries(row.events.all()),
    }
    return render(request, "portal/plans/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, year: int) -> HttpResponse:
    """Write one's own draft of a year. Every button saves first, so nothing typed is lost."""
    employee = get_object_or_404(Employee, user=request.user)
    row = PerformancePlan.objects.filter(employee=employee, year=year).with_content().first()
    if row is None and abs(year - timezone.localdate().year) > 1:
        raise Http404
    if row is not None and row.state not in WRITABLE and request.method != "POST":
        messages.info(request, f"SKP {year} tidak dapat diubah: {row.get_state_display().lower()}.")
        return redirect("portal:plan", row.pk)
    rater = raters.resolve(employee, timezone.localdate()).rater
    supportable = _supportable(row, rater, year)
    if request.method != "POST":
        form = PlanForm(row, supportable=supportable, offer=request.GET.get("tambah", ""))
        return _edit_page(request, year, row, form, rater)
    form = PlanForm(row, supportable=supportable, data=request.POST)
    refused = None
    if form.is_valid():
        try:
            return _saved(request, employee, year, form)
        except Refused as error:
            if row is not None and _is_sent_again(request, row, form):
                return redirect("portal:plan", row.pk)
            refused = error
    return _edit_page(request, year, row, form, rater, refused)


@login_required
@post_only("portal:plan_edit")
def submit(request: HttpRequest, year: int) -> HttpResponse:
    """Hand in what is stored; a second press leads to the same place."""
    row = get_object_or_404(PerformancePlan, employee__user=request.user, year=year)
    if row.state == PlanState.SUBMITTED:
        return redirect("portal:plan", row.pk)
    return _submitted(request, row)


@login_required
@post_only("portal:plan")
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one's own approved plan again, with the reason."""
    row = get_object_or_404(PerformancePlan, pk=pk, employee__user=request.user)
    try:
        revise_plan(row, actor=request.user, note=request.POST.get("note", ""))
    except Refused as refused:
        note = request.POST.get("note", "")
        if is_repeated_on_plan(row, "revise", actor=request.user, note=note):
            return redirect("portal:plan_edit", row.year)
        messages.error(request, refused.message)
        return redirect("portal:plan", pk)
    messages.success(request, "SKP dibuka untuk diperbarui. Ajukan lagi setelah selesai.")
    return redirect("portal:plan_edit", row.year)


def _is_sent_again(request: HttpRequest, row: PerformancePlan, form: PlanForm) -> bool:
    """The second press of "Ajukan", with the same words; another tab may hold others."""
    row.refresh_from_db()
    sends = request.POST.get("then") == "submit" and row.state == PlanState.SUBMITTED
    return (
        sends
        and is_repeated_on_plan(row, "submit", actor=request.user)
        and is_same_plan(row, form.results(), form.expectations.cleaned_data)
    )


def _saved(request: HttpRequest, employee: Employee, year: int, form: PlanForm) -> HttpResponse:
    """Store the draft, then do what the button said."""
    results = form.results()
    row = save_plan(
        draft_plan(employee, year, actor=request.user),
        actor=request.user,
        results=results,
        expectations=form.expectations.cleaned_data,
        expected_version=form.expected_version(),
    )
    if request.POST.get("then") == "submit":
        return _submitted(request, row)
    messages.success(request, "SKP tersimpan.")
    address, grow = reverse("portal:plan_edit", args=[year]), request.POST.get("tambah", "")
    born = dict(zip((result["key"] for result in results), _keys_in_order(row), strict=True))
    grow = born.get(grow, grow)  # a row that was new on the page has its key now
    return redirect(f"{address}?{urlencode({'tambah': grow})}#{grow}" if grow else address)


def _keys_in_order(row: PerformancePlan) -> list[str]:
    return list(row.results.order_by("order", "pk").values_list("key", flat=True))


def _submitted(request: HttpRequest, row: PerformancePlan) -> HttpResponse:
    try:
        submit_plan(row, actor=request.user)
    except Refused as refused:
        if is_repeated_on_plan(row, "submit", actor=request.user):
            return redirect("portal:plan", row.pk)
        messages.error(request, refused.message)
        return redirect("portal:plan_edit", row.year)
    messages.success(request, f"SKP {row.year} diajukan kepada penilai Anda.")
    return redirect("portal:plan", row.pk)


def _edit_page(
    request: HttpRequest,
    year: int,
    row: PerformancePlan | None,
    form: PlanForm,
    rater: Employee | None,
    refused: Refused | None = None,
) -> HttpResponse:
    context = {"year": year, "plan": row, "form": form, "rater": rater, "refused": refused}
    bad = refused is not None or (form.data is not None)
    return render(request, "portal/plans/edit.html", context, status=status_of(refused) if bad else 200)


def _supportable(row: PerformancePlan | None, rater: Employee | None, year: int) -> list[WorkResult]:
    """The rater's results; those already named stay possible when the rater has changed since."""
    offered = {result.pk: result for result in supportable_results(rater, year)}
    named = [result.supported_result for result in row.results.all()] if row else []
    return list(offered.values()) + [result for result in named if result and result.pk not in offered]


def _groups(row: PerformancePlan) -> list[tuple[str, list[WorkResult]]]:
    results = ordered_results(row)
    return [
        (kind.label, [result for result in results if result.kind == kind])
        for kind in WorkResultKind
        if any(result.kind == kind for result in results)
    ]


def _expectations(row: PerformancePlan) -> list[tuple[str, str]]:
    """(value, text) of those that stand in the plan, in the official order."""
    texts = {expectation.value: expectation.text for expectation in row.expectations.all()}
    return [(value.label, texts[value]) for value in CoreValue if value in texts]

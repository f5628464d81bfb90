"""Rencana aksi: one page for each work result of one's own plan, as far as it may be written. Nobody has to."""

from itertools import pairwise

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating.plan_actions import save_actions
from evaluations.domain.evaluating.plan_content import ordered_results
from evaluations.domain.evaluating.plan_guards import WRITABLE
from evaluations.domain.refusals import Refused
from evaluations.models import PerformancePlan, WorkResult
from evaluations.places import whole_number
from evaluations.portal.forms.plan_actions import EVERY_MONTH, EVERY_QUARTER, ActionsForm
from evaluations.portal.plan_words import spreads_of
from evaluations.portal.posting import UNPROCESSABLE, status_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def actions(request: HttpRequest, year: int, post: int, key: str) -> HttpResponse:
    """Write what is done for one result; then the next one, or back to the plan."""
    own = PerformancePlan.objects.filter(employee__user=request.user).with_content()
    plan = get_object_or_404(own, assignment=post, year=year)
    results = ordered_results(plan)
    result = next((one for one in results if one.key == key), None)
    if result is None:
        raise Http404
    if plan.state not in WRITABLE and request.method != "POST":
        messages.info(request, f"SKP {year} tidak dapat diubah: {plan.get_state_display().lower()}.")
        return redirect("portal:plan", plan.pk)
    months = range(plan.first_day.month, plan.last_day.month + 1)
    form = ActionsForm(
        request.POST if request.method == "POST" else None, months=months, stored=result.actions
    )
    after = next((later for one, later in pairwise(results) if one.key == key), None)
    if request.method != "POST":
        return _page(request, plan, result, form, after)
    if not form.is_valid():
        return _page(request, plan, result, form, after, status=UNPROCESSABLE)
    try:
        return _saved(request, plan, result, form, after)
    except Refused as refused:
        result.refresh_from_db()
        if result.actions and result.actions == form.texts(request.POST.get("isi", "")):
            return _onward(request, plan, key, after)  # the second press
        return _page(request, plan, result, form, after, refused, status_of(refused))


def _saved(
    request: HttpRequest,
    plan: PerformancePlan,
    result: WorkResult,
    form: ActionsForm,
    after: WorkResult | None,
) -> HttpResponse:
    fill, version = request.POST.get("isi", ""), request.POST.get("version", "")
    save_actions(
        plan,
        result.key,
        form.texts(fill),
        actor=request.user,
        expected_version=whole_number(version),
    )
    if fill and not form.cleaned_data["same"]:
        messages.warning(request, "Tersimpan. Tulis dahulu rencananya di “Sama untuk banyak bulan”.")
    else:
        messages.success(request, "Rencana aksi tersimpan.")
    return _onward(request, plan, result.key, after)


def _onward(request: HttpRequest, plan: PerformancePlan, key: str, after: WorkResult | None) -> HttpResponse:
    place = (plan.year, plan.assignment_id)
    if request.POST.get("isi"):
        return redirect("portal:plan_actions", *place, key)
    if request.POST.get("then") == "next" and after is not None:
        return redirect("portal:plan_actions", *place, after.key)
    return redirect("portal:plan", plan.pk)


def _page(
    request: HttpRequest,
    plan: PerformancePlan,
    result: WorkResult,
    form: ActionsForm,
    after: WorkResult | None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": plan,
        "result": result,
        "form": form,
        "after": after,
        "refused": refused,
        "version": request.POST.get("version", str(plan.version)),
        "spreads": spreads_of(plan),
        "every_month": EVERY_MONTH,
        "every_quarter": EVERY_QUARTER,
    }
    return render(request, "portal/plans/actions.html", context, status=status)

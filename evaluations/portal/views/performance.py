"""Capaian organisasi in the portal: the leader one step up determines what the units below achieved; its documents."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import queries
from evaluations.domain.organization.raters import title_of
from evaluations.domain.periods.performances import determine, units_to_determine
from evaluations.domain.refusals import Refused
from evaluations.models import (
    Assignment,
    EvaluationPeriod,
    OrganizationalUnit,
    PerformanceDecision,
    employee_id_of,
)
from evaluations.performance_forms import ON_DOCUMENT, PerformanceForm
from evaluations.places import chosen_period
from evaluations.portal.posting import UNPROCESSABLE
from evaluations.portal.private_files import handed_out

LOGGED = 20  # of a period; nobody determines more often


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def performances(request: HttpRequest) -> HttpResponse:
    """The units right below one that the viewer leads (``unit``), in one period (``periode``), and determining them."""
    units = list(units_to_determine(employee_id_of(request.user), timezone.localdate()))
    parent = _chosen_parent(request, units)
    periods = list(queries.opened_periods())
    period = chosen_period(request, periods)
    context: dict[str, Any] = {
        "periods": periods,
        "period": period,
        "parent": parent,
        "parents": list({unit.parent_id: unit.parent for unit in units}.values()),
    }
    if period is None:
        return render(request, "portal/performances/list.html", context)
    below = [unit for unit in units if unit.parent_id == parent.pk]
    form = _form(request, period, below, parent)
    if request.method == "POST" and form.is_valid() and _determined(request, form):
        query = {"periode": period.pk, "unit": parent.code}
        return redirect(reverse("portal:performances", query=query))
    context |= {"form": form, "log": form.log()[:LOGGED]}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/performances/list.html", context, status=status)


@login_required
@require_safe
@never_cache
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """For BKPSDM, and for leaders and auditors of a unit that it is about."""
    decision = get_object_or_404(PerformanceDecision.objects.visible_to(request.user), pk=pk)
    if not decision.file:
        raise Http404
    return handed_out(decision)


def _chosen_parent(request: HttpRequest, units: list[OrganizationalUnit]) -> OrganizationalUnit:
    """The unit of which the viewer determines those below; 404 where they lead none, or not the one in the address."""
    asked = request.GET.get("unit", "")
    for unit in units:
        if unit.parent is not None and asked in ("", unit.parent.code):
            return unit.parent
    raise Http404


def _form(
    request: HttpRequest,
    period: EvaluationPeriod,
    units: list[OrganizationalUnit],
    parent: OrganizationalUnit,
) -> PerformanceForm:
    """Who determines is the viewer, by the post with which they lead the unit above."""
    led = Assignment.objects.leading(timezone.localdate()).filter(unit=parent)
    post = led.filter(employee=employee_id_of(request.user)).earliest("pk")
    form = PerformanceForm(
        *([request.POST, request.FILES] if request.method == "POST" else []),
        period=period,
        units=units,
        day_input=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        initial={"decided_by": title_of(post), "decided_on": timezone.localdate()},
    )
    form.fields["decided_by"].disabled = True
    return form


def _determined(request: HttpRequest, form: PerformanceForm) -> bool:
    """Write it down; what is refused stands on the form. True for the second press as well."""
    try:
        decision = determine(form.period, form.levels(), form.basis(), actor=request.user, seen=form.seen())
    except Refused as refused:
        if refused.code == "nothing_changed" and _is_repeated(request, form):
            return True
        form.add_error(ON_DOCUMENT.get(refused.code), refused.message)
        return False
    messages.success(request, f"Capaian {decision.levels.count()} unit ditetapkan.")
    return True


def _is_repeated(request: HttpRequest, form: PerformanceForm) -> bool:
    """Whether this very determination stands there already."""
    basis = form.basis()
    last = form.log().filter(recorded_by=request.user).first()
    return last is not None and (last.source, last.decided_on, last.reason) == (
        basis.source, basis.decided_on, basis.reason,
    )  # fmt: skip

"""Pengembangan: the gaps of a person, steps that both agree on, and what became of them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.domain.evaluating import development
from evaluations.domain.evaluating.competences import shortfalls_of, told_sheets
from evaluations.domain.refusals import Refused
from evaluations.enums import DevelopmentState, DialogSide
from evaluations.models import DevelopmentOffer, DevelopmentStep, Employee, Evaluation
from evaluations.portal.forms.development import DropForm, FinishForm, ProposeForm
from evaluations.portal.posting import UNPROCESSABLE, status_of

AGREE, BEGIN, FINISH, DROP = "agree", "begin", "done", "drop"
DONE = {
    AGREE: "Disepakati. Kegiatan ini sekarang direncanakan.",
    BEGIN: "Kegiatan ini sekarang berjalan.",
    FINISH: "Selesai. Terima kasih.",
    DROP: "Kegiatan dibatalkan.",
}


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """One's own gaps and steps."""
    return _overview(request, get_object_or_404(Employee, user=request.user))


@login_required
@require_safe
def person(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Those of somebody whom one rates now, or whose results one may read."""
    return _overview(request, _person(request, employee_id))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, employee_id: int, key: str) -> HttpResponse:
    """Choose from the catalogue for one gap, or write one's own; the other side agrees."""
    employee = _person(request, employee_id)
    gap = next((one for one in shortfalls_of(employee) if one.key == key), None)
    if gap is None or rules.side_in_development(request.user, employee) is None:
        raise Http404
    offers = list(DevelopmentOffer.objects.for_competence(key))
    form = ProposeForm(request.POST if request.method == "POST" else None, competence=key, offers=offers)
    if form.is_bound and form.is_valid():
        try:
            step = development.propose(employee, form.proposal, actor=request.user)
        except Refused as refused:
            form.add_error("due_on" if refused.code in ("day_over", "too_far") else None, refused.message)
        else:
            messages.success(
                request, "Usul tersimpan. Kegiatan direncanakan setelah pihak lain menyetujuinya."
            )
            return redirect("portal:development_step", step.pk)
    context = {"employee": employee, "gap": gap, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/development/propose.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One step, and what may be done with it (``action``)."""
    rows = DevelopmentStep.objects.visible_to(request.user).select_related("employee", "evaluation__period")
    row = get_object_or_404(rows, pk=pk)
    _point_menu(request, row.employee)
    action = request.POST.get("action", "")
    posted = request.POST if request.method == "POST" else None
    finishing = FinishForm(posted if action == FINISH else None)
    dropping = DropForm(posted if action == DROP else None)
    form = {FINISH: finishing, DROP: dropping}.get(action)
    refused = None
    if posted is not None and action in DONE and (form is None or form.is_valid()):
        try:
            _act(row, action, form.cleaned_data if form else {}, request.user)
        except Refused as found:
            refused = found
        else:
            messages.success(request, DONE[action])
            return redirect("portal:development_step", pk)
    side = rules.side_in_development(request.user, row.employee)
    context = {
        "step": row,
        "may_agree": row.state == DevelopmentState.PROPOSED and side not in (None, row.proposed_by),
        "waits_for_other": row.state == DevelopmentState.PROPOSED and side == row.proposed_by,
        "may_begin": row.state == DevelopmentState.PLANNED and side is not None,
        "may_finish": row.state in (DevelopmentState.PLANNED, DevelopmentState.RUNNING) and side is not None,
        "may_drop": row.is_under_way and side is not None,
        "finishing": finishing,
        "dropping": dropping,
        "refused": refused,
    }
    status = status_of(refused) if posted is not None else 200
    return render(request, "portal/development/step.html", context, status=status)


def _act(row: DevelopmentStep, action: str, typed: dict[str, Any], actor: Any) -> None:
    acts = {
        AGREE: development.agree, BEGIN: development.begin, FINISH: development.finish, DROP: development.drop,
    }  # fmt: skip
    acts[action](row, **typed, actor=actor)


def _person(request: HttpRequest, employee_id: int) -> Employee:
    """Whoever may agree with them or read the result on which their gaps stand; else 404."""
    employee = get_object_or_404(Employee, pk=employee_id)
    _point_menu(request, employee)
    if rules.side_in_development(request.user, employee) is not None:
        return employee
    last = told_sheets().filter(employee=employee).first()
    if last is None or not Evaluation.objects.visible_to(request.user).filter(pk=last.pk).exists():
        raise Http404
    return employee


def _point_menu(request: HttpRequest, employee: Employee) -> None:
    if employee.user_id != request.user.pk:
        request.nav_page = "team"


def _overview(request: HttpRequest, employee: Employee) -> HttpResponse:
    steps = DevelopmentStep.objects.visible_to(request.user).filter(employee=employee)
    side = rules.side_in_development(request.user, employee)
    context = {
        "employee": employee,
        "is_own": side == DialogSide.EMPLOYEE,
        "may_propose": side is not None,
        "gaps": shortfalls_of(employee),
        "steps": list(steps),
    }
    return render(request, "portal/development/overview.html", context)

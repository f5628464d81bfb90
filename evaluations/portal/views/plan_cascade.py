"""Cascade of a leader's plan (SKP): as a tree and as the matriks peran hasil, for the leader and for who oversees."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import rules
from evaluations.domain.evaluating.plan_cascade import cascade_of
from evaluations.models import Assignment, Employee, PerformancePlan


@login_required
@require_safe
def own_cascade(request: HttpRequest) -> HttpResponse:
    return _page(request, get_object_or_404(Employee, user=request.user))


@login_required
@require_safe
def cascade(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Of another leader, for whoever oversees all units that they lead."""
    leader = get_object_or_404(Employee, pk=employee_id)
    led = Assignment.objects.leading(timezone.localdate()).filter(employee=leader).select_related("unit")
    if not rules.can_read_cascade(request.user, leader, [post.unit for post in led]):
        raise Http404
    return _page(request, leader)


def _page(request: HttpRequest, leader: Employee) -> HttpResponse:
    today = timezone.localdate()
    known = PerformancePlan.objects.filter(employee=leader, year__lte=today.year).order_by()
    years = sorted({today.year, *known.values_list("year", flat=True)}, reverse=True)
    asked = request.GET.get("tahun", str(today.year))
    if asked not in map(str, years):
        raise Http404
    on = min(today, date(int(asked), 12, 31))
    context = {
        "cascade": cascade_of(leader, int(asked), on),
        "is_own": leader.user_id == request.user.pk,
        "years": years,
        "on": on,
    }
    return render(request, "portal/plan_cascade/cascade.html", context)

"""Beranda: what to do now, and the last results."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.domain.organization.assignments import current_post
from evaluations.domain.periods.reminders import open_reminders
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.models import Employee, Evaluation
from evaluations.portal.tasks import tasks_of

LAST_RESULTS = 3


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of everybody; people without an employee record find their way to the other parts."""
    employee = Employee.objects.filter(user=request.user).first()
    tasks = tasks_of(request.user, employee)
    context = {
        "employee": employee,
        "first_task": tasks[0] if tasks else None,
        "other_tasks": tasks[1:],
        "reminders": open_reminders(employee) if employee else [],
        "results": _last_results(employee),
        "post": current_post(employee, timezone.localdate()) if employee else None,
    }
    return render(request, "portal/home/home.html", context)


def _last_results(employee: Employee | None) -> list[Evaluation]:
    """The latest results that the person may already know."""
    if employee is None:
        return []
    rows = Evaluation.objects.filter(employee=employee, state__in=RESULT_KNOWN_TO_EMPLOYEE)
    return list(
        rows.select_related("period")
        .defer(*queries.DOCUMENTS)
        .order_by("-period__ends_on", "-segment", "pk")[:LAST_RESULTS]
    )

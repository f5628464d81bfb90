"""Beranda: what to do now and why, what others do with it, and the last results."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.domain.organization.assignments import current_post
from evaluations.domain.periods.reminders import open_reminders
from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.enums import PeriodState, Role
from evaluations.models import Employee, Evaluation, EvaluationPeriod, paths_of, within
from evaluations.portal.charts import trend_of
from evaluations.portal.notices import notices
from evaluations.portal.pulse_tasks import pulse_tasks
from evaluations.portal.running import running
from evaluations.portal.tasks import tasks_of, with_reminders
from evaluations.progress import Progress

LAST_RESULTS = 6


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page of everybody; people without an employee record find their way to the other parts."""
    employee = Employee.objects.filter(user=request.user).first()
    now = timezone.now()
    results = _last_results(employee)
    tasks = [*tasks_of(request.user, employee, now), *pulse_tasks(results, now)]
    if employee is not None:
        tasks = with_reminders(tasks, open_reminders(employee))
    context = {
        "employee": employee,
        "notices": notices(request, employee),
        "first_task": tasks[0] if tasks else None,
        "other_tasks": tasks[1:],
        "running": running(employee, now) if employee else [],
        "results": results,
        "trend": trend_of(results),
        "unit_progress": _unit_progress(request.user),
        "post": current_post(employee, timezone.localdate()) if employee else None,
    }
    return render(request, "portal/home/home.html", context)


def _last_results(employee: Employee | None) -> list[Evaluation]:
    """The latest results that the person may already know and that count, of the kind of period that came last."""
    if employee is None:
        return []
    rows = Evaluation.objects.filter(employee=employee, state__in=RESULT_KNOWN_TO_EMPLOYEE, counts=True)
    rows = rows.select_related("period").defer(*queries.DOCUMENTS)
    latest = list(rows.order_by("-period__ends_on", "-segment", "pk")[: 2 * LAST_RESULTS])
    return [row for row in latest if row.period.kind == latest[0].period.kind][:LAST_RESULTS]


def _unit_progress(user) -> dict[str, object] | None:
    """For who leads a unit: how far it has come in the open period that ends first; None for others. Two queries."""
    paths = paths_of(user, Role.LEADER)
    if not paths:
        return None
    period = EvaluationPeriod.objects.filter(state=PeriodState.OPEN).order_by("fill_until", "pk").first()
    if period is None:
        return None
    rows = Evaluation.objects.filter(within(*paths), period=period)
    progress = Progress(None, queries.stages(rows))
    return {"period": period, "progress": progress} if progress.total else None

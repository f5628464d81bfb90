"""Catatan harian to read: the month in the order of e-Kinerja, and the days of an evaluation for its rater."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations import rules
from evaluations.exchange.daily_columns import DAILY_COLUMNS, shown_rows
from evaluations.exchange.exports import csv_lines
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import DailyEntry, Employee, Evaluation
from evaluations.portal.views.daily import by_day, first_of, page_of


@login_required
@require_safe
def export(request: HttpRequest, year: int, month: int) -> HttpResponseBase:
    """One's own month, the earliest day first, as a table to copy from; ``?unduh=xlsx`` and ``csv`` as a file."""
    me = get_object_or_404(Employee, user=request.user)
    first = first_of(year, month)
    own = DailyEntry.objects.visible_to(request.user).filter(employee=me)
    of_month = own.filter(day__year=first.year, day__month=first.month)
    lines = list(of_month.order_by("day", "pk").prefetch_related("files"))
    wanted = request.GET.get("unduh", "")
    name = f"catatan-harian-{first:%Y-%m}.{wanted}"
    match wanted:
        case "xlsx":
            workbook = write_workbook(DAILY_COLUMNS, lines, title="Catatan harian")
            return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
        case "csv":
            disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
            parts = csv_lines(DAILY_COLUMNS, lines)
            return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=disposition)
    context = {
        "first": first,
        "quarter": (first.month + 2) // 3,
        "headers": [column.header for column in DAILY_COLUMNS],
        "rows": shown_rows(lines),
        "back": page_of(first),
    }
    return render(request, "portal/daily/export.html", context)


@login_required
@require_safe
def of_evaluation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The lines of the days of an evaluation, for whoever reads its report."""
    rows = Evaluation.objects.visible_to(request.user).select_related("period", "employee", "rater")
    evaluation = get_object_or_404(rows, pk=pk)
    if not rules.can_read_employee_answers(request.user, evaluation):
        raise Http404
    if not rules.is_employee(request.user, evaluation):
        request.nav_page = "team"
    lines = DailyEntry.objects.visible_to(request.user).of(evaluation).prefetch_related("files")
    rates = rules.acts_as_rater(request.user, evaluation)
    context = {"evaluation": evaluation, "days": by_day(lines), "back": "rate" if rates else "evaluation"}
    return render(request, "portal/daily/read.html", context)

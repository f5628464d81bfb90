"""Presensi: check in and out at server time, one's own days of a month, and the figures of one's months."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluations.domain.attendance.days import days_of
from evaluations.domain.attendance.months import Month, month_of, span_of
from evaluations.domain.attendance.schedules import schedule
from evaluations.domain.attendance.tapping import tap, today
from evaluations.domain.attendance.words import day_rows, hours_in_words, sums_in_words
from evaluations.domain.evaluating.attendance import months_of
from evaluations.domain.refusals import Refused
from evaluations.enums import TapKind
from evaluations.models import AttendanceMonth, Employee
from forms_config.engine.attendance.figures import figures


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest) -> HttpResponse:
    """Today with the buttons for the next tap, the days of a month (``?bulan=2026-06``), the months of a year
    (``?tahun=``)."""
    employee = get_object_or_404(Employee, user=request.user)
    if request.method == "POST":
        _tap(request, employee)
        return redirect("portal:attendance")
    now = timezone.now()
    here = timezone.localdate(now)
    years = _years(employee, here.year)
    year = _chosen_year(request, years)
    known = today(employee, now)
    context = {
        "now": now,
        "today": known,
        "hours": hours_in_words(known.day.hours),
        "is_yesterday": known.day.day != here,
        "years": years,
        "year": year,
        "months": list(months_of(employee, year)),
        **_days(employee, _chosen_month(request, here), here),
    }
    return render(request, "portal/attendance/attendance.html", context)


def _days(employee: Employee, month: Month, here: date) -> dict[str, object]:
    """One's own days of a month, what they come to so far, and the months beside it."""
    first, last = span_of(month)
    days = days_of([employee.pk], first, last)[employee.pk]
    is_known = any(day.status or day.first_in or day.last_out for day in days)
    return {
        "month": first,
        "before": first - timedelta(1),
        "after": last + timedelta(1) if last < here else None,
        "days": day_rows(days, schedule(employee.pk, first, last).holidays, here) if is_known else [],
        "sums": sums_in_words(figures(day for day in days if day.day < here)),
    }


def _tap(request: HttpRequest, employee: Employee) -> None:
    """Record what the button said; the time is the server's."""
    kind = request.POST.get("kind", "")
    if kind not in TapKind.values:
        messages.error(request, "Tombol presensi tidak dikenal. Muat ulang halaman ini.")
        return
    try:
        recorded = tap(employee, actor=request.user, kind=TapKind(kind))
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        moment = timezone.localtime(recorded.at)
        messages.success(request, f"{recorded.get_kind_display()} tercatat pukul {moment:%H.%M} WIB.")


def _years(employee: Employee, this_year: int) -> list[int]:
    known = AttendanceMonth.objects.filter(employee=employee).order_by().values_list("year", flat=True)
    return sorted({this_year, *known.distinct()}, reverse=True)


def _chosen_year(request: HttpRequest, years: list[int]) -> int:
    raw = request.GET.get("tahun")
    if raw is None:
        return years[0]
    if raw.isdecimal() and int(raw) in years:
        return int(raw)
    raise Http404


def _chosen_month(request: HttpRequest, here: date) -> Month:
    """The month asked for; none that lies ahead, nor one before there was anything."""
    raw = request.GET.get("bulan")
    if raw is None:
        return month_of(here)
    year, _, number = raw.partition("-")
    if len(raw) != 7 or not (year.isascii() and number.isascii() and year.isdecimal() and number.isdecimal()):
        raise Http404
    month = int(year), int(number)
    if not (1 <= month[1] <= 12 and (2000, 1) <= month <= month_of(here)):
        raise Http404
    return month

"""Presensi: check in and out at server time, and the figures of one's months."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating.attendance import months_of, next_tap, tap, taps_of
from evaluations.domain.refusals import Refused
from evaluations.enums import TapKind
from evaluations.models import AttendanceMonth, Employee


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest) -> HttpResponse:
    """Today's taps with the button for the next one, and the months of a year (``?tahun=``)."""
    employee = get_object_or_404(Employee, user=request.user)
    if request.method == "POST":
        _tap(request, employee)
        return redirect("portal:attendance")
    today = timezone.localdate()
    taps = list(taps_of(employee, today))
    years = _years(employee, today.year)
    year = _chosen_year(request, years)
    context = {
        "now": timezone.now(),
        "taps": taps,
        "next_kind": next_tap(taps),
        "years": years,
        "year": year,
        "months": list(months_of(employee, year)),
    }
    return render(request, "portal/attendance/attendance.html", context)


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

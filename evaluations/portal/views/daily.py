"""Catatan harian: today's lines first, those of a month by day, changing one, and their files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.domain.evaluating import daily
from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS
from evaluations.domain.refusals import Refused
from evaluations.models import DailyEntry, DailyFile, Employee
from evaluations.places import whole_number
from evaluations.portal.forms.daily import FIELD_OF, DailyForm, code_of, typed_day
from evaluations.portal.posting import UNPROCESSABLE, gone_leads_on, post_only, remember_gone
from evaluations.portal.private_files import handed_out

UPLOADS, REMOVED = "berkas", "hapus_berkas"  # names of inputs
YEARS, MONTHS = range(2020, 2100), range(1, 13)


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day, in the order of writing."""

    day: date
    lines: list[DailyEntry]
    is_locked: bool


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest) -> HttpResponse:
    """The form for a line, and the month as far as it is written. POST writes one."""
    me = get_object_or_404(Employee, user=request.user)
    now = timezone.localdate()
    form = _form(me, request)
    if request.method == "POST" and form.is_valid():
        try:
            entry = daily.write(me, form.line, actor=request.user)
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), refused.message)
        else:
            return _after_writing(request, entry, "Catatan tersimpan.")
    before = daily.last_before(me, now)
    context = _month(request, me, now) | {
        "form": form,
        "before": before,
        "refused": daily.refusal(me, now, actor=request.user) if not daily.keeps_daily(me, now) else None,
    }
    return _page(request, "portal/daily/today.html", form, context)


@login_required
@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The lines of any month, by day."""
    me = get_object_or_404(Employee, user=request.user)
    return render(request, "portal/daily/month.html", _month(request, me, first_of(year, month)))


@login_required
@post_only("portal:daily")
def same(request: HttpRequest) -> HttpResponse:
    """Write the lines of the last day once more, for today."""
    me = get_object_or_404(Employee, user=request.user)
    try:
        written = daily.same_as_before(me, timezone.localdate(), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{len(written)} catatan ditulis untuk hari ini. Periksa jumlahnya.")
    return redirect("portal:daily")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_leads_on
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own line: its words, its day, its files."""
    entry = _own(request, pk)
    form = _form(entry.employee, request, entry)
    if request.method == "POST" and form.is_valid():
        try:
            entry = daily.change(entry, form.line, actor=request.user)
            removed = [whole_number(key) for key in request.POST.getlist(REMOVED)]
            daily.remove_files(entry, removed, actor=request.user)
        except Refused as refused:
            form.add_error(FIELD_OF.get(refused.code), refused.message)
        else:
            return _after_writing(request, entry, "Perubahan tersimpan.")
    locked = daily.locked_days(entry.employee, [entry.day], actor=request.user).get(entry.day)
    context = {"entry": entry, "files": list(entry.files.all()), "form": form, "locked": locked}
    return _page(request, "portal/daily/edit.html", form, context)


@login_required
@post_only("portal:daily_edit")
@gone_leads_on
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own line with its files."""
    entry = _own(request, pk)
    day = entry.day
    try:
        daily.delete(entry, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("portal:daily_edit", pk)
    messages.success(request, "Catatan dihapus.")
    return remember_gone(request, page_of(day))


@login_required
@require_safe
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a line, for whoever may read the line."""
    return handed_out(get_object_or_404(DailyFile.objects.visible_to(request.user), pk=pk))


def by_day(lines: Iterable[DailyEntry], locked: Iterable[date] = ()) -> list[Day]:
    """``lines`` in order of days."""
    closed = set(locked)
    return [Day(day, list(found), day in closed) for day, found in groupby(lines, key=lambda one: one.day)]


def first_of(year: int, month: int) -> date:
    """The first day of a month that an address names; 404 where there is none, or nobody wrote."""
    if year not in YEARS or month not in MONTHS:
        raise Http404
    return date(year, month, 1)


def page_of(day: date) -> str:
    """The page on which the lines of a day stand."""
    now = timezone.localdate()
    if (day.year, day.month) == (now.year, now.month):
        return reverse("portal:daily")
    return reverse("portal:daily_month", args=[day.year, day.month])


def _own(request: HttpRequest, pk: int) -> DailyEntry:
    rows = DailyEntry.objects.visible_to(request.user).filter(employee__user=request.user)
    return get_object_or_404(rows.select_related("employee"), pk=pk)


def _form(employee: Employee, request: HttpRequest, entry: DailyEntry | None = None) -> DailyForm:
    """Empty, with the work result of the last line; or that of a line."""
    data = request.POST if request.method == "POST" else None
    day = typed_day(data) if data is not None else entry.day if entry else timezone.localdate()
    aims = daily.aims_on(employee, day)
    if entry is not None:
        was = daily.aim_of(entry)
        aims += [] if was in (*aims, daily.OUTSIDE) else [was]
        given = {"day": entry.day, "text": entry.text, "quantity": entry.quantity, "aim": code_of(was)}
        return DailyForm(data, aims=aims, initial=given)
    last = employee.daily_entries.order_by("-day", "-pk").first() if data is None else None
    offered = [*aims, daily.OUTSIDE]
    first = daily.aim_of(last) if last and daily.aim_of(last) in offered else offered[0]
    return DailyForm(data, aims=aims, initial={"day": day, "aim": code_of(first)})


def _month(request: HttpRequest, employee: Employee, day: date) -> dict[str, Any]:
    """What both lists show: the lines of the month of ``day``, and the ways to the months beside it."""
    now, first = timezone.localdate(), day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    lines = DailyEntry.objects.visible_to(request.user).filter(
        employee=employee, day__gte=first, day__lt=after
    )
    found = list(lines.prefetch_related("files"))
    locked = daily.locked_days(employee, {line.day for line in found}, actor=request.user)
    return {
        "now": now,
        "first": first,
        "days": by_day(found, locked),
        "previous_url": page_of(first - timedelta(days=1)) if first > date(YEARS.start, 1, 1) else "",
        "next_url": page_of(after) if after <= now else "",
    }


def _after_writing(request: HttpRequest, entry: DailyEntry, done: str) -> HttpResponse:
    """Store what was uploaded; what is refused is named on the page of the line, which is stored already."""
    refused = []
    for uploaded in request.FILES.getlist(UPLOADS):
        try:
            daily.add_file(entry, uploaded, actor=request.user)
        except Refused as refusal:
            refused.append(refusal.message)
    messages.success(request, done)
    for message in refused:
        messages.error(request, message)
    if refused:
        return redirect("portal:daily_edit", entry.pk)
    return redirect(f"{page_of(entry.day)}#hari-{entry.day:%Y-%m-%d}")


def _page(request: HttpRequest, template: str, form: DailyForm, context: dict[str, Any]) -> HttpResponse:
    is_bad = form.is_bound and form.errors
    if is_bad and request.FILES:
        form.add_error(None, "Berkas belum tersimpan. Perbaiki dahulu isiannya, lalu pilih berkasnya lagi.")
    shared = {"max_bytes": settings.EVIDENCE_MAX_BYTES, "file_kinds": KINDS_IN_WORDS}
    return render(request, template, context | shared, status=UNPROCESSABLE if is_bad else 200)

"""Pengingat: the button of those who follow progress, and "Sudah saya baca" of those who were reminded."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations import queries, rules
from evaluations.domain.periods.reminders import mark_read, remind_now
from evaluations.domain.refusals import Refused
from evaluations.enums import Step
from evaluations.models import Evaluation, OrganizationalUnit, Reminder, within
from evaluations.portal.posting import post_only


@login_required
@post_only("portal:monitoring")
def remind(request: HttpRequest) -> HttpResponse:
    """Remind of one step (``langkah``) in a period: one person (``orang``, an evaluation) or a whole ``unit``."""
    step = request.POST.get("langkah", "")
    unit = get_object_or_404(OrganizationalUnit, code=request.POST.get("unit", ""))
    if not rules.can_remind(request.user, unit) or step not in Step.values:
        raise Http404
    period = get_object_or_404(queries.opened_periods(), pk=_number(request, "periode"))
    rows = Evaluation.objects.remindable_by(request.user).filter(period=period)
    if "orang" in request.POST:
        rows = rows.filter(pk=_number(request, "orang"))
    else:
        rows = rows.filter(within(unit))
    try:
        messages.success(request, str(remind_now(rows, Step(step), actor=request.user)))
    except Refused as refused:
        messages.error(request, refused.message)
    back = urlencode({"periode": period.pk, "unit": unit.code})
    return HttpResponseRedirect(f"{reverse('portal:monitoring')}?{back}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a reminder of one's own away; somebody else's answers 404. A GET leads to where the button stands."""
    if request.method != "POST":
        return redirect("portal:home")
    try:
        mark_read(request.user, pk)
    except Reminder.DoesNotExist:
        raise Http404 from None
    return redirect("portal:home")


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not value.isdecimal() or len(value) > 18:
        raise Http404
    return int(value)

"""Pengingat: the button of those who follow progress, and "Sudah saya baca" of those who were reminded."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations.domain.periods.reminders import mark_read, remind_now
from evaluations.domain.refusals import Refused
from evaluations.models import Reminder
from evaluations.portal.posting import post_only
from evaluations.progress import asked_to_remind


@login_required
@post_only("portal:monitoring")
def remind(request: HttpRequest) -> HttpResponse:
    """Remind whoever the button names; back to the page of progress."""
    asked = asked_to_remind(request)
    try:
        messages.success(request, str(remind_now(asked.rows, asked.step, actor=request.user)))
    except Refused as refused:
        messages.error(request, refused.message)
    back = urlencode({"periode": asked.period.pk, "unit": asked.unit.code})
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

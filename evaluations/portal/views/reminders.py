"""Pengingat: the button of those who follow progress."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from evaluations.domain.periods.reminders import remind_now
from evaluations.domain.refusals import Refused
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

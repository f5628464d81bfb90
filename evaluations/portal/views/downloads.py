"""Unduhan saya: what somebody ordered that is made in the background, how far it is, and the file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.domain.refusals import Refused
from evaluations.downloads.documents_of_unit import DocumentsOfUnit
from evaluations.downloads.ordering import cancel as cancel_download
from evaluations.downloads.ordering import check_fetching, order
from evaluations.enums import DownloadKind
from evaluations.models import OVERSEERS, Download
from evaluations.places import whole_number
from evaluations.portal.posting import post_only
from evaluations.portal.private_files import handed_out

SHOWN = 30
LOOK_AGAIN = "3"  # seconds until the page with something unfinished asks again


@login_required
@never_cache
@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    """One's own, the latest first."""
    rows = list(Download.objects.visible_to(request.user)[:SHOWN])
    is_making = any(row.is_unfinished for row in rows)
    response = render(request, "portal/downloads/list.html", {"downloads": rows, "is_making": is_making})
    if is_making:
        response.headers["Refresh"] = LOOK_AGAIN
    return response


@login_required
@post_only("portal:overview")
def order_documents(request: HttpRequest) -> HttpResponse:
    """Every Dokumen Evaluasi of ``unit`` in ``periode``."""
    units = queries.units_in_scope(request.user, OVERSEERS)
    unit = get_object_or_404(units, code=request.POST.get("unit", ""))
    period = get_object_or_404(queries.opened_periods(), pk=whole_number(request.POST.get("periode")))
    try:
        order(DownloadKind.DOCUMENTS, DocumentsOfUnit.options(unit, period), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("portal:downloads")


@login_required
@post_only("portal:downloads", of_the_same=False)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop what is being made; what was made of it goes."""
    try:
        cancel_download(_own(request, pk), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("portal:downloads")


@login_required
@never_cache
@require_safe
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to whoever ordered it and may still read what is in it."""
    download = _own(request, pk)
    try:
        check_fetching(download, actor=request.user)
        return handed_out(download)
    except (Refused, Http404) as reason:
        messages.error(request, getattr(reason, "message", "Berkasnya tidak ada lagi. Pesan sekali lagi."))
        return redirect("portal:downloads")


def _own(request: HttpRequest, pk: int) -> Download:
    return get_object_or_404(Download.objects.visible_to(request.user), pk=pk)

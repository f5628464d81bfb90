"""Saya sudah membaca: the button on a page of the guidance."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from forms_config.models import GuidancePage


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember the reading and go back to where the link to the page stood (``kembali``), else to the page.

    A GET happens when the session ended on the button: it leads to the page, where the button is.
    """
    page = get_object_or_404(GuidancePage.objects.live(), pk=pk)
    if request.method != "POST":
        return redirect("wagtail_serve", f"{page.slug}/")
    page.mark_read(request.user)
    messages.success(request, f"Tercatat: Anda sudah membaca “{page.title}”.")
    back = request.POST.get("kembali", "")
    if back.startswith("/") and url_has_allowed_host_and_scheme(
        back, None, require_https=request.is_secure()
    ):
        return HttpResponseRedirect(back)
    return redirect("wagtail_serve", f"{page.slug}/")

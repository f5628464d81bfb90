"""The way to the guidance pages: one press from the menu, instead of the tree of all pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from forms_config.models import GuidanceIndexPage

PAGES, BELOW = "wagtailadmin_explore_root", "wagtailadmin_explore"


@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """The list of the guidance pages; where there is no guidance yet, that of all pages."""
    index = GuidanceIndexPage.objects.only("pk").first()
    return redirect(BELOW, index.pk) if index else redirect(PAGES)

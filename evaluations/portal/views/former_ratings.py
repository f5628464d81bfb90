"""Penilaian yang beralih: what one wrote about people whom somebody else rates now."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from evaluations.models import FormerRating
from evaluations.portal.former_ratings import SHOWN

AT_MOST = 100  # the latest; of many years nobody reads more


@login_required
@require_safe
def former_ratings(request: HttpRequest) -> HttpResponse:
    """The latest first, also those in which nothing was written: who rates now is news as well."""
    rows = FormerRating.objects.left_by(request.user).select_related(*SHOWN)[:AT_MOST]
    return render(request, "portal/rating/former_list.html", {"former_ratings": rows})


@login_required
@require_safe
def former_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """What was kept, for whoever wrote it and for whoever rates now."""
    rows = FormerRating.objects.visible_to(request.user).select_related(*SHOWN)
    return render(request, "portal/rating/former.html", {"former": get_object_or_404(rows, pk=pk)})

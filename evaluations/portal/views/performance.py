"""The document on which the achievement of an organisation rests."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.models import PerformanceDecision
from evaluations.portal.private_files import handed_out


@login_required
@require_safe
@never_cache
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """For BKPSDM, and for leaders and auditors of a unit that it is about."""
    decision = get_object_or_404(PerformanceDecision.objects.visible_to(request.user), pk=pk)
    if not decision.file:
        raise Http404
    return handed_out(decision)

"""Pola distribusi of the rater's own team in one period, and the reason where it deviates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import queries
from evaluations.domain.evaluating.distribution import explain_deviation
from evaluations.domain.refusals import Refused
from evaluations.models import DistributionDeviation
from evaluations.portal.forms.guide import DeviationForm
from evaluations.portal.guide import guide_context
from evaluations.portal.posting import UNPROCESSABLE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """The bars, the reasons given so far, and (where something is broken) the form for another."""
    period = get_object_or_404(queries.periods_of_rater(request.user), pk=pk)
    shown = guide_context(request.user, period)
    if shown["guide"] is None:
        raise Http404
    form = DeviationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rater = request.user.employee
        try:
            explain_deviation(rater, period, reason=form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Alasan tersimpan. Hasil tim Anda dapat disampaikan.")
            return redirect("portal:guide", pk)
    reasons = DistributionDeviation.objects.filter(period=period, rater__user=request.user)
    context = shown | {"period": period, "form": form, "reasons": reasons}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/guide/guide.html", context, status=status)

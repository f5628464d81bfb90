"""Pola distribusi of a rater's team in one period, and the reason where it deviates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from evaluations import queries, rules
from evaluations.domain.evaluating.distribution import explain_deviation
from evaluations.domain.refusals import Refused
from evaluations.models import DistributionDeviation, Employee, EvaluationPeriod, employee_id_of
from evaluations.places import whole_number
from evaluations.portal.forms.guide import DeviationForm
from evaluations.portal.guide import guide_context
from evaluations.portal.posting import UNPROCESSABLE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """The bars, the reasons given so far, and (where something is broken) the form for another.

    Of the viewer's own team, or of a rater for whom the viewer acts today (``penilai``).
    """
    period = get_object_or_404(queries.periods_of_rater(request.user), pk=pk)
    rater = _asked_rater(request, period)
    shown = guide_context(request.user, period, rater=rater.pk)
    if shown["guide"] is None:
        raise Http404
    form = DeviationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            explain_deviation(rater, period, reason=form.cleaned_data["reason"], actor=request.user)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Alasan tersimpan. Hasil tim ini dapat disampaikan.")
            return redirect(reverse("portal:guide", args=[pk], query={"penilai": rater.pk}))
    reasons = DistributionDeviation.objects.filter(period=period, rater=rater).select_related("given_by")
    is_own = rules.is_same_person(request.user, rater)
    context = shown | {"period": period, "form": form, "reasons": reasons, "rater": rater, "is_own": is_own}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/guide/guide.html", context, status=status)


def _asked_rater(request: HttpRequest, period: EvaluationPeriod) -> Employee:
    """Whose team the page is about; 404 for one for whom the viewer does not act."""
    asked = whole_number(request.GET.get("penilai"))
    if not asked or asked == employee_id_of(request.user):
        return request.user.employee
    rater = get_object_or_404(Employee, pk=asked)
    if not rules.can_explain_deviation(request.user, rater, period):
        raise Http404
    return rater

"""Saya tidak di tempat: a rater says on which days, and reads who acts meanwhile."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluations.domain.periods.deputies import announce, superior_of, withdraw
from evaluations.domain.refusals import Refused
from evaluations.models import RaterAbsence, employee_id_of
from evaluations.portal.forms.absence import AbsenceForm
from evaluations.portal.posting import UNPROCESSABLE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """The days announced, and a form for more."""
    if not employee_id_of(request.user):
        raise Http404
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            announce(request.user.employee, actor=request.user, **form.cleaned_data)
        except Refused as refused:
            if _is_repeated(request, form):
                return redirect("portal:absences")
            form.add_error(str(refused.details) or None, refused.message)
        else:
            messages.success(request, "Tercatat. Yang mewakili Anda melihatnya pada Tim saya.")
            return redirect("portal:absences")
    today = timezone.localdate()
    context = {
        "form": form,
        "absences": RaterAbsence.objects.of(request.user).standing().not_over(today),
        "superior": superior_of(request.user.employee, today),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/team/absences.html", context, status=status)


@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """There after all, or back earlier; a second press leads to the same page."""
    if request.method != "POST":
        return redirect("portal:absences")
    absence = get_object_or_404(RaterAbsence.objects.of(request.user), pk=pk)
    try:
        withdraw(absence, actor=request.user)
    except Refused:
        pass
    else:
        messages.success(request, "Dibatalkan. Anda kembali menilai sendiri.")
    return redirect("portal:absences")


def _is_repeated(request: HttpRequest, form: AbsenceForm) -> bool:
    """Whether these very days stand there already: the second press of a double click."""
    return RaterAbsence.objects.of(request.user).standing().filter(**form.cleaned_data).exists()

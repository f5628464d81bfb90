"""Keberatan by the employee: reasons and evidence, within the days of the period (PP 30/2019 art. 56)."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import rules
from evaluations.domain.evaluating.deadlines import in_words
from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS, prepared
from evaluations.domain.evaluating.objecting import make_objection
from evaluations.domain.evaluating.objection_days import objection_until
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.evaluating.workflow import refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, ObjectionTopic
from evaluations.portal.forms.objection import ObjectionForm
from evaluations.portal.views.evaluations import visible_evaluation

UPLOADS = "berkas"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the reasons and send them; when it is too late or was done already, say so."""
    row = visible_evaluation(request.user, pk)
    if not rules.is_employee(request.user, row):
        raise Http404
    form = ObjectionForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid() and _sent(request, row, form):
        return redirect("portal:evaluation", pk)
    if form.errors and request.FILES:
        form.add_error(None, "Berkas belum tersimpan. Perbaiki dahulu isiannya, lalu pilih berkasnya lagi.")
    until = objection_until(row)
    context = {
        "evaluation": row,
        "form": form,
        "refused": refusal(request.user, row, Action.OBJECT),
        "until": in_words(until) if until else "",
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "file_kinds": KINDS_IN_WORDS,
    }
    status = 409 if form.is_bound and context["refused"] else 422 if form.errors else 200
    return render(request, "portal/evaluations/objection.html", context, status=status)


def _sent(request: HttpRequest, row, form: ObjectionForm) -> bool:
    """Send the objection; a refusal stays on the page beside what was typed. A second press is sent already."""
    try:
        make_objection(
            row,
            topic=ObjectionTopic(form.cleaned_data["topic"]),
            reasons=form.cleaned_data["reasons"],
            files=[prepared(uploaded) for uploaded in request.FILES.getlist(UPLOADS)],
            actor=request.user,
            expected_version=form.cleaned_data["version"],
        )
    except Refused as refused:
        if is_repeated(row, Action.OBJECT, actor=request.user, note=form.cleaned_data["reasons"]):
            return True
        form.add_error(None, refused.message)
        return False
    messages.success(request, "Keberatan Anda terkirim. Penilai Anda akan memberi penjelasan lebih dahulu.")
    return True

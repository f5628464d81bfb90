"""Bukti dukung: handing out files, and removing evidence. Files are private; every read is checked here."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import rules
from evaluations.domain.evaluating.evidence import add_evidence, remove_evidence, used_before
from evaluations.domain.refusals import Refused
from evaluations.enums import EvidenceKind
from evaluations.models import Evidence
from evaluations.portal.posting import gone_leads_on, post_only, remember_gone, status_of
from evaluations.portal.private_files import handed_out
from evaluations.portal.sheets import PDF, about
from evaluations.portal.views.evaluations import own_evaluation


@login_required
@require_safe
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for whoever may read it now."""
    return handed_out(_opened(request.user, pk))


@login_required
@require_safe
@never_cache
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """A PDF to be looked at within a page; everything else is handed out as a file."""
    evidence = _opened(request.user, pk)
    return handed_out(evidence, in_place=evidence.content_type == PDF)


@login_required
@post_only("portal:fill")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One file (``berkas``) sent by itself: ``{"id", "name", "size", "hint"}``, or ``{"code", "message"}``."""
    evaluation = own_evaluation(request.user, pk)
    uploaded = request.FILES.get("berkas")
    try:
        if uploaded is None:
            raise Refused("file_empty", "Tidak ada berkas yang dipilih.")
        evidence = add_evidence(evaluation, uploaded, actor=request.user)
    except Refused as refused:
        answer = {"code": refused.code, "message": refused.message}
        return JsonResponse(answer, status=status_of(refused))
    return JsonResponse(
        {
            "id": evidence.pk,
            "name": evidence.name,
            "size": about(evidence),
            "hint": used_before(evidence),
        }
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@gone_leads_on
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then delete evidence of one's own evaluation."""
    evidence = _readable(request.user, pk)
    if not rules.is_employee(request.user, evidence.evaluation):
        raise Http404
    if request.method == "POST":
        try:
            remove_evidence(evidence, actor=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"Bukti “{evidence.name}” dihapus.")
            return remember_gone(request, reverse("portal:fill", args=[evidence.evaluation_id]))
        return redirect("portal:fill", evidence.evaluation_id)
    return render(request, "portal/evaluations/evidence_remove.html", {"evidence": evidence})


def _opened(user, pk: int) -> Evidence:
    """The uploaded file if ``user`` may open it now."""
    evidence = _readable(user, pk)
    is_own = rules.is_employee(user, evidence.evaluation)
    if evidence.kind != EvidenceKind.FILE or not evidence.opens(for_owner=is_own):
        raise Http404
    return evidence


def _readable(user, pk: int) -> Evidence:
    """The evidence if ``user`` may read it now; drafts of others and foreign rows answer 404."""
    rows = Evidence.objects.visible_to(user).select_related("evaluation__employee", "evaluation__period")
    evidence = get_object_or_404(rows, pk=pk)
    if not rules.can_read_employee_answers(user, evidence.evaluation):
        raise Http404
    return evidence

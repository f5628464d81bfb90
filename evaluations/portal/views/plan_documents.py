"""SKP as a document to print: what was approved with its code, what is being worked on as not approved."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.documents.pages import CONTENT_TYPE, Seal
from evaluations.documents.plan import plan_pdf
from evaluations.domain.evaluating.plan_versions import version_of
from evaluations.domain.evaluating.verifying import spelled
from evaluations.models import PerformancePlan, PlanVersion


@login_required
@never_cache
@require_safe
def plan_document(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan as it stands; an approved one leads to its version."""
    plan = get_object_or_404(PerformancePlan.objects.visible_to(request.user).with_content(), pk=pk)
    last = plan.versions.first()
    if plan.is_approved and last is not None:
        return redirect("portal:plan_version_pdf", pk, last.number)
    return _pdf(version_of(plan, last.number + 1 if last else 1), None)


@login_required
@never_cache
@require_safe
def version_document(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A version, for everybody who may read it."""
    rows = PlanVersion.objects.visible_to(request.user)
    rows = rows.select_related("plan__employee", "plan__assignment__unit", "verification")
    version = get_object_or_404(rows, plan=pk, number=number)
    code = spelled(version.verification.code)
    return _pdf(version, Seal(code, request.build_absolute_uri(reverse("portal:verify_code", args=[code]))))


def _pdf(version: PlanVersion, seal: Seal | None) -> HttpResponse:
    response = HttpResponse(plan_pdf(version, seal), content_type=CONTENT_TYPE)
    name = slugify(f"SKP {version.plan.year} {version.people['employee']['name']} versi {version.number}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response

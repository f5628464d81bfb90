"""Whether a printed document is genuine; for everybody who holds the paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.domain.evaluating.verifying import Checked, check, read_code, spelled
from evaluations.models import PlanVersion
from evaluations.portal.limits import is_too_often
from evaluations.rules import can_read_result

PER_MINUTE = 30
PAGE = "portal/verification.html"


@never_cache
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """The form for a code; a code typed in leads to its page."""
    typed = request.GET.get("kode", "").strip()
    if not typed:
        return render(request, PAGE, {"typed": "", "answer": "", "checked": None, "content": ""})
    code = read_code(typed)
    if not code:
        return _answer(request, typed, "unreadable", 422)
    return redirect("portal:verify_code", spelled(code))


@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Genuine or not, which kind, when, which unit; who may see the document finds a link to it."""
    if is_too_often(request, "verification", PER_MINUTE):
        return _answer(request, code, "too_often", 429)
    found = check(read_code(code))
    if found is None:
        return _answer(request, code, "unknown", 404)
    return _answer(request, code, "genuine", 200, found)


def _answer(
    request: HttpRequest, typed: str, answer: str, status: int, checked: Checked | None = None
) -> HttpResponse:
    context = {"typed": typed, "answer": answer, "checked": checked, "content": _content(request, checked)}
    response = render(request, PAGE, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _content(request: HttpRequest, checked: Checked | None) -> str:
    """The address of the document itself, for who may see it; empty for everybody else."""
    user = request.user
    if checked is None or not user.is_authenticated:
        return ""
    document = checked.document
    if not type(document).objects.visible_to(user).filter(pk=document.pk).exists():
        return ""
    if isinstance(document, PlanVersion):
        return reverse("portal:plan_version", args=[document.plan_id, document.number])
    return reverse("portal:document", args=[document.pk]) if can_read_result(user, document) else ""

"""Coba formulir: the pages of the sandbox."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forms_config.compiling import compile_form
from forms_config.domain.checking import problems
from forms_config.engine.checks import Level, Problem
from forms_config.engine.schema import FormSchema
from forms_config.models import EvaluationForm
from forms_config.sandbox.previewing import portal_frame
from forms_config.sandbox.trial import NEXT_LABELS, Step, Trial

MAY = ("forms_config.change_evaluationform", "forms_config.view_formversion")


@require_http_methods(["GET", "HEAD", "POST"])
def sandbox(request: HttpRequest, pk: int) -> HttpResponse:
    """Walk the latest draft, or with ``?versi=2`` what was published. POST goes on; nothing is ever written."""
    if not any(request.user.has_perm(permission) for permission in MAY):
        raise PermissionDenied
    form = get_object_or_404(EvaluationForm, pk=pk)
    number = request.GET.get("versi", "")
    schema, found = _published(form, number) if number else _draft(form)
    trial = Trial(schema, request.POST if request.method == "POST" else None)
    context = {
        "trial": trial,
        "schema": schema,
        "errors": [problem for problem in found if problem.level == Level.ERROR],
        "warnings": [problem for problem in found if problem.level != Level.ERROR],
        "source": f"Versi {number}" if number else "Draf terakhir",
        "back_url": _back_url(request.user, form),
        "is_result": trial.step == Step.RESULT,
        "is_first": trial.step == Step.EMPLOYEE,
        "next_label": NEXT_LABELS.get(trial.step, ""),
        **portal_frame(),
    }
    return render(request, "forms_config/sandbox/sandbox.html", context)


def _draft(form: EvaluationForm) -> tuple[FormSchema, list[Problem]]:
    draft = form.get_latest_revision_as_object()
    return compile_form(draft), problems(draft)


def _published(form: EvaluationForm, number: str) -> tuple[FormSchema, list[Problem]]:
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(form.versions, number=int(number)).parsed, []


def _back_url(user: Any, form: EvaluationForm) -> str:
    if not user.has_perm(MAY[0]):
        return reverse("wagtailadmin_home")
    return reverse(form.snippet_viewset.get_url_name("edit"), args=[form.pk])

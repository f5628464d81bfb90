"""Dokumen Evaluasi Kinerja Pegawai, as a page and as PDF: eight sections, once the result is known to the reader.

Competencies follow as an annex: they belong to the plan of development, not to the document of the regulation.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations import rules
from evaluations.documents.evaluation import Competence, Content, evaluation_pdf
from evaluations.documents.pages import CONTENT_TYPE, Seal
from evaluations.domain.evaluating.annual import months_of_year
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.performance import performance_of
from evaluations.domain.evaluating.verifying import spelled
from evaluations.models import Evaluation, EvaluationSettings, VerificationCode
from evaluations.portal.sheets import competence
from evaluations.portal.views.evaluations import point_menu, visible_evaluation


@login_required
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """To read and to print from the browser."""
    row = _readable(request, pk)
    point_menu(request, row)
    return render(
        request,
        "portal/evaluations/document.html",
        {"evaluation": row, "content": _content(request, row), "seal": _seal(request, row)},
    )


@login_required
@never_cache
@require_safe
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file; with a code once it is final."""
    row = _readable(request, pk)
    pdf = evaluation_pdf(_content(request, row), _seal(request, row))
    response = HttpResponse(pdf, content_type=CONTENT_TYPE)
    name = slugify(f"Dokumen evaluasi {row.period.name} {row.name}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _readable(request: HttpRequest, pk: int) -> Evaluation:
    row = visible_evaluation(request.user, pk)
    if not rules.can_read_result(request.user, row):
        raise Http404
    return row


def _content(request: HttpRequest, row: Evaluation) -> Content:
    settings = EvaluationSettings.load()
    return Content(
        evaluation=row,
        performance=performance_of(row),
        objection=getattr(row, "objection", None),
        months=list(months_of_year(row)) if row.is_annual else [],
        competence=[
            Competence(item.label, item.text, item.required_level, item.gap)
            for item in competence(request.user, row, sheet(row))
        ],
        legal_basis=settings.legal_basis,
        record_note=settings.record_note,
        printed_at=timezone.now(),
    )


def _seal(request: HttpRequest, row: Evaluation) -> Seal | None:
    """None before it is final."""
    found = VerificationCode.objects.filter(evaluation=row).first()
    if found is None:
        return None
    code = spelled(found.code)
    return Seal(code, request.build_absolute_uri(reverse("portal:verify_code", args=[code])))

"""Dokumen Evaluasi Kinerja Pegawai and the form of the evaluation, as pages and as PDF, once the result is known to the
reader.

Competencies follow as an annex: they belong to the plan of development, not to the document of the regulation.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations import rules
from evaluations.documents.appraisal import appraisal_pdf
from evaluations.documents.appraisal_content import appraisal_of
from evaluations.documents.contents import content_of, seal_of
from evaluations.documents.evaluation import evaluation_pdf
from evaluations.documents.pages import CONTENT_TYPE, Seal
from evaluations.domain.evaluating.workflow import mark_read
from evaluations.models import Evaluation
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
        {"evaluation": row, "content": content_of(row, request.user), "seal": _seal(request, row)},
    )


@login_required
@never_cache
@require_safe
def document_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file; with a code once it is final."""
    row = _readable(request, pk)
    pdf = evaluation_pdf(content_of(row, request.user), _seal(request, row))
    return _file(pdf, f"Dokumen evaluasi {row.period.name} {row.name}")


@login_required
@require_safe
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """The form with plan, realisation and feedback, row by row."""
    row = _readable(request, pk)
    point_menu(request, row)
    context = {"evaluation": row, "content": appraisal_of(row, request.user), "seal": _seal(request, row)}
    return render(request, "portal/evaluations/appraisal.html", context)


@login_required
@never_cache
@require_safe
def appraisal_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file; with the code of the Dokumen once it is final."""
    row = _readable(request, pk)
    pdf = appraisal_pdf(appraisal_of(row, request.user), _seal(request, row))
    return _file(pdf, f"Formulir evaluasi {row.period.name} {row.name}")


def _file(pdf: bytes, title: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{slugify(title)}.pdf"'
    return response


def _readable(request: HttpRequest, pk: int) -> Evaluation:
    row = visible_evaluation(request.user, pk)
    if not rules.can_read_result(request.user, row):
        raise Http404
    mark_read(row, request.user)
    return row


def _seal(request: HttpRequest, row: Evaluation) -> Seal | None:
    return seal_of(row, request.build_absolute_uri)

"""Penetapan predikat kinerja: the ratings of a team, for its rater, or of a unit, for leaders, auditors and BKPSDM."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations import queries
from evaluations.documents.determination import Determination, determination_pdf
from evaluations.documents.pages import CONTENT_TYPE
from evaluations.domain.evaluating.performance import performance_at, performance_of
from evaluations.duties import RATED
from evaluations.models import OVERSEERS, Employee, Evaluation, EvaluationPeriod, OrganizationalUnit, within
from evaluations.models.evaluation import DOCUMENTS, EvaluationQuerySet


@dataclass(frozen=True)
class Scope:
    """Whose evaluations stand on it: of one team (``rater``) or of one unit."""

    rows: EvaluationQuerySet
    unit: OrganizationalUnit | None
    rater: Employee | None


@login_required
@never_cache
@require_safe
def determination(request: HttpRequest, pk: int) -> HttpResponse:
    """To read; ``unit`` names a unit, without it the own team is meant."""
    context = {"content": _content(request, pk), "query": request.GET.urlencode()}
    return render(request, "portal/determination/determination.html", context)


@login_required
@never_cache
@require_safe
def determination_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as PDF."""
    content = _content(request, pk)
    response = HttpResponse(determination_pdf(content), content_type=CONTENT_TYPE)
    name = slugify(f"Penetapan predikat {content.period.name} {content.unit}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _content(request: HttpRequest, pk: int) -> Determination:
    period = get_object_or_404(queries.opened_periods(), pk=pk)
    scope = _scope(request, period)
    found = scope.rows.filter(counts=True).select_related("period", "unit").defer(*DOCUMENTS)
    known = Q(state__in=RATED)
    rows = list(found.filter(known).order_by("unit__path", "name", "pk"))
    waiting = found.exclude(known).count()
    if not rows and not waiting:
        raise Http404
    return Determination(
        period=period,
        unit=_named(scope, rows),
        rows=rows,
        waiting=waiting,
        performance=_performance(scope, period, rows),
        signer=_signer(scope.rater),
        printed_at=timezone.now(),
    )


def _scope(request: HttpRequest, period: EvaluationPeriod) -> Scope:
    code = request.GET.get("unit", "")
    if code:
        unit = get_object_or_404(queries.units_in_scope(request.user, OVERSEERS), code=code)
        rows = Evaluation.objects.overseen_by(request.user).filter(within(unit), period=period)
        return Scope(rows, unit, None)
    rater = Employee.objects.filter(user=request.user).first()
    if rater is None:
        raise Http404
    rows = Evaluation.objects.visible_to(request.user).filter(rater=rater, period=period)
    return Scope(rows.exclude(employee=rater), None, rater)


def _named(scope: Scope, rows: list[Evaluation]) -> str:
    if scope.unit is not None:
        return scope.unit.name
    units = dict.fromkeys(row.unit_name for row in rows)
    team = f"Tim {scope.rater.full_name}" if scope.rater else ""
    return f"{team}, {next(iter(units))}" if len(units) == 1 else team


def _performance(scope: Scope, period: EvaluationPeriod, rows: list[Evaluation]):
    """Of the unit, else of the team where one holds for all of it."""
    if scope.unit is not None:
        return performance_at(period.pk, scope.unit)
    places = {row.unit_id: row for row in rows}
    return performance_of(next(iter(places.values()))) if len(places) == 1 else None


def _signer(rater: Employee | None) -> dict[str, str]:
    if rater is None:
        return {}
    return {"name": rater.full_name, "nip": rater.nip or ""}

"""Pantauan: how far a period has come, from the regency down to a person. Progress only, never ratings."""

from typing import IO, Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations import queries, rules
from evaluations.domain.evaluating.lateness import with_lateness
from evaluations.enums import UNIT_ROLES, EmploymentType
from evaluations.exchange.monitoring_columns import progress_workbook
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.models import Evaluation, within
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import Place, chosen_period, chosen_place
from evaluations.progress import Filters, addresses, beside, progress_of, reminding
from evaluations.queries import LATENESS_LABELS, STAGE_LABELS

PAGE_SIZE = 50


@login_required
@require_safe
def monitoring(request: HttpRequest) -> HttpResponseBase:
    """One unit in one period: totals, the units below, and the people; filters as in ``Filters``.

    ``unduh=unit`` and ``unduh=orang`` give the tables of this very page as workbooks.
    """
    user = request.user
    if not rules.can_monitor(user):
        raise Http404
    filters = Filters.of(request)
    periods = list(queries.opened_periods())
    period = chosen_period(request, periods)
    place = chosen_place(request, UNIT_ROLES)
    context: dict[str, Any] = {
        "periods": periods,
        "period": period,
        "place": place,
        "filters": filters,
        "stage_labels": list(STAGE_LABELS.values()),
        "stages": STAGE_LABELS,
        "lateness_labels": LATENESS_LABELS,
        "employment_types": EmploymentType.choices,
    }
    if period is not None:
        rows = filters.everything(Evaluation.objects.monitored_by(user).filter(period=period))
        people = _people(rows, place, filters)
        if wanted := request.GET.get("unduh"):
            return _workbook(progress_workbook(wanted, rows, people, place, period))
        context |= progress_of(rows, place) | _page_of(request, people)
        context |= beside(period, place) | reminding(user, rows, place, period)
        context |= addresses(period, place, filters)
    return render(request, "portal/monitoring/monitoring.html", context)


def _people(rows: EvaluationQuerySet, place: Place, filters: Filters) -> EvaluationQuerySet:
    """Those that the filters name in the whole subtree; without any, those who belong to the unit itself."""
    if place.unit is None:
        return rows.none()
    if not filters.narrows_people:
        return rows.filter(unit=place.unit)
    return filters.people(rows.filter(within(place.unit)))


def _page_of(request: HttpRequest, people: EvaluationQuerySet) -> dict[str, Any]:
    after = request.GET.get("setelah", "")
    page, next_after = queries.page_after(
        people.only("name"), int(after) if after.isdecimal() else None, PAGE_SIZE
    )
    # The due moments of this page alone: sorting would have the database compute those of everybody.
    shown = with_lateness(people.model.objects.filter(pk__in=[row.pk for row in page]))
    return {
        "people": list(queries.with_readable(shown, request.user).order_by("name", "pk")),
        "next_after": next_after,
    }


def _workbook(made: tuple[IO[bytes], str] | None) -> FileResponse:
    if made is None:
        raise Http404
    workbook, name = made
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

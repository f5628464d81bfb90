"""Ringkasan: how the predikat of a period are spread, for leaders, auditors and BKPSDM. Read-only."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations import queries, rules
from evaluations.domain.periods.performances import units_to_determine
from evaluations.domain.reports.summaries import NOW, THEN, distribution_by
from evaluations.enums import Predikat
from evaluations.exchange.reference_columns import SPREAD_COLUMNS
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import (
    OVERSEERS,
    Evaluation,
    EvaluationPeriod,
    OrganizationalUnit,
    employee_id_of,
    within,
)
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import Place, chosen_period, chosen_place
from evaluations.portal.charts import Part, parts_of

# ``?susunan=``: by which structure the units are named, and how that is called.
STRUCTURES = {"saat-itu": (THEN, "susunan saat itu"), "sekarang": (NOW, "susunan sekarang")}


@dataclass(frozen=True)
class Spread:
    """Delivered results by predikat: of ``unit`` with everything below it, or of what was called ``name``."""

    unit: OrganizationalUnit | None
    counts: queries.Counts
    name: str = ""

    @property
    def total(self) -> int:
        return self.counts["total"]

    @property
    def parts(self) -> list[Part]:
        """The best predikat first; together they fill the bar."""
        return parts_of(self.counts, self.total)


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Predikat of one period in one unit, and in each unit below it.

    ``susunan`` lists the units by the structure of that time or of today instead of by today's tree; ``unduh`` gives
    that list as a workbook.
    """
    user = request.user
    if not rules.can_read_distribution(user):
        raise Http404
    periods = list(queries.opened_periods())
    period = chosen_period(request, periods)
    place = chosen_place(request, OVERSEERS)
    asked = request.GET.get("susunan", "")
    if asked and asked not in STRUCTURES:
        raise Http404
    context = {"periods": periods, "period": period, "place": place, "predikat": list(Predikat)}
    context["determines"] = units_to_determine(employee_id_of(user), timezone.localdate()).exists()
    if period is not None:
        context["calibration_unit"] = _agency_of(place)
        rows = Evaluation.objects.overseen_by(user).filter(period=period)
        if asked and "unduh" in request.GET:
            return _workbook(rows, period, place, asked)
        context |= _spreads(rows, place) | {"here": _query(period, place), "structure": asked}
        if asked:
            context |= {
                "lines": _lines(rows, place, asked),
                "structure": asked,
                "called": STRUCTURES[asked][1],
            }
    return render(request, "portal/overview/overview.html", context)


def _spreads(rows: EvaluationQuerySet, place: Place) -> dict[str, object]:
    """The whole, and one line per unit below with at least one result."""
    units = [place.unit, *place.children] if place.unit else place.children
    lines = [Spread(unit, counts) for unit, counts in queries.distribution_below(rows, units)]
    if place.unit:
        whole, lines = lines[0], lines[1:]
    else:
        names = ("total", *Predikat.values)
        whole = Spread(None, {name: sum(line.counts[name] for line in lines) for name in names})
    bars = [{"label": part.label, "value": part.count, "code": part.code} for part in whole.parts]
    return {"whole": whole, "bars": bars, "lines": [line for line in lines if line.total]}


def _agency_of(place: Place) -> str:
    """The code of the agency whose calibration one may look at from here; empty where the page is of no agency."""
    return place.unit.code if place.unit and place.unit.agency_id == place.unit.pk else ""


def _query(period: EvaluationPeriod, place: Place) -> str:
    return urlencode({"periode": period.pk} | ({"unit": place.unit.code} if place.unit else {}))


def _table(
    rows: EvaluationQuerySet, place: Place, dimensions: list[str], structure: str
) -> list[dict[str, Any]]:
    """Groups with a result, by the names that they have in that structure."""
    if place.unit:
        rows = rows.filter(within(place.unit))
    groups = distribution_by(rows, dimensions, hide_small=False, structure=structure)
    names = [f"{dimension}_name" for dimension in dimensions]
    return sorted(
        (group for group in groups if group["total"]), key=lambda group: [group[name] or "" for name in names]
    )


def _lines(rows: EvaluationQuerySet, place: Place, asked: str) -> list[Spread]:
    """Agencies for the whole regency, units within an agency: few enough for one page."""
    within_agency = place.unit is not None and place.unit.agency_id is not None
    dimension = "unit" if within_agency else "agency"
    table = _table(rows, place, [dimension], STRUCTURES[asked][0])
    return [Spread(None, group, group[f"{dimension}_name"] or "Tanpa perangkat daerah") for group in table]


def _workbook(rows: EvaluationQuerySet, period: EvaluationPeriod, place: Place, asked: str) -> FileResponse:
    structure, called = STRUCTURES[asked]
    table = _table(rows, place, ["agency", "unit"], structure)
    where = place.unit.code if place.unit else "semua"
    workbook = write_workbook(SPREAD_COLUMNS, table, title=called.capitalize())
    name = f"ringkasan-{where}-{period.pk}-{asked}.xlsx"
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

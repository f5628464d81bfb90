"""Pantauan: how far a period has come, from the regency down to a person. Progress only, never ratings."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations import queries, rules
from evaluations.enums import UnitRole
from evaluations.models import Evaluation, EvaluationPeriod, OrganizationalUnit
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.portal.periods import chosen_period
from evaluations.portal.places import Place, chosen_place
from evaluations.queries import HANDED_IN, STAGE_LABELS, STAGES

PAGE_SIZE = 50


@dataclass(frozen=True)
class Progress:
    """How far one unit with everything below it has come."""

    unit: OrganizationalUnit | None
    counts: queries.Counts

    @property
    def total(self) -> int:
        return self.counts["total"]

    @property
    def handed_in(self) -> int:
        return sum(self.counts[stage] for stage in HANDED_IN)

    @property
    def stages(self) -> list[tuple[str, str, int]]:
        """Code, label and number of each stage, in the order of the work."""
        return [(stage, label, self.counts[stage]) for stage, label in STAGE_LABELS.items()]


@login_required
@require_safe
def monitoring(request: HttpRequest) -> HttpResponse:
    """One unit in one period: totals, the units below, and the people (of one stage with ``?tahap=``)."""
    user = request.user
    if not rules.can_monitor(user):
        raise Http404
    stage = request.GET.get("tahap")
    if stage is not None and stage not in STAGES:
        raise Http404
    periods = list(queries.opened_periods())
    period = chosen_period(request, periods)
    place = chosen_place(request, UnitRole.values)
    context = {
        "periods": periods,
        "period": period,
        "place": place,
        "stage": stage,
        "stage_labels": list(STAGE_LABELS.values()),
    }
    if period is not None:
        rows = Evaluation.objects.monitored_by(user).filter(period=period)
        context |= _progress(rows, place) | _people(request, rows, place, stage)
        context["stage_label"] = STAGE_LABELS.get(stage or "", "")
        context["query"] = _query(period, place)
    return render(request, "portal/monitoring/monitoring.html", context)


def _progress(rows: EvaluationQuerySet, place: Place) -> dict[str, object]:
    """The total and one line per unit below that has anybody in the period."""
    units = [place.unit, *place.children] if place.unit else place.children
    lines = [Progress(unit, counts) for unit, counts in queries.completeness_below(rows, units)]
    if place.unit:
        total, lines = lines[0], lines[1:]
    else:
        names = ("total", *STAGES)
        total = Progress(None, {name: sum(line.counts[name] for line in lines) for name in names})
    return {"total": total, "lines": [line for line in lines if line.total]}


def _people(
    request: HttpRequest, rows: EvaluationQuerySet, place: Place, stage: str | None
) -> dict[str, object]:
    """One page of people: of one stage in the whole subtree, else those who belong to the unit itself."""
    if place.unit is None:
        return {"people": [], "next_after": None}
    if stage is None:
        rows = rows.filter(unit=place.unit)
    else:
        rows = rows.filter(unit__path__startswith=place.unit.path, state__in=STAGES[stage])
    after = request.GET.get("setelah", "")
    people, next_after = queries.page_after(
        queries.with_readable(rows, request.user), int(after) if after.isdecimal() else None, PAGE_SIZE
    )
    return {"people": people, "next_after": next_after}


def _query(period: EvaluationPeriod, place: Place) -> str:
    """The part of an address that keeps period and unit."""
    unit = f"&unit={place.unit.code}" if place.unit else ""
    return f"?periode={period.pk}{unit}"

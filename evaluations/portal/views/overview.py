"""Ringkasan: how the predikat of a period are spread, for leaders, auditors and BKPSDM. Read-only."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations import queries, rules
from evaluations.enums import Predikat
from evaluations.models import OVERSEERS, Evaluation, OrganizationalUnit
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.portal.periods import chosen_period
from evaluations.portal.places import Place, chosen_place


@dataclass(frozen=True)
class Part:
    """One predikat within a bar: ``start`` and ``width`` in per cent of the bar."""

    code: str
    label: str
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class Spread:
    """The delivered results of one unit with everything below it, by predikat."""

    unit: OrganizationalUnit | None
    counts: queries.Counts

    @property
    def total(self) -> int:
        return self.counts["total"]

    @property
    def parts(self) -> list[Part]:
        """The best predikat first; together they fill the bar."""
        parts: list[Part] = []
        start = 0.0
        for predikat in Predikat:
            count = self.counts[predikat.value]
            width = 100 * count / self.total if self.total else 0.0
            parts.append(Part(predikat.value, str(predikat.label), count, start, width))
            start += width
        return parts


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Predikat of one period in one unit, and in each unit below it."""
    user = request.user
    if not rules.can_read_distribution(user):
        raise Http404
    periods = list(queries.opened_periods())
    period = chosen_period(request, periods)
    place = chosen_place(request, OVERSEERS)
    context = {"periods": periods, "period": period, "place": place, "predikat": list(Predikat)}
    if period is not None:
        context |= _spreads(Evaluation.objects.overseen_by(user).filter(period=period), place)
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

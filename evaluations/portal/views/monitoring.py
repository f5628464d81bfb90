"""Pantauan: how far a period has come, from the regency down to a person. Progress only, never ratings."""

from collections.abc import Sequence
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
from evaluations.domain.evaluating.lateness import NAMES, with_lateness
from evaluations.domain.periods.reminders import last_reminded
from evaluations.domain.reports.monitoring import extensions_touching, people_without_evaluation
from evaluations.duties import states_at
from evaluations.enums import UNIT_ROLES, EmploymentType, PeriodState, Stage
from evaluations.exchange.columns import Column
from evaluations.exchange.monitoring_columns import PEOPLE_COLUMNS, UNIT_COLUMNS
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import Evaluation, EvaluationPeriod, OrganizationalUnit, within
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.portal.periods import chosen_period
from evaluations.portal.places import Place, chosen_place
from evaluations.queries import (
    COMPLETENESS,
    HANDED_IN,
    LATENESS_COUNTS,
    LATENESS_LABELS,
    STAGE_LABELS,
)

PAGE_SIZE = 50
NAMED_EXTENSIONS = 10
UNITS, PEOPLE = "unit", "orang"  # what ``unduh`` may ask for
PROBLEMS = ("fill_late", "fill_missing", "rate_late", "rate_missing")


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
    def not_handed_in(self) -> int:
        return self.total - self.handed_in

    @property
    def stages(self) -> list[tuple[str, str, int]]:
        """Code, label and number of each stage, in the order of the work."""
        return [(stage, label, self.counts[stage]) for stage, label in STAGE_LABELS.items()]

    @property
    def problems(self) -> list[tuple[str, str, int]]:
        """Code, label and number of what is late or missing."""
        return [(name, LATENESS_LABELS[name], self.counts[name]) for name in PROBLEMS]

    @property
    def overdue(self) -> int:
        return self.counts["fill_missing"]


@dataclass(frozen=True)
class Filters:
    """What the address narrows: ``jenis`` everything on the page, the others the list of people."""

    stage: str = ""
    lateness: str = ""
    employment_type: str = ""
    name: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """A value that does not exist answers 404."""
        asked = cls(
            request.GET.get("tahap", ""),
            request.GET.get("ketepatan", ""),
            request.GET.get("jenis", ""),
            request.GET.get("nama", "").replace("\x00", "").strip()[:100],
        )
        known: list[tuple[str, Sequence[str]]] = [
            (asked.stage, Stage.values),
            (asked.lateness, [*LATENESS_COUNTS]),
            (asked.employment_type, EmploymentType.values),
        ]
        if any(value and value not in values for value, values in known):
            raise Http404
        return asked

    @property
    def narrows_people(self) -> bool:
        return bool(self.stage or self.lateness or self.name)

    @property
    def title(self) -> str:
        """What the list of people shows, in words; empty for everybody."""
        parts = [STAGE_LABELS.get(self.stage, ""), LATENESS_LABELS.get(self.lateness, "")]
        named = f'nama memuat "{self.name}"' if self.name else ""
        return ", ".join(part for part in (*(part.lower() for part in parts), named) if part)

    def everything(self, rows: EvaluationQuerySet) -> EvaluationQuerySet:
        return rows.filter(employment_type=self.employment_type) if self.employment_type else rows

    def people(self, rows: EvaluationQuerySet) -> EvaluationQuerySet:
        if self.stage:
            rows = rows.filter(state__in=states_at(Stage(self.stage)))
        if self.lateness:
            step, kind = LATENESS_COUNTS[self.lateness]
            late = with_lateness(rows).filter(**{NAMES[step]: kind})
            rows = rows.filter(pk__in=late.order_by().values("pk"))
        for word in self.name.split():
            rows = rows.filter(name__icontains=word)
        return rows

    def query(self) -> dict[str, str]:
        """As in the address."""
        asked = {
            "tahap": self.stage,
            "ketepatan": self.lateness,
            "jenis": self.employment_type,
            "nama": self.name,
        }
        return {name: value for name, value in asked.items() if value}


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
            return _workbook(wanted, rows, people, place, period)
        context |= _progress(rows, place) | _page_of(request, people)
        context |= _beside(period, place) | _reminding(user, rows, place, period)
        context |= _addresses(period, place, filters)
    return render(request, "portal/monitoring/monitoring.html", context)


def _progress(rows: EvaluationQuerySet, place: Place) -> dict[str, Any]:
    """The total and one line per unit below that has anybody in the period."""
    if place.unit:
        rows = rows.filter(within(place.unit))
    units = [place.unit, *place.children] if place.unit else place.children
    lines = [Progress(unit, counts) for unit, counts in queries.completeness_below(rows, units)]
    if place.unit:
        total, lines = lines[0], lines[1:]
    else:
        total = Progress(None, {name: sum(line.counts[name] for line in lines) for name in COMPLETENESS})
    return {"total": total, "lines": [line for line in lines if line.total]}


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


def _beside(period: EvaluationPeriod, place: Place) -> dict[str, Any]:
    """What explains the numbers: people without an evaluation, and extensions."""
    if place.unit is None:
        return {"without_evaluation": 0, "extensions": []}
    return {
        "without_evaluation": people_without_evaluation(period, place.unit),
        "extensions": list(extensions_touching(period, place.unit)[:NAMED_EXTENSIONS]),
    }


def _reminding(user, rows: EvaluationQuerySet, place: Place, period: EvaluationPeriod) -> dict[str, Any]:
    """Whether one may remind here, and when somebody here was reminded last, by step."""
    if place.unit is None or period.state != PeriodState.OPEN or not rules.can_remind(user, place.unit):
        return {"may_remind": False, "reminded": {}}
    here = rows.filter(within(place.unit))
    return {"may_remind": True, "reminded": last_reminded(here, period)}


def _addresses(period: EvaluationPeriod, place: Place, filters: Filters) -> dict[str, str]:
    """Parts of addresses: ``query`` keeps period, unit and kind, ``filtered`` every filter, ``unit_query`` no unit."""
    unit = {"unit": place.unit.code} if place.unit else {}
    here = {"periode": str(period.pk)} | unit
    kind = {"jenis": filters.employment_type} if filters.employment_type else {}
    return {
        "query": f"?{urlencode(here | kind)}",
        "filtered": f"?{urlencode(here | filters.query())}",
        "unit_query": f"?{urlencode({'periode': str(period.pk)} | kind)}",
    }


def _workbook(
    wanted: str, rows: EvaluationQuerySet, people: EvaluationQuerySet, place: Place, period: EvaluationPeriod
) -> FileResponse:
    columns: tuple[Column, ...]
    if wanted == UNITS:
        shown = _progress(rows, place)
        total = [shown["total"]] if place.unit else []
        columns, table = UNIT_COLUMNS, [(line.unit, line.counts) for line in (*shown["lines"], *total)]
    elif wanted == PEOPLE and place.unit is not None:
        columns = PEOPLE_COLUMNS
        table = (
            with_lateness(people).defer(*queries.DOCUMENTS).order_by("name", "pk").iterator(chunk_size=500)
        )
    else:
        raise Http404
    where = place.unit.code if place.unit else "semua"
    name = f"pantauan-{wanted}-{where}-{period.pk}-{timezone.localdate():%Y%m%d}.xlsx"
    workbook = write_workbook(columns, table, title="Pantauan")
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

"""How far a period has come, from the regency down to a person: what the pages of progress of portal and admin share.

Progress only, never ratings. Who may see which rows, their callers say by ``monitored_by``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from evaluations import queries, rules
from evaluations.domain.evaluating.lateness import NAMES, with_lateness
from evaluations.domain.periods.reminders import last_reminded
from evaluations.domain.reports.monitoring import extensions_touching, people_without_evaluation
from evaluations.duties import stages_from, states_at, states_from
from evaluations.enums import EmploymentType, PeriodState, Stage, State, Step
from evaluations.models import Evaluation, EvaluationPeriod, OrganizationalUnit, within
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import Place, whole_number
from evaluations.queries import COMPLETENESS, HANDED_IN, LATENESS_COUNTS, LATENESS_LABELS, STAGE_LABELS

NAMED_EXTENSIONS = 10
RATED_STAGES = tuple(stage.value for stage in stages_from(Stage.RATED))
PROBLEMS = ("fill_late", "fill_missing", "rate_late", "rate_missing")

# What ``tahap`` may be: exactly at a stage, that far or further, or in one single state; label and states.
REACHED = {"sudah_dikirim": Stage.SUBMITTED, "sudah_dinilai": Stage.RATED}
REACHED_LABELS = {"sudah_dikirim": "Sudah dikirim", "sudah_dinilai": "Sudah dinilai"}
STATES: dict[str, tuple[str, tuple[State, ...]]] = {
    **{stage: (label, states_at(Stage(stage))) for stage, label in STAGE_LABELS.items()},
    **{code: (REACHED_LABELS[code], states_from(stage)) for code, stage in REACHED.items()},
    **{state.value: (str(state.label), (state,)) for state in State},
}


@dataclass(frozen=True)
class Progress:
    """How far one unit with everything below it has come."""

    unit: OrganizationalUnit | None
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return self.counts.get("total", 0)

    @property
    def handed_in(self) -> int:
        return sum(self.counts.get(stage, 0) for stage in HANDED_IN)

    @property
    def not_handed_in(self) -> int:
        return self.total - self.handed_in

    @property
    def rated(self) -> int:
        return sum(self.counts.get(stage, 0) for stage in RATED_STAGES)

    @property
    def stages(self) -> list[tuple[str, str, int]]:
        """Code, label and number of each stage, in the order of the work."""
        return [(stage, label, self.counts.get(stage, 0)) for stage, label in STAGE_LABELS.items()]

    @property
    def problems(self) -> list[tuple[str, str, int]]:
        """Code, label and number of what is late or missing."""
        return [(name, LATENESS_LABELS[name], self.counts.get(name, 0)) for name in PROBLEMS]

    @property
    def overdue(self) -> int:
        return self.counts.get("fill_missing", 0)


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
        known = [
            (asked.stage, STATES),
            (asked.lateness, LATENESS_COUNTS),
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
        stage = STATES[self.stage][0] if self.stage else ""
        parts = [stage, LATENESS_LABELS.get(self.lateness, "")]
        named = f'nama memuat "{self.name}"' if self.name else ""
        return ", ".join(part for part in (*(part.lower() for part in parts), named) if part)

    def everything(self, rows: EvaluationQuerySet) -> EvaluationQuerySet:
        return rows.filter(employment_type=self.employment_type) if self.employment_type else rows

    def people(self, rows: EvaluationQuerySet) -> EvaluationQuerySet:
        if self.stage:
            rows = rows.filter(state__in=STATES[self.stage][1])
        if self.lateness:
            step, kind = LATENESS_COUNTS[self.lateness]
            late = with_lateness(rows).filter(**{NAMES[step]: kind})
            rows = rows.filter(pk__in=late.order_by().values("pk"))
        if self.name.isdecimal():
            return rows.filter(nip__startswith=self.name)
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


def progress_of(rows: EvaluationQuerySet, place: Place) -> dict[str, Any]:
    """The ``total`` and ``lines``, one for each unit below that has anybody in the period; one query."""
    if place.unit:
        rows = rows.filter(within(place.unit))
    units = [place.unit, *place.children] if place.unit else place.children
    lines = [Progress(unit, counts) for unit, counts in queries.completeness_below(rows, units)]
    if place.unit:
        total, lines = lines[0], lines[1:]
    else:
        total = Progress(None, {name: sum(line.counts[name] for line in lines) for name in COMPLETENESS})
    return {"total": total, "lines": [line for line in lines if line.total]}


def beside(period: EvaluationPeriod, place: Place) -> dict[str, Any]:
    """What explains the numbers: people without an evaluation, and extensions."""
    if place.unit is None:
        return {"without_evaluation": 0, "extensions": []}
    return {
        "without_evaluation": people_without_evaluation(period, place.unit),
        "extensions": list(extensions_touching(period, place.unit)[:NAMED_EXTENSIONS]),
    }


def reminding(user, rows: EvaluationQuerySet, place: Place, period: EvaluationPeriod) -> dict[str, Any]:
    """Whether one may remind here, and when somebody here was reminded last, by step."""
    if place.unit is None or period.state != PeriodState.OPEN or not rules.can_remind(user, place.unit):
        return {"may_remind": False, "reminded": {}}
    here = rows.filter(within(place.unit))
    return {"may_remind": True, "reminded": last_reminded(here, period)}


def addresses(period: EvaluationPeriod, place: Place, filters: Filters) -> dict[str, str]:
    """Parts of addresses: ``query`` keeps period, unit and kind, ``filtered`` every filter, ``unit_query`` no unit."""
    unit = {"unit": place.unit.code} if place.unit else {}
    here = {"periode": str(period.pk)} | unit
    kind = {"jenis": filters.employment_type} if filters.employment_type else {}
    return {
        "query": f"?{urlencode(here | kind)}",
        "filtered": f"?{urlencode(here | filters.query())}",
        "unit_query": f"?{urlencode({'periode': str(period.pk)} | kind)}",
    }


@dataclass(frozen=True)
class Reminding:
    """What the button "Ingatkan" means: the rows, narrowed to what the asker may remind of, and where it stood."""

    rows: EvaluationQuerySet
    step: Step
    period: EvaluationPeriod
    unit: OrganizationalUnit


def asked_to_remind(request: HttpRequest) -> Reminding:
    """One step (``langkah``) in a period: one person (``orang``, an evaluation) or a whole ``unit``; else 404."""
    step = request.POST.get("langkah", "")
    unit = get_object_or_404(OrganizationalUnit, code=request.POST.get("unit", ""))
    if not rules.can_remind(request.user, unit) or step not in Step.values:
        raise Http404
    period = get_object_or_404(queries.opened_periods(), pk=_number(request, "periode"))
    rows = Evaluation.objects.remindable_by(request.user).filter(period=period)
    rows = rows.filter(pk=_number(request, "orang")) if "orang" in request.POST else rows.filter(within(unit))
    return Reminding(rows, Step(step), period, unit)


def _number(request: HttpRequest, name: str) -> int:
    if number := whole_number(request.POST.get(name)):
        return number
    raise Http404

"""The bar beside the rating: the team's and the agency's predikat against the pattern (``portal/guide/_bar.html``)."""

from dataclasses import dataclass
from typing import Any

from evaluations.domain.evaluating.distribution import Group, Guide, guide_of
from evaluations.models import Evaluation, EvaluationPeriod, employee_id_of
from evaluations.portal.charts import Part, parts_of


@dataclass(frozen=True)
class Bar:
    """One group, drawn."""

    title: str
    group: Group

    @property
    def parts(self) -> list[Part]:
        return parts_of(self.group.counts, self.group.total)


def guide_context(
    user,
    period: EvaluationPeriod | None,
    *,
    rater: int | None = None,
    instead: tuple[Evaluation, str] | None = None,
) -> dict[str, Any]:
    """``guide`` and ``guide_bars`` for a rater's page; three statements at most, none where the period uses no pattern.

    ``rater``: another than the viewer, who acts for them or looks at their rating. ``instead``: an evaluation and the
    predikat it would have.
    """
    me = rater or employee_id_of(user)
    guide = guide_of(me, period, instead=instead) if period and me else None
    whose = "Tim Anda" if me == employee_id_of(user) else "Tim penilai ini"
    return {"guide": guide, "guide_bars": _bars(guide, whose, bool(instead)) if guide else []}


def _bars(guide: Guide, whose: str, is_tried: bool) -> list[Bar]:
    bars = [Bar(f"{whose}, dengan isian di halaman ini" if is_tried else whose, guide.team)]
    if guide.unit is not None:
        performance = guide.unit.performance
        bars.append(Bar(performance.unit.name if performance else "Seluruh perangkat daerah", guide.unit))
    return bars

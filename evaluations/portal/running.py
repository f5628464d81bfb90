"""Yang sedang berjalan: what others now do with what one has handed in, and by when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import dateformat, timezone

from evaluations import queries
from evaluations.domain.evaluating.deadlines import in_words, rating_words, with_due
from evaluations.domain.evaluating.objection_days import objection_until
from evaluations.enums import PlanState, State
from evaluations.models import Employee, Evaluation, PerformancePlan

SHOWN = 4
WITH_OTHERS = (
    State.SUBMITTED,
    State.PROPOSED,
    State.RATED,
    State.OBJECTED,
    State.EXPLAINED,
    State.ACKNOWLEDGED,
)


@dataclass(frozen=True)
class Running:
    title: str
    text: str
    url: str


def running(employee: Employee, now: datetime) -> list[Running]:
    """What of one's own is with somebody else, the latest first; two queries."""
    return [*_evaluations(employee, now), *_plans(employee)]


def _evaluations(employee: Employee, now: datetime) -> Iterator[Running]:
    rows = Evaluation.objects.filter(employee=employee, state__in=WITH_OTHERS)
    rows = with_due(rows).select_related("period").defer(*queries.DOCUMENTS)
    for row in rows.order_by("-period__ends_on", "-segment", "pk")[:SHOWN]:
        yield Running(row.period.name, _what_comes(row, now), reverse("portal:evaluation", args=[row.pk]))


def _what_comes(row: Evaluation, now: datetime) -> str:
    # Names stand within the sentence: after "M.Kes." a full stop would be one too many.
    rater, reviewer = row.rater_name or "penilai", row.reviewer_name or "atasan penilai"
    if row.state == State.SUBMITTED:
        return rating_words(row, rater, now)
    if row.state == State.PROPOSED:
        return f"Sudah dinilai. Penilaiannya menunggu persetujuan {reviewer} sebelum disampaikan."
    if row.state == State.RATED:
        at = row.period.deliver_at
        return f"Sudah dinilai. {_delivered_by(at, now) or f'{rater} akan menyampaikan hasilnya.'}"
    if row.state == State.OBJECTED:
        return f"Keberatan Anda menunggu penjelasan {rater}, lalu keputusan {reviewer} sebagai atasannya."
    if row.state == State.EXPLAINED:
        return f"Keberatan Anda menunggu keputusan {reviewer} sebagai atasan penilai."
    until = objection_until(row)
    if until is None or now > until:
        return "Hasilnya segera menjadi tetap."
    return (
        f"Anda sudah menerima hasilnya. Bila tidak ada keberatan, hasil tetap setelah {in_words(until, now)}."
    )


def _delivered_by(at: datetime | None, now: datetime) -> str:
    return f"Hasilnya disampaikan {in_words(at, now)}." if at is not None and at > now else ""


def _plans(employee: Employee) -> Iterator[Running]:
    rows = PerformancePlan.objects.filter(employee=employee, state=PlanState.SUBMITTED).select_related(
        "rater"
    )
    for plan in rows.order_by("-year", "pk"):
        moment = timezone.localtime(plan.submitted_at)
        text = f"Menunggu persetujuan {plan.rater or 'penilai'} sejak {dateformat.format(moment, 'j F Y')}."
        yield Running(f"SKP {plan.year}", text, reverse("portal:plan", args=[plan.pk]))

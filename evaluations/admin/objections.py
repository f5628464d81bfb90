"""Keberatan in the Wagtail admin: which objections there are, for whom they wait, and since when. No act on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from evaluations import queries
from evaluations.admin.managers import QueueView
from evaluations.domain.evaluating.objection_days import overdue, waiting_until, with_clocks
from evaluations.duties import OBJECTION_OPEN
from evaluations.enums import ObjectionOutcome, ObjectionTopic, State
from evaluations.models import Evaluation, EvaluationPeriod
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import named_period, whole_number

WAITING, LATE, DECIDED, EVERY = "menunggu", "lewat", "diputuskan", "semua"
UPHELD, CHANGED = "tetap", "diubah"

# What ``keadaan`` may be: the label, and the states of the evaluations.
KINDS: dict[str, tuple[str, Q]] = {
    WAITING: ("Semua yang belum diputuskan", Q(state__in=OBJECTION_OPEN)),
    State.OBJECTED.value: ("Menunggu penjelasan penilai", Q(state=State.OBJECTED)),
    State.EXPLAINED.value: ("Menunggu keputusan atasan penilai", Q(state=State.EXPLAINED)),
    LATE: ("Lewat batas", Q(pk__in=[])),  # by the clock: see ``_of_kind``
    DECIDED: ("Sudah diputuskan", Q(state=State.FINAL)),
    UPHELD: ("Diputuskan: hasil tetap", Q(objection__outcome=ObjectionOutcome.UPHELD)),
    CHANGED: ("Diputuskan: hasil diubah", Q(objection__outcome=ObjectionOutcome.CHANGED)),
    EVERY: ("Semua", Q()),
}


def objections_url(kind: str) -> str:
    return reverse("objections:index", query={"keadaan": kind})


@dataclass(frozen=True)
class Narrowing:
    """What the address narrows both pages to: ``periode``, ``perangkat``, ``tentang``."""

    period: EvaluationPeriod | None
    agency: int
    topic: str

    @classmethod
    def of(cls, request: HttpRequest, period: EvaluationPeriod | None) -> "Narrowing":
        topic = request.GET.get("tentang", "")
        agency = whole_number(request.GET.get("perangkat"))
        return cls(period, agency, topic if topic in ObjectionTopic.values else "")

    def applied(self, rows: EvaluationQuerySet) -> EvaluationQuerySet:
        asked = {"period": self.period, "agency": self.agency, "objection__topic": self.topic}
        return rows.filter(**{name: value for name, value in asked.items() if value})

    def address(self, more: Mapping[str, str]) -> str:
        """The same as the end of an address, and ``more``."""
        own = {
            "periode": str(self.period.pk) if self.period else "",
            "perangkat": str(self.agency or ""),
            "tentang": self.topic,
        }
        return urlencode({name: value for name, value in (own | dict(more)).items() if value})


def _of_kind(rows: EvaluationQuerySet, kind: str) -> EvaluationQuerySet:
    if kind != LATE:
        return rows.filter(KINDS.get(kind, KINDS[WAITING])[1])
    decided_late = Q(objection__decided_at__gt=F("decide_due_at"))
    late: EvaluationQuerySet = with_clocks(rows).filter(overdue(timezone.now()) | decided_late)
    return late


@dataclass(frozen=True)
class Line:
    """One objection: since when it stands as it stands, what comes next, and by whom."""

    evaluation: Evaluation

    @property
    def since(self) -> datetime:
        objection = self.evaluation.objection
        return objection.decided_at or objection.explained_at or objection.submitted_at

    @property
    def is_open(self) -> bool:
        return self.evaluation.state in OBJECTION_OPEN

    @property
    def state(self) -> str:
        if self.is_open:
            return KINDS[self.evaluation.state][0]
        return f"Diputuskan: {self.evaluation.objection.get_outcome_display().lower()}"

    @property
    def due(self) -> datetime | None:
        """Until when the next step is due."""
        return waiting_until(self.evaluation)

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.now()

    @property
    def next_step(self) -> str:
        """Whose turn it is; the superior may decide without an explanation too."""
        row = self.evaluation
        if row.state == State.OBJECTED:
            return f"{row.rater_name or 'Penilai'} menjelaskan"
        return f"{row.reviewer_name or 'Atasan penilai'} memutuskan" if row.state == State.EXPLAINED else ""


class IndexView(QueueView):
    """The oldest first: ``keadaan`` (what waits, if not said), ``periode``, ``perangkat``, ``tentang``, ``nama``."""

    template_name = "evaluations_admin/objections.html"
    page_title = "Keberatan"
    header_icon = "comment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        get = self.request.GET.get
        kind = get("keadaan", WAITING)
        name = get("nama", "").replace("\x00", "").strip()[:100]
        everything = queries.objections_of(self.request.user)
        period = named_period(self.request, queries.opened_periods())
        narrowing = Narrowing.of(self.request, period)
        queue = self.queue(_named(_of_kind(narrowing.applied(everything), kind), name))
        own = {
            "lines": [Line(evaluation) for evaluation in queue["page"]],
            "kinds": [(code, label) for code, (label, _) in KINDS.items()],
            "kind": kind if kind in KINDS else WAITING,
            "periods": queries.opened_periods()
            .filter(pk__in=everything.order_by().values("period"))
            .values_list("pk", "name"),
            "period": period.pk if period else "",
            "topics": ObjectionTopic.choices,
            "topic": narrowing.topic,
            "name": name,
        }
        return super().get_context_data(**kwargs) | queue | own


def _named(rows: EvaluationQuerySet, name: str) -> EvaluationQuerySet:
    return rows.filter(Q(name__icontains=name) | Q(nip__startswith=name)) if name else rows

"""Keberatan in the Wagtail admin: which objections there are, for whom they wait, and since when. No act on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import path, reverse
from wagtail.admin.viewsets.base import ViewSet

from evaluations import queries
from evaluations.admin.managers import ManagersMenuItem, QueueView
from evaluations.duties import OBJECTION_OPEN
from evaluations.enums import State
from evaluations.models import Evaluation, EvaluationPeriod
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import named_period

WAITING, DECIDED, EVERY = "menunggu", "diputuskan", "semua"

# What ``keadaan`` may be: the label, and the states of the evaluations.
KINDS: dict[str, tuple[str, Q]] = {
    WAITING: ("Semua yang belum diputuskan", Q(state__in=OBJECTION_OPEN)),
    State.OBJECTED.value: ("Menunggu penjelasan penilai", Q(state=State.OBJECTED)),
    State.EXPLAINED.value: ("Menunggu keputusan atasan penilai", Q(state=State.EXPLAINED)),
    DECIDED: ("Sudah diputuskan", Q(state=State.FINAL)),
    EVERY: ("Semua", Q()),
}


def objections_url(kind: str) -> str:
    return reverse("objections:index", query={"keadaan": kind})


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
    def next_step(self) -> str:
        """Whose turn it is; the superior may decide without an explanation too."""
        row = self.evaluation
        if row.state == State.OBJECTED:
            return f"{row.rater_name or 'Penilai'} menjelaskan"
        return f"{row.reviewer_name or 'Atasan penilai'} memutuskan" if row.state == State.EXPLAINED else ""


class IndexView(QueueView):
    """The oldest first: ``keadaan`` (what waits, if not said), ``periode``, ``nama``."""

    template_name = "evaluations_admin/objections.html"
    page_title = "Keberatan"
    header_icon = "comment"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        get = self.request.GET.get
        kind = get("keadaan", WAITING)
        name = get("nama", "").replace("\x00", "").strip()[:100]
        everything = queries.objections_of(self.request.user)
        period = named_period(self.request, queries.opened_periods())
        rows = everything.filter(KINDS.get(kind, KINDS[WAITING])[1])
        queue = self.queue(_narrowed(rows, period, self.agency, name))
        own = {
            "lines": [Line(evaluation) for evaluation in queue["page"]],
            "kinds": [(code, label) for code, (label, _) in KINDS.items()],
            "kind": kind if kind in KINDS else WAITING,
            "periods": queries.opened_periods()
            .filter(pk__in=everything.order_by().values("period"))
            .values_list("pk", "name"),
            "period": period.pk if period else "",
            "name": name,
        }
        return super().get_context_data(**kwargs) | queue | own


def _narrowed(
    rows: EvaluationQuerySet, period: EvaluationPeriod | None, agency: int, name: str
) -> EvaluationQuerySet:
    if period is not None:
        rows = rows.filter(period=period)
    if agency:
        rows = rows.filter(agency=agency)
    return rows.filter(Q(name__icontains=name) | Q(nip__startswith=name)) if name else rows


class ObjectionViewSet(ViewSet):
    name = "objections"
    url_prefix = "keberatan"
    icon = "comment"
    menu_label = "Keberatan"
    menu_order = 130
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [path("", IndexView.as_view(), name="index")]

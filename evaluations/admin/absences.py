"""Tidak di tempat: which raters are away, and who acts for them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import path
from django.utils import timezone
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.managers import ManagersMenuItem, QueueView
from evaluations.models import Assignment, Evaluation, RaterAbsence


@dataclass(frozen=True, slots=True)
class Line:
    """One announcement; ``acting`` names who acts and for how many evaluations, none before it begins."""

    absence: RaterAbsence
    acting: list[tuple[str, int]]
    has_begun: bool


class IndexView(QueueView):
    """What is announced and not over, the earliest first: ``perangkat``."""

    template_name = "evaluations_admin/absences/index.html"
    page_title = "Tidak di tempat"
    header_icon = "calendar"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = RaterAbsence.objects.standing().not_over(today).select_related("employee")
        if self.agency:
            there = Assignment.objects.on(today).filter(unit__agency=self.agency)
            rows = rows.filter(employee__in=there.values("employee"))
        found = self.queue(rows.order_by("starts_on", "employee__name", "pk"))
        acting = _acting([row.employee_id for row in found["page"]])
        lines = [Line(row, acting[row.employee_id], row.starts_on <= today) for row in found["page"]]
        return super().get_context_data(**kwargs) | found | {"lines": lines}


def _acting(raters: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Who acts today for each rater, with how many evaluations; one statement."""
    rows = Evaluation.objects.filter(rater__in=raters, deputy_until__gte=timezone.localdate())
    counted = rows.order_by().values_list("rater", "deputy__name", "deputy_as").annotate(n=Count("pk"))
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for rater, name, words, number in counted.order_by("deputy__name"):
        found[rater].append((f"{name}, {words}", number))
    return found


class AbsenceViewSet(ViewSet):
    name = "absences"
    url_prefix = "tidak-di-tempat"
    icon = "calendar"
    menu_label = "Tidak di tempat"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [path("", IndexView.as_view(), name="index")]

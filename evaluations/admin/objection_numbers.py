"""Keberatan dalam angka: by what it is about, perangkat daerah and period; numbers lead to their rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations import queries
from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.admin.objections import CHANGED, EVERY, LATE, UPHELD, WAITING, IndexView, Narrowing
from evaluations.admin.pulse import PulseView
from evaluations.domain.reports.objections import OPEN as IS_OPEN
from evaluations.domain.reports.objections import Dimension, Line, cases_of, lines_by, total_of
from evaluations.enums import ObjectionOutcome, ObjectionTopic
from evaluations.exchange.objection_columns import HEADERS, objections_workbook
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.places import named_period

# Which rows of the list a number stands for.
KIND_OF = {IS_OPEN: WAITING, ObjectionOutcome.UPHELD.value: UPHELD, ObjectionOutcome.CHANGED.value: CHANGED}


@dataclass(frozen=True)
class Cell:
    """A number with the address of its rows; None is too small to be shown."""

    number: int | None
    url: str


@dataclass(frozen=True)
class Row:
    line: Line
    cells: list[Cell]
    late: Cell


class NumbersView(ManagersView, TemplateView):
    """Filters as in the list: ``periode``, ``perangkat``, ``tentang``. ``unduh=xlsx`` gives the tables."""

    template_name = "evaluations_admin/objection_numbers.html"
    page_title = "Keberatan dalam angka"
    header_icon = "comment"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("objections:index"), "Keberatan")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.period = named_period(request, queries.opened_periods())
        self.narrowing = Narrowing.of(request, self.period)
        rows = self.narrowing.applied(queries.objections_of(request.user))
        self.cases = cases_of(rows, timezone.now())
        if request.GET.get("unduh") == "xlsx":
            tables = [(dimension, lines_by(self.cases, dimension)) for dimension in Dimension]
            return FileResponse(
                objections_workbook(tables),
                as_attachment=True,
                filename="keberatan-dalam-angka.xlsx",
                content_type=CONTENT_TYPE,
            )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = [
            (HEADERS[dimension], [self._row(line, dimension) for line in lines_by(self.cases, dimension)])
            for dimension in Dimension
        ]
        return super().get_context_data(**kwargs) | {
            "tables": tables,
            "whole": self._row(total_of(self.cases), None),
            "count": len(self.cases),
            "periods": queries.opened_periods().values_list("pk", "name"),
            "period": self.period.pk if self.period else "",
            "agencies": queries.agencies().values_list("pk", "name"),
            "agency": self.narrowing.agency or "",
            "topics": ObjectionTopic.choices,
            "topic": self.narrowing.topic,
            "download": f"?{self._query({'unduh': 'xlsx'})}",
        }

    def _row(self, line: Line, dimension: Dimension | None) -> Row:
        within = {dimension.value: line.key} if dimension and line.key else {}
        cells = [Cell(line.total, self._rows(EVERY, within))]
        cells += [Cell(line.counts[standing], self._rows(kind, within)) for standing, kind in KIND_OF.items()]
        return Row(line, cells, Cell(line.late, self._rows(LATE, within)))

    def _rows(self, kind: str, within: Mapping[str, str]) -> str:
        return f"{reverse('objections:index')}?{self._query({'keadaan': kind, **within})}"

    def _query(self, more: Mapping[str, str]) -> str:
        """The filters of the page, and ``more``, as the end of an address."""
        return self.narrowing.address(more)


class ObjectionViewSet(ViewSet):
    name = "objections"
    url_prefix = "keberatan"
    icon = "comment"
    menu_label = "Keberatan"
    menu_order = 130
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("angka/", NumbersView.as_view(), name="numbers"),
            path("suara/", PulseView.as_view(), name="pulse"),
        ]

"""Suara pegawai: how fair people find their evaluation, by agency over periods, beside objections in numbers."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView

from evaluations.admin.managers import ManagersView
from evaluations.domain.reports.pulse import Beside, By, pulse_figures
from evaluations.exchange.pulse_columns import pulse_workbook
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.places import named_key

NAMES = {By.PERIOD: "periode", By.AGENCY: "perangkat"}  # of what a line is, in addresses


@dataclass(frozen=True)
class Row:
    """A line with the addresses of what is below it, and of its objections in numbers."""

    line: Beside
    url: str
    objections_url: str


class PulseView(ManagersView, TemplateView):
    """By period, of one agency (``perangkat``) or of all; of a period (``periode``) by agency. ``unduh=xlsx``."""

    template_name = "evaluations_admin/pulse.html"
    page_title = "Suara pegawai"
    header_icon = "comment"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("objections:index"), "Keberatan"), (reverse("objections:numbers"), "Dalam angka")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.every = pulse_figures(request.user)
        self.agency = named_key(request, "perangkat", self.every.agencies)
        self.period = named_key(request, "periode", self.every.periods)
        self.chosen = self.every.of(agency=self.agency, period=self.period)
        if request.GET.get("unduh") == "xlsx":
            workbook = pulse_workbook(self.chosen)
            name = "suara-pegawai.xlsx"
            return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by = By.PERIOD if self.period is None else By.AGENCY
        return super().get_context_data(**kwargs) | {
            "agencies": [(unit.pk, unit.name) for unit in self.every.agencies],
            "periods": [(period.pk, period.name) for period in self.every.periods],
            "agency": self.agency or "",
            "period": self.period or "",
            "heading": "Periode" if by == By.PERIOD else "Perangkat daerah",
            "rows": [self._row(by, line) for line in self.chosen.beside(by)],
            "questions": self.chosen.questions(by),
            "download": f"?{self._query({'unduh': 'xlsx'})}",
        }

    def _row(self, by: By, line: Beside) -> Row:
        named = self._query({NAMES[by]: line.key})
        below = urlencode({NAMES[by]: line.key})
        return Row(line, f"?{below}", f"{reverse('objections:numbers')}?{named}")

    def _query(self, more: dict[str, Any]) -> str:
        """The filters of the page, and ``more``, as the end of an address."""
        own = {"periode": self.period, "perangkat": self.agency}
        return urlencode({name: value for name, value in (own | more).items() if value})

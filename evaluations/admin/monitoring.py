"""Pantauan in the Wagtail admin: the regency's progress down to each person of a period. Progress only, no ratings."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations import queries
from evaluations.admin.managers import PER_PAGE, ManagersMenuItem, ManagersView, Number, check_manager
from evaluations.domain.evaluating.lateness import with_lateness
from evaluations.domain.periods.reminders import remind_now
from evaluations.domain.refusals import Refused
from evaluations.enums import UNIT_ROLES, EmploymentType, State
from evaluations.exchange.monitoring_columns import progress_workbook
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.models import Evaluation, within
from evaluations.models.evaluation import EvaluationQuerySet
from evaluations.places import Place, chosen_period, chosen_place
from evaluations.progress import (
    REACHED_LABELS,
    Filters,
    Progress,
    addresses,
    asked_to_remind,
    beside,
    progress_of,
    reminding,
)

# What "Sampai mana" offers.
STAGES = [
    ("Tahap", list(queries.STAGE_LABELS.items())),
    ("Setidaknya", list(REACHED_LABELS.items())),
    ("Keadaan", State.choices),
]


def progress_url(period: int, **narrowed: str) -> str:
    """The list of everybody in a period, or of those that ``Filters`` narrow it to."""
    return f"{reverse('progress:index', query={'periode': period} | narrowed)}#orang"


def numbers_of(progress: Progress, address: Callable[..., str]) -> list[Number]:
    """How many there are at each stage, and of what is late or missing; ``address`` leads to those so narrowed."""
    stages = [Number(label, number, address(tahap=code)) for code, label, number in progress.stages]
    problems = [
        Number(label, number, address(ketepatan=code), is_soon=True)
        for code, label, number in progress.problems
        if number
    ]
    return stages + problems


class MonitoringView(ManagersView, TemplateView):
    """One unit in one period: totals, the units below, and everybody in them; filters as in ``Filters``.

    ``unduh=unit`` and ``unduh=orang`` give the tables as workbooks.
    """

    template_name = "evaluations_admin/monitoring.html"
    page_title = "Pantauan"
    header_icon = "view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.filters = Filters.of(request)
        self.periods = list(queries.opened_periods())
        self.period = chosen_period(request, self.periods)
        self.place = chosen_place(request, UNIT_ROLES)
        rows = Evaluation.objects.monitored_by(request.user).filter(period=self.period)
        self.rows = self.filters.everything(rows)
        if wanted := request.GET.get("unduh"):
            return self._workbook(wanted)
        return super().get(request, *args, **kwargs)

    def _people(self) -> EvaluationQuerySet:
        """Everybody in the subtree, as far as the filters name them."""
        place: Place = self.place
        rows = self.rows.filter(within(place.unit)) if place.unit else self.rows
        return self.filters.people(rows)

    def _workbook(self, wanted: str) -> FileResponse:
        made = self.period and progress_workbook(wanted, self.rows, self._people(), self.place, self.period)
        if not made:
            raise Http404
        workbook, name = made
        return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {
            "periods": [(one.pk, f"{one.name} ({one.get_state_display().lower()})") for one in self.periods],
            "period": self.period,
            "place": self.place,
            "filters": self.filters,
            "words": self.filters.name,
            "stages": STAGES,
            "lateness_labels": queries.LATENESS_LABELS,
            "employment_types": EmploymentType.choices,
        }
        if self.period is None:
            return context
        page = Paginator(self._people().only("name").order_by("name", "pk"), PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        # The due moments of this page alone: sorting would have the database compute those of everybody.
        shown = with_lateness(Evaluation.objects.filter(pk__in=[row.pk for row in page]))
        context |= {"page": page, "lines": shown.defer(*queries.DOCUMENTS).order_by("name", "pk")}
        context |= self._numbers() | beside(self.period, self.place)
        context |= reminding(self.request.user, self.rows, self.place, self.period)
        return context | addresses(self.period, self.place, self.filters)

    def _numbers(self) -> dict[str, Any]:
        """The unit in numbers, and those below it, unless the list is narrowed."""
        found = progress_of(self.rows, self.place)
        unit = {"unit": self.place.unit.code} if self.place.unit else {}
        kind = {"jenis": self.filters.employment_type} if self.filters.employment_type else {}
        address = partial(progress_url, self.period.pk, **unit, **kind)
        everybody = Number("Semua evaluasi", found["total"].total, address())
        return {
            "total": found["total"],
            "numbers": [everybody, *numbers_of(found["total"], address)],
            "units": [] if self.filters.narrows_people else found["lines"],
        }


@require_POST
def remind_view(request: HttpRequest) -> HttpResponse:
    """Remind whoever the button names; back to the list it stood in, which the query string keeps."""
    check_manager(request)
    asked = asked_to_remind(request)
    try:
        messages.success(request, str(remind_now(asked.rows, asked.step, actor=request.user)))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('progress:index')}?{request.GET.urlencode()}")


class MonitoringViewSet(ViewSet):
    name = "progress"
    url_prefix = "pantauan"
    icon = "view"
    menu_label = "Pantauan"
    menu_order = 110
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", MonitoringView.as_view(), name="index"),
            path("ingatkan/", remind_view, name="remind"),
        ]

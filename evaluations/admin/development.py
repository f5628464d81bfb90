"""Pengembangan in the Wagtail admin: the catalogue, and gaps, agreed and done steps by unit with the people behind."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations import queries
from evaluations.admin.managers import PER_PAGE, ManagersMenuItem, ManagersView
from evaluations.domain.reports.development import Report, development_report
from evaluations.enums import DevelopmentState
from evaluations.exchange.development_columns import PEOPLE, UNITS, development_workbook
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.models import CompetenceLevel, DevelopmentOffer, DevelopmentStep, Evaluation, within
from evaluations.places import Place, chosen_period, chosen_place
from forms_config.admin.columns import changed_column
from forms_config.models import Indicator


def competences() -> list[tuple[str, str]]:
    """Code and name of the competencies in the library of indicators."""
    rows = Indicator.objects.filter(group=Indicator.Group.KOMPETENSI)
    return list(rows.order_by("name").values_list("code", "name"))


def _competence(offer: DevelopmentOffer) -> str:
    return dict(competences()).get(offer.competence, offer.competence) or "semua kompetensi"


class OfferForm(WagtailAdminModelForm):
    """The competence by its name; one that left the library may stay where it stands."""

    competence = forms.ChoiceField(label="Kompetensi", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known, stands = competences(), self.instance.competence
        gone = [(stands, stands)] if stands and stands not in dict(known) else []
        self.fields["competence"].choices = [("", "Semua kompetensi"), *known, *gone]


class OfferViewSet(ModelViewSet):
    model = DevelopmentOffer
    name = "developmentoffer"
    url_prefix = "katalog-pengembangan"
    icon = "clipboard-list"
    menu_label = "Katalog pengembangan"
    list_display = [
        "title",
        Column("competence", label="Kompetensi", accessor=_competence, sort_key="competence"),
        Column("kind", label="Bentuk", accessor="get_kind_display"),
        Column("hours", label="JP", accessor="hours"),
        changed_column(),
    ]
    list_filter = ["kind", "is_offered"]
    search_fields = ["title", "competence", "place"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("competence"), FieldPanel("kind")]),
            FieldPanel("title"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("hours"), FieldPanel("place")]),
            FieldPanel("is_offered"),
        ],
        base_form_class=OfferForm,
    )


ON_EVALUATION = tuple(f"evaluation__{name}" for name in queries.DOCUMENTS)


class IndexView(ManagersView, TemplateView):
    """One unit in one period (``unit``, ``periode``): by competence, by unit, and who has a gap (``kompetensi``).

    ``unduh=unit`` and ``unduh=orang`` give the tables as workbooks.
    """

    template_name = "evaluations_admin/development.html"
    page_title = "Pengembangan"
    header_icon = "clipboard-list"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        told = CompetenceLevel.objects.order_by().values("evaluation__period")
        self.periods = list(queries.opened_periods().filter(pk__in=told))
        self.period = chosen_period(request, self.periods)
        self.place: Place = chosen_place(request, ())
        self.competence = request.GET.get("kompetensi", "").replace("\x00", "")
        if wanted := request.GET.get("unduh"):
            return self._workbook(wanted)
        return super().get(request, *args, **kwargs)

    def _report(self) -> Report:
        return development_report(self.period, self.place.unit, self.place.children)

    def _people(self) -> QuerySet[CompetenceLevel, CompetenceLevel]:
        """Everybody below the level that their post needs, with how far the last step has come."""
        rows = CompetenceLevel.objects.filter(
            within(self.place.unit, at="evaluation__unit"), evaluation__period=self.period, gap__gt=0
        )
        readable = Evaluation.objects.visible_to(self.request.user).filter(pk=OuterRef("evaluation"))
        steps = DevelopmentStep.objects.filter(
            employee=OuterRef("evaluation__employee"), competence=OuterRef("competence")
        ).order_by("-pk")
        rows = rows.filter(Exists(readable.order_by())).annotate(
            step_state=Subquery(steps.values("state")[:1]), step_title=Subquery(steps.values("title")[:1])
        )
        if self.competence:
            rows = rows.filter(competence=self.competence)
        people = rows.select_related("evaluation__employee").defer(*ON_EVALUATION)
        return people.order_by("evaluation__name", "label", "pk")

    def _workbook(self, wanted: str) -> FileResponse:
        if self.period is None or wanted not in (UNITS, PEOPLE):
            raise Http404
        rows = (
            self._report().of(self.competence) if wanted == UNITS else self._people().iterator(chunk_size=500)
        )
        workbook, name = development_workbook(wanted, rows, self.place.unit)
        return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {
            "periods": [(one.pk, one.name) for one in self.periods],
            "period": self.period,
            "period_key": self.period.pk if self.period else "",
            "competences": [],
            "place": self.place,
            "competence": self.competence,
        }
        if self.period is None:
            return context | {"lines": []}
        report = self._report()
        page = Paginator(self._people(), PER_PAGE).get_page(self.request.GET.get("p"))
        here = {"periode": self.period.pk} | ({"kompetensi": self.competence} if self.competence else {})
        return context | {
            "competences": [(line.competence, line.label) for line in report.by_competence],
            "by_competence": report.by_competence,
            "by_unit": report.of(self.competence) if self.competence else [],
            "page": page,
            "lines": [
                (row, DevelopmentState(row.step_state).label if row.step_state else "") for row in page
            ],
            "unit_query": reverse("development:index", query=here),
            "here": reverse("development:index", query=here | {"unit": self.place.unit.code}),
        }


class DevelopmentViewSet(ViewSet):
    name = "development"
    url_prefix = "pengembangan"
    icon = "clipboard-list"
    menu_label = "Kesenjangan kompetensi"
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [path("", IndexView.as_view(), name="index")]

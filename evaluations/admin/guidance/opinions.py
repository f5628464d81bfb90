"""Yang membingungkan, Wajib baca: what BKPSDM reads about its guidance. Nobody is named on either."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations import queries
from evaluations.admin.managers import PER_PAGE, ManagersMenuItem, ManagersView
from evaluations.domain.reports.guidance import (
    confusing_indicators,
    confusing_pages,
    confusion_by_agency,
    readers_of,
    reasons,
    required_pages,
)
from evaluations.places import whole_number


class ConfusionView(ManagersView, TemplateView):
    """What people found unclear, of every perangkat daerah or of one (``perangkat``)."""

    template_name = "evaluations_admin/guidance/confusion.html"
    page_title = "Yang membingungkan"
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agency = whole_number(self.request.GET.get("perangkat"))
        page = Paginator(reasons(agency), PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "agencies": queries.agencies().values_list("pk", "name"),
            "agency": agency or "",
            "tables": [
                ("Halaman", confusing_pages(agency)),
                ("Indikator", confusing_indicators(agency)),
                ("Perangkat daerah", confusion_by_agency()),
            ],
            "page": page,
            "lines": page,
        }


class ConfusionViewSet(ViewSet):
    name = "guidance_confusion"
    url_prefix = "yang-membingungkan"
    icon = "help"
    menu_label = "Yang membingungkan"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", ConfusionView.as_view(), name="index")]


class ReadingView(ManagersView, TemplateView):
    """How many have read one of the required pages (``halaman``), by perangkat daerah."""

    template_name = "evaluations_admin/guidance/reading.html"
    page_title = "Wajib baca"
    header_icon = "view"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = required_pages()
        asked = self.request.GET.get("halaman")
        page = (
            next((one for one in pages if str(one.pk) == asked), None) if asked else next(iter(pages), None)
        )
        if asked and page is None:
            raise Http404
        lines = readers_of(page, timezone.localdate()) if page else []
        return super().get_context_data(**kwargs) | {
            "pages": [(one.pk, one.title) for one in pages],
            "chosen": page,
            "chosen_key": page.pk if page else "",
            "people": sum(line.people for line in lines),
            "read": sum(line.read for line in lines),
            "page": Paginator(lines, len(lines) or 1).get_page(1),
            "lines": lines,
        }


class ReadingViewSet(ViewSet):
    name = "guidance_reading"
    url_prefix = "wajib-baca"
    icon = "view"
    menu_label = "Wajib baca"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", ReadingView.as_view(), name="index")]

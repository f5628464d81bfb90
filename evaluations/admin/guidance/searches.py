"""What people look for in the guidance, the most wanted first; the unanswered ones are what is still to be written."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.managers import PER_PAGE, ManagersMenuItem, ManagersView, Number
from forms_config.models import GuidanceSearch

UNANSWERED = "belum"


class IndexView(ManagersView, TemplateView):
    """All searches, or with ``jawaban=belum`` those that led to nothing."""

    template_name = "evaluations_admin/guidance/searches.html"
    page_title = "Yang dicari orang"
    header_icon = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = GuidanceSearch.objects.order_by("-times", "words")
        here = reverse("guidance_searches:index")
        only_unanswered = self.request.GET.get("jawaban") == UNANSWERED
        shown = rows.filter(is_answered=False) if only_unanswered else rows
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "numbers": [
                Number("Pencarian", _sum(rows), here),
                Number(
                    "Belum terjawab", _sum(rows.filter(is_answered=False)), f"{here}?jawaban={UNANSWERED}"
                ),
            ],
            "answers": [(UNANSWERED, "Belum terjawab")],
            "chosen": UNANSWERED if only_unanswered else "",
            "page": page,
            "lines": page,
        }


def _sum(rows: Any) -> int:
    return rows.aggregate(total=Sum("times"))["total"] or 0


class SearchViewSet(ViewSet):
    name = "guidance_searches"
    url_prefix = "pencarian-panduan"
    icon = "search"
    menu_label = "Yang dicari"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list[Any]:
        return [path("", IndexView.as_view(), name="index")]

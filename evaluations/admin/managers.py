"""What the screens of those who manage evaluations share: the frame, queues, numbers, and the entry of the menu."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from evaluations import queries, rules
from evaluations.places import whole_number

PER_PAGE = 50


@dataclass(frozen=True)
class Act:
    """A button that leads to the page of an act."""

    url: str
    label: str


@dataclass(frozen=True)
class Number:
    """A number with the address of the very rows that it counts."""

    label: str
    count: int
    url: str
    is_soon: bool = False  # whether it is pressing


def check_manager(request: HttpRequest) -> None:
    if not rules.is_manager(request.user):
        raise PermissionDenied


class ManagersView(WagtailAdminTemplateMixin):
    """A page for managers; ``trail()`` gives the steps above it as (address, label)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check_manager(request)
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        steps = [*self.trail(), ("", self.get_page_title())]
        return [*self.breadcrumbs_items, *({"url": url, "label": label} for url, label in steps)]


class QueueView(ManagersView, TemplateView):
    """What waits, in pages (``p``), of every perangkat daerah or of one (``perangkat``)."""

    @cached_property
    def agency(self) -> int:
        """The key that the address names, 0 where it names none."""
        return whole_number(self.request.GET.get("perangkat"))

    def queue(self, rows: QuerySet[Any, Any]) -> dict[str, Any]:
        """For the template: the page of ``rows``, and which perangkat daerah can be chosen."""
        return {
            "page": Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            "agencies": queries.agencies().values_list("pk", "name"),
            "agency": self.agency or "",
        }


class ManagersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rules.is_manager(request.user)

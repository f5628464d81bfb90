"""What the screens of those who manage evaluations share: the frame, and the entry of the menu."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from evaluations import rules


@dataclass(frozen=True)
class Act:
    """A button that leads to the page of an act."""

    url: str
    label: str


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


class ManagersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rules.is_manager(request.user)

"""Who may choose, and from what: whoever may see the rows. The library offers no more what was deactivated.

What was chosen before stays chosen.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


class _ActiveOnly:
    def get_object_list(self) -> QuerySet:
        return super().get_object_list().filter(is_active=True)


class LibraryChooseView(_ActiveOnly, ChooseView):
    pass


class LibraryChooseResultsView(_ActiveOnly, ChooseResultsView):
    pass


class ReadersOnly:
    """Mixin for every chooser of ours: Wagtail's own answer everybody who enters the admin, whatever they list.

    Nothing is made in passing either: there are screens for that.
    """

    def get_urlpatterns(self) -> list[URLPattern]:
        meta = self.model._meta
        may_see = f"{meta.app_label}.view_{meta.model_name}"
        return [
            path(str(one.pattern), _only_with(may_see, one.callback), name=one.name)
            for one in super().get_urlpatterns()
            if one.name != "create"
        ]


def _only_with(permission: str, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(permission):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class LibraryChooserViewSet(ReadersOnly, SnippetChooserViewSet):
    page_title = (
        "Pilih"  # Wagtail's own is put into words when it is imported, perhaps before the language is known
    )
    choose_view_class = LibraryChooseView
    choose_results_view_class = LibraryChooseResultsView

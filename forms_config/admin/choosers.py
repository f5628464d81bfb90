"""Choosing from the library: what was deactivated is not offered. What was chosen before stays chosen."""

from django.db.models import QuerySet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet


class _ActiveOnly:
    def get_object_list(self) -> QuerySet:
        return super().get_object_list().filter(is_active=True)


class LibraryChooseView(_ActiveOnly, ChooseView):
    pass


class LibraryChooseResultsView(_ActiveOnly, ChooseResultsView):
    pass


class LibraryChooserViewSet(SnippetChooserViewSet):
    page_title = (
        "Pilih"  # Wagtail's own is put into words when it is imported, perhaps before the language is known
    )
    choose_view_class = LibraryChooseView
    choose_results_view_class = LibraryChooseResultsView

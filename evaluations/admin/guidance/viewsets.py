"""What BKPSDM edits beside the pages: synonyms of the search and legal bases; and the way to the pages themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations import rules
from forms_config.admin.columns import changed_column
from forms_config.domain.legal import resting_on
from forms_config.models import EvaluationForm, GuidancePage, GuidanceSynonym, LegalBasis

PAGES = "forms_config:guidance"


class PagesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return rules.is_manager(request.user)


class PagesViewSet(ViewSet):
    """An entry of the menu for what Wagtail's tree of pages shows."""

    name = "guidance_pages"
    url_prefix = "panduan-halaman"
    icon = "folder-open-inverse"
    menu_label = "Halaman panduan"
    menu_item_class = PagesMenuItem

    @property
    def menu_url(self) -> str:
        return reverse(PAGES)

    def get_urlpatterns(self) -> list[Any]:
        return []


class SynonymViewSet(ModelViewSet):
    model = GuidanceSynonym
    name = "guidancesynonym"
    url_prefix = "padanan-kata"
    icon = "order"
    menu_label = "Padanan kata"
    list_display = ["words", changed_column()]
    search_fields = ["words"]
    ordering = ["words"]
    list_per_page = 60
    copy_view_enabled = False
    panels = [FieldPanel("words")]


class RestingPanel(Panel):
    """The pages and forms that name the regulation, so that they are looked at when it changes."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "evaluations_admin/guidance/resting.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = resting_on(self.instance) if self.instance.pk else {}
            groups = [(kind, [(one, _edit_url(one)) for one in rows]) for kind, rows in found.items()]
            return super().get_context_data(parent_context) | {"groups": groups}


def _edit_url(one: Any) -> str:
    if isinstance(one, GuidancePage):
        return reverse("wagtailadmin_pages:edit", args=[one.pk])
    return reverse(one.snippet_viewset.get_url_name("edit"), args=[one.pk])


class LegalBasisEditView(EditView):
    def save_instance(self) -> Any:
        """Says what rests on a regulation whose validity was changed."""
        basis = super().save_instance()
        if {"valid_from", "valid_until", "replaced_by"} & set(self.form.changed_data):
            found = resting_on(basis)
            pages = len(found["Halaman panduan"])
            forms = sum(isinstance(one, EvaluationForm) for one in found["Formulir"])
            if pages or forms:
                messages.warning(
                    self.request,
                    f"{pages} halaman panduan dan {forms} formulir menyebut {basis.number}. "
                    "Tinjau daftarnya di bawah isian ini.",
                )
        return basis


class LegalBasisViewSet(ModelViewSet):
    model = LegalBasis
    name = "legalbasis"
    url_prefix = "dasar-hukum"
    icon = "clipboard-list"
    menu_label = "Dasar hukum"
    edit_view_class = LegalBasisEditView
    list_display = [
        "number",
        "title",
        DateColumn("valid_from", label="Sejak"),
        DateColumn("valid_until", label="Sampai"),
        BooleanColumn("holds", label="Berlaku", accessor=lambda basis: basis.holds_on(timezone.localdate())),
        changed_column(),
    ]
    search_fields = ["number", "title"]
    ordering = ["number"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("number"), FieldPanel("title")]),
            FieldPanel("matters_for"),
            FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_until"), FieldPanel("replaced_by")]),
            FieldPanel("link"),
            RestingPanel(heading="Yang bersandar padanya"),
        ]
    )

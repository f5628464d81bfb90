"""Pustaka hasil kerja in the Wagtail admin: work results per post that people take into their plans (SKP)."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations.models import LibraryResult
from forms_config.admin.columns import changed_column

MAX_INDICATORS = 10


def _position(result: LibraryResult) -> str:
    return result.position or "semua nama"


def _post_kind(result: LibraryResult) -> str:
    return result.get_post_kind_display() or "semua jenjang"


class PlanLibraryViewSet(ModelViewSet):
    model = LibraryResult
    name = "libraryresult"
    url_prefix = "pustaka-skp"
    icon = "copy"
    menu_label = "Pustaka hasil kerja"
    list_display = [
        "statement",
        Column("position", label="Nama jabatan", accessor=_position, sort_key="position"),
        Column("post_kind", label="Jenjang jabatan", accessor=_post_kind),
        changed_column(),
    ]
    list_filter = ["post_kind"]
    search_fields = ["statement", "position"]
    panels = [
        FieldRowPanel([FieldPanel("position"), FieldPanel("post_kind")]),
        FieldPanel("statement"),
        InlinePanel(
            "indicators",
            heading="Indikator",
            label="Indikator",
            max_num=MAX_INDICATORS,
            panels=[
                FieldPanel("text"),
                FieldRowPanel([FieldPanel("aspect"), FieldPanel("target")]),
                FieldRowPanel([FieldPanel("target_value"), FieldPanel("unit"), FieldPanel("polarity")]),
            ],
        ),
    ]

"""Templates of periods: the pattern of dates and the audience rules with which a year begins."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations.models import PeriodTemplate
from forms_config.admin.columns import changed_column

AUDIENCE_ROW = [
    FieldRowPanel([FieldPanel("order"), FieldPanel("form")]),
    FieldRowPanel([FieldPanel("employment_type"), FieldPanel("position_type")]),
    FieldRowPanel([FieldPanel("post_kind"), FieldPanel("position_words")]),
    FieldRowPanel([FieldPanel("ranks"), FieldPanel("unit")]),
]
AUDIENCE_HELP = (
    "Baris pertama yang cocok berlaku, menurut urutannya. Baris tanpa syarat berlaku untuk semua pegawai; pada urutan "
    "yang sama ia berlaku sesudah yang bersyarat."
)
FROM_THE_END = "hari dari hari terakhir periode; minus berarti sebelumnya"


class PeriodTemplateViewSet(ModelViewSet):
    model = PeriodTemplate
    name = "periodtemplate"
    url_prefix = "pola-periode"
    icon = "copy"
    menu_label = "Pola periode"
    list_display = [
        "name",
        Column("kind", label="Jenis", accessor="get_kind_display"),
        "open_after",
        "fill_after",
        "rate_after",
        "deliver_after",
        "close_after",
        BooleanColumn("is_active", label="Aktif"),
        changed_column(),
    ]
    list_filter = ["kind"]
    search_fields = ["name"]
    copy_view_enabled = False
    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("kind")]),
        MultiFieldPanel(
            [
                FieldPanel("working_days"),
                FieldRowPanel([FieldPanel("open_after"), FieldPanel("fill_after"), FieldPanel("rate_after")]),
                FieldRowPanel([FieldPanel("deliver_after"), FieldPanel("close_after")]),
            ],
            heading=f"Tanggal ({FROM_THE_END})",
            help_text="Kosongkan “dibuka”, “hasil disampaikan”, atau “ditutup” bila selalu dilakukan dengan tombol.",
        ),
        FieldRowPanel([FieldPanel("grace_hours"), FieldPanel("segment_rule")]),
        FieldPanel("needs_approval"),
        InlinePanel(
            "forms",
            heading="Formulir untuk siapa",
            label="Formulir",
            help_text=AUDIENCE_HELP,
            panels=AUDIENCE_ROW,
        ),
        FieldPanel("is_active"),
    ]

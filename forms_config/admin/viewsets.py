"""The editors in the Wagtail admin: forms, indicators, scales, decision tables, indexes."""

from typing import Any

from django.db.models import Max, QuerySet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import (
    SnippetViewSet,
    SnippetViewSetGroup,
)

from forms_config.admin.approving import FormWorkflowActionView
from forms_config.admin.choosers import LibraryChooserViewSet
from forms_config.admin.columns import changed_column
from forms_config.admin.editing import IndicatorForm, KeyedForm, LibraryForm, MatrixForm, PublishedForm
from forms_config.admin.form_list import FormFilterSet
from forms_config.admin.form_views import (
    BlankKeyCopyView,
    EvaluationFormCreateView,
    EvaluationFormEditView,
    EvaluationFormIndexView,
    status_label,
)
from forms_config.admin.panels import (
    CodesPanel,
    ConfirmationPanel,
    HelpersPanel,
    ProblemsPanel,
    StartPanel,
    ToolsPanel,
    TrialPanel,
    UsesPanel,
    VersionsPanel,
)
from forms_config.admin.revision_views import FormRevisionsCompareView
from forms_config.admin.scale_editing import RatingScaleEditView
from forms_config.models import (
    Constant,
    EvaluationForm,
    IndexScheme,
    Indicator,
    PredikatMatrix,
    RatingScale,
)

ACTIVE = BooleanColumn("is_active", label="Aktif", sort_key="is_active")
CHANGED = changed_column()

USES = ObjectList([UsesPanel(heading="Dipakai di")], heading="Dipakai di")


class LibraryViewSet(SnippetViewSet):
    """What the viewsets of this module have in common."""

    copy_view_class = BlankKeyCopyView
    chooser_viewset_class = LibraryChooserViewSet
    list_filter = ["is_active"]
    ordering: tuple[str, ...] = ("name",)


class EvaluationFormViewSet(LibraryViewSet):
    model = EvaluationForm
    icon = "form"
    menu_label = "Formulir"
    url_prefix = "formulir"
    index_view_class = EvaluationFormIndexView
    add_view_class = EvaluationFormCreateView
    edit_view_class = EvaluationFormEditView
    workflow_action_view_class = FormWorkflowActionView
    revisions_compare_view_class = FormRevisionsCompareView
    filterset_class = FormFilterSet
    list_display = [
        "title",
        Column("latest_number", label="Versi terbit", accessor=lambda form: form.latest_number or "–"),
        Column("status", label="Status", accessor=status_label),
        ACTIVE,
        CHANGED,
    ]
    ordering = ("title",)
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    ConfirmationPanel(),
                    FieldPanel("title"),
                    FieldPanel("introduction"),
                    StartPanel(),
                    FieldPanel("sections"),
                    HelpersPanel(),
                ],
                heading="Isi formulir",
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("matrix"), FieldPanel("index")]),
                    FieldRowPanel([FieldPanel("purpose"), FieldPanel("is_active")]),
                    FieldRowPanel([FieldPanel("required_page"), FieldPanel("year_rule")]),
                    FieldPanel("key"),
                ],
                heading="Predikat dan pengaturan",
            ),
            ObjectList(
                [
                    ProblemsPanel(heading="Pemeriksaan"),
                    ToolsPanel(heading="Sebelum dan sesudah terbit"),
                    VersionsPanel(heading="Versi yang sudah terbit"),
                ],
                heading="Pemeriksaan dan versi",
            ),
        ],
        base_form_class=PublishedForm,
    )

    def get_queryset(self, request: Any) -> QuerySet[EvaluationForm]:
        return EvaluationForm.objects.annotate(latest_number=Max("versions__number"))


class IndicatorViewSet(LibraryViewSet):
    model = Indicator
    icon = "list-ol"
    menu_label = "Indikator"
    url_prefix = "indikator"
    list_display = [
        "name",
        "code",
        Column("group", label="Kelompok", accessor="get_group_display"),
        ACTIVE,
        CHANGED,
    ]
    list_filter = ["group", "is_active"]
    ordering = ("group", "name")
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
                    CodesPanel(),
                    FieldRowPanel([FieldPanel("group"), FieldPanel("aspect")]),
                    FieldPanel("definition"),
                    FieldPanel("how_measured"),
                    FieldPanel("guides"),
                    FieldRowPanel([FieldPanel("guidance_page"), FieldPanel("is_active")]),
                ],
                heading="Indikator",
            ),
            ObjectList(
                [
                    HelpPanel(
                        "Pilih satu cara: skala (memilih tingkat), pembilang dan penyebut (sistem membagi), "
                        "atau biarkan keduanya kosong (menjawab dengan satu angka)."
                    ),
                    MultiFieldPanel([FieldPanel("scale")], heading="Dengan skala"),
                    MultiFieldPanel(
                        [
                            FieldPanel("numerator"),
                            FieldRowPanel([FieldPanel("denominator"), FieldPanel("denominator_constant")]),
                            FieldPanel("multiplier"),
                        ],
                        heading="Pembilang dibagi penyebut",
                    ),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("target"), FieldPanel("unit")]),
                            FieldRowPanel([FieldPanel("polarity"), FieldPanel("cap")]),
                            FieldPanel("bands"),
                            TrialPanel(),
                        ],
                        heading="Capaian",
                    ),
                ],
                heading="Cara menjawab dan menghitung",
            ),
            ObjectList(
                [FieldPanel("descriptors"), FieldPanel("required_levels")], heading="Tingkat dan jabatan"
            ),
            USES,
        ],
        base_form_class=IndicatorForm,
    )


class RatingScaleViewSet(LibraryViewSet):
    model = RatingScale
    edit_view_class = RatingScaleEditView
    icon = "pick"
    menu_label = "Skala"
    url_prefix = "skala"
    list_display = ["name", "key", ACTIVE, CHANGED]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldPanel("description"),
                    InlinePanel(
                        "levels",
                        heading="Tingkat",
                        label="Tingkat",
                        min_num=1,
                        panels=[
                            FieldRowPanel([FieldPanel("label"), FieldPanel("key"), FieldPanel("value")]),
                            FieldPanel("descriptor"),
                        ],
                    ),
                    FieldRowPanel([FieldPanel("key"), FieldPanel("is_active")]),
                    CodesPanel(),
                ],
                heading="Skala",
            ),
            USES,
        ],
        base_form_class=KeyedForm,
    )


class ConstantViewSet(LibraryViewSet):
    model = Constant
    icon = "decimal"
    menu_label = "Tetapan"
    url_prefix = "tetapan"
    list_display = [
        "name",
        "key",
        Column("value", label="Nilai", accessor="spoken_value"),
        "unit",
        ACTIVE,
        CHANGED,
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("value"), FieldPanel("unit")]),
                    FieldPanel("description"),
                    FieldRowPanel([FieldPanel("key"), FieldPanel("is_active")]),
                ],
                heading="Tetapan",
            ),
            USES,
        ],
        base_form_class=KeyedForm,
    )


class PredikatMatrixViewSet(LibraryViewSet):
    model = PredikatMatrix
    icon = "table"
    menu_label = "Kuadran predikat"
    url_prefix = "kuadran"
    list_display = ["name", "legal_basis", ACTIVE, CHANGED]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("scale"), FieldPanel("legal_basis")]),
                    FieldPanel("cells", heading="Tabel predikat"),
                    InlinePanel(
                        "predikats",
                        heading="Predikat",
                        label="Predikat",
                        min_num=1,
                        panels=[FieldRowPanel([FieldPanel("label"), FieldPanel("code")])],
                    ),
                    FieldRowPanel([FieldPanel("key"), FieldPanel("is_active")]),
                    CodesPanel(),
                ],
                heading="Kuadran",
            ),
            USES,
        ],
        base_form_class=MatrixForm,
    )


class IndexSchemeViewSet(LibraryViewSet):
    model = IndexScheme
    icon = "order"
    menu_label = "Indeks"
    url_prefix = "indeks"
    list_display = ["name", "legal_basis", ACTIVE, CHANGED]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("legal_basis"), FieldPanel("decimals")]),
                    FieldPanel("weight_sets"),
                    HelpersPanel(),
                    FieldPanel("bands"),
                    FieldRowPanel([FieldPanel("key"), FieldPanel("is_active")]),
                    CodesPanel(),
                ],
                heading="Indeks",
            ),
            USES,
        ],
        base_form_class=LibraryForm,
    )


class EvaluationGroup(SnippetViewSetGroup):
    """The menu of everything that decides what an evaluation looks like."""

    items = (
        EvaluationFormViewSet,
        IndicatorViewSet,
        RatingScaleViewSet,
        PredikatMatrixViewSet,
        IndexSchemeViewSet,
        ConstantViewSet,
    )
    menu_label = "Formulir"
    menu_icon = "form"
    menu_name = "evaluasi"
    menu_order = 200

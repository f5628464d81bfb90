"""The editors in the Wagtail admin: forms, indicators, scales, decision tables, indexes."""

from typing import Any

from django.contrib import messages
from django.db.models import Max, QuerySet
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
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
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from forms_config.admin.approving import HANDING_IN, FormWorkflowActionView, ThroughApproval
from forms_config.admin.choosers import LibraryChooserViewSet
from forms_config.admin.conflicts import NoticesOthers
from forms_config.admin.editing import KEY_FIELDS, IndicatorForm, KeyedForm, MatrixForm, PublishedForm
from forms_config.admin.panels import (
    CodesPanel,
    ConfirmationPanel,
    HelpersPanel,
    ProblemsPanel,
    StartPanel,
    ToolsPanel,
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
from forms_config.publishing import EDITED, FormHasProblems

ACTIVE = BooleanColumn("is_active", label="Aktif", sort_key="is_active")
USES = ObjectList([UsesPanel(heading="Dipakai di")], heading="Dipakai di")

COPY_MARK = " (salinan)"


def status_label(form: EvaluationForm) -> str:
    """Draft and publication in one word or two."""
    if not form.live:
        return "Draf"
    return "Terbit, ada draf baru" if form.has_unpublished_changes else "Terbit"


class BlankKeyCopyView(CopyView):
    """A copy starts without key, since it becomes a thing of its own.

    The page is sent to the create view. Wagtail would let it be sent here as well, and then change the
    original.
    """

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Any:
        copied = super().get_initial_form_instance()
        if isinstance(copied, EvaluationForm):
            return unsaved_copy(copied)
        for name in KEY_FIELDS:
            if hasattr(copied, name):
                setattr(copied, name, "")
        return copied


def unsaved_copy(form: EvaluationForm) -> EvaluationForm:
    """A draft with the content of ``form`` as it was published, or its draft where it never was. The keys of
    sections and fields stay, so that years can be compared; versions and history do not come along.
    """
    content = {name: getattr(form, name) for name in EDITED}
    longest = EvaluationForm._meta.get_field("title").max_length - len(COPY_MARK)
    return EvaluationForm(**content | {"title": form.title[:longest].rstrip() + COPY_MARK}, live=False)


class LibraryViewSet(SnippetViewSet):
    """What the viewsets of this module have in common."""

    copy_view_class = BlankKeyCopyView
    chooser_viewset_class = LibraryChooserViewSet
    list_filter = ["is_active"]
    ordering: tuple[str, ...] = ("name",)


class ChecksBeforePublishing(ThroughApproval):
    """Mixin for create and edit: publishing asks for a complete form, saving a draft does not."""

    checked: PublishedForm | None = None

    def get_error_message(self) -> str:
        if self.checked is not None and self.checked.to_confirm:
            count = len(self.checked.non_field_errors())
            return (
                f"Formulir {self._not_yet()}: ada {count} hal yang perlu Anda pastikan. Bila memang begitu "
                "maksudnya, tekan tombol yang sama sekali lagi; bila tidak, ubah dulu. Isian Anda tidak hilang."
            )
        if self.asks_for_complete_form:
            return f"Formulir {self._not_yet()}. Perbaiki dulu yang ditandai; draf Anda tidak hilang."
        return super().get_error_message()

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.is_publishing = self.asks_for_complete_form
        self.checked = form
        return form

    def run_action_method(self) -> Any:
        try:
            return super().run_action_method()
        except FormHasProblems as refused:  # something changed between the check and now
            messages.error(self.request, f"Tersimpan sebagai draf, tetapi {self._not_yet()}. {refused}")
            return redirect(self.get_edit_url())

    def _not_yet(self) -> str:
        if self.is_approving:
            return "belum disetujui dan tetap menunggu"
        return "belum diajukan" if self.action in HANDING_IN else "belum diterbitkan"


class EvaluationFormCreateView(ChecksBeforePublishing, CreateView):
    pass


class EvaluationFormEditView(NoticesOthers, ChecksBeforePublishing, EditView):
    pass


class EvaluationFormIndexView(IndexView):
    """The list, with the way to a form that comes from elsewhere."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        if self.add_url:
            url = reverse("forms_config:import_form")
            buttons.append(HeaderButton("Impor formulir", url=url, icon_name="upload", priority=2000))
        return buttons


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
    list_display = [
        "title",
        Column("latest_number", label="Versi terbit", accessor=lambda form: form.latest_number or "–"),
        Column("status", label="Status", accessor=status_label),
        ACTIVE,
    ]
    ordering = ("title",)
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("introduction"),
                    StartPanel(),
                    FieldPanel("sections"),
                    HelpersPanel(),
                    ConfirmationPanel(),
                ],
                heading="Isi formulir",
            ),
            ObjectList(
                [
                    FieldPanel("matrix"),
                    FieldPanel("index"),
                    FieldPanel("required_page"),
                    FieldPanel("is_active"),
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
    list_display = ["name", "code", Column("group", label="Kelompok", accessor="get_group_display"), ACTIVE]
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
                    FieldPanel("guidance_page"),
                    FieldPanel("is_active"),
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
    list_display = ["name", "key", ACTIVE]
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
    list_display = ["name", "key", "value", "unit", ACTIVE]
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
    list_display = ["name", "legal_basis", ACTIVE]
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
    list_display = ["name", "legal_basis", ACTIVE]
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
        base_form_class=KeyedForm,
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
    menu_label = "Evaluasi"
    menu_icon = "form"
    menu_name = "evaluasi"
    menu_order = 100

"""The page on which ready-made parts are put into a form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from forms_config.actors import Actor
from forms_config.admin.panels import edit_url
from forms_config.blocks.parts import FILLED_BY
from forms_config.domain.drafts import DraftIsLocked
from forms_config.engine.schema import FilledBy
from forms_config.models import EvaluationForm, Indicator, PredikatMatrix
from forms_config.official.inserting import (
    NEW_SECTION,
    Part,
    Side,
    insert_indicators,
    insert_sections,
    official_parts,
    parts_of_others,
)

LIST = "wagtailsnippets_forms_config_evaluationform:list"
MAY_CHANGE = "forms_config.change_evaluationform"
READY_MADE, OTHERS, INDICATORS = "siap-pakai", "formulir-lain", "indikator"


class SectionsForm(forms.Form):
    """Sections to insert, and the decision table where the form has none yet."""

    sections = forms.MultipleChoiceField(
        label="Bagian",
        error_messages={
            "required": "Pilih paling sedikit satu bagian.",
            "invalid_choice": "Ada bagian yang sudah tidak ada. Pilih sekali lagi.",
        },
    )
    matrix = forms.ModelChoiceField(
        label="Pakai juga kuadran predikat",
        queryset=PredikatMatrix.objects.filter(is_active=True),
        required=False,
        empty_label="Tidak, nanti saja",
    )

    def __init__(self, parts: Sequence[Part], *args: Any, draft: EvaluationForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.name: part for part in parts if not part.missing}
        self.fields["sections"].choices = [(part.name, part.label) for part in self.parts.values()]
        if draft.matrix_id:
            del self.fields["matrix"]

    def insert(self, form: EvaluationForm, actor: Actor) -> list[str]:
        sections = [self.parts[name].section for name in self.cleaned_data["sections"]]
        return insert_sections(form, sections, matrix=self.cleaned_data.get("matrix"), actor=actor)


class IndicatorsForm(forms.Form):
    """A set of indicators, answered alike, for one section."""

    indicators = forms.ModelMultipleChoiceField(
        label="Indikator", queryset=Indicator.objects.filter(is_active=True), required=False
    )
    groups = forms.MultipleChoiceField(
        label="Semua dalam kelompok", choices=Indicator.Group.choices, required=False
    )
    section = forms.ChoiceField(label="Masukkan ke bagian", required=False)
    label = forms.CharField(
        label="Nama bagian baru", required=False, max_length=120, help_text="Untuk “Bagian baru” saja."
    )
    filled_by = forms.ChoiceField(label="Diisi oleh", choices=FILLED_BY, initial=FilledBy.RATER.value)
    required = forms.BooleanField(label="Semua wajib diisi", required=False, initial=True)
    scored = forms.BooleanField(label="Semua ikut dihitung dalam skor bagian", required=False)

    def __init__(self, *args: Any, draft: EvaluationForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = [(one.value["key"], one.value["label"] or one.value["key"]) for one in draft.sections]
        self.fields["section"].choices = [(NEW_SECTION, "Bagian baru"), *sections]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("section") and not cleaned.get("label") and "section" not in self.errors:
            self.add_error("label", "Beri nama bagian barunya, atau pilih bagian yang sudah ada.")
        if not self.errors and not self.chosen():
            self.add_error("indicators", "Pilih paling sedikit satu indikator.")
        return cleaned

    def chosen(self) -> list[Indicator]:
        """The ticked indicators and those of the ticked groups, in the order of the library."""
        ticked = {one.pk for one in self.cleaned_data["indicators"]}
        every = self.fields["indicators"].queryset
        return [one for one in every if one.pk in ticked or one.group in self.cleaned_data["groups"]]

    def insert(self, form: EvaluationForm, actor: Actor) -> list[str]:
        given = self.cleaned_data
        return insert_indicators(
            form,
            self.chosen(),
            into=given["section"],
            label=given["label"],
            side=Side(given["filled_by"], given["required"], given["scored"]),
            actor=actor,
        )


class InsertView(WagtailAdminTemplateMixin, TemplateView):
    """Three ways to add: official sections, sections of other forms, sets of indicators. One POST, one way."""

    template_name = "forms_config/insert.html"
    page_title = "Sisipkan bagian siap pakai"
    header_icon = "plus-inverse"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_CHANGE):
            raise PermissionDenied
        self.form = get_object_or_404(EvaluationForm, pk=kwargs["pk"])
        self.draft = self.form.get_latest_revision_as_object()
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": "Formulir"},
            {"url": edit_url(self.form), "label": self.draft.title or "Formulir"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        official, others = official_parts(), parts_of_others(self.form)
        filled = self._filled(official, others)
        return super().get_context_data(**kwargs) | {
            "draft": self.draft,
            "edit_url": edit_url(self.form),
            "official": official,
            "others": others,
            "groups": _groups(),
            "filled": filled,
            "ready_made_form": filled[READY_MADE],
            "others_form": filled[OTHERS],
            "indicators_form": filled[INDICATORS],
        }

    def _filled(self, official: list[Part], others: list[Any]) -> dict[str, forms.Form]:
        """The three forms; the one that was posted with its data."""
        every = [part for _, parts in others for part in parts]

        def data(kind: str) -> Any:
            return self.request.POST if self.request.POST.get("kind") == kind else None

        return {
            READY_MADE: SectionsForm(official, data(READY_MADE), draft=self.draft, auto_id="resmi-%s"),
            OTHERS: SectionsForm(every, data(OTHERS), draft=self.draft, auto_id="lain-%s"),
            INDICATORS: IndicatorsForm(data(INDICATORS), draft=self.draft),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(**kwargs)
        form = context["filled"].get(request.POST.get("kind", ""))
        if form is None or not form.is_valid():
            return self.render_to_response(context, status=422)
        try:
            added = form.insert(self.form, request.user)
        except DraftIsLocked as locked:
            messages.error(request, str(locked))
        except LookupError:
            messages.error(request, "Bagian yang dipilih sudah tidak ada. Belum ada yang disisipkan.")
        else:
            names = ", ".join(f"“{name}”" for name in added)
            messages.success(request, f"Ditambahkan ke draf: {names}. Periksa di bawah, lalu terbitkan.")
        return redirect(edit_url(self.form))


def _groups() -> list[tuple[str, str, list[Indicator]]]:
    """``(key, label, active indicators)``, in the order of the groups."""
    found = list(Indicator.objects.filter(is_active=True).select_related("scale"))
    groups = [
        (key, str(label), [one for one in found if one.group == key])
        for key, label in Indicator.Group.choices
    ]
    return [group for group in groups if group[2]]

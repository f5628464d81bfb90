"""Pola distribusi in the Wagtail admin: sets of bounds with the day from which they hold, and trying one.

A set that begins later is a draft: nothing follows it until its day, and its preview says what it would find.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CopyView, EditView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from evaluations import queries
from evaluations.admin.managers import ManagersView
from evaluations.domain.evaluating.distribution import Group
from evaluations.duties import RATED
from evaluations.enums import OrganizationLevel, Predikat
from evaluations.models import (
    DistributionBound,
    DistributionRules,
    Evaluation,
    EvaluationPeriod,
    OrganizationPerformance,
)
from evaluations.places import chosen_period
from forms_config.admin.columns import changed_column

MOST_PEOPLE = 100_000
BOUND_FIELDS = ("level", "code", "kind", "percent", "predikat", "together_with")


class TrialForm(forms.Form):
    """The calculator: a level, and how many people have which predikat."""

    level = forms.ChoiceField(label="Capaian organisasi", choices=OrganizationLevel.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in Predikat.choices:
            self.fields[code] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                error_messages={"invalid": "Isi bilangan bulat."},
            )

    @property
    def counts(self) -> dict[str, int]:
        return {code: self.cleaned_data[code] or 0 for code in Predikat.values}


@dataclass(frozen=True)
class Effect:
    """One agency with its level in the period, and what the set finds there."""

    performance: OrganizationPerformance
    group: Group


class RulesCopyView(CopyView):
    """The next set begins as the last one, with bounds of its own and a day that is still to be said."""

    def get_initial_form_instance(self) -> DistributionRules:
        source = self.get_object()
        copy = DistributionRules(
            name=source.name, legal_basis=source.legal_basis, smallest_group=source.smallest_group
        )
        copy.bounds.set(
            DistributionBound(**{name: getattr(bound, name) for name in BOUND_FIELDS})
            for bound in source.bounds.all()
        )
        return copy


class RulesEditView(EditView):
    @property
    def header_buttons(self) -> list:
        preview = reverse("distributionrules:preview", args=[self.object.pk])
        return [*super().header_buttons, HeaderButton("Coba pola ini", preview, icon_name="view")]


class PreviewView(ManagersView, TemplateView):
    """What a set says: bounds by level, a calculator, and every agency of a period (``periode``)."""

    template_name = "evaluations_admin/distribution_preview.html"
    page_title = "Coba pola"
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.rules = get_object_or_404(DistributionRules.objects.prefetch_related("bounds"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return [
            (reverse("distributionrules:index"), "Pola distribusi"),
            (reverse("distributionrules:edit", args=[self.rules.pk]), self.rules.name),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = chosen_period(self.request, list(queries.opened_periods()))
        asked = "level" in self.request.GET
        form = TrialForm(self.request.GET if asked else None)
        bounds = list(self.rules.bounds.all())
        return super().get_context_data(**kwargs) | {
            "rules": self.rules,
            "levels": [
                (label, [bound for bound in bounds if bound.level == code])
                for code, label in OrganizationLevel.choices
            ],
            "form": form,
            "trial": self._trial(form, bounds) if asked and form.is_valid() else None,
            "period": period,
            "periods": queries.opened_periods(),
            "effects": _effects(period, bounds) if period else [],
            "media": form.media,
        }

    def _trial(self, form: TrialForm, bounds: list) -> Group:
        level = OrganizationPerformance(level=form.cleaned_data["level"])
        return Group(form.counts, 0, level, bounds)


def _effects(period: EvaluationPeriod, bounds: list) -> list[Effect]:
    """Of every agency whose level is known; by name. Two statements."""
    held = OrganizationPerformance.objects.in_force().filter(period=period, unit__agency=F("unit"))
    rated = Evaluation.objects.filter(period=period, counts=True, state__in=RATED).exclude(predikat="")
    numbers: dict[int, dict[str, int]] = {}
    for agency, predikat, number in (
        rated.order_by().values_list("agency", "predikat").annotate(number=Count("pk"))
    ):
        numbers.setdefault(agency, dict.fromkeys(Predikat.values, 0))[predikat] = number
    nobody = dict.fromkeys(Predikat.values, 0)
    return [
        Effect(row, Group(numbers.get(row.unit_id, nobody), 0, row, bounds))
        for row in held.select_related("unit").order_by("unit__name", "pk")
    ]


class DistributionRulesViewSet(ModelViewSet):
    model = DistributionRules
    name = "distributionrules"
    url_prefix = "pola-distribusi"
    icon = "sliders"
    menu_label = "Pola distribusi"
    menu_order = 235
    add_to_admin_menu = True
    edit_view_class = RulesEditView
    copy_view_class = RulesCopyView
    list_display = [
        "name",
        Column("starts_on", label="Berlaku mulai", accessor="starts_on"),
        Column("legal_basis", label="Dasar hukum", accessor="legal_basis"),
        changed_column(),
    ]
    ordering = ["-starts_on"]
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("smallest_group")]),
        FieldPanel("legal_basis"),
        InlinePanel(
            "bounds",
            heading="Batas",
            label="Batas",
            min_num=1,
            panels=[
                FieldRowPanel([FieldPanel("level"), FieldPanel("code")]),
                FieldRowPanel([FieldPanel("predikat"), FieldPanel("together_with")]),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("percent")]),
            ],
        ),
    ]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/coba/", PreviewView.as_view(), name="preview"),
        ]

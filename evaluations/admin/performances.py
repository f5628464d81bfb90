"""Capaian organisasi in the Wagtail admin: many units at once on one document, with every determination so far."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput

from evaluations import queries
from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.domain.evaluating.evidence import KINDS_IN_WORDS
from evaluations.domain.periods.performances import Basis, determine, usual_decider
from evaluations.domain.refusals import Refused
from evaluations.enums import OrganizationLevel
from evaluations.models import (
    EvaluationPeriod,
    OrganizationalUnit,
    OrganizationPerformance,
    PerformanceDecision,
)
from evaluations.places import chosen_period
from forms_config.text_fields import CleanTextField

PER_PAGE = 20
ON_DOCUMENT = {"reason_required": "reason", "decided_ahead": "decided_on"}  # which field a refusal is about
LEVELS = [("", "Belum ditetapkan"), *OrganizationLevel.choices]


@dataclass(frozen=True)
class Line:
    """One unit: what holds, and the field that changes it."""

    unit: OrganizationalUnit
    now: OrganizationPerformance | None  # its level is empty where it was taken back
    field: forms.BoundField
    has_units_below: bool


class PerformanceForm(forms.Form):
    """A level for each of ``units``, and on what all that change rest."""

    source = CleanTextField(
        label="Dasar",
        max_length=250,
        help_text="Misalnya: Format Penetapan Predikat Kinerja nomor 800/12, realisasi rencana aksi triwulan III.",
        error_messages={"required": "Tuliskan dasarnya."},
    )
    decided_by = CleanTextField(
        label="Ditetapkan oleh",
        max_length=200,
        help_text="Jabatan pimpinan satu tingkat di atas unit.",
        error_messages={"required": "Tuliskan jabatan yang menetapkan."},
    )
    decided_on = forms.DateField(
        label="Tanggal penetapan",
        widget=AdminDateInput,
        error_messages={"required": "Isi tanggal penetapan."},
    )
    document = forms.FileField(
        label="Dokumen penetapan",
        required=False,
        help_text=f"{KINDS_IN_WORDS}. Hanya dibaca BKPSDM, auditor, dan pimpinan unitnya.",
    )
    reason = CleanTextField(
        label="Alasan perubahan",
        max_length=250,
        required=False,
        help_text="Wajib bila mengubah capaian yang sudah ditetapkan.",
    )

    def __init__(
        self,
        *args: Any,
        units: list[OrganizationalUnit],
        known: dict[int, OrganizationPerformance],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.known = units, known
        for unit in units:
            row = known.get(unit.pk)
            self.fields[level_name(unit)] = forms.ChoiceField(
                label=f"Capaian {unit.name}", choices=LEVELS, required=False, initial=row.level if row else ""
            )
            self.fields[seen_name(unit)] = forms.IntegerField(
                required=False, widget=forms.HiddenInput, initial=row.pk if row else 0
            )

    def levels(self) -> dict[OrganizationalUnit, str]:
        return {unit: self.cleaned_data[level_name(unit)] for unit in self.units}

    def seen(self) -> dict[int, int]:
        return {unit.pk: self.cleaned_data[seen_name(unit)] or 0 for unit in self.units}

    def basis(self) -> Basis:
        names = ("source", "decided_by", "decided_on", "reason", "document")
        return Basis(**{name: self.cleaned_data[name] for name in names})


def level_name(unit: OrganizationalUnit) -> str:
    return f"unit-{unit.pk}"


def seen_name(unit: OrganizationalUnit) -> str:
    return f"dilihat-{unit.pk}"


class IndexView(ManagersView, TemplateView):
    """The agencies of the regency or (``induk``) the units right below one: what holds, and determining it.

    ``periode`` says when, ``p`` is the page of the log.
    """

    template_name = "evaluations_admin/performances.html"
    page_title = "Capaian organisasi"
    header_icon = "pick"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.period = chosen_period(request, list(queries.opened_periods()))
        code = request.GET.get("induk", "")
        self.parent = get_object_or_404(OrganizationalUnit, code=code) if code else None
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**kwargs))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.period is None:
            raise Http404
        form = self._form(request.POST, request.FILES)
        if form.is_valid():
            try:
                decision = determine(
                    self.period, form.levels(), form.basis(), actor=request.user, seen=form.seen()
                )
            except Refused as refused:
                form.add_error(ON_DOCUMENT.get(refused.code), refused.message)
            else:
                messages.success(request, f"Capaian {decision.levels.count()} unit tercatat.")
                return redirect(self._address())
        context = self.get_context_data(form=form, **kwargs)
        return self.render_to_response(context, status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.period is None:
            return super().get_context_data(**kwargs) | {"period": None, "media": forms.Media()}
        kwargs.setdefault("form", self._form())
        form = kwargs["form"]
        log = Paginator(_log(self.period, form.units), PER_PAGE)
        parents = set(_inside(form.units).values_list("parent", flat=True)) if form.units else set()
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "periods": queries.opened_periods(),
            "parent": self.parent,
            "lines": [
                Line(unit, form.known.get(unit.pk), form[level_name(unit)], unit.pk in parents)
                for unit in form.units
            ],
            "hidden": [form[seen_name(unit)] for unit in form.units],
            "basis": [form[name] for name in ("source", "decided_by", "decided_on", "document", "reason")],
            "page": log.get_page(self.request.GET.get("p")),
            "media": form.media,
        }

    def _form(self, *data: Any) -> PerformanceForm:
        units = list(_units(self.parent))
        rows = OrganizationPerformance.objects.filter(period=self.period, unit__in=units, ended_at=None)
        known = {row.unit_id: row for row in rows.select_related("decision")}
        above = self.parent or OrganizationalUnit.objects.filter(parent=None).first()
        initial = {"decided_by": usual_decider(above), "decided_on": timezone.localdate()}
        return PerformanceForm(*data, units=units, known=known, initial=initial)

    def _address(self) -> str:
        query = {"periode": self.period.pk} | ({"induk": self.parent.code} if self.parent else {})
        return reverse("performances:index", query=query)


def _units(parent: OrganizationalUnit | None) -> QuerySet[OrganizationalUnit]:
    """The agencies, or what lies right below ``parent``; what is closed today is left out."""
    rows = OrganizationalUnit.objects.open_on(timezone.localdate()).order_by("name", "pk")
    return rows.filter(parent=parent) if parent else rows.filter(agency=F("pk"))


def _inside(units: list[OrganizationalUnit]) -> QuerySet[OrganizationalUnit]:
    return OrganizationalUnit.objects.open_on(timezone.localdate()).filter(parent__in=units).order_by()


def _log(period: EvaluationPeriod, units: list[OrganizationalUnit]) -> QuerySet[PerformanceDecision]:
    """Every determination of the period that touched one of these units, the latest first."""
    levels = OrganizationPerformance.objects.filter(unit__in=units, period=period).select_related("unit")
    touching = Q(pk__in=levels.order_by().values("decision"))
    rows = PerformanceDecision.objects.filter(touching, period=period).select_related("recorded_by")
    return rows.prefetch_related(Prefetch("levels", levels))


class PerformanceViewSet(ViewSet):
    name = "performances"
    url_prefix = "capaian"
    icon = "pick"
    menu_label = "Capaian organisasi"
    menu_order = 125
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [path("", IndexView.as_view(), name="index")]

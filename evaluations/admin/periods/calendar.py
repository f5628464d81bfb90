"""Buat kalender setahun: all periods of a year on one page, every date editable, created at once."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from evaluations import rules
from evaluations.domain.periods.calendar import (
    DATES,
    PlannedPeriod,
    create_year,
    planned_year,
    problems,
    warnings,
)
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodKind
from evaluations.models import PeriodTemplate

REQUIRED = ("fill_on", "rate_on")
EARLIEST, LATEST = 2020, 2100


class YearForm(forms.Form):
    """Which year, by which templates. Everything is chosen already for the usual case."""

    tahun = forms.IntegerField(label="Tahun", min_value=EARLIEST, max_value=LATEST)
    pola = forms.ModelChoiceField(
        label="Sepanjang tahun",
        queryset=PeriodTemplate.objects.exclude(kind=PeriodKind.ANNUAL).filter(is_active=True),
        empty_label=None,
    )
    tahunan = forms.ModelChoiceField(
        label="Akhir tahun",
        queryset=PeriodTemplate.objects.filter(kind=PeriodKind.ANNUAL, is_active=True),
        required=False,
        empty_label="Tanpa periode tahunan",
    )

    def templates(self) -> list[PeriodTemplate]:
        chosen = (self.cleaned_data["pola"], self.cleaned_data["tahunan"])
        return [template for template in chosen if template is not None]


def usual_choice() -> dict[str, Any]:
    """Next year from November on; before, this one."""
    today = timezone.localdate()
    active = PeriodTemplate.objects.filter(is_active=True)
    return {
        "tahun": today.year + (today.month >= 11),
        "pola": active.filter(kind=PeriodKind.MONTHLY).first()
        or active.exclude(kind=PeriodKind.ANNUAL).first(),
        "tahunan": active.filter(kind=PeriodKind.ANNUAL).first(),
    }


class DatesForm(forms.Form):
    """The five dates of one planned period; ``planned`` is set by the formset."""

    planned: PlannedPeriod

    def __init__(self, *args: Any, planned: PlannedPeriod, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.planned = planned
        for name, label in DATES.items():
            self.fields[name] = forms.DateField(
                label=f"{planned.name}: {label}",
                required=name in REQUIRED,
                widget=AdminDateInput(),
                disabled=planned.existing is not None,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and self.planned.existing is None:
            for name, sentence in problems(self.as_planned()).items():
                self.add_error(name, sentence)
        return cleaned

    def as_planned(self) -> PlannedPeriod:
        dates: dict[str, date | None] = {name: self.cleaned_data.get(name) for name in DATES}
        return replace(self.planned, **dates)


class BaseDatesFormSet(BaseFormSet):
    def __init__(self, *args: Any, planned: list[PlannedPeriod], **kwargs: Any):
        self.planned = planned
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"planned": self.planned[index or 0]}

    def total_form_count(self) -> int:
        return len(self.planned)  # as many rows as were planned, whatever number the browser sends

    def initial_form_count(self) -> int:
        return len(self.planned)


DatesFormSet = formset_factory(DatesForm, formset=BaseDatesFormSet, extra=0)


def dates_formset(planned: list[PlannedPeriod], data: Any = None) -> BaseDatesFormSet:
    initial = [{name: getattr(row, name) for name in DATES} for row in planned]
    return DatesFormSet(data, planned=planned, initial=initial, prefix="p")


class YearView(WagtailAdminTemplateMixin, TemplateView):
    """``?tahun=&pola=&tahunan=`` shows the table; POST creates it. New warnings are shown before creating."""

    template_name = "evaluations_admin/periods/year.html"
    page_title = "Buat kalender setahun"
    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rules.is_manager(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("evaluationperiod:index"), "label": "Periode"},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request: HttpRequest) -> HttpResponse:
        choice = YearForm(request.POST)
        if not choice.is_valid():
            return self._page(choice)
        planned = planned_year(choice.cleaned_data["tahun"], choice.templates())
        formset = dates_formset(planned, request.POST)
        if not formset.is_valid():
            return self._page(choice, formset, status=400)
        rows = [form.as_planned() for form in formset]
        found = warnings(rows)
        if fingerprint(found) != request.POST.get("diterima"):
            return self._page(choice, formset, found=found, is_new=True)
        try:
            created = create_year(rows, actor=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
            return self._page(choice, formset, found=found, status=409)
        messages.success(
            request, f"{len(created)} periode {choice.cleaned_data['tahun']} dibuat, siap diperiksa."
        )
        return redirect(f"{reverse('evaluationperiod:index')}?year={choice.cleaned_data['tahun']}")

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = "tahun" in request.GET
        choice = YearForm(request.GET) if asked else YearForm(initial=usual_choice())
        if not asked or not choice.is_valid():
            return self._page(choice)
        planned = planned_year(choice.cleaned_data["tahun"], choice.templates())
        return self._page(choice, dates_formset(planned), found=warnings(planned))

    def _page(
        self,
        choice: YearForm,
        formset: BaseDatesFormSet | None = None,
        *,
        found: list[str] | None = None,
        is_new: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        new = [form for form in formset or [] if form.planned.existing is None]
        context = self.get_context_data(
            choice=choice,
            formset=formset,
            media=AdminDateInput().media,
            labels=list(DATES.values()),
            warnings=found or [],
            is_new=is_new,
            accepted=fingerprint(found or []),
            new=len(new),
            has_templates=PeriodTemplate.objects.filter(is_active=True).exists(),
        )
        return self.render_to_response(context, status=status)


def fingerprint(found: list[str]) -> str:
    """Says that these very warnings were on the page when the officer pressed the button."""
    return hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]


def calendar_urls() -> list:
    return [path("kalender/", YearView.as_view(), name="year")]

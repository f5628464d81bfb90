"""The holiday calendar: by year, day by day, by pasted lines, and the fixed dates of another year in one go."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import IndexView, WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from evaluations.domain.periods.working_days import add_fixed, add_holidays, parse_lines
from evaluations.domain.refusals import Refused
from evaluations.models import Holiday
from forms_config.admin.columns import changed_column
from forms_config.text_fields import CleanTextField

MAY_ADD = "evaluations.add_holiday"
EXAMPLE = "17-08-2026 Hari Kemerdekaan\n24-12-2026 Cuti bersama Natal"


def _years() -> list[tuple[int, str]]:
    years = (
        Holiday.objects.order_by().annotate(year=ExtractYear("day")).values_list("year", flat=True).distinct()
    )
    return [(year, str(year)) for year in sorted(years)]


class HolidayFilterSet(WagtailFilterSet):
    year = django_filters.ChoiceFilter(label="Tahun", field_name="day__year", choices=_years)

    class Meta:
        model = Holiday
        fields = ["is_joint_leave"]


class HolidayIndexView(IndexView):
    @property
    def header_buttons(self) -> list:
        return [
            *super().header_buttons,
            HeaderButton("Tempel banyak", reverse("holiday:paste"), icon_name="paste"),
        ]


class PasteForm(forms.Form):
    lines = CleanTextField(
        label="Hari libur, satu per baris",
        widget=forms.Textarea(attrs={"rows": 14, "placeholder": EXAMPLE}),
        help_text="Bentuknya “17-08-2026 Hari Kemerdekaan”. Nama yang diawali “Cuti bersama” dicatat begitu. "
        "Hari yang sudah ada tidak diubah.",
    )


class PasteView(WagtailAdminTemplateMixin, FormView):
    """Many days at once: pasted lines, or those that never move."""

    template_name = "evaluations_admin/periods/holidays.html"
    page_title = "Tambah banyak hari libur"
    header_icon = "calendar"
    form_class = PasteForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(MAY_ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("holiday:index"), "label": "Hari libur"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"next_year": timezone.localdate().year + 1}

    def form_valid(self, form: PasteForm) -> HttpResponse:
        try:
            added, known = add_holidays(parse_lines(form.cleaned_data["lines"]))
        except Refused as refused:
            form.add_error("lines", [refused.message, *refused.details])
            return self.form_invalid(form)
        _say(self.request, added, known)
        return redirect("holiday:index")


@require_POST
def fixed_view(request: HttpRequest) -> HttpResponse:
    """Copy the holidays of fixed date to the next year."""
    if not request.user.has_perm(MAY_ADD):
        raise PermissionDenied
    year = timezone.localdate().year + 1
    _say(request, *add_fixed(year))
    return redirect(f"{reverse('holiday:index')}?year={year}")


def _say(request: HttpRequest, added: int, known: int) -> None:
    already = f", {known} sudah ada" if known else ""
    messages.success(request, f"{added} hari libur ditambahkan{already}.")


class HolidayViewSet(ModelViewSet):
    model = Holiday
    name = "holiday"
    url_prefix = "hari-libur"
    icon = "calendar"
    menu_label = "Hari libur"
    index_view_class = HolidayIndexView
    list_display = [
        "day",
        Column("weekday", label="Hari", accessor=lambda holiday: _weekday(holiday)),
        "name",
        BooleanColumn("is_joint_leave", label="Cuti bersama"),
        changed_column(),
    ]
    filterset_class = HolidayFilterSet
    search_fields = ["name"]
    ordering = ["day"]
    list_per_page = 60
    copy_view_enabled = False
    panels = [FieldRowPanel([FieldPanel("day"), FieldPanel("name")]), FieldPanel("is_joint_leave")]

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("tempel/", PasteView.as_view(), name="paste"),
            path("tetap/", fixed_view, name="fixed"),
        ]


WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


def _weekday(holiday: Holiday) -> str:
    return WEEKDAYS[holiday.day.weekday()]

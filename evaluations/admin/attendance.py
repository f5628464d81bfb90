"""Presensi in the Wagtail admin: working calendars, for whom they hold, Ramadan, and the month of one person."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from evaluations.admin.choosers import EmployeeChooser
from evaluations.admin.managers import ManagersMenuItem, ManagersView, check_manager
from evaluations.domain.attendance.absences import warned
from evaluations.domain.attendance.days import days_of
from evaluations.domain.attendance.months import month_of, span_of
from evaluations.domain.attendance.schedules import schedule
from evaluations.domain.attendance.words import day_rows, sums_in_words
from evaluations.domain.periods import MONTHS
from evaluations.domain.upkeep.recounting import recount
from evaluations.models import CalendarUse, Employee, Ramadan, WorkingCalendar
from forms_config.admin.columns import changed_column
from forms_config.engine.attendance.calendars import FASTING_WEEK, WEEK
from forms_config.engine.attendance.figures import figures

LEGAL = "Perpres 21/2023"


def hours_in_words(minutes: int) -> str:
    """ "37,5 jam" or "37 jam 20 menit"."""
    if minutes % 30 == 0:
        return f"{minutes / 60:g} jam".replace(".", ",")
    return f"{minutes // 60} jam {minutes % 60} menit"


def doubts(calendar: WorkingCalendar) -> list[str]:
    """What is unusual about a calendar, in sentences; nothing is forbidden."""
    known, found = calendar.engine, []
    week, fasting = known.week(), known.week(is_fasting=True)
    if week != WEEK and not calendar.is_part_time:
        found.append(f"Jam kerja seminggu {hours_in_words(week)}, sedangkan {LEGAL} menetapkan 37,5 jam.")
    if known.fasting and fasting != FASTING_WEEK and not calendar.is_part_time:
        found.append(
            f"Pada Ramadan {hours_in_words(fasting)} seminggu, sedangkan {LEGAL} menetapkan 32,5 jam."
        )
    if stray := sorted(known.fasting.keys() - known.usual.keys()):
        days = ", ".join(calendar.hours.model(weekday=day).get_weekday_display() for day in stray)
        found.append(f"Jam Ramadan hari {days} tidak terpakai: hari itu bukan hari kerja di luar Ramadan.")
    return found


class DoubtsTold:
    """After saving, what is unusual is said."""

    request: HttpRequest

    def save_instance(self) -> WorkingCalendar:
        saved = super().save_instance()  # type: ignore[misc]
        for doubt in doubts(WorkingCalendar.objects.prefetch_related("hours").get(pk=saved.pk)):
            messages.warning(self.request, doubt)
        return saved


class CalendarCreateView(DoubtsTold, CreateView):
    pass


class CalendarEditView(DoubtsTold, EditView):
    pass


class CalendarIndexView(IndexView):
    """Where calendars hold, and when Ramadan is, is asked from here: each is looked at now and then."""

    @property
    def header_buttons(self) -> list:
        return [
            *super().header_buttons,
            HeaderButton("Pemakaian", reverse("calendaruse:index"), icon_name="group"),
            HeaderButton("Ramadan", reverse("ramadan:index"), icon_name="calendar-alt"),
        ]


class WorkingCalendarViewSet(ModelViewSet):
    model = WorkingCalendar
    name = "workingcalendar"
    url_prefix = "kalender-kerja"
    icon = "calendar"
    menu_label = "Kalender kerja"
    index_view_class = CalendarIndexView
    add_view_class = CalendarCreateView
    edit_view_class = CalendarEditView
    list_display = [
        "name",
        Column(
            "week",
            label="Jam seminggu",
            accessor=lambda calendar: hours_in_words(calendar.engine.week()),
        ),
        BooleanColumn("works_on_holidays", label="Juga hari libur"),
        changed_column(),
    ]
    search_fields = ["name"]
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        InlinePanel(
            "hours",
            heading="Jam kerja",
            label="Hari",
            min_num=1,
            help_text="Satu baris per hari kerja. Hari tanpa baris libur. Jam Ramadan hanya perlu untuk hari yang "
            "jamnya lain.",
            panels=[
                FieldRowPanel([FieldPanel("weekday"), FieldPanel("in_ramadan")]),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at"), FieldPanel("rest_minutes")]),
            ],
        ),
        FieldRowPanel([FieldPanel("flexible_minutes"), FieldPanel("tolerance_minutes")]),
        FieldRowPanel([FieldPanel("works_on_holidays"), FieldPanel("is_part_time")]),
    ]


class CalendarUseViewSet(ModelViewSet):
    model = CalendarUse
    name = "calendaruse"
    url_prefix = "pemakaian-kalender"
    icon = "group"
    menu_label = "Pemakaian kalender"
    list_display = [
        "calendar",
        Column("unit", label="Unit", accessor="unit"),
        Column("employee", label="Pegawai", accessor="employee"),
        Column("starts_on", label="Mulai", accessor="starts_on"),
        Column("ends_on", label="Sampai", accessor="ends_on"),
        changed_column(),
    ]
    list_filter = ["calendar"]
    copy_view_enabled = False
    panels = [
        FieldPanel("calendar"),
        FieldRowPanel(
            [
                FieldPanel("unit", help_text="Berlaku juga untuk unit di bawahnya."),
                FieldPanel(
                    "employee", help_text="Kalender seorang pegawai didahulukan dari kalender unitnya."
                ),
            ]
        ),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
    ]


class RamadanViewSet(ModelViewSet):
    model = Ramadan
    name = "ramadan"
    url_prefix = "ramadan"
    icon = "calendar-alt"
    menu_label = "Ramadan"
    list_display = [
        Column("starts_on", label="Hari pertama", accessor="starts_on"),
        Column("ends_on", label="Hari terakhir", accessor="ends_on"),
        changed_column(),
    ]
    copy_view_enabled = False
    panels = [FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")])]


class PreviewForm(forms.Form):
    """Whose month; every field has a value, so that the first look shows something."""

    pegawai = forms.ModelChoiceField(
        Employee.objects.all(), label="Pegawai", widget=EmployeeChooser("employee_chooser").widget_class
    )
    bulan = forms.TypedChoiceField(label="Bulan", coerce=int, choices=list(enumerate(MONTHS, start=1)))
    tahun = forms.IntegerField(label="Tahun", min_value=2000, max_value=2100)


class PreviewView(ManagersView, TemplateView):
    """The days of one person in one month, as the calendars, taps and statements make them (``pegawai``, ``bulan``,
    ``tahun``)."""

    template_name = "evaluations_admin/attendance_month.html"
    page_title = "Bulan seorang pegawai"
    header_icon = "user"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = timezone.localdate()
        year, month = month_of(here)
        asked = "pegawai" in self.request.GET
        form = PreviewForm(self.request.GET if asked else None, initial={"bulan": month, "tahun": year})
        context = super().get_context_data(**kwargs) | {"form": form, "media": form.media, "employee": None}
        if not (asked and form.is_valid()):
            return context
        employee = form.cleaned_data["pegawai"]
        first, last = span_of((form.cleaned_data["tahun"], form.cleaned_data["bulan"]))
        days = days_of([employee.pk], first, last)[employee.pk]
        plan = schedule(employee.pk, first, last)
        return context | {
            "year_month": f"{first:%Y-%m}",
            "employee": employee,
            "month": first,
            "calendars": list(dict.fromkeys(plan.calendar_on(day.day).name for day in days)),
            "days": day_rows(days, plan.holidays, here),
            "sums": sums_in_words(figures(day for day in days if day.day < here)),
        }


@require_POST
def recount_view(request: HttpRequest) -> HttpResponse:
    """Count a month (``bulan``, as 2026-06) anew for everybody."""
    check_manager(request)
    try:
        asked = date.fromisoformat(f"{request.POST.get('bulan', '')}-01")
    except ValueError:
        messages.error(request, "Bulan itu tidak ada. Pilih lagi.")
    else:
        recount(month_of(asked))
        told = f"{MONTHS[asked.month - 1]} {asked.year} dihitung ulang; hasilnya tampak dalam beberapa menit."
        messages.success(request, told)
    return redirect("attendance_month:index")


class PreviewViewSet(ViewSet):
    name = "attendance_month"
    url_prefix = "presensi-pegawai"
    icon = "user"
    menu_label = "Bulan seorang pegawai"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [
            path("", PreviewView.as_view(), name="index"),
            path("hitung-ulang/", recount_view, name="recount"),
        ]


class AbsencesView(ManagersView, TemplateView):
    """Who reaches a step of PP 94/2021 in a year (``tahun``: this one or the last), with the days that count."""

    template_name = "evaluations_admin/attendance_absences.html"
    page_title = "Hari tanpa keterangan"
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = [timezone.localdate().year - 1, timezone.localdate().year]
        asked = self.request.GET.get("tahun", "")
        year = next((one for one in years if str(one) == asked), years[-1])
        return super().get_context_data(**kwargs) | {"years": years, "year": year, "warned": warned(year)}


class AbsencesViewSet(ViewSet):
    name = "unexcused"
    url_prefix = "tanpa-keterangan"
    icon = "warning"
    menu_label = "Hari tanpa keterangan"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [path("", AbsencesView.as_view(), name="index")]


class AttendanceGroup(ViewSetGroup):
    menu_label = "Presensi"
    menu_icon = "time"
    menu_order = 221
    items = (PreviewViewSet, AbsencesViewSet, WorkingCalendarViewSet)


BESIDE_CALENDARS = (
    CalendarUseViewSet,
    RamadanViewSet,
)  # reached from their list: the menu stands on every page

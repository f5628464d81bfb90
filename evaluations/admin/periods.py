"""Periods in the Wagtail admin: make, look at, open, close; who got no evaluation and why."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_POST
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic.models import CreateView, EditView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations import rules
from evaluations.domain.periods import close_period, open_period
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState, State
from evaluations.exchange.columns import Column
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import Evaluation, EvaluationPeriod, EvaluationSettings, OpeningGap

PANELS = [
    FieldRowPanel([FieldPanel("kind"), FieldPanel("year"), FieldPanel("month")]),
    FieldPanel("name"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            FieldRowPanel([FieldPanel("fill_until"), FieldPanel("rate_until")]),
            FieldPanel("objection_days"),
        ],
        heading="Tanggal dan tenggat",
    ),
    InlinePanel(
        "forms",
        heading="Formulir untuk siapa",
        label="Formulir",
        help_text="Baris pertama yang cocok berlaku. Kosongkan syarat agar berlaku untuk semua pegawai.",
        min_num=1,
        panels=[
            FieldRowPanel([FieldPanel("order"), FieldPanel("form")]),
            FieldRowPanel([FieldPanel("employment_type"), FieldPanel("position_type"), FieldPanel("unit")]),
        ],
    ),
]

GAP_COLUMNS = (
    Column("NIP", lambda gap: gap.employee.nip or ""),
    Column("Nama", lambda gap: gap.employee.full_name),
    Column("Sebab", lambda gap: gap.reason),
)


class PeriodCreateView(CreateView):
    def get_initial_form_instance(self):
        period = super().get_initial_form_instance() or EvaluationPeriod()
        period.objection_days = EvaluationSettings.load().objection_days
        return period


class PeriodEditView(EditView):
    """A period that was opened keeps its forms and its span: only name and deadlines may still change."""

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if self.object.state != PeriodState.DRAFT:
            for name in ("kind", "year", "month", "starts_on", "ends_on", "objection_days"):
                form.fields[name].disabled = True
            for row in form.formsets["forms"].forms:
                # DELETE stays on the form, since the InlinePanel asks for it; disabled it deletes nothing.
                for name, field in row.fields.items():
                    field.disabled = name not in ("id", "ORDER")
            form.formsets["forms"].max_num = form.formsets["forms"].initial_form_count()
            form.formsets["forms"].validate_max = True
        return form


class PeriodInspectView(InspectView):
    page_title = "Pantau periode"
    template_name = "evaluations_admin/periods/inspect.html"

    def get_context_data(self, **kwargs):
        period = self.object
        counts = dict(
            Evaluation.objects.filter(period=period).order_by().values_list("state").annotate(n=Count("pk"))
        )
        gaps = OpeningGap.objects.filter(period=period)
        return super().get_context_data(**kwargs) | {
            "period": period,
            "total": sum(counts.values()),
            "counts": [(state.label, counts[state]) for state in State if state in counts],
            "gaps": gaps.select_related("employee")[:200],
            "gap_count": gaps.count(),
            "may_open": period.state != PeriodState.CLOSED,
            "may_close": period.state == PeriodState.OPEN,
        }


def _authorised_period(request: HttpRequest, pk: int) -> EvaluationPeriod:
    if not rules.is_manager(request.user):
        raise PermissionDenied
    return get_object_or_404(EvaluationPeriod, pk=pk)


@require_POST
def open_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, or add whoever is new; says what happened."""
    period = _authorised_period(request, pk)
    try:
        report = open_period(period, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request,
            f"{report.created} evaluasi dibuat, {report.existing} sudah ada, "
            f"{len(report.gaps)} pegawai perlu diperiksa.",
        )
    return redirect("evaluationperiod:inspect", pk)


@require_POST
def close_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Close; what is still open must be confirmed."""
    period = _authorised_period(request, pk)
    try:
        close_period(period, actor=request.user, despite_open=request.POST.get("confirm") == "yes")
    except Refused as refused:
        hint = " Centang persetujuan untuk menutup juga." if refused.code == "still_open" else ""
        messages.error(request, refused.message + hint)
    else:
        messages.success(request, f"{period.name} ditutup.")
    return redirect("evaluationperiod:inspect", pk)


def gaps_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The people without evaluation or rater as a workbook."""
    period = _authorised_period(request, pk)
    gaps = OpeningGap.objects.filter(period=period).select_related("employee")
    workbook = write_workbook(GAP_COLUMNS, gaps.iterator())
    name = f"pegawai-perlu-diperiksa-{period.pk}.xlsx"
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


class PeriodViewSet(ModelViewSet):
    model = EvaluationPeriod
    icon = "calendar-alt"
    menu_label = "Periode"
    menu_order = 210
    add_to_admin_menu = True
    name = "evaluationperiod"
    url_prefix = "periode"
    panels = PANELS
    list_display = ["name", "kind", "state", "fill_until", "rate_until"]
    list_filter = ["kind", "state", "year"]
    search_fields = ["name"]
    inspect_view_enabled = True
    add_view_class = PeriodCreateView
    edit_view_class = PeriodEditView
    inspect_view_class = PeriodInspectView
    copy_view_enabled = False

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/buka/", open_view, name="open"),
            path("<int:pk>/tutup/", close_view, name="close"),
            path("<int:pk>/perlu-diperiksa.xlsx", gaps_view, name="gaps"),
        ]

"""Perpanjangan: who got more time in a period, giving more, taking it back. Only for BKPSDM."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateTimeInput

from evaluations.admin.choosers import EmployeeChooser, UnitChooser
from evaluations.admin.managers import ManagersView, check_manager
from evaluations.domain.organization.structure import AGENCY_KINDS
from evaluations.domain.periods import extensions
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState, Step
from evaluations.models import Employee, EvaluationPeriod, Extension, OrganizationalUnit
from forms_config.text_fields import CleanTextField

PER_PAGE = 100
CHECK, GRANT = "periksa", "beri"


class ExtensionForm(forms.Form):
    """Which step, until when, why, and for whom: several units at once, or one person."""

    step = forms.ChoiceField(
        label="Langkah", choices=Step.choices, widget=forms.RadioSelect, initial=Step.FILL
    )
    until = forms.DateTimeField(
        label="Sampai",
        widget=AdminDateTimeInput(),
        help_text="Waktu Bantul (WIB). Sampai dengan saat ini masih tepat waktu.",
        error_messages={"required": "Isi sampai kapan.", "invalid": "Tulis seperti 2026-08-05 23:59."},
    )
    reason = CleanTextField(
        label="Alasan",
        max_length=250,
        help_text="Tercatat di riwayat periode. Misalnya: gangguan jaringan 3 sampai 5 Agustus.",
        error_messages={"required": "Tuliskan alasan perpanjangan."},
    )
    units = forms.ModelMultipleChoiceField(
        label="Perangkat daerah",
        queryset=OrganizationalUnit.objects.filter(kind__in=AGENCY_KINDS).order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Dengan semua unit di bawahnya.",
    )
    unit = forms.ModelChoiceField(
        label="Atau unit lain",
        queryset=OrganizationalUnit.objects.all(),
        widget=UnitChooser("unit_chooser").widget_class,
        required=False,
        help_text="Bidang, puskesmas, sekolah, dengan semua unit di bawahnya.",
    )
    employee = forms.ModelChoiceField(
        label="Atau satu pegawai",
        queryset=Employee.objects.all(),
        widget=EmployeeChooser("employee_chooser").widget_class,
        required=False,
    )

    def wish(self) -> dict[str, Any]:
        """The arguments of ``domain.periods.extensions.preview`` and ``grant``."""
        given = self.cleaned_data
        return {
            "step": Step(given["step"]),
            "until": given["until"],
            "reason": given["reason"],
            "units": [*given["units"], *([given["unit"]] if given["unit"] else [])],
            "employee": given["employee"],
        }


class IndexView(ManagersView, TemplateView):
    """Every extension of one period, those in force first."""

    template_name = "evaluations_admin/extensions/index.html"
    page_title = "Perpanjangan"
    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.period = get_object_or_404(EvaluationPeriod, pk=kwargs["period"])
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("evaluationperiod:inspect", args=[self.period.pk]), self.period.name)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Extension.objects.filter(period=self.period).select_related("unit", "employee", "granted_by")
        page = Paginator(rows.order_by("revoked_at", "-until", "-pk"), PER_PAGE)
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "page": page.get_page(self.request.GET.get("p")),
            "is_open": self.period.state == PeriodState.OPEN,
            "now": timezone.now(),
        }


class GrantView(ManagersView, TemplateView):
    """The form; POST with ``langkah=periksa`` says what it would change, with ``beri`` does it."""

    template_name = "evaluations_admin/extensions/grant.html"
    page_title = "Beri perpanjangan"
    header_icon = "time"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.period = get_object_or_404(EvaluationPeriod, pk=kwargs["period"])
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return [
            (reverse("evaluationperiod:inspect", args=[self.period.pk]), self.period.name),
            (reverse("extensions:index", args=[self.period.pk]), "Perpanjangan"),
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, reaches = ExtensionForm(request.POST), []
        if form.is_valid():
            try:
                if request.POST.get("langkah") == GRANT:
                    granted = extensions.grant(self.period, **form.wish(), actor=request.user)
                    messages.success(request, f"{len(granted)} perpanjangan diberikan.")
                    return redirect("extensions:index", self.period.pk)
                reaches = extensions.preview(self.period, **form.wish())
            except Refused as refused:
                is_again = request.POST.get("langkah") == GRANT and refused.code == "nothing_gained"
                if is_again and extensions.is_granted(self.period, **form.wish(), actor=request.user):
                    return redirect("extensions:index", self.period.pk)
                form.add_error(refused.details, refused.message)
        context = self.get_context_data(form=form, reaches=reaches)
        return self.render_to_response(context, status=422 if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("unit", "")
        units = [chosen] if chosen.isdecimal() else []
        kwargs.setdefault("form", ExtensionForm(initial={"step": Step.FILL, "units": units}))
        kwargs.setdefault("reaches", [])
        form = kwargs["form"]
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "media": form.media,
            "waiting_word": "belum dinilai" if form["step"].value() == Step.RATE else "belum mengirim",
        }


@require_POST
def revoke_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an extension back; ``alasan`` says why."""
    check_manager(request)
    extension = get_object_or_404(Extension, pk=pk)
    try:
        extensions.revoke(extension, actor=request.user, note=request.POST.get("alasan", ""))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Perpanjangan dicabut. Batas waktu yang lain berlaku lagi.")
    return redirect("extensions:index", extension.period_id)


class ExtensionViewSet(ViewSet):
    """Reached from the page of a period."""

    name = "extensions"
    url_prefix = "perpanjangan"
    icon = "time"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("periode/<int:period>/", IndexView.as_view(), name="index"),
            path("periode/<int:period>/beri/", GrantView.as_view(), name="grant"),
            path("<int:pk>/cabut/", revoke_view, name="revoke"),
        ]

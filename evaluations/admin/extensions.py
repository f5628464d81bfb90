"""Perpanjangan: who got more time in a period, giving more, taking it back. Only for BKPSDM."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.choosers import UNIT_FIELDS, EmployeeChooser, matching
from evaluations.admin.managers import ManagersView, check_manager
from evaluations.domain.periods import extensions
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState, Step
from evaluations.models import Employee, EvaluationPeriod, Extension, OrganizationalUnit
from evaluations.places import whole_number
from forms_config.moments import MomentField
from forms_config.text_fields import CleanTextField

PER_PAGE = 100
FOUND = 12  # units that one search shows
SEARCH, GRANT = "cari", "beri"


class ExtensionForm(forms.Form):
    """Which step, until when, why, and for whom: several units at once, or one person."""

    step = forms.ChoiceField(
        label="Langkah", choices=Step.choices, widget=forms.RadioSelect, initial=Step.FILL
    )
    until = MomentField(
        label="Sampai",
        help_text="Waktu Bantul (WIB). Sampai dengan saat ini masih tepat waktu.",
        error_messages={"required": "Isi sampai kapan."},
    )
    reason = CleanTextField(
        label="Alasan",
        max_length=250,
        help_text="Tercatat di riwayat periode. Misalnya: gangguan jaringan 3 sampai 5 Agustus.",
        error_messages={"required": "Tuliskan alasan perpanjangan."},
    )
    cari = CleanTextField(
        label="Cari unit",
        max_length=100,
        required=False,
        help_text="Nama atau kode: dinas, kapanewon, puskesmas, sekolah. Cari beberapa kali untuk memilih beberapa.",
    )
    units = forms.ModelMultipleChoiceField(
        label="Unit",
        queryset=OrganizationalUnit.objects.select_related("agency"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Centang yang mendapat perpanjangan, dengan semua unit di bawahnya.",
        error_messages={
            "invalid_choice": "Unit ini sudah tidak ada. Cari unit lain.",
            "invalid_pk_value": "Unit ini sudah tidak ada. Cari unit lain.",
        },
    )
    employee = forms.ModelChoiceField(
        label="Atau satu pegawai",
        queryset=Employee.objects.all(),
        widget=EmployeeChooser("employee_chooser").widget_class,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Shows as boxes the units that were ticked, and while one looks for them those that ``cari`` finds."""
        super().__init__(*args, **kwargs)
        words = (self["cari"].value() or "").replace("\x00", "").strip()
        ticked = [value for value in self["units"].value() or [] if whole_number(str(value))]
        if self.is_bound and ticked:
            words = ""
        units = self.fields["units"].queryset.order_by(Length("path"), "name", "pk")  # the higher ones first
        chosen = list(units.filter(pk__in=ticked))
        found = list(matching(units, words, UNIT_FIELDS).exclude(pk__in=ticked)[: FOUND + 1]) if words else []
        self.has_more, self.is_in_vain = len(found) > FOUND, bool(words) and not found
        self.boxes = [*chosen, *found[:FOUND]]
        self.fields["units"].widget.choices = [(unit.pk, _named(unit)) for unit in self.boxes]

    def seen(self) -> str:
        """What the consequence was counted for, to be compared when the button is pressed."""
        given = self.wish()
        units = sorted(unit.pk for unit in given["units"])
        return f"{given['step']} {given['until'].isoformat()} {units} {getattr(given['employee'], 'pk', '')}"

    def wish(self) -> dict[str, Any]:
        """The arguments of ``domain.periods.extensions.preview`` and ``grant``."""
        given = self.cleaned_data
        return {
            "step": Step(given["step"]),
            "until": given["until"],
            "reason": given["reason"],
            "units": list(given["units"]),
            "employee": given["employee"],
        }


def _named(unit: OrganizationalUnit) -> str:
    return f"{unit.name} ({unit.agency})" if unit.agency and unit.agency_id != unit.pk else unit.name


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
            "may_grant": self.period.state != PeriodState.CLOSED,
            "now": timezone.now(),
        }


class GrantView(ManagersView, TemplateView):
    """The form; POST with ``langkah=cari`` looks for units, ``periksa`` says what it would change, ``beri`` does it.

    What was changed after the consequence was counted (``dilihat``) is counted anew before anything is given.
    """

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
        step = request.POST.get("langkah")
        if step == SEARCH:
            typed = request.POST.dict() | {"units": request.POST.getlist("units")}
            return self.render_to_response(self.get_context_data(form=ExtensionForm(initial=typed)))
        form, reaches, is_other = ExtensionForm(request.POST), [], False
        if form.is_valid():
            is_other = step == GRANT and request.POST.get("dilihat", form.seen()) != form.seen()
            try:
                if step == GRANT and not is_other:
                    granted = extensions.grant(self.period, **form.wish(), actor=request.user)
                    messages.success(request, f"{len(granted)} perpanjangan diberikan.")
                    return redirect("extensions:index", self.period.pk)
                reaches = extensions.preview(self.period, **form.wish())
            except Refused as refused:
                is_again = step == GRANT and refused.code == "nothing_gained"
                if is_again and extensions.is_granted(self.period, **form.wish(), actor=request.user):
                    return redirect("extensions:index", self.period.pk)
                form.add_error(refused.details, refused.message)
        context = self.get_context_data(form=form, reaches=reaches, is_other=is_other)
        return self.render_to_response(context, status=422 if form.errors else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = self.request.GET.get("unit", "")
        units = [chosen] if whole_number(chosen) else []
        kwargs.setdefault("form", ExtensionForm(initial={"step": Step.FILL, "units": units}))
        kwargs.setdefault("reaches", [])
        kwargs.setdefault("is_other", False)
        form, reaches = kwargs["form"], kwargs["reaches"]
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "media": form.media,
            "gaining": sum(one.gaining for one in reaches),
            "seen": form.seen() if reaches else "",
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

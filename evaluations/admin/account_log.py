"""Riwayat akun in the Wagtail admin: codes, activations, changes of the kata sandi and ended sessions, for BKPSDM."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import path
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput

from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.enums import AccountAction
from evaluations.models import AccountEvent
from forms_config.text_fields import CleanTextField

PER_PAGE = 50


class LogFilter(forms.Form):
    """Empty means all; both days are included."""

    peristiwa = forms.ChoiceField(
        label="Peristiwa", required=False, choices=[("", "Semua"), *AccountAction.choices]
    )
    akun = CleanTextField(label="Akun (nama atau NIP)", required=False, max_length=100)
    oleh = CleanTextField(label="Oleh", required=False, max_length=100)
    dari = forms.DateField(label="Dari", required=False, widget=AdminDateInput)
    sampai = forms.DateField(label="Sampai", required=False, widget=AdminDateInput)

    def filtered(self, rows: QuerySet[AccountEvent]) -> QuerySet[AccountEvent]:
        if not self.is_valid():
            return rows.none()
        given = self.cleaned_data
        if given["peristiwa"]:
            rows = rows.filter(action=given["peristiwa"])
        for word in given["akun"].split():
            rows = rows.filter(
                Q(user__employee__name__icontains=word)
                | Q(user__employee__nip__contains=word)
                | Q(user__username__icontains=word)
                | Q(user__first_name__icontains=word)
            )
        for word in given["oleh"].split():
            rows = rows.filter(actor_name__icontains=word)
        if given["dari"]:
            rows = rows.filter(at__date__gte=given["dari"])
        if given["sampai"]:
            rows = rows.filter(at__date__lte=given["sampai"])
        return rows


class LogView(ManagersView, TemplateView):
    """The latest first."""

    template_name = "evaluations_admin/accounts/log.html"
    page_title = "Riwayat akun"
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = LogFilter(self.request.GET)
        rows = form.filtered(AccountEvent.objects.select_related("user__employee"))
        return super().get_context_data(**kwargs) | {
            "form": form,
            "media": form.media,
            "page": Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            "is_asked": any(self.request.GET.get(name) for name in form.fields),
            "days": settings.LOGIN_LOG_DAYS,
        }


class AccountLogViewSet(ViewSet):
    name = "account_log"
    url_prefix = "riwayat-akun"
    icon = "history"
    menu_label = "Riwayat akun"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list:
        return [path("", LogView.as_view(), name="index")]

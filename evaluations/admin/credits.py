"""Angka kredit in the Wagtail admin: who holds a functional post, where they stand, and what a document says (PAK)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput

from evaluations.admin.managers import ManagersMenuItem, ManagersView, QueueView
from evaluations.domain.evaluating.credit import accounts_of, functional_posts, record_balance
from evaluations.domain.refusals import Refused
from evaluations.models import Employee
from forms_config.numbers import TypedDecimalField
from forms_config.text_fields import CleanTextField


class IndexView(QueueView):
    """Everybody in a functional post, by name: ``perangkat``, ``nama``."""

    template_name = "evaluations_admin/credits/index.html"
    page_title = "Angka kredit"
    header_icon = "pick"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = " ".join(self.request.GET.get("nama", "").replace("\x00", "").split())[:100]
        posts = functional_posts(timezone.localdate()).order_by()
        if self.agency:
            posts = posts.filter(unit__agency=self.agency)
        people = Employee.objects.filter(pk__in=posts.values("employee")).order_by("name", "pk")
        if words:
            people = people.filter(Q(name__icontains=words) | Q(nip__startswith=words))
        queue = self.queue(people)
        own = {"lines": accounts_of(list(queue["page"])), "words": words}
        return super().get_context_data(**kwargs) | queue | own


class BalanceForm(forms.Form):
    """What a document says."""

    points = TypedDecimalField(
        label="Angka kredit",
        min_value=0,
        max_digits=7,
        decimal_places=2,
        error_messages={"required": "Isi angka kreditnya."},
    )
    as_of = forms.DateField(
        label="Dihitung sampai dengan",
        widget=AdminDateInput,
        help_text="Hasil evaluasi sesudah tanggal ini ditambahkan.",
        error_messages={"required": "Isi tanggalnya."},
    )
    document = CleanTextField(
        label="Dokumen",
        max_length=200,
        help_text="Misalnya: PAK nomor 800/123, 2 Januari 2026.",
        error_messages={"required": "Tuliskan nomor dokumennya."},
    )


class RecordView(ManagersView, TemplateView):
    """One person: how it was counted, every balance so far, and recording one more."""

    template_name = "evaluations_admin/credits/record.html"
    page_title = "Angka kredit"
    header_icon = "pick"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.person = get_object_or_404(Employee, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BalanceForm(request.POST)
        if form.is_valid():
            try:
                record_balance(self.person, **form.cleaned_data, actor=request.user)
            except Refused as refused:
                form.add_error(refused.details, refused.message)
            else:
                messages.success(request, "Angka kredit tercatat.")
                return redirect("credits:record", self.person.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        accounts = accounts_of([self.person])
        if not accounts:
            raise Http404
        form = kwargs.pop("form", None) or BalanceForm()
        return super().get_context_data(**kwargs) | {
            "person": self.person,
            "account": accounts[0],
            "balances": self.person.credit_balances.select_related("recorded_by"),
            "form": form,
            "media": form.media,
        }


class CreditViewSet(ViewSet):
    name = "credits"
    url_prefix = "angka-kredit"
    icon = "pick"
    menu_label = "Angka kredit"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("<int:pk>/", RecordView.as_view(), name="record"),
        ]

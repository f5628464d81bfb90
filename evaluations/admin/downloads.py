"""Unduhan in the Wagtail admin: ordering files of a perangkat daerah, and what one has ordered."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations import queries
from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.domain.refusals import Refused
from evaluations.downloads.kinds import KINDS
from evaluations.downloads.ordering import order
from evaluations.enums import DownloadKind
from evaluations.models import Download, EvaluationPeriod, OrganizationalUnit
from forms_config.actors import Actor

SHOWN = 30
LOOK_AGAIN = "3"  # seconds until the page with something unfinished asks again


class OrderForm(forms.Form):
    kind = forms.ChoiceField(label="Isi", choices=DownloadKind.choices)
    period = forms.ModelChoiceField(
        EvaluationPeriod.objects.none(), label="Periode", error_messages={"required": "Pilih periodenya."}
    )
    unit = forms.ModelChoiceField(
        OrganizationalUnit.objects.none(),
        label="Perangkat daerah",
        error_messages={"required": "Pilih perangkat daerahnya."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = queries.opened_periods()
        self.fields["unit"].queryset = queries.agencies()


def order_from(chosen: dict[str, Any], actor: Actor) -> Download:
    kind = DownloadKind(chosen["kind"])
    options = KINDS[kind].options(chosen["unit"], chosen["period"])
    return order(kind, options, actor=actor)


class IndexView(ManagersView, TemplateView):
    """One's own orders, the latest first, below the form of a new one."""

    template_name = "evaluations_admin/downloads.html"
    page_title = "Unduhan"
    header_icon = "download"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(form=OrderForm(), **kwargs)
        response = self.render_to_response(context)
        if context["is_making"]:
            response.headers["Refresh"] = LOOK_AGAIN
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = OrderForm(request.POST)
        if form.is_valid():
            try:
                order_from(form.cleaned_data, request.user)
                return redirect("downloads:index")
            except Refused as refused:
                form.add_error(None, refused.message)
        return self.render_to_response(self.get_context_data(form=form, **kwargs), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(Download.objects.visible_to(self.request.user)[:SHOWN])
        return super().get_context_data(**kwargs) | {
            "downloads": rows,
            "is_making": any(row.is_unfinished for row in rows),
            "media": forms.Media(),
        }


class DownloadViewSet(ViewSet):
    name = "downloads"
    url_prefix = "unduhan"
    icon = "download"
    menu_label = "Unduhan"
    menu_order = 140
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [path("", IndexView.as_view(), name="index")]

"""Capaian organisasi in the Wagtail admin: many units at once on one document, with every determination so far."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations import queries
from evaluations.admin.managers import ManagersMenuItem, ManagersView
from evaluations.domain.periods.performances import determine, usual_decider
from evaluations.domain.refusals import Refused
from evaluations.models import OrganizationalUnit
from evaluations.performance_forms import ON_DOCUMENT, PerformanceForm
from evaluations.places import chosen_period

PER_PAGE = 20


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
        log = Paginator(form.log(), PER_PAGE)
        parents = set(_inside(form.units).values_list("parent", flat=True)) if form.units else set()
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "periods": queries.opened_periods(),
            "parent": self.parent,
            "lines": form.lines,
            "above_others": parents,
            "hidden": form.hidden,
            "basis": form.about_document,
            "page": log.get_page(self.request.GET.get("p")),
            "media": form.media,
        }

    def _form(self, *data: Any) -> PerformanceForm:
        units = list(_units(self.parent))
        above = self.parent or OrganizationalUnit.objects.filter(parent=None).first()
        initial = {"decided_by": usual_decider(above), "decided_on": timezone.localdate()}
        return PerformanceForm(*data, period=self.period, units=units, initial=initial)

    def _address(self) -> str:
        query = {"periode": self.period.pk} | ({"induk": self.parent.code} if self.parent else {})
        return reverse("performances:index", query=query)


def _units(parent: OrganizationalUnit | None) -> QuerySet[OrganizationalUnit]:
    """The agencies, or what lies right below ``parent``; what is closed today is left out."""
    rows = OrganizationalUnit.objects.open_on(timezone.localdate()).order_by("name", "pk")
    return rows.filter(parent=parent) if parent else rows.filter(agency=F("pk"))


def _inside(units: list[OrganizationalUnit]) -> QuerySet[OrganizationalUnit]:
    return OrganizationalUnit.objects.open_on(timezone.localdate()).filter(parent__in=units).order_by()


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

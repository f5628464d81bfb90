"""Periksa pegawai dan penilai: what is wrong on a day, found, filtered, exported; mending is in ``doctor_acts``."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.doctor.acts import ActView
from evaluations.admin.doctor.filter import ACCEPTANCES, ACCEPTED, ALL, DayForm, Filter
from evaluations.admin.managers import ManagersMenuItem, ManagersView, check_manager
from evaluations.domain.organization.doctor import (
    KIND_BY_CODE,
    KINDS,
    Act,
    Finding,
    Kind,
    Severity,
    findings_on,
)
from evaluations.enums import PeriodState
from evaluations.exchange.finding_columns import FINDING_COLUMNS
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import EvaluationPeriod

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One finding in the list with what can be done about it there."""

    finding: Finding
    kind: Kind
    acts: tuple[Act, ...]


def _row(finding: Finding) -> Row:
    kind = KIND_BY_CODE[finding.kind]
    return Row(finding, kind, (Act.LIST_AGAIN,) if finding.accepted else kind.bulk_acts)


class IndexView(ManagersView, TemplateView):
    """``pada`` (day), ``jenis``, ``perangkat``, ``tingkat``, ``terima``, ``q``, ``p``."""

    template_name = "evaluations_admin/doctor/index.html"
    page_title = "Periksa pegawai dan penilai"
    header_icon = "warning"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = Filter.of(self.request.GET)
        findings = findings_on(asked.on)
        of_all_kinds = replace(asked, kind="").apply(findings)
        shown = asked.apply(of_all_kinds)
        page = Paginator(shown, PER_PAGE).get_page(self.request.GET.get("p"))
        form = DayForm({"pada": timezone.localdate()} | self.request.GET.dict())
        return super().get_context_data(**kwargs) | {
            "asked": asked,
            "day": form["pada"],
            "media": form.media,
            "kinds": _counted(of_all_kinds, asked),
            "kind": KIND_BY_CODE.get(asked.kind),
            "all_count": len(of_all_kinds),
            "all_query": replace(asked, kind="").query,
            "severities": Severity.choices,
            "acceptances": ACCEPTANCES,
            "agencies": _agencies(findings),
            "periods": EvaluationPeriod.objects.filter(state=PeriodState.DRAFT).order_by("ends_on", "pk")[:6],
            "page": page,
            "rows": [_row(finding) for finding in page],
            "bulk_acts": _bulk_acts(asked),
        }


def _bulk_acts(asked: Filter) -> tuple[Act, ...]:
    """Many at once only within one kind, of which all can be mended in the same way."""
    if not asked.kind or asked.accepted == ALL:
        return ()
    return (Act.LIST_AGAIN,) if asked.accepted == ACCEPTED else KIND_BY_CODE[asked.kind].bulk_acts


def _counted(findings: list[Finding], asked: Filter) -> list[tuple[Kind, int, str]]:
    """Each kind with how many there are and the address that shows them."""
    counts = Counter(finding.kind for finding in findings)
    return [(kind, counts[kind.code], replace(asked, kind=kind.code).query) for kind in KINDS]


def _agencies(findings: list[Finding]) -> list[tuple[int, str]]:
    named = {f.agency_id: f.agency_name for f in findings if f.agency_id is not None}
    return sorted(named.items(), key=lambda one: (one[1], one[0]))


@require_GET
def export_view(request: HttpRequest) -> HttpResponse:
    """The filtered list as a workbook."""
    check_manager(request)
    asked = Filter.of(request.GET)
    file = write_workbook(FINDING_COLUMNS, asked.apply(findings_on(asked.on)), title="Temuan")
    name = f"periksa-pegawai-{asked.on.isoformat()}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


class DoctorViewSet(ViewSet):
    name = "doctor"
    url_prefix = "periksa"
    icon = "warning"
    menu_label = "Periksa susunan"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("temuan.xlsx", export_view, name="export"),
            path("<slug:act>/", ActView.as_view(), name="act"),
        ]

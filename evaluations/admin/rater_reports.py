"""Laporan salah penilai: what employees report with "Ini bukan atasan saya", and the decision of BKPSDM."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.doctor.acts import DayField, PersonField
from evaluations.admin.managers import ManagersMenuItem, ManagersView, QueueView
from evaluations.domain.organization.raters import RaterResolution, resolve, resolve_many
from evaluations.domain.organization.snapshots import day_of
from evaluations.domain.periods import rater_reports
from evaluations.domain.refusals import Refused
from evaluations.enums import RaterReportState
from evaluations.models import EvaluationEvent, RaterReport
from forms_config.actors import Actor
from forms_config.text_fields import CleanTextField

EVERY = "semua"


@dataclass(frozen=True, slots=True)
class Line:
    """One report in the queue with what the tree says today."""

    report: RaterReport
    today: RaterResolution


class IndexView(QueueView):
    """The queue, the oldest first: ``keadaan`` (waiting unless said otherwise)."""

    template_name = "evaluations_admin/rater_reports/index.html"
    page_title = "Laporan salah penilai"
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("keadaan", RaterReportState.WAITING)
        rows = _rows()
        if state in RaterReportState.values:
            rows = rows.filter(state=state)
        if self.agency:
            rows = rows.filter(evaluation__agency=self.agency)
        queue = self.queue(rows.order_by("created_at", "pk"))
        reports = list(queue["page"])
        today = resolve_many([report.employee_id for report in reports], timezone.localdate())
        own = {
            "lines": [Line(report, today[report.employee_id]) for report in reports],
            "states": [*RaterReportState.choices, (EVERY, "Semua")],
            "state": state,
        }
        return super().get_context_data(**kwargs) | queue | own


def _rows() -> QuerySet[RaterReport]:
    return RaterReport.objects.select_related(
        "evaluation__period", "evaluation__agency", "evaluation__rater", "employee", "suggested", "decided_by"
    )


class KeepForm(forms.Form):
    """The rater stays."""

    note = CleanTextField(
        label="Pesan untuk pegawai",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mengapa penilainya tetap.",
        error_messages={"required": "Tuliskan alasannya untuk pegawai."},
    )

    def decide(self, report: RaterReport, actor: Actor) -> str:
        rater_reports.keep(report, actor=actor, note=self.cleaned_data["note"])
        return "Penilai tetap. Pegawai melihat pesan Anda di halaman evaluasinya."


class MoveForm(forms.Form):
    """The evaluation goes to another rater, and if wanted the later ones too."""

    to = PersonField("Penilai yang benar")
    note = CleanTextField(
        label="Alasan",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Dibaca pegawai dan penilai yang baru.",
        error_messages={"required": "Tuliskan alasannya."},
    )
    line_from = DayField(
        "Tetapkan juga untuk periode berikutnya, mulai",
        required=False,
        help_text="Isi bila susunan unit tidak akan menemukan penilai ini sendiri. Kosong berarti hanya evaluasi ini.",
    )

    def decide(self, report: RaterReport, actor: Actor) -> str:
        given = self.cleaned_data
        rater_reports.move(report, given["to"], actor=actor, note=given["note"], line_from=given["line_from"])
        return f"Evaluasi dipindahkan ke {given['to']}. Penilai yang lama tidak dapat membukanya lagi."


FORMS: dict[str, type[KeepForm] | type[MoveForm]] = {"tetap": KeepForm, "pindah": MoveForm}
# What a refusal is about, by the names of the domain, at the field where it is mended.
FIELDS = {"rater": "to", "starts_on": "line_from"}


class ReportView(ManagersView, TemplateView):
    """One report with what is known about it; by POST (``putusan``: tetap, pindah) the decision."""

    template_name = "evaluations_admin/rater_reports/report.html"
    header_icon = "help"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.report = get_object_or_404(_rows(), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(self.report.employee)

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("rater_reports:index"), "Laporan salah penilai")]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = request.POST.get("putusan", "")
        form = FORMS.get(decision, KeepForm)(request.POST, prefix=decision)
        if form.is_valid():
            try:
                said = form.decide(self.report, request.user)
            except Refused as refused:
                field = FIELDS.get(str(refused.details), refused.details)
                form.add_error(field if field in form.fields else None, refused.message)
            else:
                messages.success(request, said)
                return redirect("rater_reports:index")
        self.report.refresh_from_db()
        return self.render_to_response(self.get_context_data(**{decision: form}), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report, evaluation = self.report, self.report.evaluation
        others = RaterReport.objects.filter(employee=report.employee).exclude(pk=report.pk)
        moves = EvaluationEvent.objects.filter(evaluation=evaluation, action=rater_reports.RATER_MOVED)
        keep = kwargs.pop("tetap", None) or KeepForm(prefix="tetap")
        move = kwargs.pop("pindah", None) or MoveForm(prefix="pindah", initial={"to": report.suggested_id})
        return super().get_context_data(**kwargs) | {
            "report": report,
            "evaluation": evaluation,
            "today": resolve(report.employee, timezone.localdate()),
            "at_end": resolve(report.employee, day_of(evaluation)),
            "others": others.select_related("evaluation__period").order_by("-created_at", "-pk")[:10],
            "moves": moves,
            "is_waiting": report.state == RaterReportState.WAITING,
            "keep": keep,
            "move": move,
            "media": move.media,
        }


class RaterReportViewSet(ViewSet):
    name = "rater_reports"
    url_prefix = "salah-penilai"
    icon = "help"
    menu_label = "Salah penilai"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("<int:pk>/", ReportView.as_view(), name="report"),
        ]

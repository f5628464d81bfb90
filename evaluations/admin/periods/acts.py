"""What is done to a period by hand: open and deliver (in batches that the page drives), close, open again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from evaluations import rules
from evaluations.domain.periods import close_period, deliver_period, open_period, reopen_period
from evaluations.domain.periods.closing import unfinished, unfinished_by_unit, unfinished_rows
from evaluations.domain.periods.delivering import deliver_batch, deliverable
from evaluations.domain.periods.log import spoken
from evaluations.domain.periods.opening import open_batch, people_to_open, start_opening
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.monitoring import GAPS, gaps_within
from evaluations.enums import PeriodState, State
from evaluations.exchange.columns import Column
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import Evaluation, EvaluationPeriod, OpeningGap, OrganizationalUnit
from evaluations.places import whole_number
from forms_config.moments import MomentField
from forms_config.text_fields import CleanTextField

PER_PAGE = 50
CONFLICT = 409

GAP_COLUMNS = (
    Column("NIP", lambda gap: gap.employee.nip or ""),
    Column("Nama", lambda gap: gap.employee.full_name),
    Column("Sebab", lambda gap: gap.reason),
)
OPEN_COLUMNS = (
    Column("NIP", lambda row: row.nip, width=22),
    Column("Nama", lambda row: row.name, width=32),
    Column("Unit", lambda row: row.unit_name, width=36),
    Column("Perangkat daerah", lambda row: row.agency_name, width=36),
    Column("Keadaan", lambda row: row.get_state_display(), width=24),
    Column("Penilai", lambda row: row.rater_name, width=32),
)


GAP_LABELS = (("", "Semua"), ("tanpa-penilai", "Tanpa penilai"), ("tanpa-evaluasi", "Tanpa evaluasi"))


def authorised_period(request: HttpRequest, pk: int) -> EvaluationPeriod:
    """The period, for who may run periods."""
    if not rules.is_manager(request.user):
        raise PermissionDenied
    return get_object_or_404(EvaluationPeriod, pk=pk)


class PeriodToolView(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one period: ``self.period``, with the way back to its page."""

    header_icon = "calendar-alt"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.period = authorised_period(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"{self.page_title}: {self.period.name}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("evaluationperiod:index"), "label": "Periode"},
            {"url": period_url(self.period.pk), "label": self.period.name},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"period": self.period, "home_url": period_url(self.period.pk)}
        return super().get_context_data(**kwargs) | own


def period_url(pk: int) -> str:
    return reverse("evaluationperiod:inspect", args=[pk])


def gaps_url(period: int, kind: str) -> str:
    return reverse("evaluationperiod:gaps", args=[period], query={"sebab": kind})


@require_POST
def open_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, or add whoever is new, in one request: for pages without JavaScript."""
    period = authorised_period(request, pk)
    try:
        report = open_period(period, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request,
            f"{spoken(report.created)} evaluasi dibuat, {spoken(report.existing)} sudah ada, "
            f"{spoken(len(report.gaps))} pegawai perlu diperiksa.",
        )
    return redirect(period_url(pk))


@require_POST
def open_batch_view(request: HttpRequest, pk: int) -> JsonResponse:
    """One batch behind the key ``setelah`` (0 begins): ``{"seen", "total"?, "after", "numbers"}``."""
    period = authorised_period(request, pk)

    def act(after: int) -> dict[str, Any]:
        first = {}
        if not after:
            start_opening(period, actor=request.user)
            first = {"total": people_to_open().count()}
        batch = open_batch(period, after, actor=request.user)
        numbers = {"created": batch.created, "existing": batch.existing, "gaps": len(batch.gaps)}
        return first | {"seen": batch.seen, "after": batch.after, "numbers": numbers}

    return _answer(request, act)


@require_POST
def deliver_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Deliver all that is rated in one request: for pages without JavaScript."""
    period = authorised_period(request, pk)
    try:
        delivered = deliver_period(period, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{spoken(delivered)} hasil disampaikan kepada pegawai.")
    return redirect(period_url(pk))


@require_POST
def deliver_batch_view(request: HttpRequest, pk: int) -> JsonResponse:
    """As ``open_batch_view``."""
    period = authorised_period(request, pk)

    def act(after: int) -> dict[str, Any]:
        first = {} if after else {"total": deliverable(period).count()}
        batch = deliver_batch(period, after, actor=request.user)
        return first | {
            "seen": batch.seen, "after": batch.after, "numbers": {"delivered": batch.delivered},
        }  # fmt: skip

    return _answer(request, act)


def _answer(request: HttpRequest, act: Callable[[int], dict[str, Any]]) -> JsonResponse:
    try:
        return JsonResponse(act(whole_number(request.POST.get("setelah"))))
    except Refused as refused:
        return JsonResponse({"code": refused.code, "message": refused.message}, status=CONFLICT)


class DeliverView(PeriodToolView):
    """Asks once more before all results of a period reach the employees."""

    template_name = "evaluations_admin/periods/deliver.html"
    page_title = "Sampaikan hasil"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "waiting": deliverable(self.period).count(),
            "delivery_numbers": [("delivered", "Hasil disampaikan")],
        }


class CloseView(PeriodToolView):
    """What is still open, by unit and by person (``?q=``, ``?keadaan=``), and the question whether to close."""

    template_name = "evaluations_admin/periods/close.html"
    page_title = "Tutup"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            close_period(self.period, actor=request.user, despite_open=request.POST.get("confirm") == "yes")
        except Refused as refused:
            hint = " Centang persetujuan untuk menutup juga." if refused.code == "still_open" else ""
            messages.error(request, refused.message + hint)
            return redirect("evaluationperiod:close", pk) if refused.code == "still_open" else self._home()
        messages.success(request, f"{self.period.name} ditutup.")
        return self._home()

    def _home(self) -> HttpResponseRedirect:
        return redirect(period_url(self.period.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = unfinished(self.period)
        rows = _filtered(unfinished_rows(self.period), self.request)
        return super().get_context_data(**kwargs) | {
            "counts": [(state, state.label, counts[state]) for state in State if state in counts],
            "total": sum(counts.values()),
            "units": unfinished_by_unit(self.period),
            "page": Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            "q": self.request.GET.get("q", ""),
            "state": self.request.GET.get("keadaan", ""),
        }


def _filtered(rows: QuerySet[Evaluation], request: HttpRequest) -> QuerySet[Evaluation]:
    words, state = request.GET.get("q", "").strip(), request.GET.get("keadaan", "")
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(nip__startswith=words) | Q(unit_name__icontains=words)
        )
    return rows.filter(state=state) if state in State.values else rows


@require_safe
def unfinished_view(request: HttpRequest, pk: int) -> FileResponse:
    """Everybody whose evaluation is open, as a workbook."""
    period = authorised_period(request, pk)
    return _workbook(OPEN_COLUMNS, unfinished_rows(period), f"belum-dinilai-{period.pk}.xlsx")


class GapsView(PeriodToolView):
    """The people without evaluation or rater and why: of one kind (``sebab``, of ``GAPS``), of one ``unit`` (code)."""

    template_name = "evaluations_admin/periods/gaps.html"
    page_title = "Perlu diperiksa"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kind = self.request.GET.get("sebab", "")
        code = self.request.GET.get("unit", "")
        unit = get_object_or_404(OrganizationalUnit, code=code) if code else None
        rows = gaps_within(self.period, unit) if unit else OpeningGap.objects.filter(period=self.period)
        rows = rows.filter(GAPS.get(kind, Q())).select_related("employee")
        return super().get_context_data(**kwargs) | {
            "unit": unit,
            "page": Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            "kind": kind,
            "kinds": GAP_LABELS,
        }


@require_safe
def gaps_view(request: HttpRequest, pk: int) -> FileResponse:
    """The people without evaluation or rater as a workbook."""
    period = authorised_period(request, pk)
    gaps = OpeningGap.objects.filter(period=period).select_related("employee")
    return _workbook(GAP_COLUMNS, gaps, f"pegawai-perlu-diperiksa-{period.pk}.xlsx")


def _workbook(columns, rows: QuerySet, name: str) -> FileResponse:
    workbook = write_workbook(columns, rows.iterator(chunk_size=2000))
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


class ReopenForm(forms.Form):
    """Why, and until when now."""

    note = CleanTextField(
        label="Alasan", widget=forms.Textarea(attrs={"rows": 3}), help_text="Tercatat dalam riwayat periode."
    )
    fill_until = MomentField(label="Batas pengisian")
    rate_until = MomentField(label="Batas penilaian")
    closes_at = MomentField(
        label="Ditutup otomatis",
        required=False,
        help_text="Kosongkan bila akan ditutup dengan tombol.",
    )


class ReopenView(PeriodToolView):
    """A closed period opens again, with a reason and perhaps new deadlines."""

    template_name = "evaluations_admin/periods/reopen.html"
    page_title = "Buka kembali"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReopenForm(request.POST)
        if form.is_valid():
            note = form.cleaned_data.pop("note")
            try:
                reopen_period(self.period, actor=request.user, note=note, deadlines=form.cleaned_data)
            except Refused as refused:
                _show(refused, form)
            else:
                messages.success(request, f"{self.period.name} dibuka kembali.")
                return redirect(period_url(pk))
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ReopenForm(initial=_deadlines(self.period)))
        kwargs["media"] = kwargs["form"].media
        own = {"may_reopen": self.period.state == PeriodState.CLOSED}
        return super().get_context_data(**kwargs) | own


def _deadlines(period: EvaluationPeriod) -> dict[str, datetime | None]:
    return {"fill_until": period.fill_until, "rate_until": period.rate_until, "closes_at": None}


def _show(refused: Refused, form: forms.Form) -> None:
    if isinstance(refused.details, dict):
        for name, sentence in refused.details.items():
            form.add_error(name, sentence)
    else:
        form.add_error("note" if refused.code == "note_required" else None, refused.message)


def act_urls() -> list:
    return [
        path("<int:pk>/buka/", open_view, name="open"),
        path("<int:pk>/buka/bagian/", open_batch_view, name="open_batch"),
        path("<int:pk>/sampaikan/", DeliverView.as_view(), name="deliver"),
        path("<int:pk>/sampaikan/semua/", deliver_view, name="deliver_all"),
        path("<int:pk>/sampaikan/bagian/", deliver_batch_view, name="deliver_batch"),
        path("<int:pk>/tutup/", CloseView.as_view(), name="close"),
        path("<int:pk>/belum-dinilai.xlsx", unfinished_view, name="unfinished"),
        path("<int:pk>/buka-kembali/", ReopenView.as_view(), name="reopen"),
        path("<int:pk>/perlu-diperiksa/", GapsView.as_view(), name="gaps"),
        path("<int:pk>/perlu-diperiksa.xlsx", gaps_view, name="gaps_xlsx"),
    ]

"""Moving a running period's evaluations to a newer version of their form: look per person, choose, confirm."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from evaluations import rules
from evaluations.admin.impact import trail
from evaluations.domain.periods import form_moves
from evaluations.domain.periods.form_moves import Moved, Proposal
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState
from evaluations.models import COVERS_REGENCY, Evaluation, EvaluationPeriod, PeriodForm
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.domain.pending import gravest_first
from forms_config.engine.carrying import required_label
from forms_config.engine.compare import Change, changes
from forms_config.models import EvaluationForm, FormVersion
from forms_config.tools import FormTool

PER_PAGE = 50
AT_ONCE = 5000  # moved by one request; the next press goes on
LOG_ACTION = "evaluations.move_form"


def tool() -> FormTool:
    return FormTool(
        label="Pindahkan ke versi baru",
        help_text="Evaluasi yang belum dinilai pada periode yang sedang dibuka, dengan jawabannya.",
        icon="redirect",
        url_name="form_moves:page",
        order=60,
        needs_version=True,
    )


@dataclass(frozen=True)
class Line:
    """One person in the preview. Drafts belong to the employee, so places are named here and never values."""

    evaluation: Evaluation
    kept: int
    lost: list[str]
    asked: list[str]
    refused: str


@dataclass
class Preview:
    """Figures about everybody, and the people who are listed."""

    counts: Counter[str] = field(default_factory=Counter)
    listed: list[Proposal] = field(default_factory=list)

    def add(self, proposal: Proposal, *, only_losing: bool) -> None:
        carried, may_move = proposal.carried, proposal.refused is None
        self.counts["total"] += 1
        self.counts["movable" if may_move else "refused"] += 1
        self.counts["losing"] += may_move and bool(carried.lost)
        self.counts["asked"] += may_move and bool(carried.newly_required)
        if carried.lost or not only_losing:
            self.listed.append(proposal)


class FormMovesView(WagtailAdminTemplateMixin, TemplateView):
    """The preview (``periode``, ``versi``, ``hanya=kehilangan``, ``p``), and by POST the move."""

    template_name = "evaluations_admin/forms/moves.html"
    page_title = "Pindahkan ke versi baru"
    header_icon = "redirect"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (rules.is_manager(request.user) and request.user.has_perm(COVERS_REGENCY)):
            raise PermissionDenied
        self.form = get_object_or_404(EvaluationForm, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"{self.page_title}: {self.form.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, *trail(self.form), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        periods = list(_periods(self.form))
        period = _chosen(periods, asked.get("periode"))
        versions = form_moves.newer_versions(period, self.form.pk) if period else []
        version = _chosen(versions, asked.get("versi"))
        context = super().get_context_data(**kwargs) | {
            "evaluation_form": self.form,
            "periods": periods,
            "period": period,
            "versions": versions,
            "version": version,
            "only_losing": asked.get("hanya") == "kehilangan",
        }
        return context | (self._preview(period, version) if period and version else {})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Move everybody, or those who are ticked; say what was done and what was not."""
        period = get_object_or_404(EvaluationPeriod, pk=_number(request.POST.get("periode")))
        version = get_object_or_404(self.form.versions, pk=_number(request.POST.get("versi")))
        ticked = (
            None
            if request.POST.get("siapa") == "semua"
            else [_number(one) for one in request.POST.getlist("pk")]
        )
        may_lose = request.POST.get("boleh_hilang") == "ya"
        try:
            report = form_moves.move(
                period, version, actor=request.user, only=ticked, may_lose=may_lose, limit=AT_ONCE
            )
            pinned = request.POST.get("kemudian") == "ya" and form_moves.pin(
                period, version, actor=request.user
            )
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            _tell(request, report, bool(pinned), version)
            log(
                period,
                LOG_ACTION,
                user=request.user,
                data={
                    "form": self.form.key,
                    "version": version.number,
                    "moved": report.moved,
                    "pinned": bool(pinned),
                },
            )
        address = reverse("form_moves:page", args=[pk])
        return redirect(f"{address}?{urlencode({'periode': period.pk, 'versi': version.pk})}")

    def _preview(self, period: EvaluationPeriod, version: FormVersion) -> dict[str, Any]:
        only_losing = self.request.GET.get("hanya") == "kehilangan"
        preview = Preview()
        rows = form_moves.older_evaluations(period, version).order_by("name", "pk")
        for proposal in form_moves.proposals(rows, version):
            preview.add(proposal, only_losing=only_losing)
        page = Paginator(preview.listed, PER_PAGE).get_page(self.request.GET.get("p"))
        older_pins = PeriodForm.objects.filter(
            period=period, form=self.form, form_version__number__lt=version.number
        ).values_list("form_version__number", flat=True)
        return {
            "counts": preview.counts,
            "page": page,
            "lines": _lines(page, version),
            "pinned": sorted(set(older_pins)),
            "differences": _differences(rows, version),
            "query": urlencode({"periode": period.pk, "versi": version.pk}),
        }


def _differences(rows: EvaluationQuerySet, version: FormVersion) -> list[tuple[int, list[Change]]]:
    """(number, what changes from there to ``version``) of each version that somebody still has, the newest first."""
    older = FormVersion.objects.filter(pk__in=rows.order_by().values("form_version")).order_by("-number")
    return [(one.number, gravest_first(changes(one.parsed, version.parsed))) for one in older]


def _lines(page: Page, version: FormVersion) -> list[Line]:
    schema = version.parsed
    return [
        Line(
            proposal.evaluation,
            proposal.carried.kept,
            [lost.label for lost in proposal.carried.lost],
            list(dict.fromkeys(required_label(schema, gap) for gap in proposal.carried.newly_required)),
            proposal.refused.message if proposal.refused else "",
        )
        for proposal in page
    ]


def _tell(request: HttpRequest, report: Moved, pinned: bool, version: FormVersion) -> None:
    later = f" Yang dibuka kemudian juga memakai versi {version.number}." if pinned else ""
    messages.success(request, f"{report.moved} evaluasi dipindahkan ke versi {version.number}.{later}")
    for sentence, number in Counter(refused.message for _, refused in report.refused).items():
        messages.warning(request, f"{number} evaluasi tidak dipindahkan. {sentence}")
    if report.left:
        messages.warning(request, f"Masih ada {report.left} evaluasi. Tekan lagi untuk melanjutkan.")


def _periods(form: EvaluationForm):
    """The open periods that use the form."""
    used = Evaluation.objects.filter(period=OuterRef("pk"), form_version__form=form)
    return EvaluationPeriod.objects.filter(Exists(used), state=PeriodState.OPEN).order_by("-ends_on", "pk")


def _chosen(rows: list, raw: str | None):
    """The row of the address, else the first."""
    return next((row for row in rows if str(row.pk) == raw), rows[0] if rows else None)


def _number(raw: str | None) -> int:
    if raw is None or not raw.isdecimal() or len(raw) > 18:
        raise Http404
    return int(raw)


urlpatterns = [path("formulir/<int:pk>/pindah/", FormMovesView.as_view(), name="page")]

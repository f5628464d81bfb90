"""What a form's draft would do, for the officer who is about to publish it: on running evaluations, on past results.

The page asks for the figures chunk by chunk and adds them up (``js/admin/impact.js``); without JavaScript one
request computes everything. Nothing here writes.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from evaluations.domain.periods import impact
from evaluations.domain.periods.impact import Draft, Findings, Person
from evaluations.domain.refusals import Refused
from evaluations.enums import PeriodState
from evaluations.exchange.columns import Column
from evaluations.exchange.workbook import CONTENT_TYPE, write_workbook
from evaluations.models import COVERS_REGENCY, EvaluationPeriod
from evaluations.places import whole_number
from forms_config.models import EvaluationForm
from forms_config.tools import FormTool

CHANGES_FORMS = "forms_config.change_evaluationform"
NAMED = 200  # people that a page lists
CONFLICT = 409
PROGRESS, RESULTS = "berjalan", "hasil"  # the two parts, as the address names them

PROGRESS_NUMBERS = {
    "untouched": "tidak terpengaruh",
    "losing": "kehilangan jawaban",
    "asked": "mendapat isian wajib baru",
}
RESULT_NUMBERS = {"same": "hasilnya tetap", "changed": "hasilnya berubah"}

COLUMNS = (
    Column("NIP", lambda person: person.nip),
    Column("Nama", lambda person: person.name, width=32),
    Column("Unit", lambda person: person.unit, width=32),
    *(
        Column(f"{label} {when}", lambda person, side=side, part=part: getattr(person, side)[part])
        for part, label in impact.PARTS.items()
        for side, when in (("was", "lama"), ("would_be", "baru"))
    ),
)


def tool() -> FormTool:
    return FormTool(
        label="Lihat dampaknya",
        help_text="Apa yang terjadi pada evaluasi yang berjalan dan pada hasil yang lalu bila draf ini dipakai.",
        icon="view",
        url_name="form_impact:page",
        order=50,
        needs_version=True,
        before_publishing=True,
    )


class ImpactView(WagtailAdminTemplateMixin, TemplateView):
    """The question (which period?) and, asked with ``hitung``, the whole answer."""

    template_name = "evaluations_admin/forms/impact.html"
    page_title = "Dampak draf"
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = _editable_form(request, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"{self.page_title}: {self.form.title}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, *trail(self.form), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = impact.draft_of(self.form)
        periods = list(impact.periods_with_results(self.form))
        period = _chosen(periods, self.request.GET.get("periode"))
        may_name = self.request.user.has_perm(COVERS_REGENCY)
        context = super().get_context_data(**kwargs) | {
            "evaluation_form": self.form,
            "edit_url": trail(self.form)[-1]["url"],
            "draft": draft,
            "periods": periods,
            "period": period,
            "may_name": may_name,
            "named": NAMED,
            "is_done": "hitung" in self.request.GET and not draft.problems,
        }
        return context | _sections(draft, period, may_name, compute=context["is_done"])


@require_safe
def chunk(request: HttpRequest, pk: int) -> JsonResponse:
    """One chunk of a part (``bagian``) behind a key (``setelah``): ``{"seen", "total"?, "after", "numbers",
    "lists", "people"}``; 409 ``{"code", "message"}`` when the draft is no longer the one asked about (``sidik``).
    """
    draft = impact.draft_of(_editable_form(request, pk))
    part, after = request.GET.get("bagian", ""), request.GET.get("setelah", "0")
    if part not in (PROGRESS, RESULTS) or not after.isdecimal() or len(after) > 18:
        raise Http404
    try:
        draft.check(request.GET.get("sidik", ""))
    except Refused as refused:
        return JsonResponse({"code": refused.code, "message": refused.message}, status=CONFLICT)
    if part == PROGRESS:
        rows, found = impact.in_progress_rows(draft.form), impact.on_progress(draft, int(after), impact.CHUNK)
    else:
        period = _period(request)
        rows, found = (
            impact.result_rows(draft.form, period),
            impact.on_results(draft, period, int(after), impact.CHUNK),
        )
    answer = as_json(part, found, may_name=request.user.has_perm(COVERS_REGENCY))
    return JsonResponse(answer | ({} if int(after) else {"total": rows.count()}))


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """Everybody whose result would change, as a workbook; for those who may read everybody's results."""
    draft = impact.draft_of(_editable_form(request, pk))
    if not request.user.has_perm(COVERS_REGENCY) or draft.problems:
        raise PermissionDenied
    period = _period(request)
    workbook = write_workbook(COLUMNS, impact.changed_people(draft, period))
    name = f"dampak-{draft.form.key}-{period.pk}.xlsx"
    return FileResponse(workbook, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


def as_json(part: str, found: Findings, *, may_name: bool) -> dict[str, Any]:
    """What the page adds up: numbers by name, lists of (label, number), people as cells of a table row."""
    names = PROGRESS_NUMBERS if part == PROGRESS else RESULT_NUMBERS | impact.PARTS
    numbers = {f"{part}.{name}": found.counts[name] for name in names}
    if part == RESULTS:
        numbers |= {_cell(was, would_be): number for (was, would_be), number in found.moved.items()}
    return {
        "seen": found.seen,
        "after": found.after,
        "numbers": numbers,
        "lists": {"lost": found.lost.most_common(), "required": found.required.most_common()},
        "people": {part: [_cells(person) for person in found.people[:NAMED]] if may_name else []},
    }


def trail(form: EvaluationForm) -> list[dict[str, str]]:
    """The way back from a tool to its form."""
    viewset = EvaluationForm.snippet_viewset
    return [
        {"url": reverse(viewset.get_url_name("list")), "label": "Formulir"},
        {"url": reverse(viewset.get_url_name("edit"), args=[form.pk]), "label": form.title},
    ]


def _sections(
    draft: Draft, period: EvaluationPeriod | None, may_name: bool, *, compute: bool
) -> dict[str, Any]:
    """The tables of the page: with figures when ``compute``, else empty for the script to fill."""
    progress, results = Findings(), Findings()
    if compute:
        progress = impact.whole(lambda after: impact.on_progress(draft, after))
        if period is not None:
            results = impact.whole(lambda after: impact.on_results(draft, period, after))
    running = as_json(PROGRESS, progress, may_name=may_name)
    past = as_json(RESULTS, results, may_name=may_name)
    return {
        "running": running,
        "past": past,
        "running_numbers": _labelled(running, PROGRESS, PROGRESS_NUMBERS),
        "result_numbers": _labelled(past, RESULTS, RESULT_NUMBERS),
        "part_numbers": _labelled(past, RESULTS, impact.PARTS),
        "cross": _cross_table(draft, past["numbers"]),
    }


def _labelled(answer: dict[str, Any], part: str, labels: dict[str, str]) -> list[tuple[str, str, int]]:
    """(name, label, number) of each figure."""
    return [(f"{part}.{name}", label, answer["numbers"][f"{part}.{name}"]) for name, label in labels.items()]


def _cross_table(draft: Draft, numbers: dict[str, int]) -> dict[str, Any] | None:
    """Predikat stored (down) by predikat with the draft (across); None where neither knows any."""
    down = impact.predikat_axis(version.parsed for version in draft.form.versions.all())
    across = impact.predikat_axis([draft.schema])
    if len(down) == len(across) == 1:
        return None
    rows = [
        (
            label,
            [
                (_cell(was, would_be), numbers.get(_cell(was, would_be), 0), was == would_be)
                for would_be in across
            ],
        )
        for was, label in down.items()
    ]
    return {"columns": list(across.values()), "rows": rows}


def _cell(was: str, would_be: str) -> str:
    return f"{was}→{would_be}"


def _cells(person: Person) -> list[str]:
    return [person.name, person.nip, person.unit, person.text]


def _editable_form(request: HttpRequest, pk: int) -> EvaluationForm:
    if not request.user.has_perm(CHANGES_FORMS):
        raise PermissionDenied
    return get_object_or_404(EvaluationForm, pk=pk)


def _period(request: HttpRequest) -> EvaluationPeriod:
    return get_object_or_404(EvaluationPeriod, pk=whole_number(request.GET.get("periode")))


def _chosen(periods: list[EvaluationPeriod], raw: str | None) -> EvaluationPeriod | None:
    """The period of the address, else the latest that is closed, else the latest."""
    asked = [period for period in periods if str(period.pk) == raw]
    closed = [period for period in periods if period.state == PeriodState.CLOSED]
    return next(iter([*asked, *closed, *periods]), None)


urlpatterns = [
    path("formulir/<int:pk>/dampak/", ImpactView.as_view(), name="page"),
    path("formulir/<int:pk>/dampak/hitung/", chunk, name="chunk"),
    path("formulir/<int:pk>/dampak/unduh.xlsx", download, name="download"),
]

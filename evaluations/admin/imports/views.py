"""Imports in the Wagtail admin: upload, look at what would change, confirm or give up, take the faults away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView
from wagtail.admin.viewsets.base import ViewSet

from evaluations.admin.imports.forms import GUIDES, MonthUploadForm, UploadForm
from evaluations.admin.imports.meanings import (
    QUESTIONS,
    Answers,
    answer,
    release_view,
    typed_release,
)
from evaluations.admin.imports.preview import FINDINGS, TABS, WORTH_A_LOOK, entries_of, numbers_of
from evaluations.admin.managers import ManagersMenuItem, ManagersView, check_manager
from evaluations.domain.periods import MONTHS
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.stalled_imports import UPLOAD_KEPT, files_before, is_stalled
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange import headings, import_workbooks, imports, reading, undoing
from evaluations.exchange.importers import IMPORTERS
from evaluations.exchange.workbook import CONTENT_TYPE
from evaluations.exchange.workbook_template import write_template
from evaluations.models import ImportBatch

PER_PAGE = 50

HISTORY_PER_PAGE = 20

REFRESH_SECONDS = "2"

BUSY_AFTER = timedelta(
    minutes=1
)  # a file that is not read by then waits for the server, not for its own size

# Question → what asks it in the report.
ASKED_BY = {"kolom": "columns", "kata": "unknown_words", "lembar": "sheets", "bulan": "month"}

SHOWN_STATES = (ImportState.PREVIEW, ImportState.APPLIED, ImportState.UNDONE)


def batches_in(state: str) -> QuerySet[ImportBatch]:
    """The imports in this state; of one that does not exist, all."""
    rows = ImportBatch.objects.all()
    return rows.filter(state=state) if state in ImportState.values else rows


OF_A_MONTH = (ImportKind.ATTENDANCE, ImportKind.MATRIX)


def imports_url(state: ImportState) -> str:
    return f"{reverse('imports:index', query={'keadaan': state.value})}#riwayat"


class ImportPage(ManagersView, TemplateView):
    """The frame of every page here."""

    header_icon = "upload"

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("imports:index"), "Impor data")]


class IndexView(ImportPage):
    template_name = "evaluations_admin/imports/index.html"
    page_title = "Impor data"

    def trail(self) -> list[tuple[str, str]]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("keadaan", "")
        batches = batches_in(state).select_related("created_by")
        page = Paginator(batches, HISTORY_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "guides": GUIDES.items(),
            "page": page,
            "state": dict(ImportState.choices).get(state, ""),
        }


class UploadView(ImportPage):
    template_name = "evaluations_admin/imports/upload.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["kind"] not in ImportKind.values:
            raise Http404
        self.kind = ImportKind(kwargs["kind"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return f"Impor {GUIDES[self.kind].title.lower()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self._form()
        guide = {"guide": GUIDES[self.kind], "kind": self.kind}
        return super().get_context_data(**kwargs) | {"form": form, "media": form.media, **guide}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the file, let it be read, and go to its page; what is wrong at first sight is said on the field."""
        form = self._form(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = reading.receive(self.kind, file, file.name, actor=request.user, given=form.given())
            except Refused as refused:
                form.add_error("as_of" if refused.details == "as_of" else "file", refused.message)
            else:
                reading.start(batch)
                return redirect("imports:batch", batch.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _form(self, *args: Any) -> UploadForm:
        form_class = MonthUploadForm if self.kind in OF_A_MONTH else UploadForm
        return form_class(*args, kind=self.kind)


class BatchView(ImportPage):
    """How far a file is read, its preview, and afterwards what became of it."""

    template_name = "evaluations_admin/imports/batch.html"
    obstacles: list[str] = []
    answered: Mapping[str, Answers] = {}  # an answer that was refused, to be shown with its faults

    def get_page_title(self) -> str:
        return self.batch.file_name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shown anew every few seconds, with or without JavaScript, while the file is read."""
        response = super().get(request, *args, **kwargs)
        if self.batch.state == ImportState.READING and not is_stalled(self.batch, timezone.now()):
            response["Refresh"] = REFRESH_SECONDS
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the whole import back; what stands in the way is listed here."""
        batch = get_object_or_404(ImportBatch.objects.only("pk"), pk=kwargs["pk"])
        try:
            undoing.undo(batch, actor=request.user)
        except Refused as refused:
            messages.error(request, refused.message)
            self.obstacles = refused.details or []
            return self.render_to_response(self.get_context_data(**kwargs), status=409)
        messages.success(request, "Impor ditarik kembali. Data kembali seperti sebelum impor ini.")
        return redirect("imports:batch", batch.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batches = ImportBatch.objects.select_related("created_by", "undone_by")
        self.batch = get_object_or_404(batches, pk=kwargs["pk"])
        return (
            super().get_context_data(**kwargs)
            | {
                "batch": self.batch,
                "guide": GUIDES[ImportKind(self.batch.kind)],
                "month": _month(self.batch),
                "is_reading": self.batch.state == ImportState.READING,
                "is_stalled": is_stalled(self.batch, timezone.now()),
                "is_queued": self.batch.state == ImportState.READING and self.batch.heard_at is None,
                "files_before": files_before(self.batch),
                "is_busy": timezone.now() - self.batch.created_at > BUSY_AFTER,
                "is_waiting": self.batch.state == ImportState.PREVIEW,
                "is_applied": self.batch.state == ImportState.APPLIED,
                "is_shown": self.batch.state in SHOWN_STATES,
                "obstacles": self.obstacles,
                "refusal": self.batch.report.get("refusal"),
                "refusal_status": "warning" if self.batch.state == ImportState.MAPPING else "critical",
                "absent_label": IMPORTERS[self.batch.kind].absent_label,
            }
            | self._preview()
            | self._questions()
        )

    def _questions(self) -> dict[str, Any]:
        """What the file leaves open; it can be answered while the file is here to be read again."""
        batch = self.batch
        is_open = batch.state in reading.UNDECIDED and bool(batch.upload)
        columns = batch.report.get("columns") or {}
        asked = [about for about, name in ASKED_BY.items() if is_open and batch.report.get(name)]
        return {
            "columns": columns,
            "columns_read": headings.as_written(columns),
            "questions": {about: QUESTIONS[about](batch=batch) for about in asked} | self.answered,
            "is_mapping": batch.state == ImportState.MAPPING,
            "only_together": batch.kind == ImportKind.UNITS,
            "kept_days": UPLOAD_KEPT.days,
            "is_kept": is_open,
            "typed": typed_release(self.request, batch.pk),
            "releases": [entry | {"at": datetime.fromisoformat(entry["at"])} for entry in batch.releases],
        }

    def _preview(self) -> dict[str, Any]:
        """The numbers, and one page of the tab that was chosen, filtered by what was asked for."""
        counts = numbers_of(self.batch)
        tab = self.request.GET.get("tab")
        tab = tab if tab in TABS else next((name for name in WORTH_A_LOOK if counts[name]), "tetap")
        query = self.request.GET.get("q", "").strip()
        entries = entries_of(self.batch, tab, query)
        return {
            "tabs": [(name, label, counts[name]) for name, label in TABS.items()],
            "tab": tab,
            "query": query,
            "is_finding": tab in FINDINGS,
            "is_absent": tab == "tidak-ada",
            "is_held": tab == "ditahan",
            "page": Paginator(entries, PER_PAGE).get_page(self.request.GET.get("p")),
            "has_work": counts["baru"] + counts["berubah"] > 0,
            "changed_count": counts["baru"] + counts["berubah"],
            "error_count": counts["kesalahan"],
            "held_count": counts["ditahan"],
            "absent_count": counts["tidak-ada"],
        }


class AnswerView(BatchView):
    """An answer to what the page of a file asks; a wrong one is said at its field, with everything still filled in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        about = kwargs["about"]
        if about not in QUESTIONS:
            raise Http404
        form = QUESTIONS[about](request.POST, batch=get_object_or_404(ImportBatch, pk=kwargs["pk"]))
        if not form.is_valid():
            self.answered = {about: form}
            return self.render_to_response(self.get_context_data(**kwargs), status=422)
        answer(request, form)
        return redirect("imports:batch", kwargs["pk"])


def _month(batch: ImportBatch) -> str:
    year, month = batch.options.get("year"), batch.options.get("month")
    return f"{MONTHS[month - 1]} {year}" if year and month else ""


@require_POST
def confirm_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the previewed rows."""
    return _act(request, pk, imports.confirm, "Impor selesai. Data sudah diperbarui.")


@require_POST
def discard_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the preview."""
    return _act(request, pk, imports.discard, "Impor dibatalkan. Tidak ada data yang berubah.")


def _act(request: HttpRequest, pk: int, act, done: str) -> HttpResponse:
    check_manager(request)
    batch = get_object_or_404(ImportBatch.objects.only("pk"), pk=pk)
    try:
        act(batch, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("imports:batch", pk)


@require_GET
def errors_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows as a workbook in the layout of the input."""
    return _workbook(request, pk, import_workbooks.error_workbook, "kesalahan-impor")


@require_GET
def absent_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Who or what is not in the file, as a workbook."""
    return _workbook(request, pk, import_workbooks.absent_workbook, "tidak-ada-di-berkas")


def _workbook(request: HttpRequest, pk: int, write, name: str) -> HttpResponse:
    """Named after the month of its figures too, so that nobody is asked for it when the file comes back."""
    check_manager(request)
    batch = get_object_or_404(ImportBatch, pk=pk, state__in=SHOWN_STATES)
    year, month = batch.options.get("year"), batch.options.get("month")
    of_month = f"_{year}-{month:02}" if year and month else ""
    return FileResponse(
        write(batch),
        as_attachment=True,
        filename=f"{name}-{batch.pk}{of_month}.xlsx",
        content_type=CONTENT_TYPE,
    )


@require_GET
def template_view(request: HttpRequest, kind: str) -> HttpResponse:
    """Our own template, of a kind of import that has one."""
    check_manager(request)
    guide = GUIDES.get(kind)
    if guide is None or guide.template is None:
        raise Http404
    name = f"templat-{slugify(guide.title)}.xlsx"
    file = write_template(guide.template)
    return FileResponse(file, as_attachment=True, filename=name, content_type=CONTENT_TYPE)


class ImportViewSet(ViewSet):
    name = "imports"
    url_prefix = "impor"
    icon = "upload"
    menu_label = "Impor data"
    menu_order = 230
    menu_item_class = ManagersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", IndexView.as_view(), name="index"),
            path("<str:kind>/templat.xlsx", template_view, name="template"),
            path("<str:kind>/unggah/", UploadView.as_view(), name="upload"),
            path("<int:pk>/", BatchView.as_view(), name="batch"),
            path("<int:pk>/terapkan/", confirm_view, name="confirm"),
            path("<int:pk>/batalkan/", discard_view, name="discard"),
            path("<int:pk>/jawab/<str:about>/", AnswerView.as_view(), name="answer"),
            path("<int:pk>/loloskan/", release_view, name="release"),
            path("<int:pk>/kesalahan.xlsx", errors_view, name="errors"),
            path("<int:pk>/tidak-ada.xlsx", absent_view, name="absent"),
        ]

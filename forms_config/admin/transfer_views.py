"""Export of a form as a file, and import in two steps: look, then confirm. Nothing is written before."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from forms_config.admin.panels import edit_url
from forms_config.domain import transfer
from forms_config.domain.transfer import BadFile, Choice, Comparison, File, Finding, State
from forms_config.models import EvaluationForm

MAY_CHANGE = "forms_config.change_evaluationform"
MAY_ADD = "forms_config.add_evaluationform"
SALT = "forms_config.import"
MAX_AGE = 12 * 60 * 60  # seconds between the preview and its confirmation
MAX_STATE = (
    2_000_000  # characters that travel through the preview page; below Django's own limit for a request
)
SHOWN_DIFFERENCES = 100
LIST = "wagtailsnippets_forms_config_evaluationform:list"

STATES = {
    State.NEW: "Baru",
    State.EQUAL: "Sama",
    State.COLLIDES: "Berbeda",
}
CHOICES = {
    Choice.CREATE: "Tambahkan",
    Choice.OURS: "Pakai yang sudah ada di sini",
    Choice.COPY: "Tambahkan sebagai salinan, dengan kode tetap baru",
    Choice.REVISION: "Jadikan draf baru dari formulir yang sudah ada. Versi yang sudah terbit tidak berubah.",
}
FORM_CHOICES = CHOICES | {Choice.COPY: "Buat formulir tersendiri sebagai salinan, dengan kode tetap baru"}


@require_safe
@permission_required(MAY_CHANGE, raise_exception=True)
def export_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The latest draft as a file; with ``?versi=2`` the second version as it stood in the editor."""
    form = get_object_or_404(EvaluationForm, pk=pk)
    wanted = request.GET.get("versi")
    if wanted is None:
        shown, suffix = form.get_latest_revision_as_object(), timezone.localdate().isoformat()
    else:
        if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 9):
            raise Http404
        version = get_object_or_404(form.versions, number=int(wanted))
        shown, suffix = transfer.as_published(version), f"versi-{version.number}"
        if shown is None:
            messages.error(request, "Isi editor versi ini tidak disimpan, jadi tidak dapat diekspor.")
            return redirect(edit_url(form))
    response = HttpResponse(transfer.export(shown), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="formulir-{form.key}-{suffix}.json"'
    return response


# --- Import -------------------------------------------------------------------------------------------
class UploadForm(forms.Form):
    file = forms.FileField(
        label="Berkas formulir (.json)",
        allow_empty_file=True,
        help_text="Berkas dari “Ekspor formulir”, paling besar 2 MB.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > transfer.MAX_BYTES:  # before it is read into memory
            raise forms.ValidationError(
                f"Berkas ini lebih besar dari {transfer.MAX_BYTES // 1024 // 1024} MB."
            )
        try:
            return transfer.decode(file.read())
        except BadFile as bad:
            raise forms.ValidationError(str(bad)) from bad


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of the file on the preview page."""

    finding: Finding
    state_label: str
    choices: list[tuple[str, str]]
    chosen: str
    hidden_differences: int

    @property
    def differences(self) -> tuple[Any, ...]:
        return self.finding.differences[:SHOWN_DIFFERENCES]


class ImportView(WagtailAdminTemplateMixin, TemplateView):
    """Upload; the preview answers the upload; confirming posts the preview back, signed."""

    template_name = "forms_config/transfer/upload.html"
    preview_template = "forms_config/transfer/preview.html"
    page_title = "Impor formulir"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms((MAY_CHANGE, MAY_ADD)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": "Formulir"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": UploadForm()} | kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._confirm() if "state" in request.POST else self._upload()

    def _upload(self) -> HttpResponse:
        form = UploadForm(self.request.POST, self.request.FILES)
        if form.is_valid():
            text = form.cleaned_data["file"]
            try:
                file = transfer.read(text)
                return self._preview(text, file, transfer.compare(file))
            except BadFile as bad:
                form.add_error("file", str(bad))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _preview(
        self, text: str, file: File, comparison: Comparison, *, has_changed: bool = False
    ) -> HttpResponse:
        state = {"text": text, "fingerprint": comparison.fingerprint, "user": self.request.user.pk}
        signed = signing.dumps(state, salt=SALT, compress=True)
        if len(signed) > MAX_STATE:
            raise BadFile("Isi berkas ini terlalu banyak untuk diperiksa sekaligus.")
        chosen = comparison.chosen(self.request.POST.dict())
        rows = [_row(finding, chosen) for finding in comparison.library]
        context = self.get_context_data(
            title=file.form["title"],
            state=signed,
            warnings=file.warnings,
            has_changed=has_changed,
            form_row=_row(comparison.form, chosen),
            collisions=[row for row in rows if row.finding.collides],
            others=[row for row in rows if not row.finding.collides],
            missing_pages=comparison.missing_pages,
        )
        self.template_name = self.preview_template
        return self.render_to_response(context)

    def _confirm(self) -> HttpResponse:
        try:
            state = signing.loads(self.request.POST["state"], salt=SALT, max_age=MAX_AGE)
            if state["user"] != self.request.user.pk:
                raise BadFile("Pratinjau ini dibuat oleh orang lain. Unggah berkasnya sekali lagi.")
            file = transfer.read(state["text"])
            form = transfer.import_form(
                file, self.request.POST.dict(), fingerprint=state["fingerprint"], actor=self.request.user
            )
        except signing.BadSignature:
            messages.error(self.request, "Pratinjau ini sudah tidak berlaku. Unggah berkasnya sekali lagi.")
            return redirect("forms_config:import_form")
        except BadFile as bad:
            messages.error(self.request, f"Tidak ada yang diimpor. {bad}")
            return redirect("forms_config:import_form")
        except transfer.Changed as changed:
            return self._preview(state["text"], file, changed.now, has_changed=True)
        messages.success(
            self.request, f"“{form.title}” sudah diimpor sebagai draf. Periksa sebelum diterbitkan."
        )
        return redirect(edit_url(form))


def _row(finding: Finding, chosen: dict[str, Choice]) -> Row:
    labels = FORM_CHOICES if finding.kind.name == "form" else CHOICES
    return Row(
        finding=finding,
        state_label=STATES[finding.state],
        choices=[(choice.value, labels[choice]) for choice in finding.choices],
        chosen=chosen[finding.name].value,
        hidden_differences=max(0, len(finding.differences) - SHOWN_DIFFERENCES),
    )

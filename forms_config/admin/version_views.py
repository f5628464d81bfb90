"""The versions of a form: looking at one, comparing two states, taking the draft back."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import dateformat, timezone
from django.views.decorators.http import require_http_methods, require_safe

from forms_config.admin.panels import edit_url
from forms_config.compiling import compile_form
from forms_config.domain.comparing import DRAFT, NoSuchState, State, comparison, names, newest_name, state
from forms_config.domain.drafts import DraftIsLocked
from forms_config.domain.restoring import CannotTakeBack, draft_like, inactive, lost, take_back
from forms_config.engine.schema import FilledBy
from forms_config.models import EvaluationForm, FormVersion
from forms_config.models.form import PREVIEW_MODES
from forms_config.sandbox.previewing import preview_context

HISTORY = "wagtailsnippets_forms_config_evaluationform:history"
MAY_COMPARE = ("forms_config.view_formversion", "forms_config.change_evaluationform")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: two states, the older one of another form where ``dengan`` names one."""

    form: EvaluationForm
    other: EvaluationForm
    before: str
    after: str

    @classmethod
    def of(cls, form: EvaluationForm, request: HttpRequest) -> "Asked":
        other = form
        if (pk := request.GET.get("dengan", "")) and pk != str(form.pk):
            other = EvaluationForm.objects.filter(pk=pk if pk.isdecimal() and len(pk) < 10 else None).first()
            if other is None:
                raise NoSuchState("Formulir yang akan dibandingkan tidak ditemukan. Pilih dari daftar.")
        before = request.GET.get("dari") or newest_name(other)
        return cls(form, other, before, request.GET.get("ke") or DRAFT)

    def states(self) -> tuple[State, State]:
        """Raises NoSuchState."""
        return state(self.other, self.before), state(self.form, self.after)


@require_safe
@permission_required(MAY_COMPARE, raise_exception=True)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """``?dari=<number|draf>&ke=<number|draf>``; ``dengan=<pk>`` takes the first from another form."""
    form = get_object_or_404(EvaluationForm, pk=pk)
    asked, before, after, problem = None, None, None, ""
    try:
        asked = Asked.of(form, request)
        before, after = asked.states()
    except NoSuchState as refused:
        problem = str(refused)
    other = asked.other if asked else form
    return render(
        request,
        "forms_config/compare.html",
        _page(form, "Bandingkan versi")
        | {
            "other": other,
            "forms": EvaluationForm.objects.exclude(pk=form.pk).order_by("title"),
            "before_names": names(other),
            "after_names": names(form),
            "before_name": asked.before if asked else newest_name(form),
            "after_name": asked.after if asked else DRAFT,
            "before": before,
            "after": after,
            "problem": problem,
            "comparison": comparison(before.schema, after.schema) if before and after else None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(MAY_COMPARE, raise_exception=True)
def take_draft_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Shows what would change in the draft, and on POST does it."""
    version = get_object_or_404(FormVersion.objects.select_related("form"), form_id=pk, number=number)
    if request.method == "POST":
        return _take_back(request, version)
    form = version.form
    draft = form.get_latest_revision_as_object()
    now = compile_form(draft)
    context = _page(form, f"Kembalikan draf ke versi {version.number}") | {
        "version": version,
        "history_url": reverse(HISTORY, args=[form.pk]),
        "seen": form.latest_revision_id,
    }
    try:
        restored = draft_like(draft, version)
    except CannotTakeBack as refused:
        return render(request, "forms_config/compare_refused.html", context | {"reason": str(refused)})
    then = compile_form(restored)
    return render(
        request,
        "forms_config/compare_take_back.html",
        context
        | {
            "before": State(DRAFT, "Draf sekarang", now),
            "after": State(DRAFT, "Draf nanti", then),
            "comparison": comparison(now, then),
            "notes": [*lost(version), *inactive(restored)],
            "library_changes": comparison(version.parsed, then).total,
        },
    )


def _take_back(request: HttpRequest, version: FormVersion) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        take_back(
            version.form,
            version,
            seen=int(seen) if seen.isdecimal() and len(seen) < 19 else None,
            actor=request.user,
        )
    except (CannotTakeBack, DraftIsLocked) as refused:
        messages.error(request, str(refused))
        return redirect("forms_config:take_draft_back", version.form_id, version.number)
    messages.success(
        request,
        f"Draf kini berisi versi {version.number}. Belum terbit; draf sebelumnya tetap ada di riwayat.",
    )
    return redirect(edit_url(version.form))


def _page(form: EvaluationForm, title: str) -> dict[str, object]:
    """What Wagtail's page frame needs."""
    crumbs = [
        {"url": reverse("wagtailsnippets_forms_config_evaluationform:list"), "label": "Formulir"},
        {"url": edit_url(form), "label": form.get_latest_revision_as_object().title},
        {"url": "", "label": title},
    ]
    return {"form": form, "page_title": title, "header_title": title, "breadcrumbs_items": crumbs}


@require_safe
@permission_required("forms_config.view_formversion", raise_exception=True)
def form_version(request: HttpRequest, pk: int) -> HttpResponse:
    """A published version as the ASN sees it, with ``?mode=rater`` as the rater does."""
    version = get_object_or_404(FormVersion.objects.select_related("form"), pk=pk)
    mode = request.GET.get("mode", FilledBy.EMPLOYEE.value)
    other = FilledBy.EMPLOYEE if mode == FilledBy.RATER.value else FilledBy.RATER
    published_on = dateformat.format(timezone.localtime(version.published_at), "j F Y")
    context = preview_context(version.parsed, mode, problems=[]) | {
        "note": f"Versi {version.number}, terbit {published_on}",
        "other_mode": f"Lihat {dict(PREVIEW_MODES)[other.value].lower().replace('asn', 'ASN')}",
        "other_mode_url": f"?mode={other.value}",
    }
    return render(request, "forms_config/preview.html", context)

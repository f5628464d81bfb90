"""Evidence without an upload: a link, the number of a letter, or what was evidence in an earlier month."""

from collections.abc import Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating.evidence import MONTHS_BACK, earlier_evidence, reuse_evidence
from evaluations.domain.evaluating.evidence.reuse import SHOWN
from evaluations.domain.evaluating.workflow import refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action
from evaluations.models import Evaluation, Evidence
from evaluations.places import whole_number
from evaluations.portal import filling
from evaluations.portal.forms.evidence import LetterForm, LinkForm
from evaluations.portal.posting import UNPROCESSABLE, status_of
from evaluations.portal.sheets import evidence_file
from evaluations.portal.views.evaluations import own_evaluation
from forms_config.engine.characters import clean_text

LINK, LETTER = "tautan", "surat"  # which form was sent (``kind``)
Form = LinkForm | LetterForm
Forms = Mapping[str, Form]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one piece of evidence and go back to the field for which it was meant (``?untuk=``), where it is ticked."""
    row = own_evaluation(request.user, pk)
    if refusal(request.user, row, Action.SAVE) is not None:
        return redirect("portal:fill", pk)  # which says why
    forms: Forms = {LINK: LinkForm(), LETTER: LetterForm()}
    if request.method != "POST":
        return _page(request, row, forms)
    forms = _bound(request, forms)
    try:
        evidence = _kept(request, row, forms)
    except Refused as refused:
        return _page(request, row, forms, refused)
    if evidence is None:
        return _page(request, row, forms, status=UNPROCESSABLE)
    return _back(request, row, evidence)


def _bound(request: HttpRequest, forms: Forms) -> Forms:
    """The form that was sent with what was typed, the other one empty."""
    kind = request.POST.get("kind", "")
    return {name: type(form)(request.POST) if name == kind else form for name, form in forms.items()}


def _kept(request: HttpRequest, row: Evaluation, forms: Forms) -> Evidence | None:
    """The evidence that was chosen or typed; None where the form says what is wrong."""
    if chosen := whole_number(request.POST.get("pakai")):
        return reuse_evidence(row, chosen, actor=request.user)
    form = next((form for form in forms.values() if form.is_bound), None)
    if form is None:
        raise Refused("nothing_chosen", "Pilih salah satu bukti, atau isi tautan atau suratnya.")
    return form.kept(row, actor=request.user) if form.is_valid() else None


def _back(request: HttpRequest, row: Evaluation, evidence: Evidence) -> HttpResponse:
    """Tick it at its field; where that cannot be, it stands among the files and the page says why."""
    try:
        address = filling.attach(row, request.GET.get("untuk", ""), evidence, actor=request.user)
    except Refused as refused:
        messages.warning(request, f"“{evidence.name}” tersimpan, tetapi belum terpasang. {refused.message}")
        return redirect("portal:fill", row.pk)
    messages.success(request, f"“{evidence.name}” ditambahkan. Belum dikirim kepada penilai.")
    return redirect(address)


def _page(
    request: HttpRequest, row: Evaluation, forms: Forms, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    search = clean_text(request.GET.get("cari", ""), multiline=False)[:100]
    found = earlier_evidence(row, search)
    context = {
        "evaluation": row,
        "forms": forms,
        "refused": refused,
        "purpose": request.GET.get("untuk", ""),
        "search": search,
        "earlier": [(evidence_file(one, is_own=True), one.evaluation.period.name) for one in found],
        "is_cut": len(found) == SHOWN,
        "months_back": MONTHS_BACK,
    }
    status = status_of(refused) if refused else status
    return render(request, "portal/fill/more_evidence.html", context, status=status)

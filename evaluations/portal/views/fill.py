"""Mengisi: one thing at a time, or all on one page; then checking and sending.

Whatever happens, what was typed stays on the page or on the server.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.deadlines import rating_words
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.evaluating.workflow import perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import Action
from evaluations.models import Evaluation
from evaluations.portal import filling
from evaluations.portal.filling import LOOSE_FILES, Attempt, attempt, step_address, step_after
from evaluations.portal.gathering import TAKE, take
from evaluations.portal.posting import UNPROCESSABLE, post_only, refusal_as_json, saved_as_json, status_of
from evaluations.portal.sheets import readable_sections
from evaluations.portal.views import fill_pages as pages
from evaluations.portal.views.evaluations import own_evaluation

CHECK, OVERVIEW = "check", "overview"  # where a button leads after storing (``then``)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    """Where filling in begins: the overview of the steps, or a short form whole. POST stores what was on the page."""
    row = own_evaluation(request.user, pk, to_write=request.method == "POST")
    if request.method == "POST":
        return _store(request, row)
    return _not_now(request, row) or _start(request, row)


@login_required
@require_safe
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """All steps on one page."""
    row = own_evaluation(request.user, pk)
    return _not_now(request, row) or pages.whole_page(request, _attempt(row, with_earlier=True))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step. POST stores it and goes on to the next."""
    row = own_evaluation(request.user, pk, to_write=request.method == "POST")
    if request.method == "POST":
        return _store(request, row, step)
    not_now = _not_now(request, row)
    if not_now:
        return not_now
    page = attempt(row, None, step, with_earlier=True)
    if page is None:  # hidden by another answer, or no longer in the plan
        return redirect("portal:fill", pk)
    return pages.step_page(request, page)


@login_required
@require_safe
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """All answers to read once more, what is still missing, and the button that sends."""
    row = own_evaluation(request.user, pk)
    return _not_now(request, row) or pages.check_page(request, _attempt(row))


@login_required
@post_only("portal:fill_check")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in what is stored, and what a page posts along with it.

    The second press of a double click finds the receipt of the first.
    """
    row = own_evaluation(request.user, pk, to_write=True)
    page = _attempt(row, request)
    if row.state not in IN_EMPLOYEE_HANDS and filling.is_done(request, page, Action.SUBMIT):
        return redirect("portal:receipt", pk)
    filling.store_uploads(request, page)
    if page.upload_errors or not page.form.is_valid() or (page.form.is_typed and page.missing):
        return _store_page(request, page, lambda: redirect("portal:fill_check", pk))  # nothing typed is lost
    try:
        filling.performed(request, page, Action.SUBMIT)
    except Refused as refused:
        if filling.is_done(request, page, Action.SUBMIT):
            return redirect("portal:receipt", pk)
        if refused.code == "evidence_gone":  # the page shows what is there now
            page = _attempt(row, request)
        page.refused = refused
        return pages.whole_page(request, page) if page.form.is_typed else pages.check_page(request, page)
    return redirect("portal:receipt", pk)


@login_required
@post_only("portal:fill")
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Store files that belong to no field yet, and the draft that stands around them."""
    return _store(request, own_evaluation(request.user, pk, to_write=True), anchor=f"#{LOOSE_FILES}")


@login_required
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave: ``{"saved_at", "version", "missing"}``, or ``{"code", "message"}`` when refused.

    ``?langkah=`` names the step, so that only its part is read.
    """
    row = own_evaluation(request.user, pk, to_write=True)
    page = attempt(row, request, request.GET.get("langkah", "")) or _attempt(row, request)
    if not page.form.is_valid():
        problem = page.form.problems[0]
        return refusal_as_json("invalid", f"{problem.label}: {problem.message}", UNPROCESSABLE)
    try:
        after = filling.performed(request, page, Action.SAVE)
    except Refused as refused:
        return refusal_as_json(refused.code, refused.message, status_of(refused))
    return saved_as_json(after.version, len(page.missing))


@login_required
@require_safe
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Proof that the evaluation was sent; 404 before that."""
    row = own_evaluation(request.user, pk)
    if row.state in IN_EMPLOYEE_HANDS or row.submitted_at is None:
        raise Http404
    context = {
        "evaluation": row,
        "rating_turn": rating_words(row, "penilai Anda") if row.is_to_be_rated else "",
        "may_withdraw": refusal(request.user, row, Action.WITHDRAW) is None,
    }
    return render(request, "portal/fill/receipt.html", context)


@login_required
@post_only("portal:evaluation")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the rater has not opened yet."""
    row = own_evaluation(request.user, pk)
    try:
        perform(row, Action.WITHDRAW, actor=request.user)
    except Refused as refused:
        if not is_repeated(row, Action.WITHDRAW, actor=request.user):
            messages.error(request, refused.message)
            return redirect("portal:evaluation", pk)
    else:
        messages.success(request, "Evaluasi ditarik kembali. Perbaiki, lalu kirim lagi.")
    return redirect("portal:fill", pk)


def _attempt(row: Evaluation, request: HttpRequest | None = None, *, with_earlier: bool = False) -> Attempt:
    page = attempt(row, request, with_earlier=with_earlier)
    assert page is not None  # only a step can be gone
    return page


def _not_now(request: HttpRequest, row: Evaluation) -> HttpResponse | None:
    """The page to read where nobody can fill in (any more); None while it is possible."""
    if row.state not in IN_EMPLOYEE_HANDS:
        return redirect("portal:evaluation", row.pk)
    not_now = refusal(request.user, row, Action.SAVE)
    if not_now is None:
        return None
    context = {
        "evaluation": row,
        "not_now": not_now.message,
        "sections": readable_sections(request.user, row, sheet(row)),
    }
    return render(request, "portal/fill/closed.html", context)


def _start(request: HttpRequest, row: Evaluation) -> HttpResponse:
    page = _attempt(row)
    if not page.is_short:
        return pages.overview_page(request, page)
    page.look_back()
    return pages.whole_page(request, page)


def _store(request: HttpRequest, row: Evaluation, address: str = "", anchor: str = "") -> HttpResponse:
    """Store the page and go where its button leads; on a refusal it comes back with everything that was typed."""
    page = attempt(row, request, address, with_earlier="take_earlier" in request.POST)
    page = page or _attempt(row, request)  # the step is gone: what still has a place is kept
    filling.store_uploads(request, page)
    if TAKE in request.POST:
        take(request, page, request.POST[TAKE])
    return _store_page(request, page, lambda: _onward(request, page, anchor))


def _store_page(request: HttpRequest, page: Attempt, onward: Callable[[], HttpResponse]) -> HttpResponse:
    is_stored = page.form.is_valid() and not page.upload_errors
    try:
        after = filling.performed(request, page, Action.SAVE)
    except Refused as refused:
        if is_stored and filling.is_done(request, page, Action.SAVE):
            return onward()
        page.refused = refused
        return pages.page_of(request, page)
    if not is_stored:
        page.evaluation.version = after.version
        return pages.page_of(request, page)
    return onward()


def _onward(request: HttpRequest, page: Attempt, anchor: str) -> HttpResponse:
    """After storing: to evidence without an upload, to the new row, to where the files are, to the next step, or where
    the button says."""
    row, then = page.evaluation, request.POST.get("then", "")
    if "more" in request.POST:
        query = urlencode({"untuk": request.POST["more"]})
        return redirect(f"{reverse('portal:evidence_more', args=[row.pk])}?{query}")
    section = request.POST.get("add_row") or request.POST.get("remove_row", "").partition(":")[0]
    taken = request.POST.get("take_earlier", "")
    place = f"#section-{section}" if section else f"#field-{taken}" if taken else anchor
    place = f"#catatan-{request.POST[TAKE]}" if request.POST.get(TAKE) else place
    here = _own_address(page)
    if place or "stay" in request.POST:
        messages.success(request, "Isian tersimpan. Belum dikirim kepada penilai.")
        return redirect(f"{here}{place}")
    if then == CHECK:
        return redirect("portal:fill_check", row.pk)
    if page.step is not None and then != OVERVIEW:
        return redirect(step_address(row, step_after(page.steps, page.step)))
    messages.success(request, "Isian tersimpan. Belum dikirim kepada penilai.")
    return redirect("portal:fill", row.pk)


def _own_address(page: Attempt) -> str:
    if page.step is not None:
        return step_address(page.evaluation, page.step)
    is_overview = page.is_short or not page.form.is_typed
    return reverse("portal:fill" if is_overview else "portal:fill_whole", args=[page.evaluation.pk])

"""Minta umpan balik: asking colleagues, and answering, declining, taking back or calling off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import dateformat, timezone
from django.views.decorators.http import require_http_methods

from evaluations import queries
from evaluations.domain.evaluating import feedback_requests as domain
from evaluations.domain.evaluating.feedback import Words
from evaluations.domain.evaluating.plan_versions import results_in_force
from evaluations.domain.organization.colleagues import Colleague, colleagues_of
from evaluations.domain.refusals import Refused
from evaluations.enums import FeedbackKind
from evaluations.models import Evaluation, FeedbackRequest
from evaluations.models.evaluation import PARSED_ALREADY
from evaluations.portal.forms.feedback import AnswerRequestForm, AskForm, DeclineForm
from evaluations.portal.posting import UNPROCESSABLE, post_only, status_of
from evaluations.rules import can_ask_for_feedback, is_employee
from forms_config import dynamic_forms
from forms_config.dynamic_forms import AnswerForm, Surroundings
from forms_config.engine.schema import FilledBy

LISTED = 60  # colleagues on one page; more are found by name
DRAFT = "draft"  # name of the button that keeps without sending


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask colleagues about the person of an evaluation: the person, or the rater for one of the team."""
    evaluation = _evaluation(request, pk)
    refused = domain.asking_refusal(evaluation, actor=request.user)
    asked = list(domain.asked_about(evaluation))
    offered = _offered(request, evaluation, {one.invited_id for one in asked}) if refused is None else []
    found = _matching(offered, request.GET.get("cari", ""))
    form = AskForm(
        request.POST or None, colleagues=found[:LISTED], initial={"until": domain.last_day(evaluation)}
    )
    if request.method == "POST" and refused is None and form.is_valid():
        try:
            new = domain.ask_for_feedback(evaluation, actor=request.user, **form.cleaned_data)
        except Refused as stopped:
            form.add_error(stopped.details, stopped.message)
        else:
            messages.success(request, f"{len(new)} orang dimintai umpan balik tentang {evaluation.employee}.")
            return redirect("portal:feedback")
    context = {
        "evaluation": evaluation,
        "is_own": is_employee(request.user, evaluation),
        "refused": refused,
        "form": form,
        "asked": asked,
        "total": len(offered),
        "found": len(found),
        "listed": LISTED,
        "search": request.GET.get("cari", ""),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "portal/feedback/ask.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the answer to a request, keep it as a draft, or change what was sent."""
    asked = _asked_of(request, pk)
    is_draft = DRAFT in request.POST
    form = _form(request, asked, is_draft=is_draft)
    questions = _questions(request, asked)
    stopped = None
    if request.method == "POST" and form.is_valid() and (questions is None or questions.is_valid()):
        try:
            _write(request, asked, form, questions, is_draft=is_draft)
        except Refused as refused:
            stopped = refused
            form.add_error(None, refused.message)
        else:
            messages.success(request, _done(asked, is_draft))
            return redirect("portal:feedback")
    context = {
        "asked": asked,
        "form": form,
        "questions": questions,
        "refused": domain.answer_refusal(asked, actor=request.user) if request.method != "POST" else None,
        "decline": DeclineForm(),
    }
    status = status_of(stopped) if request.method == "POST" else 200
    return render(request, "portal/feedback/answer.html", context, status=status)


@login_required
@post_only("portal:feedback_answer")
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say kindly that one cannot."""
    asked = _asked_of(request, pk)
    try:
        domain.decline_request(asked, request.POST.get("reason", ""), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("portal:feedback_answer", pk)
    messages.success(request, f"{asked.asked_by} diberi tahu bahwa Anda belum dapat memberi umpan balik.")
    return redirect("portal:feedback")


@login_required
@post_only("portal:feedback_answer")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw what was sent and not read; its words are a draft again."""
    try:
        domain.take_back_answer(_asked_of(request, pk), actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("portal:feedback")
    messages.success(request, "Umpan balik ditarik. Tulisannya tersimpan sebagai draf.")
    return redirect("portal:feedback_answer", pk)


@login_required
@post_only("portal:feedback", of_the_same=False)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off a request that nobody has answered."""
    rows = FeedbackRequest.objects.visible_to(request.user).select_related("invited")
    asked = get_object_or_404(rows, pk=pk)
    try:
        domain.cancel_request(asked, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"Permintaan kepada {asked.invited} dibatalkan.")
    return redirect("portal:feedback")


def _evaluation(request: HttpRequest, pk: int) -> Evaluation:
    """Of whoever may ask; 404 for others, however much they may read."""
    rows = Evaluation.objects.visible_to(request.user).select_related(
        "employee", "rater", "period__feedback_form"
    )
    mine = [
        row for row in rows.filter(pk=pk).defer(*queries.DOCUMENTS) if can_ask_for_feedback(request.user, row)
    ]
    return get_object_or_404(rows, pk=mine[0].pk if mine else None)


def _offered(request: HttpRequest, evaluation: Evaluation, asked: set[int]) -> list[Colleague]:
    """Who may be chosen: neither oneself nor whoever was asked already."""
    known = colleagues_of(evaluation.employee, timezone.localdate())
    return [one for one in known if one.person.user_id != request.user.pk and one.person.pk not in asked]


def _matching(colleagues: list[Colleague], words: str) -> list[Colleague]:
    wanted = words.casefold().split()
    return [one for one in colleagues if all(word in one.person.full_name.casefold() for word in wanted)]


def _asked_of(request: HttpRequest, pk: int) -> FeedbackRequest:
    """A request to whoever is logged in, and 404 for everybody else."""
    rows = FeedbackRequest.objects.visible_to(request.user).filter(invited__user=request.user)
    rows = rows.select_related("employee", "invited", "asked_by", "period", "form_version", "note")
    return get_object_or_404(rows.defer(*PARSED_ALREADY), pk=pk)


def _form(request: HttpRequest, asked: FeedbackRequest, *, is_draft: bool) -> AnswerRequestForm:
    words = domain.words_of(asked)
    if not (asked.draft or asked.is_answered):
        words = Words("", FeedbackKind.PRAISE)
    told = "tanpa nama Anda" if asked.is_anonymous else "dengan nama Anda"
    return AnswerRequestForm(
        request.POST or None,
        results=results_in_force(asked.employee, asked.period.year),
        words=words,
        help_text=f"Sebutkan apa yang terjadi dan dampaknya. {asked.employee} dan penilainya membacanya {told}.",
        is_draft=is_draft,
        initial={"version": asked.version},
    )


def _questions(request: HttpRequest, asked: FeedbackRequest) -> AnswerForm | None:
    """The questions of the form that the period asked with, None where there is none."""
    if asked.form_version is None:
        return None
    around = Surroundings(asked.form_version.parsed, domain.words_of(asked).answers)
    data = request.POST if request.method == "POST" else None
    return dynamic_forms.build(around, filled_by=FilledBy.EMPLOYEE, data=data, takes_files=False)


def _write(
    request: HttpRequest,
    asked: FeedbackRequest,
    form: AnswerRequestForm,
    questions: AnswerForm | None,
    *,
    is_draft: bool,
) -> None:
    said = form.words
    words = Words(said.text, said.kind, said.value, said.result_key, questions.answers() if questions else {})
    write: Any = domain.save_draft if is_draft else domain.answer_request
    write(asked, words, actor=request.user, expected_version=form.cleaned_data["version"])


def _done(asked: FeedbackRequest, is_draft: bool) -> str:
    if is_draft:
        day = dateformat.format(asked.until, "j F Y")
        return f"Draf tersimpan. Hanya Anda yang melihatnya; kirim paling lambat {day}."
    return f"Umpan balik untuk {asked.employee} terkirim."

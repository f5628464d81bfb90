"""Menilai: the rater's screen for one evaluation. What was typed stays on the page whatever happens."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evaluations import rules
from evaluations.domain.evaluating.answers import Sheet, sheet
from evaluations.domain.evaluating.facts import lacking_facts
from evaluations.domain.evaluating.feedback import is_fact
from evaluations.domain.evaluating.repeats import is_repeated, is_same_rating
from evaluations.domain.evaluating.workflow import allowed_actions, mark_read, perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.duties import states_at
from evaluations.enums import Action, Stage
from evaluations.models import Evaluation, FormerRating
from evaluations.portal.desk import quadrant_on_desk, sections_to_read, sent_back, with_surroundings
from evaluations.portal.feedback_notes import Note
from evaluations.portal.former_ratings import told_who_rates_now
from evaluations.portal.forms.rating import RemarksForm
from evaluations.portal.guide import guide_context
from evaluations.portal.neighbours import neighbours
from evaluations.portal.posting import (
    UNPROCESSABLE,
    post_only,
    refusal_as_json,
    saved_as_json,
    status_of,
)
from evaluations.portal.rating_context import rating_context
from evaluations.portal.rating_sheet import desk_sections, overall_ratings
from evaluations.portal.sheets import surroundings
from evaluations.portal.team_rows import kept_sieve
from forms_config import dynamic_forms
from forms_config.actors import Actor
from forms_config.dynamic_forms import AnswerForm
from forms_config.engine.schema import FilledBy
from forms_config.engine.suggesting import suggestion_texts

SAVE, PREVIEW, RATE, RETURN, TAKE = "save", "preview", "rate", "return", "take"
DONE = {
    SAVE: "Tersimpan. Penilaian ini belum ditetapkan, pegawai belum melihatnya.",
    RATE: "Penilaian ditetapkan. Periksa ringkasannya, lalu sampaikan kepada {name}.",
    TAKE: "Diambil. Periksa isiannya: mulai sekarang itu penilaian Anda, dan belum ditetapkan.",
    RETURN: "Laporan dikembalikan kepada {name} dengan alasan Anda.",
}


@login_required
@told_who_rates_now()
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the report and rate it; the buttons say what happens (``action``)."""
    evaluation = rated_evaluation(request.user, pk)
    if request.method == "POST":
        return _act(request, evaluation, request.POST.get("action", SAVE))
    mark_read(evaluation, request.user)
    return _page(request, evaluation)


@login_required
@told_who_rates_now(in_json=True)
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave: ``{"saved_at", "version", "missing", "suggestions": {key: text}}``, or ``{"code", "message"}``."""
    evaluation = rated_evaluation(request.user, pk)
    current = sheet(evaluation)
    form = _answer_form(request.user, evaluation, current, data=request.POST)
    remarks = RemarksForm(request.POST)
    if not all([form.is_valid(), remarks.is_valid()]):
        return refusal_as_json("invalid", _first_problem(form, remarks), UNPROCESSABLE)
    try:
        after = _performed(evaluation, SAVE, form, remarks, request.user)
    except Refused as refused:
        return refusal_as_json(refused.code, refused.message, status_of(refused))
    return saved_as_json(
        after.version,
        len(current.missing(FilledBy.RATER, after.answers)),
        suggestions=suggestion_texts(current.schema, after.answers, current.plan_rows),
    )


@login_required
@told_who_rates_now()
@post_only("portal:rate")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the report with a reason; what was already rated is kept for the next time."""
    return _act(request, rated_evaluation(request.user, pk), RETURN)


@login_required
@told_who_rates_now()
@post_only("portal:rate", of_the_same=("pk",))
def take_former(request: HttpRequest, pk: int, former: int) -> HttpResponse:
    """Save what was typed, and fill what is still empty with the words of a former rater."""
    words = get_object_or_404(FormerRating.objects.visible_to(request.user), pk=former, evaluation=pk)
    return _act(request, rated_evaluation(request.user, pk), TAKE, words)


@login_required
@told_who_rates_now()
@post_only("portal:rate")
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the employee the result that is fixed already."""
    evaluation = rated_evaluation(request.user, pk)
    try:
        perform(evaluation, Action.DELIVER, actor=request.user)
    except Refused as refused:
        if is_repeated(evaluation, Action.DELIVER, actor=request.user):
            return redirect(reverse("portal:team") + kept_sieve(request))
        messages.error(request, refused.message)
        return redirect(reverse("portal:rate", args=[pk]) + kept_sieve(request))
    messages.success(request, f"Hasil disampaikan kepada {evaluation.name}.")
    return redirect(reverse("portal:team") + kept_sieve(request))


def rated_evaluation(user, pk: int) -> Evaluation:
    """The evaluation if ``user`` rates it, or acts today for its rater, else 404. Narrower than ``visible_to``, which
    would ask for roles."""
    acting = Q(deputy__user=user, deputy_until__gte=timezone.localdate())
    rows = Evaluation.objects.filter(Q(rater__user=user) | acting)
    row = get_object_or_404(with_surroundings(rows), pk=pk)
    me = row.rater if row.rater is not None and row.rater.user_id == user.pk else row.deputy
    me.user = user  # remembers user.employee too, so that the menu need not ask who this is
    return row


def _act(
    request: HttpRequest, evaluation: Evaluation, action: str, former: FormerRating | None = None
) -> HttpResponse:
    """Do what the button says. A refusal shows the page again with everything that was typed."""
    current = sheet(evaluation)
    form = _answer_form(request.user, evaluation, current, data=request.POST)
    remarks = RemarksForm(request.POST)
    is_valid = all([form.is_valid(), remarks.is_valid()])
    page = {"current": current, "form": form, "remarks": remarks}
    if action == PREVIEW:
        return _page(request, evaluation, **page, is_preview=True)
    if not is_valid and (action != SAVE or remarks.errors):
        return _page(request, evaluation, **page)
    try:
        after = _performed(evaluation, action, form, remarks, request.user, former)
    except Refused as refused:
        if not _is_repeated(evaluation, action, form, remarks, request.user):
            return _page(request, evaluation, **page, refused=refused)
        return _after(request, evaluation, action)
    if form.errors:  # saved what could be read; the rest stays marked on the page
        evaluation.version = after.version
        return _page(request, evaluation, **page)
    messages.success(request, _said(after, action))
    return _after(request, evaluation, action)


def _said(after: Evaluation, action: str) -> str:
    """What a button did, in words."""
    if action == RATE and after.is_to_be_approved:
        who = after.reviewer or "atasan Anda"
        return f"Penilaian ditetapkan dan menunggu persetujuan {who} sebelum disampaikan."
    return DONE.get(action, DONE[SAVE]).format(name=after.name)


def _first_problem(form: AnswerForm, remarks: RemarksForm) -> str:
    """What could not be read, in one sentence."""
    for problem in form.problems:
        return f"{problem.label}: {problem.message}"
    name, messages_ = next(iter(remarks.errors.items()))
    return f"{remarks.fields[name].label}: {messages_[0]}"


def _after(request: HttpRequest, evaluation: Evaluation, action: str) -> HttpResponse:
    """Where each button leads, pressed once or twice."""
    if action == RETURN:
        return redirect(reverse("portal:team") + kept_sieve(request))
    page = reverse("portal:rate", args=[evaluation.pk])
    return redirect(page + kept_sieve(request) + _place_of_new_row(request))


def _performed(
    evaluation: Evaluation,
    action: str,
    form: AnswerForm,
    remarks: RemarksForm,
    actor: Actor,
    former: FormerRating | None = None,
) -> Evaluation:
    """The transitions behind a button, all or none."""
    version = remarks.cleaned_data["version"]
    written = {"answers": form.answers(), **remarks.remarks}
    if action not in (RETURN, TAKE):
        act = Action.RATE if action == RATE else Action.SAVE_RATING
        return perform(evaluation, act, actor=actor, expected_version=version, **written)
    with transaction.atomic():
        perform(evaluation, Action.SAVE_RATING, actor=actor, expected_version=version, **written)
        if action == TAKE:
            return perform(evaluation, Action.TAKE_OVER, actor=actor, former=former)
        return perform(evaluation, Action.RETURN, actor=actor, note=remarks.cleaned_data["reason"])


def _is_repeated(
    evaluation: Evaluation, action: str, form: AnswerForm, remarks: RemarksForm, actor: Actor
) -> bool:
    """Whether this very rating, or this very reason, is stored already: the second press of a double click."""
    if action == TAKE:
        return is_repeated(evaluation, Action.TAKE_OVER, actor=actor)
    if action == RETURN:
        return is_repeated(evaluation, Action.RETURN, actor=actor, note=remarks.cleaned_data["reason"])
    written = {"answers": form.answers(), **remarks.remarks}
    act = Action.RATE if action == RATE else Action.SAVE_RATING
    return is_same_rating(evaluation, act, written)


def _place_of_new_row(request: HttpRequest) -> str:
    section = request.POST.get("add_row", "")
    return f"#section-{section}" if section else ""


def _answer_form(user, evaluation: Evaluation, current: Sheet, data: Any = None) -> AnswerForm:
    return dynamic_forms.build(
        surroundings(current, evaluation.evidence.all()),
        filled_by=FilledBy.RATER,
        show_other=rules.can_read_employee_answers(user, evaluation),
        data=data,
    )


def _page(
    request: HttpRequest,
    evaluation: Evaluation,
    *,
    current: Sheet | None = None,
    form: AnswerForm | None = None,
    remarks: RemarksForm | None = None,
    refused: Refused | None = None,
    is_preview: bool = False,
) -> HttpResponse:
    """The screen: a form while rating is possible (or something was typed), else the same to read."""
    user = request.user
    current = current or sheet(evaluation)
    not_now = refusal(user, evaluation, Action.RATE)
    may_write = not_now is None or refusal(user, evaluation, Action.SAVE_RATING) is None
    if form is None and may_write:
        form = _answer_form(user, evaluation, current)
        remarks = RemarksForm(
            initial={"notes": evaluation.notes, "recommendation": evaluation.recommendation}
        )
    answers = form.answers() if form else current.answers
    outcome = current.outcome(answers) if form else None
    sections = form.sections if form else sections_to_read(user, evaluation, current)
    is_bad = refused is not None or (remarks is not None and remarks.is_bound and not is_preview)
    beside = rating_context(evaluation, current.figures, user)
    context = {
        "evaluation": evaluation,
        "actions": (actions := {action.value for action in allowed_actions(user, evaluation)}),
        "may_take": form is not None and Action.TAKE_OVER in actions,
        "form": form,
        "remarks": remarks,
        "sections": desk_sections(sections),
        "ratings": overall_ratings(sections, beside["year_suggestions"]),
        "quadrant": quadrant_on_desk(current.schema, answers),
        "step": "penilaian" if is_bad or is_preview else "laporan",
        "missing": _missing(evaluation, current, answers, remarks, beside["feedback"]) if form else [],
        "outcome": outcome,
        "is_preview": is_preview,
        "is_rated": evaluation.state in states_at(Stage.RATED),
        "sent_back": sent_back(evaluation),
        "may_ask": True,
        "is_read_only": False,
        "neighbours": neighbours(user, evaluation, request.GET.get("saring", "")),
        "is_deputy": rules.is_deputy(user, evaluation),
        "refused": refused,
        "not_now": not_now.message if not_now else "",
        **beside,
        **guide_context(
            user,
            evaluation.period,
            rater=evaluation.rater_id,
            instead=(evaluation, outcome.predikat) if outcome and outcome.predikat else None,
        ),
    }
    return render(request, "portal/rating/rate.html", context, status=status_of(refused) if is_bad else 200)


def _missing(
    evaluation: Evaluation,
    current: Sheet,
    answers: dict[str, Any],
    remarks: RemarksForm,
    feedback: list[Note],
) -> list:
    """What still lacks before it can be fixed, by what stands on the page."""
    notes = remarks["notes"].value() or ""
    facts = lacking_facts(
        evaluation, answers, notes, has_feedback=any(is_fact(note.feedback) for note in feedback)
    )
    return [*current.missing(FilledBy.RATER, answers), *facts]

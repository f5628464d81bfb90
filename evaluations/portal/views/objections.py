"""Keberatan: the rater explains the rating, the rater's superior decides (PP 30/2019 art. 56–59)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.deadlines import in_words
from evaluations.domain.evaluating.objection_days import decide_until, explain_until
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.evaluating.workflow import perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action
from evaluations.models import Evaluation
from evaluations.portal.forms.decision import DecisionForm, ExplanationForm
from evaluations.portal.sheets import evidence_file
from forms_config.engine.outcome import Outcome

PREVIEW = "preview"
CLOCKS = {Action.EXPLAIN: explain_until, Action.DECIDE: decide_until}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """The rater answers the reasons of the employee; only the rater finds this page."""
    evaluation = _objected(request.user, pk, Q(rater__user=request.user))
    form = ExplanationForm(request.POST or None, initial={"version": evaluation.version})
    if request.method == "POST" and form.is_valid():
        try:
            perform(
                evaluation,
                Action.EXPLAIN,
                actor=request.user,
                note=form.cleaned_data["explanation"],
                expected_version=form.cleaned_data["version"],
            )
        except Refused as refused:
            note = form.cleaned_data["explanation"]
            if is_repeated(evaluation, Action.EXPLAIN, actor=request.user, note=note):
                return redirect("portal:evaluation", pk)
            form.add_error(None, refused.message)
        else:
            messages.success(request, "Penjelasan terkirim. Atasan Anda akan memutuskan keberatan ini.")
            return redirect("portal:evaluation", pk)
    return _page(request, "portal/objections/explain.html", evaluation, Action.EXPLAIN, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The rater's superior upholds or changes the result; a preview shows the predikat that would follow."""
    evaluation = _objected(request.user, pk, Q(reviewer__user=request.user))
    form = DecisionForm(request.POST or None, evaluation=evaluation, initial={"version": evaluation.version})
    outcome = None
    if request.method == "POST":
        is_valid = form.is_valid()
        if request.POST.get("action") == PREVIEW:
            outcome = _previewed(evaluation, form)
        elif is_valid and _decided(request, evaluation, form):
            return redirect("portal:evaluation", pk)
    return _page(
        request, "portal/objections/decide.html", evaluation, Action.DECIDE, form=form, outcome=outcome
    )


def _objected(user, pk: int, mine: Q) -> Evaluation:
    """The evaluation with its objection, or 404."""
    rows = Evaluation.objects.visible_to(user).filter(mine, objection__isnull=False)
    people = rows.select_related("objection", "period", "form_version", "employee", "rater", "reviewer")
    return get_object_or_404(people, pk=pk)


def _decided(request: HttpRequest, evaluation: Evaluation, form: DecisionForm) -> bool:
    try:
        perform(
            evaluation,
            Action.DECIDE,
            actor=request.user,
            note=form.cleaned_data["decision"],
            expected_version=form.cleaned_data["version"],
            outcome=form.cleaned_data["outcome"],
            **form.new_ratings,
        )
    except Refused as refused:
        if is_repeated(evaluation, Action.DECIDE, actor=request.user, note=form.cleaned_data["decision"]):
            return True
        form.add_error(None, refused.message)
        return False
    messages.success(request, "Keputusan tersimpan. Hasil evaluasi ini sekarang final.")
    return True


def _previewed(evaluation: Evaluation, form: DecisionForm) -> Outcome | None:
    """What would follow from the ratings chosen so far. The reason need not be written yet."""
    form.errors.pop("decision", None)
    if form.errors:
        return None
    current = sheet(evaluation)
    return current.outcome(current.with_ratings(**_short(form.new_ratings)) if form.changes else None)


def _short(ratings: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix("rating_"): rating for name, rating in ratings.items()}


def _page(
    request: HttpRequest, template: str, evaluation: Evaluation, action: Action, **context: Any
) -> HttpResponse:
    refused = refusal(request.user, evaluation, action)
    until = CLOCKS[action](evaluation.objection)
    context |= {
        "evaluation": evaluation,
        "refused": refused.message if refused else "",
        "files": [evidence_file(one) for one in evaluation.evidence.filter(is_for_objection=True)],
        "due": "" if refused else in_words(until),
    }
    form = context["form"]
    is_lost = bool(refused) or form.has_error(NON_FIELD_ERRORS)
    status = 200 if not form.is_bound or context.get("outcome") else 409 if is_lost else 422
    return render(request, template, context, status=status)

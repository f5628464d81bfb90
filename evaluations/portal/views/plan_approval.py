"""SKP of subordinates: read one, fill in the leader's expectations, approve it or give it back; approve several."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import queries
from evaluations.domain.evaluating.plan_content import annexes_of, ordered_results
from evaluations.domain.evaluating.plan_writing import save_plan
from evaluations.domain.evaluating.plans import approve_plan, approve_read_plan, mark_read, return_plan
from evaluations.domain.evaluating.repeats import is_repeated_on_plan
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState
from evaluations.models import PerformancePlan, WorkResult
from evaluations.places import whole_number
from evaluations.portal.forms.plan_review import PlanReviewForm
from evaluations.portal.plan_words import (
    actions_of,
    annexes_in_words,
    changes_since_approval,
    days_in_words,
    post_in_words,
    spreads_of,
)
from evaluations.portal.posting import CONFLICT, UNPROCESSABLE
from forms_config.actors import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan that waits, as the list for approving several sums it up."""

    plan: PerformancePlan
    post: str
    results: list[WorkResult]

    @property
    def lacking(self) -> int:
        """How many expectations are still to be written."""
        return len(CoreValue) - len(self.plan.expectations.all())

    @property
    def may_be_ticked(self) -> bool:
        return self.plan.read_at is not None and not self.lacking


APPROVE, RETURN, SAVE = "approve", "return", "save"
DONE = {
    APPROVE: "SKP {} disetujui.",
    RETURN: "SKP dikembalikan kepada {} dengan catatan Anda.",
    SAVE: "Ekspektasi untuk {} tersimpan. SKP masih menunggu persetujuan Anda.",
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_approvals(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this rater, to be approved together (``skp``, several) as far as it was read."""
    if request.method == "POST":
        _approve_all(request)
        return redirect("portal:plan_approvals")
    plans = queries.plans_awaiting(request.user).with_content()
    lines = [Waiting(plan, post_in_words(plan.assignment), ordered_results(plan)) for plan in plans]
    context = {"lines": lines, "may_approve": any(line.may_be_ticked for line in lines)}
    return render(request, "portal/plans_to_approve/list.html", context)


def _approve_all(request: HttpRequest) -> None:
    """Each in its own transaction; what became of each is told on the next page."""
    ticked = [key for text in request.POST.getlist("skp") if (key := whole_number(text))]
    plans = PerformancePlan.objects.visible_to(request.user).filter(rater__user=request.user, pk__in=ticked)
    approved = []
    for plan in plans.select_related("employee").order_by("submitted_at", "pk"):
        try:
            approve_read_plan(plan, actor=request.user)
        except Refused as refused:
            if not is_repeated_on_plan(plan, APPROVE, actor=request.user):
                messages.error(request, f"SKP {plan.employee} tidak disetujui. {refused.message}")
                continue
        approved.append(str(plan.employee))
    if approved:
        messages.success(request, f"{len(approved)} SKP disetujui: {'; '.join(approved)}")
    elif not ticked:
        messages.warning(request, "Centang SKP yang akan Anda setujui.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Only the rater to whom the plan was handed in finds this page."""
    plans = PerformancePlan.objects.visible_to(request.user).filter(rater__user=request.user)
    plan = get_object_or_404(plans.with_content(), pk=pk)
    form = PlanReviewForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        action = request.POST.get("action", SAVE)
        if _done(plan, form, action, request.user):
            messages.success(request, DONE.get(action, DONE[SAVE]).format(plan.employee))
            return redirect("portal:plan_review", pk) if action == SAVE else redirect("portal:team")
    if request.method == "GET":
        mark_read(plan, reader=request.user)
    context = {
        "plan": plan,
        "post_name": post_in_words(plan.assignment),
        "days": days_in_words(plan),
        "changes": changes_since_approval(plan),
        "results": ordered_results(plan),
        "spreads": spreads_of(plan),
        "actions": actions_of(plan),
        "annexes": annexes_in_words(annexes_of(plan)),
        "form": form,
        "is_waiting": plan.state == PlanState.SUBMITTED,
    }
    is_lost = form.is_bound and (form.has_error(NON_FIELD_ERRORS) or not context["is_waiting"])
    status = CONFLICT if is_lost else UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/plans_to_approve/review.html", context, status=status)


def _done(plan: PerformancePlan, form: PlanReviewForm, action: str, actor: Actor) -> bool:
    """Save what was typed and do what the button says, both or neither; refusals go onto the form."""
    note = form.cleaned_data["note"]
    try:
        with transaction.atomic():
            save_plan(
                plan,
                actor=actor,
                expectations=form.expectations,
                expected_version=form.cleaned_data["version"],
            )
            if action == APPROVE:
                approve_plan(plan, actor=actor, note=note)
            elif action == RETURN:
                return_plan(plan, actor=actor, note=note)
    except Refused as refused:
        if _is_repeated(plan, form, action, actor):
            return True
        if refused.code == "expectations_missing":
            form.mark_missing()
        else:
            form.add_error("note" if refused.code == "note_required" else None, refused.message)
        return False
    return True


def _is_repeated(plan: PerformancePlan, form: PlanReviewForm, action: str, actor: Actor) -> bool:
    """Whether these very expectations stand there already and the plan went on as the button says."""
    stored = dict(plan.expectations.model.objects.filter(plan=plan).values_list("value", "text"))
    written = {value: text.strip() for value, text in form.expectations.items() if text.strip()}
    if stored != written:
        return False
    note = form.cleaned_data["note"]
    is_waiting = PerformancePlan.objects.filter(pk=plan.pk, state=PlanState.SUBMITTED).exists()
    return is_waiting if action == SAVE else is_repeated_on_plan(plan, action, actor=actor, note=note)

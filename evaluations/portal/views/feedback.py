"""Umpan balik: notes that one got, notes that one gave, and writing one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import queries
from evaluations.domain.evaluating.feedback import delete_feedback, deletion_refusal, give_feedback
from evaluations.domain.evaluating.plan_versions import results_in_force
from evaluations.domain.refusals import Refused
from evaluations.models import Feedback
from evaluations.places import whole_number
from evaluations.portal.forms.feedback import FeedbackForm
from evaluations.portal.posting import gone_leads_on, remember_gone

SHOWN = 20  # the latest so many of each list


@dataclass(frozen=True)
class Note:
    """One line of a list."""

    feedback: Feedback
    result: str  # the work result that it is about, in words; empty if none or no longer in the plan
    can_delete: bool


@login_required
@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    """Notes about oneself and notes by oneself, the latest first; ``?untuk=`` leads to writing one."""
    user = request.user
    if chosen := whole_number(request.GET.get("untuk")):
        return redirect("portal:feedback_give", chosen)
    notes = Feedback.objects.visible_to(user).select_related("employee", "author")
    context = {
        "received": _notes(user, notes.filter(employee__user=user)),
        "given": _notes(user, notes.filter(author__user=user)),
        "subordinates": list(queries.subordinates_of(user)),
    }
    return render(request, "portal/feedback/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_give(request: HttpRequest, employee_id: int) -> HttpResponse:
    """Write a note to one of one's own subordinates; anybody else answers 404."""
    employee = get_object_or_404(queries.subordinates_of(request.user), pk=employee_id)
    results = results_in_force(employee, timezone.localdate().year)
    form = FeedbackForm(request.POST or None, results=results)
    if request.method == "POST" and form.is_valid():
        try:
            give_feedback(
                employee,
                actor=request.user,
                text=form.cleaned_data["text"],
                about_on=form.cleaned_data["about_on"],
                **form.subject,
            )
        except Refused as refused:
            form.add_error("about_on" if refused.code == "future_date" else None, refused.message)
        else:
            messages.success(request, f"Umpan balik untuk {employee} tersimpan.")
            return redirect("portal:feedback")
    return render(request, "portal/feedback/give.html", {"form": form, "employee": employee})


@login_required
@require_POST
@gone_leads_on
def feedback_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back one's own note on the day of writing."""
    notes = Feedback.objects.visible_to(request.user).select_related("author")
    note = get_object_or_404(notes, pk=pk)
    try:
        delete_feedback(note, actor=request.user)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Umpan balik dihapus.")
        return remember_gone(request, reverse("portal:feedback"))
    return redirect("portal:feedback")


def _notes(user, notes) -> list[Note]:
    rows = list(notes.newest_first()[:SHOWN])
    statements = queries.result_statements(rows)
    return [
        Note(
            row,
            statements.get((row.employee_id, row.result_key), ""),
            deletion_refusal(row, actor=user) is None,
        )
        for row in rows
    ]

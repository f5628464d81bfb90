"""Umpan balik: notes that one got, notes that one gave, what is asked, writing a note, and replying to one."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluations import queries
from evaluations.domain.evaluating.feedback import (
    delete_feedback,
    deletion_refusal,
    give_feedback,
    read_feedback,
    reply_to_feedback,
    to_be_heard,
)
from evaluations.domain.evaluating.feedback_averages import averages
from evaluations.domain.evaluating.feedback_requests import answer_refusal, asking_refusal
from evaluations.domain.evaluating.plan_versions import results_in_force
from evaluations.domain.refusals import Refused
from evaluations.enums import FeedbackRequestState, PeriodState
from evaluations.models import Evaluation, Feedback, FeedbackRequest
from evaluations.places import whole_number
from evaluations.portal.feedback_notes import Note, notes_in_words, with_forms
from evaluations.portal.forms.feedback import FeedbackForm, ReplyForm
from evaluations.portal.posting import UNPROCESSABLE, gone_leads_on, post_only, remember_gone

SHOWN = 20  # the latest so many of each list


@dataclass(frozen=True)
class Given:
    """A note of one's own: whether it can be deleted, or changed by way of its request."""

    note: Note
    can_delete: bool
    request: FeedbackRequest | None


@login_required
@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    """What is asked, notes about oneself and by oneself, the latest first; ``?untuk=`` leads to writing one."""
    user, today = request.user, timezone.localdate()
    if chosen := whole_number(request.GET.get("untuk")):
        return redirect("portal:feedback_give", chosen)
    notes = with_forms(Feedback.objects.visible_to(user))
    received = list(notes.filter(employee__user=user).shown().newest_first()[:SHOWN])
    context = {
        "waiting": list(FeedbackRequest.objects.visible_to(user).waiting_for(user, today)),
        "received": notes_in_words(received, user),
        "averages": averages(received),
        "askable": _askable(user),
        "asked": _asked(user),
        "given": _given(user),
        "unheard": [row for row in to_be_heard(user, today) if not row.was_heard],
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
        words = form.words
        try:
            give_feedback(
                employee,
                actor=request.user,
                text=words.text,
                about_on=form.cleaned_data["about_on"],
                kind=words.kind,
                value=words.value,
                result_key=words.result_key,
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_note(request: HttpRequest, code: str) -> HttpResponse:
    """One note about oneself: the form for a reply, and what was replied already."""
    note = _own_note(request, code)
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reply_to_feedback(note, form.cleaned_data["text"], actor=request.user)
        messages.success(request, "Tanggapan Anda tersimpan.")
        return redirect("portal:feedback")
    context = {"form": form, "note": notes_in_words([note], request.user)[0]}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/feedback/note.html", context, status=status)


@login_required
@post_only("portal:feedback_note")
def feedback_read(request: HttpRequest, code: str) -> HttpResponse:
    """Sudah saya baca: from now on the words of the note stay."""
    read_feedback(_own_note(request, code), actor=request.user)
    messages.success(request, "Tercatat bahwa Anda sudah membacanya.")
    return redirect("portal:feedback")


def _own_note(request: HttpRequest, code: str) -> Feedback:
    mine = Feedback.objects.visible_to(request.user).filter(employee__user=request.user).shown()
    found = next((note.pk for note in mine.only("pk") if note.code == code), None)
    return get_object_or_404(with_forms(mine), pk=found)


def _askable(user) -> list[Evaluation]:
    """The person's own evaluations about which colleagues may still be asked."""
    rows = Evaluation.objects.visible_to(user).filter(employee__user=user, period__state=PeriodState.OPEN)
    rows = rows.select_related("employee", "rater", "period").defer(*queries.DOCUMENTS)
    return [
        row for row in rows.order_by("period__ends_on", "segment") if asking_refusal(row, actor=user) is None
    ]


def _asked(user) -> list[FeedbackRequest]:
    """Whom others were asked about oneself, and whom one has asked about the team."""
    rows = FeedbackRequest.objects.visible_to(user).exclude(invited__user=user)
    rows = rows.exclude(state=FeedbackRequestState.CANCELLED)
    rows = rows.select_related("employee", "invited", "asked_by", "period")
    return list(rows.order_by("-until", "employee__name", "invited__name", "pk")[:SHOWN])


def _given(user) -> list[Given]:
    """One's own notes, unnamed ones too, which stand there with the name of the person only."""
    mine = Feedback.objects.visible_to(user).filter(Q(author__user=user) | Q(request__invited__user=user))
    rows = with_forms(mine).select_related("request__invited", "request__employee")
    notes = notes_in_words(rows.order_by("-created_at", "-pk")[:SHOWN], user)
    return [
        Given(note, deletion_refusal(note.feedback, actor=user) is None, _changeable(note.feedback, user))
        for note in notes
    ]


def _changeable(note: Feedback, user) -> FeedbackRequest | None:
    request = note.request
    if request is None or answer_refusal(request, actor=user) is not None:
        return None
    return request

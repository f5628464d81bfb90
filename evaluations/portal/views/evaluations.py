"""Evaluasi saya: the list, and the page of one evaluation with its result."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import dateformat, timezone
from django.views.decorators.http import require_safe

from evaluations import queries, rules
from evaluations.domain.evaluating.annual import months_of_year
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.credit import functional_posts
from evaluations.domain.evaluating.deadlines import (
    hand_in_limit,
    hand_in_words,
    in_words,
    rating_words,
    with_due,
)
from evaluations.domain.evaluating.feedback import feedback_of
from evaluations.domain.evaluating.lateness import lateness
from evaluations.domain.evaluating.objection_days import objection_until, waiting_words
from evaluations.domain.evaluating.pulse import is_asked
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.evaluating.talent import status_of
from evaluations.domain.evaluating.transitions import TRANSITIONS
from evaluations.domain.evaluating.workflow import allowed_actions, mark_read, perform
from evaluations.domain.periods.rater_reports import can_report, latest_report
from evaluations.domain.periods.segments import days_of, parts_of
from evaluations.domain.refusals import Refused
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import Action, Lateness, PeriodKind, PeriodState, State, Step
from evaluations.models import Evaluation, EvaluationEvent
from evaluations.models.evaluation import PARSED_ALREADY, WRITTEN_WHILE_FILLING, EvaluationQuerySet
from evaluations.portal.charts import Trend, competence_of, trend_of
from evaluations.portal.events import entries_of
from evaluations.portal.feedback_notes import notes_in_words, with_forms
from evaluations.portal.forms.objection import AcknowledgementForm
from evaluations.portal.next_steps import next_step
from evaluations.portal.plan_words import reported_against
from evaluations.portal.posting import UNPROCESSABLE, post_only
from evaluations.portal.quadrant import Quadrant, quadrant_of
from evaluations.portal.sheets import evidence_file, readable_sections
from evaluations.prepared import Prepared
from forms_config.dynamic_forms import EvidenceFile
from forms_config.engine import explain
from forms_config.engine.predikat import lifts
from forms_config.engine.yearly import rule_words
from forms_config.models import GuidancePage

USE = "karier"  # guidance on what results are used for


@login_required
@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    """One's own evaluations of a year (``?tahun=``), the latest first."""
    own = Evaluation.objects.filter(employee__user=request.user)
    years = list(own.order_by("-period__year").values_list("period__year", flat=True).distinct())
    year = _chosen_year(request, years)
    rows = (
        with_due(own.filter(period__year=year))
        .select_related("period", "employee", "unit", "form_version__form")
        .defer(*queries.DOCUMENTS, *PARSED_ALREADY, "form_version__form__sections")
    )
    cards = [_card(request.user, row) for row in rows.order_by("-period__ends_on", "segment", "pk")]
    has_credit = functional_posts(timezone.localdate()).filter(employee__user=request.user).exists()
    context = {
        "years": years,
        "year": year,
        "cards": cards,
        "trend": _course(cards),
        "has_credit": has_credit,
    }
    return render(request, "portal/evaluations/list.html", context)


@login_required
@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One evaluation with all that the reader may know of it: employee, rater, superior, leader or BKPSDM."""
    row = visible_evaluation(request.user, pk)
    mark_read(row, request.user)
    point_menu(request, row)
    return render(request, "portal/evaluations/detail.html", _page(request.user, row))


@login_required
@post_only("portal:evaluation")
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """The employee has received the result, perhaps with a word to the rater; a second press changes nothing."""
    row = visible_evaluation(request.user, pk)
    form = AcknowledgementForm(request.POST)
    if not form.is_valid():
        context = _page(request.user, row) | {"acknowledgement_form": form}
        return render(request, "portal/evaluations/detail.html", context, status=UNPROCESSABLE)
    try:
        perform(row, Action.ACKNOWLEDGE, actor=request.user, note=form.cleaned_data["comment"])
    except Refused as refused:
        if not (rules.is_employee(request.user, row) and row.acknowledged_at) and not is_repeated(
            row, Action.ACKNOWLEDGE, actor=request.user
        ):
            messages.error(request, refused.message)
    else:
        messages.success(request, "Terima kasih. Hasil sudah Anda terima.")
    return redirect("portal:evaluation", pk)


def visible_evaluation(user, pk: int) -> Evaluation:
    """The row with what every page about one evaluation needs; 404 for foreign ones."""
    rows = with_due(Evaluation.objects.visible_to(user)).select_related(
        "period", "form_version", "employee", "rater", "reviewer", "objection", "unit"
    )
    return get_object_or_404(rows, pk=pk)


def own_evaluation(user, pk: int, *, to_write: bool = False) -> Evaluation:
    """The row for its own employee, who alone fills it in; 404 for everybody else.

    Narrower than ``visible_to``, which would cost two more queries on the busiest pages. ``to_write``: only what
    filling in may change, and without the due moments, which a page says and writing asks for only once the period's
    own deadline is over.
    """
    found = (OWN_TO_WRITE if to_write else OWN_TO_READ).rows(pk, user.pk)
    if not found:
        raise Http404
    (row,) = found
    row.employee.user = user  # remembers user.employee too, so that the menu need not ask who this is
    return row


def _own(pk: int, user: int) -> EvaluationQuerySet:
    rows = Evaluation.objects.select_related("period", "form_version", "employee", "unit")
    return rows.filter(pk=pk, employee__user=user)


OWN_TO_READ = Prepared(lambda pk, user: with_due(_own(pk, user)).defer(*PARSED_ALREADY))
OWN_TO_WRITE = Prepared(lambda pk, user: _own(pk, user).only(*WRITTEN_WHILE_FILLING))


def point_menu(request: HttpRequest, row: Evaluation) -> None:
    """Another person's evaluation does not belong to "Evaluasi saya"."""
    if not rules.is_employee(request.user, row):
        request.nav_page = "team"


def _page(user, row: Evaluation) -> dict[str, object]:
    """Context of the detail page: what the reader's rights leave out is None or empty."""
    knows_result = rules.can_read_result(user, row)
    is_own = rules.is_employee(user, row)
    events = list(row.events.all())
    steps = _steps(row, is_own) if knows_result else ()
    current = sheet(row)
    return {
        "evaluation": row,
        "is_own": is_own,
        "actions": {action.name.lower() for action in allowed_actions(user, row)},
        "fill_until": hand_in_words(row) if row.state in IN_EMPLOYEE_HANDS else "",
        "rating_turn": rating_words(row, "penilai Anda") if row.is_to_be_rated else "",
        "objection_until": _objection_clock(row),
        "knows_result": knows_result,
        "steps": [step for step in steps if step.kind != explain.StepKind.GAP],
        "gap_text": next((step.text for step in steps if step.kind == explain.StepKind.GAP), ""),
        "competence": competence_of(current.schema, current.outcome().gaps) if knows_result else None,
        "quadrant": _quadrant(row) if knows_result else None,
        "lifts": _lifts(row) if knows_result else [],
        "status": status_of(row.predikat) if knows_result and row.is_annual else None,
        "use_url": _use_url() if knows_result and is_own else "",
        "asks_pulse": is_own and is_asked(row),
        "reads_report": rules.can_read_employee_answers(user, row),
        "reported_against": reported_against(row),
        "sections": readable_sections(user, row, current),
        "acknowledgement_form": AcknowledgementForm(),
        "acknowledgement": _acknowledgement(row, events),
        "objection": getattr(row, "objection", None),
        "objection_files": _objection_files(row, is_own),
        "objection_due": waiting_words(row),
        "feedback": notes_in_words(
            with_forms(feedback_of(row.employee, row.first_day, row.last_day).visible_to(user)), user
        ),
        "months": months_of_year(row) if row.is_annual and knows_result else [],
        "year_rule": rule_words(current.schema, is_own=is_own),
        "parts": parts_of(row, user),
        "entries": entries_of(events, knows_result=knows_result, is_own=is_own),
        "return_reason": return_reason(row),
        "rater_report": latest_report(row) if is_own else None,
        "may_report": is_own and can_report(user, row) is None,
        "next_step": None if is_own else next_step(user, row),
    }


def _acknowledgement(row: Evaluation, events: Sequence[EvaluationEvent]) -> EvaluationEvent | None:
    """What the employee said to the result that stands here, if anything."""
    if row.acknowledged_at is None:
        return None
    said = (one for one in reversed(events) if one.action == Action.ACKNOWLEDGE)
    event = next(said, None)
    return event if event is not None and event.note else None


def _objection_files(row: Evaluation, is_own: bool) -> list[EvidenceFile]:
    """What came with the objection; no query where there is none."""
    if getattr(row, "objection", None) is None:
        return []
    rows = row.evidence.filter(is_for_objection=True)
    return [evidence_file(one, is_own=is_own) for one in rows]


def return_reason(row: Evaluation) -> str:
    """Why the evaluation came back to the employee; empty unless it stands there now."""
    if row.state != State.RETURNED:
        return ""
    event = row.events.filter(to_state=State.RETURNED).exclude(from_state=State.RETURNED).last()
    return event.note if event else ""


def _steps(row: Evaluation, is_own: bool) -> tuple[explain.Step, ...]:
    """How the result came about, in words to the reader."""
    steps = explain.decisive_first(explain.from_json(row.trace))
    return steps if is_own else explain.for_others(steps)


def _quadrant(row: Evaluation) -> Quadrant | None:
    return quadrant_of(row.form_version.parsed, row.rating_hasil_kerja, row.rating_perilaku)


def _use_url() -> str:
    """Where it is explained what a result is used for; empty where BKPSDM has taken the page away."""
    return f"/panduan/{USE}/" if GuidancePage.objects.live().filter(slug=USE).exists() else ""


def _lifts(row: Evaluation) -> list[str]:
    """What would have given a better predikat, in words."""
    found = lifts(row.form_version.parsed, row.rating_hasil_kerja, row.rating_perilaku)
    return [explain.lift_text(lift) for lift in found]


def _objection_clock(row: Evaluation) -> str:
    """Until when an objection may be made, in words; empty before delivery and when it is over."""
    until = objection_until(row)
    if until is None or row.state not in TRANSITIONS[Action.OBJECT].sources or timezone.now() > until:
        return ""
    return in_words(until)


def _chosen_year(request: HttpRequest, years: list[int]) -> int | None:
    """The year in the address if there is something in it, else the latest."""
    raw = request.GET.get("tahun", "")
    if raw.isdecimal() and int(raw) in years:
        return int(raw)
    if raw:
        raise Http404
    return years[0] if years else None


@dataclass(frozen=True)
class Card:
    """One evaluation in the list: where it leads and what to know about it."""

    evaluation: Evaluation
    url: str
    meta: str
    shows_result: bool
    days: str  # the days in words where it covers a part of the period; empty for the whole


def _course(cards: list[Card]) -> Trend | None:
    """The monthly results of the year that count and are known, with what changed in between."""
    known = [card.evaluation for card in cards if card.shows_result and card.evaluation.counts]
    months = sorted(
        (row for row in known if row.period.kind == PeriodKind.MONTHLY),
        key=lambda row: (row.period.ends_on, row.segment),
        reverse=True,
    )
    return trend_of(months, with_changes=True)


def _card(user, row: Evaluation) -> Card:
    now = timezone.now()
    to_fill = row.state in IN_EMPLOYEE_HANDS and row.period.state == PeriodState.OPEN
    if to_fill:
        meta = (
            f"Batas kirim: {hand_in_words(row, now)}"
            if now <= hand_in_limit(row)
            else "Batas kirim sudah lewat"
        )
    elif row.state in IN_EMPLOYEE_HANDS:
        meta = "Periode sudah ditutup, evaluasi ini tidak terkirim"
    else:
        meta = f"Dikirim {dateformat.format(timezone.localtime(row.submitted_at), 'j F Y')}"
        if lateness(row, Step.FILL, now) == Lateness.LATE:
            meta += ", terlambat"
    page = "portal:fill" if to_fill else "portal:evaluation"
    return Card(row, reverse(page, args=[row.pk]), meta, rules.can_read_result(user, row), days_of(row))

"""Sampaikan hasil: what a rater has fixed and not told yet, read once more and delivered, one or many at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import queries
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods.delivering import asked_once
from evaluations.domain.refusals import Refused
from evaluations.duties import DELIVER, EVALUATION, states_of
from evaluations.enums import Action
from evaluations.models import Evaluation, FormerRating
from evaluations.portal.former_ratings import left_by
from evaluations.portal.posting import UNPROCESSABLE

NOBODY = "Centang dulu orang yang hasilnya akan disampaikan."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """Each result with what was written; everybody is ticked. Whoever is refused stays on the page with the reason."""
    waiting = list(queries.results_to_deliver(request.user))
    if request.method != "POST":
        return _page(request, waiting, {row.pk for row in waiting}, {})
    chosen = request.POST.getlist("pilih")
    ticked = {row.pk for row in waiting if str(row.pk) in chosen}
    asked = asked_once()
    told = {row.pk: _deliver(row, request.user, asked) for row in waiting if row.pk in ticked}
    refused = {pk: why for pk, why in told.items() if why}
    done = [row for row in waiting if row.pk in told and row.pk not in refused]
    if done:
        messages.success(request, _said(done))
    elif not chosen:
        messages.error(request, NOBODY)
    for former in _became_anothers(request, chosen, waiting):
        messages.warning(
            request,
            f"{former.evaluation.name} sekarang dinilai {former.evaluation.rater}, jadi tidak disampaikan.",
        )
    if chosen and not refused:  # also for the second press, whose results are delivered by now
        return redirect("portal:team")
    left = [row for row in waiting if row not in done]
    return _page(request, left, ticked, refused, status=UNPROCESSABLE)


def _became_anothers(
    request: HttpRequest, chosen: list[str], waiting: list[Evaluation]
) -> list[FormerRating]:
    """Of whom was chosen, those whom somebody else rates since the page was opened."""
    known = {str(row.pk) for row in waiting}
    missing = {int(pk) for pk in chosen if pk not in known and pk.isascii() and pk.isdigit() and len(pk) < 19}
    rows = left_by(request.user, missing).filter(evaluation__state__in=states_of(DELIVER, EVALUATION))
    return list({row.evaluation_id: row for row in rows}.values()) if missing else []


def _deliver(row: Evaluation, user, asked: dict[str, Any]) -> Refused | None:
    """In a transaction of its own; why not, or None."""
    try:
        perform(row, Action.DELIVER, actor=user, **asked)
    except Refused as refused:
        return None if is_repeated(row, Action.DELIVER, actor=user) else refused
    return None


def _said(done: list[Evaluation]) -> str:
    return (
        f"Hasil disampaikan kepada {done[0].name}." if len(done) == 1 else f"{len(done)} hasil disampaikan."
    )


def _page(
    request: HttpRequest,
    waiting: list[Evaluation],
    ticked: set[int],
    refused: dict[int, Refused],
    status: int = 200,
) -> HttpResponse:
    context = {"evaluations": waiting, "ticked": ticked, "refused": refused}
    return render(request, "portal/rating/deliveries.html", context, status=status)

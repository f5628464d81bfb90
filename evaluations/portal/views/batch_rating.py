"""Nilai beberapa sekaligus: one list, each person rated by themselves, fixed together."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evaluations import queries
from evaluations.models import EvaluationPeriod
from evaluations.places import chosen_period
from evaluations.portal.batch import AT_ONCE, BOTH, Line, chosen, left_meanwhile, line, people, rate
from evaluations.portal.former_ratings import Stale
from evaluations.portal.posting import CONFLICT, UNPROCESSABLE

NOBODY = "Pilih dulu rating untuk setidaknya satu orang."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Everybody of a period (``?periode=``) who waits. Whoever is refused stays on the page with all that was typed."""
    periods = list(queries.periods_of_rater(request.user))
    period = chosen_period(request, periods)
    found = people(request.user, period) if period else []
    if request.method != "POST":
        return _page(request, period, [line(row) for row in found])
    left, fixed = [], 0
    for row in found:
        one = line(row, request.POST)
        picked = chosen(one)
        after = (
            one
            if not any(picked)
            else replace(one, refused=BOTH)
            if not all(picked)
            else rate(one, request.user)
        )
        if after is None:
            fixed += 1
        else:
            left.append(after if any(picked) else _untouched(after))
    stale = left_meanwhile(request.user, request.POST, found)
    return _after(request, period, left, fixed, stale)


def _untouched(one: Line) -> Line:
    """As it stands; words typed without a rating stay where they are."""
    return one if one.remarks["notes"].value() else line(one.evaluation)


def _after(
    request: HttpRequest, period: EvaluationPeriod | None, left: list[Line], fixed: int, stale: list[Stale]
) -> HttpResponse:
    refused = [one for one in left if one.refused]
    if fixed:
        waits = period is not None and period.needs_approval
        next_ = "Menunggu persetujuan atasan Anda." if waits else "Periksa ringkasannya, lalu sampaikan."
        messages.success(request, f"{fixed} penilaian ditetapkan. {next_}")
    elif not refused and left and not stale:
        messages.error(request, NOBODY)
    if not refused and not stale and (fixed or not left):
        is_next = period is None or not period.needs_approval
        return redirect("portal:deliveries" if is_next else "portal:team")
    return _page(request, period, left, stale, status=CONFLICT if stale else UNPROCESSABLE)


def _page(
    request: HttpRequest,
    period: EvaluationPeriod | None,
    lines: list[Line],
    stale: Sequence[Stale] = (),
    status: int = 200,
) -> HttpResponse:
    simple = [one for one in lines if one.is_simple]
    context = {
        "period": period,
        "lines": simple[:AT_ONCE],
        "stale": stale,
        "more": len(simple[AT_ONCE:]),
        "others": [one.evaluation for one in lines if not one.is_simple],
    }
    return render(request, "portal/rating/batch.html", context, status=status)

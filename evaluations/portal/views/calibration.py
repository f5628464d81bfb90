"""Kalibrasi: the head of an agency looks at all ratings of a period, changes some with a reason, and keeps a record."""

from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluations import queries, rules
from evaluations.domain.evaluating.answers import sheet
from evaluations.domain.evaluating.calibration import cell_of
from evaluations.domain.evaluating.distribution import Group, bounds_for, group_of
from evaluations.domain.evaluating.performance import performance_at
from evaluations.domain.evaluating.repeats import is_repeated
from evaluations.domain.periods.calibrating import (
    calibrate,
    calibrated_rows,
    close_session,
    open_session,
)
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.calibration import Room, Seat, Wish
from evaluations.enums import Action, DistributionUse, EmploymentType, Rating
from evaluations.models import (
    OVERSEERS,
    CalibrationSession,
    DistributionDeviation,
    Evaluation,
    EvaluationPeriod,
    OrganizationalUnit,
)
from evaluations.places import chosen_period
from evaluations.portal.charts import Part, parts_of
from evaluations.portal.forms.calibration import ChangeForm, ClosingForm
from evaluations.portal.posting import UNPROCESSABLE, post_only, status_of
from forms_config.engine.outcome import Outcome

PER_PAGE = 25
PREVIEW = "preview"
NOT_RATED = "belum"  # in the address, for the seats without a cell
# Hasil kerja runs down from the best rating, perilaku to the right up to the best, as in the regulation.
DOWN = (Rating.ABOVE, Rating.MEETS, Rating.BELOW)
RIGHT = (Rating.BELOW, Rating.MEETS, Rating.ABOVE)


@dataclass(frozen=True)
class Cell:
    """One cell: how many stand there now, how many before the calibration (None: there was none)."""

    code: str
    predikat: str
    count: int
    before: int | None
    url: str
    is_current: bool


@login_required
@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """Everybody of an agency (``unit``) in a period (``periode``) in the quadrant, with filters, and the fairness.

    ``bagian`` unit, ``penilai`` rater, ``jenis``, ``sel`` cell, ``berubah``, ``nama``, ``hal`` narrow the list.
    """
    agencies = _agencies(request.user)
    unit = _chosen_agency(request, agencies)
    periods = list(queries.opened_periods())
    period = chosen_period(request, periods)
    context: dict[str, Any] = {"agencies": agencies, "unit": unit, "periods": periods, "period": period}
    if unit is not None and period is not None:
        context |= _table(request, period, unit)
    return render(request, "portal/calibration/room.html", context)


@login_required
@post_only("portal:calibration")
def begin(request: HttpRequest) -> HttpResponse:
    """Open the meeting; whoever presses twice finds it open."""
    unit = get_object_or_404(_scope(request.user), code=request.POST.get("unit", ""))
    period = get_object_or_404(queries.opened_periods(), pk=_number(request.POST.get("periode")) or 0)
    try:
        open_session(period, unit, actor=request.user)
    except Refused as refused:
        if refused.code != "already_open":
            messages.error(request, refused.message)
    else:
        messages.success(request, "Kalibrasi dibuka. Hari ini hasil perangkat daerah ini belum disampaikan.")
    return _to_room(period, unit)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int, evaluation_id: int) -> HttpResponse:
    """Other ratings for one person, with a reason; the preview says which predikat would follow."""
    session = _session(request.user, pk)
    evaluation = _evaluation(request.user, session, evaluation_id)
    form = ChangeForm(request.POST or None, evaluation=evaluation)
    outcome, refused = None, None
    if request.method == "POST":
        is_valid = form.is_valid()
        if request.POST.get("action") == PREVIEW:
            outcome = _previewed(evaluation, form)
        elif is_valid:
            refused = _changed(request, session, evaluation, form)
            if refused is None:
                return _to_room(session.period, session.unit)
            form.add_error(None, refused.message)
    status = 200 if not form.is_bound or outcome else status_of(refused)
    context = {"session": session, "evaluation": evaluation, "form": form, "outcome": outcome}
    return render(request, "portal/calibration/change.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Who was there and what was concluded; afterwards the record is printed and never changes."""
    session = _session(request.user, pk)
    if session.closed_at is not None:
        return redirect("portal:calibration_record", pk)
    form = ClosingForm(request.POST or None, raters=_raters(session))
    if request.method == "POST" and form.is_valid():
        try:
            close_session(
                session,
                attendees=form.attendees,
                conclusion=form.cleaned_data["conclusion"],
                actor=request.user,
            )
        except Refused as refused:
            form.add_error("others" if refused.code == "nobody_there" else None, refused.message)
        else:
            messages.success(request, "Kalibrasi ditutup. Ini berita acaranya.")
            return redirect("portal:calibration_record", pk)
    context = {"session": session, "form": form, "changes": session.changes.count()}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "portal/calibration/close.html", context, status=status)


@login_required
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Berita acara of a closed calibration, to print."""
    rows = CalibrationSession.objects.visible_to(request.user).select_related("period", "unit")
    session = get_object_or_404(rows.exclude(closed_at=None), pk=pk)
    before, after = session.before, session.after or {}
    context = {
        "session": session,
        "rows": [
            (work, [(before.get(cell, 0), after.get(cell, 0)) for cell in _cells_of(work)]) for work in DOWN
        ],
        "columns": RIGHT,
        "not_rated": (before.get("", 0), after.get("", 0)),
        "changes": session.changes.select_related("evaluation", "changed_by"),
        "printed_at": timezone.now(),
    }
    return render(request, "portal/calibration/record.html", context)


# --- what is asked for ------------------------------------------------------------------------------


def _scope(user) -> QuerySet[OrganizationalUnit]:
    """The agencies that one leads or looks into."""
    return queries.units_in_scope(user, OVERSEERS).filter(agency=F("pk")).order_by("name", "pk")


def _agencies(user) -> list[OrganizationalUnit]:
    agencies = list(_scope(user))
    if not agencies:
        raise Http404
    return agencies


def _chosen_agency(request: HttpRequest, agencies: list[OrganizationalUnit]) -> OrganizationalUnit | None:
    """The one that the address names, else the only one; one that is not among them answers 404."""
    code = request.GET.get("unit", "")
    if not code:
        return agencies[0] if len(agencies) == 1 else None
    for unit in agencies:
        if unit.code == code:
            return unit
    raise Http404


def _session(user, pk: int) -> CalibrationSession:
    """The meeting, for whoever may hold it."""
    rows = CalibrationSession.objects.visible_to(user).select_related("period", "unit")
    session = get_object_or_404(rows, pk=pk)
    if not rules.can_hold_calibration(user, session.unit):
        raise Http404
    return session


def _evaluation(user, session: CalibrationSession, pk: int) -> Evaluation:
    rows = Evaluation.objects.visible_to(user) & calibrated_rows(session.period, session.unit)
    people = rows.select_related("period", "form_version", "employee", "rater", "reviewer", "agency")
    evaluation = get_object_or_404(people, pk=pk)
    if not rules.can_calibrate(user, evaluation):
        raise Http404
    return evaluation


def _wish(request: HttpRequest) -> Wish:
    get = request.GET.get
    cell = get("sel") or None
    return Wish(
        unit=get("bagian", ""),
        rater=_number(get("penilai")),
        employment_type=get("jenis", ""),
        cell="" if cell == NOT_RATED else cell,
        changed=bool(get("berubah")),
        name=" ".join(get("nama", "").replace("\x00", "").split())[:100],
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) <= 18 else None


# --- what is shown ----------------------------------------------------------------------------------


def _table(request: HttpRequest, period: EvaluationPeriod, unit: OrganizationalUnit) -> dict[str, Any]:
    """Context of the room. The statements do not grow with the people."""
    room, wish = Room.of(period, unit), _wish(request)
    sessions = list(CalibrationSession.objects.filter(period=period, unit=unit))
    running = next((one for one in sessions if one.closed_at is None), None)
    fitting = [seat for seat in room.seats if wish.fits_but_cell(seat)]
    shown = fitting if wish.cell is None else [seat for seat in fitting if seat.cell == wish.cell]
    cells = Counter(seat.cell for seat in fitting)
    # Before and after are told of the whole agency, so not beside a filter.
    last = running or next(iter(sessions), None)
    before = last.before if last and len(fitting) == len(room.seats) else None
    group = _group(room, period, unit)
    return {
        "rows": _quadrant(request, fitting, cells, wish, before),
        "columns": RIGHT,
        "wish": wish,
        "query": _query(request, without=("hal",)),
        "without_cell": _query(request, without=("hal", "sel")),
        "waiting": cells[""],
        "page": _page(request, shown),
        "group": group,
        "parts": _parts(group),
        "uses_pattern": period.distribution != DistributionUse.OFF,
        "deviations": _deviations(room, period),
        "running": running,
        "closed": [one for one in sessions if one.closed_at is not None],
        "may_hold": rules.can_hold_calibration(request.user, unit),
        "raters": room.raters(),
        "units": room.units(),
        "employment_types": EmploymentType.choices,
        "habits": room.habits(),
        "by_unit": room.by_unit(),
        "by_employment_type": room.by_employment_type(),
    }


def _page(request: HttpRequest, shown: list[Seat]) -> Page:
    return Paginator(shown, PER_PAGE).get_page(request.GET.get("hal"))


def _query(request: HttpRequest, without: tuple[str, ...]) -> str:
    names = ("unit", "periode", "bagian", "penilai", "jenis", "sel", "berubah", "nama")
    kept = {name: request.GET[name] for name in names if request.GET.get(name) and name not in without}
    return urlencode(kept)


def _quadrant(
    request: HttpRequest, fitting: list[Seat], cells: Counter[str], wish: Wish, before: dict[str, int] | None
) -> list[tuple[Rating, list[Cell]]]:
    """What fits the other filters, by cell."""
    here = _query(request, without=("hal", "sel"))
    labels = {(seat.rating_hasil_kerja, seat.rating_perilaku): seat.predikat_label for seat in fitting}

    def cell(work: Rating, behaviour: Rating) -> Cell:
        code = cell_of(work, behaviour)
        was = before.get(code, 0) if before is not None else None
        url = f"?{here}&sel={code}#orang" if here else f"?sel={code}#orang"
        return Cell(code, labels.get((work, behaviour), ""), cells[code], was, url, wish.cell == code)

    return [(work, [cell(work, behaviour) for behaviour in RIGHT]) for work in DOWN]


def _cells_of(work: Rating) -> list[str]:
    return [cell_of(work, behaviour) for behaviour in RIGHT]


def _group(room: Room, period: EvaluationPeriod, unit: OrganizationalUnit) -> Group:
    held = performance_at(period.pk, unit)
    return group_of(room.predikat, [held] if held else [], bounds_for(period) if held else [])


def _parts(group: Group) -> list[Part]:
    return parts_of(group.counts, group.total)


def _deviations(room: Room, period: EvaluationPeriod) -> list[DistributionDeviation]:
    """The reasons of the raters here, the latest first."""
    rows = DistributionDeviation.objects.filter(period=period, rater__in=[*room.raters()])
    return list(rows.select_related("rater", "given_by"))


def _raters(session: CalibrationSession) -> list[str]:
    rows = calibrated_rows(session.period, session.unit).exclude(rater=None).order_by("rater_name")
    pairs = rows.values_list("rater_name", "rater_position").distinct()
    return list(dict.fromkeys(", ".join(filter(None, pair)) for pair in pairs))


def _previewed(evaluation: Evaluation, form: ChangeForm) -> Outcome | None:
    """What would follow from the ratings chosen. The reason need not be written yet."""
    form.errors.pop("reason", None)
    if form.errors:
        return None
    current, chosen = sheet(evaluation), form.ratings
    return current.outcome(current.with_ratings(chosen["rating_hasil_kerja"], chosen["rating_perilaku"]))


def _changed(
    request: HttpRequest, session: CalibrationSession, evaluation: Evaluation, form: ChangeForm
) -> Refused | None:
    """Do it; why not, where it may not be done."""
    reason = form.cleaned_data["reason"]
    try:
        calibrate(
            session,
            evaluation,
            **form.ratings,
            reason=reason,
            actor=request.user,
            expected_version=form.cleaned_data["version"],
        )
    except Refused as refused:
        is_again = is_repeated(evaluation, Action.CALIBRATE, actor=request.user, note=reason)
        return None if is_again else refused
    messages.success(request, f"Rating {evaluation.name} diubah. {evaluation.rater_name} melihat alasannya.")
    return None


def _to_room(period: EvaluationPeriod, unit: OrganizationalUnit) -> HttpResponseRedirect:
    return redirect(reverse("portal:calibration", query={"unit": unit.code, "periode": period.pk}))

"""Closing a period, what is still open then, and opening a closed one again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from evaluations import rules
from evaluations.domain.evaluating import period_lock
from evaluations.domain.periods.log import record
from evaluations.domain.refusals import Refused
from evaluations.duties import NOT_YET_SETTLED
from evaluations.enums import PeriodAction, PeriodState, State
from evaluations.models import Evaluation, EvaluationPeriod
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

DEADLINES = ("fill_until", "rate_until", "closes_at")


@transaction.atomic
def close_period(
    period: EvaluationPeriod,
    *,
    actor: Actor | None = None,
    despite_open: bool = False,
    now: datetime | None = None,
) -> EvaluationPeriod:
    """Close: nobody can fill in or rate any more; delivery and objections go on.

    Waits for acts under way on its evaluations (see ``period_lock``).
    Raises ``Refused``: not_yours, wrong_state, still_open (details: ``{state: count}``) unless ``despite_open``.
    """
    period_lock.hold_alone(period.pk)
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if actor is not None and not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat menutup periode.")
    if locked.state != PeriodState.OPEN:
        raise Refused("wrong_state", "Hanya periode yang sedang dibuka yang dapat ditutup.")
    waiting = unfinished(locked)
    if waiting and not despite_open:
        lacks = "belum dinilai atau disetujui" if State.PROPOSED in waiting else "belum dinilai"
        raise Refused("still_open", f"Masih ada {sum(waiting.values())} evaluasi yang {lacks}.", waiting)
    locked.state, locked.closed_at = PeriodState.CLOSED, now or timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    data = {"open": waiting, "units": unfinished_by_unit(locked)} if waiting else {}
    record(locked, PeriodAction.CLOSE, actor=actor, data=data, now=locked.closed_at)
    return locked


def unfinished_rows(period: EvaluationPeriod) -> QuerySet[Evaluation]:
    """Evaluations not yet rated, or whose rating nobody has approved yet, by agency, unit and name."""
    rows = Evaluation.objects.filter(period=period, state__in=NOT_YET_SETTLED)
    return rows.order_by("agency_name", "unit_name", "name", "pk")


def unfinished(period: EvaluationPeriod) -> dict[str, int]:
    """The same, counted by state."""
    rows = unfinished_rows(period).order_by()
    return dict(rows.values_list("state").annotate(n=Count("pk")))


def unfinished_by_unit(period: EvaluationPeriod) -> list[dict[str, Any]]:
    """``{"unit", "agency", "open"}`` of every unit with something open, the most first; one query."""
    rows = unfinished_rows(period).order_by()
    counted = rows.values_list("unit_name", "agency_name").annotate(n=Count("pk"))
    return [
        {"unit": unit, "agency": agency, "open": n}
        for unit, agency, n in counted.order_by("-n", "agency_name", "unit_name")
    ]


@transaction.atomic
def reopen_period(
    period: EvaluationPeriod,
    *,
    actor: Actor,
    note: str,
    deadlines: Mapping[str, datetime | None] | None = None,
    now: datetime | None = None,
) -> EvaluationPeriod:
    """Open a closed period again, with a reason, and set new deadlines with it (keys of ``DEADLINES``).

    A moment of closing that has passed is taken away: the timer would close again at once.
    Raises ``Refused``: not_yours, wrong_state, note_required, bad_deadlines (details: {field: sentence}).
    """
    now = now or timezone.now()
    locked = EvaluationPeriod.objects.select_for_update().get(pk=period.pk)
    if not rules.is_manager(actor):
        raise Refused("not_yours", "Hanya BKPSDM yang dapat membuka kembali periode.")
    if locked.state != PeriodState.CLOSED:
        raise Refused("wrong_state", "Hanya periode yang sudah ditutup yang dapat dibuka kembali.")
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya; alasan tercatat dalam riwayat periode.")
    changed = _set_deadlines(locked, deadlines or {}, now)
    locked.state, locked.closed_at = PeriodState.OPEN, None
    locked.save(update_fields=["state", "closed_at", *DEADLINES])
    record(locked, PeriodAction.REOPEN, actor=actor, note=clean_text(note), data=changed, now=now)
    return locked


def _set_deadlines(
    period: EvaluationPeriod, wanted: Mapping[str, datetime | None], now: datetime
) -> dict[str, Any]:
    """Write the new moments on the row; returns {field: [old, new]} as ISO text."""
    before = {name: getattr(period, name) for name in DEADLINES}
    for name in DEADLINES:
        if name in wanted and (wanted[name] is not None or name == "closes_at"):
            setattr(period, name, wanted[name])
    if period.closes_at == before["closes_at"] and period.closes_at and period.closes_at < now:
        period.closes_at = None
    if wrong := _wrong_deadlines(period, now):
        raise Refused("bad_deadlines", "Periksa tanggalnya.", wrong)
    return {
        name: [old and old.isoformat(), new and new.isoformat()]
        for name, old in before.items()
        if (new := getattr(period, name)) != old
    }


def _wrong_deadlines(period: EvaluationPeriod, now: datetime) -> dict[str, str]:
    wrong = {}
    if period.rate_until < period.fill_until:
        wrong["rate_until"] = "Batas penilaian mendahului batas pengisian."
    elif timezone.localdate(period.rate_until) < period.rating_starts_on:
        wrong["rate_until"] = "Batas penilaian mendahului hari mulai penilaian."
    if period.closes_at and period.closes_at < now:
        wrong["closes_at"] = "Saat ini sudah lewat; periode akan langsung ditutup lagi."
    elif period.closes_at and period.closes_at < period.rate_until:
        wrong["closes_at"] = "Ditutup sebelum batas penilaian."
    return wrong

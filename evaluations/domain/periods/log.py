"""The log of a period: who did what, when and why. Rows are only ever added."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from evaluations.enums import DistributionUse, PeriodAction, State
from evaluations.models import EvaluationPeriod, PeriodEvent
from forms_config.actors import Actor


def record(
    period: EvaluationPeriod,
    action: PeriodAction,
    *,
    actor: Actor | None,
    note: str = "",
    data: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> PeriodEvent:
    """Add one row in the transaction of the caller. ``actor`` None is the system; ``data`` must be plain JSON."""
    return PeriodEvent.objects.create(
        period=period,
        action=action,
        actor=actor,
        actor_name=str(actor) if actor else "Sistem",
        note=note,
        data=data or {},
        at=now or timezone.now(),
    )


def record_changes(
    period: EvaluationPeriod, before: Mapping[str, Any], *, actor: Actor
) -> PeriodEvent | None:
    """One row when moments or the grace of a period that was opened are others than ``before``; people rely on them."""
    changed = {
        name: [_plain(before[name]), _plain(value)]
        for name in (*DATE_LABELS, RATES_FROM, GRACE, DISTRIBUTION, APPROVAL)
        if (value := getattr(period, name)) != before[name]
    }
    return record(period, PeriodAction.CHANGE, actor=actor, data=changed) if changed else None


def _plain(value: date | int | str | None) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value


def in_words(event: PeriodEvent) -> str:
    """What a row of the log tells besides the act itself: numbers, what was open, which dates changed."""
    teller = _TELLERS.get(PeriodAction(event.action))
    return teller(event.data) if teller else ""


def _opened(data: dict[str, Any]) -> str:
    if "evaluations" not in data:
        return ""
    said = f"{spoken(data['evaluations'])} evaluasi"
    return f"{said}, {spoken(data['gaps'])} pegawai perlu diperiksa" if data.get("gaps") else said


def _delivered(data: dict[str, Any]) -> str:
    return f"{spoken(data.get('delivered', 0))} hasil"


def _closed(data: dict[str, Any]) -> str:
    if not data.get("open"):
        return "Semua sudah dinilai."
    states = ", ".join(f"{State(state).label} {spoken(count)}" for state, count in data["open"].items())
    units = [f"{row['unit']} {spoken(row['open'])}" for row in data.get("units", [])]
    more = f", dan {len(units) - UNITS_NAMED} unit lain" if len(units) > UNITS_NAMED else ""
    where = f" Terbanyak: {', '.join(units[:UNITS_NAMED])}{more}." if units else ""
    return f"Belum dinilai: {states}.{where}"


def _changed(data: dict[str, Any]) -> str:
    changes = [
        f"{DATE_LABELS[name]}: {_moment(old)} menjadi {_moment(new)}"
        for name, (old, new) in data.items()
        if name in DATE_LABELS
    ]
    if RATES_FROM in data:
        changes.append("Boleh dinilai mulai: {} menjadi {}".format(*map(_day, data[RATES_FROM])))
    if GRACE in data:
        changes.append("Kelonggaran: {} jam menjadi {} jam".format(*data[GRACE]))
    if DISTRIBUTION in data:
        old, new = (DistributionUse(code).label for code in data[DISTRIBUTION])
        changes.append(f"Pola distribusi: {old} menjadi {new}")
    if APPROVAL in data:
        old, new = ("ya" if asked else "tidak" for asked in data[APPROVAL])
        changes.append(f"Persetujuan atasan penilai: {old} menjadi {new}")
    return "; ".join(changes)


def _moment(text: str | None) -> str:
    if not text:
        return "tanpa waktu"
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


def _day(text: str | None) -> str:
    return date_format(date.fromisoformat(text), "j F Y") if text else "setelah periode berakhir"


UNITS_NAMED = 5
DATE_LABELS = {
    "fill_until": "Batas pengisian",
    "rate_until": "Batas penilaian",
    "deliver_at": "Hasil disampaikan",
    "closes_at": "Ditutup otomatis",
}
RATES_FROM = "rates_from"
GRACE = "grace_hours"
DISTRIBUTION = "distribution"
APPROVAL = "needs_approval"
_TELLERS: dict[PeriodAction, Callable[[dict[str, Any]], str]] = {
    PeriodAction.OPEN: _opened,
    PeriodAction.DELIVER: _delivered,
    PeriodAction.CLOSE: _closed,
    PeriodAction.REOPEN: _changed,
    PeriodAction.CHANGE: _changed,
}


def spoken(number: int) -> str:
    """10000 → "10.000"."""
    return f"{number:,}".replace(",", ".")

"""Taps that machines send by themselves: as often as they like, the good ones taken and a reason for each other one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils import timezone

from evaluations.domain.attendance.moments import NoMoment, check_moment, read_moment
from evaluations.domain.attendance.months import Month, compute_touched, last_over, month_of
from evaluations.domain.refusals import Refused
from evaluations.enums import TapSource
from evaluations.models import ApiClient, Assignment, AttendanceTap, Employee, FormerNip, within
from forms_config.engine.attendance.calendars import MIDDAY

MOST = 5_000  # taps in one call
OLDEST = timedelta(days=400)
MOST_DRIFT = timedelta(minutes=5)  # a clock that is further off tells nobody's minutes
_NAMES = {"nip": ("nip",), "at": ("at", "waktu"), "device": ("device", "mesin")}
_SAID = {
    "not_a_tap": "Ketukan harus berupa objek dengan nip dan waktu.",
    "unknown_nip": "NIP ini bukan pegawai yang tercatat, atau di luar cakupan klien ini.",
    "invalid_datetime": "Waktunya tidak ada, atau tidak tertulis seperti 2026-06-02T07:25:00+07:00.",
    "in_future": "Waktunya belum terjadi. Periksa jam mesin.",
    "too_old": f"Waktunya lebih dari {OLDEST.days} hari yang lalu.",
    "device_too_long": "Nama mesin lebih dari 40 huruf.",
}


@dataclass(frozen=True, slots=True)
class Rejected:
    """One tap that was not taken; ``index`` counts from 0."""

    index: int
    nip: str
    code: str

    @property
    def message(self) -> str:
        return _SAID[self.code]


@dataclass(slots=True)
class Pushed:
    """What became of a call: new taps, taps that were known (or stand in it twice), and those not taken."""

    created: int = 0
    known: int = 0
    rejected: list[Rejected] = field(default_factory=list)


class _NoTap(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def zone_named(name: str) -> tzinfo:
    """Raises ``Refused`` unknown_zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            "unknown_zone", f"Zona waktu “{name[:40]}” tidak dikenal. Tulis seperti Asia/Jakarta."
        ) from None


def check_clock(sent_at: str, zone: tzinfo | None, now: datetime) -> int:
    """How many seconds the machine's clock is behind ours, by what it says the time is.

    Raises ``Refused`` invalid_datetime, clock_drift: rather no taps than wrong minutes.
    """
    try:
        said = read_moment(sent_at, zone)
    except NoMoment as fault:
        raise Refused("invalid_datetime", _SAID["invalid_datetime"]) from fault
    drift = now.replace(second=0, microsecond=0) - said
    if abs(drift) > MOST_DRIFT:
        minutes = round(abs(drift).total_seconds() / 60)
        way = "terlambat" if drift > timedelta(0) else "mendahului"
        told = (
            f"Jam mesin {way} {minutes} menit. Setel jamnya, lalu kirim lagi; tidak ada ketukan yang dicatat."
        )
        raise Refused("clock_drift", told)
    return round(drift.total_seconds())


@transaction.atomic
def push(taps: Sequence[Any], *, client: ApiClient, now: datetime, zone: tzinfo | None = None) -> Pushed:
    """Record the taps (``nip``, ``at`` or ``waktu``, ``device`` or ``mesin``) and compute the months that follow.

    ``zone``: of times that name none. A tap that is there already, whoever brought it, changes nothing.
    """
    done = Pushed()
    people = _people(client, {str(tap.get("nip")) for tap in taps if isinstance(tap, Mapping)}, now)
    good: dict[tuple[int, datetime], str] = {}
    for index, tap in enumerate(taps):
        try:
            person, at, device = _read(tap, people, now, zone)
        except _NoTap as fault:
            nip = tap.get("nip") if isinstance(tap, Mapping) else ""
            done.rejected.append(Rejected(index, str(nip or "")[:40], fault.code))
        else:
            good.setdefault((person, at), device)
    rows = AttendanceTap.objects.filter(employee__in={pk for pk, _ in good}, at__in={at for _, at in good})
    stored = {*rows.order_by().values_list("employee_id", "at")}
    new = [(pk, at, device) for (pk, at), device in good.items() if (pk, at) not in stored]
    AttendanceTap.objects.bulk_create(
        [
            AttendanceTap(employee_id=pk, at=at, device=device, source=TapSource.PUSH)
            for pk, at, device in new
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    done.created = len(new)
    done.known = len(taps) - len(new) - len(done.rejected)
    compute_touched(_touched(new, now))
    return done


def _people(client: ApiClient, nips: set[str], now: datetime) -> dict[str, int]:
    """NIP, present or former, → id, of those about whom the client may speak."""
    found = dict(FormerNip.objects.filter(nip__in=nips).values_list("nip", "employee_id"))
    rows = Employee.objects.filter(nip__in=nips).values_list("nip", "pk")
    found |= {nip: pk for nip, pk in rows if nip}
    if client.unit is None:
        return found
    posts = Assignment.objects.on(timezone.localdate(now)).filter(within(client.unit))
    own = {*posts.filter(employee__in=found.values()).order_by().values_list("employee_id", flat=True)}
    return {nip: pk for nip, pk in found.items() if pk in own}


def _read(
    tap: Any, people: Mapping[str, int], now: datetime, zone: tzinfo | None
) -> tuple[int, datetime, str]:
    if not isinstance(tap, Mapping):
        raise _NoTap("not_a_tap")
    given = {name: next((tap[one] for one in names if one in tap), "") for name, names in _NAMES.items()}
    person = people.get(str(given["nip"]))
    if person is None:
        raise _NoTap("unknown_nip")
    try:
        at = read_moment(str(given["at"]), zone)
        check_moment(at, now, now - OLDEST)
    except NoMoment as fault:
        raise _NoTap(fault.kind) from fault
    device = str(given["device"] or "")
    if len(device) > 40 or "\x00" in device:
        raise _NoTap("device_too_long")
    return person, at, device


def _touched(new: Sequence[tuple[int, datetime, str]], now: datetime) -> set[tuple[int, Month]]:
    """Whose months change: only days that are over count, and a tap of the morning may belong to the day before."""
    over, found = last_over(now), set()
    for pk, at, _ in new:
        local = timezone.localtime(at)
        days = [local.date()]
        if local.hour * 60 < MIDDAY:
            days.append(local.date() - timedelta(1))
        found |= {(pk, month_of(day)) for day in days if day <= over}
    return found

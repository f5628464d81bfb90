"""One day of somebody: when they were to come and go, when they did, and what that comes to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from .calendars import DAY, MIDDAY, Calendar, Hours, Schedule

IN, OUT = "IN", "OUT"
TAPS = "taps"  # what a day rests on that nobody said anything about
_SAME_TAP = 2  # minutes: who taps again so soon has not come and gone


class Status(StrEnum):
    """What somebody did on a working day. Of leave and illness the kind is never known: nobody's health is."""

    OFFICE = "OFFICE"
    HOME = "HOME"
    ANYWHERE = "ANYWHERE"
    OTHER_OFFICE = "OTHER_OFFICE"
    DUTY = "DUTY"
    TRAINING = "TRAINING"
    PERMIT = "PERMIT"
    SICK = "SICK"
    LEAVE = "LEAVE"
    STUDY = "STUDY"
    ABSENT = "ABSENT"


AT_WORK = frozenset({Status.OFFICE, Status.HOME, Status.ANYWHERE, Status.OTHER_OFFICE})


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap; ``kind`` (IN, OUT) where the person said which, else ""."""

    at: datetime
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a day besides the taps, and by which source.

    ``tells_presence``: that somebody was at work counts without taps, as in a recap; ``codes`` are its own (TL1, PSW4);
    ``taps`` are times that it tells, and count like others.
    """

    status: Status
    source: str
    codes: tuple[str, ...] = ()
    tells_presence: bool = False
    taps: tuple[Tap, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    """What a day comes to. ``hours`` None: no work was due, so nothing counts.

    ``status`` None on a working day: nothing is known, neither a tap nor a word. ``late`` and ``early`` are minutes,
    ``misses_in`` and ``misses_out`` tell a missing tap; None where only a recap speaks and does not say. ``rests_on``:
    ``taps`` or the source of a statement.
    """

    day: date
    hours: Hours | None
    first_in: datetime | None = None
    last_out: datetime | None = None
    late: int | None = 0
    early: int | None = 0
    misses_in: bool | None = False
    misses_out: bool | None = False
    status: Status | None = None
    rests_on: str = ""
    codes: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """A working day of which nothing is known."""
        return self.hours is not None and self.status is None

    @property
    def is_present(self) -> bool:
        return self.hours is not None and self.status in AT_WORK


def days(
    first: date, last: date, taps: Iterable[Tap], said: Mapping[date, Statement], schedule: Schedule
) -> list[Day]:
    """Every day from ``first`` to ``last``; taps of other days are left out. The order of ``taps`` is of no matter."""
    told = (tap for statement in said.values() for tap in statement.taps)
    tapped = by_day((*taps, *told), schedule)
    every = (first + timedelta(number) for number in range((last - first).days + 1))
    return [day_of(day, tapped.get(day, []), said.get(day), schedule) for day in every]


def by_day(taps: Iterable[Tap], schedule: Schedule) -> dict[date, list[Tap]]:
    """The taps of each working day in order, seconds cut off, each minute once."""
    minutes: dict[datetime, str] = {}
    for tap in taps:
        at = tap.at.replace(second=0, microsecond=0)
        minutes[at] = tap.kind or minutes.get(at, "")
    found: dict[date, list[Tap]] = {}
    for at in sorted(minutes):
        found.setdefault(day_of_tap(at, schedule), []).append(Tap(at, minutes[at]))
    return found


def day_of_tap(at: datetime, schedule: Schedule) -> date:
    """The working day to which a tap belongs."""
    day = at.date()
    return day if at.hour * 60 + at.minute >= schedule.beginning(day) else day - timedelta(1)


def day_of(day: date, taps: list[Tap], said: Statement | None, schedule: Schedule) -> Day:
    """``taps`` are those of this very day, in order."""
    hours = schedule.hours_on(day)
    came, went = _came_and_went(day, taps, hours)
    known = Day(day, hours, came, went)
    if hours is None:
        return known
    if said and said.status not in AT_WORK and not (said.status == Status.ABSENT and taps):
        return replace(known, status=said.status, rests_on=said.source, codes=said.codes)
    if taps:
        status = said.status if said and said.status in AT_WORK else Status.OFFICE
        return replace(_counted(known, hours, schedule.calendar_on(day)), status=status)
    if said and said.tells_presence:
        return _as_recap(known, said)
    return known


def _came_and_went(
    day: date, taps: list[Tap], hours: Hours | None
) -> tuple[datetime | None, datetime | None]:
    """The first tap is coming and the last is going; a single one is what was said, else what its time makes likely."""
    if not taps:
        return None, None
    first, last = taps[0], taps[-1]
    if _minute(day, last.at) - _minute(day, first.at) > _SAME_TAP or {first.kind, last.kind} == {IN, OUT}:
        return first.at, last.at
    is_coming = _minute(day, first.at) < (hours.middle if hours else MIDDAY)
    if kind := first.kind or last.kind:
        is_coming = kind == IN
    return (first.at, None) if is_coming else (None, last.at)


def _counted(known: Day, hours: Hours, calendar: Calendar) -> Day:
    """Minutes late and early by the taps. Without the tap of coming nobody is late, without that of going nobody early:
    the missing tap counts instead."""
    late = early = delay = 0
    if known.first_in is not None:
        after = _minute(known.day, known.first_in) - hours.starts
        delay = min(max(after, 0), calendar.flexible)
        late = max(after - calendar.flexible, 0)
        late = late if late > calendar.tolerance else 0
    if known.last_out is not None:
        early = max(hours.ends + delay - _minute(known.day, known.last_out), 0)
    return replace(
        known,
        late=late,
        early=early,
        misses_in=known.first_in is None,
        misses_out=known.last_out is None,
        rests_on=TAPS,
    )


def _as_recap(known: Day, said: Statement) -> Day:
    """Of a recap's code for being late or early the minutes are not known, nor whether a tap is missing."""
    is_late = any(code.startswith("TL") for code in said.codes)
    is_early = any(code.startswith("PSW") for code in said.codes)
    return replace(
        known,
        late=None if is_late else 0,
        early=None if is_early else 0,
        misses_in=None if is_late else False,
        misses_out=None if is_early else False,
        status=said.status,
        rests_on=said.source,
        codes=said.codes,
    )


def _minute(day: date, at: datetime) -> int:
    """Minutes from the midnight of ``day``."""
    return (at.date() - day).days * DAY + at.hour * 60 + at.minute

"""Checking in and out in the portal: at server time, for the working day that it is by the person's own calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from evaluations.domain.attendance.days import days_of
from evaluations.domain.attendance.schedules import schedule
from evaluations.domain.refusals import Refused
from evaluations.enums import TapKind, TapSource
from evaluations.models import AttendanceTap, Employee
from forms_config.actors import Actor
from forms_config.engine.attendance.calendars import MIDDAY, Schedule
from forms_config.engine.attendance.days import Day, day_of_tap

_ONE_PRESS = timedelta(minutes=2)  # within these a second press on "pulang" is the first one


@dataclass(frozen=True, slots=True)
class Today:
    """The working day of now, with what the next taps can be: the likely one first, none when it is over."""

    day: Day
    schedule: Schedule
    kinds: tuple[TapKind, ...]

    @property
    def holiday(self) -> str:
        return self.schedule.holidays.get(self.day.day, "")


def today(employee: Employee, now: datetime) -> Today:
    """What is known of the day to which a tap at ``now`` would belong (before 04:00 the day before)."""
    moment = timezone.localtime(now)
    here = moment.date()
    plan = schedule(employee.pk, here - timedelta(2), here + timedelta(1))
    on = day_of_tap(moment, plan)
    (day,) = days_of([employee.pk], on, on)[employee.pk]
    return Today(day, plan, _kinds(day, moment))


def _kinds(day: Day, moment: datetime) -> tuple[TapKind, ...]:
    """Who came may go, and go again later; who has not tapped in the second half of the day is probably going."""
    if day.first_in or day.last_out:
        return (TapKind.OUT,)
    if moment.date() == day.day and moment.hour * 60 + moment.minute < (
        day.hours.middle if day.hours else MIDDAY
    ):
        return (TapKind.IN,)
    return (TapKind.OUT, TapKind.IN)


def tap(employee: Employee, *, kind: TapKind, actor: Actor, now: datetime | None = None) -> AttendanceTap:
    """Check in or out, at server time to the minute.

    ``kind`` is what the person meant to do: a second press on "masuk" must not become "pulang". Of several "pulang" the
    last counts. Raises ``Refused``: not_yours, already_tapped.
    """
    if employee.user_id is None or employee.user_id != actor.pk:
        raise Refused("not_yours", "Presensi hanya dapat dicatat oleh pegawai yang bersangkutan.")
    now = now or timezone.now()
    known = today(employee, now)
    came, went = known.day.first_in, known.day.last_out
    if (kind == TapKind.IN and (came or went)) or (went and now - went < _ONE_PRESS):
        raise _already_tapped(kind)
    try:
        with transaction.atomic():
            return AttendanceTap.objects.create(
                employee=employee,
                kind=kind,
                at=now.replace(second=0, microsecond=0),
                source=TapSource.PORTAL,
            )
    except IntegrityError as error:  # two presses within one minute
        raise _already_tapped(kind) from error


def _already_tapped(kind: TapKind) -> Refused:
    return Refused("already_tapped", f"Presensi {TapKind(kind).label.lower()} hari ini sudah tercatat.")

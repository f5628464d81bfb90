"""Working time: the hours of each weekday, those of Ramadan, and which calendar holds for somebody on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

DAY = 24 * 60
MIDDAY = 12 * 60
CUT_OFF = 4 * 60  # what is tapped before belongs to the day before, as leaving
_BEFORE_START = 60  # who begins so early that the cut-off comes too near may come so much earlier

# Working time of a week without rests, in minutes (Perpres 21/2023, article 4).
WEEK, FASTING_WEEK = 37 * 60 + 30, 32 * 60 + 30


@dataclass(frozen=True, slots=True)
class Hours:
    """The working hours of one day in minutes from its midnight; ``ends`` beyond 1440 lies on the next day."""

    starts: int
    ends: int
    rest: int = 0

    @property
    def worked(self) -> int:
        """Minutes of work, without the rest."""
        return self.ends - self.starts - self.rest

    @property
    def middle(self) -> int:
        """The only tap of a day is an arrival before this minute: noon, for whoever works then; else half-way."""
        if self.starts < MIDDAY < self.ends:
            return MIDDAY
        return (self.starts + self.ends) // 2


@dataclass(frozen=True, slots=True)
class Calendar:
    """Hours by weekday (0 is Monday); a weekday without hours is free.

    ``fasting``: the hours of Ramadan, of weekdays that have others then. ``flexible``: who comes so many minutes later
    and leaves as much later is not late. ``tolerance``: so many minutes late are none, one more are all of them.
    """

    name: str
    usual: Mapping[int, Hours]
    fasting: Mapping[int, Hours] = field(default_factory=dict)
    works_on_holidays: bool = False
    flexible: int = 0
    tolerance: int = 0

    def week(self, *, is_fasting: bool = False) -> int:
        """Minutes of work in a week."""
        hours = {**self.usual, **self.fasting} if is_fasting else self.usual
        return sum(hours[weekday].worked for weekday in self.usual)


# Five days of work as Perpres 21/2023 counts them: what holds where nothing else is set.
FIVE_DAYS = Calendar(
    "Lima hari kerja",
    {weekday: Hours(450, 960, 60) for weekday in range(4)} | {4: Hours(450, 990, 90)},
    {weekday: Hours(480, 900, 30) for weekday in range(4)} | {4: Hours(480, 930, 60)},
)


@dataclass(frozen=True, slots=True)
class Validity:
    """A calendar on the days from ``starts_on`` to ``ends_on`` (last day, None without end)."""

    calendar: Calendar
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When somebody works: of ``validities`` the first that covers a day, else five days a week.

    ``holidays``: names by day. ``fasting``: first and last days of Ramadan.
    """

    validities: tuple[Validity, ...] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    fasting: tuple[tuple[date, date], ...] = ()

    def calendar_on(self, day: date) -> Calendar:
        for one in self.validities:
            if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on):
                return one.calendar
        return FIVE_DAYS

    def hours_on(self, day: date) -> Hours | None:
        """None on a day without work."""
        calendar = self.calendar_on(day)
        if day in self.holidays and not calendar.works_on_holidays:
            return None
        hours = calendar.usual.get(day.weekday())
        if hours and any(first <= day <= last for first, last in self.fasting):
            return calendar.fasting.get(day.weekday(), hours)
        return hours

    def beginning(self, day: date) -> int:
        """The minute of ``day`` from which its taps are its own: 04:00, or later after a night at work.

        Between a night and the next hours it is half-way.
        """
        hours, night = self.hours_on(day), self.hours_on(date.fromordinal(day.toordinal() - 1))
        if night and night.ends > DAY:
            until, starts = night.ends - DAY, hours.starts if hours else DAY
            return max(until, CUT_OFF, (until + starts) // 2)
        return min(CUT_OFF, max(0, hours.starts - _BEFORE_START)) if hours else CUT_OFF

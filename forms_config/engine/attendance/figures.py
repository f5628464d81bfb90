"""What days add up to: the figures of a month or of any other days."""

from collections.abc import Iterable
from dataclasses import dataclass

from .days import AT_WORK, Day, Status


@dataclass(frozen=True, slots=True)
class Figures:
    """Working days by what became of them, and minutes. None: not known of every day, never zero.

    ``days_present`` are those at work; ``attended_days`` adds duty elsewhere and training, as recaps count them.
    ``open_days``: working days without a tap or a word; only people can say whether they are unexcused.
    """

    working_days: int = 0
    days_present: int = 0
    official_duty_days: int = 0
    training_days: int = 0
    permit_days: int = 0
    sick_days: int = 0
    leave_days: int = 0
    study_days: int = 0
    unexcused_days: int = 0
    open_days: int = 0
    late_minutes: int | None = 0
    early_minutes: int | None = 0
    missing_entry: int | None = 0
    missing_exit: int | None = 0

    @property
    def attended_days(self) -> int:
        return self.days_present + self.official_duty_days + self.training_days

    @property
    def missing_taps(self) -> int | None:
        if self.missing_entry is None or self.missing_exit is None:
            return None
        return self.missing_entry + self.missing_exit


def figures(days: Iterable[Day]) -> Figures:
    """The sums of these days; days without work count nothing."""
    working = [day for day in days if day.hours is not None]
    found = [day.status for day in working]
    return Figures(
        working_days=len(working),
        days_present=sum(status in AT_WORK for status in found),
        official_duty_days=found.count(Status.DUTY),
        training_days=found.count(Status.TRAINING),
        permit_days=found.count(Status.PERMIT),
        sick_days=found.count(Status.SICK),
        leave_days=found.count(Status.LEAVE),
        study_days=found.count(Status.STUDY),
        unexcused_days=found.count(Status.ABSENT),
        open_days=found.count(None),
        late_minutes=_sum(day.late for day in working),
        early_minutes=_sum(day.early for day in working),
        missing_entry=_sum(day.misses_in for day in working),
        missing_exit=_sum(day.misses_out for day in working),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    total = 0
    for number in numbers:
        if number is None:
            return None
        total += number
    return total

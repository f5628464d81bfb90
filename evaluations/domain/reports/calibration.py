"""What lies on the table of a calibration: everybody of an agency in the quadrant, and hints at unfair habits.

Everything comes from one reading of the rows, since two thousand people are asked about in many ways at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from evaluations.domain.evaluating.calibration import cell_of
from evaluations.domain.periods.calibrating import calibrated_rows
from evaluations.domain.small_groups import FEWEST_PERSONS, hidden_groups
from evaluations.duties import RATED
from evaluations.enums import EmploymentType, Predikat, State
from evaluations.models import EvaluationPeriod, OrganizationalUnit

HASTE = timedelta(seconds=15)  # for each person; a batch of ten similar people takes three minutes


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on the table."""

    pk: int
    name: str
    position: str
    unit_code: str
    unit_name: str
    employment_type: str
    rater_id: int | None
    rater_name: str
    state: str
    rating_hasil_kerja: str
    rating_perilaku: str
    predikat: str
    predikat_label: str
    rated_at: datetime | None
    calibrated_at: datetime | None

    @property
    def is_rated(self) -> bool:
        return self.state in RATED

    @property
    def cell(self) -> str:
        """Where the person stands; empty before the rating."""
        return cell_of(self.rating_hasil_kerja, self.rating_perilaku) if self.is_rated else ""

    @property
    def is_proposed(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def can_be_changed(self) -> bool:
        return self.state == State.RATED


_COLUMNS = tuple(Seat.__dataclass_fields__)


@dataclass(frozen=True)
class Wish:
    """Which seats are shown; what is empty narrows nothing."""

    unit: str = ""  # code
    rater: int | None = None
    employment_type: str = ""
    cell: str | None = None  # "" is: not rated yet
    changed: bool = False
    name: str = ""

    def fits_but_cell(self, seat: Seat) -> bool:
        """Whether the seat is among those whose cells are counted."""
        return (
            (not self.unit or seat.unit_code == self.unit)
            and (self.rater is None or seat.rater_id == self.rater)
            and (not self.employment_type or seat.employment_type == self.employment_type)
            and (not self.changed or seat.calibrated_at is not None)
            and (not self.name or self.name.lower() in seat.name.lower())
        )


@dataclass(frozen=True)
class Habit:
    """One rater, and what is worth a question: a hint, no reproach."""

    rater_id: int
    name: str
    rated: int
    all_the_same: str  # the predikat that everybody got, else empty
    is_hasty: bool
    took: timedelta  # from the first to the last rating


@dataclass(frozen=True)
class Share:
    """How one group was rated; ``counts`` is None where it is too small to be shown."""

    name: str
    total: int
    counts: Mapping[str, int] | None


@dataclass(frozen=True)
class Room:
    """All seats of an agency in a period; one query."""

    seats: Sequence[Seat]

    @classmethod
    def of(cls, period: EvaluationPeriod, unit: OrganizationalUnit) -> "Room":
        rows = calibrated_rows(period, unit).order_by("name", "pk").values_list(*_COLUMNS)
        return cls([Seat(*row) for row in rows])

    @cached_property
    def rated(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.is_rated]

    @property
    def cells(self) -> Counter[str]:
        """As ``periods.calibrating.counted``: people by cell."""
        return Counter(seat.cell for seat in self.seats)

    @property
    def predikat(self) -> Counter[str]:
        """People by predikat, under "" who is not rated."""
        return Counter(seat.predikat if seat.is_rated else "" for seat in self.seats)

    def raters(self) -> dict[int, str]:
        """Who rates here, by name."""
        named = {seat.rater_id: seat.rater_name for seat in self.seats if seat.rater_id}
        return dict(sorted(named.items(), key=lambda item: item[1]))

    def units(self) -> dict[str, str]:
        return dict(sorted({s.unit_code: s.unit_name for s in self.seats}.items(), key=lambda item: item[1]))

    def habits(self) -> list[Habit]:
        """Raters of at least five people who rated all alike, or so quickly that nobody can have been looked at."""
        of_rater: dict[int, list[Seat]] = {}
        for seat in self.rated:
            if seat.rater_id:
                of_rater.setdefault(seat.rater_id, []).append(seat)
        found = (_habit(seats) for seats in of_rater.values() if len(seats) >= FEWEST_PERSONS)
        return sorted((one for one in found if one.all_the_same or one.is_hasty), key=lambda one: one.name)

    def by_unit(self) -> list[Share]:
        return _shares(self.rated, lambda seat: seat.unit_name)

    def by_employment_type(self) -> list[Share]:
        labels = dict(EmploymentType.choices)
        return _shares(self.rated, lambda seat: str(labels.get(seat.employment_type, seat.employment_type)))


def _habit(seats: Sequence[Seat]) -> Habit:
    moments = [seat.rated_at for seat in seats if seat.rated_at]
    took = max(moments) - min(moments) if moments else timedelta()
    ratings = {(seat.rating_hasil_kerja, seat.rating_perilaku) for seat in seats}
    return Habit(
        rater_id=seats[0].rater_id or 0,
        name=seats[0].rater_name,
        rated=len(seats),
        all_the_same=seats[0].predikat_label if len(ratings) == 1 else "",
        is_hasty=took < HASTE * len(seats),
        took=took,
    )


def _shares(seats: Iterable[Seat], name_of: Callable[[Seat], str]) -> list[Share]:
    """By name; groups of one to four persons and whatever would give them away are not shown."""
    groups: dict[str, Counter[str]] = {}
    for seat in seats:
        groups.setdefault(name_of(seat), Counter())[seat.predikat] += 1
    hidden = hidden_groups({(name,): numbers.total() for name, numbers in groups.items()})
    return [
        Share(
            name,
            numbers.total(),
            None if (name,) in hidden else {code: numbers[code] for code in Predikat.values},
        )
        for name, numbers in sorted(groups.items())
    ]

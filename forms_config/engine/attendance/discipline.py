"""Absence without a valid reason in a year, and the step of PP 94/2021 that it reaches: a warning, never a sanction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .days import Day, Status

IN_A_ROW = 10  # working days; the gravest step whatever the sum


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the law: from how many working days in a year on, how grave, and which sanction it names."""

    days: int
    level: str
    sanction: str


_DISMISSAL = "Pemberhentian dengan hormat tidak atas permintaan sendiri sebagai PNS"
# Articles 9 to 11, the gravest first.
STEPS = (
    Step(28, "BERAT", _DISMISSAL),
    Step(25, "BERAT", "Pembebasan dari jabatannya menjadi jabatan pelaksana selama 12 bulan"),
    Step(21, "BERAT", "Penurunan jabatan setingkat lebih rendah selama 12 bulan"),
    Step(17, "SEDANG", "Pemotongan tunjangan kinerja 25% selama 12 bulan"),
    Step(14, "SEDANG", "Pemotongan tunjangan kinerja 25% selama 9 bulan"),
    Step(11, "SEDANG", "Pemotongan tunjangan kinerja 25% selama 6 bulan"),
    Step(7, "RINGAN", "Pernyataan tidak puas secara tertulis"),
    Step(4, "RINGAN", "Teguran tertulis"),
    Step(3, "RINGAN", "Teguran lisan"),
)


@dataclass(frozen=True, slots=True)
class Absence:
    """The days without a valid reason, the most of them in a row, and the step that they reach (None: none yet)."""

    days: tuple[date, ...]
    longest: int
    step: Step | None

    @property
    def stops_salary(self) -> bool:
        """Ten days in a row stop the salary from the next month on."""
        return self.longest >= IN_A_ROW


def absence(days: Iterable[Day]) -> Absence:
    """What the days of a year come to, in their order. Free days neither count nor end a row."""
    found: list[date] = []
    longest = row = 0
    for day in days:
        if day.hours is None:
            continue
        row = row + 1 if day.status == Status.ABSENT else 0
        longest = max(longest, row)
        if row:
            found.append(day.day)
    return Absence(tuple(found), longest, step(len(found), longest))


def step(total: int, longest: int) -> Step | None:
    """The gravest step of ``total`` days in a year, of which ``longest`` follow each other."""
    if longest >= IN_A_ROW:
        return STEPS[0]
    return next((one for one in STEPS if total >= one.days), None)

"""What a finding is: one thing that is wrong or odd about a person or a unit on a day, in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from evaluations.domain.organization.doctor.facts import Regency


class Severity(TextChoices):
    """ERROR: somebody gets no evaluation, no rater or a wrong one. WARNING: look whether it is meant to be so."""

    ERROR = "ERROR", "Harus dibereskan"
    WARNING = "WARNING", "Perlu diperiksa"


class Act(TextChoices):
    """What can be done about findings on the spot (``domain.organization.doctor.acts``)."""

    CHOOSE_RATER = "pilih-penilai", "Pilih penilai"
    APPOINT = "tunjuk-plt-plh", "Tunjuk Plt/Plh"
    END_POSTS = "akhiri-penempatan", "Akhiri penempatan"
    END_LINE = "akhiri-pengecualian", "Akhiri penetapan penilai"
    ACCEPT = "terima", "Terima: memang begitu"
    LIST_AGAIN = "tampilkan-lagi", "Tampilkan lagi"


@dataclass(frozen=True, slots=True)
class Found:
    """What a check gives. ``about`` is the fact itself (ids, days): another fact makes another finding.

    ``posts`` may be ended to mend it, the ones that are likely wrong only.
    """

    sentence: str
    employee_id: int | None = None
    unit_id: int | None = None
    about: str = ""
    posts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding: how it is called, how bad it is, how to mend it, and the check that looks for it."""

    code: str
    title: str
    severity: Severity
    mend: str
    check: Callable[[Regency], Iterable[Found]]
    acts: tuple[Act, ...] = ()

    @property
    def bulk_acts(self) -> tuple[Act, ...]:
        return (*self.acts, Act.ACCEPT)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Why BKPSDM accepts a finding, and until when (last day; None: always)."""

    reason: str
    until: date | None
    by: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as plain values, so that it can be kept in a cache. ``key`` names it for ever."""

    key: str
    kind: str
    severity: str
    sentence: str
    employee_id: int | None
    employee_name: str
    nip: str
    unit_id: int | None
    unit_name: str
    agency_id: int | None
    agency_name: str
    posts: tuple[int, ...] = ()
    accepted: Acceptance | None = None

    @property
    def subject(self) -> str:
        return self.employee_name or self.unit_name

"""What an import would do: one change per row, told in words before it is done."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol

from django.db.models import Model

from evaluations.domain.attendance.months import Month
from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.findings import Finding
from evaluations.exchange.parsed import Parsed, Record
from evaluations.exchange.rows import ImportColumn
from evaluations.exchange.tables import Progress


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"  # read, but not written until an officer lets it through
    REJECTED = "rejected"
    ABSENT = "absent"  # in force here, and not in the file


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that changes, as people read it; ``old`` is "" for something new."""

    label: str
    old: str
    new: str


@dataclass(slots=True)
class Change:
    """What becomes of one row. ``work`` belongs to the importer that planned it; ``held`` says why it is held."""

    record: Record
    outcome: Outcome
    label: str
    differences: list[Difference]
    work: Any = None
    held: Finding | None = None

    @property
    def is_written(self) -> bool:
        return self.outcome in (Outcome.CREATED, Outcome.UPDATED)

    def hold(self, finding: Finding) -> None:
        """Write nothing of this row until somebody decides."""
        self.outcome, self.held = Outcome.HELD, finding


@dataclass(slots=True)
class Plan:
    changes: list[Change] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    touched: set[tuple[int, Month]] = field(
        default_factory=set
    )  # whose months of attendance follow, once written

    def count(self, outcome: Outcome) -> int:
        return sum(change.outcome == outcome for change in self.changes)


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody or something in force here that the file does not mention; importing leaves it as it is."""

    label: str
    detail: str


class Importer(Protocol):
    """One kind of file. ``batches`` reads and checks, ``plan`` compares with what is stored, ``apply``
    writes.

    ``optional`` maps each field that may be lacking to its column; ``elsewhere`` are headings of the usual file that
    are left out on purpose. ``is_dated_whole``: its rows carry no days of their own, so only the day of the whole
    export tells which of two files is the newer.
    """

    kind: ImportKind
    columns: ClassVar[tuple[ImportColumn, ...]]
    optional: ClassVar[Mapping[str, ImportColumn]]
    elsewhere: ClassVar[Collection[str]]
    is_dated_whole: bool
    depends_on_other_rows: bool  # so that a file cannot be written part by part
    absent_label: str  # what ``absent`` lists, for people

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The settings of this import as JSON; raises ``Refused`` when one is missing or wrong."""

    def batches(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Iterable[Parsed]:
        """Every row, checked, in one part or several; completes ``options`` with what the file itself says.

        Raises ``Refused`` when the file itself cannot be used."""

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        """What would change; writes nothing. ``options["released"]``: rows that are let through though they would be
        held. Raises ``Refused`` changed_meanwhile."""

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        """Write the plan; the caller holds the transaction. ``options`` name the ``batch`` and, as ``by``, who began
        it."""

    def rows(self, plan: Plan) -> Iterable[Model]:
        """The rows that applying writes; those it creates have a key only afterwards."""

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        """What is in force here and not in the file, of which ``parsed`` is the last part; rejected rows count as being
        in it."""


class WholeFile:
    """For importers whose rows depend on each other: all are read, planned and written together."""

    depends_on_other_rows = True

    def batches(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Iterable[Parsed]:
        yield self.parse(path, options, on_progress)

    def parse(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Parsed:
        """The whole file; raises ``Refused`` when it cannot be used."""
        raise NotImplementedError


def changed_meanwhile() -> Refused:
    """What a plan says when a unit or person of the preview is gone."""
    return Refused(
        "changed_meanwhile", "Data berubah sejak berkas ini diperiksa. Unggah berkasnya sekali lagi."
    )


def outcome_of(is_new: bool, differences: list[Difference]) -> Outcome:
    if is_new:
        return Outcome.CREATED
    return Outcome.UPDATED if differences else Outcome.UNCHANGED


_NOTHING = (None, "")


@dataclass(frozen=True, slots=True)
class Compared:
    """A stored field that a row may change: its name in both, its label, and how its value is said."""

    name: str
    label: str
    said: Callable[[Any], str] = str

    def difference(self, old: Any, new: Any) -> Difference | None:
        if old == new or (old in _NOTHING and new in _NOTHING):
            return None
        return Difference(self.label, self._say(old), self._say(new))

    def _say(self, value: Any) -> str:
        return "" if value in _NOTHING else self.said(value)


def differences(fields: Iterable[Compared], stored: Any, values: Mapping[str, Any]) -> list[Difference]:
    """How ``values`` differ from the fields of ``stored``; all that are filled when ``stored`` is None.

    A field that ``values`` lacks stays as it is stored.
    """
    given = (field for field in fields if field.name in values)
    found = (field.difference(getattr(stored, field.name, None), values[field.name]) for field in given)
    return [difference for difference in found if difference]


def fill(target: Any, fields: Iterable[Compared], values: Mapping[str, Any]) -> None:
    """Put the values that are given onto ``target``; the others stay."""
    for compared in fields:
        if compared.name in values:
            setattr(target, compared.name, values[compared.name])

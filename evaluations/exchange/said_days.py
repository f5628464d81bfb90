"""What files say of days, compared with what the same kind of file said before, and written."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evaluations.enums import DayStatus, StatementSource
from evaluations.exchange.changes import Compared, Difference, Plan, differences, fill
from evaluations.models import DayStatement, Employee

BATCH = 500
KEY = ("employee", "starts_on", "source")
WRITTEN = ("status", "codes", "came_at", "went_at")


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%H.%M}"


COMPARED = (
    Compared("status", "Keterangan", lambda status: DayStatus(status).label),
    Compared("codes", "Kode"),
    Compared("came_at", "Masuk", _clock),
    Compared("went_at", "Pulang", _clock),
)


@dataclass(frozen=True, slots=True)
class Said:
    """One person's day as a file has it; ``values`` by field of ``DayStatement``."""

    person: int
    day: date
    values: Mapping[str, Any]


class Stored:
    """What this source said of these people and days so far; one statement."""

    def __init__(self, source: StatementSource, said: Collection[Said]) -> None:
        self._source = source
        days = [one.day for one in said]
        rows = DayStatement.objects.filter(
            source=source,
            employee__in={one.person for one in said},
            starts_on__range=(min(days, default=date.min), max(days, default=date.min)),
        )
        self._known = {(row.employee_id, row.starts_on): row for row in rows}

    def compare(self, said: Said, person: Employee) -> tuple[list[Difference], DayStatement | None, bool]:
        """The differences, the row to write (None where nothing changes), and whether it is new."""
        row = self._known.get((said.person, said.day))
        found = differences(COMPARED, row, said.values)
        if row is not None and not found:
            return [], None, False
        work = row or DayStatement(employee=person, starts_on=said.day, ends_on=said.day, source=self._source)
        fill(work, COMPARED, said.values)
        return found, work, row is None


def of_day(found: Iterable[Difference], day: date) -> list[Difference]:
    """The differences with the day before each label, where a row holds several days."""
    return [Difference(f"Tanggal {day.day}: {one.label.lower()}", one.old, one.new) for one in found]


def works_of(plan: Plan) -> list[DayStatement]:
    """Every row that a plan writes."""
    return [work for change in plan.changes if change.is_written for work in change.work]


def write(plan: Plan) -> None:
    works = works_of(plan)
    changed = [_copy(work) for work in works if work.pk is not None]
    DayStatement.objects.bulk_create([work for work in works if work.pk is None], batch_size=BATCH)
    DayStatement.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=KEY,
        update_fields=[*WRITTEN, "recorded_at"],
    )


def _copy(row: DayStatement) -> DayStatement:
    """The same without its key, for an insert that updates: much quicker than an update of many rows."""
    values = {name: getattr(row, name) for name in ("starts_on", "ends_on", "source", *WRITTEN)}
    return DayStatement(employee_id=row.employee_id, **values)

"""Angka kredit by document (PAK) from our own template: one row per person.

What a document says is never rewritten, so a row that differs from what is recorded becomes a record of its own.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.evaluating.credit import functional_posts
from evaluations.enums import ImportKind
from evaluations.exchange.changes import (
    Absent,
    Change,
    Compared,
    Plan,
    WholeFile,
    changed_meanwhile,
    differences,
    outcome_of,
)
from evaluations.exchange.credit_template import AS_OF, COLUMNS, DOCUMENT, EXAMPLE, NAME, NIP, POINTS
from evaluations.exchange.employee_changes import present_nips
from evaluations.exchange.findings import Finding
from evaluations.exchange.headings import Headings, accepted_headers
from evaluations.exchange.import_employees import read_nip
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.tables import Progress, read_table
from evaluations.models import CreditBalance, Employee
from forms_config.engine.rounding import spoken

COMPARED = (
    Compared("points", "Angka kredit", spoken),
    Compared("as_of", "Sampai dengan", date_format),
    Compared("document", "Dokumen"),
)
MOST = Decimal("99999.99")
DECIMALS = 2
BATCH = 500


class CreditImport(WholeFile):
    """See ``changes.Importer``. A record is known by person, day, points and document."""

    kind = ImportKind.CREDITS
    columns: ClassVar[tuple[ImportColumn, ...]] = COLUMNS
    optional: ClassVar[Mapping[str, ImportColumn]] = {}
    elsewhere: ClassVar[Collection[str]] = frozenset({NAME})
    is_dated_whole = False  # each row carries its day
    absent_label = "Pemegang jabatan fungsional yang tidak ada dalam berkas"

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def parse(self, path: Path, options: Mapping[str, Any], on_progress: Progress) -> Parsed:
        required = [column.header for column in self.columns]
        accepted = accepted_headers(self.kind, self.columns)
        table = read_table(path, accepted, required, on_progress, options.get("sheet"))
        parsed, reader = Parsed(Headings.of(table), self.optional), _Reader()
        for line in table.rows:
            row = Row(line.number, line.cells)
            if not row.cell(NIP).as_text().strip().casefold().startswith(EXAMPLE):
                parsed.add(row, reader.read(row))
        return parsed

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        people = {one.nip: one for one in Employee.objects.filter(nip__in=[r.values["nip"] for r in records])}
        stored = _stored(people.values())
        posts = functional_posts(timezone.localdate()).filter(employee__in=people.values())
        counted = set(posts.order_by().values_list("employee", flat=True))
        plan = Plan()
        for record in records:
            person = people.get(record.values["nip"])
            if person is None:
                raise changed_meanwhile()
            change = _change(record, person, stored.get(person.pk, []))
            plan.changes.append(change)
            plan.warnings += _warnings(change, stored.get(person.pk, []), person.pk in counted)
        return plan

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        """``options``: ``batch`` and ``by``, the import and who has begun it (None: a command)."""
        new = [change.work for change in plan.changes if change.is_written]
        for balance in new:
            balance.recorded_at = timezone.now()
            balance.recorded_by_id, balance.batch_id = options["by"], options["batch"]
        CreditBalance.objects.bulk_create(new, batch_size=BATCH)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return (change.work for change in plan.changes if change.is_written)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        named = {record.values["nip"] for record in parsed.records}
        named |= {record.values.get(NIP.header, "") for record in parsed.rejected}
        posts = functional_posts(timezone.localdate()).select_related("employee", "unit")
        return [
            Absent(f"{post.employee.full_name} · {post.employee.nip}", f"{post.position}, {post.unit.name}")
            for post in posts.order_by("employee__name", "pk")
            if post.employee.nip not in named
        ]


def _stored(people: Iterable[Employee]) -> dict[int, list[CreditBalance]]:
    """What is recorded of each, the last in force last; one statement."""
    found: dict[int, list[CreditBalance]] = {}
    rows = CreditBalance.objects.filter(employee__in=[one.pk for one in people])
    for row in rows.order_by("as_of", "recorded_at", "pk"):
        found.setdefault(row.employee_id, []).append(row)
    return found


def _change(record: Record, person: Employee, stored: list[CreditBalance]) -> Change:
    """Compared with the last record of the same day, else with what counts on that day."""
    as_of = date.fromisoformat(record.values["as_of"])
    now = {
        "points": Decimal(record.values["points"]),
        "as_of": as_of,
        "document": record.values["document"],
    }
    before = next((row for row in reversed(stored) if row.as_of <= as_of), None)
    found = differences(COMPARED, before, now)
    work = CreditBalance(employee=person, **now)
    return Change(
        record, outcome_of(before is None, found), f"{person.full_name} · {person.nip}", found, work
    )


def _warnings(change: Change, stored: list[CreditBalance], is_counted: bool) -> Iterable[Finding]:
    number, as_of = change.record.number, change.work.as_of
    if stored and stored[-1].as_of > as_of:
        said = f"Sudah ada catatan per {date_format(stored[-1].as_of)}, dan yang itu yang dipakai."
        yield Finding(number, AS_OF.header, "older_balance", said)
    if not is_counted:
        said = f"{change.label} tidak memegang jabatan fungsional berjenjang hari ini, jadi belum dihitung."
        yield Finding(number, NIP.header, "no_functional_post", said)


class _Reader:
    def __init__(self) -> None:
        self._former, self._doubles = present_nips(), Doubles()
        self._known = set(Employee.objects.exclude(nip=None).values_list("nip", flat=True))

    def read(self, row: Row) -> dict[str, Any]:
        """The values of one row, JSON-ready; what is wrong stands in ``row.errors``."""
        points = lenient(row.amount, POINTS, most=MOST, decimals=DECIMALS)
        as_of = lenient(row.day, AS_OF, cell_is_usual=True, latest=timezone.localdate())
        return {
            "nip": lenient(self._nip, row),
            "points": None if points is None else str(points),
            "as_of": as_of.isoformat() if as_of else None,
            "document": lenient(row.text, DOCUMENT, limit=200, required=True),
        }

    def _nip(self, row: Row) -> str:
        nip = read_nip(row, NIP, self._doubles, self._former)
        if nip not in self._known:
            row.refuse(
                NIP, "unknown_nip", f"NIP {nip} bukan pegawai yang tercatat. Impor pegawai lebih dulu."
            )
        return nip

"""Rekap harian: one row per person, a column per day of the month with what the day was, sums in between."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone

from evaluations.domain.attendance.months import Month
from evaluations.enums import ImportKind, StatementSource
from evaluations.exchange.attendance_month import days_in, days_so_far, decided, said
from evaluations.exchange.changes import Absent, Change, Outcome, Plan, changed_meanwhile
from evaluations.exchange.day_words import UnknownWord, read_day
from evaluations.exchange.headings import accepted_headers
from evaluations.exchange.import_employees import people_besides
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.parts import in_parts, reject_total
from evaluations.exchange.people_named import PeopleNamed
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.said_days import Said, Stored, of_day, works_of, write
from evaluations.exchange.tables import Progress, stream_table
from evaluations.exchange.texts import collapsed
from evaluations.models import Employee

NIP = ImportColumn("NIP", "nip", "NIP", aliases=("nip_baru",), required=True)
DAYS = tuple(
    ImportColumn(f"{day:02}", "hari", f"Tanggal {day}", aliases=(str(day),), required=day in (1, 28))
    for day in range(1, 32)
)
_OTHERS = frozenset({"No", "Nama", "Satker", "Golongan", "Eselon"})


class MatrixImport:
    """See ``changes.Importer``. A record's values: person, days {"2": [status, codes]}.

    Options: as ``AttendanceImport``.
    """

    kind = ImportKind.MATRIX
    absent_label = "Pegawai yang masih bekerja tetapi tidak ada dalam berkas"
    columns: ClassVar[tuple[ImportColumn, ...]] = (NIP, *DAYS)
    optional: ClassVar[Mapping[str, ImportColumn]] = {}
    elsewhere: ClassVar[Collection[str]] = _OTHERS
    is_dated_whole = True
    depends_on_other_rows = False

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"file_name": file_name} | {name: given[name] for name in ("year", "month") if given.get(name)}

    def batches(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Iterator[Parsed]:
        required = [column.header for column in self.columns if column.required]
        accepted = accepted_headers(self.kind, self.columns)
        table = stream_table(path, accepted, required, on_progress, options.get("sheet"))
        options |= decided(options, options["file_name"], table.above, table.sheet, timezone.localdate())
        yield from in_parts(table, _Reader((options["year"], options["month"])), NIP, self.optional)

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        month = options["year"], options["month"]
        people = Employee.objects.in_bulk({record.values["person"] for record in records})
        told = [_told(record.values, month) for record in records]
        stored = Stored(StatementSource.MATRIX, [one for days in told for one in days])
        plan = Plan()
        for record, days in zip(records, told, strict=True):
            person = people.get(record.values["person"])
            if person is None:
                raise changed_meanwhile()
            plan.changes.append(_change(record, days, person, stored))
            if plan.changes[-1].work:
                plan.touched.add((person.pk, month))
        return plan

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        write(plan)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return works_of(plan)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return people_besides(parsed.named)


def _told(values: Mapping[str, Any], month: Month) -> list[Said]:
    return [
        Said(values["person"], date(*month, int(day)), {"status": status, "codes": codes})
        for day, (status, codes) in values["days"].items()
    ]


def _change(record: Record, days: list[Said], person: Employee, stored: Stored) -> Change:
    """New where nothing was known of any of its days, changed where some was."""
    found, works, news = [], [], 0
    for one in days:
        differing, work, is_new = stored.compare(one, person)
        found += of_day(differing, one.day)
        works += [work] if work else []
        news += is_new
    outcome = Outcome.UPDATED if works else Outcome.UNCHANGED
    if news and news == len(days):
        outcome = Outcome.CREATED
    return Change(record, outcome, f"{person.full_name} · {person.nip}", found, works)


class _Reader:
    def __init__(self, month: Month) -> None:
        self.named: set[str] = set()
        self._people, self._doubles, self._month = PeopleNamed(), Doubles(), month
        self._last, self._so_far = days_in(month), days_so_far(month, timezone.localdate())

    def add(self, parsed: Parsed, row: Row, is_total: bool) -> None:
        if is_total:
            reject_total(parsed, row, NIP)
            return
        person = lenient(self._people.of, row, NIP)
        if person:
            first = self._doubles.first_row(str(person), row.number)
            if first is not None:
                row.reject(NIP, "duplicate_nip", f"NIP ini sudah ada pada baris {first}.", first_row=first)
        self.named.add(collapsed(row.cell(NIP).as_text()).replace(" ", ""))
        days = {}
        for day, column in enumerate(DAYS, start=1):
            told = lenient(self._day, row, day, column) if column.header in row.cells else None
            if told:
                days[str(day)] = told
        parsed.add(row, {"person": person, "days": days})

    def _day(self, row: Row, day: int, column: ImportColumn) -> tuple[str, str] | None:
        """Errors: unknown_kode, invalid_hari, days_ahead."""
        text = row.text(column, limit=60)
        try:
            told = read_day(text)
        except UnknownWord:
            row.refuse(column, "unknown_kode", f"Kode “{text[:40]}” tidak dikenal.")
        if told and day > self._last:
            row.refuse(column, "invalid_hari", f"{said(self._month)} tidak punya tanggal {day}.")
        if told and day > self._so_far:
            row.refuse(column, "days_ahead", f"Tanggal {day} {said(self._month)} belum tiba.")
        return told

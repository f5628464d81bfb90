"""Jam absensi: one row per person and day with a status and when they came and went, by NIP or by a unique name."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone

from evaluations.domain.attendance.months import month_of
from evaluations.enums import DayStatus, ImportKind, StatementSource
from evaluations.exchange.cells import Cell, CellKind
from evaluations.exchange.changes import Absent, Change, Plan, changed_meanwhile, outcome_of
from evaluations.exchange.day_words import UnknownWord, read_day
from evaluations.exchange.headings import accepted_headers
from evaluations.exchange.parsed import Parsed, Record
from evaluations.exchange.parts import in_parts, reject_total
from evaluations.exchange.people_named import PeopleNamed
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.said_days import Said, Stored, works_of, write
from evaluations.exchange.tables import Progress, stream_table
from evaluations.models import Employee

NAME = ImportColumn("Nama Pegawai", "nama", "Nama pegawai", aliases=("nama", "nama lengkap"), required=True)
NIP = ImportColumn("NIP", "nip", "NIP", aliases=("nip_baru",))
DAY = ImportColumn("Tanggal", "tanggal", "Tanggal", aliases=("tgl",), required=True)
WEEKDAY = ImportColumn("Hari", "hari", "Hari")
STATUS = ImportColumn("Status", "status", "Status", aliases=("status kehadiran", "kehadiran"))
CAME = ImportColumn(
    "Checkin", "checkin", "Jam masuk", aliases=("check in", "jam masuk", "masuk"), required=True
)
WENT = ImportColumn(
    "Checkout", "checkout", "Jam pulang", aliases=("check out", "jam keluar", "jam pulang"), required=True
)
UNNAMED = {WEEKDAY.header: STATUS.header}  # in the usual file nothing stands over the statuses
# Figures of the file that the days themselves give, and which would count minutes of duty elsewhere.
_OTHERS = [
    "Keterangan Cuti",
    "Terlambat",
    "Menit Kerja",
    "Kekurangan Jam Kerja",
    "Persentase Potongan Harian",
]
SAME_TAP = timedelta(minutes=2)  # a single tap is copied into both columns
NOON = time(12)
_NO_TIME = ("", "0", "-", "–")
_TWO_DIGITS = re.compile(r"[0-9]{2}")


class HoursImport:
    """See ``changes.Importer``. A record's values: person, day, status, codes, came_at, went_at (ISO or None)."""

    kind = ImportKind.HOURS
    absent_label = ""
    columns: ClassVar[tuple[ImportColumn, ...]] = (NAME, NIP, DAY, WEEKDAY, STATUS, CAME, WENT)
    optional: ClassVar[Mapping[str, ImportColumn]] = {}
    elsewhere: ClassVar[Collection[str]] = frozenset(_OTHERS)
    is_dated_whole = True
    depends_on_other_rows = False

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def batches(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Iterator[Parsed]:
        required = [column.header for column in self.columns if column.required]
        accepted = accepted_headers(self.kind, self.columns)
        table = stream_table(path, accepted, required, on_progress, options.get("sheet"), UNNAMED)
        yield from in_parts(table, _Reader(), NAME, self.optional)

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        people = Employee.objects.in_bulk({record.values["person"] for record in records})
        said = [_said(record.values) for record in records]
        stored, plan = Stored(StatementSource.HOURS, said), Plan()
        for record, one in zip(records, said, strict=True):
            person = people.get(one.person)
            if person is None:
                raise changed_meanwhile()
            found, work, is_new = stored.compare(one, person)
            label = f"{person.full_name} · {one.day:%d-%m-%Y}"
            works = [work] if work else []
            plan.changes.append(Change(record, outcome_of(is_new, found), label, found, works))
            if works:
                plan.touched.add((one.person, month_of(one.day)))
        return plan

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        write(plan)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return works_of(plan)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return []


def _said(values: Mapping[str, Any]) -> Said:
    came, went = (values[name] and datetime.fromisoformat(values[name]) for name in ("came_at", "went_at"))
    told = {"status": values["status"], "codes": values["codes"], "came_at": came, "went_at": went}
    return Said(values["person"], date.fromisoformat(values["day"]), told)


class _Reader:
    def __init__(self) -> None:
        self.named: set[str] = set()
        self._people, self._today = PeopleNamed(), timezone.localdate()
        self._first: dict[tuple[int, date], int] = {}

    def add(self, parsed: Parsed, row: Row, is_total: bool) -> None:
        if is_total:
            reject_total(parsed, row, NAME)
            return
        person = lenient(self._people.of, row, NIP, NAME)
        day = lenient(row.day, DAY, cell_is_usual=True, latest=self._today)
        row.warnings = [
            one for one in row.warnings if one.kind != "date_serial"
        ]  # as the usual file has them
        came, went = lenient(_minute, row, CAME), lenient(_minute, row, WENT)
        status = lenient(_status, row, came is not None or went is not None)
        if person and day:
            self._once(row, person, day)
        if row.errors or day is None:
            parsed.add(row, {})
        elif status is not None:  # on a free day there is nothing to say
            moments = _moments(day, came, went)
            values = {"person": person, "day": day.isoformat(), "status": status[0], "codes": status[1]}
            parsed.add(row, values | dict(zip(("came_at", "went_at"), moments, strict=True)))

    def _once(self, row: Row, person: int, day: date) -> None:
        first = self._first.setdefault((person, day), row.number)
        if first != row.number:
            told = f"Orang dan tanggal ini sudah ada pada baris {first}."
            row.reject(DAY, "duplicate_day", told, first_row=first)


def _status(row: Row, has_tapped: bool) -> tuple[DayStatus, str] | None:
    """What the day was; without a word a tap tells. Errors: unknown_status, missing_status."""
    text = row.text(STATUS, limit=60)
    if not text and not has_tapped:
        row.refuse(STATUS, "missing_status", "Status kosong, dan tidak ada jam masuk atau pulang.")
    try:
        return read_day(text or DayStatus.OFFICE.label) if text else (DayStatus.OFFICE, "")
    except UnknownWord:
        row.refuse(STATUS, "unknown_status", f"Status “{text[:40]}” tidak dikenal.")


def _minute(row: Row, column: ImportColumn) -> int | None:
    """Minutes since midnight; None where nothing was tapped, which files write as 0. Errors: invalid_checkin,
    invalid_checkout."""
    row.refuse_formula(column)
    cell = row.cell(column)
    found = _minutes_in(cell)
    if found is None and cell.as_text().strip() not in _NO_TIME:
        row.refuse(column, f"invalid_{column.short}", f"{column.label} “{cell.as_text()[:20]}” bukan jam.")
    return found or None


def _minutes_in(cell: Cell) -> int | None:
    """A fraction of a day, or "07:30" and "07.30.00" as text; seconds are cut off."""
    if cell.kind == CellKind.DATE:
        return cell.minutes
    if cell.kind == CellKind.NUMBER:
        return round(cell.value * 86400) // 60 if 0 <= cell.value < 1 else None
    parts = cell.as_text().strip().replace(".", ":").split(":")
    if not (2 <= len(parts) <= 3 and all(map(_TWO_DIGITS.fullmatch, (parts[0].zfill(2), *parts[1:])))):
        return None
    hour, minute, *second = map(int, parts)
    is_time = hour < 24 and minute < 60 and all(one < 60 for one in second)
    return hour * 60 + minute if is_time else None


def _moments(day: date, came: int | None, went: int | None) -> tuple[str | None, str | None]:
    """Both as ISO; a single tap that stands in both columns is coming before noon and else going. Going before coming
    is on the next day."""
    first, last = _moment(day, came), _moment(day, went)
    if first and last and abs(last - first) <= SAME_TAP:
        first, last = (first, None) if first.time() < NOON else (None, last)
    if first and last and last < first:
        last += timedelta(1)
    return first.isoformat() if first else None, last.isoformat() if last else None


def _moment(day: date, minute: int | None) -> datetime | None:
    if minute is None:
        return None
    return timezone.make_aware(datetime.combine(day, time(minute // 60, minute % 60)))

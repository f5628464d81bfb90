"""Taps of machines: text, workbook or JSON with NIP, moment and machine; the same tap again changes nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone

from evaluations.domain.attendance.moments import NoMoment, check_moment, read_moment
from evaluations.domain.attendance.months import month_of
from evaluations.enums import ImportKind, TapSource
from evaluations.exchange.cells import Cell, CellKind
from evaluations.exchange.changes import Absent, Change, Difference, Outcome, Plan, changed_meanwhile
from evaluations.exchange.headings import accepted_headers
from evaluations.exchange.json_rows import is_json, json_table
from evaluations.exchange.parsed import Parsed, Record
from evaluations.exchange.parts import in_parts, reject_total
from evaluations.exchange.people_named import PeopleNamed
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.tables import Progress, stream_table
from evaluations.models import AttendanceTap, Employee

NIP = ImportColumn("nip", "nip", "NIP", aliases=("nip_baru", "nip pegawai", "pin"), required=True)
MOMENT = ImportColumn(
    "waktu",
    "waktu",
    "Waktu",
    aliases=("datetime", "timestamp", "tanggal waktu", "jam tap", "scan"),
    required=True,
)
DEVICE = ImportColumn("mesin", "mesin", "Mesin", aliases=("device", "terminal", "sn"))
DEVICE_LENGTH = AttendanceTap._meta.get_field("device").max_length
SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  a serial has no zone; read_moment gives it one
SAID = {
    "invalid_datetime": "bukan waktu yang ada. Tulis seperti 02/06/2026 07:25",
    "in_future": "belum terjadi. Periksa jam mesinnya",
    "too_old": "sebelum tahun 2000. Periksa jam mesinnya",
}
BATCH = 1000


class TapImport:
    """See ``changes.Importer``. A record's values: person, at (ISO, UTC), device; the source is the file."""

    kind = ImportKind.TAPS
    absent_label = ""
    columns: ClassVar[tuple[ImportColumn, ...]] = (NIP, MOMENT, DEVICE)
    optional: ClassVar[Mapping[str, ImportColumn]] = {"device": DEVICE}
    elsewhere: ClassVar[Collection[str]] = frozenset()
    is_dated_whole = False
    depends_on_other_rows = False

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return {}

    def batches(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Iterator[Parsed]:
        required = [column.header for column in self.columns if column.required]
        accepted = accepted_headers(self.kind, self.columns)
        if is_json(path):
            table = json_table(path, accepted, required)
        else:
            table = stream_table(path, accepted, required, on_progress, options.get("sheet"))
        yield from in_parts(table, _Reader(), NIP, self.optional)

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        moments = [datetime.fromisoformat(record.values["at"]) for record in records]
        people = Employee.objects.in_bulk({record.values["person"] for record in records})
        rows = AttendanceTap.objects.filter(employee__in=people, at__in={*moments})
        known = {*rows.order_by().values_list("employee_id", "at")}
        plan = Plan()
        for record, at in zip(records, moments, strict=True):
            person = people.get(record.values["person"])
            if person is None:
                raise changed_meanwhile()
            self._add(plan, record, person, at, is_known=(person.pk, at) in known)
        return plan

    def _add(self, plan: Plan, record: Record, person: Employee, at: datetime, *, is_known: bool) -> None:
        label = f"{person.full_name} · {person.nip}"
        if is_known:
            plan.changes.append(Change(record, Outcome.UNCHANGED, label, []))
            return
        local = timezone.localtime(at)
        found = [Difference("Ketukan", "", f"{local:%d-%m-%Y %H.%M} WIB")]
        device = record.values.get("device") or ""
        work = AttendanceTap(employee=person, at=at, source=TapSource.FILE, device=device)
        plan.changes.append(Change(record, Outcome.CREATED, label, found, work))
        days = {
            local.date(),
            local.date() - timedelta(local.hour < 12),
        }  # of the morning it may be the day before
        plan.touched |= {(person.pk, month_of(day)) for day in days}

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        new = [change.work for change in plan.changes if change.is_written]
        AttendanceTap.objects.bulk_create(new, batch_size=BATCH)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return (change.work for change in plan.changes if change.is_written)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return []


class _Reader:
    def __init__(self) -> None:
        self.named: set[str] = set()
        self._people, self._now = PeopleNamed(), timezone.now()
        self._first: dict[tuple[int, str], int] = {}

    def add(self, parsed: Parsed, row: Row, is_total: bool) -> None:
        if is_total:
            reject_total(parsed, row, NIP)
            return
        values: dict[str, Any] = {
            "person": lenient(self._people.of, row, NIP),
            "at": lenient(self._moment, row),
            "device": row.optional(DEVICE, row.text, DEVICE, limit=DEVICE_LENGTH) or "",
        }
        if values["person"] and values["at"]:
            first = self._first.setdefault((values["person"], values["at"]), row.number)
            if first != row.number:
                told = f"Ketukan yang sama dalam menit itu sudah ada pada baris {first}; dihitung sekali."
                row.warn(MOMENT, "duplicate_tap", told)
                parsed.warnings += row.warnings
                return
        parsed.add(row, values)

    def _moment(self, row: Row) -> str:
        """Errors: missing_waktu, invalid_datetime, in_future, too_old."""
        row.refuse_formula(MOMENT)
        text = _as_text(row.cell(MOMENT))
        if not text:
            row.refuse(MOMENT, "missing_waktu", "Waktu kosong.")
        try:
            moment = read_moment(text)
            check_moment(moment, self._now)
        except NoMoment as fault:
            row.refuse(MOMENT, fault.kind, f"Waktu “{text[:40]}” {SAID[fault.kind]}.")
        return moment.astimezone(UTC).isoformat(timespec="minutes")


def _as_text(cell: Cell) -> str:
    """A moment as text: a serial of Excel with its time too."""
    if cell.kind == CellKind.NUMBER and cell.value > 1:
        days = min(cell.value + cell.date_shift, 2_958_464)
        return (SERIAL_ZERO + timedelta(seconds=round(days * 86400))).isoformat(" ")
    text = cell.as_text().strip()
    return f"{text} 00:00" if cell.kind == CellKind.DATE and not cell.minutes else text

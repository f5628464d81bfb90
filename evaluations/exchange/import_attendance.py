"""The monthly attendance template: one row per employee, figures of one month (see ``attendance_month``)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from django.db.models import Model
from django.utils import timezone

from evaluations.enums import ImportKind
from evaluations.exchange.attendance_month import Month, days_in, days_so_far, decided, said
from evaluations.exchange.changes import (
    Absent,
    Change,
    Compared,
    Outcome,
    Plan,
    changed_meanwhile,
    differences,
    fill,
    outcome_of,
)
from evaluations.exchange.employee_changes import present_nips
from evaluations.exchange.headings import accepted_headers
from evaluations.exchange.import_employees import people_besides, read_nip
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.parts import in_parts, reject_total
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.tables import Progress, stream_table
from evaluations.exchange.texts import collapsed
from evaluations.models import AttendanceMonth, Employee

NIP = ImportColumn("NIP", "nip", "NIP", aliases=("nip_baru",), required=True)
FIGURES = {
    "unexcused_days": ImportColumn("Hari Alpha", "hari_alpha", "Hari alpha"),
    "missing_taps": ImportColumn("Tidak Presensi", "tidak_presensi", "Tidak presensi"),
    "late_minutes": ImportColumn("Menit Terlambat", "terlambat", "Menit terlambat"),
    "early_minutes": ImportColumn("Menit Pulang Cepat", "pulang_cepat", "Menit pulang cepat"),
    "away_minutes": ImportColumn(
        "Menit Meninggalkan Kantor", "meninggalkan_kantor", "Menit meninggalkan kantor"
    ),
    "missed_ceremonies": ImportColumn("Tidak Ikut Upacara", "tidak_upacara", "Tidak ikut upacara"),
    "working_days": ImportColumn("Hari Kerja", "hari_kerja", "Hari kerja", required=True),
    "days_present": ImportColumn("Hari Hadir", "hari_hadir", "Hari hadir", required=True),
}
TAPS_A_DAY = 2
MINUTES_A_DAY = 24 * 60
COMPARED = tuple(Compared(name, column.label) for name, column in FIGURES.items())
SOURCE = "templat bulanan"
KEY = ("employee", "year", "month")
WRITTEN = (*FIGURES, "open_days", "source")
BATCH = 1000


class AttendanceImport:
    """See ``changes.Importer``. Options: ``file_name``; year and month, and where they were found (``month_from``)."""

    kind = ImportKind.ATTENDANCE
    absent_label = "Pegawai yang masih bekerja tetapi tidak ada dalam berkas"
    columns: ClassVar[tuple[ImportColumn, ...]] = (NIP, *FIGURES.values())
    optional: ClassVar[Mapping[str, ImportColumn]] = {
        name: column for name, column in FIGURES.items() if not column.required
    }
    elsewhere: ClassVar[Collection[str]] = frozenset()
    is_dated_whole = True
    depends_on_other_rows = False

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The month that was given; without one ``batches`` looks for it in the file."""
        return {"file_name": file_name} | {name: given[name] for name in ("year", "month") if given.get(name)}

    def batches(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Iterator[Parsed]:
        required = [column.header for column in self.columns if column.required]
        accepted = accepted_headers(self.kind, self.columns)
        table = stream_table(path, accepted, required, on_progress, options.get("sheet"))
        options |= decided(options, options["file_name"], table.above, table.sheet, timezone.localdate())
        reader = _Reader((options["year"], options["month"]))
        yield from in_parts(table, reader, NIP, self.optional)

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        year, month = options["year"], options["month"]
        named = Employee.objects.filter(nip__in=[record.values["nip"] for record in records])
        people = {person.nip: person for person in named}
        stored = {
            figures.employee_id: figures
            for figures in AttendanceMonth.objects.filter(year=year, month=month, employee__in=named)
        }
        plan = Plan()
        for record in records:
            person = people.get(record.values["nip"])
            if person is None:
                raise changed_meanwhile()
            figures = stored.get(person.pk)
            found = differences(COMPARED, figures, record.values)
            work = figures or AttendanceMonth(employee=person, year=year, month=month)
            label = f"{person.full_name} · {person.nip}"
            plan.changes.append(Change(record, outcome_of(figures is None, found), label, found, work))
            fill(work, COMPARED, record.values)
            work.source, work.open_days = SOURCE, None
        return plan

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        new = [change.work for change in plan.changes if change.outcome == Outcome.CREATED]
        AttendanceMonth.objects.bulk_create(new, batch_size=BATCH)
        changed = [_copy(change.work) for change in plan.changes if change.outcome == Outcome.UPDATED]
        AttendanceMonth.objects.bulk_create(
            changed,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=KEY,
            update_fields=[*WRITTEN, "updated_at"],
        )

    def rows(self, plan: Plan) -> Iterable[Model]:
        return (change.work for change in plan.changes if change.is_written)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return people_besides(parsed.named)


def _copy(month: AttendanceMonth) -> AttendanceMonth:
    """The same month without its key, for an insert that updates: much quicker than an update of many rows."""
    values = {name: getattr(month, name) for name in (*KEY[1:], *WRITTEN)}
    return AttendanceMonth(employee_id=month.employee_id, **values)


class _Reader:
    """Reads rows of figures that a month can hold."""

    def __init__(self, month: Month) -> None:
        days, self._so_far = days_in(month), days_so_far(month, timezone.localdate())
        self._most = {
            name: days * (TAPS_A_DAY if name == "missing_taps" else MINUTES_A_DAY if "minutes" in name else 1)
            for name in FIGURES
        }
        self._days, self._month = days, said(month)
        self._former, self._doubles = present_nips(), Doubles()
        self.named: set[str] = set()  # everybody whom a row names, good or not
        self._known = set(Employee.objects.exclude(nip=None).values_list("nip", flat=True).iterator())

    def add(self, parsed: Parsed, row: Row, is_total: bool) -> None:
        """Read a row into ``parsed``."""
        if is_total:
            reject_total(parsed, row, NIP)
            return
        values = self.read(row)
        self.named.add(values["nip"] or collapsed(row.cell(NIP).as_text()).replace(" ", ""))
        parsed.add(row, values)

    def read(self, row: Row) -> dict[str, Any]:
        """The values of one row by field; what is wrong stands in ``row.errors``."""
        values = {"nip": lenient(self._nip, row)}
        for name, column in FIGURES.items():
            values[name] = lenient(self._figure, row, name, column)
        if values["working_days"] is not None and values["days_present"] is not None:
            self._compare(row, values["working_days"], values["days_present"], values["unexcused_days"] or 0)
        return values

    def _figure(self, row: Row, name: str, column: ImportColumn) -> int | None:
        figure = row.count(column, most=self._most[name])
        if figure is None and column.required:
            row.refuse(column, f"missing_{column.short}", f"{column.label} kosong.")
        return figure

    def _compare(self, row: Row, working: int, present: int, unexcused: int) -> None:
        """What one figure alone does not tell."""
        together = f"Hari hadir dan hari alpha ({present} + {unexcused}) melebihi"
        column = FIGURES["days_present"]
        if present > self._so_far:
            told = f"Hari hadir ({present}) melebihi {self._so_far} hari {self._month} yang sudah berjalan."
            row.reject(column, "days_ahead", told)
        elif present + unexcused > self._days:
            row.reject(column, "days_over_month", f"{together} {self._days} hari dalam {self._month}.")
        elif working == 0 and present > 0:
            row.reject(column, "no_working_days", f"Hari hadir {present}, padahal hari kerja 0.")
        elif present > working:
            told = f"Hari hadir ({present}) lebih banyak daripada hari kerja ({working})."
            row.warn(column, "present_over_working_days", told)
        elif present + unexcused > working:
            row.warn(column, "days_over_working_days", f"{together} hari kerja ({working}).")

    def _nip(self, row: Row) -> str:
        nip = read_nip(row, NIP, self._doubles, self._former)
        if nip not in self._known:
            row.refuse(
                NIP, "unknown_nip", f"NIP {nip} bukan pegawai yang tercatat. Impor pegawai lebih dulu."
            )
        return nip

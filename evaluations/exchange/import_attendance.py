"""The monthly attendance template: one row per employee, figures of one month (see ``attendance_month``)."""

from collections.abc import Iterable, Mapping
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
from evaluations.exchange.findings import Finding
from evaluations.exchange.headings import Headings, accepted_headers
from evaluations.exchange.import_employees import absent_people, read_nip
from evaluations.exchange.parsed import Doubles, Parsed, Record
from evaluations.exchange.rows import ImportColumn, Row, lenient
from evaluations.exchange.tables import Progress, read_table
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
BATCH = 500


class AttendanceImport:
    """See ``changes.Importer``. Options: ``file_name``; year and month, and where they were found (``month_from``)."""

    kind = ImportKind.ATTENDANCE
    absent_label = "Pegawai yang masih bekerja tetapi tidak ada dalam berkas"
    columns = (NIP, *FIGURES.values())
    optional: ClassVar = {name: column for name, column in FIGURES.items() if not column.required}
    elsewhere = frozenset()
    is_dated_whole = True

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The month that was given; without one ``parse`` looks for it in the file."""
        return {"file_name": file_name} | {
            name: given[name] for name in ("year", "month", "sheet") if given.get(name)
        }

    def parse(self, path: Path, options: dict[str, Any], on_progress: Progress) -> Parsed:
        required = [column.header for column in self.columns if column.required]
        accepted = accepted_headers(self.kind, self.columns)
        table = read_table(path, accepted, required, on_progress, options.get("sheet"))
        options |= decided(options, options["file_name"], table.above, table.sheet, timezone.localdate())
        reader = _Reader((options["year"], options["month"]))
        parsed = Parsed(Headings.of(table), self.optional)
        for line in table.rows:
            row = Row(line.number, line.cells)
            if line.is_total:
                row.reject(NIP, "total_row", "Baris jumlah, bukan data pegawai. Baris ini dilewati.")
                parsed.add(row, {})
            elif not line.is_below:
                parsed.add(row, reader.read(row))
        parsed.warnings += below_table([line.number for line in table.rows if line.is_below])
        return parsed

    def plan(self, records: list[Record], options: Mapping[str, Any]) -> Plan:
        stored = {
            month.employee_id: month
            for month in AttendanceMonth.objects.filter(year=options["year"], month=options["month"])
        }
        people = {person.nip: person for person in Employee.objects.exclude(nip=None)}
        plan = Plan()
        for record in records:
            person = people.get(record.values["nip"])
            if person is None:
                raise changed_meanwhile()
            month = stored.get(person.pk)
            found = differences(COMPARED, month, record.values)
            work = month or AttendanceMonth(employee=person, year=options["year"], month=options["month"])
            label = f"{person.full_name} · {person.nip}"
            plan.changes.append(Change(record, outcome_of(month is None, found), label, found, work))
            fill(work, COMPARED, record.values)
            work.source = SOURCE
        return plan

    def apply(self, plan: Plan, options: Mapping[str, Any]) -> None:
        now = timezone.now()
        new = [change.work for change in plan.changes if change.outcome == Outcome.CREATED]
        changed = [change.work for change in plan.changes if change.outcome == Outcome.UPDATED]
        for month in changed:
            month.updated_at = now  # bulk_update does not
        AttendanceMonth.objects.bulk_create(new, batch_size=BATCH)
        fields = [compared.name for compared in COMPARED]
        AttendanceMonth.objects.bulk_update(changed, [*fields, "source", "updated_at"], batch_size=BATCH)

    def rows(self, plan: Plan) -> Iterable[Model]:
        return (change.work for change in plan.changes if change.is_written)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return absent_people(parsed, NIP)


def below_table(numbers: list[int]) -> list[Finding]:
    """The note about rows below the table, where somebody signs."""
    if not numbers:
        return []
    told = f"Baris {numbers[0]}–{numbers[-1]} di bawah tabel tampak sebagai blok tanda tangan dan dilewati."
    return [Finding(numbers[0], NIP.header, "signature_block", told)]


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
        self._known = set(Employee.objects.exclude(nip=None).values_list("nip", flat=True))

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

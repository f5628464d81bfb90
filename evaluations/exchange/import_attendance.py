"""The monthly attendance template: one row per employee, figures of one month that stands only in the file
name."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.db.models import Model
from django.utils import timezone

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.changes import (
    Absent,
    Change,
    Compared,
    Outcome,
    Plan,
    changed_meanwhile,
    differences,
    outcome_of,
)
from evaluations.exchange.employee_changes import present_nips
from evaluations.exchange.import_employees import absent_people, read_nip
from evaluations.exchange.rows import Doubles, ImportColumn, Parsed, Record, Row, accepted_headers, lenient
from evaluations.exchange.tables import Progress, read_table
from evaluations.models import AttendanceMonth, Employee

NIP = ImportColumn("NIP", "nip", "NIP", aliases=("nip_baru",), required=True)
DAYS, MINUTES = 31, 31 * 24 * 60
FIGURES = {
    "unexcused_days": (ImportColumn("Hari Alpha", "hari_alpha", "Hari alpha"), DAYS),
    "missing_taps": (ImportColumn("Tidak Presensi", "tidak_presensi", "Tidak presensi"), 2 * DAYS),
    "late_minutes": (ImportColumn("Menit Terlambat", "terlambat", "Menit terlambat"), MINUTES),
    "early_minutes": (ImportColumn("Menit Pulang Cepat", "pulang_cepat", "Menit pulang cepat"), MINUTES),
    "away_minutes": (
        ImportColumn("Menit Meninggalkan Kantor", "meninggalkan_kantor", "Menit meninggalkan kantor"),
        MINUTES,
    ),
    "missed_ceremonies": (
        ImportColumn("Tidak Ikut Upacara", "tidak_upacara", "Tidak ikut upacara"), DAYS
    ),
    "working_days": (
        ImportColumn("Hari Kerja", "hari_kerja", "Hari kerja", required=True), DAYS
    ),
    "days_present": (
        ImportColumn("Hari Hadir", "hari_hadir", "Hari hadir", required=True), DAYS
    ),
}  # fmt: skip
COMPARED = tuple(Compared(name, column.label) for name, (column, _) in FIGURES.items())
SOURCE = "templat bulanan"
BATCH = 500
_MONTH_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_ .](0[1-9]|1[0-2])(?!\d)")


class AttendanceImport:
    """See ``changes.Importer``. Options: year and month."""

    kind = ImportKind.ATTENDANCE
    absent_label = "Pegawai yang masih bekerja tetapi tidak ada dalam berkas"
    columns = (NIP, *(column for column, _ in FIGURES.values()))

    def options(self, file_name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The month that was given, else the one in the file name; they may not contradict each other.

        Raises ``Refused`` month_missing, month_conflict.
        """
        match = _MONTH_IN_NAME.search(file_name)
        named = {"year": int(match[1]), "month": int(match[2])} if match else None
        wanted = {"year": given["year"], "month": given["month"]} if given.get("year") else None
        if wanted and named and wanted != named:
            raise Refused(
                "month_conflict",
                f"Nama berkas menunjuk bulan {named['month']:02}-{named['year']}, "
                f"tetapi Anda memilih {wanted['month']:02}-{wanted['year']}.",
            )
        if not (wanted or named):
            raise Refused("month_missing", "Pilih bulan presensi. Nama berkas ini tidak menyebut bulannya.")
        return wanted or named or {}

    def parse(self, path: Path, options: Mapping[str, Any], on_progress: Progress) -> Parsed:
        required = [column.header for column in self.columns if column.required]
        table = read_table(path, accepted_headers(self.columns), required, on_progress)
        former = present_nips()
        known = set(Employee.objects.exclude(nip=None).values_list("nip", flat=True))
        parsed, doubles = Parsed(table.columns), Doubles()
        for line in table.rows:
            row = Row(line.number, line.cells)
            if line.is_total:
                row.reject(NIP, "total_row", "Baris jumlah, bukan data pegawai. Baris ini dilewati.")
                parsed.add(row, {})
            else:
                parsed.add(row, _read_month(row, known, doubles, former))
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
            for compared in COMPARED:
                setattr(work, compared.name, record.values[compared.name])
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
        return (change.work for change in plan.changes if change.outcome != Outcome.UNCHANGED)

    def absent(self, parsed: Parsed, options: Mapping[str, Any]) -> list[Absent]:
        return absent_people(parsed, NIP)


def _read_month(row: Row, known: set[str], doubles: Doubles, former: Mapping[str, str]) -> dict[str, Any]:
    values = {"nip": lenient(_known_nip, row, known, doubles, former)}
    for name, (column, most) in FIGURES.items():
        values[name] = lenient(row.count, column, most=most)
    working, present = values["working_days"], values["days_present"]
    if working is not None and present is not None and present > working:
        row.warn(
            FIGURES["days_present"][0],
            "present_over_working_days",
            f"Hari hadir ({present}) lebih banyak daripada hari kerja ({working}).",
        )
    return values


def _known_nip(row: Row, known: set[str], doubles: Doubles, former: Mapping[str, str]) -> str:
    nip = read_nip(row, NIP, doubles, former)
    if nip not in known:
        row.refuse(NIP, "unknown_nip", f"NIP {nip} bukan pegawai yang tercatat. Impor pegawai lebih dulu.")
    return nip

"""P13: a month of attendance for more people than the regency has, as the command imports it.

Thirty rows for each person of the world, so 300,000 for the whole regency: read, checked, journalled, written.
"""

import csv
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from openpyxl import Workbook, load_workbook

from bench.commands import manage
from bench.report import Row
from bench.world import World
from evaluations.enums import EmploymentType, TapSource
from evaluations.exchange.import_attendance import FIGURES, NIP, WRITTEN
from evaluations.models import AttendanceMonth, AttendanceTap, Employee

ROWS_EACH = 30
SECONDS, MEGABYTES = 180, 400  # promised for the whole regency
BASE = "openpyxl read-only and upsert, no check"
TAP_BASE = "csv and insert, no check"
BASE_MONTH, MONTH = (2026, 4), (2026, 5)


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; one round, since it takes a while."""
    people = _people(world.people * ROWS_EACH)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "presensi.xlsx"
        _write(path, people)
        began = time.perf_counter()
        _upsert(path, {person.nip: person.pk for person in people})
        base = time.perf_counter() - began
        seconds, megabytes = manage("import_attendance", path, "--month", "{}-{:02}".format(*MONTH))
    year, month = MONTH
    stored = AttendanceMonth.objects.filter(year=year, month=month).count()
    assert stored == len(people), stored
    yield Row("P13", f"import of {stored:,} rows of attendance", seconds * 1000, 1, 0.2, base * 1000, BASE)
    yield Row("P13", "seconds of it", round(seconds, 1), world.share(SECONDS), world.share(SECONDS / 2))
    yield Row("P13", "MB at most, reader and importer", megabytes, MEGABYTES, MEGABYTES / 2)
    yield from _taps(world, people[: world.people])


def _taps(world: World, people: list[Employee]) -> Iterator[Row]:
    """The same number of taps of machines, with the months that follow from them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tap.csv"
        count = _write_taps(path, people)
        began = time.perf_counter()
        _insert_taps(path, {person.nip: person.pk for person in people})
        base = time.perf_counter() - began
        AttendanceTap.objects.all().delete()
        seconds, megabytes = manage("import_attendance", path)
        again, _ = manage("import_attendance", path)
    assert AttendanceTap.objects.count() == count
    yield Row(
        "P13", f"import of {count:,} taps, with their months", seconds * 1000, 3, 1.5, base * 1000, TAP_BASE
    )
    yield Row("P13", "seconds of it", round(seconds, 1), world.share(SECONDS), world.share(SECONDS / 2))
    yield Row(
        "P13",
        "seconds of the same file again",
        round(again, 1),
        world.share(SECONDS),
        world.share(SECONDS / 2),
    )
    yield Row("P13", "MB at most for taps", megabytes, MEGABYTES, MEGABYTES / 2)


def _write_taps(path: Path, people: list[Employee]) -> int:
    """In and out on half a month, machine by machine, as devices export them."""
    lines = ["nip;waktu;mesin"]
    for start in range(0, len(people), 300):
        for day in range(1, ROWS_EACH // 2 + 1):
            for number, person in enumerate(people[start : start + 300]):
                for hour in (7, 16):
                    minute = (number * 7 + day * hour) % 60
                    lines.append(f"{person.nip};{day:02}/06/2026 {hour:02}:{minute:02};FP-{start}")
    path.write_text("\n".join(lines))
    return len(lines) - 1


def _insert_taps(path: Path, people: dict[str, int]) -> None:
    """A script of ten lines: no check, no preview, no way back, no month."""
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    AttendanceTap.objects.bulk_create(
        (
            AttendanceTap(
                employee_id=people[row["nip"]],
                at=timezone.make_aware(datetime.strptime(row["waktu"], "%d/%m/%Y %H:%M")),  # noqa: DTZ007
                source=TapSource.FILE,
                device=row["mesin"],
            )
            for row in rows
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


def _people(count: int) -> list[Employee]:
    """They differ in their day of birth and the last three digits of their NIP."""
    made = []
    for number in range(count):
        day, last = divmod(number, 999)
        born = f"{1960 + day // 336 % 40}{day // 28 % 12 + 1:02}{day % 28 + 1:02}"
        made.append(
            Employee(nip=f"{born}2015041{last + 1:03}", name="Pegawai", employment_type=EmploymentType.PNS)
        )
    return Employee.objects.bulk_create(made, batch_size=1000)


def _write(path: Path, people: list[Employee]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Presensi")
    sheet.append([NIP.header, *(column.header for column in FIGURES.values())])
    figures = dict.fromkeys(FIGURES, 0) | {"working_days": 20, "days_present": 20}
    for number, person in enumerate(people):
        sheet.append([person.nip, *(figures | {"late_minutes": number % 120}).values()])
    book.save(path)


def _upsert(path: Path, people: dict[str, int]) -> None:
    """What a script of twenty lines would do: no check, no preview, no way back."""
    rows = load_workbook(path, read_only=True).worksheets[0].iter_rows(min_row=2, values_only=True)
    year, month = BASE_MONTH
    AttendanceMonth.objects.bulk_create(
        (
            AttendanceMonth(
                employee_id=people[nip], year=year, month=month, **dict(zip(FIGURES, figures, strict=True))
            )
            for nip, *figures in rows
        ),
        batch_size=1000,
        update_conflicts=True,
        unique_fields=("employee", "year", "month"),
        update_fields=WRITTEN,
    )

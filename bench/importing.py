"""P18: an export of employees with 64 columns, read by the process that the admin starts.

Seconds and megabytes are counts, not ratios: what they must not exceed was promised to people who wait.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File
from django.core.files.storage import storages
from openpyxl import Workbook, load_workbook

from bench.commands import manage
from bench.report import Row
from bench.world import World
from evaluations.demo.people import DATA
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange import reading
from evaluations.exchange.imports import confirm, import_path, preview
from evaluations.models import ImportBatch
from sekin_site.roles import BKPSDM
from tests import build

SHAPE = DATA / "pegawai_siasn.xlsx"
OWN = ("pns_id", "nik", "nomor_hp", "email", "alamat", "npwp_nomor", "bpjs")  # differs from person to person


def measure(world: World, rounds: int) -> Iterator[Row]:
    """The rows of this part of the table; one round, since each takes a while."""
    officer = build.make_user("bench-bkpsdm", groups=(BKPSDM,))
    import_path(ImportKind.UNITS, DATA / "unor.json")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "pegawai.xlsx"
        write_export(path, world.people)
        batch, previewed, megabytes = _previewed(path, officer)
        created = batch.report["created"]
        yield _row(world, f"seconds to preview {world.people:,} × 64", previewed, 30, 20)
        yield Row("P18", "rows of it that are not new people", world.people - created, 0, 0)
        yield Row("P18", "MB at most, reader and comparer", megabytes, 300, 250)
        began = time.perf_counter()
        confirm(batch, actor=officer)
        yield _row(world, f"seconds to apply {created:,}", time.perf_counter() - began, 60, 30)
        again = preview(ImportKind.EMPLOYEES, path.read_bytes(), path.name, actor=officer).report
    yield Row("P18", "rows that the same file changes", again["created"] + again["updated"], 0, 0)


def _previewed(path: Path, officer) -> tuple[ImportBatch, float, int]:
    """The batch, the seconds until its preview, and the megabytes of the processes that read it."""
    began = time.perf_counter()
    with path.open("rb") as file:
        batch = reading.receive(ImportKind.EMPLOYEES, File(file), path.name, actor=officer)
    _, megabytes = manage("read_import", batch.pk, "--path", storages["private"].path(batch.upload))
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW, batch.report
    return batch, time.perf_counter() - began, megabytes


def _row(world: World, figure: str, seconds: float, must: float, goal: float) -> Row:
    """``must`` and ``goal`` are promised for the whole regency."""
    return Row("P18", figure, round(seconds, 1), world.share(must), world.share(goal))


def write_export(path: Path, people: int) -> None:
    """A file in the shape of the real export: its rows over and over, each time with other NIPs and private values."""
    source = load_workbook(SHAPE, read_only=True)
    rows = list(source.worksheets[0].iter_rows(values_only=True))
    header = list(rows[0])
    target = Workbook(write_only=True)
    sheet = target.create_sheet(source.worksheets[0].title)
    sheet.append(header)
    for row in _persons(rows[1:], header, people):
        sheet.append(row)
    target.save(path)


def _persons(rows: list[tuple], header: list[str], people: int) -> Iterator[list]:
    nip, name = header.index("nip_baru"), header.index("nama")
    own = [header.index(column) for column in OWN]
    used = set()
    for number in range(people):
        row, turn = list(rows[number % len(rows)]), number // len(rows)
        while row[nip] in used:
            row[nip] = f"{row[nip][:15]}{int(row[nip][15:]) % 999 + 1:03}"
        used.add(row[nip])
        if turn:
            row[name] = f"{row[name]} {turn}"
            for place in own:
                row[place] = f"{row[place]}{turn}"
        yield row

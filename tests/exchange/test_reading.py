"""An upload is read by its own process: progress, refusal, death, cleaning up."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from evaluations.domain import periods
from evaluations.domain.periods import opening
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.stalled_imports import (
    files_before,
    forget_old_uploads,
    is_stalled,
    take_up_stalled,
)
from evaluations.enums import EmploymentType, ImportKind, ImportState
from evaluations.exchange import reading, tables, workbook
from evaluations.exchange.columns import Column
from evaluations.exchange.imports import confirm, discard, preview
from evaluations.models import Employee, Evaluation, FormerNip, ImportBatch, PeriodForm
from sekin_site.roles import BKPSDM
from tests import build
from tests.exchange.conftest import BROKEN, DATA, EMPLOYEES, UNITS, rows_of
from tests.exchange.test_import_employees import load, person


@pytest.fixture
def officer(db):
    return build.make_user("bkpsdm", groups=(BKPSDM,))


def receive(officer, path=UNITS, kind=ImportKind.UNITS) -> ImportBatch:
    return reading.receive(kind, ContentFile(path.read_bytes()), path.name, actor=officer)


def stored_file(batch) -> Path:
    return Path(storages["private"].path(batch.upload))


def test_a_file_is_kept_until_somebody_decides_on_its_preview(officer):
    batch = receive(officer)
    path = stored_file(batch)
    assert (batch.state, path.exists()) == (ImportState.READING, True)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.report["created"], batch.progress) == (ImportState.PREVIEW, 457, 457)
    assert path.exists()
    confirm(batch, actor=officer)
    batch.refresh_from_db()
    assert (batch.upload, path.exists()) == ("", False)


def test_a_discarded_preview_takes_its_file_along(officer):
    batch = receive(officer)
    path = stored_file(batch)
    reading.read(batch.pk)
    discard(batch, actor=officer)
    assert not path.exists()


def test_a_file_that_nobody_decides_on_goes_after_a_week_and_the_preview_stays(officer):
    batch = receive(officer)
    path = stored_file(batch)
    reading.read(batch.pk)
    assert forget_old_uploads(timezone.now() + timedelta(days=6)) == 0
    assert forget_old_uploads(timezone.now() + timedelta(days=8)) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.upload, path.exists()) == (ImportState.PREVIEW, "", False)
    with pytest.raises(Refused) as refused:
        reading.read_again(batch, actor=officer)
    assert refused.value.code == "upload_gone"


def test_a_file_that_cannot_be_used_is_refused_with_its_reason(units, officer):
    batch = reading.receive(ImportKind.EMPLOYEES, ContentFile(b"PK\x03\x04 not"), "a.xlsx", actor=officer)
    path = stored_file(batch)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.report["refusal"]["code"]) == (ImportState.REFUSED, "not_a_workbook")
    assert not path.exists()


def test_an_unforeseen_fault_ends_in_a_sentence_too(officer, monkeypatch):
    def broken(*args):
        raise RuntimeError

    batch = receive(officer)
    monkeypatch.setattr(reading, "examine", broken)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.report["refusal"]["code"]) == (ImportState.REFUSED, "reading_stopped")


def test_a_reading_that_was_discarded_stops_and_leaves_nothing(units, officer):
    batch = receive(officer, BROKEN, ImportKind.EMPLOYEES)
    path = stored_file(batch)
    held = path.with_suffix(".held")
    held.write_bytes(path.read_bytes())
    discard(batch, actor=officer)
    assert not path.exists()
    reading.read(batch.pk, held)
    batch.refresh_from_db()
    assert (batch.state, rows_of(batch), held.exists()) == (ImportState.DISCARDED, [], False)


def test_a_file_that_waits_for_its_turn_is_not_stalled(officer):
    first, second = receive(officer), receive(officer)
    tomorrow = timezone.now() + timedelta(days=1)
    assert not is_stalled(first, tomorrow)
    assert (files_before(first), files_before(second)) == (0, 1)
    assert take_up_stalled(tomorrow) == 0


def silent(batch, workers: list[str]) -> DBTaskResult:
    """Make it look as if the last of these workers had died over the file."""
    job = DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING, worker_ids=workers, args_kwargs={"args": [batch.pk], "kwargs": {}},
        task_path="evaluations.exchange.reading.read_upload", backend_name="jobs", run_after=timezone.now(),
    )  # fmt: skip
    long_ago = timezone.now() - timedelta(minutes=3)
    ImportBatch.objects.filter(pk=batch.pk).update(job=str(job.pk), heard_at=long_ago, progress=500)
    batch.refresh_from_db()
    return job


def test_a_file_whose_worker_died_waits_for_the_next_one(officer):
    batch = receive(officer)
    job = silent(batch, ["one"])
    assert is_stalled(batch, timezone.now())
    assert (take_up_stalled(timezone.now()), take_up_stalled(timezone.now())) == (1, 0)
    batch.refresh_from_db()
    job.refresh_from_db()
    assert (batch.state, batch.heard_at, batch.progress) == (ImportState.READING, None, 0)
    assert job.status == TaskResultStatus.READY
    reading.read_upload.func(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEW


def test_a_file_over_which_worker_after_worker_dies_is_refused(officer):
    batch = receive(officer)
    path = stored_file(batch)
    silent(batch, ["one", "two", "three"])
    assert (take_up_stalled(timezone.now()), take_up_stalled(timezone.now())) == (1, 0)
    batch.refresh_from_db()
    assert (batch.state, path.exists()) == (ImportState.REFUSED, False)


def test_a_busy_server_reads_the_file_later_and_does_not_blame_it(officer, monkeypatch):
    batch = receive(officer)
    path = stored_file(batch)

    def busy(*args):
        monkeypatch.undo()
        raise tables.ServerBusy

    monkeypatch.setattr(reading, "examine", busy)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.report["created"], path.exists()) == (ImportState.PREVIEW, 457, True)


def test_a_server_that_is_busy_all_day_says_so(officer, monkeypatch):
    batch = receive(officer)
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=7))

    def busy(*args):
        raise tables.ServerBusy

    monkeypatch.setattr(reading, "examine", busy)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert batch.report["refusal"]["code"] == "server_busy"
    assert "Berkasnya tidak salah" in batch.report["refusal"]["message"]


def test_sheets_are_asked_for_and_the_chosen_one_is_read(employees, officer):
    batch = receive(officer, DATA / "cases" / "a01_two_sheets_2026-05.xlsx", ImportKind.ATTENDANCE)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert batch.state == ImportState.MAPPING
    assert [(sheet["name"], sheet["rows"]) for sheet in batch.report["sheets"]] == [
        ("Rekap", 2),
        ("Disdik", 2),
    ]
    reading.read_again(batch, actor=officer, chosen={"sheet": "Disdik"})
    batch.refresh_from_db()
    assert (batch.state, batch.options["sheet"], batch.options["month"]) == (ImportState.PREVIEW, "Disdik", 5)


def test_a_month_is_asked_for_where_no_place_is_clear(employees, officer):
    (path,) = (DATA / "cases").glob("a12*")
    batch = receive(officer, path, ImportKind.ATTENDANCE)
    reading.read(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.report["month"]) == (ImportState.MAPPING, True)
    reading.read_again(batch, actor=officer, chosen={"year": 2026, "month": 6})
    batch.refresh_from_db()
    assert (batch.state, batch.options["month"]) == (ImportState.PREVIEW, 6)


def test_only_bkpsdm_uploads(db):
    with pytest.raises(Refused) as refused:
        receive(build.make_user("somebody"))
    assert refused.value.code == "not_yours"
    assert ImportBatch.objects.count() == 0


def test_progress_is_said_while_rows_are_read():
    heard = []
    names = {"nip_baru": "nip"}
    tables.read_table(EMPLOYEES, names, ["nip"], heard.append)
    assert heard == [501, 1001, 1201]


def test_a_killed_reader_is_a_refusal(monkeypatch):
    real = tables.subprocess.Popen

    def killed(*args, **kwargs):
        process = real(*args, **kwargs)
        process.kill()
        return process

    monkeypatch.setattr(tables.subprocess, "Popen", killed)
    with pytest.raises(Refused) as refused:
        tables.read_table(EMPLOYEES, {"nip_baru": "nip"}, ["nip"])
    assert refused.value.code == "file_too_costly"


def test_an_old_nip_in_the_export_makes_no_second_person(units):
    load(person())
    someone = Employee.objects.get()
    FormerNip.objects.create(employee=someone, nip=someone.nip, until="2026-05-31")
    Employee.objects.update(nip="199003152015212501", employment_type=EmploymentType.PPPK)
    report = load(person(gol_akhir_nama="IX", jenis_pegawai_nama="PPPK"))
    assert (report.created, report.updated, Employee.objects.count()) == (0, 1, 1)
    assert "former_nip" in {finding.kind for finding in report.warnings}
    assert Employee.objects.get().nip == "199003152015212501"


def test_who_is_missing_is_listed_and_left_alone(units, officer):
    load(person(), person(nip_baru="199107072016011505", nama="Joko"))
    before = list(Employee.objects.order_by("pk").values())
    load(person())
    batch = ImportBatch.objects.order_by("pk").last()
    assert [row["label"] for row in rows_of(batch) if row["outcome"] == "absent"] == [
        "Joko · 199107072016011505"
    ]
    assert list(Employee.objects.order_by("pk").values()) == before
    Employee.objects.filter(name="Joko").update(legal_status="PENSIUN")
    load(person())
    assert ImportBatch.objects.order_by("pk").last().report["absent"] == 0


needs_shared_database = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="a database in memory belongs to one process"
)


@needs_shared_database
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_import_while_a_period_opens_is_seen_whole_or_not_at_all(monkeypatch):
    cast = build.make_cast()
    period = build.make_period(state="DRAFT")
    version = build.make_form_version()
    PeriodForm.objects.create(period=period, form=version.form)
    load(*(_employee(number, "Lama", cast.division.code) for number in range(60)))
    batch = _preview(cast, [_employee(number, "Baru", cast.other_agency.code) for number in range(60)])
    reading_people, imported = threading.Event(), threading.Event()
    planned = opening.planned_segments

    def planned_while_somebody_imports(*args, **kwargs):
        if not reading_people.is_set():
            reading_people.set()
            imported.wait(1)  # the names are read, the posts not yet: an import must not come between
        return planned(*args, **kwargs)

    def import_meanwhile():
        reading_people.wait(10)
        confirm(batch, actor=cast.bkpsdm)
        imported.set()

    monkeypatch.setattr(opening, "planned_segments", planned_while_somebody_imports)
    monkeypatch.setattr(opening, "BATCH", 30)
    errors = []

    def run(act):
        try:
            act()
        except Exception as error:  # noqa: BLE001 - a thread tells it to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(lambda: periods.open_period(period),)),
        threading.Thread(target=run, args=(import_meanwhile,)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    found = Evaluation.objects.filter(period=period, name__contains="Orang")
    kinds = {(row.name.split()[0], row.unit_code) for row in found}
    assert found.count() == 60
    assert kinds <= {("Lama", cast.division.code), ("Baru", cast.other_agency.code)}


def _employee(number: int, word: str, unit: str) -> dict:
    return person(
        nip_baru=f"19900315201503{1 + number % 2}{501 + number}", nama=f"{word} Orang {number}", unor_id=unit,
        tmt_jabatan="2024-01-01" if word == "Lama" else "2024-02-01",
    )  # fmt: skip


def _preview(cast, people):
    columns = [Column(name, lambda row, name=name: row.get(name)) for name in person()]
    content = workbook.write_workbook(columns, people).read()
    return preview(ImportKind.EMPLOYEES, content, "pegawai.xlsx", actor=cast.bkpsdm)

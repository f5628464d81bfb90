"""Preview, confirmation, the error workbook and the commands, whatever kind of file it is."""

import io
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind, ImportState
from evaluations.exchange import applying, imports, kept_rows
from evaluations.exchange.columns import Column
from evaluations.exchange.findings import Finding
from evaluations.exchange.headings import map_heading
from evaluations.exchange.import_employees import EmployeeImport
from evaluations.exchange.import_workbooks import error_workbook
from evaluations.exchange.importers import IMPORTERS, plan_part
from evaluations.exchange.imports import confirm, discard, preview
from evaluations.exchange.tables import read_table
from evaluations.exchange.workbook import write_workbook
from evaluations.models import Assignment, Employee, ImportBatch, OrganizationalUnit
from sekin_site.roles import BKPSDM
from tests import build
from tests.build import make_user
from tests.exchange.conftest import ATTENDANCE, BROKEN, UNITS, rows_of


@pytest.fixture
def officer(db):
    return make_user("bkpsdm", groups=(BKPSDM,))


def test_a_preview_writes_nothing_but_itself(units, officer, expected):
    batch = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    assert batch.state == ImportState.PREVIEW
    assert (batch.report["created"], len(batch.report["errors"])) == (84, len(expected["errors"]))
    assert Employee.objects.count() == 0


def test_confirming_writes_the_good_rows_and_keeps_what_it_did(units, officer):
    batch = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    applied = confirm(batch, actor=officer)
    assert (applied.state, applied.applied_at is not None) == (ImportState.APPLIED, True)
    assert Employee.objects.count() == Assignment.objects.count() == 84
    assert {row["outcome"] for row in rows_of(applied)} == {"created", "rejected"}
    assert all(row["values"] is None for row in rows_of(applied) if row["outcome"] == "created")


def test_confirming_compares_anew_with_what_is_stored_by_then(units, officer):
    first = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    second = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    confirm(first, actor=officer)
    applied = confirm(second, actor=officer)
    assert (applied.report["created"], applied.report["unchanged"]) == (0, 84)
    assert Employee.objects.count() == 84


def test_a_batch_is_confirmed_or_discarded_only_once(officer):
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    confirm(batch, actor=officer)
    for act in (confirm, discard):
        with pytest.raises(Refused) as refused:
            act(batch, actor=officer)
        assert refused.value.code == "wrong_state"


def test_what_changed_since_the_preview_is_refused_and_nothing_written(units, officer):
    batch = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    OrganizationalUnit.objects.filter(code="20077").update(code="20077-lama")
    with pytest.raises(Refused) as refused:
        confirm(batch, actor=officer)
    assert refused.value.code == "changed_meanwhile"
    batch.refresh_from_db()
    assert (batch.state, Employee.objects.count()) == (ImportState.PREVIEW, 0)
    OrganizationalUnit.objects.filter(code="20077-lama").update(code="20077")  # paths are made of codes


def test_a_person_who_came_in_at_the_same_moment_makes_it_a_refusal(units, officer, monkeypatch):
    batch = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    importer = IMPORTERS[ImportKind.EMPLOYEES]
    plan = importer.plan

    def planned_before_the_other_wrote(records, options):
        planned = plan(records, options)
        Employee.objects.create(name="Orang lain", nip=records[0].values["nip"])
        return planned

    monkeypatch.setattr(importer, "plan", planned_before_the_other_wrote)
    with pytest.raises(Refused) as refused:
        confirm(batch, actor=officer)
    assert refused.value.code == "changed_meanwhile"
    assert Assignment.objects.count() == 0


@pytest.mark.parametrize("act", [confirm, discard])
def test_an_act_that_breaks_at_its_end_has_written_nothing(officer, monkeypatch, act):
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    rows = rows_of(batch)

    def breaks(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(ImportBatch, "save", breaks)
    with pytest.raises(MemoryError):
        act(batch, actor=officer)
    assert ImportBatch.objects.get().state == ImportState.PREVIEW
    assert rows_of(batch) == rows
    assert OrganizationalUnit.objects.count() == 0


@pytest.mark.parametrize("state", [ImportState.READING, ImportState.MAPPING])
def test_what_is_not_wholly_read_can_be_given_up_and_not_confirmed(officer, state):
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    ImportBatch.objects.update(state=state)
    with pytest.raises(Refused) as refused:
        confirm(batch, actor=officer)
    assert refused.value.code == "wrong_state"
    assert discard(batch, actor=officer).state == ImportState.DISCARDED


def test_units_are_written_whole_since_they_hang_on_one_another(db, officer, monkeypatch):
    """In parts a unit would come before the one above it; the file says nothing of their order."""
    monkeypatch.setattr(kept_rows, "ROWS", 1)
    monkeypatch.setattr(applying, "CHUNKS_AT_ONCE", 1)
    found = json.loads(UNITS.read_text())
    (key,) = (name for name, rows in found.items() if isinstance(rows, list))
    found[key] = [*reversed(found[key][:20])]
    batch = preview(ImportKind.UNITS, json.dumps(found).encode(), "unor.json", actor=officer)
    assert confirm(batch, actor=officer).report["created"] == 20


@pytest.mark.parametrize("act", [confirm, discard])
def test_once_it_is_decided_nothing_keeps_the_uploaded_file(officer, act):
    """It may hold private columns."""
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    path = storages["private"].save("imports/unor.json", ContentFile(b"{}"))
    ImportBatch.objects.update(upload=path)
    assert act(batch, actor=officer).upload == ""
    assert (ImportBatch.objects.get().upload, storages["private"].exists(path)) == ("", False)


def test_a_discarded_preview_keeps_no_rows(officer):
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    discarded = discard(batch, actor=officer)
    assert (discarded.state, rows_of(discarded)) == (ImportState.DISCARDED, [])
    assert OrganizationalUnit.objects.count() == 0


def test_only_bkpsdm_imports(db, officer):
    stranger = make_user("somebody")
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    for act in (
        lambda: preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=stranger),
        lambda: confirm(batch, actor=stranger),
        lambda: discard(batch, actor=stranger),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_yours"
    assert ImportBatch.objects.get().state == ImportState.PREVIEW


def test_the_error_workbook_has_the_layout_of_the_input_and_can_be_read_again(units, officer, expected):
    batch = preview(ImportKind.EMPLOYEES, BROKEN.read_bytes(), BROKEN.name, actor=officer)
    names = {"nip_baru": "nip_baru", "nama": "nama", "baris": "baris", "kesalahan": "kesalahan", "nik": "nik"}
    table = read_table(error_workbook(batch).read(), names, ["nip_baru", "nama", "baris", "kesalahan"])
    assert "nik" not in table.columns
    rows = {int(row.cells["baris"].value): row.cells for row in table.rows}
    assert sorted(rows) == sorted({error["row"] for error in expected["errors"]})
    assert rows[110]["nip_baru"].value == "198210162013042986"
    assert "baris 3" in rows[110]["kesalahan"].value


def workbook(*rows: dict) -> bytes:
    columns = [Column(name, lambda row, name=name: row[name]) for name in rows[0]]
    return write_workbook(columns, rows).read()


def cells_of(file) -> list[dict[str, str]]:
    """The rows of our own workbook by heading."""
    headings, *rows = load_workbook(file, read_only=True).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_rejected_rows_come_back_under_the_files_own_headings_and_only_those(officer):
    """What was mapped by hand, other names that are known anyway, and two tiers in one; nothing that was not there."""
    person = build.make_employee(nip="199003152015032501", name="Siti Aminah")
    person.title_after, person.email = "S.Kep.", "siti@bantulkab.example"
    person.save()
    unit = build.make_unit()
    build.make_assignment(person, unit, position="Perawat")
    map_heading(ImportKind.EMPLOYEES, EmployeeImport.columns, "Nama Pegawai", "nama", actor=officer)
    row = {
        "NIP": person.nip, "Nama Pegawai": "", "KEDUDUKAN_HUKUM_NAMA:": "Aktif", "jenis_pegawai_nama": "PNS",
        "Catatan": "rahasia", "jenis_jabatan_nama": "Jabatan Fungsional", "jabatan_nama": "Perawat Mahir",
        "tmt_jabatan": "2026-01-01", "unor_id": unit.code,
    }  # fmt: skip
    batch = preview(ImportKind.EMPLOYEES, workbook(row), "pegawai.xlsx", actor=officer)
    (rejected,) = cells_of(error_workbook(batch))
    assert set(rejected) == {*row, "Baris", "Kesalahan"} - {"Catatan"}
    assert rejected["NIP"] == person.nip
    mended = workbook(rejected | {"Nama Pegawai": "Siti Aminah Baru"})
    again = preview(ImportKind.EMPLOYEES, mended, "kesalahan-impor.xlsx", actor=officer)
    assert (again.report["updated"], again.report["columns"]["unknown"]) == (1, [])
    confirm(again, actor=officer)
    person.refresh_from_db()
    assert (person.name, person.title_after, person.email) == (
        "Siti Aminah Baru", "S.Kep.", "siti@bantulkab.example",
    )  # fmt: skip


def test_a_heading_of_two_tiers_comes_back_as_one(officer):
    person = build.make_employee(nip="199003152015032501")
    rows = [
        ["NIP", "Hari", None, None], [None, "Kerja", "Hadir", "Alpha"], [person.nip, 20, "banyak", 0],
    ]  # fmt: skip
    batch = preview(ImportKind.ATTENDANCE, plain_workbook(rows), "rekap 2026-05.xlsx", actor=officer)
    (rejected,) = cells_of(error_workbook(batch))
    assert list(rejected)[:4] == ["NIP", "Hari Alpha", "Hari Kerja", "Hari Hadir"]
    mended = workbook(rejected | {"Hari Hadir": "19"})
    again = preview(ImportKind.ATTENDANCE, mended, "kesalahan 2026-05.xlsx", actor=officer)
    assert (again.report["created"], again.report["columns"]["unknown"]) == (1, [])


def plain_workbook(rows: list[list]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_the_commands_report_in_json_and_a_dry_run_writes_nothing(db, tmp_path, capsys):
    target = tmp_path / "laporan.json"
    call_command("import_units", str(UNITS), "--dry-run", "--report", str(target))
    assert json.loads(target.read_text())["created"] == 457
    assert OrganizationalUnit.objects.count() == 0
    call_command("import_units", str(UNITS))
    call_command("import_employees", str(BROKEN), "--report", str(target))
    report = json.loads(target.read_text())
    assert set(report) == {"created", "updated", "unchanged", "errors", "warnings"}
    first = report["errors"][0]
    assert (first["row"], first["column"], first["kind"]) == (4, "nip_baru", "scientific_text_nip")
    assert "notasi ilmiah" in first["message"]
    assert "84 baru" in capsys.readouterr().out


def test_the_attendance_command_takes_the_month(employees, tmp_path):
    other_name = tmp_path / "rekap.xlsx"
    other_name.write_bytes(ATTENDANCE.read_bytes())
    with pytest.raises(CommandError, match="Pilih bulan"):
        call_command("import_attendance", str(other_name))
    call_command("import_attendance", str(other_name), "--month", "2026-05")
    assert Employee.objects.filter(attendance_months__month=5).count() == 1187


@pytest.mark.parametrize("content", [b"NIP;Nama", b""])
def test_a_refused_file_ends_the_command_and_writes_nothing(units, tmp_path, content):
    path = tmp_path / "pegawai.xlsx"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_employees", str(path), "--report", str(tmp_path / "r.json"))
    assert not (tmp_path / "r.json").exists()
    assert ImportBatch.objects.filter(kind=ImportKind.EMPLOYEES).count() == 0


def test_a_missing_file_is_said(db):
    with pytest.raises(CommandError, match="tidak dapat dibuka"):
        call_command("import_units", "/no/such/unor.json")


def test_what_was_warned_of_in_the_preview_is_not_said_again_when_it_is_applied(monkeypatch, units, officer):
    """The same rows are compared once more; what is new by then is added, be it on a row that had a warning."""

    def warning_of(*kinds):
        def planned(*args):
            plan = plan_part(*args)
            plan.warnings += [Finding(row, "unit", kind, "Periksa.") for row in (2, 3) for kind in kinds]
            return plan

        return planned

    monkeypatch.setattr(imports, "plan_part", warning_of("older_export"))
    monkeypatch.setattr(applying, "plan_part", warning_of("older_export", "title_in_name"))
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    applied = confirm(batch, actor=officer)
    told = sorted((one["row"], one["kind"]) for one in applied.report["warnings"] if one["column"] == "unit")
    assert told == [(2, "older_export"), (2, "title_in_name"), (3, "older_export"), (3, "title_in_name")]


def test_a_preview_that_could_not_be_given_up_whole_stays_whole(monkeypatch, units, officer):
    batch = preview(ImportKind.UNITS, UNITS.read_bytes(), UNITS.name, actor=officer)
    rows = batch.chunks.count()
    monkeypatch.setattr(imports, "forget_upload", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        discard(batch, actor=officer)
    batch.refresh_from_db()
    assert (batch.state, batch.chunks.count()) == (ImportState.PREVIEW, rows)
    assert rows

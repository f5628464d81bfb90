"""Headings that nobody knows: which known column they resemble, and which are never proposed."""

import pytest

from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.headings import Headings, accepted_headers, map_heading, suggestions, told
from evaluations.exchange.import_attendance import AttendanceImport
from evaluations.exchange.import_employees import SIASN_OTHERS, EmployeeImport
from evaluations.exchange.imports import import_path
from evaluations.models import AttendanceMonth, ColumnMapping
from tests import build
from tests.exchange.conftest import ATTENDANCE, CASES

PEOPLE = EmployeeImport.columns
NEAR = "a03_near_headers_2026-05.xlsx"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Email Dinas", "email_gov"), ("E-mail dinas", "email_gov"), ("Nama Jabatan", "jabatan_nama"),
        ("Jabatan", "jabatan_nama"), ("Golongan Akhir", "gol_akhir_nama"), ("Kedudukan Hukum", "kedudukan_hukum_nama"),
        ("NIP Pegawai", "nip_baru"), ("Gelar Depan", "gelar_depan"), ("TMT_JABATAN_AKHIR", "tmt_jabatan"),
        ("Nama Pegawai", "nama"),
    ],
)  # fmt: skip
def test_a_heading_is_near_the_column_that_people_mean(heading, column):
    assert suggestions([heading], [known for known in PEOPLE if known.header == column]) == {heading: column}


@pytest.mark.parametrize("heading", ["Catatan", "Alamat rumah", "No", "Agama", "Foto"])
def test_a_heading_like_nothing_is_not_proposed(heading):
    assert suggestions([heading], PEOPLE) == {}


def test_one_column_is_proposed_for_its_nearest_heading_only():
    email = [column for column in PEOPLE if column.header == "email_gov"]
    assert suggestions(["Email Dinas", "Email Dinas Lama Sekali"], email) == {"Email Dinas": "email_gov"}


def test_private_columns_of_the_usual_export_are_never_proposed(db):
    read = [column.header for column in PEOPLE if column.header != "email_gov"]
    report = told(ImportKind.EMPLOYEES, PEOPLE, Headings(read, sorted(SIASN_OTHERS)), SIASN_OTHERS)
    assert (report["missing"], report["unknown"]) == (["email_gov"], [])


def test_the_usual_files_ask_about_no_heading(employees):
    assert employees.columns["unknown"] == []
    assert import_path(ImportKind.ATTENDANCE, ATTENDANCE).columns["unknown"] == []


def test_near_headings_of_attendance_are_offered_and_read_once_mapped(db):
    person = build.make_employee(nip="197407071993032813")
    build.make_assignment(person, build.make_unit())
    report = import_path(ImportKind.ATTENDANCE, CASES / NEAR)
    assert dict(report.columns["unknown"]) == {
        "Alpha": "Hari Alpha",
        "Terlambat (menit)": "Menit Terlambat",
        "Pulang Cepat (menit)": "Menit Pulang Cepat",
    }
    assert "column_near" in {warning["kind"] for warning in report.as_dict()["warnings"]}
    officer = build.make_user("bkpsdm")
    for heading, column in report.columns["unknown"]:
        map_heading(ImportKind.ATTENDANCE, AttendanceImport.columns, heading, column, actor=officer)
    again = import_path(ImportKind.ATTENDANCE, CASES / NEAR)
    month = AttendanceMonth.objects.get()
    assert (again.columns["unknown"], again.updated) == ([], 1)
    assert (month.unexcused_days, month.late_minutes, month.early_minutes) == (2, 55, 0)


def test_a_mapping_belongs_to_one_kind_of_import_and_never_hides_a_known_heading(db):
    map_heading(ImportKind.EMPLOYEES, PEOPLE, "Surel", "email_gov", actor=None)
    assert accepted_headers(ImportKind.EMPLOYEES, PEOPLE)["surel"] == "email_gov"
    assert "surel" not in accepted_headers(ImportKind.ATTENDANCE, AttendanceImport.columns)
    ColumnMapping.objects.create(
        kind=ImportKind.EMPLOYEES, heading="nama", written="nama", column="email_gov"
    )
    assert accepted_headers(ImportKind.EMPLOYEES, PEOPLE)["nama"] == "nama"


@pytest.mark.parametrize(
    ("heading", "column", "code"), [("Surel", "nik", "unknown_column"), ("NIP", "nama", "own_heading")]
)
def test_a_senseless_mapping_is_refused(db, heading, column, code):
    with pytest.raises(Refused) as refused:
        map_heading(ImportKind.EMPLOYEES, PEOPLE, heading, column, actor=None)
    assert refused.value.code == code

"""The SIASN export: the good one as it is summed up, the broken one row by row and column by column."""

import time
from datetime import date, timedelta

import pytest
from django.core.serializers import serialize
from django.utils import timezone

from evaluations.enums import AssignmentKind, ImportKind, LegalStatus, PositionType
from evaluations.exchange.columns import Column
from evaluations.exchange.imports import import_path
from evaluations.exchange.tables import read_table
from evaluations.exchange.workbook import write_workbook
from evaluations.models import Assignment, Employee, ImportBatch
from tests.exchange.conftest import BROKEN, EMPLOYEES, rows_of
from tests.exchange.importing import import_file

PRIVATE = ("nik", "npwp_nomor", "bpjs", "nomor_hp", "email", "alamat")


@pytest.fixture
def broken(units):
    return import_path(ImportKind.EMPLOYEES, BROKEN)


def found(findings) -> set[tuple[int, str, str]]:
    return {(finding.row, finding.column, finding.kind) for finding in findings}


def test_the_whole_regency_is_imported_quickly(units, summary):
    started = time.monotonic()
    report = import_path(ImportKind.EMPLOYEES, EMPLOYEES)
    assert time.monotonic() - started < 20
    assert (report.created, report.updated, report.unchanged) == (summary["pegawai"], 0, 0)
    assert (report.errors, report.warnings) == ([], [])


def test_counts_agree_with_the_summary(employees, summary):
    people = Employee.objects.all()
    by_type = {label: people.filter(employment_type=code).count() for code, label in _employment_labels()}
    assert by_type == summary["jenis_pegawai"]
    codes = {"1": PositionType.STRUCTURAL, "2": PositionType.FUNCTIONAL, "4": PositionType.EXECUTIVE}
    posts = Assignment.objects.all()
    by_position = {key: posts.filter(position_type=code).count() for key, code in codes.items()}
    assert by_position == summary["jenis_jabatan_id"]
    per_agency = {code: posts.filter(unit__agency__code=code).count() for code in summary["per_opd"]}
    assert per_agency == summary["per_opd"]


def _employment_labels():
    return [("PNS", "PNS"), ("CPNS", "CPNS"), ("PPPK", "PPPK"), ("PPPK_PARUH_WAKTU", "PPPK Paruh Waktu")]


def test_every_head_is_known_and_nobody_else_leads_a_unit(employees, summary):
    heads = Assignment.objects.filter(is_head=True, employee__legal_status=LegalStatus.ACTIVE)
    assert dict(heads.values_list("unit__code", "employee__nip")) == summary["kepala"]
    assert heads.count() == len(summary["kepala"])
    retired = Assignment.objects.filter(is_head=True, employee__legal_status=LegalStatus.RETIRED)
    wanted = {row["unor_id"]: row["nip"] for row in summary["kepala_kosong"] if row["nip"]}
    assert dict(retired.values_list("unit__code", "employee__nip")) == wanted


def test_the_same_file_again_changes_nothing(employees, summary):
    before = (serialize("json", Employee.objects.all()), serialize("json", Assignment.objects.all()))
    again = import_path(ImportKind.EMPLOYEES, EMPLOYEES)
    assert (again.created, again.updated, again.unchanged) == (0, 0, summary["pegawai"])
    assert (serialize("json", Employee.objects.all()), serialize("json", Assignment.objects.all())) == before


def test_a_dry_run_writes_nothing(units):
    report = import_path(ImportKind.EMPLOYEES, EMPLOYEES, dry_run=True)
    assert report.created == 1200
    assert Employee.objects.count() == 0
    assert not ImportBatch.objects.filter(kind=ImportKind.EMPLOYEES).exists()


def test_every_broken_row_is_rejected_with_its_reason(broken, expected):
    assert found(broken.errors) == {(e["row"], e["column"], e["kind"]) for e in expected["errors"]}


def test_every_odd_row_is_imported_with_a_warning_and_private_nonsense_is_no_fault(broken, expected):
    wanted = {
        (w["row"], w["column"], w["kind"]) for w in expected["warnings"] if w["kind"] != "private_garbage"
    }
    assert found(broken.warnings) == wanted


def test_a_double_names_the_row_where_it_stood_first(broken, expected):
    wanted = {e["row"]: e["first_row"] for e in expected["errors"] if "first_row" in e}
    assert {e.row: e.first_row for e in broken.errors if e.kind == "duplicate_nip"} == wanted


def test_exactly_the_valid_rows_are_imported(units, expected):
    report = import_path(ImportKind.EMPLOYEES, BROKEN)
    batch = ImportBatch.objects.get(kind=ImportKind.EMPLOYEES)
    assert report.created == len(expected["valid_rows"]) == Employee.objects.count()
    rejected = {row["row"] for row in rows_of(batch) if row["outcome"] == "rejected"}
    assert rejected == {e["row"] for e in expected["errors"]}


def test_odd_values_are_stored_in_order(broken, expected):
    values = {(w["row"], w["column"]): w["value"] for w in expected["warnings"] if "value" in w}
    nips = [value for (_, column), value in values.items() if column == "nip_baru"]
    assert Employee.objects.filter(nip__in=nips).count() == len(nips)
    dates = sorted(value for (_, column), value in values.items() if column == "tmt_jabatan")
    stored = [str(day) for day in Assignment.objects.values_list("starts_on", flat=True)]
    assert all(day in stored for day in dates)
    names = [value for (_, column), value in values.items() if column == "nama"]
    assert set(Employee.objects.filter(name__in=names).values_list("name", flat=True)) == set(names)
    assert Assignment.objects.filter(unit__code__in=["20298", "20004"]).count() >= 2


@pytest.mark.parametrize("path", [BROKEN, EMPLOYEES], ids=["broken", "good"])
def test_nothing_private_is_stored_or_logged(units, caplog, path):
    import_path(ImportKind.EMPLOYEES, path)
    table = read_table(path.read_bytes(), {name: name for name in PRIVATE}, ["nik"])
    secrets = {cell.as_text() for row in table.rows for cell in row.cells.values() if cell.value is not None}
    assert len(secrets) > 500
    rows = [*Employee.objects.all(), *Assignment.objects.all(), *ImportBatch.objects.all()]
    stored = serialize("json", rows, ensure_ascii=False) + caplog.text
    assert [secret for secret in secrets if secret in stored] == []


# --- what an import makes of people who are already known -------------------------------------------


def person(**changes) -> dict:
    values = {
        "nip_baru": "199003152015032501",
        "nama": "Siti Aminah",
        "jenis_pegawai_nama": "PNS",
        "kedudukan_hukum_nama": "Aktif",
        "gol_akhir_nama": "III/b",
        "jenis_jabatan_nama": "Jabatan Fungsional Tertentu",
        "jabatan_nama": "Perawat Ahli Pertama",
        "tmt_jabatan": "2024-01-01",
        "unor_id": "20071",
    }
    return values | changes


def load(*people: dict):
    columns = [Column(name, lambda row, name=name: row.get(name)) for name in person()]
    content = write_workbook(columns, people).read()
    return import_file(ImportKind.EMPLOYEES, content, "pegawai.xlsx")


def posts() -> list[tuple[str, str, str | None]]:
    rows = Assignment.objects.order_by("starts_on").values_list("unit__code", "starts_on", "ends_on")
    return [(code, str(starts), str(ends) if ends else None) for code, starts, ends in rows]


def test_a_move_ends_the_old_post_the_day_before(units):
    load(person())
    report = load(person(unor_id="20072", tmt_jabatan="2026-06-15"))
    assert (report.created, report.updated) == (0, 1)
    assert posts() == [("20071", "2024-01-01", "2026-06-14"), ("20072", "2026-06-15", None)]


def test_a_move_without_a_new_tmt_counts_from_today_and_is_said(units):
    load(person())
    report = load(person(unor_id="20072"))
    today = timezone.localdate()
    assert posts() == [
        ("20071", "2024-01-01", str(today - timedelta(days=1))),
        ("20072", str(today), None),
    ]
    assert found(report.warnings) == {(2, "tmt_jabatan", "tmt_not_later")}
    again = load(person(unor_id="20072"))
    assert (again.updated, again.unchanged) == (0, 1)


def test_a_corrected_tmt_moves_the_end_of_the_post_before_it(units):
    load(person())
    load(person(unor_id="20072", tmt_jabatan="2026-06-15"))
    load(person(unor_id="20072", tmt_jabatan="2026-06-20"))
    assert posts() == [("20071", "2024-01-01", "2026-06-19"), ("20072", "2026-06-20", None)]


def test_an_earlier_tmt_of_the_only_post_is_a_correction(units):
    load(person())
    report = load(person(tmt_jabatan="2023-05-01"))
    assert report.updated == 1
    assert posts() == [("20071", "2023-05-01", None)]


def kinds() -> list[str]:
    return list(Assignment.objects.order_by("starts_on").values_list("post_kind", flat=True))


def test_the_kind_of_post_follows_its_name(units):
    load(person())
    load(person(jabatan_nama="Perawat Ahli Muda", tmt_jabatan="2026-06-15"))
    assert kinds() == ["AHLI_PERTAMA", "AHLI_MUDA"]


def test_a_post_set_right_on_its_first_day_gets_another_kind(units):
    today = str(timezone.localdate())
    load(person(tmt_jabatan=today))
    load(person(tmt_jabatan=today, jabatan_nama="Perawat Ahli Madya"))
    assert kinds() == ["AHLI_MADYA"]


def test_an_unknown_kind_of_post_is_filled_and_one_that_an_officer_chose_is_kept(units):
    load(person())
    Assignment.objects.update(post_kind="")
    report = load(person())
    assert (report.updated, kinds()) == (1, ["AHLI_PERTAMA"])
    Assignment.objects.update(post_kind="AHLI_UTAMA")
    report = load(person())
    assert (report.unchanged, kinds()) == (1, ["AHLI_UTAMA"])


@pytest.mark.damages("no_post")
def test_a_post_that_was_ended_by_hand_is_not_opened_again(units):
    load(person())
    Assignment.objects.update(ends_on=date(2025, 1, 31))
    report = load(person())
    assert (report.unchanged, found(report.warnings)) == (1, {(2, "tmt_jabatan", "post_ended")})
    assert posts() == [("20071", "2024-01-01", "2025-01-31")]


def test_an_acting_post_stays_untouched(units):
    load(person())
    employee = Employee.objects.get()
    plt = Assignment.objects.create(
        employee=employee, unit=employee.assignments.get().unit, position="Kepala Bidang", is_head=True,
        position_type=PositionType.STRUCTURAL, kind=AssignmentKind.PLT, starts_on=date(2026, 6, 1),
    )  # fmt: skip
    report = load(person())
    assert report.unchanged == 1
    plt.refresh_from_db()
    assert plt.ends_on is None


def test_changed_personal_data_is_told_old_and_new(units):
    load(person())
    report = load(
        person(nama="Siti Aminah Putri", gol_akhir_nama="III/c", kedudukan_hukum_nama="Tugas Belajar")
    )
    assert report.updated == 1
    employee = Employee.objects.get()
    assert (employee.name, employee.rank, employee.legal_status) == (
        "Siti Aminah Putri", "III/c", LegalStatus.STUDY,
    )  # fmt: skip


def test_golongan_belongs_to_the_kind_of_employment(units):
    report = load(
        person(gol_akhir_nama="IX"),
        person(nip_baru="199003152015212501", jenis_pegawai_nama="PPPK", gol_akhir_nama="III/b"),
    )
    assert found(report.errors) == {(row, "gol_akhir_nama", "unknown_golongan") for row in (2, 3)}

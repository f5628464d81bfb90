"""Our own template: what it offers, and what each fault of a row says."""

from datetime import date

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from evaluations.enums import AssignmentKind, ImportKind
from evaluations.exchange.assignment_columns import COLUMNS, TEMPLATE
from evaluations.exchange.columns import Column
from evaluations.exchange.workbook import write_workbook
from evaluations.exchange.workbook_template import write_template
from evaluations.models import Assignment, FormerNip
from tests import build
from tests.exchange.importing import import_file

HEADERS = [column.header for column in COLUMNS]


def row(cast, **changes) -> dict:
    values = {
        "NIP": cast.stranger.nip,
        "Kode Unit": cast.division.code,
        "Jabatan": "Plt Kepala Seksi",
        "Jenis Jabatan": "Struktural",
        "Sifat": "Tambahan",
        "Memimpin Unit": "tidak",
        "Mulai": "2026-07-01",
    }
    return values | changes


def content(*rows: dict) -> bytes:
    columns = [Column(name, lambda row, name=name: row.get(name)) for name in HEADERS]
    return write_workbook(columns, rows).read()


def load(*rows: dict, dry_run: bool = False):
    return import_file(ImportKind.ASSIGNMENTS, content(*rows), "penempatan.xlsx", dry_run=dry_run)


def found(findings) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.kind) for finding in findings]


def test_a_post_is_created_once_and_the_same_file_changes_nothing(cast):
    wanted = row(cast, Sampai="2026-08-31", Dasar="SP 1/2026", Jenjang="Pengawas")
    report = load(wanted)
    assert (report.created, report.errors) == (1, [])
    post = Assignment.objects.get(kind=AssignmentKind.SECONDARY)
    assert (post.starts_on, post.ends_on, post.post_kind) == (date(2026, 7, 1), date(2026, 8, 31), "PENGAWAS")
    again = load(wanted)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_a_known_post_is_set_right_and_not_doubled(cast):
    load(row(cast))
    report = load(row(cast, Jabatan="Koordinator", Sampai="2026-09-30"))
    assert (report.created, report.updated) == (0, 1)
    post = Assignment.objects.get(kind=AssignmentKind.SECONDARY)
    assert (post.position, post.ends_on) == ("Koordinator", date(2026, 9, 30))


def test_a_transfer_is_two_rows_in_any_order(cast):
    new = row(cast, Sifat="Definitif", Jabatan="Perawat Ahli Muda", **{"Jenis Jabatan": "Fungsional"})
    old = new | {"Kode Unit": cast.other_agency.code, "Mulai": "2020-01-01", "Sampai": "2026-06-30"}
    report = load(new, old)
    assert (report.created, report.updated, report.errors) == (1, 1, [])


@pytest.mark.parametrize(
    ("changes", "column", "kind"),
    [
        ({"NIP": "199203152015032501"}, "NIP", "unknown_nip"),
        ({"NIP": "12345"}, "NIP", "nip_length"),
        ({"Kode Unit": "99999"}, "Kode Unit", "unknown_unit"),
        ({"Sampai": "2026-06-30"}, "Sampai", "ends_before_start"),
        ({"Mulai": "1 Juli"}, "Mulai", "invalid_date"),
        ({"Mulai": None}, "Mulai", "missing_mulai"),
        ({"Sampai": "31/02/2027"}, "Sampai", "invalid_date"),
        ({"Sifat": "Sementara"}, "Sifat", "unknown_sifat"),
        ({"Jenjang": "Eselon IX"}, "Jenjang", "unknown_jenjang"),
        ({"Memimpin Unit": "mungkin"}, "Memimpin Unit", "unknown_memimpin"),
        ({"Jabatan": None}, "Jabatan", "missing_jabatan"),
        ({"Sifat": "Definitif"}, "Mulai", "post_overlap"),
        ({"Sifat": "Plt", "Memimpin Unit": "ya"}, "Sifat", "not_vacant"),
    ],
)
def test_a_fault_names_excel_row_and_column_and_nothing_is_written(cast, changes, column, kind):
    before = Assignment.objects.count()
    report = load(row(cast, **changes))
    assert found(report.errors) == [(2, column, kind)]
    assert Assignment.objects.count() == before


@pytest.mark.damages("no_post")
def test_a_head_in_two_units_and_a_second_head_are_refused(cast):
    head = row(cast, Sifat="Definitif", **{"Memimpin Unit": "ya", "Kode Unit": cast.other_agency.code})
    twice = load(head | {"NIP": cast.reviewer.nip})
    assert found(twice.errors) == [(2, "Sifat", "head_twice")]
    Assignment.objects.filter(employee=cast.stranger).update(ends_on=date(2026, 6, 30))
    second = load(head | {"Kode Unit": cast.agency.code})
    assert found(second.errors) == [(2, "Memimpin Unit", "second_head")]


def test_two_rows_that_exclude_each_other_refuse_the_later_one(cast):
    Assignment.objects.filter(employee=cast.stranger).update(ends_on=date(2026, 6, 30))
    first = row(cast, Sifat="Definitif")
    report = load(first, first | {"Kode Unit": cast.agency.code}, first)
    assert report.created == 1
    assert found(report.errors) == [(3, "Mulai", "post_overlap"), (4, "NIP", "duplicate_assignment")]


def test_a_refused_end_leaves_the_old_post_so_that_its_successor_is_refused_too(cast):
    new = row(cast, Sifat="Definitif")
    old = new | {"Kode Unit": cast.other_agency.code, "Mulai": "2020-01-01", "Sampai": "30 Juni"}
    report = load(old, new)
    assert found(report.errors) == [(2, "Sampai", "invalid_date"), (3, "Mulai", "post_overlap")]


@pytest.mark.damages("closed_unit")
def test_a_unit_that_is_closed_takes_nobody(cast):
    cast.division.closed_on = date(2026, 1, 1)
    cast.division.save()
    assert found(load(row(cast)).errors) == [(2, "Kode Unit", "unit_not_open")]


def test_an_old_nip_finds_the_person_with_a_warning(cast):
    FormerNip.objects.create(employee=cast.stranger, nip="199107072016011777", until=date(2025, 12, 31))
    report = load(row(cast, NIP="199107072016011777"))
    assert (report.created, found(report.warnings)) == (1, [(2, "NIP", "former_nip")])
    assert cast.stranger.assignments.count() == 2


def test_the_template_is_read_and_its_examples_are_no_data(cast):
    report = import_file(ImportKind.ASSIGNMENTS, write_template(TEMPLATE).read(), "templat.xlsx")
    assert (report.created, report.updated, report.unchanged, report.errors) == (0, 0, 0, [])


def test_the_template_offers_lists_examples_and_an_explanation():
    workbook = load_workbook(write_template(TEMPLATE))
    sheet = workbook["Penempatan"]
    assert [cell.value for cell in sheet[1]] == HEADERS
    assert len(sheet.data_validations.dataValidation) == 4
    assert sheet.max_row == 3
    assert sheet.column_dimensions["A"].number_format == "@"
    explained = {cells[0].value for cells in workbook["Petunjuk"].iter_rows()}
    assert set(HEADERS) <= explained
    assert workbook["Pilihan"].sheet_state == "hidden"


def test_the_command_tries_without_writing(cast, tmp_path, capsys):
    path = tmp_path / "penempatan.xlsx"
    path.write_bytes(content(row(cast)))
    before = Assignment.objects.count()
    call_command("import_assignments", str(path), "--dry-run", "--report", str(tmp_path / "r.json"))
    assert (Assignment.objects.count(), "1 baru" in capsys.readouterr().out) == (before, True)
    call_command("import_assignments", str(path))
    assert Assignment.objects.count() == before + 1


def test_checking_asks_the_same_number_of_questions_for_one_and_three(cast, django_assert_max_num_queries):
    people = [build.make_employee(f"Orang {number}") for number in range(3)]
    load(row(cast), dry_run=True)
    with django_assert_max_num_queries(30) as one:
        load(row(cast, NIP=people[0].nip), dry_run=True)
    with django_assert_max_num_queries(30) as three:
        load(*(row(cast, NIP=person.nip) for person in people), dry_run=True)
    assert len(one) == len(three)

from datetime import date

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.attendance import attended
from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.import_attendance import FIGURES
from evaluations.exchange.imports import import_path
from evaluations.exchange.workbook import write_workbook
from evaluations.models import AttendanceMonth, Employee, OrganizationalUnit
from tests.build import make_assignment, make_employee, make_unit
from tests.exchange.conftest import ATTENDANCE, DATA
from tests.exchange.importing import import_file
from tests.exchange.workbook_files import sheet_xml, workbook

# Sums of the fixture's expected.json.
TOTALS = {
    "unexcused_days": 175,
    "missing_taps": 564,
    "late_minutes": 56870,
    "early_minutes": 18374,
    "away_minutes": 1935,
    "missed_ceremonies": 22,
    "working_days": 23740,
    "days_present": 22380,
}
SITI = "199003152015032501"
HEADERS = ["NIP", "Hari Kerja", "Hari Hadir"]


@pytest.fixture
def siti(db) -> Employee:
    return placed("Siti Aminah", SITI)


def placed(name: str, nip: str) -> Employee:
    person = make_employee(name, nip=nip)
    unit = OrganizationalUnit.objects.filter(parent=None).first() or make_unit()
    make_assignment(person, unit)
    return person


def file(*rows: dict, headers=("NIP", "Hari Kerja", "Hari Hadir", "Menit Terlambat")) -> bytes:
    columns = [
        Column(name, lambda row, name=name: row.get(name), Kind.TEXT if name == "NIP" else Kind.NUMBER)
        for name in headers
    ]
    return write_workbook(columns, rows).read()


def load(*rows: dict, name="templat_2026-06.xlsx", given=None):
    return import_file(ImportKind.ATTENDANCE, file(*rows), name, given=given)


def row(nip=SITI, working=20, present=19, late=7) -> dict:
    return {"NIP": nip, "Hari Kerja": working, "Hari Hadir": present, "Menit Terlambat": late}


def found(findings) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.kind) for finding in findings]


def test_the_template_of_june_is_imported_with_the_expected_sums(employees):
    report = import_path(ImportKind.ATTENDANCE, ATTENDANCE)
    assert (report.created, report.errors) == (1187, [])
    months = AttendanceMonth.objects.filter(year=2026, month=6)
    sums = {name: sum(getattr(month, name) for month in months) for name in FIGURES}
    assert sums == TOTALS
    head = Employee.objects.get(nip="196912191996041604")
    figures = attended(head, date(2026, 6, 1), date(2026, 6, 30)).figures
    assert (figures["unexcused_days"], figures["late_minutes"], figures["early_minutes"]) == (2, 20, 30)
    again = import_path(ImportKind.ATTENDANCE, ATTENDANCE)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1187)


def test_a_corrected_figure_changes_only_its_row(siti):
    load(row())
    report = load(row(present=20))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    assert AttendanceMonth.objects.get(employee=siti).days_present == 20


def test_an_empty_cell_is_not_known_and_never_zero_and_a_required_one_is_refused(siti):
    report = load({"NIP": SITI, "Hari Kerja": 20, "Hari Hadir": 19})
    month = AttendanceMonth.objects.get(employee=siti)
    assert (month.working_days, month.late_minutes, month.missed_ceremonies) == (20, None, None)
    report = load({"NIP": SITI, "Hari Kerja": 20})
    assert found(report.errors) == [(2, "Hari Hadir", "missing_hari_hadir")]


def test_wrong_rows_are_reported_and_the_others_imported(siti):
    report = load(
        row(nip="199107072016011599"),
        row(present=-1),
        row(nip=None),
        {"NIP": SITI, "Hari Kerja": 32, "Hari Hadir": "hadir"},
    )
    assert found(report.errors) == [
        (2, "NIP", "unknown_nip"),
        (3, "Hari Hadir", "out_of_range"),
        (4, "NIP", "missing_nip"),
        (5, "NIP", "duplicate_nip"),
        (5, "Hari Kerja", "out_of_range"),
        (5, "Hari Hadir", "not_a_number"),
    ]
    assert AttendanceMonth.objects.count() == 0


def test_more_days_present_than_working_days_is_a_warning(siti):
    report = load(row(working=20, present=21))
    assert (report.created, found(report.warnings)) == (1, [(2, "Hari Hadir", "present_over_working_days")])


def test_the_month_comes_from_the_choice_or_a_clear_place_in_the_file(siti):
    load(row(), name="rekap.xlsx", given={"year": 2026, "month": 5})
    load(row(), name="Presensi 2026-07.xlsx")
    titled = workbook(
        {"A": sheet_xml({1: ["Rekap Presensi Bulan Juni 2026"], 3: HEADERS, 4: [SITI, 20, 19]})}
    )
    import_file(ImportKind.ATTENDANCE, titled, "rekap.xlsx")
    assert set(AttendanceMonth.objects.values_list("year", "month")) == {(2026, 5), (2026, 6), (2026, 7)}


IMPOSSIBLE = {
    "more days than February has": ("2026-02", [SITI, 31, 28], ("Hari Kerja", "out_of_range")),
    "more days present than a month has": ("2026-06", [SITI, 30, 31], ("Hari Hadir", "out_of_range")),
    "present and absent at once": ("2026-02", [SITI, 20, 19, None, 10], ("Hari Hadir", "days_over_month")),
    "present without a working day": ("2026-06", [SITI, 0, 3], ("Hari Hadir", "no_working_days")),
    "more minutes than a month has": (
        "2026-02",
        [SITI, 20, 19, 28 * 1440 + 1],
        ("Menit Terlambat", "out_of_range"),
    ),
    "no working days said": ("2026-06", [SITI, None, 19], ("Hari Kerja", "missing_hari_kerja")),
}


@pytest.mark.parametrize(("month", "cells", "error"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_figures_that_the_month_cannot_hold_are_refused(siti, month, cells, error):
    content = workbook({"A": sheet_xml({1: [*HEADERS, "Menit Terlambat", "Hari Alpha"], 2: cells})})
    report = import_file(ImportKind.ATTENDANCE, content, f"rekap_{month}.xlsx")
    assert found(report.errors) == [(2, *error)]
    assert AttendanceMonth.objects.count() == 0


def test_more_days_present_than_have_been_is_refused(siti, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda: date(2026, 6, 10))
    assert [kind for _, _, kind in found(load(row(present=11)).errors)] == ["days_ahead"]


def case(name: str, **options):
    (path,) = (DATA / "cases").glob(f"{name}*.xlsx")
    return import_path(ImportKind.ATTENDANCE, path, **options)


@pytest.fixture
def people_of_the_cases(db) -> None:
    for nip in ("197407071993032813", "197407102022212892", "197408182025212657"):
        placed(nip, nip)


REFUSED_FILES = {
    "a08": "month_in_future",
    "a12": "month_missing",
    "a01": "several_sheets",
}


@pytest.mark.parametrize(("name", "code"), REFUSED_FILES.items())
def test_a_file_without_a_clear_month_or_sheet_is_refused(people_of_the_cases, name, code):
    with pytest.raises(Refused) as refused:
        case(name)
    assert refused.value.code == code


def test_thirty_one_days_in_february_are_refused(people_of_the_cases):
    assert [kind for _, _, kind in found(case("a06").errors)] == ["out_of_range", "out_of_range"]


def test_who_signs_gets_no_month_and_is_noted(people_of_the_cases):
    report = case("a20")
    assert (report.created, report.errors, found(report.warnings)) == (2, [], [(5, "NIP", "signature_block")])
    assert "Baris 5–9" in report.warnings[0].message


def test_the_visible_sheet_is_read(people_of_the_cases):
    assert case("a02").created == 1
    month = AttendanceMonth.objects.get()
    assert (month.unexcused_days, month.late_minutes) == (0, 0)


def test_the_chosen_sheet_is_read(people_of_the_cases):
    assert len(case("a01", given={"sheet": "Rekap"}).errors) == 0
    assert AttendanceMonth.objects.count() == 2


def test_an_unseen_sign_in_a_nip_is_named(people_of_the_cases):
    (error,) = case("n04").errors
    assert "U+202D (pemaksa arah kiri-ke-kanan)" in error.message


@pytest.mark.parametrize("name", ["a31", "c01", "c02", "c03", "c05"])
def test_unusual_files_are_read_like_any_other(people_of_the_cases, name):
    report = case(name)
    assert (report.errors, report.created > 0) == ([], True)


SEPARATED = {
    "semicolons of Excel": "NIP;Hari Kerja;Hari Hadir\r\n{nip};20;19\r\n".encode("utf-8-sig"),
    "commas": b"NIP,Hari Kerja,Hari Hadir\n{nip},20,19\n",
    "tabs and quotes": b'"NIP"\t"Hari Kerja"\t"Hari Hadir"\n"{nip}"\t20\t19\n',
    "a title in cp1252": "Rekap – Ren\xe9\nNIP;Hari\xa0Kerja;Hari Hadir\n{nip};20;19\n".encode("cp1252"),
    "UTF-16": "NIP;Hari Kerja;Hari Hadir\n{nip};20;19\n".encode("utf-16"),
    "a number kept as text": b'sep=;\nNIP;Hari Kerja;Hari Hadir\n="{nip}";20;19\n',
}


@pytest.mark.parametrize("content", SEPARATED.values(), ids=SEPARATED)
def test_text_files_are_read_like_workbooks(siti, content):
    content = content.replace("{nip}".encode("utf-16-le"), SITI.encode("utf-16-le"))
    report = import_file(
        ImportKind.ATTENDANCE, content.replace(b"{nip}", SITI.encode()), "presensi_2026-06.csv"
    )
    assert (report.created, report.errors) == (1, [])


def test_a_nip_that_a_spreadsheet_damaged_in_a_text_file_is_refused(siti):
    content = b"NIP;Hari Kerja;Hari Hadir\n1,99003E+17;20;19\n"
    report = import_file(ImportKind.ATTENDANCE, content, "presensi_2026-06.csv")
    assert found(report.errors) == [(2, "NIP", "scientific_text_nip")]

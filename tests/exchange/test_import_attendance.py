from datetime import date

import pytest

from evaluations.domain.attendance import month_figures
from evaluations.domain.refusals import Refused
from evaluations.enums import ImportKind
from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.import_attendance import FIGURES
from evaluations.exchange.imports import import_file, import_path
from evaluations.exchange.workbook import write_workbook
from evaluations.models import AttendanceMonth, Employee
from tests.build import make_employee
from tests.exchange.conftest import ATTENDANCE

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


@pytest.fixture
def siti(db) -> Employee:
    return make_employee("Siti Aminah", nip=SITI)


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
    figures = month_figures(head, date(2026, 6, 1), date(2026, 6, 30))
    assert (figures["unexcused_days"], figures["late_minutes"], figures["early_minutes"]) == (2, 20, 30)
    again = import_path(ImportKind.ATTENDANCE, ATTENDANCE)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1187)


def test_a_corrected_figure_changes_only_its_row(siti):
    load(row())
    report = load(row(present=20))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 0)
    assert AttendanceMonth.objects.get(employee=siti).days_present == 20


def test_an_empty_cell_is_not_known_and_never_zero(siti):
    load({"NIP": SITI, "Hari Kerja": 20})
    month = AttendanceMonth.objects.get(employee=siti)
    assert (month.working_days, month.days_present, month.missed_ceremonies) == (20, None, None)


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


def test_the_month_comes_from_the_choice_or_the_file_name(siti):
    load(row(), name="rekap.xlsx", given={"year": 2026, "month": 5})
    load(row(), name="Presensi 2026-07.xlsx")
    assert set(AttendanceMonth.objects.values_list("year", "month")) == {(2026, 5), (2026, 7)}


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("rekap.xlsx", None, "month_missing"),
        ("rekap_2026-13.xlsx", None, "month_missing"),
        ("rekap_2026-06.xlsx", {"year": 2026, "month": 5}, "month_conflict"),
    ],
)
def test_a_file_without_a_clear_month_is_refused(siti, name, given, code):
    with pytest.raises(Refused) as refused:
        load(row(), name=name, given=given)
    assert refused.value.code == code

"""The four shapes of attendance files that hold days or taps: every figure as the reference says, and taken back."""

import json
from collections import Counter
from datetime import date

import pytest

from evaluations.domain.attendance.days import days_of
from evaluations.domain.attendance.months import figures_of
from evaluations.domain.refusals import Refused
from evaluations.enums import DayStatus, ImportKind, StatementSource
from evaluations.exchange import undoing
from evaluations.exchange.importers import recognised
from evaluations.exchange.imports import import_path
from evaluations.models import (
    AttendanceMonth,
    AttendanceTap,
    DayStatement,
    Employee,
    Holiday,
    ImportBatch,
    WorkingCalendar,
)
from forms_config.engine.attendance.days import AT_WORK, Day, Status
from tests import build
from tests.exchange.conftest import ATTENDANCE, DATA
from tests.exchange.importing import import_file

PRESENSI = DATA / "presensi"
EXPECTED = json.loads((PRESENSI / "expected.json").read_text())
TAPS, JSON = PRESENSI / "tap_mesin_2026-06.csv", PRESENSI / "tap_api_2026-06.json"
HOURS, NAMELESS = PRESENSI / "jam_absensi_2026-06.xlsx", PRESENSI / "jam_absensi_tanpa_nip_2026-06.xlsx"
MATRIX = PRESENSI / "rekap_harian_2026-06.xlsx"
FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
SITI = "199003152015032501"


@pytest.fixture
def june(employees):
    """Everybody, and the holidays of June 2026."""
    Holiday.objects.bulk_create(
        [Holiday(day=day, name=name) for day, name in EXPECTED["hari_libur"].items()], ignore_conflicts=True
    )


def load(path):
    return import_path(ImportKind.ATTENDANCE, path)


def days_by_nip(*nips: str) -> dict[str, list[Day]]:
    people = dict(Employee.objects.filter(nip__in=nips).values_list("nip", "pk"))
    found = days_of(people.values(), FIRST, LAST)
    return {nip: found[people[nip]] for nip in nips}


def found(findings) -> list[tuple[int, str, str]]:
    return [(finding.row, finding.column, finding.kind) for finding in findings]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (ATTENDANCE, "attendance"), (MATRIX, "matrix"), (HOURS, "hours"), (NAMELESS, "hours"), (TAPS, "taps"),
        (JSON, "taps"),
    ],
    ids=lambda value: getattr(value, "name", value),
)  # fmt: skip
def test_each_shape_is_recognised(db, path, kind):
    assert recognised(ImportKind.ATTENDANCE, path) == kind
    assert recognised(ImportKind.EMPLOYEES, path) == ImportKind.EMPLOYEES


# ---- taps


def test_the_taps_of_the_csv_come_to_the_expected_figures(june):
    wanted = EXPECTED["ketukan"]
    report = load(TAPS)
    assert [(error.row, error.kind) for error in sorted(report.errors, key=lambda one: one.row)] == [
        (one["line"], one["kind"]) for one in wanted["rejected"]
    ]
    assert Counter(warning.kind for warning in report.warnings) == {"duplicate_tap": wanted["duplicates"]}
    assert report.created == wanted["csv_data_lines"] - len(wanted["rejected"]) - wanted["duplicates"]
    assert AttendanceTap.objects.values("employee").distinct().count() == wanted["employees"]
    check_taps(wanted["sample"])


def check_taps(sample) -> None:
    people = dict(Employee.objects.filter(nip__in=sample).values_list("nip", "pk"))
    sums = figures_of(people.values(), FIRST, LAST)
    days = days_by_nip(*sample)
    for nip, wanted in sample.items():
        one = sums[people[nip]]
        told = {
            "days_present": one.days_present,
            "late_minutes": one.late_minutes,
            "early_minutes": one.early_minutes,
            "missing_entry": one.missing_entry,
            "missing_exit": one.missing_exit,
            "working_days_without_tap": one.open_days,
            "dates_without_tap": [day.day.isoformat() for day in days[nip] if day.is_open],
            "exit_after_midnight": [
                day.day.isoformat() for day in days[nip] if day.last_out and day.last_out.date() > day.day
            ],
            "non_working_days_with_tap": [
                day.day.isoformat() for day in days[nip] if not day.hours and (day.first_in or day.last_out)
            ],
        }
        assert told == {name: wanted[name] for name in told}, nip
        month = AttendanceMonth.objects.get(employee=people[nip], year=2026, month=6)
        assert (month.late_minutes, month.early_minutes) == (wanted["late_minutes"], wanted["early_minutes"])


def test_the_same_taps_as_json_and_again_as_csv_change_nothing(june):
    wanted = EXPECTED["ketukan"]
    report = load(JSON)
    assert [(error.row, error.kind) for error in report.errors] == [
        (one["index"], one["kind"]) for one in wanted["rejected"]
    ]
    number = wanted["json_items"] - len(wanted["rejected"]) - wanted["duplicates"]
    assert report.created == number
    check_taps(wanted["sample"])
    again = load(TAPS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, number)
    assert AttendanceTap.objects.count() == number


def test_taps_are_taken_back_with_their_months(june, django_user_model):
    load(TAPS)
    officer = build.make_user("bkpsdm", groups=(build.BKPSDM,))
    undoing.undo(ImportBatch.objects.get(kind=ImportKind.TAPS), actor=officer)
    assert not AttendanceTap.objects.exists()
    assert not AttendanceMonth.objects.exists()


# ---- jam absensi


def check_hours(sample) -> None:
    people = dict(Employee.objects.filter(nip__in=sample).values_list("nip", "pk"))
    sums = figures_of(people.values(), FIRST, LAST)
    for nip, wanted in sample.items():
        assert {name: getattr(sums[people[nip]], name) for name in wanted} == wanted, nip


def test_the_jam_absensi_comes_to_the_expected_figures(june):
    wanted = EXPECTED["master_presensi"]
    report = load(HOURS)
    assert (report.created, report.errors, report.warnings) == (440, [], [])
    assert DayStatement.objects.values("employee").distinct().count() == wanted["employees"]
    check_hours(wanted["sample"])
    single = DayStatement.objects.filter(status=DayStatus.OFFICE).exclude(
        came_at__isnull=False, went_at__isnull=False
    )
    assert single.count() == len(wanted["single_tap_rows"])
    months = AttendanceMonth.objects.filter(source=AttendanceMonth.COMPUTED)
    assert months.get(employee__nip="196810011997032595").days_present == 20  # with duty and training


def test_the_same_hours_again_change_nothing_and_go_when_taken_back(june):
    load(HOURS)
    again = load(HOURS)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 440)
    officer = build.make_user("bkpsdm", groups=(build.BKPSDM,))
    undoing.undo(ImportBatch.objects.filter(kind=ImportKind.HOURS).earliest("pk"), actor=officer)
    assert not DayStatement.objects.exists()
    assert not AttendanceMonth.objects.exists()


def test_without_a_nip_only_a_name_that_one_person_has_is_matched(june):
    wanted = EXPECTED["master_presensi_tanpa_nip"]
    report = load(NAMELESS)
    assert {error.kind for error in report.errors} == {"ambiguous_name"}
    assert len(report.errors) == 240 - report.created == 40
    matched = Employee.objects.filter(day_statements__isnull=False).distinct()
    assert {*matched.values_list("nip", flat=True)} == {*wanted["matches"].values()}
    sample = {
        nip: figures
        for nip, figures in EXPECTED["master_presensi"]["sample"].items()
        if nip in wanted["matches"].values()
    }
    check_hours(sample)


# ---- rekap harian


def test_the_daily_recap_comes_to_the_expected_figures(june):
    wanted = EXPECTED["matriks_harian"]
    report = load(MATRIX)
    assert (report.created, Counter(error.kind for error in report.errors)) == (
        wanted["data_rows"],
        {"total_row": len(wanted["total_rows"])},
    )
    assert sorted(error.row for error in report.errors) == wanted["total_rows"]
    days = days_by_nip(*wanted["sample"])
    for nip, figures in wanted["sample"].items():
        present = [day for day in days[nip] if day.status in AT_WORK]
        assert len(present) == figures["days_present"], nip
        assert sum(day.status == Status.ABSENT for day in days[nip]) == figures["unexcused_days"]
    said = Counter(DayStatement.objects.values_list("status", flat=True))
    totals = wanted["grand_totals"]
    assert (
        said["OFFICE"],
        said["DUTY"],
        said["SICK"],
        said["PERMIT"],
        said["LEAVE"],
        said["ABSENT"],
    ) == tuple(totals.values())
    month = AttendanceMonth.objects.get(employee__nip="196912151993121736")
    assert (month.working_days, month.days_present, month.late_minutes, month.missing_taps) == (
        20,
        20,
        None,
        None,
    )


def test_the_recap_beside_the_taps_lets_taps_tell_the_minutes_and_itself_the_rest(june):
    load(TAPS)
    load(MATRIX)
    sample = EXPECTED["ketukan"]["sample"]
    people = dict(Employee.objects.filter(nip__in=sample).values_list("nip", "pk"))
    sums = figures_of(people.values(), FIRST, LAST)
    for nip, wanted in sample.items():
        one = sums[people[nip]]
        assert (one.unexcused_days, one.open_days) == (wanted["unexcused_days"], 0), nip
        assert (one.late_minutes, one.early_minutes) == (wanted["late_minutes"], wanted["early_minutes"]), nip
        assert (one.missing_entry, one.missing_exit) == (wanted["missing_entry"], wanted["missing_exit"]), nip


# ---- small files


@pytest.fixture
def siti(db) -> Employee:
    person = build.make_employee("Siti Aminah", nip=SITI)
    build.make_assignment(person, build.make_unit())
    return person


def csv(header: str, *rows: str) -> bytes:
    return "\r\n".join([header, *rows, ""]).encode("utf-8-sig")


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (f"{SITI};31/06/2026 07:25;FP", ("waktu", "invalid_datetime")),
        (f"{SITI};02/06/2026 24:00;FP", ("waktu", "invalid_datetime")),
        (f"{SITI};02/06/2026;FP", ("waktu", "invalid_datetime")),
        (f"{SITI};;FP", ("waktu", "missing_waktu")),
        (f"{SITI};02/06/2999 07:25;FP", ("waktu", "in_future")),
        (f"{SITI};02/06/1999 07:25;FP", ("waktu", "too_old")),
        ("1023;02/06/2026 07:25;FP", ("nip", "unknown_nip")),
        (";02/06/2026 07:25;FP", ("nip", "missing_nip")),
    ],
)
def test_wrong_taps_are_reported_with_their_line(siti, row, error):
    report = import_file(ImportKind.TAPS, csv("nip;waktu;mesin", row), "tap.csv")
    assert found(report.errors) == [(2, *error)]
    assert not AttendanceTap.objects.exists()


def test_the_zone_of_a_tap_is_that_of_its_text_else_that_of_bantul(siti, at):
    rows = [
        f"{SITI};{text};FP" for text in ("02/06/2026 07:25", "2026-06-02T00:25:59Z", "2026-06-02 07.25 WIB")
    ]
    assert import_file(ImportKind.TAPS, csv("nip;waktu;mesin", *rows), "tap.csv").created == 1
    assert AttendanceTap.objects.get().at == at(2026, 6, 2, 7, 25)


def test_a_present_nip_is_found_by_a_former_one(siti):
    siti.former_nips.create(nip="199003152015032599", until=date(2020, 1, 1))
    row = "'199003152015032599 ;02/06/2026 07:25;FP"
    assert import_file(ImportKind.TAPS, csv("NIP;Waktu;Mesin", row), "tap.csv").created == 1


BROKEN_JSON = {
    "not_json": b'[{"nip": "1", "waktu": "2026-06-02T07:00"}, {"nip"',
    "wrong_shape": b'{"orang": 1}',
    "missing_columns": b'[{"nip": "1"}]',
}


@pytest.mark.parametrize(("code", "content"), BROKEN_JSON.items())
def test_broken_json_is_refused(db, code, content):
    with pytest.raises(Refused) as refused:
        import_file(ImportKind.ATTENDANCE, content, "tap.json")
    assert refused.value.code == code
    assert not AttendanceTap.objects.exists()


def test_a_list_within_an_object_is_read_and_what_is_no_record_is_rejected(siti):
    content = json.dumps({"taps": [{"NIP": SITI, "waktu": "2026-06-02T07:00"}, 7]}).encode()
    report = import_file(ImportKind.ATTENDANCE, content, "tap.json")
    assert (report.created, found(report.errors)) == (
        1,
        [(1, "nip", "missing_nip"), (1, "waktu", "missing_waktu")],
    )


HOURS_HEADER = "Nama Pegawai;NIP;Tanggal;Hari;Status;Checkin;Checkout"


def hours(*rows: str):
    return import_file(ImportKind.ATTENDANCE, csv(HOURS_HEADER, *rows), "jam.csv")


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (f"Siti;{SITI};02/06/2026;Selasa;Melamun;07:30;16:00", ("Status", "unknown_status")),
        (f"Siti;{SITI};02/06/2026;Selasa;;0;0", ("Status", "missing_status")),
        (f"Siti;{SITI};02/06/2026;Selasa;WFO;7.5;16:00", ("Checkin", "invalid_checkin")),
        (f"Siti;{SITI};02/06/2026;Selasa;WFO;07:30;25:00", ("Checkout", "invalid_checkout")),
        (f"Siti;{SITI};31/06/2026;Selasa;WFO;07:30;16:00", ("Tanggal", "invalid_date")),
        ("Tak Ada;;02/06/2026;Selasa;WFO;07:30;16:00", ("Nama Pegawai", "unknown_nama")),
    ],
)
def test_wrong_hours_are_reported(siti, row, error):
    assert found(hours(row).errors) == [(2, *error)]
    assert not DayStatement.objects.exists()


def test_a_day_twice_is_refused_and_a_correction_replaces_the_day(siti):
    row = f"Siti;{SITI};02/06/2026;Selasa;WFO;08:30;16:00"
    report = hours(row, row)
    assert found(report.errors) == [(3, "Tanggal", "duplicate_day")]
    report = hours(row.replace("08:30", "07:30"))
    assert (report.updated, days_by_nip(SITI)[SITI][1].late) == (1, 0)


def test_of_leave_only_that_it_was_leave_is_kept(siti):
    hours(f"Siti;{SITI};02/06/2026;Selasa;Cuti melahirkan;0;0", f"Siti;{SITI};03/06/2026;Rabu;CLTN;0;0")
    assert {*DayStatement.objects.values_list("status", "codes")} == {("LEAVE", "")}


def test_going_before_coming_is_on_the_next_day(siti, at):
    hours(f"Siti;{SITI};02/06/2026;Selasa;WFO;21:00;07:00")
    assert DayStatement.objects.get().went_at == at(2026, 6, 3, 7)


def test_a_free_day_says_nothing(siti):
    assert (hours(f"Siti;{SITI};06/06/2026;Sabtu;Libur;0;0").errors, DayStatement.objects.count()) == ([], 0)


def matrix(*cells: str, name="rekap_2026-06.csv"):
    header = ";".join(["NIP", *(f"{day:02}" for day in range(1, 32))])
    rows = [";".join([SITI, *cell.split("|")]) for cell in cells]
    return import_file(ImportKind.ATTENDANCE, csv(header, *rows), name)


def test_unknown_codes_and_days_that_there_are_not_are_reported(siti):
    report = matrix("LIBUR|WFO|X|" + "|" * 27 + "WFO")
    assert found(report.errors) == [(2, "03", "unknown_kode"), (2, "31", "invalid_hari")]


def test_a_person_twice_in_a_recap_is_refused(siti):
    assert found(matrix("LIBUR|WFO", "LIBUR|TL1").errors) == [(3, "NIP", "duplicate_nip")]


def test_a_changed_day_changes_the_row_of_its_person(siti):
    matrix("LIBUR|WFO|TL1,PSW4")
    report = matrix("LIBUR|WFO|DINAS LUAR")
    assert (report.created, report.updated) == (0, 1)
    assert [*DayStatement.objects.values_list("starts_on__day", "status", "codes")] == [
        (2, "OFFICE", ""),
        (3, "DUTY", ""),
    ]
    assert {*DayStatement.objects.values_list("source", flat=True)} == {StatementSource.MATRIX}


def test_a_file_of_no_shape_is_refused_by_what_it_comes_nearest_to(siti):
    with pytest.raises(Refused) as refused:
        import_file(
            ImportKind.ATTENDANCE, csv("Nama Pegawai;Tanggal;Checkin", "Siti;02/06/2026;07:30"), "x.csv"
        )
    assert (refused.value.code, refused.value.details) == ("missing_columns", ["Checkout"])


def test_a_dry_run_writes_nothing(siti):
    content = csv("nip;waktu", f"{SITI};02/06/2026 07:25")
    assert import_file(ImportKind.ATTENDANCE, content, "tap.csv", dry_run=True).created == 1
    assert not AttendanceTap.objects.exists()
    assert not WorkingCalendar.objects.exists()

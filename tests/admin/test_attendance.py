"""Presensi in Kelola: working calendars with what is unusual about them, for whom they hold, and a person's month."""

import pytest
from django.urls import reverse

from evaluations.domain.attendance.months import compute
from evaluations.enums import DayStatus, StatementSource, TapSource
from evaluations.models import (
    AttendanceMonth,
    AttendanceTap,
    CalendarUse,
    DayStatement,
    Holiday,
    Ramadan,
    WorkingCalendar,
)
from tests import build
from tests.counting import statements_of

ADD = reverse("workingcalendar:add")
USE = reverse("calendaruse:add")
PREVIEW = reverse("attendance_month:index")
ABSENCES = reverse("unexcused:index")
RECOUNT = reverse("attendance_month:recount")
NO_USE = {"unit": "", "employee": "", "ends_on": ""}


@pytest.fixture
def officer(cast, login):
    return login(cast.bkpsdm)


def hours(*rows: tuple[int, str, str, int], ramadan=()) -> dict[str, str]:
    """A posted calendar: weekday, from, to, minutes of rest."""
    every = [(*row, "") for row in rows] + [(*row, "on") for row in ramadan]
    found = {
        "name": "Kalender", "flexible_minutes": "0", "tolerance_minutes": "0",
        "hours-TOTAL_FORMS": str(len(every)), "hours-INITIAL_FORMS": "0",
    }  # fmt: skip
    for number, (weekday, starts, ends, rest, fasting) in enumerate(every):
        row = {
            "id": "", "DELETE": "", "weekday": weekday, "starts_at": starts, "ends_at": ends,
            "rest_minutes": rest,
        }  # fmt: skip
        found |= {f"hours-{number}-{name}": str(value) for name, value in row.items()}
        if fasting:
            found[f"hours-{number}-in_ramadan"] = fasting
    return found


FULL = [*((day, "07:30", "16:00", 60) for day in range(4)), (4, "07:30", "16:30", 90)]
FASTING = [*((day, "08:00", "15:00", 30) for day in range(4)), (4, "08:00", "15:30", 60)]


def test_a_calendar_of_the_regulation_is_saved_without_a_doubt(officer):
    html = officer.post(ADD, hours(*FULL, ramadan=FASTING), follow=True).content.decode()
    assert "menetapkan" not in html
    assert "37,5 jam" in html
    calendar = WorkingCalendar.objects.get().engine
    assert (calendar.week(), calendar.week(is_fasting=True)) == (2250, 1950)


def test_other_hours_a_week_are_saved_and_doubted(officer):
    html = officer.post(ADD, hours(*FULL[:4], ramadan=FASTING), follow=True).content.decode()
    assert "Jam kerja seminggu 30 jam, sedangkan Perpres 21/2023 menetapkan 37,5 jam." in html
    assert "Pada Ramadan 26 jam seminggu" in html
    assert "Jam Ramadan hari Jumat tidak terpakai" in html


def test_part_time_is_not_doubted(officer):
    html = officer.post(ADD, hours(FULL[0]) | {"is_part_time": "on"}, follow=True).content.decode()
    assert "menetapkan" not in html
    assert WorkingCalendar.objects.get().is_part_time


def test_a_night_ends_on_the_next_day(officer):
    officer.post(ADD, hours((0, "21:00", "07:00", 60)))
    assert WorkingCalendar.objects.get().engine.usual[0].ends == 31 * 60


@pytest.mark.parametrize(
    "posted",
    [
        hours(FULL[0], FULL[0]),
        hours((0, "07:30", "08:00", 60)),
        hours((0, "07:30", "16:00", 241)),
        hours(),
    ],
    ids=["a weekday twice", "nothing but rest", "too long a rest", "no hours at all"],
)
def test_senseless_hours_are_refused(officer, posted):
    assert officer.post(ADD, posted).status_code == 200
    assert not WorkingCalendar.objects.exists()


def test_a_calendar_holds_for_a_unit_or_a_person_and_never_both(officer, cast):
    calendar = build.make_calendar()
    posted = NO_USE | {"calendar": str(calendar.pk), "starts_on": "2026-06-01"}
    both = {"unit": str(cast.agency.pk), "employee": str(cast.employee.pk)}
    for wrong in ({}, both):
        assert "Pilih satu: unit atau pegawai." in officer.post(USE, posted | wrong).content.decode()
    early = posted | {"unit": str(cast.agency.pk), "ends_on": "2026-05-31"}
    assert "tidak boleh sebelum" in officer.post(USE, early).content.decode()
    officer.post(USE, posted | {"unit": str(cast.agency.pk)})
    assert CalendarUse.objects.get().unit == cast.agency


def test_ramadan_is_recorded(officer):
    posted = {"starts_on": "2026-02-18", "ends_on": "2026-02-17"}
    assert "tidak boleh sebelum" in officer.post(reverse("ramadan:add"), posted).content.decode()
    officer.post(reverse("ramadan:add"), posted | {"ends_on": "2026-03-19"})
    assert Ramadan.objects.count() == 1


def test_the_month_of_a_person_shows_what_counts(officer, cast, at):
    CalendarUse.objects.create(calendar=build.make_calendar(), employee=cast.employee, starts_on="2026-06-01")
    for moment in (at(2026, 6, 6, 7, 42), at(2026, 6, 6, 14, 0)):  # a Saturday
        AttendanceTap.objects.create(employee=cast.employee, at=moment, source=TapSource.FILE)
    query = {"pegawai": cast.employee.pk, "bulan": 6, "tahun": 2026}
    response = officer.get(PREVIEW, query)
    rows = {row.day.day: row for row in response.context["days"]}
    assert (rows[6].hours, rows[6].late, rows[6].came) == ("07.30–14.00", 12, "07.42")
    assert "Kalender kerja: Enam hari." in " ".join(response.content.decode().split())


def test_senseless_questions_show_no_month(officer):
    for query in ({"pegawai": "x"}, {"pegawai": "1", "bulan": "13", "tahun": "2026"}, {}):
        assert officer.get(PREVIEW, query).context["employee"] is None


def test_only_managers_look_at_it(cast, login):
    assert login(cast.auditor).get(PREVIEW).status_code in (302, 403)


def test_a_month_is_counted_anew_after_a_holiday_was_added(officer, cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 7, 2, 9))
    AttendanceTap.objects.create(employee=cast.employee, at=at(2026, 6, 2, 7, 0), source=TapSource.FILE)
    compute((2026, 6), [cast.employee.pk])
    Holiday.objects.create(day="2026-06-16", name="Tahun Baru Islam")
    html = officer.post(RECOUNT, {"bulan": "2026-06"}, follow=True).content.decode()
    assert "Juni 2026 dihitung ulang" in html
    assert AttendanceMonth.objects.get().working_days == 21


def test_a_senseless_month_is_not_counted_and_nobody_else_may(officer, cast, login):
    assert "Bulan itu tidak ada." in officer.post(RECOUNT, {"bulan": "2026-13"}, follow=True).content.decode()
    assert login(cast.auditor).post(RECOUNT, {"bulan": "2026-06"}).status_code in (302, 403)


def absent(person, first: str, last: str, source=StatementSource.MATRIX) -> None:
    DayStatement.objects.create(
        employee=person, starts_on=first, ends_on=last, status=DayStatus.ABSENT, source=source
    )


def test_who_reaches_a_step_of_the_law_is_listed_with_the_days_that_count(officer, cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 7, 2, 9))
    absent(cast.employee, "2026-06-04", "2026-06-08")  # a weekend within: Thursday, Friday, Monday
    absent(cast.rater, "2026-06-02", "2026-06-03")
    absent(cast.stranger, "2026-06-15", "2026-06-28")
    response = officer.get(ABSENCES)
    found = [(one.employee, len(one.absence.days), one.absence.longest) for one in response.context["warned"]]
    assert found == [(cast.stranger, 10, 10), (cast.employee, 3, 3)]
    html = response.content.decode()
    assert "Ringan: teguran lisan" in html
    assert "4 Jun, 5 Jun, 8 Jun" in html
    assert "gaji dihentikan mulai bulan berikutnya" in html


def test_days_of_another_year_or_excused_since_do_not_count(officer, cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 7, 2, 9))
    absent(cast.employee, "2025-12-29", "2026-01-02")
    absent(cast.employee, "2026-06-08", "2026-06-10")
    DayStatement.objects.create(
        employee=cast.employee, starts_on="2026-06-08", ends_on="2026-06-10", status=DayStatus.LEAVE,
        source=StatementSource.UNIT,
    )  # fmt: skip
    assert officer.get(ABSENCES).context["warned"] == []
    assert len(officer.get(ABSENCES, {"tahun": "2025"}).context["warned"][0].absence.days) == 3


def test_the_list_costs_as_many_statements_for_many_as_for_one(officer, cast, at, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 7, 2, 9))
    absent(cast.employee, "2026-06-01", "2026-06-05")
    one = statements_of(officer, ABSENCES)
    for person in (cast.rater, cast.stranger, cast.reviewer):
        absent(person, "2026-06-01", "2026-06-05")
    assert statements_of(officer, ABSENCES) == one

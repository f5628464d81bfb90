"""Presensi: in, then out, at server time; one's own days; and the months as they are known."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from evaluations.domain.attendance.tapping import tap, today
from evaluations.domain.refusals import Refused
from evaluations.enums import DayStatus, StatementSource, TapKind, TapSource
from evaluations.models import AttendanceMonth, AttendanceTap, DayStatement, Holiday
from tests.counting import statements_of

URL = reverse("portal:attendance")


@pytest.fixture
def clock(monkeypatch, at):
    """``clock(7, 31)`` sets the server's time on 1 July 2026, a Wednesday; ``day`` another day of July."""

    def _set(*time: int, day: int = 1) -> datetime:
        moment = at(2026, 7, day, *time)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return _set


def press(client, kind: str = "IN", **kwargs):
    return client.post(URL, {"kind": kind, **kwargs}, follow=True)


def shown(client, **query) -> str:
    return client.get(URL, query).content.decode()


def test_in_and_out_are_recorded_at_server_time(cast, login, clock):
    client = login(cast.employee)
    came = clock(7, 31)
    assert "Masuk tercatat pukul 07.31 WIB" in press(client, at="2020-01-01").content.decode()
    went = clock(16, 2)
    assert "Pulang tercatat pukul 16.02 WIB" in press(client, "OUT").content.decode()
    rows = AttendanceTap.objects.values_list("kind", "at", "source")
    assert list(rows) == [("IN", came, "portal"), ("OUT", went, "portal")]
    html = shown(client)
    assert "terlambat 1 menit" in html
    assert "yang terakhir yang dihitung" in html


def test_a_second_press_on_masuk_does_not_become_pulang(cast, login):
    client = login(cast.employee)
    press(client)
    assert "Presensi masuk hari ini sudah tercatat." in press(client).content.decode()
    assert AttendanceTap.objects.get().kind == TapKind.IN


def test_an_unknown_button_is_refused(cast, login):
    assert "tidak dikenal" in press(login(cast.employee), "LUNCH").content.decode()
    assert not AttendanceTap.objects.exists()


def test_of_several_pulang_the_last_counts_but_a_second_press_is_none(cast, login, clock):
    client = login(cast.employee)
    clock(7, 20)
    press(client)
    clock(15, 0)
    press(client, "OUT")
    clock(15, 1)
    assert "Presensi pulang hari ini sudah tercatat." in press(client, "OUT").content.decode()
    clock(16, 5)
    press(client, "OUT")
    assert [tap.at.minute for tap in AttendanceTap.objects.all()] == [20, 0, 5]
    assert "sebelum waktunya" not in shown(client)


def test_who_has_not_tapped_by_noon_is_offered_pulang_first_and_masuk_as_well(cast, login, clock):
    client = login(cast.employee)
    clock(11, 59)
    assert client.get(URL).context["today"].kinds == (TapKind.IN,)
    clock(12, 0)
    assert client.get(URL).context["today"].kinds == (TapKind.OUT, TapKind.IN)
    press(client, "IN")
    assert client.get(URL).context["today"].day.late == 270
    assert client.get(URL).context["today"].kinds == (TapKind.OUT,)


def test_before_four_it_is_still_the_day_before(cast, login, clock, at):
    client = login(cast.employee)
    clock(3, 59)
    html = shown(client)
    assert "Hari kerja Selasa" in html
    clock(4, 0)
    assert "Hari ini" in shown(client)


def test_somebody_elses_tap_is_refused(cast, at):
    with pytest.raises(Refused) as refused:
        tap(cast.employee, kind=TapKind.IN, actor=cast.rater.user, now=at(2026, 7, 1, 7))
    assert refused.value.code == "not_yours"
    assert not AttendanceTap.objects.exists()


def test_two_presses_at_the_same_moment_leave_one_tap(cast, at, monkeypatch):
    now = at(2026, 7, 1, 7, 20)
    before = today(cast.employee, now)
    tap(cast.employee, kind=TapKind.IN, actor=cast.employee.user, now=now)
    monkeypatch.setattr("evaluations.domain.attendance.tapping.today", lambda *args: before)
    with pytest.raises(Refused) as refused:
        tap(cast.employee, kind=TapKind.IN, actor=cast.employee.user, now=now)
    assert refused.value.code == "already_tapped"
    assert AttendanceTap.objects.count() == 1


def test_the_schedule_of_the_day_is_shown(cast, login, clock):
    client = login(cast.employee)
    clock(7, 0)
    assert "07.30–16.00 WIB" in shown(client)
    clock(7, 0, day=3)
    assert "07.30–16.30 WIB" in shown(client)


def test_a_sunday_and_a_holiday_say_so(cast, login, clock):
    client = login(cast.employee)
    clock(9, 0, day=5)
    assert "Hari ini bukan hari kerja Anda." in shown(client)
    Holiday.objects.create(day="2026-07-06", name="Cuti bersama uji")
    clock(9, 0, day=6)
    assert "Cuti bersama uji" in shown(client)


def test_the_days_of_a_month_say_what_they_come_to(cast, login, clock, at):
    client = login(cast.employee)
    for day, hour, minute in ((2, 7, 45), (2, 15, 50), (3, 7, 0)):
        AttendanceTap.objects.create(
            employee=cast.employee, at=at(2026, 7, day, hour, minute), source=TapSource.FILE
        )
    DayStatement.objects.create(
        employee=cast.employee,
        starts_on="2026-07-06",
        ends_on="2026-07-07",
        status=DayStatus.LEAVE,
        source=StatementSource.UNIT,
    )
    clock(9, 0, day=9)
    response = client.get(URL)
    rows = {row.day.day: row for row in response.context["days"]}
    assert [(rows[day].late, rows[day].early, rows[day].word, rows[day].missing) for day in (2, 3, 6, 8)] == [
        (15, 10, "Hadir di kantor", ""),
        (0, 0, "Hadir di kantor", "tidak presensi pulang"),
        (0, 0, "Cuti", ""),
        (0, 0, "Belum ada keterangan", ""),
    ]
    assert (rows[1].is_open, rows[9].is_open, rows[10].is_ahead, rows[4].is_free) == (True, False, True, True)
    assert rows[6].origin == "pengelola unit"
    assert response.context["sums"] == (
        "6 hari kerja, 2 hadir, 2 cuti, 2 belum ada keterangan, 1 kali tidak presensi, "
        "terlambat 15 menit, pulang cepat 10 menit"
    )


def test_months_are_turned_in_the_address_and_none_lies_ahead(cast, login, clock):
    clock(8, 0)
    client = login(cast.employee)
    assert client.get(URL, {"bulan": "2026-06"}).context["month"] == date(2026, 6, 1)
    for wrong in ("2026-08", "1999-12", "2026-13", "2026-1", "x", "2026-0²"):
        assert client.get(URL, {"bulan": wrong}).status_code == 404


def month(employee, number: int, year: int = 2026, **figures) -> AttendanceMonth:
    return AttendanceMonth.objects.create(
        employee=employee, year=year, month=number, source="Impor Juni", **figures
    )


def test_months_show_what_is_known_and_a_dash_for_the_rest(cast, login, clock):
    clock(8, 0)
    month(cast.employee, 6, late_minutes=95)
    month(cast.rater, 6, late_minutes=77)
    html = shown(login(cast.employee))
    assert "Juni 2026" in html
    assert "95 menit" in html
    assert "Impor Juni" in html
    assert "–" in html
    assert "77" not in html


def test_years_are_chosen_in_the_address(cast, login, clock):
    clock(8, 0)
    month(cast.employee, 12, 2025)
    client = login(cast.employee)
    assert list(client.get(URL).context["months"]) == []
    assert [row.month for row in client.get(URL, {"tahun": "2025"}).context["months"]] == [12]
    assert client.get(URL, {"tahun": "2019"}).status_code == 404


def test_without_an_employee_record_there_is_no_attendance(cast, login):
    assert login(cast.bkpsdm).get(URL).status_code == 404
    assert login(cast.bkpsdm).post(URL, {"kind": "IN"}).status_code == 404


def test_the_page_needs_as_many_statements_for_many_days_as_for_one(cast, login, clock, at):
    clock(8, 0, day=30)
    client = login(cast.employee)
    month(cast.employee, 6)
    AttendanceTap.objects.create(employee=cast.employee, at=at(2026, 7, 2, 7), source=TapSource.FILE)
    one = statements_of(client, URL)
    month(cast.employee, 5)
    for day in (3, 6, 7):
        AttendanceTap.objects.create(employee=cast.employee, at=at(2026, 7, day, 7), source=TapSource.FILE)
    assert statements_of(client, URL) == one
    assert one <= 24

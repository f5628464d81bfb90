"""Presensi: in, then out, at server time; and the months as they are known."""

from datetime import datetime

import pytest
from django.urls import reverse

from evaluations.domain.evaluating import attendance
from evaluations.domain.refusals import Refused
from evaluations.enums import TapKind
from evaluations.models import AttendanceMonth, AttendanceTap
from tests.counting import statements_of

URL = reverse("portal:attendance")


@pytest.fixture
def clock(monkeypatch, at):
    """``clock(7, 31)`` sets the server's time on 1 July 2026."""

    def _set(*time: int) -> datetime:
        moment = at(2026, 7, 1, *time)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return _set


def press(client, kind: str = "IN", **kwargs):
    return client.post(URL, {"kind": kind, **kwargs}, follow=True)


def test_in_and_out_are_recorded_at_server_time(cast, login, clock):
    client = login(cast.employee)
    came = clock(7, 31)
    assert "Masuk tercatat pukul 07.31 WIB" in press(client, at="2020-01-01").content.decode()
    went = clock(16, 2)
    assert "Pulang tercatat pukul 16.02 WIB" in press(client, "OUT").content.decode()
    assert list(AttendanceTap.objects.values_list("kind", "at")) == [("IN", came), ("OUT", went)]
    assert "sudah tercatat" in client.get(URL).content.decode()


def test_a_second_press_on_masuk_does_not_become_pulang(cast, login):
    client = login(cast.employee)
    press(client)
    assert "Presensi masuk hari ini sudah tercatat." in press(client).content.decode()
    assert AttendanceTap.objects.get().kind == TapKind.IN


def test_an_unknown_button_is_refused(cast, login):
    assert "tidak dikenal" in press(login(cast.employee), "LUNCH").content.decode()
    assert not AttendanceTap.objects.exists()


def test_the_day_is_the_one_in_bantul(cast, at):
    late_evening_utc = at(2026, 7, 2, 6, 30)  # 23.30 of 1 July in UTC
    tap = attendance.tap(cast.employee, actor=cast.employee.user, now=late_evening_utc)
    assert f"{tap.on}" == "2026-07-02"


def test_a_third_tap_and_somebody_elses_are_refused(cast, at):
    for hour in (7, 16):
        attendance.tap(cast.employee, actor=cast.employee.user, now=at(2026, 7, 1, hour))
    for code, actor in (("not_yours", cast.rater.user), ("already_tapped", cast.employee.user)):
        with pytest.raises(Refused) as refused:
            attendance.tap(cast.employee, actor=actor, now=at(2026, 7, 1, 17))
        assert refused.value.code == code


def test_two_presses_at_the_same_moment_leave_one_tap(cast, monkeypatch):
    monkeypatch.setattr(attendance, "taps_of", lambda employee, on: [])  # both looked before either wrote
    attendance.tap(cast.employee, actor=cast.employee.user)
    with pytest.raises(Refused) as refused:
        attendance.tap(cast.employee, actor=cast.employee.user)
    assert refused.value.code == "already_tapped"
    assert AttendanceTap.objects.count() == 1


def month(employee, number: int, year: int = 2026, **figures) -> AttendanceMonth:
    return AttendanceMonth.objects.create(
        employee=employee, year=year, month=number, source="Impor Juni", **figures
    )


def test_months_show_what_is_known_and_a_dash_for_the_rest(cast, login, clock):
    clock(8, 0)
    month(cast.employee, 6, late_minutes=95)
    month(cast.rater, 6, late_minutes=77)
    html = login(cast.employee).get(URL).content.decode()
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


def test_the_page_needs_as_many_statements_for_three_months_as_for_one(cast, login, clock):
    clock(8, 0)
    client = login(cast.employee)
    month(cast.employee, 6)
    one = statements_of(client, URL)
    month(cast.employee, 5)
    month(cast.employee, 4)
    assert statements_of(client, URL) == one
    assert one <= 12

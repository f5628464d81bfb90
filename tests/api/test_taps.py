"""Machines send taps: as often as they like, the good ones taken, a reason for each other one."""

import json
from collections import Counter
from datetime import date

import pytest
from django.test import Client

from evaluations.domain.attendance.pushing import MOST
from evaluations.enums import ApiScope, ImportKind
from evaluations.models import AttendanceMonth, AttendanceTap
from tests import build
from tests.exchange.importing import import_file

ADDRESS = "/api/v1/attendance/taps/"


@pytest.fixture
def now(monkeypatch, at):
    """It is 3 June 2026, 09:00."""
    moment = at(2026, 6, 3, 9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    return moment


@pytest.fixture
def send(api, now):
    """``send(taps, …)`` as a machine of the whole regency, or of a ``unit``."""

    def _send(body, *, scope=ApiScope.ATTENDANCE, unit=None):
        token = api(scope, unit=unit).token
        return Client().post(
            ADDRESS, json.dumps(body), "application/json", headers={"Authorization": f"Bearer {token}"}
        )

    return _send


def tap(person, moment="2026-06-02T07:25:40+07:00", **more) -> dict:
    return {"nip": person.nip, "at": moment, **more}


def test_taps_are_recorded_to_the_minute_and_make_the_month(cast, send, at):
    taps = [tap(cast.employee, device="FP-1"), tap(cast.employee, "2026-06-02T08:40:00Z", device="FP-2")]
    body = send({"taps": taps}).json()
    assert body == {"received": 2, "created": 2, "known": 0, "rejected": [], "clock_drift_seconds": None}
    rows = AttendanceTap.objects.values_list("at", "device", "source")
    assert [*rows] == [(at(2026, 6, 2, 7, 25), "FP-1", "push"), (at(2026, 6, 2, 15, 40), "FP-2", "push")]
    month = AttendanceMonth.objects.get()
    assert (month.employee, month.early_minutes, month.days_present) == (cast.employee, 20, 1)


def test_sent_again_or_twice_at_once_they_count_once(cast, send):
    assert send([tap(cast.employee), tap(cast.employee, "2026-06-02T07:25:01+07:00")]).json()["known"] == 1
    body = send([tap(cast.employee, "02/06/2026 07:25")]).json()
    assert (body["created"], body["known"]) == (0, 1)
    assert AttendanceTap.objects.count() == 1


def test_the_same_tap_by_file_and_by_machine_counts_once(cast, send):
    line = f"nip;waktu;mesin\r\n{cast.employee.nip};02/06/2026 07:25;FP-1\r\n".encode()
    assert import_file(ImportKind.TAPS, line, "tap.csv").created == 1
    assert send([tap(cast.employee)]).json()["known"] == 1
    send([tap(cast.rater)])
    again = line.replace(cast.employee.nip.encode(), cast.rater.nip.encode())
    assert import_file(ImportKind.TAPS, again, "tap.csv").unchanged == 1
    assert AttendanceTap.objects.count() == 2


def test_what_is_wrong_is_told_one_by_one_and_the_rest_is_recorded(cast, send):
    taps = [
        {"nip": "1023", "at": "2026-06-02T07:25"},
        tap(cast.employee, "2026-06-31T07:25"),
        tap(cast.employee, "2026-06-03T09:11"),
        tap(cast.employee, "2025-04-01T07:00"),
        "ketuk",
        tap(cast.employee, device="x" * 41),
        {"at": "2026-06-02T07:25"},
        {"nip": cast.employee.nip, "waktu": "2026-06-02 07:25", "mesin": "FP-1"},
    ]
    body = send(taps).json()
    assert [(one["index"], one["code"]) for one in body["rejected"]] == [
        (0, "unknown_nip"), (1, "invalid_datetime"), (2, "in_future"), (3, "too_old"), (4, "not_a_tap"),
        (5, "device_too_long"), (6, "unknown_nip"),
    ]  # fmt: skip
    assert body["rejected"][0]["message"].startswith("NIP ini bukan pegawai")
    assert (body["received"], body["created"]) == (8, 1)


def test_a_former_nip_is_known(cast, send):
    cast.employee.former_nips.create(nip="199003152015032999", until=date(2020, 1, 1))
    assert send([{"nip": "199003152015032999", "at": "2026-06-02T07:25"}]).json()["created"] == 1


def test_a_machine_of_a_unit_speaks_of_its_people_only(cast, send):
    body = send([tap(cast.employee), tap(cast.stranger)], unit=cast.agency).json()
    assert (body["created"], [one["index"] for one in body["rejected"]]) == (1, [1])


def test_times_without_an_offset_are_those_of_the_named_zone(cast, send, at):
    send({"taps": [tap(cast.employee, "2026-06-02T09:25")], "timezone": "Asia/Jayapura"})
    assert AttendanceTap.objects.get().at == at(2026, 6, 2, 7, 25)


def test_a_clock_is_compared_and_one_too_far_off_records_nothing(cast, send):
    def sent(moment: str):
        return send({"taps": [tap(cast.employee)], "sent_at": moment})

    for wrong in ("2026-06-03T08:54+07:00", "2026-06-03T09:06+07:00"):
        body = sent(wrong)
        assert (body.status_code, body.json()["code"]) == (400, "clock_drift")
        assert "6 menit" in body.json()["fields"]["sent_at"][0]
    assert not AttendanceTap.objects.exists()
    assert sent("2026-06-03T08:55+07:00").json()["clock_drift_seconds"] == 300


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"orang": []}, "invalid_body"),
        ("ketuk", "invalid_body"),
        ({"taps": [], "timezone": "Mars/Olympus"}, "invalid_body"),
        ({"taps": [], "timezone": "../etc"}, "invalid_body"),
        ({"taps": [], "sent_at": "kemarin"}, "invalid_body"),
        ([{}] * (MOST + 1), "too_many_taps"),
    ],
)
def test_a_senseless_call_is_refused_as_a_whole(send, body, code):
    response = send(body)
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_no_other_scope_may_send(cast, send):
    for scope in (ApiScope.PERSONAL, ApiScope.AGGREGATE):
        assert send([tap(cast.employee)], scope=scope).status_code == 403
    assert Client().post(ADDRESS, "[]", "application/json").status_code == 401
    assert not AttendanceTap.objects.exists()


def test_it_is_a_door_for_writing_only(api):
    assert api(ApiScope.ATTENDANCE).get("attendance/taps/").status_code == 405


def test_taps_of_today_compute_no_month_yet(cast, send):
    send([tap(cast.employee, "2026-06-03T07:25")])
    assert not AttendanceMonth.objects.exists()


def test_many_taps_cost_few_statements(cast, send, django_assert_max_num_queries):
    people = [build.make_employee(f"Pegawai {number}") for number in range(20)]
    taps = [tap(person, f"2026-06-02T{hour:02}:25") for person in people for hour in range(7, 17)]
    with django_assert_max_num_queries(25):
        body = send(taps).json()
    assert (body["created"], Counter(one["code"] for one in body["rejected"])) == (200, {})

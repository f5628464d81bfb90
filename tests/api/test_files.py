"""A list as a file: whole and of one moment, or whoever pulls it can tell that it is not."""

import csv
import io
import json

import pytest
from django.test import Client

from evaluations.models import Employee, Evaluation
from tests import build

pytestmark = pytest.mark.django_db

LISTS = [
    "results/",
    "indicator-scores/",
    "employees/",
    "units/",
    "attendance/",
    "guidance/",
    "summary/distribution/",
]
FILES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def body(response) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def lines(response) -> list[dict]:
    return [json.loads(line) for line in body(response).decode().splitlines()]


@pytest.fixture
def three(cast, delivered):
    period = build.make_period()
    return [delivered(person, period) for person in (cast.employee, cast.rater, cast.stranger)]


@pytest.mark.parametrize("path", LISTS)
def test_lines_of_json_are_the_rows_of_json_and_say_at_the_end_that_they_are_all(api, three, path):
    reader = api()
    *rows, last = lines(reader.get(path, format="ndjson"))
    assert rows == reader.results(path)
    assert last == {"rows": len(rows), "complete": True}


def test_an_empty_list_is_complete_too(api):
    assert lines(api().get("results/", format="ndjson")) == [{"rows": 0, "complete": True}]


def test_a_long_list_is_sent_in_parts_and_loses_no_row(api, cast, monkeypatch):
    monkeypatch.setattr("evaluations.exchange.exports.LINES_AT_ONCE", 2)
    monkeypatch.setattr("evaluations.api.lists.MAX_SIZE", 3)
    reader = api()
    for number in range(7):
        build.make_employee(f"Pegawai {number}")
    *rows, last = lines(reader.get("employees/", format="ndjson"))
    assert [row["id"] for row in rows] == list(Employee.objects.order_by("pk").values_list("pk", flat=True))
    assert last["rows"] == len(rows)


@pytest.mark.parametrize("path", ["results/", "employees/", "units/", "attendance/", "guidance/"])
def test_a_table_says_before_how_many_rows_it_has(api, three, path):
    response = api().get(path, format="csv")
    rows = list(csv.DictReader(io.StringIO(body(response).decode())))
    assert response.headers["X-Rows"] == str(len(rows))


def test_a_list_whose_rows_are_not_counted_before_does_not_say_a_wrong_number(api, three):
    assert "X-Rows" not in api().get("indicator-scores/", format="csv").headers


@pytest.mark.parametrize(("name", "media_type"), FILES.items())
@pytest.mark.parametrize("path", ["results/", "summary/distribution/"])
def test_a_file_may_be_asked_for_in_accept(api, three, path, name, media_type):
    headers = {"Authorization": f"Bearer {api().token}", "Accept": media_type.partition(";")[0]}
    response = Client().get(f"/api/v1/{path}", headers=headers)
    assert (response.status_code, response.headers["Content-Type"]) == (200, media_type)
    assert f'.{name}"' in response.headers["Content-Disposition"]


def test_what_is_asked_for_in_accept_is_refused_in_json(api):
    headers = {"Authorization": f"Bearer {api().token}", "Accept": "text/csv"}
    response = Client().get("/api/v1/results/?tahun=2026", headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "unknown_parameter")
    assert Client().get("/api/v1/results/1/", headers=headers).status_code == 406


@pytest.mark.parametrize("path", ["results/", "attendance/", "summary/distribution/"])
def test_the_schema_tells_tools_what_each_column_holds(api, path):
    reader = api()
    fields = {field["name"]: field["type"] for field in reader.get(path, format="schema").json()["fields"]}
    header = body(reader.get(path, format="csv")).decode().splitlines()[0]
    assert list(fields) == header.split(",")
    assert fields.get("nip", "string") == fields.get("rater_nip", "string") == "string"


def test_a_page_that_has_not_changed_is_not_sent_again(api, three):
    reader = api()
    first = reader.get("results/")
    headers = {"Authorization": f"Bearer {reader.token}", "If-None-Match": first.headers["ETag"]}
    again = Client().get("/api/v1/results/", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    Evaluation.objects.filter(pk=three[0].pk).update(name="Siti Aminah, S.Kep.")
    assert Client().get("/api/v1/results/", headers=headers).status_code == 200


@pytest.mark.parametrize("moment", ["2020-07-01T00:00:00 07:00", "2020-07-01T00:00:00.123456 0700"])
def test_the_sign_of_the_zone_may_arrive_as_a_space(api, three, moment):
    assert len(api().results("results/", updated_since=moment)) == 3


@pytest.mark.parametrize("moment", ["2020-07-01 07:00", "2020-07-01T00:00:00+07:00"])
def test_other_spaces_and_signs_mean_what_they_say(api, three, moment):
    assert len(api().results("results/", updated_since=moment)) == 3

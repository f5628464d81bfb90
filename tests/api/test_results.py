import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain.evaluating.objection_days import objection_until
from evaluations.domain.evaluating.plan_versions import freeze, pin
from evaluations.enums import (
    AssignmentKind,
    EmploymentType,
    ObjectionStart,
    PeriodKind,
    Rating,
    State,
)
from evaluations.models import Assignment, Evaluation
from tests import build, schemas
from tests.guards import take_guards_off

pytestmark = pytest.mark.django_db

CONTRACT = [
    "id", "nip", "name", "employment_type", "position", "unit_code", "unit_name", "agency_code", "agency_name",
    "period", "period_kind", "year", "month", "form", "form_version", "state", "rating_hasil_kerja",
    "rating_perilaku", "predikat", "predikat_label", "index_score", "competency_score", "rater_nip", "rater_name",
    "rated_at", "delivered_at", "final_at", "updated_at", "plan", "plan_version", "plan_approved_at", "plan_position",
    "plan_unit_name", "status_kinerja", "objection_until",
]  # fmt: skip


def ids(rows) -> list[int]:
    return [row["id"] for row in rows]


def local(value) -> str:
    return timezone.localtime(value).isoformat()


def test_a_delivered_result_has_exactly_the_fields_of_the_contract(api, cast, delivered):
    row = delivered(cast.employee, build.make_period(2026, 7), rater=cast.rater, position="Perawat")
    row.refresh_from_db()
    assert api().results("results/") == [
        {
            "id": row.pk,
            "nip": "199003152015032501",
            "name": "Siti Aminah",
            "employment_type": "PNS",
            "position": "Perawat",
            "unit_code": "20071",
            "unit_name": "Bidang Pencegahan Penyakit",
            "agency_code": "10200",
            "agency_name": "Dinas Kesehatan",
            "period": row.period_id,
            "period_kind": "MONTHLY",
            "year": 2026,
            "month": 7,
            "form": row.form_version.form.key,
            "form_version": row.form_version_id,
            "state": "DELIVERED",
            "rating_hasil_kerja": "MEETS",
            "rating_perilaku": "MEETS",
            "predikat": "BAIK",
            "predikat_label": "Baik",
            "index_score": "87.50",
            "competency_score": None,
            "rater_nip": "198001012005011502",
            "rater_name": "Budi Santoso",
            "rated_at": local(row.rated_at),
            "delivered_at": local(row.delivered_at),
            "final_at": None,
            "updated_at": local(row.updated_at),
            "plan": None,
            "plan_version": None,
            "plan_approved_at": None,
            "plan_position": None,
            "plan_unit_name": None,
            "status_kinerja": "MEETS",
            "objection_until": local(objection_until(row)),
        }
    ]


def test_until_when_one_may_object_is_told_by_the_clock_of_the_period_and_not_before_delivery(
    api, cast, delivered
):
    opened = timezone.now() - timedelta(days=2)
    by_reading = build.make_period(2026, 7, objection_from=ObjectionStart.READ, objection_days=5)
    row = delivered(cast.employee, by_reading, result_read_at=opened)
    delivered(cast.stranger, by_reading, state=State.RATED)
    found = {one["id"]: one["objection_until"] for one in api().results("results/")}
    assert found.pop(row.pk) == local(opened + timedelta(days=5))
    assert [*found.values()] == [None]


def test_fields_stand_in_the_order_of_the_contract(api, cast, delivered):
    delivered(cast.employee, build.make_period())
    [row] = api().results("results/")
    assert list(row) == CONTRACT


@pytest.fixture
def reported(cast, delivered):
    """``reported(state)``: Siti's July against the second version of her plan, and the first of her Plt beside it."""

    def _reported(state=State.DELIVERED, period=None, **fields) -> tuple[Evaluation, list]:
        plan = build.make_plan(cast.employee, rater=cast.rater)
        freeze(plan)
        Assignment.objects.filter(pk=plan.assignment_id).update(
            position="Perawat Ahli Madya"
        )  # promoted since
        acting = build.make_assignment(
            cast.employee, cast.agency, "Plt. Kepala Bidang", kind=AssignmentKind.PLT
        )
        beside = build.make_plan(cast.employee, post=acting, rater=cast.rater)
        period = period or build.make_period(2026, 7)
        row = delivered(cast.employee, period, state=state, **fields)
        versions = [plan.versions.get(number=2), beside.versions.get()]
        take_guards_off()  # they let nothing be added to what is sent
        pin(row, [version.pk for version in versions])
        return row, versions

    return _reported


def test_a_result_names_the_version_and_the_post_that_it_was_reported_against(api, reported):
    """The post as it was when the plan was approved; the detail names what was held beside it too."""
    row, (own, beside) = reported()
    reader = api()
    [flat] = reader.results("results/")
    assert {name: flat[name] for name in CONTRACT if name.startswith("plan")} == {
        "plan": own.plan_id,
        "plan_version": 2,
        "plan_approved_at": local(own.approved_at),
        "plan_position": "Perawat Ahli Pertama",
        "plan_unit_name": "Bidang Pencegahan Penyakit",
    }
    [first, second] = reader.get(f"results/{row.pk}/").json()["plans"]
    assert first == {
        "plan": own.plan_id,
        "year": 2026,
        "version": 2,
        "approved_at": local(own.approved_at),
        "position": "Perawat Ahli Pertama",
        "unit_name": "Bidang Pencegahan Penyakit",
    }
    assert (second["plan"], second["version"], second["position"]) == (
        beside.plan_id,
        1,
        "Plt. Kepala Bidang",
    )


@pytest.mark.parametrize("state", State)
def test_what_is_not_sent_is_reported_against_nothing(api, reported, state):
    """Also where it was sent before and taken back: another version may hold by then."""
    row, _ = reported(state)
    reader = api()
    [flat] = reader.results("results/")
    is_sent = state not in (State.OPEN, State.DRAFT, State.RETURNED)
    assert (flat["plan_version"] is not None) == is_sent
    assert len(reader.get(f"results/{row.pk}/").json()["plans"]) == (2 if is_sent else 0)


RESULT_FIELDS = ("rating_hasil_kerja", "rating_perilaku", "predikat", "predikat_label", "index_score")
KNOWN = {State.DELIVERED, State.ACKNOWLEDGED, State.OBJECTED, State.EXPLAINED, State.FINAL}


@pytest.mark.parametrize("state", State)
def test_ratings_are_reported_only_once_the_employee_knows_them(api, cast, delivered, state):
    delivered(cast.employee, build.make_period(), state=state)
    reader = api()
    [row] = reader.results("results/")
    assert row["state"] == state
    assert {row[name] is not None for name in RESULT_FIELDS} == {state in KNOWN}
    found = reader.results("results/", predikat="BAIK")
    assert ids(found) == ([row["id"]] if state in KNOWN else [])


@pytest.fixture
def spread(cast, delivered, reported):
    """Rows that differ in everything that can be filtered: name → id."""
    july = build.make_period(2026, 7)
    quarter = build.make_period(2026, 9, kind=PeriodKind.QUARTERLY)
    older = build.make_period(2025, 12)
    pppk = build.make_employee("Wati", employment_type=EmploymentType.PPPK)
    build.make_assignment(pppk, cast.agency)
    sheet = build.make_form_version(schemas.competence_sheet(), key="kompetensi")
    official = build.make_form_version()
    make = {"version": official}
    return {
        "july": reported(period=july, **make)[0].pk,
        "quarter": delivered(cast.employee, quarter, **make).pk,
        "older": delivered(cast.employee, older, "SANGAT_BAIK", **make).pk,
        "pppk": delivered(pppk, july, state=State.FINAL, **make).pk,
        "open": build.make_evaluation(cast.stranger, july, **make).pk,
        "sheet": delivered(cast.stranger, july, version=sheet, predikat="", predikat_label="").pk,
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"year": 2025}, ["older"]),
        ({"month": 9}, ["quarter"]),
        ({"kind": "QUARTERLY"}, ["quarter"]),
        ({"unit": "10200"}, ["july", "quarter", "older", "pppk"]),
        ({"unit": "20071"}, ["july", "quarter", "older"]),
        ({"predikat": "SANGAT_BAIK"}, ["older"]),
        ({"state": "FINAL"}, ["pppk"]),
        ({"state": "OPEN"}, ["open"]),
        ({"employment_type": "PPPK"}, ["pppk"]),
        ({"form": "kompetensi"}, ["sheet"]),
        ({"nip": "199107072016011505"}, ["open", "sheet"]),
        ({"nip": "199107072016011505", "state": "OPEN"}, ["open"]),
        ({"nip": "999999999999999999"}, []),
        (
            {"updated_since": "2026-01-01T00:00:00+07:00"},
            ["july", "quarter", "older", "pppk", "open", "sheet"],
        ),
        ({"updated_since": "2099-01-01"}, []),
    ],
    ids=str,
)
def test_a_filter_gives_exactly_its_rows(api, spread, parameters, expected):
    assert ids(api().results("results/", **parameters)) == [spread[name] for name in expected]


def test_the_period_filter_takes_the_id_of_the_list_of_periods(api, spread):
    reader = api()
    [older] = reader.results("periods/", year=2025)
    assert ids(reader.results("results/", period=older["id"])) == [spread["older"]]


def follow(reader, address: str) -> list[list[int]]:
    """The ids of each page, along ``next``."""
    pages = []
    while address:
        answer = reader.get(address.split("/api/v1/")[-1]).json()
        pages.append(ids(answer["results"]))
        address = answer["next"]
    return pages


@pytest.fixture
def seven(cast):
    """Seven rows, five of them changed in the same instant."""
    period = build.make_period()
    people = [build.make_employee(f"Pegawai {number}") for number in range(7)]
    rows = [build.make_evaluation(person, period, unit=cast.division) for person in people]
    instant = timezone.now()
    Evaluation.objects.filter(pk__in=[row.pk for row in rows[:5]]).update(updated_at=instant)
    return [row.pk for row in rows]


def test_pages_hold_every_row_once(api, seven):
    pages = follow(api(), "results/?limit=3")
    assert pages == [seven[:3], seven[3:6], seven[6:]]


def test_pages_by_change_hold_every_row_once_although_the_moments_are_equal(api, seven):
    pages = follow(api(), "results/?limit=2&updated_since=2026-01-01")
    rows = Evaluation.objects.order_by("updated_at", "pk").values_list("pk", flat=True)
    assert [row for page in pages for row in page] == list(rows)
    assert [len(page) for page in pages] == [2, 2, 2, 1]


def unsigned(address: str) -> str:
    """Without the signature, which carries the second of its making."""
    before, _, after = address.partition("%3A")
    return before + after.partition("&")[1]


@pytest.mark.parametrize("extra", ["", "&updated_since=2026-01-01"])
def test_previous_leads_back_over_the_same_pages(api, seven, extra):
    reader = api()
    first = reader.get(f"results/?limit=3{extra}").json()
    second = reader.get(first["next"].split("/api/v1/")[1]).json()
    back = reader.get(second["previous"].split("/api/v1/")[1]).json()
    assert (first["previous"], back["previous"]) == (None, None)
    assert ids(back["results"]) == ids(first["results"])
    assert unsigned(back["next"]) == unsigned(first["next"])


def test_the_last_page_has_no_next_even_when_it_is_full(api, seven):
    assert api().get("results/", limit=7).json()["next"] is None


def test_long_lists_are_not_counted(api, seven):
    assert set(api().get("results/").json()) == {"next", "previous", "results"}


def test_a_client_of_a_unit_reads_its_subtree_only(api, cast, spread):
    reader = api(unit=cast.other_agency)
    assert ids(reader.results("results/")) == [spread["open"], spread["sheet"]]
    assert reader.get(f"results/{spread['open']}/").status_code == 200
    foreign = reader.get(f"results/{spread['july']}/")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert reader.get("results/", unit="10200").status_code == 400


def test_the_detail_adds_answers_explanation_and_history(api, cast, delivered):
    row = delivered(
        cast.employee,
        build.make_period(),
        answers={"rating_perilaku": "MEETS"},
        trace=[{"step": "kuadran"}],
        notes="Baik sekali.",
    )
    row.events.create(
        action="rate", from_state="SUBMITTED", to_state="RATED", actor_name="Budi", note="rahasia",
        data={"predikat": "BAIK"}, version=2, at=timezone.now(),
    )  # fmt: skip
    reader = api()
    [flat] = reader.results("results/")
    answer = reader.get(f"results/{row.pk}/").json()
    [event] = answer.pop("events")
    assert answer == flat | {
        "answers": {"rating_perilaku": "MEETS"},
        "plan_rows": [],
        "figures": {},
        "trace": [{"step": "kuadran"}],
        "index_label": "",
        "notes": "Baik sekali.",
        "recommendation": "",
        "plans": [],
        "part": {"number": 1, "starts_on": "2026-07-01", "ends_on": "2026-07-28", "counts": True},
        "organization_performance": None,
    }
    assert set(event) == {"action", "from_state", "to_state", "actor_name", "at"}


def test_the_detail_says_what_the_organisation_achieved(api, cast, delivered):
    row = delivered(cast.employee, build.make_period())
    build.determine(row.period, {cast.agency: "BAIK"})
    assert api().get(f"results/{row.pk}/").json()["organization_performance"] == {
        "level": "BAIK",
        "level_label": "Baik",
        "unit_code": "10200",
        "unit_name": "Dinas Kesehatan",
        "decided_on": "2026-07-01",
    }


@pytest.mark.parametrize("state", [State.DRAFT, State.SUBMITTED, State.RATED])
def test_the_detail_keeps_what_was_not_delivered(api, cast, delivered, state):
    secret = {"answers": {"rating_perilaku": "ABOVE"}, "trace": [{"step": "x"}], "notes": "belum"}
    row = delivered(cast.employee, build.make_period(), state=state, **secret)
    answer = api().get(f"results/{row.pk}/").json()
    hidden = ("answers", "plan_rows", "figures", "trace", "index_label", "notes", "recommendation")
    assert {answer[name] for name in (*hidden, *RESULT_FIELDS)} == {None}


def rows_of_csv(response) -> list[dict]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


def test_csv_agrees_with_json(api, spread):
    reader = api()
    response = reader.get("results/", format="csv", year=2026)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    expected = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        for row in reader.results("results/", year=2026)
    ]
    assert rows_of_csv(response) == expected


def test_the_workbook_agrees_with_json(api, spread):
    reader = api()
    response = reader.get("results/", format="xlsx", year=2026)
    header, *lines = load_workbook(io.BytesIO(response.getvalue())).active.iter_rows(values_only=True)
    expected = reader.results("results/", year=2026)
    found = [dict(zip(header, line, strict=True)) for line in lines]
    moments = ("rated_at", "delivered_at", "final_at", "updated_at", "plan_approved_at", "objection_until")
    for row, wanted in zip(found, expected, strict=True):
        for name in moments:
            assert (row.pop(name) is None) == (wanted.pop(name) is None)
        row["index_score"] = row["index_score"] and f"{Decimal(str(row['index_score'])):.2f}"
    assert found == expected
    assert list(header) == CONTRACT


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_a_name_like_a_formula_stays_text(api, cast, delivered, name):
    delivered(cast.employee, build.make_period(), rating_hasil_kerja=Rating.ABOVE)
    Evaluation.objects.update(name=name)
    reader = api()
    [row] = rows_of_csv(reader.get("results/", format="csv"))
    assert row["name"] == f"'{name}"
    sheet = load_workbook(io.BytesIO(reader.get("results/", format="xlsx").getvalue())).active
    cell = sheet.cell(row=2, column=CONTRACT.index("name") + 1)
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_file_holds_all_pages(api, seven, monkeypatch):
    monkeypatch.setattr("evaluations.api.lists.MAX_SIZE", 2)
    assert [int(row["id"]) for row in rows_of_csv(api().get("results/", format="csv"))] == seven


def test_a_workbook_of_too_many_rows_is_refused(api, seven, monkeypatch):
    monkeypatch.setattr("evaluations.api.lists.ListView.most_in_workbook", 6)
    response = api().get("results/", format="xlsx")
    assert (response.status_code, response.json()["code"]) == (400, "too_many_rows")
    monkeypatch.setattr("evaluations.api.lists.ListView.most_in_workbook", 7)
    assert api().get("results/", format="xlsx").status_code == 200


def test_a_page_needs_as_many_statements_for_three_rows_as_for_one(api, cast, delivered):
    reader, period = api(), build.make_period()

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.results("results/", unit="10200", year=2026)
        return len(captured)

    delivered(cast.employee, period)
    with_one = statements()
    for person in (cast.rater, cast.reviewer):
        delivered(person, period)
    assert (with_one, statements()) == (4, 4)  # token, unit of the filter, rows, plans

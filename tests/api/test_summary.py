import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluations.enums import ApiScope, EmploymentType, Predikat, State
from tests import build

pytestmark = pytest.mark.django_db

DISTRIBUTION, COMPLETENESS = "summary/distribution/", "summary/completeness/"


@pytest.fixture
def results(delivered):
    """``results(unit, period, BAIK=3, KURANG=1)`` makes that many results of different people."""

    def _results(unit, period, **numbers):
        people = [
            (build.make_employee(f"{predikat} {number}"), predikat)
            for predikat, amount in numbers.items()
            for number in range(amount)
        ]
        for person, predikat in people:
            delivered(person, period, predikat, unit=unit)
        return [person for person, _ in people]

    return _results


def counts(**numbers) -> dict:
    predikats = dict.fromkeys(Predikat.values, 0) | numbers
    return {"total": sum(predikats.values()), **predikats, "suppressed": False}


def test_without_by_there_is_one_row(api, cast, results):
    results(cast.agency, build.make_period(), BAIK=2, KURANG=1)
    answer = api().get(DISTRIBUTION).json()
    assert answer == {"count": 1, "next": None, "previous": None, "results": [counts(BAIK=2, KURANG=1)]}


def test_ratings_that_were_not_delivered_do_not_count(api, cast, delivered):
    period = build.make_period()
    delivered(cast.employee, period, state=State.RATED)
    delivered(cast.rater, period, state=State.FINAL)
    assert api().results(DISTRIBUTION) == [counts(BAIK=1)]
    by_predikat = api().results(COMPLETENESS, by="predikat")
    assert [(row["predikat"], row["total"], row["rated"]) for row in by_predikat] == [
        (None, 1, 1),
        ("BAIK", 1, 0),
    ]


BY = {
    "unit": {"unit_code": "20071", "unit_name": "Bidang Pencegahan Penyakit"},
    "agency": {"agency_code": "10200", "agency_name": "Dinas Kesehatan"},
    "month": {"year": 2026, "month": 7, "period_kind": "MONTHLY"},
    "predikat": {"predikat": "BAIK"},
    "employment_type": {"employment_type": "PNS"},
    "rater": {"rater_nip": "198001012005011502", "rater_name": "Budi Santoso"},
}


@pytest.mark.parametrize("by", BY)
def test_a_row_says_what_it_is_grouped_by(api, cast, delivered, by):
    delivered(cast.employee, build.make_period(2026, 7), rater=cast.rater)
    assert api().results(DISTRIBUTION, by=by) == [BY[by] | counts(BAIK=1)]


def test_rows_by_period_and_form_say_id_and_name(api, cast, delivered):
    row = delivered(cast.employee, build.make_period(2026, 7))
    form = row.form_version.form
    assert api().results(DISTRIBUTION, by="period,form") == [
        {"period": row.period_id, "period_name": row.period.name, "form": form.key, "form_title": form.title}
        | counts(BAIK=1)
    ]


def test_two_dimensions_make_a_table(api, cast, results):
    july, june = build.make_period(2026, 7), build.make_period(2026, 6)
    results(cast.agency, july, BAIK=1)
    results(cast.agency, june, BAIK=2)
    results(cast.other_agency, july, KURANG=1)
    rows = api().results(DISTRIBUTION, by="agency,month")
    assert [(row["agency_code"], row["month"], row["total"]) for row in rows] == [
        ("10200", 6, 2),
        ("10200", 7, 1),
        ("11000", 7, 1),
    ]


def test_completeness_counts_each_stage(api, cast):
    period = build.make_period()
    states = [State.OPEN, State.DRAFT, State.RETURNED, State.SUBMITTED, State.DELIVERED, State.FINAL]
    for number, state in enumerate(states):
        person = build.make_employee(f"Pegawai {number}")
        build.make_evaluation(person, period, unit=cast.agency, rater=cast.rater, state=state)
    assert api().results(COMPLETENESS, by="agency") == [
        {
            "agency_code": "10200",
            "agency_name": "Dinas Kesehatan",
            "total": 6,
            "not_started": 1,
            "in_progress": 2,
            "submitted": 1,
            "rated": 0,
            "delivered": 1,
            "final": 1,
            "fill_on_time": 3,
            "fill_late": 0,
            "fill_missing": 0,
            "rate_on_time": 2,
            "rate_late": 0,
            "rate_missing": 0,
            "suppressed": False,
        }
    ]


@pytest.mark.parametrize("path", [DISTRIBUTION, COMPLETENESS])
@pytest.mark.parametrize(
    ("parameters", "total"),
    [
        ({}, 4),
        ({"year": 2026}, 3),
        ({"year": 2026, "month": 7, "kind": "MONTHLY"}, 2),
        ({"unit": "10200"}, 2),
        ({"employment_type": "PPPK"}, 0),
    ],
    ids=str,
)
def test_aggregates_are_filtered(api, cast, results, path, parameters, total):
    results(cast.division, build.make_period(2026, 7), BAIK=2)
    results(cast.other_agency, build.make_period(2026, 6), BAIK=1)
    results(cast.other_agency, build.make_period(2025, 7), KURANG=1)
    [row] = api().results(path, **parameters)
    assert row["total"] == total


@pytest.mark.parametrize("scope", [ApiScope.AGGREGATE, ApiScope.PERSONAL])
def test_a_client_of_a_unit_counts_its_subtree_only(api, cast, results, scope):
    period = build.make_period()
    results(cast.division, period, BAIK=6)
    results(cast.other_agency, period, BAIK=7)
    [row] = api(scope, unit=cast.agency).results(DISTRIBUTION)
    assert row["total"] == 6


def test_raters_are_persons_and_need_the_scope_for_them(api, cast):
    response = api(ApiScope.AGGREGATE).get(DISTRIBUTION, by="unit,rater")
    assert (response.status_code, response.json()["code"]) == (403, "scope_missing")


@pytest.mark.parametrize("name", ["nip", "state", "predikat", "updated_since"])
def test_filters_that_single_out_persons_are_unknown_to_aggregates(api, name):
    response = api(ApiScope.AGGREGATE).get(DISTRIBUTION, **{name: "BAIK"})
    assert response.json()["code"] == "unknown_parameter"


# --- small groups -----------------------------------------------------------------------------------


def test_a_group_of_four_persons_is_hidden_and_one_of_five_is_shown(api, cast, results):
    period = build.make_period()
    results(cast.agency, period, BAIK=4)
    reader = api(ApiScope.AGGREGATE)
    hidden = {"total": None, **dict.fromkeys(Predikat.values), "suppressed": True}
    assert reader.results(DISTRIBUTION) == [hidden]
    [row] = reader.results(COMPLETENESS)
    assert (row["total"], row["delivered"], row["suppressed"]) == (None, None, True)
    results(cast.agency, period, BAIK=1)
    assert reader.results(DISTRIBUTION) == [counts(BAIK=5)]
    assert api(ApiScope.PERSONAL).results(DISTRIBUTION, by="employment_type") == [
        {"employment_type": "PNS"} | counts(BAIK=5)
    ]


def test_four_persons_in_two_months_are_still_four(api, cast, results, delivered):
    people = results(cast.agency, build.make_period(2026, 6), BAIK=4)
    july = build.make_period(2026, 7)
    for person in people:
        delivered(person, july, unit=cast.agency)
    [row] = api(ApiScope.AGGREGATE).results(DISTRIBUTION)
    assert row["total"] is None


def test_a_small_count_within_a_large_group_cannot_be_found_by_subtraction(api, cast, results):
    results(cast.agency, build.make_period(), BAIK=20, SANGAT_BAIK=9, KURANG=1)
    [row] = api(ApiScope.AGGREGATE).results(DISTRIBUTION)
    assert row == counts(BAIK=20) | {"total": 30, "SANGAT_BAIK": None, "KURANG": None, "suppressed": True}


def test_a_small_unit_takes_the_next_smallest_along(api, cast, results):
    period = build.make_period()
    third = build.make_unit("Dinas Pariwisata", parent=cast.root, code="12000")
    results(cast.agency, period, BAIK=2)
    results(cast.other_agency, period, BAIK=6)
    results(third, period, BAIK=9)
    rows = api(ApiScope.AGGREGATE).results(COMPLETENESS, by="agency")
    assert [(row["agency_code"], row["total"]) for row in rows] == [
        ("10200", None),
        ("11000", None),
        ("12000", 9),
    ]
    assert [row["total"] for row in api().results(COMPLETENESS, by="agency")] == [2, 6, 9]


def test_hiding_costs_two_statements_however_many_groups(api, cast, results):
    reader = api(ApiScope.AGGREGATE)
    period = build.make_period()
    taken = []
    for number in range(3):
        results(build.make_unit(f"Dinas {number}", parent=cast.root), period, BAIK=5)
        with CaptureQueriesContext(connection) as captured:
            reader.results(DISTRIBUTION, by="unit")
        taken.append(len(captured))
    assert taken == [4, 4, 4]


def test_employment_types_are_groups_too(api, cast, delivered):
    period = build.make_period()
    pppk = build.make_employee("Wati", employment_type=EmploymentType.PPPK)
    delivered(cast.employee, period)
    delivered(pppk, period, "KURANG", unit=cast.agency)
    rows = api().results(DISTRIBUTION, by="employment_type")
    assert [(row["employment_type"], row["BAIK"], row["KURANG"]) for row in rows] == [
        ("PNS", 1, 0),
        ("PPPK", 0, 1),
    ]

import re

import pytest
from django.core.management import call_command
from django.test import Client

from evaluations.exchange.exports import RESULT_COLUMNS
from evaluations.filters import ResultFilter


@pytest.fixture(scope="module")
def schema() -> dict:
    return Client().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()


def test_the_schema_is_valid(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))


def test_the_schema_holds_our_addresses_only(schema):
    assert sorted(schema["paths"]) == [
        "/api/v1/attendance/",
        "/api/v1/attendance/taps/",
        "/api/v1/employees/",
        "/api/v1/form-versions/{id}/",
        "/api/v1/forms/",
        "/api/v1/guidance/",
        "/api/v1/guidance/{slug}/",
        "/api/v1/indicator-scores/",
        "/api/v1/performances/",
        "/api/v1/periods/",
        "/api/v1/results/",
        "/api/v1/results/{id}/",
        "/api/v1/summary/completeness/",
        "/api/v1/summary/distribution/",
        "/api/v1/summary/indicators/",
        "/api/v1/units/",
    ]


def test_the_schema_describes_the_fields_and_filters_of_results(schema):
    row = schema["components"]["schemas"]["ResultsRow"]
    assert list(row["properties"]) == [column.header for column in RESULT_COLUMNS]
    names = {parameter["name"] for parameter in schema["paths"]["/api/v1/results/"]["get"]["parameters"]}
    assert names == {*ResultFilter.base_filters, "limit", "cursor", "format"}


def test_every_address_needs_a_token(schema):
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    asked = {str(act["security"]) for path in schema["paths"].values() for act in path.values()}
    assert asked == {"[{'token': []}]"}


def test_only_taps_are_written(schema):
    written = [(path, act) for path, acts in schema["paths"].items() for act in acts if act != "get"]
    assert written == [("/api/v1/attendance/taps/", "post")]


def test_the_swagger_page_loads_nothing_from_outside(db):
    page = Client().get("/api/v1/docs/").content.decode()
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(sources) >= 3
    assert [source for source in sources if not source.startswith("/static/")] == []

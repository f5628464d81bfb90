"""Reports by the structure of that time or of today."""

import pytest

from evaluations.domain.organization import structure
from tests import build

pytestmark = pytest.mark.django_db

SUMMARIES = ("summary/completeness/", "summary/distribution/")


@pytest.fixture
def period(cast, delivered):
    """Siti's and Joko's results of July; afterwards her unit is renamed, then merged into one of another agency."""
    period = build.make_period(2026, 7)
    for person, unit in ((cast.employee, cast.division), (cast.stranger, cast.other_agency)):
        delivered(person, period, unit=unit)
    target = build.make_unit("Bidang Kesejahteraan", parent=cast.other_agency, code="20900")
    fields = {"reason": "Perbup 41", "actor": cast.bkpsdm}
    structure.rename(cast.division, "Bidang P2P", on=build.moment(2026, 9, 1).date(), **fields)
    structure.merge(cast.division, target, on=build.moment(2026, 10, 1).date(), **fields)
    return period


def groups(api, url: str, by: str, name: str, **asked) -> dict[str, int]:
    return {row[name]: row["total"] for row in api().results(url, by=by, **asked)}


@pytest.mark.parametrize("url", SUMMARIES)
@pytest.mark.parametrize(
    ("asked", "unit"),
    [
        ({"structure": "then"}, "Bidang Pencegahan Penyakit"),
        ({"structure": "now"}, "Bidang Kesejahteraan"),
        ({}, "Bidang P2P"),
    ],
)
def test_a_unit_stands_under_the_name_of_the_structure_asked_for(api, period, url, asked, unit):
    assert groups(api, url, "unit", "unit_name", **asked) == {unit: 1, "Dinas Sosial": 1}


@pytest.mark.parametrize("url", SUMMARIES)
@pytest.mark.parametrize(
    ("asked", "agencies"),
    [("then", {"Dinas Kesehatan": 1, "Dinas Sosial": 1}), ("now", {"Dinas Sosial": 2})],
)
def test_people_move_to_another_agency_with_their_unit(api, period, url, asked, agencies):
    assert groups(api, url, "agency", "agency_name", structure=asked) == agencies


def test_an_unknown_structure_is_refused(api, period):
    answer = api().get("summary/completeness/", by="unit", structure="besok")
    assert answer.status_code == 400
    assert "then, now" in answer.json()["fields"]["structure"][0]

"""Ringkasan: predikat in sum, for those who may read results."""

import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from evaluations.domain.organization import structure
from evaluations.enums import Predikat, Role, State
from tests import build
from tests.counting import statements_of

URL = reverse("portal:overview")


def _result(name: str, unit, period, predikat, state=State.DELIVERED, **fields):
    person = build.make_employee(name)
    build.make_assignment(person, unit)
    label = Predikat(predikat).label
    return build.make_evaluation(
        person, period, state=state, predikat=predikat, predikat_label=label, **fields
    )


@pytest.fixture
def period(cast):
    period = build.make_period()
    rated = {"rater": cast.rater}
    _result("Ani", cast.division, period, Predikat.VERY_GOOD, **rated)
    _result("Bima", cast.division, period, Predikat.GOOD, state=State.FINAL, **rated)
    _result("Citra", cast.agency, period, Predikat.GOOD, state=State.ACKNOWLEDGED, **rated)
    _result("Dewi", cast.agency, period, Predikat.VERY_POOR, state=State.RATED, **rated)
    _result("Eko", cast.other_agency, period, Predikat.POOR, rater=cast.stranger)
    return period


@pytest.fixture(params=["by the post", "by a role"])
def leader(cast, request):
    """The head of the agency, and somebody without a post of head to whom the role was given."""
    if request.param == "by the post":
        return cast.reviewer
    secretary = build.make_employee("Sekretaris")
    build.make_grant(secretary, Role.LEADER, cast.agency)
    return secretary


def _counts(spread) -> list[int]:
    return [part.count for part in spread.parts]


def test_a_leader_sees_delivered_results_of_the_own_subtree(cast, login, period, leader):
    context = login(leader).get(URL).context
    assert context["place"].unit == cast.agency
    assert (_counts(context["whole"]), context["whole"].total) == ([1, 2, 0, 0, 0], 3)
    assert [(line.unit, _counts(line)) for line in context["lines"]] == [(cast.division, [1, 1, 0, 0, 0])]


def test_auditor_and_bkpsdm_see_the_regency(cast, login, period):
    for who in (cast.auditor, cast.bkpsdm):
        context = login(who).get(URL).context
        assert _counts(context["whole"]) == [1, 2, 0, 1, 0]
        assert {line.unit: line.total for line in context["lines"]} == {cast.agency: 3, cast.other_agency: 1}


def test_nobody_else_finds_it(cast, login, period):
    for who in (cast.employee, cast.unit_admin, cast.stranger):
        assert login(who).get(URL).status_code == 404


def test_a_foreign_unit_is_not_found(cast, login, period, leader):
    client = login(leader)
    assert client.get(URL, {"unit": cast.other_agency.code}).status_code == 404
    assert client.get(URL, {"unit": cast.division.code}).context["whole"].total == 2


def test_results_that_a_leader_rates_elsewhere_do_not_count(cast, login, period, leader):
    _result("Fajar", cast.other_agency, period, Predikat.GOOD, rater=leader)
    assert login(leader).get(URL).context["whole"].total == 3


def test_the_parts_fill_the_bar_and_are_written_with_a_point(cast, login, period):
    response = login(cast.auditor).get(URL, {"unit": cast.agency.code})
    parts = response.context["lines"][0].parts
    assert [(part.start, part.width) for part in parts[:2]] == [(0.0, 50.0), (50.0, 50.0)]
    whole = login(cast.auditor).get(URL).content.decode()
    assert 'x="33.33%" width="66.67%"' in whole


def test_it_writes_the_numbers_beside_the_chart(cast, login, period):
    page = login(cast.auditor).get(URL).content.decode()
    for label in Predikat.labels:
        assert label in page
    assert "4 hasil" in page


def test_without_results_it_says_so(cast, login, leader):
    build.make_period()
    assert "Belum ada hasil" in login(leader).get(URL).content.decode()


def test_statements_do_not_grow_with_units(cast, login, period):
    client = login(cast.auditor)
    before = statements_of(client, URL)
    for number in range(2):
        unit = build.make_unit(f"Dinas {number}", parent=cast.root)
        _result(f"Orang {number}", unit, period, Predikat.GOOD, rater=cast.stranger)
    assert statements_of(client, URL) == before <= 12


# --- By the structure of that time or of today ---------------------------------------------------------


@pytest.fixture
def reorganised(cast, period):
    """After the results the division was merged into a unit of another agency."""
    into = build.make_unit("Bidang Kesejahteraan", parent=cast.other_agency)
    structure.merge(cast.division, into, on=date(2026, 10, 1), reason="Perbup 41", actor=cast.bkpsdm)
    return into


THEN_AND_NOW = [
    ("saat-itu", {"Dinas Kesehatan": 3, "Dinas Sosial": 1}),
    ("sekarang", {"Dinas Kesehatan": 1, "Dinas Sosial": 3}),
]


@pytest.mark.parametrize(("asked", "agencies"), THEN_AND_NOW)
def test_the_regency_is_read_by_the_structure_asked_for(cast, login, reorganised, asked, agencies):
    answer = login(cast.bkpsdm).get(URL, {"susunan": asked})
    assert {line.name: line.total for line in answer.context["lines"]} == agencies
    assert answer.context["whole"].total == 4


def test_within_an_agency_its_units_are_listed_by_their_names(cast, login, reorganised):
    answer = login(cast.bkpsdm).get(URL, {"susunan": "saat-itu", "unit": cast.agency.code})
    assert {line.name: line.total for line in answer.context["lines"]} == {
        "Bidang Pencegahan Penyakit": 2, "Dinas Kesehatan": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "unit"), [("saat-itu", "Bidang Pencegahan Penyakit"), ("sekarang", "Bidang Kesejahteraan")]
)
def test_the_workbook_names_units_by_the_structure_asked_for(cast, login, reorganised, asked, unit):
    answer = login(cast.auditor).get(URL, {"susunan": asked, "unduh": "ya"})
    content = io.BytesIO(b"".join(answer.streaming_content))
    header, *rows = load_workbook(content, read_only=True).active.iter_rows(values_only=True)
    table = {row[header.index("Unit")]: row[header.index("Jumlah")] for row in rows}
    assert table[unit] == 2
    assert sum(table.values()) == 4


def test_an_unknown_structure_is_not_found_and_a_leader_reads_the_own_part_only(
    cast, login, reorganised, leader
):
    client = login(leader)
    assert client.get(URL, {"susunan": "besok"}).status_code == 404
    lines = client.get(URL, {"susunan": "sekarang"}).context["lines"]
    assert sum(line.total for line in lines) == 3

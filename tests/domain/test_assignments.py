from datetime import date

import pytest

from evaluations.domain.assignments import current_post, place, rebuild_paths
from evaluations.domain.refusals import Refused
from evaluations.enums import AssignmentKind, UnitKind
from evaluations.models import OrganizationalUnit
from tests.build import make_assignment, make_employee, make_unit


@pytest.fixture
def tree(db) -> dict[str, OrganizationalUnit]:
    """root → (health → division → section, social)."""
    root = make_unit("Pemkab", code="10000", kind=UnitKind.REGENCY)
    health = make_unit("Dinas Kesehatan", code="10200", parent=root)
    social = make_unit("Dinas Sosial", code="11000", parent=root)
    division = make_unit("Bidang P2P", code="20071", parent=health, kind=UnitKind.DIVISION)
    section = make_unit("Seksi", code="20075", parent=division, kind=UnitKind.SECTION)
    return {"root": root, "health": health, "social": social, "division": division, "section": section}


def position(unit: OrganizationalUnit) -> tuple[str, str | None]:
    unit.refresh_from_db()
    return unit.path, unit.agency.code if unit.agency else None


def test_moving_a_unit_takes_its_subtree_along(tree):
    place(tree["division"], tree["social"])
    assert position(tree["division"]) == ("10000/11000/20071/", "11000")
    assert position(tree["section"]) == ("10000/11000/20071/20075/", "11000")
    assert position(tree["health"]) == ("10000/10200/", "10200")


def test_a_new_unit_gets_its_path_and_agency(tree):
    unit = place(OrganizationalUnit(code="20099", name="Seksi baru", kind=UnitKind.SECTION), tree["division"])
    assert position(unit) == ("10000/10200/20071/20099/", "10200")


def test_the_agency_is_the_nearest_unit_of_opd_level(tree):
    bagian = make_unit("Bagian Hukum", code="11703", parent=tree["division"], kind=UnitKind.AGENCY)
    rebuild_paths()
    assert position(bagian) == ("10000/10200/20071/11703/", "11703")
    assert position(tree["root"]) == ("10000/", None)


@pytest.mark.parametrize("below", ["division", "section"])
def test_a_unit_cannot_stand_below_itself(tree, below):
    with pytest.raises(Refused) as refused:
        place(tree["division"], tree[below])
    assert refused.value.code == "unit_loop"
    assert position(tree["division"]) == ("10000/10200/20071/", "10200")


def test_a_loop_in_the_table_is_refused_and_nothing_rewritten(tree):
    OrganizationalUnit.objects.filter(code="10200").update(parent=tree["section"])
    OrganizationalUnit.objects.filter(code="11000").update(path="wrong/")
    with pytest.raises(Refused) as refused:
        rebuild_paths()
    assert refused.value.code == "unit_loop"
    assert position(tree["social"])[0] == "wrong/"


def test_rebuilding_writes_only_what_is_wrong(tree):
    assert rebuild_paths() == 0
    OrganizationalUnit.objects.filter(code__in=["10200", "20075"]).update(path="wrong/")
    assert rebuild_paths() == 2
    assert position(tree["section"]) == ("10000/10200/20071/20075/", "10200")


def test_the_current_post_is_the_definitive_one_of_that_day(tree):
    person = make_employee()
    old = make_assignment(person, tree["health"], starts_on=date(2020, 1, 1), ends_on=date(2026, 5, 31))
    new = make_assignment(person, tree["division"], starts_on=date(2026, 6, 1))
    make_assignment(person, tree["social"], kind=AssignmentKind.PLT, starts_on=date(2026, 6, 15))
    assert current_post(person, date(2026, 5, 31)) == old
    assert current_post(person, date(2026, 6, 1)) == new
    assert current_post(person, date(2026, 7, 1)) == new
    assert current_post(person, date(2019, 12, 31)) is None

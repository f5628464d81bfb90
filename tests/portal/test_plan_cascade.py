"""The page of the cascade: for the leader, for who oversees the leader's units, and for nobody else."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import Role
from evaluations.models import Employee, WorkResult
from tests import build
from tests.counting import statements_of
from tests.guards import take_guards_off

OWN = reverse("portal:plan_cascade")
YEAR = timezone.localdate().year


def page_of(leader: Employee) -> str:
    return reverse("portal:plan_cascade_of", args=[leader.pk])


@pytest.fixture(autouse=True)
def tree(cast):
    """Siti's result supports Budi's first of two; Agus has no plan and is in Ratna's team."""
    above = build.make_plan(cast.rater, rater=cast.reviewer, year=YEAR, results=2)
    below = build.make_plan(cast.employee, rater=cast.rater, year=YEAR)
    take_guards_off()
    below.results.update(supported_result=above.results.order_by("order").first())


def test_a_leader_reads_the_tree_the_matrix_and_the_gaps(cast, login):
    html = login(cast.rater).get(OWN).content.decode()
    for words in (
        "Pohon cascade", "Matriks peran hasil", "Hasil kerja yang tidak didukung siapa pun (1)", "1 pendukung",
        "Siti Aminah", "Hasil kerja 2 terlaksana",
    ):  # fmt: skip
        assert words in html
    above = login(cast.reviewer).get(OWN).content.decode()
    assert "SKP Ratna Dewi belum disetujui" in above
    assert "Orang tanpa SKP yang disetujui (1)" in above
    assert f'href="{page_of(cast.rater)}?tahun={YEAR}"' in above


def test_who_leads_nobody_and_has_no_plan_is_told_so(cast, login):
    assert "Belum ada yang dapat ditampilkan" in login(cast.stranger).get(OWN).content.decode()
    assert login(cast.bkpsdm).get(OWN).status_code == 404  # an officer who is no employee


def test_who_oversees_the_units_of_a_leader_reads_it_and_nobody_else(cast, login):
    auditor = build.make_employee("Pemeriksa dinas")
    build.make_grant(auditor, Role.AUDITOR, cast.agency)
    for who in (cast.rater, cast.reviewer, cast.bkpsdm, cast.auditor, auditor):
        assert login(who).get(page_of(cast.rater)).status_code == 200
    for who in (cast.employee, cast.unit_admin, cast.stranger):
        assert login(who).get(page_of(cast.rater)).status_code == 404
    assert login(cast.rater).get(page_of(cast.reviewer)).status_code == 404
    build.make_head(
        cast.rater, cast.other_agency
    )  # from now on also of a unit that the others do not oversee
    assert login(cast.reviewer).get(page_of(cast.rater)).status_code == 404


def test_a_year_is_one_that_has_plans(cast, login):
    build.make_plan(cast.rater, rater=cast.reviewer, year=YEAR - 1)
    client = login(cast.rater)
    assert client.get(OWN, {"tahun": YEAR - 1}).context["cascade"].year == YEAR - 1
    for wrong in ("abc", YEAR - 5, YEAR + 1):
        assert client.get(OWN, {"tahun": wrong}).status_code == 404


def test_the_team_page_and_the_list_of_bkpsdm_lead_there(cast, login):
    assert f'href="{OWN}"' in login(cast.rater).get(reverse("portal:team")).content.decode()
    html = login(cast.bkpsdm).get(reverse("plans:index")).content.decode()
    assert f'href="{page_of(cast.rater)}"' in html
    assert f'href="{page_of(cast.employee)}"' not in html


def test_the_page_costs_the_same_for_a_larger_team(cast, login):
    client = login(cast.rater)
    few = statements_of(client, OWN)
    for number in range(4):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        build.make_plan(person, rater=cast.rater, year=YEAR)
    assert statements_of(client, OWN) == few <= 28


def folds(client) -> tuple[int, int]:
    """How many parts are folded at need, and how many of them stand open."""
    html = client.get(OWN).content.decode()
    return html.count("data-sekin-print-open"), len(re.findall(r"data-sekin-print-open\s+open", html))


def test_a_large_team_is_folded_on_the_page_and_whole_on_paper(cast, login):
    top = WorkResult.objects.get(plan__employee=cast.rater, order=1)
    assert folds(login(cast.rater)) == (2, 2)  # the tree and the matrix
    for number in range(13):
        person = build.make_employee(f"Pegawai {number}")
        build.make_assignment(person, cast.division)
        plan = build.make_plan(person, rater=cast.rater, year=YEAR)
        plan.results.update(supported_result=top)
    client = login(cast.rater)
    assert folds(client) == (2, 0)
    assert "Pegawai 12" in client.get(OWN).content.decode()

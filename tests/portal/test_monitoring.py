"""Pantauan: numbers and people by unit; who may look where; never a rating."""

import pytest
from django.urls import reverse

from evaluations.enums import PeriodState, Predikat, Rating, State, UnitRole
from evaluations.models import UnitScope
from evaluations.portal.views import monitoring
from tests import build
from tests.counting import statements_of

URL = reverse("portal:monitoring")


def _somebody(name: str, unit, period, **fields):
    person = build.make_employee(name)
    build.make_assignment(person, unit)
    return build.make_evaluation(person, period, **fields)


@pytest.fixture
def period(cast):
    """Seven people: three in the division, two of the agency itself, two elsewhere."""
    period = build.make_period()
    rating = {
        "predikat": Predikat.VERY_GOOD,
        "predikat_label": "Sangat Baik",
        "rating_perilaku": Rating.ABOVE,
    }
    cast.evaluation(period, state=State.DELIVERED, **rating)
    _somebody("Ani Lestari", cast.division, period, state=State.OPEN)
    _somebody("Bima Putra", cast.division, period, rater=cast.rater, state=State.SUBMITTED)
    _somebody("Citra Ayu", cast.agency, period, state=State.RETURNED)
    _somebody("Dewi Sri", cast.agency, period, rater=cast.reviewer, state=State.FINAL, **rating)
    _somebody("Eko Prasetyo", cast.other_agency, period, state=State.DRAFT)
    _somebody("Fajar Nugroho", cast.other_agency, period, rater=cast.stranger, state=State.RATED, **rating)
    return period


def _numbers(line) -> tuple[int, ...]:
    return tuple(number for _, _, number in line.stages)


def _names(response) -> list[str]:
    return [row.name for row in response.context["people"]]


def test_a_unit_administrator_sees_the_own_agency_with_its_subtree(cast, login, period):
    context = login(cast.unit_admin).get(URL).context
    assert context["place"].unit == cast.agency
    assert (_numbers(context["total"]), context["total"].handed_in) == ((1, 1, 1, 0, 1, 1), 3)
    assert [(line.unit, line.total) for line in context["lines"]] == [(cast.division, 3)]
    assert [row.name for row in context["people"]] == ["Citra Ayu", "Dewi Sri"]


def test_it_never_shows_a_rating_nor_a_way_to_one(cast, login, period):
    client = login(cast.unit_admin)
    for url in (URL, f"{URL}?unit={cast.division.code}", f"{URL}?tahap=delivered", f"{URL}?tahap=final"):
        page = client.get(url).content.decode()
        assert "Sangat Baik" not in page
        assert "/evaluasi/" not in page.split("<main")[1]


def test_a_stage_lists_everybody_below_at_that_stage(cast, login, period):
    client = login(cast.unit_admin)
    response = client.get(URL, {"tahap": "not_started"})
    assert _names(response) == ["Ani Lestari"]
    assert "Belum ada penilai" in response.content.decode()
    assert _names(client.get(URL, {"tahap": "in_progress"})) == ["Citra Ayu"]
    assert client.get(URL, {"tahap": "rahasia"}).status_code == 404


def test_bkpsdm_and_the_auditor_start_at_the_regency_and_may_open_rows(cast, login, period):
    for who in (cast.bkpsdm, cast.auditor):
        client = login(who)
        context = client.get(URL).context
        assert context["place"].unit == cast.root
        assert _numbers(context["total"]) == (1, 2, 1, 1, 1, 1)
        assert {line.unit: line.total for line in context["lines"]} == {cast.agency: 5, cast.other_agency: 2}
        response = client.get(URL, {"unit": cast.other_agency.code})
        assert [(row.name, row.is_readable) for row in response.context["people"]] == [
            ("Eko Prasetyo", True),
            ("Fajar Nugroho", True),
        ]


def test_foreign_units_and_people_without_a_scope_get_404(cast, login, period):
    for who in (cast.employee, cast.rater, cast.stranger):
        assert login(who).get(URL).status_code == 404
    client = login(cast.unit_admin)
    for unit in (cast.other_agency, cast.root):
        assert client.get(URL, {"unit": unit.code}).status_code == 404
    assert client.get(URL, {"unit": "tidak-ada"}).status_code == 404
    assert client.get(URL, {"unit": cast.division.code}).context["place"].ancestors == [cast.agency]


def test_several_scopes_are_offered_to_choose_from(cast, login, period):
    UnitScope.objects.create(user=cast.unit_admin.user, unit=cast.other_agency, role=UnitRole.UNIT_ADMIN)
    context = login(cast.unit_admin).get(URL).context
    assert context["place"].unit is None
    assert [(line.unit, line.total) for line in context["lines"]] == [
        (cast.agency, 5),
        (cast.other_agency, 2),
    ]
    assert (context["total"].total, context["people"]) == (7, [])


def test_another_period_has_its_own_numbers(cast, login, period):
    june = build.make_period(month=6, state=PeriodState.CLOSED)
    assert login(cast.unit_admin).get(URL, {"periode": june.pk}).context["total"].total == 0
    draft = build.make_period(month=8, state=PeriodState.DRAFT)
    assert login(cast.unit_admin).get(URL, {"periode": draft.pk}).status_code == 404


def test_without_any_period_it_says_so(cast, login):
    assert "Belum ada periode" in login(cast.unit_admin).get(URL).content.decode()


def test_long_lists_go_on_after_the_last_name(cast, login, period, monkeypatch):
    monkeypatch.setattr(monitoring, "PAGE_SIZE", 2)
    _somebody("Bima Putra", cast.division, period, state=State.OPEN)
    client = login(cast.unit_admin)
    where = {"unit": cast.division.code}
    first = client.get(URL, where)
    assert _names(first) == ["Ani Lestari", "Bima Putra"]
    after = first.context["next_after"]
    assert f"setelah={after}" in first.content.decode()
    second = client.get(URL, where | {"setelah": after})
    assert (_names(second), second.context["next_after"]) == (["Bima Putra", "Siti Aminah"], None)


@pytest.mark.parametrize("who", ["unit_admin", "bkpsdm"])
def test_statements_do_not_grow_with_units_and_people(cast, login, period, who):
    client = login(getattr(cast, who))
    url = f"{URL}?unit={cast.agency.code}"
    before = statements_of(client, url)
    for number in range(2):
        unit = build.make_unit(f"Bidang {number}", parent=cast.agency)
        _somebody(f"Orang {number}", unit, period, state=State.OPEN)
        _somebody(f"Staf {number}", cast.agency, period, state=State.OPEN)
    assert statements_of(client, url) == before <= 12

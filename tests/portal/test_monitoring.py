"""Pantauan: numbers and people by unit; who may look where; never a rating."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from evaluations.domain.access.api_clients import create_client
from evaluations.enums import ApiScope, PeriodState, Predikat, Rating, Role, State
from evaluations.models import Extension, OpeningGap
from evaluations.portal.views import monitoring
from evaluations.queries import COMPLETENESS
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
    for who in (cast.employee, cast.stranger):
        assert login(who).get(URL).status_code == 404
    client = login(cast.unit_admin)
    for unit in (cast.other_agency, cast.root):
        assert client.get(URL, {"unit": unit.code}).status_code == 404
    assert client.get(URL, {"unit": "tidak-ada"}).status_code == 404
    assert client.get(URL, {"unit": cast.division.code}).context["place"].ancestors == [cast.agency]


def test_late_and_missing_are_counted_listed_and_moved_by_an_extension(cast, login, period):
    past = timezone.now() - timedelta(hours=3)
    period.fill_until, period.rate_until = past, past
    period.save()
    client = login(cast.unit_admin)
    counts = client.get(URL).context["total"].counts
    assert (counts["fill_late"], counts["fill_missing"], counts["rate_missing"]) == (3, 2, 3)
    assert _names(client.get(URL, {"ketepatan": "fill_missing"})) == ["Ani Lestari", "Citra Ayu"]
    later = timezone.now() + timedelta(days=1)
    Extension.objects.create(period=period, unit=cast.division, until=later, reason="Banjir")
    response = client.get(URL, {"ketepatan": "fill_missing"})
    assert _names(response) == ["Citra Ayu"]
    assert "Banjir" in response.content.decode()
    assert client.get(URL).context["total"].counts["fill_on_time"] == 2


def test_people_are_found_by_name_and_employment_type(cast, login, period):
    client = login(cast.unit_admin)
    assert _names(client.get(URL, {"nama": "ayu cit"})) == ["Citra Ayu"]
    assert "Tidak ada pegawai yang cocok" in client.get(URL, {"nama": "Fajar"}).content.decode()
    assert client.get(URL, {"jenis": "PPPK"}).context["total"].total == 0
    assert client.get(URL, {"jenis": "PNS"}).context["total"].total == 5
    for unknown in ({"jenis": "X"}, {"ketepatan": "X"}, {"unduh": "X"}):
        assert client.get(URL, unknown).status_code == 404


def _workbook(response) -> list[tuple]:
    assert response.status_code == 200
    content = BytesIO(b"".join(response.streaming_content))
    return [tuple(cell.value for cell in row) for row in load_workbook(content).active]


def test_the_workbooks_hold_what_the_page_shows(cast, login, period):
    client = login(cast.unit_admin)
    header, *rows = _workbook(client.get(URL, {"unduh": "unit"}))
    shown = client.get(URL).context
    assert [row[:3] for row in rows] == [
        (cast.division.code, cast.division.name, 3),
        (cast.agency.code, cast.agency.name, shown["total"].total),
    ]
    header, *rows = _workbook(client.get(URL, {"unduh": "orang", "tahap": "in_progress"}))
    assert [dict(zip(header, row, strict=True))["Nama"] for row in rows] == ["Citra Ayu"]
    assert "Sangat Baik" not in str(_workbook(client.get(URL, {"unduh": "orang"})))
    assert client.get(URL, {"unduh": "orang", "unit": cast.other_agency.code}).status_code == 404


@pytest.mark.parametrize("place", ["root", "agency", "division", "other_agency"])
def test_the_numbers_equal_those_of_the_api(cast, login, period, place):
    unit = getattr(cast, place)
    past = timezone.now() - timedelta(hours=3)
    period.fill_until, period.rate_until = past, past
    period.save()
    later = timezone.now() + timedelta(days=1)
    Extension.objects.create(period=period, unit=cast.division, until=later, reason="Banjir")
    cast.evaluation(period, segment=2, starts_on=date(2026, 7, 20), counts=False)
    _, token = create_client(name="Uji", scope=ApiScope.PERSONAL, unit=None, days=1, actor=None)
    (row,) = (
        Client(headers={"authorization": f"Bearer {token}"})
        .get("/api/v1/summary/completeness/", {"period": period.pk, "unit": unit.code})
        .json()["results"]
    )
    for who in (cast.bkpsdm, cast.unit_admin):
        response = login(who).get(URL, {"unit": unit.code})
        if who == cast.unit_admin and place in ("root", "other_agency"):
            assert response.status_code == 404
        else:
            assert response.context["total"].counts == {name: row[name] for name in COMPLETENESS}


def test_those_who_got_no_evaluation_are_told_of(cast, login, period):
    lost = build.make_employee("Hilang")
    build.make_assignment(lost, cast.division)
    OpeningGap.objects.create(
        period=period, employee=lost, reason_code="no_form", reason="Tidak ada formulir"
    )
    assert "1 pegawai di sini tidak mendapat evaluasi" in login(cast.unit_admin).get(URL).content.decode()


def test_several_scopes_are_offered_to_choose_from(cast, login, period):
    build.make_grant(cast.unit_admin, Role.UNIT_ADMIN, cast.other_agency)
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
    assert statements_of(client, url) == before <= 16

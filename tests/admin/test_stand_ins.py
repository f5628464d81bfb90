"""Menunggu orang yang tidak ada: from the number on the start page to its rows, and to somebody who takes over."""

import pytest
from django.urls import reverse

from evaluations.enums import LegalStatus, PlanState, State
from evaluations.models import Employee, Evaluation, PerformancePlan
from tests import build
from tests.counting import statements_of

INDEX = reverse("stand_ins:index")


@pytest.fixture
def stuck(cast) -> tuple[PerformancePlan, Evaluation]:
    """A plan and a result that wait for Budi, who retired; nobody leads above him any more."""
    plan = build.make_plan(cast.employee, rater=cast.rater, year=2025, state=PlanState.SUBMITTED)
    row = cast.evaluation(state=State.RATED)
    leaders = [cast.rater.pk, cast.reviewer.pk]
    Employee.objects.filter(pk__in=leaders).update(legal_status=LegalStatus.RETIRED)
    return plan, row


def hand_over_url(code: str, pk: int) -> str:
    return reverse("stand_ins:hand_over", args=[code, pk])


def test_the_number_on_the_start_page_leads_to_the_rows_that_it_counts(cast, login, stuck):
    client = login(cast.bkpsdm)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert f'href="{INDEX}"' in home
    assert "langkah menunggu orang yang tidak ada" in home
    page = client.get(INDEX)
    assert [line.stuck.kind.code for line in page.context["lines"]] == ["skp", "sampaikan"]
    html = page.content.decode()
    for words in ("2 langkah", "Siti Aminah", "SKP 2025", "Budi Santoso", "sudah pensiun", "Menyetujui SKP"):
        assert words in html
    one = client.get(INDEX, {"langkah": "sampaikan"})
    assert [line.stuck.row for line in one.context["lines"]] == [stuck[1]]


def test_the_queue_is_narrowed_to_one_agency(cast, login, stuck):
    """A plan belongs to the agency of its post, an evaluation to its own."""
    client = login(cast.bkpsdm)

    def shown(**asked) -> list[str]:
        return [line.stuck.kind.code for line in client.get(INDEX, asked).context["lines"]]

    assert shown(perangkat=cast.agency.pk) == ["skp", "sampaikan"]
    assert shown(perangkat=cast.agency.pk, langkah="skp") == ["skp"]
    assert shown(perangkat=cast.other_agency.pk) == []
    stuck[0].assignment.unit = cast.other_agency
    stuck[0].assignment.save()
    assert shown(perangkat=cast.other_agency.pk) == ["skp"]
    assert shown(perangkat=cast.agency.pk) == ["sampaikan"]


@pytest.mark.parametrize("name", ["stand_ins", "rater_reports", "objections"])
def test_every_queue_offers_all_agencies_and_bears_nonsense(cast, login, name):
    client, address = login(cast.bkpsdm), reverse(f"{name}:index")
    page = client.get(address, {"perangkat": cast.agency.pk})
    assert [name for _, name in page.context["agencies"]] == ["Dinas Kesehatan", "Dinas Sosial"]
    assert f'<option value="{cast.agency.pk}" selected>Dinas Kesehatan</option>' in page.content.decode()
    for nonsense in ("x", "-1", "9" * 30, "9" * 5000):
        assert client.get(address, {"perangkat": nonsense}).status_code == 200


def test_where_nothing_is_stuck_the_start_page_says_nothing(cast, login):
    cast.evaluation(state=State.SUBMITTED)
    client = login(cast.bkpsdm)
    assert "orang yang tidak ada" not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert "Tidak ada langkah yang menunggu" in client.get(INDEX).content.decode()


@pytest.mark.parametrize("code", ["skp", "sampaikan"])
def test_a_step_is_handed_over_with_a_reason(cast, login, stuck, code):
    row = stuck[0] if code == "skp" else stuck[1]
    client, address = login(cast.bkpsdm), hand_over_url(code, row.pk)
    assert "sudah pensiun" in client.get(address).content.decode()
    without = client.post(address, {"to": cast.stranger.pk, "note": " "})
    assert without.status_code == 422
    assert "Tuliskan alasannya." in without.content.decode()
    own = client.post(address, {"to": cast.employee.pk, "note": "Kosong"})
    assert "Seseorang tidak dapat menilai dirinya sendiri." in own.content.decode()
    assert client.post(address, {"to": cast.stranger.pk, "note": "Jabatan kosong"}).url == INDEX
    row.refresh_from_db()
    assert row.rater == cast.stranger
    assert "Jabatan kosong" in row.events.last().note
    after = client.get(address).content.decode()
    assert ("masih bertugas" if code == "skp" else "tidak lagi menunggu") in after


def test_only_bkpsdm_sees_and_hands_over(cast, login, stuck):
    address = hand_over_url("skp", stuck[0].pk)
    assert login(cast.bkpsdm).get(hand_over_url("lain", 1)).status_code == 404
    for who in (cast.auditor, cast.rater, cast.stranger):
        for page in (INDEX, address):
            assert login(who).get(page).status_code in (302, 403)
        login(who).post(address, {"to": cast.stranger.pk, "note": "x"})
    stuck[0].refresh_from_db()
    assert stuck[0].rater == cast.rater


def test_the_queue_costs_the_same_for_many(cast, login, stuck):
    client = login(cast.bkpsdm)
    one = statements_of(client, INDEX)
    for month in (1, 2, 3):
        cast.evaluation(build.make_period(2026, month), state=State.RATED)
    assert statements_of(client, INDEX) == one


def test_a_post_that_has_a_plan_is_not_deleted_and_the_officer_is_told_why(cast, login):
    post = build.make_plan(cast.employee).assignment
    answer = login(cast.bkpsdm).post(reverse("assignment:delete", args=[post.pk]), follow=True)
    assert "sudah ada SKP untuknya" in answer.content.decode()
    assert cast.employee.assignments.get() == post

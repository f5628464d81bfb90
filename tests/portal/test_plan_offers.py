"""Ambil dari pustaka: from the draft to a list of boxes and back, with nothing lost on the way."""

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Assignment, LibraryIndicator, LibraryResult, PerformancePlan, WorkResult
from tests import build
from tests.counting import statements_of

YEAR = timezone.localdate().year


@pytest.fixture
def post(cast) -> Assignment:
    return cast.employee.assignments.get()


@pytest.fixture
def page(post) -> str:
    return reverse("portal:plan_take", args=[YEAR, post.pk])


@pytest.fixture
def offered(post) -> LibraryResult:
    made = LibraryResult.objects.create(position=post.position, statement="Pasien dilayani")
    LibraryIndicator.objects.create(result=made, text="Jumlah pasien", target="240 pasien")
    return made


@pytest.fixture
def client(cast, login):
    return login(cast.employee)


def statements(post) -> list[str]:
    rows = WorkResult.objects.filter(plan__assignment=post, plan__year=YEAR).order_by("order")
    return [result.statement for result in rows]


def test_the_button_in_the_draft_saves_what_was_typed_and_leads_to_the_offers(client, post, page, offered):
    edit = reverse("portal:plan_edit", args=[YEAR, post.pk])
    assert "Ambil dari pustaka" in client.get(edit).content.decode()
    typed = {"row": "new0", "new0-kind": "UTAMA", "new0-statement": "Milik saya", "approach": "KUANTITATIF"}
    answer = client.post(edit, typed | {"version": 1, "then": "take"})
    assert answer.url == page
    html = client.get(page).content.decode()
    for words in (
        "SKP tersimpan.",
        "Pustaka BKPSDM untuk jabatan Anda",
        "Pasien dilayani",
        "Jumlah pasien, target 240 pasien",
    ):
        assert words in html
    assert client.post(page, {"ambil": f"p{offered.pk}"}).url == edit
    assert statements(post) == ["Milik saya", "Pasien dilayani"]


def test_without_a_tick_one_is_told_to_tick(client, post, page, offered):
    assert "Centang hasil kerja yang akan Anda ambil." in client.post(page, {}).content.decode()
    assert statements(post) == []


def test_what_was_ticked_stays_ticked_when_it_is_refused(client, post, page, offered, monkeypatch):
    monkeypatch.setattr("evaluations.domain.evaluating.plan_offers.MAX_RESULTS", 0)
    answer = client.post(page, {"ambil": f"p{offered.pk}"})
    assert answer.status_code == 422
    assert f'value="p{offered.pk}" checked' in answer.content.decode()
    assert "paling banyak 0 hasil kerja" in answer.content.decode()


def test_where_nothing_is_offered_one_is_told_why(client, page):
    assert "Belum ada yang dapat diambil" in client.get(page).content.decode()


def test_a_plan_that_is_handed_in_takes_nothing(cast, client, post, page, offered):
    plan = build.make_plan(cast.employee, rater=cast.rater, year=YEAR)
    assert client.get(page).url == reverse("portal:plan", args=[plan.pk])
    assert client.post(page, {"ambil": f"p{offered.pk}"}).url == reverse("portal:plan", args=[plan.pk])
    assert statements(post) == ["Hasil kerja 1 terlaksana"]


def test_only_for_a_post_of_ones_own_in_a_year_close_by(cast, login, client, post, page, offered):
    for who in (cast.rater, cast.stranger, cast.bkpsdm):
        assert login(who).get(page).status_code == 404
        assert login(who).post(page, {"ambil": f"p{offered.pk}"}).status_code == 404
    assert client.get(reverse("portal:plan_take", args=[YEAR + 2, post.pk])).status_code == 404
    assert not PerformancePlan.objects.exists()


def test_the_page_costs_the_same_for_many_offers(cast, client, page, offered):
    few = statements_of(client, page)
    for number in range(5):
        LibraryResult.objects.create(position=offered.position, statement=f"Hasil {number}")
    assert statements_of(client, page) == few <= 14

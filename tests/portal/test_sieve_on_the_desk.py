"""The desk goes on with the people of the sieve from which one came, in the order of the team's page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.enums import State
from evaluations.models import Evaluation
from tests import build

PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan", "indicators": []}]
RATINGS = {"rating_hasil_kerja": "MEETS", "rating_perilaku": "MEETS"}
WAITING = "?saring=menunggu"


@pytest.fixture
def team(cast) -> dict[str, Evaluation]:
    """By name: Agus still writes; Citra has waited longer than Bayu."""
    period, now = build.make_period(), timezone.now()
    waits = {"Agus": None, "Bayu": 1, "Citra": 3}
    rows = {}
    for name, days in waits.items():
        person = build.make_employee(name)
        build.make_assignment(person, cast.division)
        sent = {"state": State.SUBMITTED, "submitted_at": now - timedelta(days=days)} if days else {}
        rows[name] = build.make_evaluation(person, period, rater=cast.rater, plan_rows=PLAN, **sent)
    return rows


@pytest.fixture
def rater(cast, login):
    return login(cast.rater)


def desk(row) -> str:
    return reverse("portal:rate", args=[row.pk])


def beside(page) -> tuple:
    found = page.context["neighbours"]
    return found.before and found.before.name, found.after and found.after.name, found.place, found.total


def test_without_a_sieve_everybody_follows_by_name(rater, team):
    assert beside(rater.get(desk(team["Bayu"]))) == ("Agus", "Citra", 2, 3)
    assert beside(rater.get(desk(team["Bayu"]) + "?saring=apa-saja")) == ("Agus", "Citra", 2, 3)


def test_with_a_sieve_those_of_the_sieve_follow_the_longest_waiting_first(rater, team):
    assert beside(rater.get(desk(team["Bayu"]) + WAITING)) == ("Citra", None, 2, 2)
    assert beside(rater.get(desk(team["Citra"]) + WAITING)) == (None, "Bayu", 1, 2)


def test_the_page_of_the_team_hands_its_sieve_on_and_the_desk_keeps_it(rater, team):
    listed = rater.get("/tim/" + WAITING).content.decode()
    assert f'href="{desk(team["Citra"])}{WAITING}"' in listed
    html = rater.get(desk(team["Citra"]) + WAITING).content.decode()
    for address in (desk(team["Bayu"]), "/tim/", reverse("portal:return", args=[team["Citra"].pk])):
        assert f'"{address}{WAITING}"' in html
    assert f'action="{desk(team["Citra"])}{WAITING}"' in html


def test_no_unknown_word_is_handed_on(rater, team):
    assert "saring=" not in rater.get(desk(team["Citra"]) + '?saring="><b>').content.decode()
    listed = rater.get("/tim/?saring=apa-saja").content.decode()
    assert f'href="{desk(team["Citra"])}"' in listed


def test_every_button_leads_on_within_the_sieve(rater, team):
    row = team["Citra"]
    rated = rater.post(desk(row) + WAITING, {"version": 1, "action": "rate", **RATINGS})
    assert rated.url == desk(row) + WAITING
    assert rater.post(reverse("portal:deliver", args=[row.pk]) + WAITING).url == "/tim/" + WAITING
    back = reverse("portal:return", args=[team["Bayu"].pk]) + WAITING
    assert rater.post(back, {"version": 1, "reason": "Lengkapi"}).url == "/tim/" + WAITING


def test_whoever_left_the_sieve_leads_to_the_first_of_those_that_are_left(rater, team):
    row = team["Citra"]
    rater.post(desk(row), {"version": 1, "action": "rate", **RATINGS})
    rater.post(reverse("portal:deliver", args=[row.pk]))
    page = rater.get(desk(row) + WAITING)
    assert beside(page) == (None, "Bayu", None, 1)
    assert "1 lagi" in page.content.decode()


def test_the_sieve_costs_no_statement_more(django_assert_num_queries, rater, team):
    rater.get(desk(team["Bayu"]))
    with django_assert_num_queries(12):
        rater.get(desk(team["Bayu"]))
    with django_assert_num_queries(12):
        rater.get(desk(team["Bayu"]) + WAITING)

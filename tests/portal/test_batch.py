"""Several people on one page: each rated by themselves, fixed together; who is refused stays with what was typed."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from evaluations.enums import PeriodState, State
from evaluations.models import Evaluation
from tests import build, schemas
from tests.engine.test_extremes import strict

BATCH = "/tim/nilai/"
PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan tersusun", "indicators": []}]


@pytest.fixture
def team(cast) -> list[Evaluation]:
    """Three people who have sent their report, by name."""
    period = build.make_period()
    return [sent(cast, name, period) for name in ("Agus", "Bayu", "Citra")]


def sent(cast, name: str, period, **fields) -> Evaluation:
    person = build.make_employee(name)
    build.make_assignment(person, cast.division)
    report = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": f"Laporan {name} selesai"}]}
    values = {"state": State.SUBMITTED, "answers": report, "plan_rows": PLAN} | fields
    return build.make_evaluation(person, period, rater=cast.rater, reviewer=cast.reviewer, **values)


@pytest.fixture
def rater(cast, login):
    return login(cast.rater)


def typed(row, work: str = "", conduct: str = "", **more) -> dict:
    given = {"version": row.version, "rating_hasil_kerja": work, "rating_perilaku": conduct} | more
    return {f"p{row.pk}-{name}": value for name, value in given.items() if value != ""}


def states(rows) -> list[str]:
    return [Evaluation.objects.get(pk=row.pk).state for row in rows]


def test_everybody_who_waits_stands_there_with_what_they_reported(cast, rater, team):
    sent(cast, "Draf", team[0].period, state=State.DRAFT)
    page = rater.get(BATCH)
    assert [line.evaluation for line in page.context["lines"]] == team
    html = page.content.decode()
    for name in ("Agus", "Bayu", "Citra"):
        assert f"Laporan {name} selesai" in html
    assert "checked" not in html


def test_each_person_gets_the_ratings_and_the_words_that_were_typed_for_them(rater, team):
    agus, bayu, citra = team
    data = typed(agus, "ABOVE", "MEETS", notes="Cekatan") | typed(
        bayu, "BELOW", "MEETS", notes="Perlu dibantu"
    )
    answer = rater.post(BATCH, data | typed(citra))
    assert answer.url == reverse("portal:deliveries")
    rows = [Evaluation.objects.get(pk=row.pk) for row in team]
    assert [(row.state, row.predikat, row.notes) for row in rows] == [
        (State.RATED, "BAIK", "Cekatan"),
        (State.RATED, "BUTUH_PERBAIKAN", "Perlu dibantu"),
        (State.SUBMITTED, "", ""),
    ]
    assert [row.events.filter(action="rate").count() for row in rows] == [1, 1, 0]
    assert all("Laporan" in str(row.answers) for row in rows)


def test_no_press_rates_somebody_for_whom_nothing_was_chosen(rater, team):
    answer = rater.post(BATCH, typed(team[0]) | typed(team[1], notes="Masih saya baca"))
    assert answer.status_code == 422
    assert "Pilih dulu rating" in answer.content.decode()
    assert "Masih saya baca" in answer.content.decode()
    assert states(team) == [State.SUBMITTED] * 3


def test_who_is_refused_stays_with_what_was_typed_and_the_others_are_fixed(rater, team):
    agus, bayu, citra = team
    data = (
        typed(agus, "MEETS", "MEETS")
        | typed(bayu, "MEETS", notes="Baru satu")
        | typed(citra, "MEETS", "HEBAT")
    )
    answer = rater.post(BATCH, data)
    assert answer.status_code == 422
    assert states(team) == [State.RATED, State.SUBMITTED, State.SUBMITTED]
    refused = {line.evaluation.name: line.refused for line in answer.context["lines"]}
    assert refused["Bayu"].startswith("Pilih rating yang satunya")
    assert refused["Citra"].startswith("Rating Perilaku:")
    html = answer.content.decode()
    assert "Baru satu" in html
    assert re.search(rf'name="p{bayu.pk}-rating_hasil_kerja"\s+value="MEETS" checked', html)
    assert "1 penilaian ditetapkan" in html


def test_an_older_page_and_a_text_too_long_are_refused_for_that_person_alone(rater, team):
    agus, bayu, citra = team
    Evaluation.objects.filter(pk=agus.pk).update(version=9)
    data = typed(agus, "MEETS", "MEETS") | typed(bayu, "MEETS", "MEETS", notes="x" * 40_000)
    answer = rater.post(BATCH, data | typed(citra, "MEETS", "MEETS"))
    refused = {line.evaluation.name: line.refused for line in answer.context["lines"]}
    assert "sudah berubah di tab" in refused["Agus"]
    assert refused["Bayu"].startswith("Catatan:")
    assert states(team) == [State.SUBMITTED, State.SUBMITTED, State.RATED]


def test_an_extreme_without_a_fact_is_told_to_that_person(cast, rater):
    version = build.make_form_version(strict())
    row = sent(cast, "Agus", build.make_period(), version=version)
    answer = rater.post(BATCH, typed(row, "ABOVE", "MEETS"))
    assert "perlu satu fakta" in answer.context["lines"][0].refused
    assert rater.post(BATCH, typed(row, "ABOVE", "MEETS", notes="Inovasi")).status_code == 302


def test_a_second_press_leads_to_where_the_first_one_led(rater, team):
    data = (
        typed(team[0], "MEETS", "MEETS") | typed(team[1], "MEETS", "MEETS") | typed(team[2], "MEETS", "MEETS")
    )
    assert rater.post(BATCH, data).url == rater.post(BATCH, data).url == reverse("portal:deliveries")
    assert [row.events.count() for row in team] == [1, 1, 1]


def test_a_form_that_asks_for_more_is_rated_by_itself(cast, rater, team):
    form = schemas.official_form()
    field = next(one for one in form.sections[1].fields)
    asks = replace(
        form, sections=(form.sections[0], replace(form.sections[1], fields=(replace(field, required=True),)))
    )
    other = sent(cast, "Dodi", team[0].period, version=build.make_form_version(asks, key="lain"))
    page = rater.get(BATCH)
    assert page.context["others"] == [other]
    assert other not in [line.evaluation for line in page.context["lines"]]


def test_nobody_is_rated_before_the_period_may_be(cast, rater):
    period = build.make_period(2099, 7, rates_from=None)
    row = sent(cast, "Agus", period)
    assert rater.get(BATCH, {"periode": period.pk}).context["lines"] == []
    rater.post(BATCH + f"?periode={period.pk}", typed(row, "MEETS", "MEETS"))
    assert states([row]) == [State.SUBMITTED]


def test_a_closed_period_and_people_of_others_are_not_there(cast, login, team):
    for who in (cast.employee, cast.reviewer, cast.stranger, cast.unit_admin):
        client = login(who)
        assert client.get(BATCH).context["lines"] == []
        client.post(BATCH, typed(team[0], "MEETS", "MEETS"))
    team[0].period.state = PeriodState.CLOSED
    team[0].period.save()
    assert login(cast.rater).get(BATCH).context["lines"] == []
    assert states(team) == [State.SUBMITTED] * 3


def test_the_page_is_light_and_costs_as_many_statements_for_twenty_as_for_three(
    django_assert_num_queries, cast, rater, team
):
    rater.get(BATCH)
    with django_assert_num_queries(6):
        rater.get(BATCH)
    for number in range(22):
        sent(cast, f"Pegawai {number:02}", team[0].period)
    with django_assert_num_queries(6):
        page = rater.get(BATCH)
    assert (len(page.context["lines"]), page.context["more"]) == (20, 5)
    assert len(page.content) < 100_000

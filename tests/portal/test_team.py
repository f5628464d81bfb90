"""Tim saya: who is in it, what waits, and who may not look."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from evaluations.enums import PeriodState, PlanState, Predikat, State
from evaluations.models import Objection
from tests import build
from tests.counting import statements_of

TEAM = reverse("portal:team")


def _names(members) -> list[str]:
    return [member.evaluation.name for member in members]


def _colleague(cast, name: str, period, **fields):
    person = build.make_employee(name)
    build.make_assignment(person, cast.division)
    return build.make_evaluation(person, period, rater=cast.rater, reviewer=cast.reviewer, **fields)


def test_the_team_shows_first_who_waits_for_the_rater(cast, login):
    period = build.make_period()
    cast.evaluation(period, state=State.SUBMITTED)
    _colleague(cast, "Ani Lestari", period, state=State.DRAFT)
    _colleague(cast, "Bima Putra", period, state=State.RATED, predikat=Predikat.GOOD, predikat_label="Baik")
    response = login(cast.rater).get(TEAM)
    assert [(m.evaluation.name, m.step.label) for m in response.context["waiting"]] == [
        ("Siti Aminah", "Nilai"),
        ("Bima Putra", "Sampaikan hasil"),
    ]
    assert _names(response.context["others"]) == ["Ani Lestari"]
    assert (response.context["rated"], response.context["team_size"]) == (1, 3)


def _waiting(cast, login, **query):
    page = login(cast.rater).get(TEAM, query)
    return page, [(line.evaluation.name, line.days) for line in page.context["waiting"]]


def test_who_waits_longest_stands_first_and_since_when_is_said(cast, login):
    period, now = build.make_period(), timezone.now()
    cast.evaluation(period, state=State.SUBMITTED, submitted_at=now - timedelta(days=1))
    _colleague(cast, "Ani Lestari", period, state=State.SUBMITTED, submitted_at=now)
    _colleague(
        cast, "Bima Putra", period, state=State.RATED, submitted_at=now, rated_at=now - timedelta(days=4)
    )
    page, waiting = _waiting(cast, login)
    assert waiting == [("Bima Putra", 4), ("Siti Aminah", 1), ("Ani Lestari", 0)]
    assert "(4 hari)" in page.content.decode()


def test_what_is_unusual_is_said_and_sifted_by_the_address(cast, login):
    june = build.make_period(month=6, state=PeriodState.CLOSED)
    july = build.make_period(month=7)
    for name, before in (("Lama", cast.rater), ("Berganti", cast.reviewer), ("Baru", None)):
        row = _colleague(cast, name, july, state=State.SUBMITTED)
        if before is not None:
            build.make_evaluation(row.employee, june, rater=before, reviewer=cast.reviewer, state=State.FINAL)
    late = _colleague(cast, "Lewat", july, state=State.OPEN)
    build.make_evaluation(late.employee, june, rater=cast.rater, reviewer=cast.reviewer, state=State.FINAL)
    objected = _colleague(cast, "Keberatan", july, state=State.OBJECTED)
    build.make_evaluation(
        objected.employee, june, rater=cast.rater, reviewer=cast.reviewer, state=State.FINAL
    )
    Objection.objects.create(evaluation=objected, reasons="Keliru", submitted_at=timezone.now())

    def shown(sieve: str) -> set[str]:
        context = login(cast.rater).get(TEAM, {"periode": july.pk, "saring": sieve}).context
        return {*_names(context["waiting"]), *_names(context["others"])}

    assert shown("pertama") == {"Baru"}
    assert shown("berganti") == {"Berganti"}
    assert shown("keberatan") == {"Keberatan"}
    assert shown("menunggu") == {"Lama", "Berganti", "Baru", "Keberatan"}
    assert shown("terlambat") == set()
    assert shown("") == shown("apa-saja") == {"Lama", "Berganti", "Baru", "Keberatan", "Lewat"}
    july.fill_until = timezone.now() - timedelta(days=1)
    july.save()
    assert "Lewat" in shown("terlambat")
    page = login(cast.rater).get(TEAM, {"periode": july.pk}).content.decode()
    assert page.count("Penilai berganti</span>") == page.count("Evaluasi pertama</span>") == 1
    assert f"?periode={july.pk}&amp;saring=berganti" in page


def test_another_kind_of_period_says_nothing_of_who_rated_before(cast, login):
    july, year = build.make_period(month=7), build.make_period(2025, None, state=PeriodState.CLOSED)
    row = _colleague(cast, "Ani Lestari", july, state=State.SUBMITTED)
    build.make_evaluation(row.employee, year, rater=cast.reviewer, reviewer=cast.reviewer, state=State.FINAL)
    [line] = login(cast.rater).get(TEAM).context["waiting"]
    assert line.badges == ["Evaluasi pertama"]


def test_what_waits_in_other_periods_is_named_with_its_way(cast, login):
    june, july = build.make_period(month=6), build.make_period(month=7)
    cast.evaluation(july, state=State.SUBMITTED)
    _colleague(cast, "Ani Lestari", june, state=State.SUBMITTED)
    _colleague(cast, "Bima Putra", june, state=State.RATED)
    page = login(cast.rater).get(TEAM)
    assert [(other["period"], other["number"]) for other in page.context["elsewhere"]] == [(june.pk, 2)]
    assert f'href="?periode={june.pk}">{june.name} (2)' in page.content.decode()
    assert login(cast.reviewer).get(TEAM).context["elsewhere"] == []


def test_results_that_are_fixed_lead_to_telling_several(cast, login):
    period = build.make_period()
    row = cast.evaluation(period, state=State.SUBMITTED)
    assert reverse("portal:deliveries") not in login(cast.rater).get(TEAM).content.decode()
    row.state, row.rated_at = State.RATED, timezone.now()
    row.save()
    assert reverse("portal:deliveries") in login(cast.rater).get(TEAM).content.decode()


def test_the_superior_sees_whom_subordinates_rate_but_has_nothing_to_rate(cast, login):
    cast.evaluation(state=State.SUBMITTED)
    response = login(cast.reviewer).get(TEAM)
    assert response.context["team_size"] == 0
    groups = [(g.rater_name, _names(g.members), g.rated) for g in response.context["groups"]]
    assert groups == [("Budi Santoso", ["Siti Aminah"], 0)]
    assert response.context["groups"][0].members[0].step is None


def test_somebody_who_rates_nobody_reads_why_the_page_is_empty(cast, login):
    cast.evaluation(state=State.SUBMITTED)
    for who in (cast.stranger, cast.employee, cast.unit_admin):
        response = login(who).get(TEAM)
        assert response.context["waiting"] == response.context["others"] == response.context["groups"] == []
        assert "Belum ada yang Anda nilai" in response.content.decode()


def test_an_earlier_period_can_be_chosen_and_a_foreign_one_is_not_found(cast, login):
    june = build.make_period(month=6, state=PeriodState.CLOSED)
    july = build.make_period(month=7)
    other = build.make_period(month=5, state=PeriodState.CLOSED)
    cast.evaluation(june, state=State.DELIVERED)
    cast.evaluation(july, state=State.OPEN)
    client = login(cast.rater)
    assert client.get(TEAM).context["period"] == july
    assert client.get(TEAM, {"periode": june.pk}).context["period"] == june
    assert client.get(TEAM, {"periode": other.pk}).status_code == 404
    assert client.get(TEAM, {"periode": "x"}).status_code == 404


def test_objections_of_every_period_wait_with_the_one_whose_turn_it_is(cast, login):
    evaluation = cast.evaluation(build.make_period(state=PeriodState.CLOSED), state=State.OBJECTED)
    objection = Objection.objects.create(
        evaluation=evaluation, reasons="Target tercapai", submitted_at=timezone.now()
    )

    def waiting(who) -> list:
        return [(row, step.label) for row, step, _ in login(who).get(TEAM).context["objections"]]

    assert waiting(cast.rater) == [(evaluation, "Beri penjelasan")]
    assert waiting(cast.reviewer) == [(evaluation, "Putuskan")]  # need not wait for the explanation
    assert "belum dijelaskan penilai" in login(cast.reviewer).get(TEAM).content.decode()
    objection.explanation, objection.explained_at = "Bukti kurang", timezone.now()
    objection.save()
    evaluation.state = State.EXPLAINED
    evaluation.save()
    assert waiting(cast.rater) == []
    assert waiting(cast.reviewer) == [(evaluation, "Putuskan")]
    assert "sudah dijelaskan penilai" in login(cast.reviewer).get(TEAM).content.decode()


def test_a_plan_that_was_handed_in_waits_for_its_rater_only(cast, login):
    plan = build.make_plan(cast.employee, rater=cast.rater, state=PlanState.SUBMITTED)
    assert login(cast.rater).get(TEAM).context["plans"] == [plan]
    assert login(cast.reviewer).get(TEAM).context["plans"] == []


def test_statements_do_not_grow_with_the_team(cast, login):
    period = build.make_period()
    cast.evaluation(period, state=State.SUBMITTED)
    client = login(cast.rater)
    one = statements_of(client, TEAM)
    _colleague(cast, "Ani Lestari", period, state=State.RATED)
    _colleague(cast, "Bima Putra", period, state=State.DRAFT)
    assert statements_of(client, TEAM) == one <= 15

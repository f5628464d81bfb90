"""The guide of a team and of its agency, what holds back a delivery, and the reason that lets it go."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.distribution import check_delivery, explain_deviation, guide_of
from evaluations.domain.evaluating.workflow import perform
from evaluations.domain.periods import deliver_period
from evaluations.domain.periods.official_distribution import load_official_distribution
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, DistributionUse, OrganizationLevel, State
from evaluations.models import DistributionBound, DistributionDeviation, DistributionRules, Evaluation
from tests import build

GOOD, EXCEPTIONAL = OrganizationLevel.GOOD, OrganizationLevel.EXCEPTIONAL


@pytest.fixture
def period(cast):
    load_official_distribution()
    return build.make_period()


def rated(cast, period, predikat: str, *, unit=None, rater=None, state=State.RATED) -> Evaluation:
    person = build.make_employee()
    build.make_assignment(person, unit or cast.division)
    return build.make_evaluation(
        person, period, rater=rater or cast.rater, reviewer=cast.reviewer, state=state, predikat=predikat
    )


def team(cast, period, waiting: int = 0, **counts: int) -> list[Evaluation]:
    rows = [rated(cast, period, code) for code, number in counts.items() for _ in range(number)]
    return rows + [rated(cast, period, "", state=State.SUBMITTED) for _ in range(waiting)]


def codes(lines) -> list[str]:
    return [line.code for line in lines]


def guide(cast, period):
    return guide_of(cast.rater.pk, period)


def refused(call, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as caught:
        call(*args, **kwargs)
    return caught.value


def test_the_team_is_compared_by_what_its_organisation_achieved(cast, period):
    team(cast, period, BAIK=8, SANGAT_BAIK=2)
    build.determine(period, {cast.agency: GOOD})
    found = guide(cast, period).team
    assert codes(found.broken) == ["B_MAX_70", "BP_OR_K_PRESENT"]
    assert [line.finding.limit for line in found.broken] == [7, 1]
    build.determine(period, {cast.division: EXCEPTIONAL})
    assert codes(guide(cast, period).team.broken) == ["SB_MAJORITY"]


def test_who_is_still_to_be_rated_counts_in_the_whole_and_may_bring_it_about(cast, period):
    team(cast, period, waiting=3, BAIK=7)
    build.determine(period, {cast.agency: GOOD})
    found = guide(cast, period).team
    assert (found.rated, found.waiting, found.total) == (7, 3, 10)
    assert [(line.code, line.is_broken, line.is_open) for line in found.lines] == [
        ("B_MAX_70", False, False), ("BP_OR_K_PRESENT", False, True),
    ]  # fmt: skip


def test_a_rating_that_was_taken_back_and_a_part_that_does_not_count_are_not_counted(cast, period):
    rows = team(cast, period, BAIK=10)
    Evaluation.objects.filter(pk=rows[0].pk).update(state=State.RETURNED)
    Evaluation.objects.filter(pk=rows[1].pk).update(counts=False)
    found = guide(cast, period).team
    assert (found.counts["BAIK"], found.waiting) == (8, 1)


def test_a_group_that_is_too_small_is_not_compared(cast, period):
    team(cast, period, BAIK=9)
    build.determine(period, {cast.agency: GOOD})
    found = guide(cast, period).team
    assert (found.is_small, found.smallest, found.lines) == (True, 10, [])
    DistributionRules.objects.update(smallest_group=9)
    assert codes(guide(cast, period).team.broken) == ["B_MAX_70", "BP_OR_K_PRESENT"]


def test_without_an_achievement_or_a_set_in_force_nothing_is_compared(cast, period):
    team(cast, period, BAIK=10)
    assert guide(cast, period).team.lines == []
    build.determine(period, {cast.other_agency: GOOD, cast.root: GOOD})
    assert guide(cast, period).team.performance is None
    build.determine(period, {cast.agency: GOOD})
    DistributionRules.objects.update(starts_on="2026-07-29")  # the day after the period
    assert guide(cast, period).team.lines == []
    DistributionRules.objects.update(starts_on="2026-07-28")
    assert len(guide(cast, period).team.lines) == 2


def test_the_latest_set_that_has_begun_holds(cast, period):
    team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: GOOD})
    newer = DistributionRules.objects.create(name="Baru", legal_basis="SE 1/2026", starts_on="2026-07-01")
    DistributionBound.objects.create(
        rules=newer, level=GOOD, code="SB", kind="PRESENT", predikat="SANGAT_BAIK"
    )
    assert codes(guide(cast, period).team.lines) == ["SB"]


def test_the_agency_stands_beside_the_team_unless_the_others_are_too_few(cast, period):
    team(cast, period, BAIK=10)
    build.determine(period, {cast.division: EXCEPTIONAL})
    for _ in range(4):
        rated(cast, period, "SANGAT_BAIK", unit=cast.agency, rater=cast.reviewer)
    assert (guide(cast, period).unit, guide(cast, period).hides_unit) == (None, True)
    rated(cast, period, "KURANG", unit=cast.agency, rater=cast.reviewer)
    rated(cast, period, "KURANG", unit=cast.other_agency, rater=cast.stranger)
    shown = guide(cast, period)
    assert (shown.unit.total, shown.unit.counts["KURANG"], shown.hides_unit) == (15, 1, False)
    assert shown.unit.performance is None  # that of a division says nothing of the agency
    build.determine(period, {cast.agency: GOOD})
    assert guide(cast, period).unit.performance.level == GOOD


def test_a_rating_is_tried_before_it_is_given(cast, period):
    rows = team(cast, period, waiting=1, BAIK=9)
    build.determine(period, {cast.agency: GOOD})
    tried = guide_of(cast.rater.pk, period, instead=(rows[-1], "KURANG"))
    assert (tried.team.counts["KURANG"], tried.team.waiting) == (1, 0)
    again = guide_of(cast.rater.pk, period, instead=(rows[0], "KURANG"))
    assert (again.team.counts["BAIK"], again.team.waiting) == (8, 1)


def test_three_statements_for_who_deviates_two_for_others_and_none_where_the_period_uses_no_pattern(
    cast, period, django_assert_num_queries
):
    team(cast, period, BAIK=3)
    with django_assert_num_queries(2):
        guide(cast, period)
    build.determine(period, {cast.agency: GOOD})
    team(cast, period, BAIK=9)
    with django_assert_num_queries(3):
        found = guide(cast, period)
        assert (bool(found.team.broken), found.unexplained) == (True, found.team.broken)
    other = build.make_period(2025, 1)
    build.determine(other, {cast.agency: GOOD})
    team(cast, other, BAIK=2)
    with django_assert_num_queries(2):
        found = guide(cast, other)
        assert (found.team.broken, found.unexplained, found.deviation) == ([], [], None)
    period.distribution = DistributionUse.OFF
    with django_assert_num_queries(0):
        assert guide(cast, period) is None


# --- a deviation ---


@pytest.fixture
def deviating(cast, period) -> list[Evaluation]:
    rows = team(cast, period, BAIK=10)
    build.determine(period, {cast.agency: GOOD})
    return rows


def explain(cast, period, reason="Semua target triwulan tercapai"):
    return explain_deviation(cast.rater, period, reason=reason, actor=cast.rater.user)


def test_a_deviation_is_delivered_after_its_reason(cast, period, deviating):
    caught = refused(perform, deviating[0], Action.DELIVER, actor=cast.rater.user)
    assert caught.code == "distribution_unexplained"
    assert "Baik paling banyak 70%" in caught.message
    given = explain(cast, period)
    assert (given.given_by, given.level, given.counts["BAIK"], given.waiting) == (
        cast.rater.user,
        GOOD,
        10,
        0,
    )
    assert [one["code"] for one in given.broken] == ["B_MAX_70", "BP_OR_K_PRESENT"]
    assert perform(deviating[0], Action.DELIVER, actor=cast.rater.user).state == State.DELIVERED


def test_another_deviation_and_another_level_need_another_reason(cast, period, deviating):
    Evaluation.objects.filter(pk=deviating[0].pk).update(predikat="KURANG")
    explain(cast, period)
    assert guide(cast, period).unexplained == []
    Evaluation.objects.filter(pk=deviating[0].pk).update(predikat="BAIK")
    assert codes(guide(cast, period).unexplained) == ["BP_OR_K_PRESENT"]
    build.determine(period, {cast.agency: OrganizationLevel.POOR}, reason="Dikoreksi")
    assert refused(check_delivery, deviating[0]).code == "distribution_unexplained"


def test_a_strict_period_delivers_no_deviation_whatever_the_reason(cast, period, deviating):
    period.distribution = DistributionUse.BLOCK
    period.save()
    explain(cast, period)
    assert refused(perform, deviating[0], Action.DELIVER, actor=cast.rater.user).code == "distribution_broken"
    Evaluation.objects.filter(pk__in=[row.pk for row in deviating[:3]]).update(predikat="KURANG")
    assert perform(deviating[9], Action.DELIVER, actor=cast.rater.user).state == State.DELIVERED


def test_a_period_without_the_pattern_delivers_everything(cast, period, deviating):
    period.distribution = DistributionUse.OFF
    period.save()
    assert perform(deviating[0], Action.DELIVER, actor=cast.rater.user).state == State.DELIVERED


def test_the_timer_leaves_a_deviating_team_and_delivers_the_others(cast, period, deviating):
    other = rated(cast, period, "BAIK", unit=cast.other_agency, rater=cast.stranger)
    assert deliver_period(period, now=timezone.now()) == 1
    assert Evaluation.objects.get(state=State.DELIVERED) == other
    explain(cast, period)
    assert deliver_period(period, now=timezone.now()) == 10


@pytest.mark.parametrize("reason", ["", " \u200b\n "])
def test_a_reason_has_words(cast, period, deviating, reason):
    assert refused(explain, cast, period, reason).code == "note_required"
    assert not DistributionDeviation.objects.exists()


def test_only_the_rater_or_who_acts_for_them_gives_the_reason_and_only_where_something_deviates(
    cast, period, deviating
):
    for who in (cast.reviewer.user, cast.bkpsdm):
        caught = refused(explain_deviation, cast.rater, period, reason="x", actor=who)
        assert caught.code == "not_yours"
    today = timezone.localdate()
    acting = Evaluation.objects.filter(pk=deviating[0].pk)
    acting.update(deputy=cast.reviewer, deputy_until=today - timedelta(days=1), deputy_as="atasan")
    assert (
        refused(explain_deviation, cast.rater, period, reason="x", actor=cast.reviewer.user).code
        == "not_yours"
    )
    acting.update(deputy_until=today)
    made = explain_deviation(cast.rater, period, reason="Imunisasi massal", actor=cast.reviewer.user)
    assert (made.rater, made.given_by) == (cast.rater, cast.reviewer.user)
    Evaluation.objects.filter(pk__in=[row.pk for row in deviating[:3]]).update(predikat="KURANG")
    assert refused(explain, cast, period).code == "nothing_to_explain"

"""Which achievement of the organisation belongs to an evaluation: the nearest unit's, and once final what held then."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.performance import performance_at, performance_of
from evaluations.enums import OrganizationLevel, State
from evaluations.models import Evaluation
from tests import build
from tests.guards import take_guards_off

GOOD, POOR, EXCEPTIONAL = OrganizationLevel.GOOD, OrganizationLevel.POOR, OrganizationLevel.EXCEPTIONAL


def level_of(row: Evaluation) -> str | None:
    found = performance_of(Evaluation.objects.select_related("unit").get(pk=row.pk))
    return found.level if found else None


@pytest.fixture
def row(cast) -> Evaluation:
    return cast.evaluation()


def test_a_division_goes_by_its_agency_until_it_has_one_of_its_own(cast, row):
    assert level_of(row) is None
    build.determine(row.period, {cast.agency: GOOD})
    assert level_of(row) == GOOD
    build.determine(row.period, {cast.division: POOR})
    assert level_of(row) == POOR


def test_the_regency_another_agency_and_another_month_say_nothing(cast, row):
    build.determine(row.period, {cast.root: EXCEPTIONAL, cast.other_agency: EXCEPTIONAL})
    build.determine(build.make_period(2026, 8), {cast.agency: EXCEPTIONAL})
    assert level_of(row) is None


def test_what_was_taken_back_of_the_division_lets_the_agency_speak(cast, row):
    build.determine(row.period, {cast.agency: GOOD, cast.division: POOR})
    build.determine(row.period, {cast.division: ""}, reason="Keliru unit")
    assert level_of(row) == GOOD


def final(cast, at):
    return cast.evaluation(build.make_period(2026, 5), state=State.FINAL, final_at=at)


def test_a_final_evaluation_keeps_what_held_at_that_moment(cast):
    now = timezone.now()
    row = final(cast, now - timedelta(days=2))
    build.determine(row.period, {cast.agency: GOOD}, now=now - timedelta(days=3))
    build.determine(row.period, {cast.agency: POOR}, reason="Angka dikoreksi", now=now - timedelta(days=1))
    assert level_of(row) == GOOD


def test_a_final_evaluation_without_one_takes_what_was_determined_since(cast):
    now = timezone.now()
    row = final(cast, now - timedelta(days=2))
    build.determine(row.period, {cast.agency: POOR}, now=now - timedelta(days=1))
    assert level_of(row) == POOR


def test_the_moment_of_a_determination_is_the_first_of_the_new_and_no_longer_of_the_old(cast):
    """A document that became final in that very moment says what holds from then on."""
    first = timezone.now() - timedelta(days=3)
    second = first + timedelta(days=1)
    row = final(cast, first)
    build.determine(row.period, {cast.agency: GOOD}, now=first)
    build.determine(row.period, {cast.agency: POOR}, reason="Angka dikoreksi", now=second)
    assert level_of(row) == GOOD
    take_guards_off()
    Evaluation.objects.update(final_at=second)
    assert level_of(row) == POOR


def test_what_the_division_next_door_achieved_says_nothing(cast, row):
    next_door = build.make_unit("Bidang Pelayanan", parent=cast.agency)
    build.determine(row.period, {next_door: EXCEPTIONAL})
    assert level_of(row) is None


def test_an_agency_has_what_holds_now_for_that_period_and_none_of_others(cast, row):
    build.determine(build.make_period(2026, 8), {cast.agency: EXCEPTIONAL})
    build.determine(row.period, {cast.other_agency: EXCEPTIONAL})
    assert performance_at(row.period_id, cast.agency) is None
    build.determine(row.period, {cast.agency: GOOD})
    build.determine(row.period, {cast.agency: POOR}, reason="Angka dikoreksi")
    assert performance_at(row.period_id, cast.agency).level == POOR

"""A step of development is proposed for a gap by one side, agreed by the other, and followed until it is done."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.competences import note_levels, shortfalls_of
from evaluations.domain.evaluating.development import (
    FARTHEST,
    PROOF_LENGTH,
    TITLE_LENGTH,
    Proposal,
    agree,
    begin,
    drop,
    finish,
    proposal_of,
    propose,
)
from evaluations.domain.periods.official_development import OFFERS, load_official_development
from evaluations.domain.refusals import Refused
from evaluations.enums import DevelopmentKind, DevelopmentState, State
from evaluations.models import CompetenceLevel, DevelopmentOffer, DevelopmentStep, Evaluation
from evaluations.models.development import MOST_HOURS, TEXT_LENGTH
from forms_config.official.catalogue import catalogue
from tests import build, competence
from tests.competence import GAP, KEYS
from tests.guards import take_guards_off

DAY = timedelta(days=1)


@pytest.fixture
def told(cast) -> Evaluation:
    return competence.sheet_of(cast)


def proposal(**changes) -> Proposal:
    due_on = timezone.localdate() + 30 * DAY
    return replace(Proposal(GAP, "Pelatihan singkat", DevelopmentKind.CLASSROOM, due_on, 16), **changes)


@pytest.fixture
def step(cast, told) -> DevelopmentStep:
    """Proposed by the person."""
    return propose(cast.employee, proposal(), actor=cast.employee.user)


@pytest.fixture
def planned(cast, step) -> DevelopmentStep:
    return agree(step, actor=cast.rater.user)


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as found:
        act(*args, **kwargs)
    return found.value.code


# --- gaps ---


def test_a_gap_is_a_level_below_the_one_that_the_post_needs(cast, told):
    assert [(gap.key, gap.evaluation) for gap in shortfalls_of(cast.employee)] == [(GAP, told)]


def test_the_level_that_is_needed_and_more_are_no_gap(cast):
    competence.sheet_of(cast, {GAP: "2"})
    assert shortfalls_of(cast.employee) == []


def test_what_was_not_delivered_yet_shows_no_gap_and_is_not_counted(cast, told):
    take_guards_off()
    Evaluation.objects.update(state=State.RATED)
    assert shortfalls_of(cast.employee) == []
    assert note_levels(timezone.now()) == 0


def test_the_timer_writes_down_the_levels_once_and_takes_those_of_a_reopened_result_away(told):
    assert [note_levels(timezone.now()) for _ in range(2)] == [1, 0]
    assert {row.competence: row.gap for row in CompetenceLevel.objects.all()} == dict.fromkeys(KEYS, 0) | {
        GAP: 1
    }
    take_guards_off()
    Evaluation.objects.update(state=State.SUBMITTED)
    note_levels(timezone.now())
    assert not CompetenceLevel.objects.exists()


# --- proposing and agreeing ---


@pytest.mark.parametrize(("proposes", "agrees"), [("employee", "rater"), ("rater", "employee")])
def test_one_side_proposes_and_the_other_agrees(cast, told, proposes, agrees):
    made = propose(cast.employee, proposal(), actor=getattr(cast, proposes).user)
    assert (made.state, made.evaluation, made.unit) == (DevelopmentState.PROPOSED, told, told.unit)
    assert code_of(agree, made, actor=getattr(cast, proposes).user) == "own_proposal"
    for _ in range(2):
        made = agree(made, actor=getattr(cast, agrees).user)
    assert (made.state, made.agreed_name) == (DevelopmentState.PLANNED, str(getattr(cast, agrees)))


def test_an_entry_of_the_catalogue_is_copied_and_stays_when_it_changes(cast, told):
    offer = DevelopmentOffer.objects.create(
        competence=GAP, kind=DevelopmentKind.E_LEARNING, title="Daring", hours=6, place="Rumah"
    )
    made = propose(cast.employee, proposal_of(offer, GAP, timezone.localdate()), actor=cast.rater.user)
    offer.delete()
    made.refresh_from_db()
    assert (made.title, made.hours, made.place, made.offer) == ("Daring", 6, "Rumah", None)


def test_the_same_that_is_under_way_is_not_proposed_twice(cast, step):
    assert propose(cast.employee, proposal(), actor=cast.rater.user) == step
    drop(step, reason="Salah", actor=cast.employee.user)
    assert propose(cast.employee, proposal(), actor=cast.rater.user) != step


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"competence": KEYS[1]}, "no_gap"),
        ({"title": " "}, "text_required"),
        ({"title": "x" * (TITLE_LENGTH + 1)}, "text_too_long"),
        ({"place": "x" * 40_000}, "text_too_long"),
        ({"kind": "LAIN"}, "unknown_kind"),
        ({"hours": 0}, "bad_hours"),
        ({"hours": MOST_HOURS + 1}, "bad_hours"),
        ({"due_on": timezone.localdate() - DAY}, "day_over"),
        ({"due_on": timezone.localdate() + FARTHEST + DAY}, "too_far"),
    ],
)
def test_what_cannot_be_proposed_is_refused(cast, told, changes, code):
    assert code_of(propose, cast.employee, proposal(**changes), actor=cast.employee.user) == code
    assert not DevelopmentStep.objects.exists()


# --- following up ---


def test_it_runs_and_is_done_with_hours_and_proof(cast, planned):
    for _ in range(2):
        begin(planned, actor=cast.employee.user)
    for _ in range(2):
        done = finish(planned, hours=16, certificate="No. 12/2026", actor=cast.employee.user)
    assert (done.state, done.hours_done, done.certificate) == (DevelopmentState.DONE, 16, "No. 12/2026")
    assert code_of(drop, done, reason="Batal", actor=cast.rater.user) == "wrong_state"


@pytest.mark.parametrize(
    ("hours", "certificate", "code"),
    [(None, "No. 1", "bad_hours"), (0, "No. 1", "bad_hours"), (8, " ", "proof_required"),
     (8, "x" * (PROOF_LENGTH + 1), "text_too_long")],
)  # fmt: skip
def test_it_is_not_done_without_hours_and_proof(cast, planned, hours, certificate, code):
    assert code_of(finish, planned, hours=hours, certificate=certificate, actor=cast.employee.user) == code


def test_it_is_dropped_with_a_reason(cast, planned):
    assert code_of(drop, planned, reason=" ", actor=cast.rater.user) == "reason_required"
    assert code_of(drop, planned, reason="x" * (TEXT_LENGTH + 1), actor=cast.rater.user) == "text_too_long"
    for _ in range(2):
        dropped = drop(planned, reason="Penuh", actor=cast.rater.user)
    assert (dropped.state, dropped.ended_name) == (DevelopmentState.DROPPED, str(cast.rater))


def test_what_was_not_agreed_neither_runs_nor_is_done(cast, step):
    assert code_of(begin, step, actor=cast.rater.user) == "wrong_state"
    assert code_of(finish, step, hours=8, certificate="No. 1", actor=cast.rater.user) == "wrong_state"


@pytest.mark.parametrize("who", ["reviewer", "stranger"])
def test_nobody_else_does_anything(cast, step, who):
    user = getattr(cast, who).user
    for act, words in (
        (agree, {}), (begin, {}), (finish, {"hours": 1, "certificate": "x"}), (drop, {"reason": "x"}),
    ):  # fmt: skip
        assert code_of(act, step, **words, actor=user) == "not_yours"
    assert code_of(propose, cast.employee, proposal(), actor=user) == "not_yours"


def test_a_new_rater_goes_on(cast, step):
    later = build.make_period(2027, 1)
    build.make_evaluation(cast.employee, later, rater=cast.stranger)
    assert code_of(agree, step, actor=cast.rater.user) == "not_yours"
    assert agree(step, actor=cast.stranger.user).agreed_name == str(cast.stranger)


# --- the catalogue ---


def test_the_first_catalogue_is_for_official_competences_and_loaded_once(db):
    known = {one["code"] for one in catalogue()["indicators"] if one["group"] == "kompetensi"}
    assert {competence for competence, *_ in OFFERS} == known | {""}
    for _ in range(2):
        load_official_development()
    assert DevelopmentOffer.objects.count() == len(OFFERS) >= 20


def test_for_a_competence_its_own_and_those_for_all_are_offered(db):
    for competence_, title, is_offered in (
        (GAP, "A", True), ("", "B", True), (KEYS[1], "C", True), (GAP, "D", False),
    ):  # fmt: skip
        DevelopmentOffer.objects.create(
            competence=competence_, kind=DevelopmentKind.OTHER, title=title, is_offered=is_offered
        )
    assert {offer.title for offer in DevelopmentOffer.objects.for_competence(GAP)} == {"A", "B"}

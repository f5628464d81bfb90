"""A rating that the rater's superior approves first: where the period asks for it, and nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.workflow import perform, refusal
from evaluations.domain.periods import delivering
from evaluations.domain.periods.calendar import create, plan
from evaluations.domain.periods.closing import close_period, unfinished
from evaluations.domain.periods.deputies import announce, appoint
from evaluations.domain.periods.log import in_words, record_changes
from evaluations.domain.periods.reminders import remind_due
from evaluations.domain.periods.reminders.defaults import load_official_reminders
from evaluations.domain.periods.stand_ins import KINDS, hand_over, hand_over_due, queue
from evaluations.domain.refusals import Refused
from evaluations.domain.upkeep.integrity.about_events import approvals_of_ones_own
from evaluations.enums import Action, PeriodKind, PeriodState, Role, State
from evaluations.models import Evaluation, EvaluationPeriod, FormerRating, PeriodTemplate, Reminder
from tests import build

REPORT = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = REPORT | {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}
PLAN = [{"_row": "rhk-1", "kind": "UTAMA", "statement": "Laporan", "indicators": []}]


@pytest.fixture
def period():
    return build.make_period(needs_approval=True)


@pytest.fixture
def sent(cast, period) -> Evaluation:
    return cast.evaluation(period, state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)


def rated(cast, row, by=None) -> Evaluation:
    who = by or cast.rater
    return perform(row, Action.RATE, actor=who.user, answers=RATINGS, notes="Rapi")


def why(row, action, who, **more) -> str:
    with pytest.raises(Refused) as refused:
        perform(row, action, actor=getattr(who, "user", who), **more)
    return refused.value.code


def fresh(row) -> Evaluation:
    return Evaluation.objects.get(pk=row.pk)


# --- one after the other ---


def test_without_the_setting_a_rating_is_delivered_without_anybodys_approval(cast):
    row = cast.evaluation(build.make_period(), state=State.SUBMITTED, answers=REPORT, plan_rows=PLAN)
    assert rated(cast, row).state == State.RATED
    assert perform(row, Action.DELIVER, actor=cast.rater.user).state == State.DELIVERED


def test_with_it_the_superior_approves_before_the_rater_delivers(cast, sent):
    proposed = rated(cast, sent)
    assert (proposed.state, proposed.predikat, proposed.notes) == (State.PROPOSED, "BAIK", "Rapi")
    assert why(sent, Action.DELIVER, cast.rater) == "wrong_state"
    approved = perform(sent, Action.APPROVE, actor=cast.reviewer.user)
    assert (approved.state, approved.predikat, approved.rated_at) == (State.RATED, "BAIK", proposed.rated_at)
    assert perform(sent, Action.DELIVER, actor=cast.rater.user).state == State.DELIVERED
    assert [event.action for event in sent.events.all()] == ["rate", "approve", "deliver"]


def test_what_goes_back_keeps_the_draft_and_loses_the_result(cast, sent):
    rated(cast, sent)
    back = perform(sent, Action.RECONSIDER, actor=cast.reviewer.user, note="Contohnya belum ada")
    assert (back.state, back.predikat, back.rated_at) == (State.SUBMITTED, "", None)
    assert (back.answers, back.notes) == (RATINGS, "Rapi")
    assert rated(cast, sent).state == State.PROPOSED


def test_what_goes_back_says_why(cast, sent):
    rated(cast, sent)
    assert why(sent, Action.RECONSIDER, cast.reviewer, note=" ") == "note_required"
    assert fresh(sent).state == State.PROPOSED


def test_a_rating_that_was_approved_and_is_given_anew_is_approved_anew(cast, sent):
    rated(cast, sent)
    perform(sent, Action.APPROVE, actor=cast.reviewer.user)
    assert rated(cast, sent).state == State.PROPOSED


def test_the_head_of_the_agency_calibrates_only_what_is_approved(cast, sent):
    build.make_grant(cast.reviewer, Role.LEADER, cast.agency)
    rated(cast, sent)
    assert why(sent, Action.CALIBRATE, cast.reviewer, note="Disamakan") == "wrong_state"


# --- who ---


@pytest.mark.parametrize("who", ["employee", "rater", "unit_admin", "stranger", "bkpsdm", "auditor"])
@pytest.mark.parametrize("action", [Action.APPROVE, Action.RECONSIDER])
def test_nobody_but_the_raters_superior_approves_or_gives_back(cast, sent, who, action):
    rated(cast, sent)
    assert why(sent, action, getattr(cast, who), note="x") == "not_yours"


def test_nobody_approves_the_own_rating(cast, period):
    """Written past the hands that prevent it: rater and superior are one."""
    row = cast.evaluation(period, state=State.PROPOSED)
    Evaluation.objects.filter(pk=row.pk).update(reviewer=cast.rater)
    assert why(row, Action.APPROVE, cast.rater) == "not_yours"


def test_a_superior_who_rated_for_an_absent_rater_passes_the_approval_one_further_up(cast, sent):
    chief = build.make_employee("Sekretaris Daerah")
    build.make_head(chief, cast.root, "Sekretaris Daerah")
    today = timezone.localdate()
    announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    row = rated(cast, sent, by=cast.reviewer)
    assert (row.state, row.reviewer, row.reviewer_name) == (State.PROPOSED, chief, "Ratna Dewi")
    assert why(sent, Action.APPROVE, cast.reviewer) == "not_yours"
    assert perform(sent, Action.APPROVE, actor=chief.user).state == State.RATED


def test_who_rated_for_an_absent_rater_goes_on_acting_though_the_approval_is_anothers(cast, sent):
    chief = build.make_employee("Sekretaris Daerah")
    build.make_head(chief, cast.root, "Sekretaris Daerah")
    today = timezone.localdate()
    announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    rated(cast, sent, by=cast.reviewer)
    assert appoint(today) == 0
    assert fresh(sent).deputy == cast.reviewer
    assert not FormerRating.objects.exists()
    back = perform(sent, Action.RECONSIDER, actor=chief.user, note="Lengkapi")
    assert refusal(cast.reviewer.user, back, Action.RATE) is None


def test_with_nobody_above_bkpsdm_says_who_approves_and_never_who_rated(cast, sent):
    today = timezone.localdate()
    announce(cast.rater, starts_on=today, ends_on=today, actor=cast.rater.user)
    row = rated(cast, sent, by=cast.reviewer)
    assert row.reviewer is None
    assert [(code, pk) for code, pk, _ in queue(today)] == [("setujui", sent.pk)]
    for own in (cast.reviewer, cast.rater):
        with pytest.raises(Refused) as refused:
            hand_over(KINDS["setujui"], row, own, actor=cast.bkpsdm, note="Tidak ada atasan")
        assert refused.value.code == "own_rating"
        assert "menyetujuinya" in refused.value.message
    hand_over(KINDS["setujui"], row, cast.stranger, actor=cast.bkpsdm, note="Tidak ada atasan")
    assert perform(sent, Action.APPROVE, actor=cast.stranger.user).state == State.RATED


def test_a_rating_without_a_superior_waits_in_the_queue_and_not_for_ever(cast, sent):
    Evaluation.objects.update(reviewer=None)
    row = rated(cast, sent)
    assert [code for code, _, _ in queue(timezone.localdate())] == ["setujui"]
    assert hand_over_due(timezone.now()) == 1  # the tree knows one by now
    assert fresh(row).reviewer == cast.reviewer


# --- when ---


def test_approving_is_possible_until_the_period_is_closed(cast, sent, period):
    row = rated(cast, sent)
    yesterday = timezone.now() - timedelta(days=1)
    EvaluationPeriod.objects.update(rate_until=yesterday, fill_until=yesterday)
    assert refusal(cast.reviewer.user, fresh(row), Action.APPROVE) is None
    EvaluationPeriod.objects.update(state=PeriodState.CLOSED, closed_at=timezone.now())
    assert why(sent, Action.APPROVE, cast.reviewer) == "period_closed"
    assert why(sent, Action.RECONSIDER, cast.reviewer, note="x") == "period_closed"


def test_closing_counts_what_nobody_has_approved(cast, sent, period):
    rated(cast, sent)
    assert unfinished(period) == {State.PROPOSED: 1}
    with pytest.raises(Refused, match="1 evaluasi yang belum dinilai atau disetujui"):
        close_period(period, actor=cast.bkpsdm)
    perform(sent, Action.APPROVE, actor=cast.reviewer.user)
    assert close_period(period, actor=cast.bkpsdm).state == PeriodState.CLOSED


def test_delivering_the_whole_period_leaves_what_is_not_approved(cast, sent, period):
    other = build.make_employee("Ani Lestari")
    build.make_assignment(other, cast.division)
    approved = build.make_evaluation(
        other, period, rater=cast.rater, reviewer=cast.reviewer, state=State.RATED, predikat="BAIK"
    )
    rated(cast, sent)
    assert delivering.deliver_period(period, actor=cast.bkpsdm) == 1
    assert (fresh(sent).state, fresh(approved).state) == (State.PROPOSED, State.DELIVERED)


def test_when_the_setting_goes_what_waits_still_waits_and_is_approved(cast, sent, period):
    rated(cast, sent)
    EvaluationPeriod.objects.update(needs_approval=False)
    assert perform(sent, Action.APPROVE, actor=cast.reviewer.user).state == State.RATED
    assert rated(cast, sent).state == State.RATED


# --- told ---


def test_the_superior_is_reminded_of_what_waits_and_the_rater_is_not(cast, sent, period):
    load_official_reminders()
    rated(cast, sent)
    now = period.rate_until - timedelta(days=2)
    remind_due(now)
    told = Reminder.objects.get()
    assert (told.employee, told.step, told.subject) == (
        cast.reviewer, "CONF", f"1 penilaian {period.name} menunggu persetujuan Anda",
    )  # fmt: skip
    assert told.is_for_rater


def test_periods_made_from_a_template_ask_as_it_says(db):
    template = PeriodTemplate.objects.create(name="Disetujui", kind=PeriodKind.MONTHLY, needs_approval=True)
    assert create(plan(template, 2031, 3)).needs_approval
    template.needs_approval = False
    assert not create(plan(template, 2031, 4)).needs_approval


def test_the_log_of_the_period_says_when_it_was_switched(cast, period):
    names = (
        "fill_until",
        "rate_until",
        "deliver_at",
        "closes_at",
        "rates_from",
        "grace_hours",
        "distribution",
    )
    before = {name: getattr(period, name) for name in (*names, "needs_approval")}
    period.needs_approval = False
    event = record_changes(period, before, actor=cast.bkpsdm)
    assert in_words(event) == "Persetujuan atasan penilai: ya menjadi tidak"


def test_integrity_finds_an_approval_by_who_rated(cast, sent):
    rated(cast, sent)
    perform(sent, Action.APPROVE, actor=cast.reviewer.user)
    assert list(approvals_of_ones_own()) == []
    Evaluation.objects.update(rated_by=cast.reviewer.user)
    assert list(approvals_of_ones_own()) == [sent.events.get(action=Action.APPROVE).pk]

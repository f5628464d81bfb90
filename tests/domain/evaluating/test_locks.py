"""Why a step is locked: every reason has its own code and a sentence that says what to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluations.domain.evaluating.workflow import allowed_actions, perform, refusal
from evaluations.domain.refusals import Refused
from evaluations.enums import Action, PeriodState, State, Step
from evaluations.models import Extension
from tests import build

HOUR = timedelta(hours=1)
COMPLETE = {"hasil_kerja": [{"_row": "rhk-1", "realisasi": "12 laporan selesai"}]}
RATINGS = {"rating_hasil_kerja": "ABOVE", "rating_perilaku": "MEETS"}


def _period(**fields):
    """A month whose filling ended two hours ago and whose rating ends in ten."""
    now = timezone.now()
    return build.make_period(**({"fill_until": now - 2 * HOUR, "rate_until": now + 10 * HOUR} | fields))


def _extend(period, until, *, step=Step.FILL, **whom):
    Extension.objects.create(period=period, step=step, until=until, reason="Banjir", **whom)


def _lock(cast, evaluation, action=Action.SAVE, who="employee"):
    return refusal(getattr(cast, who).user, evaluation, action)


def test_after_the_deadline_it_says_since_when_and_whom_to_ask(cast):
    lock = _lock(cast, cast.evaluation(_period()))
    assert lock.code == "deadline_passed"
    assert "WIB" in lock.message
    assert "perpanjangan" in lock.message


def test_an_extension_of_the_unit_opens_it_again_until_it_ends(cast):
    period = _period()
    evaluation = cast.evaluation(period)
    _extend(period, timezone.now() - HOUR, unit=cast.agency)
    assert _lock(cast, evaluation).code == "extension_ended"
    _extend(period, timezone.now() + HOUR, unit=cast.agency)
    assert _lock(cast, evaluation) is None
    done = perform(evaluation, Action.SUBMIT, actor=cast.employee.user, answers=COMPLETE)
    assert done.state == State.SUBMITTED


def test_the_grace_is_accepted_to_its_last_moment_and_then_named(cast):
    period = _period(grace_hours=3)
    evaluation = cast.evaluation(period)
    last = period.fill_until + 3 * HOUR
    me = cast.employee.user
    assert refusal(me, evaluation, Action.SUBMIT, now=last) is None
    lock = refusal(me, evaluation, Action.SUBMIT, now=last + timedelta(seconds=1))
    assert lock.code == "grace_ended"
    assert "3 jam" in lock.message


@pytest.mark.parametrize("grace", [0, 3])
@pytest.mark.parametrize(("state", "deadline"), [(State.DRAFT, "fill_until"), (State.RETURNED, "rate_until")])
def test_filling_ends_after_its_last_moment_also_of_what_was_returned(cast, state, deadline, grace):
    """What was returned has the deadline of the rating, and the grace of the period like everything else."""
    period = _period(grace_hours=grace)
    evaluation = cast.evaluation(period, state=state)
    last, second = getattr(period, deadline) + grace * HOUR, timedelta(seconds=1)
    answers = [
        refusal(cast.employee.user, evaluation, Action.SUBMIT, now=last + n * second) for n in (-1, 0, 1)
    ]
    assert [answer and answer.code for answer in answers] == [
        None, None, "grace_ended" if grace else "deadline_passed",
    ]  # fmt: skip


@pytest.mark.parametrize("grace", [0, 3])
def test_what_can_be_sent_again_at_the_last_moment_can_be_returned_at_it(cast, grace):
    period = _period(grace_hours=grace)
    evaluation = cast.evaluation(period, state=State.SUBMITTED)
    last, second = period.rate_until + grace * HOUR, timedelta(seconds=1)
    answers = [refusal(cast.rater.user, evaluation, Action.RETURN, now=last + n * second) for n in (-1, 0, 1)]
    assert [answer and answer.code for answer in answers] == [None, None, "too_late_to_return"]


@pytest.mark.parametrize("step", Step)
def test_an_extension_is_accepted_to_its_last_moment_and_then_named(cast, step):
    period = _period()
    evaluation = cast.evaluation(period, state=State.DRAFT if step == Step.FILL else State.RETURNED)
    until = period.rate_until + HOUR
    _extend(period, until, step=step, employee=cast.employee)
    answers = [
        refusal(cast.employee.user, evaluation, Action.SAVE, now=until + n * timedelta(seconds=1))
        for n in (0, 1)
    ]
    assert [answer and answer.code for answer in answers] == [None, "extension_ended"]


def test_an_extension_gives_time_for_returning_to_its_last_moment(cast):
    period = _period()
    evaluation = cast.evaluation(period, state=State.SUBMITTED)
    until = period.rate_until + HOUR
    _extend(period, until, step=Step.RATE, employee=cast.employee)
    answers = [
        refusal(cast.rater.user, evaluation, Action.RETURN, now=until + n * timedelta(seconds=1))
        for n in (0, 1)
    ]
    assert [answer and answer.code for answer in answers] == [None, "too_late_to_return"]


def test_nothing_is_returned_once_the_period_is_closed(cast):
    evaluation = cast.evaluation(_period(state=PeriodState.CLOSED), state=State.SUBMITTED)
    assert _lock(cast, evaluation, Action.RETURN, "rater").code == "period_closed"


def test_what_was_returned_is_told_of_sending_again_and_a_draft_of_filling(cast):
    period, late = _period(), timedelta(days=1)
    for state, words in ((State.DRAFT, "Batas pengisian"), (State.RETURNED, "Batas mengirim ulang evaluasi")):
        evaluation = build.make_evaluation(
            cast.employee if state == State.DRAFT else cast.stranger, period, rater=cast.rater, state=state
        )
        lock = refusal(evaluation.employee.user, evaluation, Action.SAVE, now=period.rate_until + late)
        assert words in lock.message


def test_a_period_that_was_never_closed_by_hand_is_just_closed(cast):
    evaluation = cast.evaluation(_period(state=PeriodState.CLOSED, closed_at=None))
    assert "sudah ditutup. Hubungi" in _lock(cast, evaluation).message


def test_a_closed_period_says_when_it_was_closed(cast):
    closed_at = build.moment(2026, 8, 10, 16, 0)
    evaluation = cast.evaluation(_period(state=PeriodState.CLOSED, closed_at=closed_at))
    lock = _lock(cast, evaluation)
    assert lock.code == "period_closed"
    assert "ditutup pada 10 Agustus 2026 pukul 16.00 WIB" in lock.message


@pytest.mark.parametrize(
    ("who", "action", "state", "words"),
    [
        ("employee", Action.SAVE, State.SUBMITTED, "atau minta penilai mengembalikannya"),
        ("employee", Action.SUBMIT, State.RATED, "sudah dinilai"),
        ("employee", Action.SAVE, State.DELIVERED, "ajukan keberatan"),
        ("employee", Action.SAVE, State.FINAL, "sudah selesai"),
        ("rater", Action.RATE, State.DRAFT, "Pegawai belum mengirim"),
        ("rater", Action.RATE, State.RETURNED, "dikembalikan kepada pegawai"),
        ("rater", Action.RATE, State.DELIVERED, "minta BKPSDM membukanya lagi"),
        ("rater", Action.SAVE_RATING, State.RATED, "menetapkan penilaian sekali lagi"),
        ("rater", Action.RETURN, State.OBJECTED, "Keberatan sedang berjalan"),
        ("employee", Action.ACKNOWLEDGE, State.OPEN, "keadaannya sekarang: Belum diisi"),
    ],
)
def test_a_state_that_does_not_allow_it_says_what_to_do(cast, who, action, state, words):
    lock = _lock(cast, cast.evaluation(_period(), state=state), action, who)
    assert lock.code == "wrong_state"
    assert words in lock.message


def test_rating_goes_on_after_its_deadline_until_the_period_closes(cast):
    past = timezone.now() - HOUR
    evaluation = cast.evaluation(_period(rate_until=past), state=State.SUBMITTED)
    assert Action.RATE in allowed_actions(cast.rater.user, evaluation)
    done = perform(evaluation, Action.RATE, actor=cast.rater.user, answers=COMPLETE | RATINGS)
    assert done.state == State.RATED


def test_what_could_not_be_sent_again_is_not_returned(cast):
    past = timezone.now() - HOUR
    period = _period(rate_until=past)
    evaluation = cast.evaluation(period, state=State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        perform(evaluation, Action.RETURN, actor=cast.rater.user, note="Perbaiki")
    assert refused.value.code == "too_late_to_return"
    _extend(period, timezone.now() + HOUR, employee=cast.employee)
    assert perform(evaluation, Action.RETURN, actor=cast.rater.user, note="Perbaiki").state == State.RETURNED


def test_the_first_submission_keeps_its_moment_when_it_is_sent_again(cast):
    now = timezone.now()
    evaluation = cast.evaluation(_period(fill_until=now + HOUR))
    me = cast.employee.user
    evaluation = perform(evaluation, Action.SUBMIT, actor=me, answers=COMPLETE, now=now)
    perform(evaluation, Action.RETURN, actor=cast.rater.user, note="Perbaiki", now=now)
    again = perform(evaluation, Action.SUBMIT, actor=me, answers=COMPLETE, now=now + HOUR)
    assert (again.first_submitted_at, again.submitted_at) == (now, now + HOUR)


def test_what_the_head_of_the_agency_has_set_is_not_rated_anew_and_a_closed_period_is_told_first(cast):
    """A rater who could still change it would undo the meeting; of what is closed the head changes nothing either."""
    row = cast.evaluation(_period(), state=State.RATED)
    assert _lock(cast, row, Action.RATE, "rater") is None
    row.calibrated_at = timezone.now()
    assert _lock(cast, row, Action.RATE, "rater").code == "calibrated"
    row.period.state = PeriodState.CLOSED
    assert _lock(cast, row, Action.RATE, "rater").code == "period_closed"

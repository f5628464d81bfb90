"""Why a step is locked now, and what the person can do about it: the timings of the workflow and their sentences.

Filling ends with its due moment (deadline or extension) and the grace of the period. Rating begins on the day of the
period (``EvaluationPeriod.rating_starts_on``) and stays possible until the period is closed, since an evaluation that
is never rated helps nobody; after its due moment it counts as late.
"""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from evaluations.domain.evaluating.deadlines import (
    accepted_until,
    extended_until,
    grace_of,
    hand_in_by,
    hand_in_limit,
    hand_in_step,
)
from evaluations.domain.refusals import Refused
from evaluations.duties import EVALUATION
from evaluations.enums import Action, PeriodState, Stage, State, Step
from evaluations.models import Evaluation, EvaluationPeriod

_RATED = (
    "Evaluasi ini sudah dinilai, jadi isinya tidak dapat diubah. Bila keliru, sampaikan kepada penilai Anda."
)
_KNOWN = "Hasil evaluasi ini sudah disampaikan, jadi isinya tidak dapat diubah. Bila tidak sesuai, ajukan keberatan."
_FINAL = "Evaluasi ini sudah selesai dan tidak dapat diubah lagi."
_WAIT_FOR_SENDING = "Pegawai belum mengirim evaluasi ini. Anda dapat menilai setelah dikirim."
_RESULT_GIVEN = (
    "Hasil sudah disampaikan, jadi penilaian tidak dapat diubah. Bila keliru, minta BKPSDM membukanya lagi."
)
_OBJECTED = "Keberatan sedang berjalan, jadi penilaian tidak dapat diubah. Tuliskan penjelasan Anda pada keberatan itu."

# A sentence for every stage at which the step is over or not there yet; a state may have one of its own.
_FILLING: dict[Stage | State, str] = {
    Stage.SUBMITTED: (
        "Evaluasi ini sudah dikirim dan menunggu penilaian. Bila ada yang perlu diperbaiki, tarik kembali selama "
        "belum dibuka penilai, atau minta penilai mengembalikannya."
    ),
    Stage.RATED: _RATED,
    Stage.DELIVERED: _KNOWN,
    State.OBJECTED: "Keberatan Anda sedang diproses, jadi isi evaluasi tidak dapat diubah.",
    State.EXPLAINED: "Keberatan Anda sedang diproses, jadi isi evaluasi tidak dapat diubah.",
    Stage.FINAL: _FINAL,
}
_RATING: dict[Stage | State, str] = {
    Stage.NOT_STARTED: _WAIT_FOR_SENDING,
    Stage.IN_PROGRESS: _WAIT_FOR_SENDING,
    State.RETURNED: "Evaluasi ini dikembalikan kepada pegawai. Tunggu sampai dikirim lagi.",
    Stage.RATED: "Evaluasi ini sudah dinilai. Anda masih dapat mengubahnya dengan menetapkan penilaian sekali lagi.",
    Stage.DELIVERED: _RESULT_GIVEN,
    State.OBJECTED: _OBJECTED,
    State.EXPLAINED: _OBJECTED,
    Stage.FINAL: _FINAL,
}
_SENTENCES: dict[Action, dict[Stage | State, str]] = {
    Action.SAVE: _FILLING,
    Action.SUBMIT: _FILLING,
    Action.RATE: _RATING,
    Action.SAVE_RATING: _RATING,
    Action.TAKE_OVER: _RATING,
    Action.RETURN: _RATING,
}


def wrong_state(evaluation: Evaluation, action: Action) -> Refused:
    """The state does not allow ``action``: already sent, already rated, returned, final …"""
    state = State(evaluation.state)
    general = f"Tindakan ini tidak dapat dilakukan karena keadaannya sekarang: {state.label}."
    sentences = _SENTENCES.get(action, {})
    return Refused("wrong_state", sentences.get(state) or sentences.get(EVALUATION[state].stage, general))


def while_period_open(evaluation: Evaluation, now: datetime) -> None:
    """Raises ``Refused`` period_closed."""
    period = evaluation.period
    if period.state == PeriodState.OPEN:
        return
    when = f" pada {_moment(period.closed_at)}" if period.closed_at else ""
    raise Refused("period_closed", f"{period.name} sudah ditutup{when}. Hubungi BKPSDM bila ada yang keliru.")


def in_its_time(evaluation: Evaluation, now: datetime) -> None:
    """Not before the period may be rated; raises ``Refused`` too_early."""
    check_time(evaluation.period, now)


def check_time(period: EvaluationPeriod, now: datetime) -> None:
    """Raises ``Refused`` too_early before the day on which rating begins."""
    if timezone.localdate(now) < period.rating_starts_on:
        day = date_format(period.rating_starts_on, "j F Y")
        raise Refused("too_early", f"{period.name} baru dapat dinilai mulai {day}.")


def while_rating(evaluation: Evaluation, now: datetime) -> None:
    """In its time, as long as the period is open."""
    while_period_open(evaluation, now)
    in_its_time(evaluation, now)


def while_not_calibrated(evaluation: Evaluation, now: datetime) -> None:
    """As rating, and not once the head of the agency has set the ratings; raises calibrated."""
    while_rating(evaluation, now)
    if evaluation.calibrated_at is not None:
        raise Refused(
            "calibrated",
            f"Rating ini ditetapkan dalam kalibrasi pada {_moment(evaluation.calibrated_at)}. Bila menurut Anda "
            "keliru, sampaikan kepada pimpinan perangkat daerah sebelum hasilnya disampaikan.",
        )


def while_filling(evaluation: Evaluation, now: datetime) -> None:
    """Until the due moment and the grace; raises period_closed, deadline_passed, extension_ended, grace_ended."""
    while_period_open(evaluation, now)
    if _can_hand_in(evaluation, now):
        return
    raise _filling_over(evaluation)


def while_unread(evaluation: Evaluation, now: datetime) -> None:
    """As long as the rater has not looked, and it could still be sent again; raises already_read, and as filling."""
    while_filling(evaluation, now)
    if evaluation.read_at is not None:
        raise Refused(
            "already_read",
            "Penilai Anda sudah membuka evaluasi ini. Bila ada yang perlu diperbaiki, minta penilai mengembalikannya.",
        )


def while_sending_again(evaluation: Evaluation, now: datetime) -> None:
    """A rater may return only what the employee could still send again; else it would lie there for ever."""
    while_period_open(evaluation, now)
    # As ``deadlines.hand_in_limit`` will say once it is returned.
    period = evaluation.period
    if now <= period.rate_until + grace_of(period) or now <= (limit := accepted_until(evaluation, Step.RATE)):
        return
    raise Refused(
        "too_late_to_return",
        f"Waktu untuk mengirim ulang sudah lewat ({_moment(limit)}), jadi evaluasi ini tidak "
        "dapat dikembalikan. Nilailah berdasarkan isi yang ada, atau minta BKPSDM memberi perpanjangan.",
    )


def _can_hand_in(evaluation: Evaluation, now: datetime) -> bool:
    # Extensions only give time, so they are not asked for while the period itself still allows it.
    period = evaluation.period
    deadline = period.rate_until if hand_in_step(evaluation) == Step.RATE else period.fill_until
    return now <= deadline + grace_of(period) or now <= hand_in_limit(evaluation)


def _filling_over(evaluation: Evaluation) -> Refused:
    period, due = evaluation.period, hand_in_by(evaluation)
    help_ = "Hubungi pengelola kepegawaian di unit Anda bila perlu perpanjangan."
    if period.grace_hours:
        return Refused(
            "grace_ended",
            f"Batas pengisian {period.name} ({_moment(due)}) beserta kelonggaran {period.grace_hours} jam sudah "
            f"lewat. {help_}",
        )
    if due in (extended_until(evaluation, Step.FILL), extended_until(evaluation, Step.RATE)):
        return Refused(
            "extension_ended",
            f"Perpanjangan waktu untuk {period.name} sudah berakhir ({_moment(due)}). {help_}",
        )
    what = "mengirim ulang evaluasi" if evaluation.state == State.RETURNED else "pengisian"
    return Refused("deadline_passed", f"Batas {what} {period.name} sudah lewat ({_moment(due)}). {help_}")


def _moment(at: datetime) -> str:
    return f"{date_format(timezone.localtime(at), 'DATETIME_FORMAT')} WIB"

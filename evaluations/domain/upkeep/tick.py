"""What happens by itself when its moment has come: one command for a timer, safe to run twice at once or days late."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evaluations.domain.access.accounts.codes import go_on
from evaluations.domain.access.accounts.events import forget_traces
from evaluations.domain.access.accounts.sessions import forget_over
from evaluations.domain.access.departures import settle
from evaluations.domain.attendance.months import compute_due
from evaluations.domain.evaluating.batches import finalize_due
from evaluations.domain.evaluating.competences import note_levels
from evaluations.domain.evaluating.evidence import scan_pending
from evaluations.domain.evaluating.pulse import forget_marks
from evaluations.domain.organization.structure import apply_due
from evaluations.domain.periods import close_period, deliver_period, open_period
from evaluations.domain.periods.deputies import appoint_due
from evaluations.domain.periods.opening import unfinished_openings
from evaluations.domain.periods.reminders import gather, remind_due, send_due
from evaluations.domain.periods.segments import sync_due
from evaluations.domain.periods.stand_ins import hand_over_due
from evaluations.domain.refusals import Refused
from evaluations.domain.reports.item_summaries import refresh_items
from evaluations.domain.upkeep.downloads import forget_files, take_up_stalled_downloads
from evaluations.domain.upkeep.jobs import forget_finished, run_waiting
from evaluations.domain.upkeep.pages import follow_schedule, forget_rare_searches
from evaluations.domain.upkeep.stalled_imports import forget_old_uploads, take_up_stalled
from evaluations.duties import DELIVER, EVALUATION, may_be_rated, states_of
from evaluations.enums import PeriodState
from evaluations.models import EvaluationPeriod

log = logging.getLogger("sekin.tick")

Job = Callable[[datetime], int]


class PartlyFailed(Exception):
    """A job could not do everything. ``done``: how many it did; ``errors``: why the others failed."""

    def __init__(self, done: int, errors: Sequence[Exception]):
        super().__init__("; ".join(str(error) for error in errors))
        self.done = done


def open_due(now: datetime) -> int:
    """Open the periods whose moment has come, the earliest first; go on where opening was interrupted."""
    due = EvaluationPeriod.objects.filter(state=PeriodState.DRAFT, opens_at__lte=now)
    periods = {row.pk: row for row in (*due.order_by("opens_at", "pk"), *unfinished_openings())}
    return _each(periods.values(), lambda period: open_period(period, now=now).created)


def deliver_due(now: datetime) -> int:
    """Results that are rated reach the employees once the period's moment of delivery has come."""
    due = EvaluationPeriod.objects.exclude(state=PeriodState.DRAFT).filter(
        may_be_rated(timezone.localdate(now), period=""),
        deliver_at__lte=now,
        evaluations__state__in=states_of(DELIVER, EVALUATION),
    )
    return _each(due.order_by("deliver_at", "pk").distinct(), lambda period: deliver_period(period, now=now))


def close_due(now: datetime) -> int:
    """Close the periods whose last moment has passed, despite what is open; the log says what that was."""
    due = EvaluationPeriod.objects.filter(state=PeriodState.OPEN, closes_at__lt=now)
    return _each(due.order_by("closes_at", "pk"), lambda period: _close(period, now))


def _close(period: EvaluationPeriod, now: datetime) -> int:
    try:
        close_period(period, despite_open=True, now=now)
    except Refused as refused:
        if refused.code == "wrong_state":  # another tick, or an officer, was quicker
            return 0
        raise
    return 1


def reorganise(now: datetime) -> int:
    """Units are renamed, moved, merged and closed on the day for which it was decided."""
    return apply_due(timezone.localdate(now))


def settle_accounts(now: datetime) -> int:
    """Accounts and roles of people who left or moved end on the day; roles begin and end on theirs."""
    return settle(timezone.localdate(now)).count


def finalize(now: datetime) -> int:
    """Results whose objection days are over become final."""
    return finalize_due(now=now)


def run_jobs(now: datetime) -> int:
    """Jobs that no worker took; what ended long ago is forgotten."""
    forget_finished(now)
    return run_waiting(now)


def _each(periods: Iterable[EvaluationPeriod], act: Callable[[EvaluationPeriod], int]) -> int:
    """The sum of ``act`` over the periods; one that fails does not stop the others."""
    done, errors = 0, []
    for period in periods:
        try:
            done += act(period)
        except Exception as error:
            log.exception("tick: %s", period)
            errors.append(error)
    if errors:
        raise PartlyFailed(done, errors)
    return done


# (name for people, what to do at ``now``); each is idempotent and keeps its own transactions. In the order of a
# period's life, so that everything overdue is done in the right order.
JOBS: tuple[tuple[str, Job], ...] = (
    ("perubahan unit berlaku", reorganise),
    ("evaluasi dibuat", open_due),
    ("akun dan peran disesuaikan", settle_accounts),
    ("disesuaikan dengan penempatan", sync_due),
    ("dialihkan dari yang tidak ada", hand_over_due),
    ("wakil penilai disesuaikan", appoint_due),
    ("hasil disampaikan", deliver_due),
    ("ditetapkan", finalize),
    ("periode ditutup", close_due),
    ("halaman panduan mengikuti jadwal", follow_schedule),
    ("pencarian panduan yang jarang dilupakan", forget_rare_searches),
    ("tingkat kompetensi dicatat", note_levels),
    ("rata-rata butir dijumlahkan", refresh_items),
    ("presensi bulan ini dihitung", compute_due),
    ("bukti diperiksa dari virus", scan_pending),
    ("impor yang terhenti diulang", take_up_stalled),
    ("berkas impor lama dihapus", forget_old_uploads),
    ("unduhan yang terhenti diulang", take_up_stalled_downloads),
    ("berkas unduhan lama dihapus", forget_files),
    ("pekerjaan latar dikerjakan", run_jobs),
    ("kode aktivasi yang tidak diambil dilupakan", go_on),
    ("sesi yang sudah berakhir dihapus", forget_over),
    ("jejak masuk yang lama dihapus", forget_traces),
    ("tanda suara pegawai dihapus", forget_marks),
    ("diingatkan", remind_due),
    ("email disiapkan", gather),
    ("email dikirim", send_due),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that raised; the others went on."""

    name: str
    error: Exception


class TickFailed(Exception):
    """At least one job raised. ``done`` are the (name, count) of the others, ``failures`` the rest."""

    def __init__(self, done: list[tuple[str, int]], failures: list[Failure]):
        super().__init__(", ".join(f"{failure.name}: {failure.error}" for failure in failures))
        self.done = done
        self.failures = failures


def run(now: datetime | None = None) -> list[tuple[str, int]]:
    """Do all that is due at ``now``; returns what was done as (name, count).

    A job that raises is logged and does not stop the others; ``TickFailed`` is raised at the end then.
    """
    now = now or timezone.now()
    done: list[tuple[str, int]] = []
    failures: list[Failure] = []
    for name, job in JOBS:
        try:
            done.append((name, job(now)))
        except PartlyFailed as partly:  # each error is in the log already
            done.append((name, partly.done))
            failures.append(Failure(name, partly))
        except Exception as error:
            log.exception("tick: %s", name)
            failures.append(Failure(name, error))
    if failures:
        raise TickFailed(done, failures)
    return done

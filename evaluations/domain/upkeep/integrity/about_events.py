"""The history of evaluations: without gaps, by those who may, and saying what the row says."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.fields.json import KT
from django.db.models.functions import Lag

from evaluations.domain.periods.form_moves import FORM_MOVED
from evaluations.domain.periods.rater_reports import RATER_MOVED
from evaluations.domain.periods.segments import SEGMENT_ACTIONS
from evaluations.domain.periods.stand_ins import HANDED_OVER
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import IN_EMPLOYEE_HANDS, RATED
from evaluations.enums import Action, RaterReportState, State
from evaluations.models import Evaluation, EvaluationEvent, FormerRating, RaterReport

BESIDE_THE_STATE = (FORM_MOVED, RATER_MOVED, *SEGMENT_ACTIONS)  # drafts are begun without an event
BEGUN = (State.OPEN, State.DRAFT)  # an evaluation goes from the one to the other without an event


def _last(of: str, **conditions) -> Subquery:
    """A column of the last event of an evaluation that fits."""
    events = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"), **conditions)
    return Subquery(events.order_by("-at", "-pk").values(of)[:1])


def states_that_differ_from_the_last_event() -> Iterable[int]:
    events = EvaluationEvent.objects.filter(evaluation=OuterRef("pk")).exclude(action__in=BESIDE_THE_STATE)
    last = Subquery(events.order_by("-at", "-pk").values("to_state")[:1])
    rows = Evaluation.objects.annotate(last=last).exclude(last=None).exclude(state=F("last"))
    return rows.values_list("pk", flat=True)


def submitted_without_event() -> Iterable[int]:
    events = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"))
    rows = Evaluation.objects.exclude(state__in=IN_EMPLOYEE_HANDS).exclude(Exists(events))
    return rows.values_list("pk", flat=True)


def breaks_in_the_history() -> Iterable[int]:
    """Events that begin in another state than the one before has left."""
    before = Window(Lag("to_state"), partition_by=F("evaluation"), order_by=["at", "pk"])
    rows = EvaluationEvent.objects.order_by().annotate(before=before).exclude(before=None)
    rows = rows.exclude(before=F("from_state")).exclude(before__in=BEGUN, from_state__in=BEGUN)
    return rows.values_list("pk", flat=True)


def events_newer_than_their_row() -> Iterable[int]:
    rows = EvaluationEvent.objects.filter(version__gt=F("evaluation__version"))
    return rows.values_list("pk", flat=True)


def receipts_that_differ_from_what_was_told() -> Iterable[int]:
    """The number on the row is the one that the employee was given, also after a second sending."""
    rows = Evaluation.objects.exclude(receipt_number=None).annotate(
        told=_last("pk", action=Action.SUBMIT), number=Subquery(_receipts())
    )
    return rows.exclude(told=None).exclude(number=F("receipt_number")).values_list("pk", flat=True)


def _receipts():
    events = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"), action=Action.SUBMIT)
    return events.order_by("-at", "-pk").annotate(number=KT("data__receipt")).values("number")[:1]


def ratings_by_others() -> Iterable[int]:
    """Rated by a login that is neither the rater's nor of whoever acted for them: set by somebody who may not."""
    rows = Evaluation.objects.filter(state__in=RATED).annotate(
        by=_last("actor", action=Action.RATE), last=_last("pk", action=Action.RATE)
    )
    handed_over = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"), action=HANDED_OVER)
    is_deputy = Q(rated_by__isnull=False, by=F("rated_by"))
    wrong = (Q(by=None) | ~Q(by=F("rater__user"))) & ~is_deputy & ~Exists(handed_over)
    return rows.exclude(last=None).exclude(rater__user=None).filter(wrong).values_list("pk", flat=True)


def decisions_on_ones_own() -> Iterable[int]:
    """Objections decided by the employee, by the rater, or by whoever had rated for them or calibrated."""
    events = EvaluationEvent.objects.filter(action=Action.DECIDE)
    own = Q(actor=F("evaluation__employee__user")) | Q(actor=F("evaluation__rater__user"))
    own |= Q(actor=F("evaluation__calibrated_by")) | Q(actor=F("evaluation__rated_by"))
    return events.filter(own).values_list("pk", flat=True)


def moved_reports_without_event() -> Iterable[int]:
    """Reports of a wrong rater that say "moved" while the evaluation was never moved."""
    moves = EvaluationEvent.objects.filter(evaluation=OuterRef("evaluation"), action=RATER_MOVED)
    rows = RaterReport.objects.filter(state=RaterReportState.MOVED).exclude(Exists(moves))
    return rows.values_list("pk", flat=True)


def reports_decided_by_their_subject() -> Iterable[int]:
    rows = RaterReport.objects.filter(state__in=[RaterReportState.MOVED, RaterReportState.KEPT])
    return rows.filter(decided_by=F("employee__user")).values_list("pk", flat=True)


def approvals_of_ones_own() -> Iterable[int]:
    """Ratings approved by the employee, by the rater, or by whoever had rated for them."""
    events = EvaluationEvent.objects.filter(action=Action.APPROVE)
    own = Q(actor=F("evaluation__employee__user")) | Q(actor=F("evaluation__rater__user"))
    own |= Q(actor=F("evaluation__rated_by"))
    return events.filter(own).values_list("pk", flat=True)


def former_words_of_the_person() -> Iterable[int]:
    """Words of a former rater that would be the person's own to read."""
    own = Q(rater=F("evaluation__employee")) | Q(deputy=F("evaluation__employee"))
    return FormerRating.objects.filter(own).values_list("pk", flat=True)


_BY_HAND = "Ada yang mengubah basis data langsung. Bandingkan dengan cadangan sebelum memperbaikinya."

CHECKS = (
    Check(
        "state_event",
        "Keadaan evaluasi sama dengan peristiwa terakhir",
        _BY_HAND,
        Evaluation,
        states_that_differ_from_the_last_event,
    ),
    Check(
        "no_event",
        "Evaluasi yang sudah dikirim punya riwayat",
        _BY_HAND,
        Evaluation,
        submitted_without_event,
    ),
    Check(
        "event_chain",
        "Setiap peristiwa mulai dari keadaan yang ditinggalkan peristiwa sebelumnya",
        _BY_HAND,
        EvaluationEvent,
        breaks_in_the_history,
    ),
    Check(
        "event_version",
        "Riwayat tidak lebih baru daripada evaluasinya",
        _BY_HAND,
        EvaluationEvent,
        events_newer_than_their_row,
    ),
    Check(
        "receipt",
        "Nomor tanda terima sama dengan yang diberikan saat mengirim",
        _BY_HAND,
        Evaluation,
        receipts_that_differ_from_what_was_told,
    ),
    Check(
        "rated_by",
        "Penilaian ditetapkan oleh penilainya sendiri",
        _BY_HAND,
        Evaluation,
        ratings_by_others,
    ),
    Check(
        "own_decision",
        "Keberatan tidak diputuskan oleh pegawai, penilainya, atau yang mengubahnya dalam kalibrasi",
        "Laporkan kepada BKPSDM: keputusan itu tidak sah dan perlu diulang.",
        EvaluationEvent,
        decisions_on_ones_own,
    ),
    Check(
        "own_approval",
        "Penilaian tidak disetujui oleh pegawai, penilainya, atau yang menilai untuknya",
        "Laporkan kepada BKPSDM: penilaian itu perlu disetujui ulang.",
        EvaluationEvent,
        approvals_of_ones_own,
    ),
    Check(
        "former_words",
        "Isian penilai sebelumnya tidak terbaca oleh pegawai yang dinilai",
        _BY_HAND,
        FormerRating,
        former_words_of_the_person,
    ),
    Check(
        "report_moved",
        "Laporan salah penilai yang dipindah tercatat pada evaluasinya",
        _BY_HAND,
        RaterReport,
        moved_reports_without_event,
    ),
    Check(
        "report_decider",
        "Laporan salah penilai tidak diputuskan pelapornya sendiri",
        "Minta petugas BKPSDM lain memeriksa ulang keputusan itu.",
        RaterReport,
        reports_decided_by_their_subject,
    ),
)

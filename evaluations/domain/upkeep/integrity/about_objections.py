"""Objections: with the state, with the days and with the whole decision."""

from collections.abc import Iterable

from django.db.models import F, Q

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import OBJECTION_OPEN
from evaluations.enums import ObjectionOutcome, State
from evaluations.models import Evaluation, Evidence, Objection


def objected_without_objection() -> Iterable[int]:
    rows = Evaluation.objects.filter(state__in=OBJECTION_OPEN, objection=None)
    return rows.values_list("pk", flat=True)


def objections_without_the_state() -> Iterable[int]:
    """Objections on evaluations that nobody waits for: not objected to, or final without a decision."""
    elsewhere = ~Q(evaluation__state__in=[*OBJECTION_OPEN, State.FINAL])
    undecided = Q(evaluation__state=State.FINAL, outcome="")
    return Objection.objects.filter(elsewhere | undecided).values_list("pk", flat=True)


def objections_out_of_step() -> Iterable[int]:
    """Explained by its state and not by its text, decided while the evaluation goes on, or before delivery."""
    wrong = (
        Q(evaluation__state=State.EXPLAINED, explained_at=None)
        | Q(evaluation__state=State.OBJECTED, explained_at__isnull=False)
        | Q(evaluation__state__in=OBJECTION_OPEN, decided_at__isnull=False)
        | Q(submitted_at__lt=F("evaluation__delivered_at"))
        | Q(decided_at__lt=F("submitted_at"))
        | Q(explained_at__lt=F("submitted_at"))
    )
    return Objection.objects.filter(wrong).values_list("pk", flat=True)


def decisions_that_differ_from_the_result() -> Iterable[int]:
    """Upheld, and the ratings are others than before; or changed, and they are the same."""
    same = Q(
        rating_hasil_kerja_before=F("evaluation__rating_hasil_kerja"),
        rating_perilaku_before=F("evaluation__rating_perilaku"),
    )
    wrong = (Q(outcome=ObjectionOutcome.UPHELD) & ~same) | (Q(outcome=ObjectionOutcome.CHANGED) & same)
    return Objection.objects.filter(wrong).values_list("pk", flat=True)


def evidence_of_no_objection() -> Iterable[int]:
    """Evidence that came with an objection which is not there."""
    rows = Evidence.objects.filter(is_for_objection=True, evaluation__objection=None)
    return rows.values_list("pk", flat=True)


_BY_HAND = "Bandingkan dengan riwayat evaluasinya; keberatan hanya berubah lewat halaman keberatan."

CHECKS = (
    Check(
        "objection_lost",
        "Evaluasi yang diajukan keberatan punya keberatannya",
        _BY_HAND,
        Evaluation,
        objected_without_objection,
    ),
    Check(
        "objection_state",
        "Keberatan hanya ada pada evaluasi yang diajukan keberatan atau sudah diputuskan",
        _BY_HAND,
        Objection,
        objections_without_the_state,
    ),
    Check(
        "objection_step",
        "Penjelasan dan keputusan keberatan sesuai keadaan dan urutannya",
        _BY_HAND,
        Objection,
        objections_out_of_step,
    ),
    Check(
        "objection_result",
        "Rating sesudah keberatan sama dengan keputusannya",
        _BY_HAND,
        Objection,
        decisions_that_differ_from_the_result,
    ),
    Check(
        "objection_evidence",
        "Bukti keberatan ada pada evaluasi yang diajukan keberatan",
        _BY_HAND,
        Evidence,
        evidence_of_no_objection,
    ),
)

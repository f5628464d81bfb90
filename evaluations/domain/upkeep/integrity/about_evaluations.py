"""Evaluations across rows: days counted once, parts that do not overlap, moments in order, people who may."""

from collections.abc import Iterable

from django.db.models import Exists, F, Max, OuterRef, Q, RowRange, Window
from django.db.models.functions import Coalesce

from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import NOT_YET_RATED
from evaluations.enums import SegmentRule, State
from evaluations.models import Evaluation
from evaluations.models.evaluation import EvaluationQuerySet

MOMENTS = ("first_submitted_at", "submitted_at", "rated_at", "delivered_at", "acknowledged_at", "final_at")


def evaluations_that_count_the_same_days() -> Iterable[int]:
    """Days of one person that two results of the same kind of period count: reports would add them twice."""
    return _overlapping(Evaluation.objects.filter(counts=True), "employee", "period__kind")


def overlapping_parts() -> Iterable[int]:
    return _overlapping(Evaluation.objects.all(), "employee", "period")


def _overlapping(rows: EvaluationQuerySet, *group: str) -> list[int]:
    """The later one of each pair that shares a day; one pass in the order of their first days."""
    first, last = Coalesce("starts_on", "period__starts_on"), Coalesce("ends_on", "period__ends_on")
    before = Window(
        Max("last"),
        partition_by=[F(name) for name in group],
        order_by=["first", "pk"],
        frame=RowRange(start=None, end=-1),
    )
    dated = rows.order_by().annotate(first=first, last=last)
    return list(dated.annotate(before=before).filter(first__lte=F("before")).values_list("pk", flat=True))


def people_of_whom_nothing_counts() -> Iterable[int]:
    """Parts of a period of which none is the result: the person would be missing in every report."""
    counting = Evaluation.objects.filter(
        employee=OuterRef("employee"), period=OuterRef("period"), counts=True
    )
    return Evaluation.objects.filter(counts=False).exclude(Exists(counting)).values_list("pk", flat=True)


def people_of_whom_too_much_counts() -> Iterable[int]:
    """Several parts that count although the period takes one; final ones stay as they were."""
    other = Evaluation.objects.filter(
        employee=OuterRef("employee"), period=OuterRef("period"), counts=True, pk__lt=OuterRef("pk")
    )
    rows = Evaluation.objects.filter(counts=True).exclude(period__segment_rule=SegmentRule.BOTH)
    return rows.exclude(state=State.FINAL).filter(Exists(other)).values_list("pk", flat=True)


def evaluations_outside_their_period() -> Iterable[int]:
    rows = Evaluation.objects.filter(
        Q(starts_on__lt=F("period__starts_on"))
        | Q(starts_on__gt=F("period__ends_on"))
        | Q(ends_on__gt=F("period__ends_on"))
        | Q(ends_on__lt=F("period__starts_on"))
    )
    return rows.values_list("pk", flat=True)


def moments_in_the_wrong_order() -> Iterable[int]:
    """Sent, rated, delivered, received, final: each known moment is not before any known earlier one."""
    wrong = Q(pk__in=[])
    for number, later in enumerate(MOMENTS):
        for earlier in MOMENTS[:number]:
            wrong |= Q(**{f"{later}__lt": F(earlier)})
    return Evaluation.objects.filter(wrong).values_list("pk", flat=True)


def moments_ahead_of_the_state() -> Iterable[int]:
    """A moment of rating or later on what is not yet rated: reopening clears them."""
    later = Q(pk__in=[])
    for name in ("rated_at", "delivered_at", "acknowledged_at", "final_at"):
        later |= Q(**{f"{name}__isnull": False})
    return Evaluation.objects.filter(later, state__in=NOT_YET_RATED).values_list("pk", flat=True)


def results_before_the_rating() -> Iterable[int]:
    empty = Q(rating_hasil_kerja="", rating_perilaku="", predikat="", index_score=None, competency_score=None)
    return Evaluation.objects.filter(~empty, state__in=NOT_YET_RATED).values_list("pk", flat=True)


def agencies_that_differ_from_their_unit() -> Iterable[int]:
    rows = Evaluation.objects.exclude(agency=F("unit__agency")).exclude(agency=None, unit__agency=None)
    return rows.values_list("pk", flat=True)


def raters_above_themselves() -> Iterable[int]:
    """The rater decides on the objection to the own rating."""
    return Evaluation.objects.filter(reviewer=F("rater")).values_list("pk", flat=True)


_BY_LOG = "Bandingkan dengan riwayat evaluasinya dan pulihkan dari cadangan bila nilainya diubah langsung."
_TRANSFERS = "Periksa penempatan pegawainya; bagian evaluasi disesuaikan kembali oleh tick."

CHECKS = (
    Check(
        "same_days",
        "Tidak ada dua hasil yang menghitung hari yang sama",
        _TRANSFERS,
        Evaluation,
        evaluations_that_count_the_same_days,
    ),
    Check(
        "part_overlap",
        "Bagian evaluasi dalam satu periode tidak bertumpuk",
        _TRANSFERS,
        Evaluation,
        overlapping_parts,
    ),
    Check(
        "nothing_counts",
        "Dari bagian evaluasi seseorang, ada yang hasilnya berlaku",
        _TRANSFERS,
        Evaluation,
        people_of_whom_nothing_counts,
    ),
    Check(
        "too_much_counts",
        "Hanya satu bagian yang berlaku bila periode menentukan satu",
        _TRANSFERS,
        Evaluation,
        people_of_whom_too_much_counts,
    ),
    Check(
        "outside_period",
        "Hari yang dievaluasi berada di dalam periodenya",
        _TRANSFERS,
        Evaluation,
        evaluations_outside_their_period,
    ),
    Check(
        "moment_order",
        "Waktu kirim, nilai, sampaikan, terima, dan final berurutan",
        _BY_LOG,
        Evaluation,
        moments_in_the_wrong_order,
    ),
    Check(
        "early_moment",
        "Yang belum dinilai belum punya waktu penilaian atau sesudahnya",
        _BY_LOG,
        Evaluation,
        moments_ahead_of_the_state,
    ),
    Check(
        "early_result",
        "Yang belum dinilai belum punya hasil",
        _BY_LOG,
        Evaluation,
        results_before_the_rating,
    ),
    Check(
        "agency",
        "Perangkat daerah pada evaluasi sesuai unitnya",
        "Periksa perangkat daerah unit itu; evaluasi final menyimpan keadaan saat itu.",
        Evaluation,
        agencies_that_differ_from_their_unit,
    ),
    Check(
        "own_superior",
        "Atasan penilai bukan penilai itu sendiri",
        "Ganti penilainya lewat Salah penilai atau perbaiki kepala unitnya.",
        Evaluation,
        raters_above_themselves,
    ),
)

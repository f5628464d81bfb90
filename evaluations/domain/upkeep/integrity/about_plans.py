"""Plans (SKP): whole when approved, in the state that their history says, and frozen as they were."""

from collections.abc import Iterable, Sequence
from itertools import groupby, islice

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from evaluations.domain.evaluating.plans import approved_rows
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import CoreValue, PlanState
from evaluations.models import Evaluation, PerformancePlan, PlanEvent, WorkResult

STATE_AFTER = {
    "submit": PlanState.SUBMITTED,
    "return": PlanState.RETURNED,
    "approve": PlanState.APPROVED,
    "revise": PlanState.DRAFT,
}
AT_ONCE = 500


def approved_plans_without_results() -> Iterable[int]:
    plans = PerformancePlan.objects.filter(state=PlanState.APPROVED).annotate(n=Count("results")).filter(n=0)
    return plans.values_list("pk", flat=True)


def approved_plans_without_all_expectations() -> Iterable[int]:
    plans = PerformancePlan.objects.filter(state=PlanState.APPROVED).annotate(n=Count("expectations"))
    return plans.filter(n__lt=len(CoreValue)).values_list("pk", flat=True)


def plans_that_differ_from_their_last_event() -> Iterable[int]:
    events = PlanEvent.objects.filter(plan=OuterRef("pk")).order_by("-at", "-pk").values("action")[:1]
    agrees = Q(last=None)
    for action, state in STATE_AFTER.items():
        agrees |= Q(last=action, state=state)
    rows = PerformancePlan.objects.annotate(last=Subquery(events)).exclude(agrees)
    return rows.values_list("pk", flat=True)


def plans_approved_by_their_owner() -> Iterable[int]:
    return PerformancePlan.objects.filter(rater=F("employee")).values_list("pk", flat=True)


def results_that_support_strange_ones() -> Iterable[int]:
    """A result supports one of the superior in the same year: never one's own, never another year's."""
    rows = WorkResult.objects.exclude(supported_result=None)
    wrong = Q(supported_result__plan__employee=F("plan__employee")) | ~Q(
        supported_result__plan__year=F("plan__year")
    )
    return rows.filter(wrong).values_list("pk", flat=True)


def frozen_plans_that_differ() -> Iterable[int]:
    """Sent with other work results than the plan has, although the plan has not been touched since."""
    untouched = PerformancePlan.objects.filter(
        employee=OuterRef("employee"),
        year=OuterRef("period__year"),
        state=PlanState.APPROVED,
        updated_at__lte=OuterRef("submitted_at"),
    )
    rows = Evaluation.objects.exclude(state__in=IN_EMPLOYEE_HANDS).filter(Exists(untouched))
    stream = rows.order_by("period__year", "pk").values_list("period__year", "pk", "employee", "plan_rows")
    for year, group in groupby(stream.iterator(chunk_size=AT_ONCE), key=lambda row: row[0]):
        while chunk := list(islice(group, AT_ONCE)):
            yield from _different(year, chunk)


def _different(year: int, chunk: Sequence[tuple]) -> Iterable[int]:
    plans = approved_rows({employee for _, _, employee, _ in chunk}, year)
    return [pk for _, pk, employee, frozen in chunk if frozen != plans.get(employee, [])]


_SEE_PLAN = "Minta penilai atau pegawainya membuka SKP itu untuk diperbarui, lalu menyetujuinya lagi."

CHECKS = (
    Check(
        "empty_plan",
        "SKP yang disetujui berisi hasil kerja",
        _SEE_PLAN,
        PerformancePlan,
        approved_plans_without_results,
    ),
    Check(
        "expectations",
        "SKP yang disetujui memuat ketujuh ekspektasi pimpinan",
        _SEE_PLAN,
        PerformancePlan,
        approved_plans_without_all_expectations,
    ),
    Check(
        "plan_event",
        "Keadaan SKP sama dengan riwayatnya",
        "Bandingkan dengan cadangan: keadaannya diubah langsung.",
        PerformancePlan,
        plans_that_differ_from_their_last_event,
    ),
    Check(
        "own_plan",
        "Tidak ada yang menyetujui SKP-nya sendiri",
        "Perbaiki penilai pegawai itu, lalu minta ia mengajukan SKP lagi.",
        PerformancePlan,
        plans_approved_by_their_owner,
    ),
    Check(
        "supported",
        "Hasil kerja mendukung hasil kerja orang lain pada tahun yang sama",
        _SEE_PLAN,
        WorkResult,
        results_that_support_strange_ones,
    ),
    Check(
        "frozen_plan",
        "Hasil kerja pada evaluasi sama dengan SKP saat dikirim",
        "Bandingkan dengan cadangan: SKP atau evaluasinya diubah langsung.",
        Evaluation,
        frozen_plans_that_differ,
    ),
)

"""Plans (SKP): whole when approved, in the state that their history says, and frozen as they were."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, Subquery

from evaluations.domain.evaluating.plan_content import annexes_of, expectations_of, plan_rows_of
from evaluations.domain.upkeep.integrity.check import Check
from evaluations.duties import IN_EMPLOYEE_HANDS
from evaluations.enums import CoreValue, PlanState
from evaluations.models import Assignment, Evaluation, PerformancePlan, PlanEvent, PlanVersion, WorkResult
from forms_config.engine.targets import as_planned

STATE_AFTER = {
    "submit": PlanState.SUBMITTED,
    "return": PlanState.RETURNED,
    "approve": PlanState.APPROVED,
    "revise": PlanState.DRAFT,
    "withdraw": PlanState.DRAFT,
    "change_rater": PlanState.SUBMITTED,
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


def plans_of_strange_posts() -> Iterable[int]:
    """The post of a plan is one of the employee's own, held on a day of the year."""
    year = F("plans__year")
    fits = Q(plans__employee=F("employee"), starts_on__year__lte=year) & (
        Q(ends_on=None) | Q(ends_on__year__gte=year)
    )
    posts = Assignment.objects.filter(plans__isnull=False).exclude(fits)
    return posts.values_list("plans", flat=True)


def approved_plans_that_differ_from_their_version() -> Iterable[int]:
    """A superior's result that is gone since may still be named in the version."""
    newest = PlanVersion.objects.newest()
    plans = PerformancePlan.objects.filter(state=PlanState.APPROVED).with_content().order_by("pk")
    kept = plans.prefetch_related(Prefetch("versions", newest, to_attr="kept"))
    for plan in kept.iterator(chunk_size=AT_ONCE):
        now = (_compared(plan_rows_of(plan)), expectations_of(plan), annexes_of(plan), plan.approach)
        if [now] != [
            (_compared(version.rows), version.expectations, version.annexes, version.approach)
            for version in plan.kept
        ]:
            yield plan.pk


def _compared(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Versions from before perspective and assignment were kept have neither."""
    return [{"perspective": "", "assigned_by": ""} | row | {"parent": None} for row in rows]


def frozen_plans_that_differ() -> Iterable[int]:
    """Sent with other work results than stand in the versions that it was reported against.

    The targets of the period are not looked at: the days of an evaluation may have changed since it was sent.
    """
    pins = PlanVersion.evaluations.through.objects.exclude(evaluation__state__in=IN_EMPLOYEE_HANDS)
    cells = pins.order_by("evaluation", "pk").values_list(
        "evaluation", "evaluation__plan_rows", "planversion__rows"
    )
    for pk, group in groupby(cells.iterator(chunk_size=AT_ONCE), key=lambda cell: cell[0]):
        [(_, frozen, first), *more] = list(group)
        planned = [*first, *(row for _, _, rows in more for row in rows)]
        if [as_planned(row) for row in frozen] != [as_planned(row) for row in planned]:
            yield pk


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
        "plan_post",
        "SKP adalah untuk jabatan pegawai itu sendiri pada tahunnya",
        "Perbaiki tanggal jabatannya, atau minta pegawai menyusun SKP untuk jabatan yang benar.",
        PerformancePlan,
        plans_of_strange_posts,
    ),
    Check(
        "plan_version",
        "SKP yang disetujui sama dengan versinya yang terakhir",
        "Bandingkan dengan cadangan: SKP itu diubah langsung.",
        PerformancePlan,
        approved_plans_that_differ_from_their_version,
    ),
    Check(
        "frozen_plan",
        "Hasil kerja pada evaluasi sama dengan versi SKP yang menjadi dasarnya",
        "Bandingkan dengan cadangan: evaluasinya diubah langsung.",
        Evaluation,
        frozen_plans_that_differ,
    ),
)

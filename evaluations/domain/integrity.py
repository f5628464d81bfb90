"""Integrity checks: questions to the present database that must find nothing.

Constraints stop what one row can tell; these look across rows. Each check has a test that injects the violation.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat

from evaluations.domain.answers import Sheet
from evaluations.domain.form_moves import FORM_MOVED
from evaluations.domain.rater_reports import RATER_MOVED
from evaluations.domain.segments import SEGMENT_ACTIONS
from evaluations.enums import IN_EMPLOYEE_HANDS, AssignmentKind, PeriodState, PlanState, State
from evaluations.models import (
    Assignment,
    Evaluation,
    EvaluationEvent,
    EvaluationPeriod,
    OrganizationalUnit,
    PerformancePlan,
    PeriodForm,
)

RATED = (State.RATED, State.DELIVERED, State.ACKNOWLEDGED, State.OBJECTED, State.EXPLAINED, State.FINAL)


@dataclass(frozen=True)
class Check:
    code: str
    title: str
    violations: Callable[[], Iterable[int]]  # primary keys


@dataclass(frozen=True)
class Finding:
    check: Check
    ids: list[int]


def units_with_wrong_path() -> Iterable[int]:
    expected = Concat(F("parent__path"), F("code"), Value("/"))
    below = OrganizationalUnit.objects.exclude(parent=None).exclude(path=expected)
    roots = OrganizationalUnit.objects.filter(parent=None).exclude(path=Concat(F("code"), Value("/")))
    return [*below.values_list("pk", flat=True), *roots.values_list("pk", flat=True)]


def overlapping_definitive_posts() -> Iterable[int]:
    later = Assignment.objects.filter(
        employee=OuterRef("employee"), kind=AssignmentKind.DEFINITIVE, starts_on__gte=OuterRef("starts_on")
    ).exclude(pk=OuterRef("pk"))
    rows = Assignment.objects.filter(kind=AssignmentKind.DEFINITIVE)
    with_end = rows.filter(ends_on__isnull=False).filter(
        Exists(later.filter(starts_on__lte=OuterRef("ends_on")))
    )
    open_ended = rows.filter(ends_on=None).filter(Exists(later))
    return {*with_end.values_list("pk", flat=True), *open_ended.values_list("pk", flat=True)}


def states_that_differ_from_the_last_event() -> Iterable[int]:
    last = (
        EvaluationEvent.objects.filter(evaluation=OuterRef("pk"))
        # They say nothing of the state, and drafts are begun without an event.
        .exclude(action__in=[FORM_MOVED, RATER_MOVED, *SEGMENT_ACTIONS])
        .order_by("-at", "-pk")
        .values("to_state")[:1]
    )
    rows = Evaluation.objects.annotate(last=Subquery(last)).exclude(last=None).exclude(state=F("last"))
    return rows.values_list("pk", flat=True)


def submitted_without_event() -> Iterable[int]:
    events = EvaluationEvent.objects.filter(evaluation=OuterRef("pk"))
    rows = Evaluation.objects.exclude(state__in=IN_EMPLOYEE_HANDS).exclude(Exists(events))
    return rows.values_list("pk", flat=True)


def results_that_differ_from_their_inputs() -> Iterable[int]:
    """Recompute every rated evaluation from its frozen inputs."""
    rows = Evaluation.objects.filter(state__in=RATED).select_related("form_version").order_by("pk")
    for row in rows.iterator(chunk_size=500):
        sheet = Sheet(row.form_version.parsed, row.answers, row.plan_rows, row.expectations, row.figures)
        outcome = sheet.outcome()
        stored = (
            row.rating_hasil_kerja,
            row.rating_perilaku,
            row.predikat,
            row.index_score,
            row.competency_score,
        )
        computed = (
            outcome.rating_hasil_kerja or "",
            outcome.rating_perilaku or "",
            outcome.predikat or "",
            outcome.index_score,
            outcome.competency_score,
        )
        if stored != computed:
            yield row.pk


def agencies_that_differ_from_their_unit() -> Iterable[int]:
    rows = Evaluation.objects.exclude(agency=F("unit__agency")).exclude(agency=None, unit__agency=None)
    return rows.values_list("pk", flat=True)


def opened_periods_without_pinned_form() -> Iterable[int]:
    unpinned = PeriodForm.objects.filter(period=OuterRef("pk"), form_version=None)
    return (
        EvaluationPeriod.objects.exclude(state=PeriodState.DRAFT)
        .filter(Exists(unpinned))
        .values_list("pk", flat=True)
    )


def approved_plans_without_results() -> Iterable[int]:
    plans = PerformancePlan.objects.filter(state=PlanState.APPROVED).annotate(n=Count("results")).filter(n=0)
    return plans.values_list("pk", flat=True)


CHECKS = (
    Check("unit_path", "Jalur unit sesuai dengan induknya", units_with_wrong_path),
    Check("post_overlap", "Jabatan definitif seseorang tidak bertumpuk", overlapping_definitive_posts),
    Check(
        "state_event",
        "Keadaan evaluasi sama dengan peristiwa terakhir",
        states_that_differ_from_the_last_event,
    ),
    Check("no_event", "Evaluasi yang sudah dikirim punya riwayat", submitted_without_event),
    Check(
        "result",
        "Hasil sama dengan hitungan ulang dari isian yang dibekukan",
        results_that_differ_from_their_inputs,
    ),
    Check("agency", "Perangkat daerah pada evaluasi sesuai unitnya", agencies_that_differ_from_their_unit),
    Check(
        "form_pin",
        "Periode yang dibuka memakai versi formulir yang dikunci",
        opened_periods_without_pinned_form,
    ),
    Check("empty_plan", "SKP yang disetujui berisi hasil kerja", approved_plans_without_results),
)


def findings() -> list[Finding]:
    """Run every check; those that found something, with the ids."""
    results = [Finding(check, sorted(check.violations())) for check in CHECKS]
    return [finding for finding in results if finding.ids]

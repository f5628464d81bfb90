"""The performance plan (SKP) as the evaluation needs it, and how it is made and approved.

::

    DRAFT → SUBMITTED → APPROVED → (revise) DRAFT …
      ↑        ↓ return
      RETURNED

Work results keep their key through every revision, so that answers go on referring to them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils import timezone

from evaluations import rules
from evaluations.domain.organization import raters
from evaluations.domain.refusals import Refused
from evaluations.enums import CoreValue, PlanState, WorkResultKind
from evaluations.models import (
    Employee,
    LeaderExpectation,
    PerformancePlan,
    PlanEvent,
    WorkResult,
    WorkResultIndicator,
)
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)
RESULTS_ORDER = ("-kind", "order", "pk")  # utama before tambahan
INDICATOR_FIELDS = ("aspect", "text", "target", "target_value", "unit", "polarity")


def ordered_results(plan: PerformancePlan) -> list[WorkResult]:
    """The work results as people list them: utama first, then tambahan, each in their order."""
    return sorted(plan.results.all(), key=lambda result: result.kind != WorkResultKind.MAIN)


def plan_rows_of(plan: PerformancePlan | None) -> list[dict[str, Any]]:
    """The plan's work results as form rows (shape: ``engine.schema``)."""
    if plan is None:
        return []
    return [
        _form_row(
            (result.key, result.kind, result.statement, getattr(result.supported_result, "statement", None)),
            [[getattr(row, name) for name in INDICATOR_FIELDS] for row in result.indicators.all()],
        )
        for result in ordered_results(plan)
    ]


def approved_content(employee: Employee, year: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Form rows and expectations of the approved plan in two queries, for the busiest pages."""
    expectations = LeaderExpectation.objects.filter(
        plan__employee=employee, plan__year=year, plan__state=PlanState.APPROVED
    )
    rows = approved_rows([employee.pk], year).get(employee.pk, [])
    return rows, dict(expectations.order_by().values_list("value", "text"))


def approved_rows(employees: Collection[int], year: int) -> dict[int, list[dict[str, Any]]]:
    """Form rows of the approved plans of many, by employee id; one query."""
    cells = (
        WorkResult.objects.filter(
            plan__employee__in=employees, plan__year=year, plan__state=PlanState.APPROVED
        )
        .order_by(*RESULTS_ORDER, "indicators__order", "indicators__pk")
        .values_list(
            *("plan__employee", "key", "kind", "statement", "supported_result__statement"),
            *(f"indicators__{name}" for name in INDICATOR_FIELDS),
        )
    )
    halves = ((cell[:5], cell[5:]) for cell in cells)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for (employee, *head), group in groupby(halves, key=itemgetter(0)):
        # A result without indicators has one row, with nothing in this half.
        found[employee].append(_form_row(head, [indicator for _, indicator in group if any(indicator)]))
    return found


def _form_row(head: Sequence[Any], indicators: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """One row from (key, kind, statement, parent) and the indicators as ``INDICATOR_FIELDS``."""
    filled = [dict(zip(INDICATOR_FIELDS, values, strict=True)) for values in indicators]
    for indicator in filled:
        if indicator["target_value"] is not None:
            indicator["target_value"] = str(indicator["target_value"])
    return dict(zip(("_row", "kind", "statement", "parent"), head, strict=True)) | {"indicators": filled}


def expectations_of(plan: PerformancePlan | None) -> dict[str, str]:
    """The leader's expectation per BerAKHLAK value."""
    return {} if plan is None else {row.value: row.text for row in plan.expectations.all()}


def supportable_results(rater: Employee | None, year: int) -> list[WorkResult]:
    """What the person's results may support: the work results of the rater's approved plan of that year."""
    results = WorkResult.objects.filter(plan__employee=rater, plan__year=year, plan__state=PlanState.APPROVED)
    return list(results.order_by(*RESULTS_ORDER))


def draft_plan(employee: Employee, year: int, *, actor: Actor) -> PerformancePlan:
    """The person's own plan of that year, made when there is none. Raises ``Refused``: not_yours."""
    if employee.user_id is None or employee.user_id != actor.pk:
        raise _not_yours()
    plan, _ = PerformancePlan.objects.get_or_create(employee=employee, year=year)
    return plan


@transaction.atomic
def save_plan(
    plan: PerformancePlan,
    *,
    actor: Actor,
    results: Sequence[dict[str, Any]] | None = None,
    expectations: dict[str, str] | None = None,
    expected_version: int | None = None,
) -> PerformancePlan:
    """Write what the plan holds: its owner while drafting, its rater the expectations while it waits.

    ``results`` in their order, those left out are removed::

        [{"key": str | None, "kind", "statement", "supported_result": pk | None, "indicators":
          [{"aspect", "text", "target", "target_value": Decimal | None, "unit", "polarity"}]}]

    ``expectations``: ``{core value: text}``; an empty text removes it. None leaves a part as it is.
    Raises ``Refused``: not_yours, wrong_state, version_conflict.
    """
    plan = _locked(plan, expected_version)
    if rules.is_plan_owner(actor, plan):
        _require_state(plan, *WRITABLE)
    elif rules.is_plan_rater(actor, plan) and results is None:
        _require_state(plan, PlanState.SUBMITTED)
    else:
        raise _not_yours()
    if results is not None:
        _write_results(plan, results)
    if expectations is not None:
        _write_expectations(plan, expectations)
    plan.version += 1
    plan.save()
    return plan


@transaction.atomic
def submit_plan(
    plan: PerformancePlan, *, actor: Actor, note: str = "", expected_version: int | None = None
) -> PerformancePlan:
    """Hand the plan to the rater of today.

    Raises ``Refused``: not_yours, wrong_state, version_conflict, plan_empty, no_rater.
    """
    plan = _locked(plan, expected_version)
    if not rules.is_plan_owner(actor, plan):
        raise _not_yours()
    _require_state(plan, *WRITABLE)
    _require_content(plan)
    found = raters.resolve(plan.employee, timezone.localdate())
    if found.rater is None:
        raise Refused(
            "no_rater",
            "Pejabat penilai Anda belum tercatat, jadi SKP belum dapat diajukan. "
            "Hubungi pengelola kepegawaian di unit Anda.",
        )
    plan.rater = found.rater
    plan.submitted_at = timezone.now()
    return _moved(plan, "submit", PlanState.SUBMITTED, actor, note)


@transaction.atomic
def return_plan(plan: PerformancePlan, *, actor: Actor, note: str) -> PerformancePlan:
    """Back to the employee with a reason. Raises ``Refused``: not_yours, wrong_state, note_required."""
    plan = _locked(plan)
    _require_rater(plan, actor)
    _require_state(plan, PlanState.SUBMITTED)
    _require_note(note)
    plan.note = clean_text(note)
    return _moved(plan, "return", PlanState.RETURNED, actor, note)


@transaction.atomic
def approve_plan(plan: PerformancePlan, *, actor: Actor, note: str = "") -> PerformancePlan:
    """The rater sets the plan. All seven expectations must stand in it (PermenPANRB 6/2022).

    Raises ``Refused``: not_yours, wrong_state, plan_empty, expectations_missing (details: their labels).
    """
    plan = _locked(plan)
    _require_rater(plan, actor)
    _require_state(plan, PlanState.SUBMITTED)
    _require_content(plan)
    filled = set(plan.expectations.values_list("value", flat=True))
    lacking = [value.label for value in CoreValue if value not in filled]
    if lacking:
        raise Refused(
            "expectations_missing", f"Ekspektasi khusus pimpinan belum diisi: {', '.join(lacking)}.", lacking
        )
    plan.note = clean_text(note)
    plan.approved_at = timezone.now()
    return _moved(plan, "approve", PlanState.APPROVED, actor, note)


@transaction.atomic
def revise_plan(plan: PerformancePlan, *, actor: Actor, note: str) -> PerformancePlan:
    """Open an approved plan again, by its owner or rater, with the reason; keys and history stay.

    Raises ``Refused``: not_yours, wrong_state, note_required.
    """
    plan = _locked(plan)
    if not (rules.is_plan_owner(actor, plan) or rules.is_plan_rater(actor, plan)):
        raise _not_yours()
    _require_state(plan, PlanState.APPROVED)
    _require_note(note)
    return _moved(plan, "revise", PlanState.DRAFT, actor, note)


def _locked(plan: PerformancePlan, expected_version: int | None = None) -> PerformancePlan:
    locked = (
        PerformancePlan.objects.select_for_update(of=("self",))
        .select_related("employee", "rater")
        .get(pk=plan.pk)
    )
    if expected_version is not None and expected_version != locked.version:
        raise Refused(
            "version_conflict",
            "SKP ini sudah berubah di tab atau perangkat lain. Muat ulang untuk melihat versi terbaru; "
            "yang baru Anda ketik masih ada di halaman ini.",
        )
    return locked


def _moved(plan: PerformancePlan, action: str, state: PlanState, actor: Actor, note: str) -> PerformancePlan:
    """The event first: without it the database refuses to open an approved plan."""
    PlanEvent.objects.create(plan=plan, action=action, actor_name=str(actor), note=clean_text(note))
    plan.state = state
    plan.version += 1
    plan.save()
    return plan


def _write_results(plan: PerformancePlan, rows: Sequence[dict[str, Any]]) -> None:
    """Rows by their key: changed in place, new ones made, the others deleted; indicators are written anew."""
    known: dict[str | None, WorkResult] = {result.key: result for result in plan.results.all()}
    kept: list[WorkResult] = []
    for order, row in enumerate(rows, start=1):
        result = known.pop(row.get("key"), None) or WorkResult(plan=plan)
        result.order = order
        result.kind = row["kind"]
        result.statement = row["statement"]
        result.supported_result_id = row.get("supported_result")
        result.save()
        kept.append(result)
    WorkResult.objects.filter(pk__in=[result.pk for result in known.values()]).delete()
    WorkResultIndicator.objects.filter(result__in=kept).delete()
    WorkResultIndicator.objects.bulk_create(
        WorkResultIndicator(result=result, order=order, **{name: given[name] for name in INDICATOR_FIELDS})
        for result, row in zip(kept, rows, strict=True)
        for order, given in enumerate(row["indicators"], start=1)
    )


def _write_expectations(plan: PerformancePlan, expectations: dict[str, str]) -> None:
    plan.expectations.all().delete()
    LeaderExpectation.objects.bulk_create(
        LeaderExpectation(plan=plan, value=value, text=clean_text(text))
        for value, text in expectations.items()
        if not is_empty(text)
    )


def _require_content(plan: PerformancePlan) -> None:
    """A plan handed in has at least one main result; every result and indicator is wholly written."""
    results = list(plan.results.prefetch_related("indicators"))
    if not any(result.kind == WorkResultKind.MAIN for result in results):
        raise Refused("plan_empty", "Isi sedikitnya satu rencana hasil kerja utama.")
    for result in results:
        indicators = list(result.indicators.all())
        lacks = (
            (not result.statement, "Ada rencana hasil kerja yang belum ditulis."),
            (not indicators, f"Rencana hasil kerja “{result.statement}” belum punya indikator."),
            (not all(i.text for i in indicators), f"Indikator pada “{result.statement}” belum punya nama."),
            (
                not all(i.target for i in indicators),
                f"Indikator pada “{result.statement}” belum punya target.",
            ),
        )
        for is_lacking, sentence in lacks:
            if is_lacking:
                raise Refused("plan_empty", sentence)


def _require_state(plan: PerformancePlan, *states: PlanState) -> None:
    if plan.state not in states:
        label = PlanState(plan.state).label
        raise Refused("wrong_state", f"SKP ini tidak dapat diubah karena keadaannya sekarang: {label}.")


def _require_rater(plan: PerformancePlan, actor: Actor) -> None:
    if not rules.is_plan_rater(actor, plan):
        raise _not_yours()


def _require_note(note: str) -> None:
    if is_empty(note):
        raise Refused("note_required", "Tuliskan alasannya terlebih dahulu.")


def _not_yours() -> Refused:
    return Refused("not_yours", "Anda tidak berwenang melakukan tindakan ini pada SKP tersebut.")

"""Writing a plan (SKP): begun, copied from another one of one's own, its work results, expectations and annexes.

Work results keep their key through every revision, so that answers go on referring to them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from evaluations import rules
from evaluations.domain.evaluating.plan_content import INDICATOR_FIELDS, SPREAD_FIELDS, annexes_of
from evaluations.domain.evaluating.plan_guards import WRITABLE, locked, not_yours, require_state
from evaluations.domain.evaluating.plan_layout import columns_of_plan
from evaluations.domain.refusals import Refused
from evaluations.enums import PlanAnnex, PlanState, WorkResultKind
from evaluations.models import (
    Assignment,
    LeaderExpectation,
    PerformancePlan,
    PlanAnnexItem,
    WorkResult,
    WorkResultIndicator,
)
from evaluations.models.plan import new_result_key
from forms_config.actors import Actor
from forms_config.engine.characters import clean_text, is_empty

MAX_RESULTS = 30  # that a plan holds


def draft_plan(post: Assignment, year: int, *, actor: Actor) -> PerformancePlan:
    """The person's own plan for that post and year, made when there is none. Raises ``Refused``: not_yours."""
    if post.employee.user_id is None or post.employee.user_id != actor.pk:
        raise not_yours()
    plan, _ = PerformancePlan.objects.get_or_create(
        assignment=post, year=year, defaults={"employee": post.employee}
    )
    return plan


@transaction.atomic
def copy_plan(source: PerformancePlan, post: Assignment, year: int, *, actor: Actor) -> PerformancePlan:
    """Begin the plan of another post or year of one's own with what stands in ``source``; the rows get new keys.

    Raises ``Refused``: not_yours, plan_begun.
    """
    if source.employee_id != post.employee_id:
        raise not_yours()
    plan = locked(draft_plan(post, year, actor=actor))
    if plan.state != PlanState.DRAFT or plan.results.exists() or plan.events.exists():
        raise Refused("plan_begun", "SKP ini sudah mulai disusun, jadi tidak ditimpa.")
    for result in source.results.prefetch_related("indicators").order_by("order", "pk"):
        indicators = list(result.indicators.all())
        result.pk, result._state.adding = None, True
        result.plan, result.key, result.supported_result = plan, new_result_key(), None
        result.save()
        for indicator in indicators:
            indicator.pk, indicator._state.adding, indicator.result = None, True, result
        WorkResultIndicator.objects.bulk_create(indicators)
    _write_annexes(plan, annexes_of(source))
    plan.approach = source.approach
    plan.version += 1
    plan.save()
    return plan


@transaction.atomic
def save_plan(
    plan: PerformancePlan,
    *,
    actor: Actor,
    results: Sequence[dict[str, Any]] | None = None,
    approach: str | None = None,
    expectations: dict[str, str] | None = None,
    annexes: Mapping[str, Sequence[str]] | None = None,
    expected_version: int | None = None,
) -> PerformancePlan:
    """Write what the plan holds: its owner while drafting, its rater the expectations while it waits.

    ``results`` in their order, those left out are removed::

        [{"key": str | None, "kind", "statement", "supported_result": pk | None, "perspective", "assigned_by",
          "indicators": [{"aspect", "text", "target", "target_value": Decimal | None, "unit", "polarity",
                          "gathering": Gathering | "", "months": [str | None] * 12 | []}]}]

    What the form of the post and the approach do not have (``plan_layout``) is dropped. ``expectations``:
    ``{core value: text}``; an empty text removes it. ``annexes``: ``{PlanAnnex: [text]}``. None leaves a part as it is.
    Raises ``Refused``: not_yours, wrong_state, version_conflict.
    """
    plan = locked(plan, expected_version)
    if rules.is_plan_owner(actor, plan):
        require_state(plan, *WRITABLE)
    elif rules.is_plan_rater(actor, plan) and (results, approach, annexes) == (None, None, None):
        require_state(plan, PlanState.SUBMITTED)
    else:
        raise not_yours()
    plan.approach = approach or plan.approach
    if results is not None:
        _write_results(plan, results)
    if expectations is not None:
        _write_expectations(plan, expectations)
    if annexes is not None:
        _write_annexes(plan, annexes)
    plan.version += 1
    plan.save()
    return plan


def add_results(plan: PerformancePlan, rows: Sequence[dict[str, Any]]) -> None:
    """Behind those that stand in a plan that its owner is writing; the caller holds and has checked it."""
    last = plan.results.aggregate(last=Max("order"))["last"] or 0
    _store(plan, rows, {}, first=last + 1)
    plan.version += 1
    plan.save()


def _write_results(plan: PerformancePlan, rows: Sequence[dict[str, Any]]) -> None:
    """Rows by their key: changed in place, new ones made, the others deleted; indicators are written anew."""
    known: dict[str | None, WorkResult] = {result.key: result for result in plan.results.all()}
    _store(plan, rows, known, first=1)
    WorkResult.objects.filter(pk__in=[result.pk for result in known.values()]).delete()


def _store(
    plan: PerformancePlan, rows: Sequence[dict[str, Any]], known: dict[str | None, WorkResult], first: int
) -> None:
    """Rows from place ``first`` on with their indicators; those that were there go out of ``known``."""
    columns = columns_of_plan(plan)
    kept: list[WorkResult] = []
    for order, row in enumerate(rows, start=first):
        result = known.pop(row.get("key"), None) or WorkResult(plan=plan)
        result.order = order
        result.kind = row["kind"]
        result.statement = row["statement"]
        result.perspective = row.get("perspective", "") if columns.has_perspective else ""
        result.assigned_by = "" if WorkResultKind(row["kind"]).is_main else row.get("assigned_by", "")
        result.supported_result_id = row.get("supported_result")
        result.save()
        kept.append(result)
    WorkResultIndicator.objects.filter(result__in=kept).delete()
    WorkResultIndicator.objects.bulk_create(
        WorkResultIndicator(
            result=result,
            order=order,
            **{name: given[name] for name in INDICATOR_FIELDS}
            | {name: given.get(name, nothing) for name, nothing in SPREAD_FIELDS.items()}
            | ({} if columns.has_aspect else {"aspect": ""}),
        )
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


def _write_annexes(plan: PerformancePlan, annexes: Mapping[str, Sequence[str]]) -> None:
    plan.annexes.all().delete()
    PlanAnnexItem.objects.bulk_create(
        PlanAnnexItem(plan=plan, annex=annex, order=order, text=clean_text(text, multiline=False))
        for annex in PlanAnnex
        for order, text in enumerate(annexes.get(annex, ()), start=1)
        if not is_empty(text)
    )

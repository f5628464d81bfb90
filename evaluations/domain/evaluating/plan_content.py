"""What stands in a plan (SKP), in the shapes that forms, evaluations and frozen versions take (``engine.schema``)."""

from typing import Any

from evaluations.enums import PlanAnnex, WorkResultKind
from evaluations.models import PerformancePlan, WorkResult, WorkResultIndicator

RESULT_FIELDS = ("kind", "statement", "perspective", "assigned_by")
INDICATOR_FIELDS = ("aspect", "text", "target", "target_value", "unit", "polarity")
SPREAD_FIELDS: dict[str, Any] = {
    "gathering": "",
    "months": [],
}  # with what stands there while nothing is said


def ordered_results(plan: PerformancePlan) -> list[WorkResult]:
    """The work results as people list them: utama first, then tambahan, each in their order."""
    return sorted(plan.results.all(), key=lambda result: result.kind != WorkResultKind.MAIN)


def plan_rows_of(plan: PerformancePlan) -> list[dict[str, Any]]:
    """The work results that stand in the plan now, as form rows."""
    return [_form_row(result) for result in ordered_results(plan)]


def expectations_of(plan: PerformancePlan) -> dict[str, str]:
    """The leader's expectation per BerAKHLAK value."""
    return {row.value: row.text for row in plan.expectations.all()}


def annexes_of(plan: PerformancePlan) -> dict[str, list[str]]:
    """The items of each list of the annex, in the official order; a list without items is left out."""
    lists = {
        annex.value: [row.text for row in plan.annexes.all() if row.annex == annex] for annex in PlanAnnex
    }
    return {annex: texts for annex, texts in lists.items() if texts}


def _form_row(result: WorkResult) -> dict[str, Any]:
    return {
        "_row": result.key,
        **{name: getattr(result, name) for name in RESULT_FIELDS},
        "parent": getattr(result.supported_result, "statement", None),
        **({"actions": result.actions} if result.actions else {}),
        "indicators": [indicator_row(indicator) for indicator in result.indicators.all()],
    }


def indicator_row(row: WorkResultIndicator) -> dict[str, Any]:
    """An indicator in the shape of ``engine.schema``."""
    filled = {name: getattr(row, name) for name in INDICATOR_FIELDS}
    if row.target_value is not None:
        filled["target_value"] = str(row.target_value)
    return filled | {name: getattr(row, name) for name in SPREAD_FIELDS if getattr(row, name)}

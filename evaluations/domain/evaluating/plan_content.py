"""What stands in a plan (SKP), in the shapes that forms, evaluations and frozen versions take (``engine.schema``)."""

from collections.abc import Iterable, Sequence
from typing import Any

from evaluations.enums import WorkResultKind
from evaluations.models import PerformancePlan, WorkResult

INDICATOR_FIELDS = ("aspect", "text", "target", "target_value", "unit", "polarity")


def ordered_results(plan: PerformancePlan) -> list[WorkResult]:
    """The work results as people list them: utama first, then tambahan, each in their order."""
    return sorted(plan.results.all(), key=lambda result: result.kind != WorkResultKind.MAIN)


def plan_rows_of(plan: PerformancePlan) -> list[dict[str, Any]]:
    """The work results that stand in the plan now, as form rows."""
    return [
        _form_row(
            (result.key, result.kind, result.statement, getattr(result.supported_result, "statement", None)),
            [[getattr(row, name) for name in INDICATOR_FIELDS] for row in result.indicators.all()],
        )
        for result in ordered_results(plan)
    ]


def expectations_of(plan: PerformancePlan) -> dict[str, str]:
    """The leader's expectation per BerAKHLAK value."""
    return {row.value: row.text for row in plan.expectations.all()}


def _form_row(head: Sequence[Any], indicators: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """One row from (key, kind, statement, parent) and the indicators as ``INDICATOR_FIELDS``."""
    filled = [dict(zip(INDICATOR_FIELDS, values, strict=True)) for values in indicators]
    for indicator in filled:
        if indicator["target_value"] is not None:
            indicator["target_value"] = str(indicator["target_value"])
    return dict(zip(("_row", "kind", "statement", "parent"), head, strict=True)) | {"indicators": filled}

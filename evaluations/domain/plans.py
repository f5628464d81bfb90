"""The performance plan (SKP) as the evaluation needs it, and how it is made and approved."""

from typing import Any

from evaluations.enums import PlanState
from evaluations.models import Employee, PerformancePlan


def approved_plan(employee: Employee, year: int) -> PerformancePlan | None:
    """The approved plan of that year with everything under it, or None."""
    return (
        PerformancePlan.objects.filter(employee=employee, year=year, state=PlanState.APPROVED)
        .prefetch_related("results__indicators", "results__supported_result", "expectations")
        .first()
    )


def plan_rows_of(plan: PerformancePlan | None) -> list[dict[str, Any]]:
    """The plan's work results as form rows (shape: ``engine.schema``)."""
    if plan is None:
        return []
    return [
        {
            "_row": result.key,
            "kind": result.kind,
            "statement": result.statement,
            "parent": result.supported_result.statement if result.supported_result else None,
            "indicators": [
                {
                    "aspect": indicator.aspect,
                    "text": indicator.text,
                    "target": indicator.target,
                    "target_value": None if indicator.target_value is None else str(indicator.target_value),
                    "unit": indicator.unit,
                    "polarity": indicator.polarity,
                }
                for indicator in result.indicators.all()
            ],
        }
        for result in sorted(plan.results.all(), key=lambda r: (r.kind != "UTAMA", r.order, r.pk))
    ]


def expectations_of(plan: PerformancePlan | None) -> dict[str, str]:
    """The leader's expectation per BerAKHLAK value."""
    return {} if plan is None else {row.value: row.text for row in plan.expectations.all()}

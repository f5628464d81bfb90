"""What tests of plans write into them, and how they ask for a refusal."""

from decimal import Decimal

import pytest

from evaluations.domain.refusals import Refused
from evaluations.enums import WorkResultKind
from evaluations.models import PerformancePlan


def indicator(text: str = "Jumlah laporan", **changes) -> dict:
    return {
        "aspect": "QUANTITY", "text": text, "target": "12 laporan", "target_value": Decimal(12), "unit": "laporan",
        "polarity": "HIGHER",
    } | changes  # fmt: skip


def row(statement: str, *, key: str | None = None, kind=WorkResultKind.MAIN, indicators=None, **more) -> dict:
    given = [indicator()] if indicators is None else indicators
    return {"key": key, "kind": kind, "statement": statement, "indicators": given} | more


def code_of(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.code


def fresh(plan: PerformancePlan) -> PerformancePlan:
    return PerformancePlan.objects.get(pk=plan.pk)

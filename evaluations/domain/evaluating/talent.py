"""Status kinerja, the axis of performance in talent management: in three values, from the predikat.

Which predikat gives which is a setting, since the regulation on talent (PermenPANRB 3/2020, changed by 20/2025) names
the three values only. Python and SQL ask the same settings.
"""

from django.db.models import Case, CharField, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from evaluations.enums import Rating
from evaluations.models import EvaluationSettings
from evaluations.models.access import STATUS_FIELDS


def status_of(predikat: str) -> Rating | None:
    """None where there is no predikat, or one that the settings do not know."""
    if predikat not in STATUS_FIELDS:
        return None
    return Rating(getattr(EvaluationSettings.load(), STATUS_FIELDS[predikat]))


def status_in_sql(predikat: str = "predikat") -> Combinable:
    """``status_of`` for the column ``predikat``; empty text for None."""
    kept: QuerySet = EvaluationSettings.objects.order_by()
    cases = (When(**{predikat: code}, then=_kept(kept, name)) for code, name in STATUS_FIELDS.items())
    return Case(*cases, default=Value(""), output_field=CharField())


def _kept(kept: QuerySet, name: str) -> Combinable:
    shipped = getattr(EvaluationSettings(), name)
    return Coalesce(Subquery(kept.values(name)[:1]), Value(str(shipped)), output_field=CharField())


def label_of(status: str) -> str:
    return str(Rating(status).label) if status else ""

"""What each scored item of delivered results came to, read from the frozen documents of each evaluation."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import F, QuerySet

from evaluations.duties import RESULT_KNOWN_TO_EMPLOYEE
from evaluations.models import Evaluation
from evaluations.models.evaluation import EvaluationQuerySet
from forms_config.engine.items import ItemScore
from forms_config.engine.scoring import item_scores
from forms_config.models import FormVersion

_DOCUMENTS = ("answers", "plan_rows", "figures")
# What every row says of its evaluation.
EVALUATION_FIELDS = (
    "nip", "name", "employment_type", "unit_code", "unit_name", "agency_code", "agency_name", "period", "form_version",
    "counts", "updated_at",
)  # fmt: skip
_JOINED = {"year": F("period__year"), "month": F("period__month"), "form": F("form_version__form__key")}


def scored_rows(evaluations: EvaluationQuerySet) -> QuerySet[Evaluation, dict[str, Any]]:
    """Delivered results with their documents, as flat dicts for ``with_items``; before that nothing is reported."""
    rows = evaluations.filter(state__in=RESULT_KNOWN_TO_EMPLOYEE)
    return rows.values("id", *EVALUATION_FIELDS, *_DOCUMENTS, **_JOINED)


def with_items(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One dict per evaluation and scored item, in the order of the form: ``scored_rows`` with ``evaluation``, where
    the item stands, what was answered and what it came to.

    ``target`` and ``score`` are Decimal, or None where there was nothing to measure. The form versions are read once
    per call.
    """
    rows = list(rows)
    versions = FormVersion.objects.only("content_hash", "schema").in_bulk(
        {row["form_version"] for row in rows}
    )
    for row in rows:
        schema = versions[row["form_version"]].parsed
        known = {name: row[name] for name in (*EVALUATION_FIELDS, *_JOINED)} | {"evaluation": row["id"]}
        for item in item_scores(schema, row["answers"], row["plan_rows"], row["figures"]):
            yield known | _item(item)


def _item(item: ItemScore) -> dict[str, Any]:
    section, field, level = item.cell.section, item.cell.field, item.level
    return {
        "section": section.key,
        "section_label": section.label,
        "area": section.area.value,
        "row": item.row,
        "row_label": item.row_label or None,
        "item": field.key,
        "item_label": field.label,
        "indicator": field.indicator or None,
        "weight": item.weight,
        "answer": item.raw,
        "level": level and level.key,
        "level_label": level and level.label,
        "target": item.target,
        "score": item.score,
        "not_applicable": item.is_not_applicable,
    }

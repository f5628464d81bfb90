"""The flat fields of ``GET /api/v1/indicator-scores/``: one row per evaluation and scored item."""

from evaluations.exchange.columns import Column, Kind
from evaluations.exchange.exports import named_column

# Rows come from ``with_items`` of ``domain.reports.item_scores``.
ITEM_COLUMNS: tuple[Column, ...] = (
    named_column("evaluation", Kind.NUMBER),
    named_column("nip"),
    named_column("name"),
    named_column("employment_type"),
    named_column("unit_code"),
    named_column("unit_name"),
    named_column("agency_code"),
    named_column("agency_name"),
    named_column("period", Kind.NUMBER),
    named_column("year", Kind.NUMBER),
    named_column("month", Kind.NUMBER),
    named_column("form"),
    named_column("form_version", Kind.NUMBER),
    named_column("counts", Kind.FLAG),
    named_column("section"),
    named_column("section_label"),
    named_column("area"),
    named_column("row"),
    named_column("row_label"),
    named_column("item"),
    named_column("item_label"),
    named_column("indicator"),
    named_column("weight", Kind.DECIMAL),
    named_column("answer", Kind.DECIMAL),
    named_column("level"),
    named_column("level_label"),
    named_column("target", Kind.DECIMAL),
    named_column("score", Kind.SCORE),
    named_column("not_applicable", Kind.FLAG),
    named_column("updated_at", Kind.MOMENT),
)

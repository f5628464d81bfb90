"""Sections and fields: block by block into the schema."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from wagtail.blocks import StructValue

from forms_config.blocks.levels import required_levels
from forms_config.blocks.reading import key_of, lines, slug_of, text
from forms_config.blocks.scoring import score_band, weight
from forms_config.engine.rounding import plain
from forms_config.engine.schema import (
    Area,
    Demand,
    DemandKind,
    Field,
    FieldKind,
    FilledBy,
    Layout,
    LevelDescriptor,
    NotApplicable,
    OverallRating,
    Polarity,
    RequiredLevel,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
)
from forms_config.models import Indicator

from .conditions import visibility

SECTION_KINDS = {
    "section": SectionKind.PLAIN,
    "plan_rows": SectionKind.PLAN_ROWS,
    "free_rows": SectionKind.FREE_ROWS,
}
INDICATOR = "indicator"  # the one field block that is named after no kind
NUMERATOR, DENOMINATOR = "pembilang", "penyebut"  # ends of the keys of a ratio's two numbers


def section(block_type: str, value: StructValue) -> Section:
    fields = (field for child in value["fields"] for field in _fields(child))
    overall = next((_overall(one) for one in value["overall"]), None)
    return Section(
        key=text(value, "key"),
        label=text(value, "label"),
        kind=SECTION_KINDS[block_type],
        area=Area(value["area"] or Area.GENERAL),
        description=text(value, "description"),
        guidance_slug=slug_of(value["guidance_page"]),
        fields=tuple(fields),
        overall=overall,
        min_rows=value.get("min_rows") or 0,
        max_rows=value.get("max_rows"),
        row_label=text(value, "row_label") or "Baris",
        layout=Layout(text(value, "layout") or Layout.CARDS),
        visible_if=visibility(value["visible_if"]),
    )


def _overall(value: StructValue) -> OverallRating:
    return OverallRating(
        key=text(value, "key"),
        label=text(value, "label"),
        scale=key_of(value["scale"]),
        help_text=text(value, "help_text"),
        extremes_need_fact=bool(value.get("extremes_need_fact")),
        is_suggested=bool(value.get("is_suggested")),
    )


def _fields(child: Any) -> Iterator[Field]:
    """The field; three for a ratio; none for an indicator that is not chosen yet or was deleted."""
    value = child.value
    if child.block_type == INDICATOR:
        indicator = value["indicator"]
        if indicator and indicator.is_ratio:
            yield from _ratio_fields(value, indicator)
        elif indicator:
            yield _indicator_field(value, indicator)
        return
    kind, own = FieldKind(child.block_type), child.block.own(value)
    yield Field(kind=kind, label=text(value, "label"), **_common(value), **own)


def _common(value: StructValue) -> dict[str, Any]:
    return {
        "key": text(value, "key"),
        "help_text": text(value, "help_text"),
        "guides": lines(text(value, "guides")),
        "guidance_slug": slug_of(value["guidance_page"]),
        "visible_if": visibility(value["visible_if"]),
        "filled_by": FilledBy(value.get("filled_by") or FilledBy.EMPLOYEE),
        "required": bool(value.get("required")),
        "show_expectation": bool(value.get("show_expectation")),
        "not_applicable": NotApplicable(value.get("not_applicable") or NotApplicable.REFUSED),
        "demand": _demand(value["demand"]) if "demand" in value else None,
    }


def _demand(value: StructValue) -> Demand | None:
    kind = text(value, "kind")
    return Demand(DemandKind(kind), text(value, "field").strip(), value["score"]) if kind else None


# --- Indicators -------------------------------------------------------------------------------------
def _indicator_field(value: StructValue, indicator: Indicator) -> Field:
    """A copy of the indicator: rated on its scale where it has one, else answered with a number."""
    levels = required_levels(value) or tuple(
        RequiredLevel(post, level) for post, level in indicator.required_levels.items()
    )
    return Field(
        kind=FieldKind.SCALE if indicator.scale else FieldKind.NUMBER,
        decimals=0 if indicator.scale else 2,
        scale=key_of(indicator.scale),
        descriptors=_descriptors(indicator),
        required_level=text(value, "required_level"),
        required_levels=levels if indicator.scale else (),
        scoring=_indicator_scoring(value, indicator),
        **_described(value, indicator),
    )


def _ratio_fields(value: StructValue, indicator: Indicator) -> Iterator[Field]:
    """Numerator and denominator to be filled in (or a constant), and the quotient under the item's own key."""
    described = _described(value, indicator)
    key, constant = described["key"], indicator.denominator_constant
    asked = {
        "kind": FieldKind.NUMBER,
        "decimals": 2,
        "minimum": Decimal(0),
        **{name: described[name] for name in ("filled_by", "required", "visible_if", "not_applicable")},
    }
    above, below = f"{key}_{NUMERATOR}", constant.key if constant else f"{key}_{DENOMINATOR}"
    yield Field(key=above, label=indicator.numerator, **asked)
    if constant is None:
        yield Field(key=below, label=indicator.denominator, **asked)
    times = "" if indicator.multiplier == 1 else f" * {plain(indicator.multiplier)}"
    calculated = {"required": False, "not_applicable": NotApplicable.REFUSED}
    yield Field(
        kind=FieldKind.CALCULATED,
        formula=f"{above} / {below}{times}",
        decimals=2,
        scoring=_indicator_scoring(value, indicator),
        **described | calculated,
    )


def _described(value: StructValue, indicator: Indicator) -> dict[str, Any]:
    """What every field of an indicator shares: its words, and who fills it in."""
    common = _common(value)
    page = value["guidance_page"] or indicator.guidance_page
    return common | {
        "label": text(value, "label") or indicator.name,
        "indicator": indicator.code,
        "definition": indicator.definition,
        "how_measured": indicator.how_measured,
        "unit": indicator.unit,
        "guides": common["guides"] or lines(indicator.guides),
        "guidance_slug": slug_of(page),
    }


def _descriptors(indicator: Indicator) -> tuple[LevelDescriptor, ...]:
    given = indicator.descriptors if indicator.scale else {}
    return tuple(LevelDescriptor(level, written) for level, written in given.items() if written.strip())


def _indicator_scoring(value: StructValue, indicator: Indicator) -> Scoring | None:
    if not value["scored"]:
        return None
    if indicator.scale:
        return Scoring(ScoreKind.LEVEL, weight(value))
    scoring = scoring_by_number(indicator)
    return replace(scoring, weight=weight(value), cap=scoring.cap if value["cap"] is None else value["cap"])


def number_field(indicator: Indicator, key: str) -> Field:
    """A scored number for the indicator alone, outside any form; the indicator may be unsaved and has no scale."""
    return Field(key=key, label=indicator.name, kind=FieldKind.NUMBER, scoring=scoring_by_number(indicator))


def scoring_by_number(indicator: Indicator) -> Scoring:
    """How an indicator without scale counts: against its target where it has one, else the number itself."""
    return Scoring(
        kind=ScoreKind.VALUE if indicator.target is None else ScoreKind.ACHIEVEMENT,
        target=indicator.target,
        polarity=Polarity(indicator.polarity),
        cap=indicator.cap,
        bands=tuple(score_band(one.value) for one in indicator.bands),
    )

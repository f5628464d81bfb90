"""Blocks → FormSchema. Copies in what the form refers to: scales, indicators, decision table, index.

Works on incomplete drafts too, so that a preview never fails: what cannot be shown yet is left out, and
``engine.checks`` says what is missing.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from wagtail.blocks import StructValue
from wagtail.blocks.stream_block import StreamValue

from forms_config.engine.schema import (
    Area,
    Band,
    Choice,
    Condition,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    MatrixScheme,
    Operator,
    OverallRating,
    Polarity,
    PredikatLevel,
    Scale,
    ScaleLevel,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    Visibility,
    WeightedScheme,
    WeightSet,
)
from forms_config.keys import propose_key

if TYPE_CHECKING:  # models import this module for their previews
    from forms_config.models import EvaluationForm, IndexScheme, Indicator, PredikatMatrix, RatingScale

SECTION_KINDS = {
    "section": SectionKind.PLAIN,
    "plan_rows": SectionKind.PLAN_ROWS,
    "free_rows": SectionKind.FREE_ROWS,
}
INDICATOR = "indicator"  # the one field block that is named after no kind


def compile_form(form: "EvaluationForm") -> FormSchema:
    """The schema of the form as it stands. Blank keys are filled in on ``form`` first."""
    fill_blank_keys(form.sections)
    return FormSchema(
        key=form.key,
        title=form.title,
        introduction=form.introduction,
        sections=tuple(_section(child.block_type, child.value) for child in form.sections),
        scales=tuple(_scale(scale) for scale in chosen_scales(form.sections)),
        matrix=_matrix(form.matrix) if form.matrix else None,
        index=_index(form.index) if form.index else None,
    )


# --- Keys -------------------------------------------------------------------------------------------
def keyed_blocks(sections: StreamValue) -> Iterator[tuple[str | None, StructValue]]:
    """``(block id, value)`` of every section, field and overall rating: they share one set of keys."""
    for section in sections:
        yield section.id, section.value
        yield from ((child.id, child.value) for child in section.value["fields"])
        yield from ((child.id, child.value) for child in section.value["overall"].bound_blocks)


def fill_blank_keys(sections: StreamValue) -> None:
    """Give every part without a key one that is made from its name. Keys that exist are never touched."""
    _fill([value for _, value in keyed_blocks(sections)])
    for section in sections:
        for child in section.value["fields"]:
            _fill(list(child.value.get("choices", ())), fallback="pilihan")


def _fill(values: list[StructValue], fallback: str = "isian") -> None:
    taken = {_text(value, "key") for value in values if _text(value, "key")}
    for value in values:
        if not _text(value, "key"):
            indicator = value.get("indicator")
            name = _text(value, "label") or (indicator.code if indicator else "")
            value["key"] = propose_key(name, taken, fallback=fallback)
            taken.add(_text(value, "key"))


# --- What a form refers to --------------------------------------------------------------------------
def chosen_scales(sections: StreamValue) -> list["RatingScale"]:
    """The scales of fields, indicators and overall ratings, each once, in the order of the form."""
    found = {scale.pk: scale for scale in _scales(sections) if scale is not None}
    return list(found.values())


def chosen_indicators(sections: StreamValue) -> list["Indicator"]:
    """The indicators, each once, in the order of the form."""
    values = (child.value for section in sections for child in section.value["fields"])
    found = {one.pk: one for value in values if (one := value.get("indicator")) is not None}
    return list(found.values())


def _scales(sections: StreamValue) -> Iterator["RatingScale | None"]:
    for section in sections:
        for child in section.value["fields"]:
            indicator = child.value.get("indicator")
            yield indicator.scale if indicator else child.value.get("scale")
        yield from (overall["scale"] for overall in section.value["overall"])


# --- Sections and fields ----------------------------------------------------------------------------
def _section(block_type: str, value: StructValue) -> Section:
    fields = (_field(child.block_type, child.value) for child in value["fields"])
    overall = next((_overall(one) for one in value["overall"]), None)
    return Section(
        key=_text(value, "key"),
        label=_text(value, "label"),
        kind=SECTION_KINDS[block_type],
        area=Area(value["area"] or Area.GENERAL),
        description=_text(value, "description"),
        guidance_slug=_slug(value["guidance_page"]),
        fields=tuple(field for field in fields if field is not None),
        overall=overall,
        min_rows=value.get("min_rows") or 0,
        max_rows=value.get("max_rows"),
        row_label=_text(value, "row_label") or "Baris",
        visible_if=_visibility(value["visible_if"]),
    )


def _overall(value: StructValue) -> OverallRating:
    return OverallRating(
        key=_text(value, "key"),
        label=_text(value, "label"),
        scale=_key(value["scale"]),
        help_text=_text(value, "help_text"),
    )


def _field(block_type: str, value: StructValue) -> Field | None:
    """The field; None for an indicator that is not chosen yet or was deleted."""
    if block_type == INDICATOR:
        return _indicator_field(value, value["indicator"]) if value["indicator"] else None
    kind = FieldKind(block_type)
    own = _OWN.get(kind, lambda value: {})
    return Field(kind=kind, label=_text(value, "label"), **_common(value), **own(value))


def _common(value: StructValue) -> dict[str, Any]:
    return {
        "key": _text(value, "key"),
        "help_text": _text(value, "help_text"),
        "guides": _lines(_text(value, "guides")),
        "guidance_slug": _slug(value["guidance_page"]),
        "visible_if": _visibility(value["visible_if"]),
        "filled_by": FilledBy(value.get("filled_by") or FilledBy.EMPLOYEE),
        "required": bool(value.get("required")),
        "show_expectation": bool(value.get("show_expectation")),
    }


def _number(value: StructValue) -> dict[str, Any]:
    return {
        "unit": _text(value, "unit"),
        "minimum": value["minimum"],
        "maximum": value["maximum"],
        "decimals": value["decimals"] or 0,
        "scoring": _number_scoring(value["scoring"]),
    }


def _number_scoring(value: StructValue) -> Scoring | None:
    if not value["kind"]:
        return None
    return Scoring(
        kind=ScoreKind(value["kind"]),
        weight=_weight(value),
        target=value["target"],
        polarity=Polarity(value["polarity"] or Polarity.HIGHER),
        cap=value["cap"],
    )


def _rating(value: StructValue) -> dict[str, Any]:
    scored = value["scoring"]["scored"]
    return {
        "scale": _key(value["scale"]),
        "required_level": _text(value, "required_level"),
        "scoring": Scoring(ScoreKind.LEVEL, _weight(value["scoring"])) if scored else None,
    }


def _choices(value: StructValue) -> dict[str, Any]:
    return {
        "choices": tuple(Choice(_text(option, "key"), _text(option, "label")) for option in value["choices"])
    }


def _evidence(value: StructValue) -> dict[str, Any]:
    most = {} if value["max_files"] is None else {"max_files": value["max_files"]}
    return most | {"extensions": tuple(value["extensions"] or ())}


_OWN: dict[FieldKind, Callable[[StructValue], dict[str, Any]]] = {
    FieldKind.SHORT_TEXT: lambda value: {"max_length": value["max_length"]},
    FieldKind.LONG_TEXT: lambda value: {"max_length": value["max_length"]},
    FieldKind.NUMBER: _number,
    FieldKind.SCALE: _rating,
    FieldKind.CHOICE: _choices,
    FieldKind.CHOICES: _choices,
    FieldKind.EVIDENCE: _evidence,
    FieldKind.SYSTEM_FIGURE: lambda value: {"source": _text(value, "source"), "unit": _text(value, "unit")},
}


def _indicator_field(value: StructValue, indicator: "Indicator") -> Field:
    """A copy of the indicator: rated on its scale where it has one, else answered with a number."""
    common = _common(value)
    page = value["guidance_page"] or indicator.guidance_page
    return Field(
        kind=FieldKind.SCALE if indicator.scale else FieldKind.NUMBER,
        label=_text(value, "label") or indicator.name,
        indicator=indicator.code,
        definition=indicator.definition,
        how_measured=indicator.how_measured,
        unit=indicator.unit,
        decimals=0 if indicator.scale else 2,
        scale=_key(indicator.scale),
        required_level=_text(value, "required_level"),
        scoring=_indicator_scoring(value, indicator) if value["scored"] else None,
        **common | {"guides": common["guides"] or _lines(indicator.guides), "guidance_slug": _slug(page)},
    )


def _indicator_scoring(value: StructValue, indicator: "Indicator") -> Scoring:
    if indicator.scale:
        return Scoring(ScoreKind.LEVEL, _weight(value))
    kind = ScoreKind.VALUE if indicator.target is None else ScoreKind.ACHIEVEMENT
    return Scoring(kind, _weight(value), indicator.target, Polarity(indicator.polarity), value["cap"])


def _visibility(value: StructValue) -> Visibility | None:
    conditions = tuple(_condition(one) for one in value["conditions"])
    return Visibility(conditions, value["match"] or "all") if conditions else None


def _condition(value: StructValue) -> Condition:
    operator = Operator(value["operator"] or Operator.EQUALS)
    if operator == Operator.AT_LEAST:
        values = (_text(value, "values").strip().replace(",", "."),)  # one number, with a decimal comma
    else:
        values = tuple(part.strip() for part in _text(value, "values").split(","))
    return Condition(_text(value, "field").strip(), operator, tuple(part for part in values if part))


# --- Library ----------------------------------------------------------------------------------------
def _scale(scale: "RatingScale") -> Scale:
    levels = (ScaleLevel(one.key, one.label, one.value, one.descriptor) for one in scale.levels.all())
    return Scale(scale.key, scale.name, tuple(levels))


def _matrix(matrix: "PredikatMatrix") -> MatrixScheme:
    keys = [level.key for level in matrix.scale.levels.all()]
    chosen = ((work, conduct, matrix.cells.get(work, {}).get(conduct)) for work in keys for conduct in keys)
    return MatrixScheme(
        key=matrix.key,
        label=matrix.name,
        levels=tuple(PredikatLevel(one.code, one.label) for one in matrix.predikats.all()),
        cells=tuple((work, conduct, code) for work, conduct, code in chosen if code),
        legal_basis=matrix.legal_basis,
    )


def _index(scheme: "IndexScheme") -> WeightedScheme:
    return WeightedScheme(
        key=scheme.key,
        label=scheme.name,
        weight_sets=tuple(_weight_set(child.value) for child in scheme.weight_sets),
        bands=tuple(
            Band(
                _text(child.value, "code"),
                _text(child.value, "label"),
                child.value["minimum"],
                _first_condition(child.value),
            )
            for child in scheme.bands
        ),
        decimals=scheme.decimals,
        legal_basis=scheme.legal_basis,
    )


def _weight_set(value: StructValue) -> WeightSet:
    weights = tuple((_text(one, "section"), one["percent"] or Decimal(0)) for one in value["weights"])
    return WeightSet(weights, _text(value, "label"), _first_condition(value))


def _first_condition(value: StructValue) -> Condition | None:
    return next((_condition(one) for one in value["condition"]), None)


# --- Small things -----------------------------------------------------------------------------------
def _text(value: StructValue, name: str) -> str:
    """An empty text is stored as "" or as nothing: by the loader, or before the block had this child."""
    return value.get(name) or ""


def _key(scale: "RatingScale | None") -> str:
    return scale.key if scale else ""


def _slug(page: Any) -> str:
    return page.slug if page else ""


def _weight(value: StructValue) -> Decimal:
    return Decimal(1 if value["weight"] is None else value["weight"])


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())

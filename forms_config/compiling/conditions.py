"""Conditions: from blocks, and "at least this level" as the levels that it means."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from wagtail.blocks import StructValue

from forms_config.blocks.reading import text
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import (
    Band,
    Condition,
    Field,
    FormSchema,
    Operator,
    Scale,
    Section,
    Visibility,
    WeightSet,
)

Shown = TypeVar("Shown", Section, Field)
Chosen = TypeVar("Chosen", WeightSet, Band)


def visibility(value: StructValue) -> Visibility | None:
    conditions = tuple(condition(one) for one in value["conditions"])
    return Visibility(conditions, value["match"] or "all") if conditions else None


def condition(value: StructValue) -> Condition:
    operator = Operator(value["operator"] or Operator.EQUALS)
    if operator == Operator.AT_LEAST:
        values = (text(value, "values").strip().replace(",", "."),)  # one number, with a decimal comma
    else:
        values = tuple(part.strip() for part in text(value, "values").split(","))
    return Condition(text(value, "field").strip(), operator, tuple(part for part in values if part))


def first_condition(value: StructValue) -> Condition | None:
    return next((condition(one) for one in value["condition"]), None)


def spell_out(schema: FormSchema) -> FormSchema:
    """The schema with the answers in conditions as they are stored, and "at least level X" replaced by "one of X
    and the levels above it" (by value).

    The engine compares numbers only. What cannot be spelled out stays as it is; the checks name it.
    """

    def spelled(one: Condition) -> Condition:
        part = schema.part(one.field)
        if part is None:
            return one
        one = replace(one, values=tuple(kind_of(part).compared(value) for value in one.values))
        scale = schema.scale(part.scale) if kind_of(part).has_levels else None
        if one.operator != Operator.AT_LEAST or scale is None:
            return one
        levels = _at_least(scale, one.values[0] if one.values else "")
        return replace(one, operator=Operator.ONE_OF, values=levels) if levels else one

    index = schema.index and replace(
        schema.index,
        weight_sets=tuple(_with_condition(one, spelled) for one in schema.index.weight_sets),
        bands=tuple(_with_condition(one, spelled) for one in schema.index.bands),
    )
    sections = tuple(
        replace(
            _with_visibility(section, spelled),
            fields=tuple(_with_visibility(field, spelled) for field in section.fields),
        )
        for section in schema.sections
    )
    return replace(schema, sections=sections, index=index)


def _at_least(scale: Scale, key: str) -> tuple[str, ...]:
    least = scale.level(key)
    if least is None or least.value is None:
        return ()
    return tuple(one.key for one in scale.levels if one.value is not None and one.value >= least.value)


def _with_visibility(part: Shown, spelled: Callable[[Condition], Condition]) -> Shown:
    if part.visible_if is None:
        return part
    conditions = tuple(spelled(one) for one in part.visible_if.conditions)
    return replace(part, visible_if=replace(part.visible_if, conditions=conditions))


def _with_condition(part: Chosen, spelled: Callable[[Condition], Condition]) -> Chosen:
    return replace(part, condition=spelled(part.condition)) if part.condition else part

"""Levels of a scale as one item sees them: what a level means there, which one a post needs, which end it is."""

from decimal import Decimal

from .figures import POST_KIND, Figures
from .schema import Field, FormSchema, OverallRating, Scale, ScaleLevel

HIGHEST, LOWEST = "paling tinggi", "paling rendah"
AN_END = "pada ujung skalanya"  # without values nothing says which end is the high one


def level_of(schema: FormSchema, part: Field | OverallRating, raw: object) -> ScaleLevel | None:
    """The level that was chosen; None for no answer, "tidak berlaku" and a scale that is gone."""
    scale = schema.scale(part.scale)
    return scale.level(raw) if scale and isinstance(raw, str) else None


def own_descriptor(field: Field, level: str) -> str:
    """What the item itself says about a level (key); empty when it leaves that to its scale."""
    return next((one.text for one in field.descriptors if one.level == level), "")


def required_level(field: Field, figures: Figures) -> str:
    """The level (key) that the post of this employee needs; "" for none.

    The kind of post comes with the figures (``POST_KIND``); one that is not listed needs ``required_level``.
    """
    if not field.required_levels:  # most fields: the figures need not be read for them
        return field.required_level
    kind = figures.get(POST_KIND)
    return next((one.level for one in field.required_levels if one.post == kind), field.required_level)


def extreme(scale: Scale, level: ScaleLevel) -> str:
    """Which end of its scale a level is, in words; "" for none. By value, by order where a value is missing."""
    values = [one.value for one in scale.levels if one.value is not None]
    if level.value is None or len(values) < len(scale.levels):
        return AN_END if level in (scale.levels[0], scale.levels[-1]) else ""
    if level.value == max(values):
        return HIGHEST
    return LOWEST if level.value == min(values) else ""


def highest_value(scale: Scale | None) -> Decimal | None:
    """The value of a scale's best level; None when no level has one."""
    values = [level.value for level in scale.levels if level.value is not None] if scale else []
    return max(values, default=None)

"""What a form refers to, found in its blocks and copied into the schema."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Q
from wagtail.blocks import StructValue
from wagtail.blocks.stream_block import StreamValue

from forms_config.blocks.reading import text
from forms_config.engine import schema as engine
from forms_config.engine.schema import (
    Band,
    MatrixScheme,
    PredikatLevel,
    Scale,
    ScaleLevel,
    WeightedScheme,
    WeightSet,
)
from forms_config.models import Constant, IndexScheme, Indicator, PredikatMatrix, RatingScale

from .conditions import first_condition

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def chosen_scales(sections: StreamValue) -> list[RatingScale]:
    """The scales of fields, indicators and overall ratings, each once, in the order of the form."""
    found = {scale.pk: scale for scale in _scales(sections) if scale is not None}
    return list(found.values())


def chosen_indicators(sections: StreamValue) -> list[Indicator]:
    """The indicators, each once, in the order of the form."""
    return list({one.pk: one for one in _indicators(sections)}.values())


def _indicators(sections: StreamValue) -> Iterator[Indicator]:
    values = (child.value for section in sections for child in section.value["fields"])
    return (one for value in values if (one := value.get("indicator")) is not None)


def _scales(sections: StreamValue) -> Iterator[RatingScale | None]:
    for section in sections:
        for child in section.value["fields"]:
            indicator = child.value.get("indicator")
            yield indicator.scale if indicator else child.value.get("scale")
        yield from (overall["scale"] for overall in section.value["overall"])


def chosen_constants(sections: StreamValue) -> list[Constant]:
    """The constants that formulas name or indicators divide by, by name. One query, none without either."""
    values = [child.value for section in sections for child in section.value["fields"]]
    named = {name for value in values for name in _NAME.findall(text(value, "formula"))}
    divisors = {one.denominator_constant_id for one in chosen_indicators(sections)} - {None}
    if not named and not divisors:
        return []
    return list(Constant.objects.filter(Q(key__in=named) | Q(pk__in=divisors)))


# --- Copies -----------------------------------------------------------------------------------------
def copied_constants(constants: Iterable[Constant]) -> tuple[engine.Constant, ...]:
    return tuple(engine.Constant(one.key, one.name, one.value.normalize(), one.unit) for one in constants)


def copied_scale(scale: RatingScale) -> Scale:
    levels = (ScaleLevel(one.key, one.label, one.value, one.descriptor) for one in scale.levels.all())
    return Scale(scale.key, scale.name, tuple(levels))


def copied_matrix(matrix: PredikatMatrix, scales: Iterable[RatingScale] = ()) -> MatrixScheme:
    """``scales``: what is read already; mostly the matrix stands on one of them."""
    scale = next((one for one in scales if one.pk == matrix.scale_id), None) or matrix.scale
    keys = [level.key for level in scale.levels.all()]
    chosen = ((work, conduct, matrix.cells.get(work, {}).get(conduct)) for work in keys for conduct in keys)
    return MatrixScheme(
        key=matrix.key,
        label=matrix.name,
        levels=tuple(PredikatLevel(one.code, one.label) for one in matrix.predikats.all()),
        cells=tuple((work, conduct, code) for work, conduct, code in chosen if code),
        legal_basis=matrix.legal_basis,
    )


def copied_index(scheme: IndexScheme) -> WeightedScheme:
    return WeightedScheme(
        key=scheme.key,
        label=scheme.name,
        weight_sets=tuple(_weight_set(child.value) for child in scheme.weight_sets),
        bands=tuple(
            Band(
                text(child.value, "code"),
                text(child.value, "label"),
                child.value["minimum"],
                first_condition(child.value),
            )
            for child in scheme.bands
        ),
        decimals=scheme.decimals,
        legal_basis=scheme.legal_basis,
    )


def _weight_set(value: StructValue) -> WeightSet:
    weights = tuple((text(one, "section"), one["percent"] or Decimal(0)) for one in value["weights"])
    return WeightSet(weights, text(value, "label"), first_condition(value))

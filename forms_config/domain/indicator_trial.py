"""An indicator tried with one figure: what it reaches, which range that falls into, and what its ranges are about."""

from dataclasses import dataclass
from decimal import Decimal

from forms_config.compiling.sections import number_field
from forms_config.engine.rounding import spoken
from forms_config.engine.schema import FormSchema, Polarity, ScoreBand, Section, SectionKind
from forms_config.engine.scoring import valid_scores
from forms_config.models import Indicator

ANSWER = "angka"


@dataclass(frozen=True, slots=True)
class Trial:
    """In words: ``reached`` is what the ranges read, ``band`` the range (empty without ranges), ``score`` what counts
    (empty where no range fits).
    """

    reached: str
    band: str
    score: str


def tried(indicator: Indicator, realisation: Decimal) -> Trial:
    """As a form computes it. The indicator may be unsaved; it has no scale."""
    field = number_field(indicator, ANSWER)
    schema = FormSchema("", "", (Section("", "", SectionKind.PLAIN, fields=(field,)),))
    (item,) = valid_scores(schema, {ANSWER: str(realisation)}, [], {}).items
    return Trial(
        reached="" if item.bounded is None else _with_unit(spoken(item.bounded), indicator),
        band="" if item.band is None else _range(item.band, indicator),
        score="" if item.exact is None else spoken(item.exact),
    )


def _with_unit(number: str, indicator: Indicator) -> str:
    """Ranges are measured in per cent of the target or, without one, in the indicator's own unit."""
    return f"{number} {indicator.unit}".strip() if indicator.target is None else f"{number}%"


def about_bands(indicator: Indicator) -> str:
    """One or two sentences on what the ranges read."""
    lower = indicator.polarity == Polarity.LOWER
    if indicator.target is None:
        hint = " Makin rendah makin baik: beri rentang teratas nilai terkecil." if lower else ""
        return f"Tanpa target, rentang membaca {indicator.unit or 'angka'} yang diisi.{hint}"
    target = f"{spoken(indicator.target, 4)} {indicator.unit}".strip()
    direction = "20% di bawahnya" if lower else "20% di atasnya"
    return (
        f"Dengan target, rentang membaca persen capaian: 100 berarti tepat {target}, 120 berarti {direction}."
    )


def _range(band: ScoreBand, indicator: Indicator) -> str:
    if band.minimum is None:
        return band.label or "rentang paling bawah"
    begins = f"mulai {_with_unit(spoken(band.minimum, 4), indicator)}"
    return f"{band.label} ({begins})" if band.label else begins

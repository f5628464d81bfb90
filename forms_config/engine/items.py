"""From one answer to its score, step by step: the number answered, what it reaches, the cap, the band."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .answers import is_not_applicable
from .calculated import Place
from .figures import Figures
from .kinds import Origin, kind_of
from .levels import highest_value, level_of
from .rounding import round_half_up
from .schema import Field, FormSchema, NotApplicable, Polarity, ScaleLevel, ScoreBand, ScoreKind, Scoring
from .targets import Indicator, measured
from .values import parse_number
from .visibility import Cell

SHOWN_DECIMALS = 2

_WHOLE_TARGET = Decimal(100)  # per cent


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One scored answer and how it came to its score; a step that there was not is None.

    ``raw`` is the number answered, ``reached`` what it makes before, ``bounded`` after the cap, ``exact`` the
    score that counts.
    """

    cell: Cell
    scoring: Scoring
    raw: Decimal | None
    level: ScaleLevel | None = None
    target: Decimal | None = None
    polarity: Polarity = Polarity.HIGHER
    reached: Fraction | None = None
    bounded: Fraction | None = None
    band: ScoreBand | None = None
    exact: Fraction | None = None

    @property
    def section(self) -> str:
        return self.cell.section.key

    @property
    def row(self) -> str | None:
        return self.cell.row_key

    @property
    def row_label(self) -> str:
        return self.cell.row_label

    @property
    def field(self) -> str:
        return self.cell.field.key

    @property
    def label(self) -> str:
        return self.cell.field.label

    @property
    def weight(self) -> Decimal:
        return self.scoring.weight

    @property
    def is_not_applicable(self) -> bool:
        return is_not_applicable(self.cell.field, self.cell.raw)

    @property
    def planned(self) -> Indicator | None:
        """The indicator of the plan that an achievement is measured by."""
        return _planned(self.scoring, self.cell) if self.scoring.kind == ScoreKind.ACHIEVEMENT else None

    @property
    def score(self) -> Decimal | None:
        """The score rounded for showing and storing; means are taken from ``exact``."""
        return None if self.exact is None else round_half_up(self.exact, SHOWN_DECIMALS)


def item_score(
    schema: FormSchema,
    cell: Cell,
    scoring: Scoring,
    figures: Figures,
    calculated: Mapping[Place, Decimal | None],
) -> ItemScore:
    """The score of one visible cell with a well-formed answer."""
    field = cell.field
    if is_not_applicable(field, cell.raw):
        return _not_applicable_score(schema, cell, scoring)
    kind = kind_of(field)
    level = level_of(schema, field, cell.raw) if kind.has_levels else None
    if kind.origin is Origin.FORMULA:
        raw = calculated.get(cell.place)
    else:
        raw = kind.number(schema, field, cell.raw, figures)
    if scoring.kind != ScoreKind.ACHIEVEMENT:
        reached = None if raw is None else Fraction(raw)
        return _counted(cell, scoring, raw, reached, level=level)
    target, polarity = _target(scoring, cell)
    reached = _reached(raw, target, polarity)
    return _counted(cell, scoring, raw, reached, target=target, polarity=polarity)


def achievement(
    realisation: Decimal | None, target: Decimal | None, polarity: Polarity, cap: Decimal | None = None
) -> Fraction | None:
    """Per cent of the target that was reached, between 0 and ``cap`` (PP 30/2019: 120 per item).

    Higher is better: realisation ÷ target × 100. Lower is better: (1 + (1 − realisation ÷ target)) × 100.
    None without realisation, and without a target above zero, since nothing can be measured against it.
    The formula for "lower" falls below zero beyond twice the target; such an item counts 0, not a penalty.
    """
    reached = _reached(realisation, target, polarity)
    return None if reached is None else _bounded(reached, cap)


def band_of(bands: tuple[ScoreBand, ...], value: Fraction) -> ScoreBand | None:
    """The first band, highest first, that the exact value reaches; None below all of them."""
    return next((band for band in bands if band.minimum is None or value >= band.minimum), None)


def _counted(
    cell: Cell,
    scoring: Scoring,
    raw: Decimal | None,
    reached: Fraction | None,
    *,
    level: ScaleLevel | None = None,
    target: Decimal | None = None,
    polarity: Polarity = Polarity.HIGHER,
) -> ItemScore:
    """The last two steps, the same for all: cap and bands."""
    bounded = None if reached is None else _bounded(reached, scoring.cap)
    band, exact = None, bounded
    if bounded is not None and scoring.bands:
        band = band_of(scoring.bands, bounded)
        exact = Fraction(band.score) if band else None
    return ItemScore(cell, scoring, raw, level, target, polarity, reached, bounded, band, exact)


def _not_applicable_score(schema: FormSchema, cell: Cell, scoring: Scoring) -> ItemScore:
    match cell.field.not_applicable:
        case NotApplicable.ZERO:  # no band: nought is what the officer chose
            return ItemScore(cell, scoring, None, exact=Fraction(0))
        case NotApplicable.FULL:
            full = _full(schema, cell.field, scoring)
            return _counted(cell, scoring, None, None if full is None else Fraction(full))
    return ItemScore(cell, scoring, None)


def _full(schema: FormSchema, field: Field, scoring: Scoring) -> Decimal | None:
    if scoring.kind == ScoreKind.ACHIEVEMENT:
        return _WHOLE_TARGET
    return highest_value(schema.scale(field.scale)) if kind_of(field).has_levels else field.maximum


def _target(scoring: Scoring, cell: Cell) -> tuple[Decimal | None, Polarity]:
    """The field's own target, else that of the plan row's first indicator that has a number as target."""
    indicator = _planned(scoring, cell)
    if indicator is None:
        return scoring.target, scoring.polarity
    return parse_number(indicator["target_value"]), Polarity(indicator["polarity"])


def _planned(scoring: Scoring, cell: Cell) -> Indicator | None:
    """The indicator of the plan that an achievement is measured by; None where the field has its own target."""
    row = cell.row
    if scoring.target is not None or row is None or row.plan is None:
        return None
    return measured(row.plan["indicators"])


def _reached(realisation: Decimal | None, target: Decimal | None, polarity: Polarity) -> Fraction | None:
    if realisation is None or target is None or target <= 0:
        return None
    quotient = Fraction(realisation) / Fraction(target)
    return quotient * 100 if polarity == Polarity.HIGHER else (2 - quotient) * 100


def _bounded(value: Fraction, cap: Decimal | None) -> Fraction:
    capped = value if cap is None else min(value, Fraction(cap))
    return capped if capped.numerator >= 0 else Fraction(0)

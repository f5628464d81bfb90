"""From answers to numbers: item scores and section scores, in exact fractions.

Missing is ``None``, never zero: an item without a number takes no part in its section's mean.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm
from operator import mul

from .answers import Answers, PlanRows
from .calculated import Calculation, Place, calculations
from .figures import Figures
from .items import SHOWN_DECIMALS, ItemScore, item_score
from .rounding import round_half_up
from .schema import Area, FormSchema
from .visibility import valid_answers, visible_cells


@dataclass(frozen=True, slots=True)
class Scores:
    """All item scores, per section key the exact weighted mean (None without a scored item), and what was
    calculated on the way."""

    items: tuple[ItemScore, ...]
    exact: Mapping[str, Fraction | None]
    calculations: Mapping[Place, Calculation] = field(default_factory=dict)

    @property
    def sections(self) -> dict[str, Decimal | None]:
        """Section scores rounded for showing and storing."""
        return {
            key: None if score is None else round_half_up(score, SHOWN_DECIMALS)
            for key, score in self.exact.items()
        }

    def of_section(self, key: str) -> tuple[ItemScore, ...]:
        return tuple(item for item in self.items if item.section == key)


def valid_scores(schema: FormSchema, valid: Answers, plan_rows: PlanRows, figures: Figures) -> Scores:
    """Scores of every visible scored field and every section. ``valid``: visible well-formed answers only."""
    found = calculations(schema, valid, plan_rows, figures)
    values = {place: calculation.value for place, calculation in found.items()}
    items = tuple(
        item_score(schema, cell, cell.field.scoring, figures, values)
        for cell in visible_cells(schema, valid, plan_rows)
        if cell.field.scoring
    )
    parts = defaultdict[str, list[tuple[Fraction | None, Decimal]]](list)
    for item in items:
        parts[item.section].append((item.exact, item.weight))
    return Scores(
        items, {section.key: weighted_mean(parts[section.key]) for section in schema.sections}, found
    )


def item_scores(
    schema: FormSchema, answers: object, plan_rows: PlanRows = (), figures: Figures | None = None
) -> tuple[ItemScore, ...]:
    """The scores of every visible scored field, from answers as they are stored. Never raises on answers."""
    return valid_scores(schema, valid_answers(schema, answers), plan_rows, figures or {}).items


def competency_score(schema: FormSchema, scores: Scores) -> Decimal | None:
    """Mean of the competence sections' scores, two decimals. It stands beside the predikat, never in it."""
    parts = [(scores.exact.get(s.key), Decimal(1)) for s in schema.sections if s.area == Area.KOMPETENSI]
    mean = weighted_mean(parts)
    return None if mean is None else round_half_up(mean, SHOWN_DECIMALS)


def weighted_mean(parts: list[tuple[Fraction | None, Decimal]]) -> Fraction | None:
    """Exact mean of ``(score, weight)``; parts without a score are left out, weights included."""
    counted = [(score, weight.as_integer_ratio()) for score, weight in parts if score is not None]
    # Whole numbers over two common denominators: the same result, many times faster than adding fractions.
    scores_over = lcm(*(score.denominator for score, _ in counted))
    weights_over = lcm(*(below for _, (_, below) in counted))
    weights = [above * (weights_over // below) for _, (above, below) in counted]
    total = sum(weights)
    if total <= 0:
        return None
    scores = [score.numerator * (scores_over // score.denominator) for score, _ in counted]
    return Fraction(sum(map(mul, scores, weights)), scores_over * total)

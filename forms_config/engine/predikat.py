"""The predikat (decision table of the regulation) and the supporting index (weights and bands)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .answers import Answers
from .rounding import round_half_up
from .schema import Band, FormSchema, MatrixScheme, PredikatLevel, WeightedScheme, WeightSet
from .scoring import Scores, weighted_mean
from .visibility import holds


@dataclass(frozen=True, slots=True)
class IndexPart:
    """One section's share in the index: ``weight`` in per cent, ``score`` exact."""

    section: str
    label: str
    weight: Decimal
    score: Fraction


@dataclass(frozen=True, slots=True)
class IndexResult:
    """``passed_over`` are higher bands that the score reached, but whose condition was not met."""

    score: Decimal
    band: Band | None
    weight_set: WeightSet
    parts: tuple[IndexPart, ...]
    passed_over: tuple[Band, ...] = ()


def from_matrix(matrix: MatrixScheme, hasil_kerja: str | None, perilaku: str | None) -> PredikatLevel | None:
    """The cell for two rating keys (PermenPANRB 6/2022); None while a rating or the cell is missing."""
    code = matrix.cell(hasil_kerja, perilaku)
    return next((level for level in matrix.levels if level.code == code), None)


def index(scheme: WeightedScheme, schema: FormSchema, scores: Scores, answers: Answers) -> IndexResult | None:
    """Weighted mean of the section scores, rounded half up, with its band. ``answers``: valid and visible.

    None while any weighted section has no score: a mean over the rest would look like a full result.
    """
    weight_set = _weight_set(scheme, answers)
    if weight_set is None:
        return None
    parts: list[IndexPart] = []
    for key, weight in weight_set.weights:
        section, exact = schema.section(key), scores.exact.get(key)
        if section is None or exact is None:
            return None
        parts.append(IndexPart(key, section.label, weight, exact))
    mean = weighted_mean([(part.score, part.weight) for part in parts])
    if mean is None:
        return None
    score = round_half_up(mean, scheme.decimals)
    band, passed_over = _band(scheme, score, answers)
    return IndexResult(score, band, weight_set, tuple(parts), passed_over)


def _weight_set(scheme: WeightedScheme, answers: Answers) -> WeightSet | None:
    """The first set whose condition holds, else the first without a condition."""
    meant = (s for s in scheme.weight_sets if s.condition and holds(s.condition, answers))
    default = (s for s in scheme.weight_sets if s.condition is None)
    return next(meant, None) or next(default, None)


def _band(scheme: WeightedScheme, score: Decimal, answers: Answers) -> tuple[Band | None, tuple[Band, ...]]:
    passed_over: list[Band] = []
    for band in scheme.bands:
        if band.minimum is not None and score < band.minimum:
            continue
        if band.condition is None or holds(band.condition, answers):
            return band, tuple(passed_over)
        passed_over.append(band)
    return None, tuple(passed_over)

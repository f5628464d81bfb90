"""The predikat (decision table of the regulation) and the supporting index (weights and bands)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from .answers import Answers
from .rounding import round_half_up
from .schema import (
    Area,
    Band,
    FormSchema,
    MatrixScheme,
    OverallRating,
    PredikatLevel,
    ScaleLevel,
    WeightedScheme,
    WeightSet,
)
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


@dataclass(frozen=True, slots=True)
class Lift:
    """A better predikat, and the ratings that it would have taken instead of those given."""

    predikat: PredikatLevel
    ratings: tuple[tuple[OverallRating, ScaleLevel], ...]


def lifts(schema: FormSchema, hasil_kerja: str, perilaku: str) -> tuple[Lift, ...]:
    """The fewest steps up, of one rating or of both, that give a better predikat; none where it is the best already.

    The predikats of a table stand in their order, from the best or from the lowest: its corners tell which.
    """
    matrix, given = schema.matrix, (hasil_kerja, perilaku)
    held = from_matrix(matrix, *given) if matrix else None
    overalls = [schema.overall(area) for area in (Area.HASIL_KERJA, Area.PERILAKU)]
    work, behaviour = scales = [_upwards(schema, overall) for overall in overalls]
    places = [[level.key for level in levels] for levels in scales]
    if (
        matrix is None
        or held is None
        or any(key not in known for key, known in zip(given, places, strict=True))
    ):
        return ()
    here = [known.index(key) for key, known in zip(given, places, strict=True)]
    rank = _ranks(matrix, (work[0].key, behaviour[0].key), (work[-1].key, behaviour[-1].key))
    found: dict[int, list[Lift]] = {}  # by how high both stand together
    for high, deep in product(range(here[0], len(work)), range(here[1], len(behaviour))):
        better = from_matrix(matrix, work[high].key, behaviour[deep].key)
        if better is not None and rank[better.code] > rank[held.code]:
            changed = zip(overalls, (work[high], behaviour[deep]), given, strict=True)
            ratings = tuple(
                (overall, level) for overall, level, key in changed if overall and level.key != key
            )
            found.setdefault(high + deep, []).append(Lift(better, ratings))
    return tuple(found[min(found)]) if found else ()


def _upwards(schema: FormSchema, overall: OverallRating | None) -> list[ScaleLevel]:
    """The levels of a rating from the lowest to the best; none where a level has no value."""
    scale = schema.scale(overall.scale) if overall else None
    if scale is None:
        return []
    valued = [(level.value, level) for level in scale.levels if level.value is not None]
    is_whole = len(valued) == len(scale.levels)
    return [level for _, level in sorted(valued, key=lambda pair: pair[0])] if is_whole else []


def _ranks(matrix: MatrixScheme, lowest: tuple[str, str], best: tuple[str, str]) -> dict[str, int]:
    codes = [level.code for level in matrix.levels]
    ends = [codes.index(code) for corner in (lowest, best) if (code := matrix.cell(*corner)) in codes]
    is_falling = len(ends) == 2 and ends[0] > ends[1]
    return {code: rank for rank, code in enumerate(reversed(codes) if is_falling else codes)}


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

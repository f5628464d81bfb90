"""Small charts as SVG: the numbers for their templates, which draw them beside a table of the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import dateformat

from evaluations.enums import PeriodKind, Predikat
from evaluations.models import Evaluation, EvaluationPeriod

LEVELS = tuple(Predikat)  # the best on top
# Of the drawing, in its own units; its width is that of a phone, so that letters stay as large as written.
LEFT, RIGHT, TOP, STEP = 130, 304, 14, 26


@dataclass(frozen=True)
class Point:
    """One result on the line: where it stands (``x``, ``y``), and what it was."""

    x: float
    y: int
    period: str
    short: str
    code: str
    label: str


@dataclass(frozen=True)
class Trend:
    """Results over time, the oldest first; ``levels`` are the lines across: (y, label)."""

    points: list[Point]
    levels: list[tuple[int, str]]

    @property
    def line(self) -> str:
        """The corners of the line through all points."""
        return " ".join(f"{point.x:.1f},{point.y}" for point in self.points)


@dataclass(frozen=True)
class Part:
    """One predikat within a bar: ``start`` and ``width`` in per cent of the bar."""

    code: str
    label: str
    count: int
    start: float
    width: float


def parts_of(counts: Mapping[str, int], total: int) -> list[Part]:
    """The best predikat first; what is in ``total`` and has no predikat leaves the end of the bar empty."""
    parts: list[Part] = []
    start = 0.0
    for predikat in Predikat:
        count = counts[predikat.value]
        width = 100 * count / total if total else 0.0
        parts.append(Part(predikat.value, str(predikat.label), count, start, width))
        start += width
    return parts


def trend_of(results: Sequence[Evaluation]) -> Trend | None:
    """The course of results that have a predikat (the latest first, with their period); None for fewer than two."""
    shown = [row for row in reversed(results) if row.predikat]
    if len(shown) < 2:
        return None
    heights = {level.value: TOP + number * STEP for number, level in enumerate(LEVELS)}
    width = (RIGHT - LEFT) / (len(shown) - 1)
    points = [
        Point(
            LEFT + number * width,
            heights[row.predikat],
            row.period.name,
            _short(row.period),
            row.predikat,
            row.predikat_label or Predikat(row.predikat).label,
        )
        for number, row in enumerate(shown)
    ]
    return Trend(points, [(heights[level.value], str(level.label)) for level in LEVELS])


def _short(period: EvaluationPeriod) -> str:
    """What fits below a point: "Nov", "Tw 3", "2026"."""
    if period.kind == PeriodKind.ANNUAL:
        return str(period.year)
    if period.kind == PeriodKind.QUARTERLY:
        return f"Tw {(period.ends_on.month + 2) // 3}"
    return dateformat.format(period.ends_on, "M")

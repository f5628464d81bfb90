"""Small charts as SVG: the numbers for their templates, which draw them beside a table of the same."""

from collections.abc import Sequence
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

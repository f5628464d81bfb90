"""Small charts as SVG: the numbers for their templates, which draw them beside a table of the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import dateformat

from evaluations.enums import PeriodKind, Predikat
from evaluations.models import Evaluation, EvaluationPeriod

LEVELS = tuple(Predikat)  # the best on top
# Of the drawing, in its own units; its width is that of a phone, so that letters stay as large as written.
LEFT, RIGHT, TOP, STEP = 130, 304, 14, 26
MOST_NAMES = 7  # that fit below the line beside each other


@dataclass(frozen=True)
class Point:
    """One result on the line: where it stands (``x``, ``y``), and what it was."""

    x: float
    y: int
    period: str
    short: str
    code: str
    label: str
    change: str = ""  # what was not as at the point before: "Penilai: Budi Santoso"


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


def trend_of(results: Sequence[Evaluation], *, with_changes: bool = False) -> Trend | None:
    """The course of results that have a predikat (the latest first, with their period); None for fewer than two.

    ``with_changes``: with what else changed in between, for rows that have their form.
    """
    shown = [row for row in reversed(results) if row.predikat]
    if len(shown) < 2:
        return None
    heights = {level.value: TOP + number * STEP for number, level in enumerate(LEVELS)}
    width = (RIGHT - LEFT) / (len(shown) - 1)
    named = 1 + (len(shown) - 1) // MOST_NAMES  # each, or every second one
    points = [
        Point(
            LEFT + number * width,
            heights[row.predikat],
            row.period.name,
            "" if number % named else _short(row.period),
            row.predikat,
            row.predikat_label or Predikat(row.predikat).label,
            _change(shown[number - 1], row) if with_changes and number else "",
        )
        for number, row in enumerate(shown)
    ]
    return Trend(points, [(heights[level.value], str(level.label)) for level in LEVELS])


def _change(before: Evaluation, now: Evaluation) -> str:
    """Form, rater and unit as they are since then, where they were others."""
    forms = [row.form_version.form for row in (before, now)]
    changed = (
        ("Formulir", forms[0].pk != forms[1].pk, forms[1].title),
        ("Penilai", before.rater_id != now.rater_id, now.rater_name),
        ("Unit", before.unit_id != now.unit_id, now.unit_name),
    )
    return "; ".join(f"{what}: {name}" for what, is_other, name in changed if is_other and name)


def _short(period: EvaluationPeriod) -> str:
    """What fits below a point: "Nov", "Tw 3", "2026"."""
    if period.kind == PeriodKind.ANNUAL:
        return str(period.year)
    if period.kind == PeriodKind.QUARTERLY:
        return f"Tw {(period.ends_on.month + 2) // 3}"
    return dateformat.format(period.ends_on, "M")

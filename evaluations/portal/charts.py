"""Small charts as SVG: the numbers for their templates, which draw them beside a table of the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import dateformat
from django.utils.text import Truncator

from evaluations.enums import PeriodKind, Predikat
from evaluations.models import Evaluation, EvaluationPeriod
from forms_config.engine.explain import Gap
from forms_config.engine.schema import FormSchema, ScaleLevel

LEVELS = tuple(Predikat)  # the best on top
# Of the drawing, in its own units; its width is that of a phone, so that letters stay as large as written.
LEFT, RIGHT, TOP, STEP = 130, 304, 14, 26
COMPETENCE_LEFT = 176  # names of competencies are longer
SHORT_NAME = 24  # letters of such a name
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


@dataclass(frozen=True)
class Mark:
    """One competence on its line: where the level that was reached and the one that is needed stand."""

    y: int
    short: str
    reached_x: float
    needed_x: float
    name: str
    reached: str
    needed: str
    is_below: bool

    @property
    def code(self) -> str:
        """The colour, as of a predikat."""
        return (Predikat.POOR if self.is_below else Predikat.GOOD).value.lower()

    @property
    def top(self) -> int:
        """Of the stroke that stands for what is needed."""
        return self.y - STEP // 3

    @property
    def bottom(self) -> int:
        return self.y + STEP // 3


@dataclass(frozen=True)
class Competence:
    """All competencies with a needed level, in the order of the form; ``height`` of the drawing in its units."""

    marks: list[Mark]
    height: int


def competence_of(schema: FormSchema, gaps: Sequence[Gap]) -> Competence | None:
    """Levels from the lowest (left) to the highest; None where no competence has a needed level."""
    if not gaps:
        return None
    marks = [_mark(schema, gap, TOP + number * STEP) for number, gap in enumerate(gaps)]
    return Competence(marks, TOP * 2 + STEP * (len(marks) - 1))


def _mark(schema: FormSchema, gap: Gap, y: int) -> Mark:
    scale = schema.scale(gap.field.scale)
    levels = scale.levels if scale else ()
    reached, needed = (_place(levels, level) for level in (gap.reached, gap.required))
    return Mark(
        y=y,
        short=Truncator(gap.field.label).chars(SHORT_NAME),
        reached_x=reached,
        needed_x=needed,
        name=gap.field.label,
        reached=gap.reached.label,
        needed=gap.required.label,
        is_below=gap.is_below,
    )


def _place(levels: Sequence[ScaleLevel], level: ScaleLevel) -> float:
    """Its x, from the lowest value to the highest; levels without a value stand in their order."""
    valued = all(one.value is not None for one in levels)
    ordered = sorted(levels, key=lambda one: one.value or 0) if valued else list(levels)
    step = (RIGHT - COMPETENCE_LEFT) / max(1, len(ordered) - 1)
    return COMPETENCE_LEFT + ordered.index(level) * step

"""From answers to numbers: item scores and section scores, in exact fractions.

Missing is ``None``, never zero: an item without a number takes no part in its section's mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .answers import Answers, PlanRows, Row, parse_number, well_formed
from .rounding import round_half_up, spoken
from .schema import Area, FieldKind, FormSchema, Polarity, ScoreKind, Scoring
from .visibility import Cell, visible_answers, visible_cells

SHOWN_DECIMALS = 2

Figures = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One scored answer: ``raw`` the number answered, ``exact`` its score, ``text`` the calculation."""

    section: str
    row: str | None
    row_label: str
    field: str
    label: str
    raw: Decimal | None
    exact: Fraction | None
    weight: Decimal
    text: str

    @property
    def score(self) -> Decimal | None:
        """The score rounded for showing and storing; means are taken from ``exact``."""
        return None if self.exact is None else round_half_up(self.exact, SHOWN_DECIMALS)


@dataclass(frozen=True, slots=True)
class Scores:
    """All item scores, and per section key the exact weighted mean (None without a scored item)."""

    items: tuple[ItemScore, ...]
    exact: Mapping[str, Fraction | None]

    @property
    def sections(self) -> dict[str, Decimal | None]:
        """Section scores rounded for showing and storing."""
        return {
            key: None if score is None else round_half_up(score, SHOWN_DECIMALS)
            for key, score in self.exact.items()
        }

    def of_section(self, key: str) -> tuple[ItemScore, ...]:
        return tuple(item for item in self.items if item.section == key)


def achievement(
    realisation: Decimal | None, target: Decimal | None, polarity: Polarity, cap: Decimal | None = None
) -> Fraction | None:
    """Per cent of the target that was reached, between 0 and ``cap`` (PP 30/2019: 120 per item).

    Higher is better: realisation ÷ target × 100. Lower is better: (1 + (1 − realisation ÷ target)) × 100.
    None without realisation, and without a target above zero, since nothing can be measured against it.
    The formula for "lower" falls below zero beyond twice the target; such an item counts 0, not a penalty.
    """
    if realisation is None or target is None or target <= 0:
        return None
    return _bounded(_reached(realisation, target, polarity), cap)


def section_scores(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> Scores:
    """Scores of every visible scored field and every section; hidden and malformed answers take no part."""
    valid = visible_answers(schema, well_formed(schema, answers))
    items = tuple(
        _item_score(schema, cell, cell.field.scoring, figures or {})
        for cell in visible_cells(schema, valid, plan_rows)
        if cell.field.scoring
    )
    means = {
        section.key: weighted_mean([(i.exact, i.weight) for i in items if i.section == section.key])
        for section in schema.sections
    }
    return Scores(items, means)


def competency_score(schema: FormSchema, scores: Scores) -> Decimal | None:
    """Mean of the competence sections' scores, two decimals. It stands beside the predikat, never in it."""
    parts = [(scores.exact.get(s.key), Decimal(1)) for s in schema.sections if s.area == Area.KOMPETENSI]
    mean = weighted_mean(parts)
    return None if mean is None else round_half_up(mean, SHOWN_DECIMALS)


def weighted_mean(parts: list[tuple[Fraction | None, Decimal]]) -> Fraction | None:
    """Exact mean of ``(score, weight)``; parts without a score are left out, weights included."""
    counted = [(score, Fraction(weight)) for score, weight in parts if score is not None]
    total = sum((weight for _, weight in counted), Fraction(0))
    if total <= 0:
        return None
    return sum((score * weight for score, weight in counted), Fraction(0)) / total


def _item_score(schema: FormSchema, cell: Cell, scoring: Scoring, figures: Figures) -> ItemScore:
    raw = _number(schema, cell, figures)
    if scoring.kind == ScoreKind.ACHIEVEMENT:
        exact, text = _achievement_score(raw, *_target(scoring, cell.row), scoring.cap)
    elif raw is None:
        exact, text = None, "Belum ada angka, jadi tidak ikut dihitung."
    else:
        exact = _bounded(Fraction(raw), scoring.cap)
        text = _answer_text(schema, cell, raw) + _bound_note(Fraction(raw), exact)
    return ItemScore(
        section=cell.section.key,
        row=cell.row_key,
        row_label=_row_label(cell),
        field=cell.field.key,
        label=cell.field.label,
        raw=raw,
        exact=exact,
        weight=scoring.weight,
        text=text,
    )


def _number(schema: FormSchema, cell: Cell, figures: Figures) -> Decimal | None:
    """The number behind a valid answer: itself, the value of the chosen level, or the system's figure."""
    field = cell.field
    if field.kind == FieldKind.SYSTEM_FIGURE:
        return parse_number(figures.get(field.source))
    if field.kind == FieldKind.SCALE and isinstance(cell.raw, str):
        scale = schema.scale(field.scale)
        level = scale.level(cell.raw) if scale else None
        return level.value if level else None
    return parse_number(cell.raw) if field.kind == FieldKind.NUMBER else None


def _target(scoring: Scoring, row: Row | None) -> tuple[Decimal | None, Polarity]:
    """The field's own target, else that of the plan row's first indicator that has a number as target."""
    if scoring.target is not None or row is None or row.plan is None:
        return scoring.target, scoring.polarity
    for indicator in row.plan["indicators"]:
        target = parse_number(indicator.get("target_value"))
        if target is not None:
            return target, Polarity(indicator["polarity"])
    return None, scoring.polarity


def _achievement_score(
    realisation: Decimal | None, target: Decimal | None, polarity: Polarity, cap: Decimal | None
) -> tuple[Fraction | None, str]:
    exact = achievement(realisation, target, polarity, cap)
    if realisation is None:
        return None, "Realisasi belum diisi, jadi tidak ikut dihitung."
    if target is None or exact is None:
        reason = "tidak ada target berupa angka" if target is None else f"target {spoken(target)}"
        return None, f"Tidak dapat dibandingkan ({reason}), jadi tidak ikut dihitung."
    reached = _reached(realisation, target, polarity)
    quotient = f"{spoken(realisation, 6)} ÷ {spoken(target, 6)}"
    formula = f"{quotient} × 100" if polarity == Polarity.HIGHER else f"(1 + (1 − {quotient})) × 100"
    return exact, f"{formula} = {spoken(reached)}" + _bound_note(reached, exact)


def _reached(realisation: Decimal, target: Decimal, polarity: Polarity) -> Fraction:
    quotient = Fraction(realisation) / Fraction(target)
    return quotient * 100 if polarity == Polarity.HIGHER else (2 - quotient) * 100


def _bounded(value: Fraction, cap: Decimal | None) -> Fraction:
    capped = value if cap is None else min(value, Fraction(cap))
    return max(capped, Fraction(0))


def _bound_note(value: Fraction, bounded: Fraction) -> str:
    if bounded < value:
        return f", dihitung paling tinggi {spoken(bounded)}"
    return ", dihitung paling rendah 0" if bounded > value else ""


def _answer_text(schema: FormSchema, cell: Cell, raw: Decimal) -> str:
    scale = schema.scale(cell.field.scale)
    level = scale.level(cell.raw) if scale and isinstance(cell.raw, str) else None
    return f"{level.label} (nilai {spoken(raw)})" if level else spoken(raw)


def _row_label(cell: Cell) -> str:
    if cell.row is None:
        return ""
    statement = cell.row.plan.get("statement") if cell.row.plan else None
    return str(statement) if statement else cell.row.label(cell.section)

"""The trace: every step from ratings to result, in plain Indonesian, addressed to the employee.

Functions take what was computed and only put it into words; they decide nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from .calculated import Calculation
from .figures import POSTS
from .items import ItemScore
from .kinds import kind_of
from .levels import own_descriptor
from .predikat import IndexResult, Lift
from .rounding import spoken
from .schema import (
    Band,
    Condition,
    Field,
    FormSchema,
    MatrixScheme,
    Operator,
    OverallRating,
    PredikatLevel,
    ScaleLevel,
    Section,
    WeightedScheme,
)
from .visibility import Cell
from .wording import item_text


class StepKind(StrEnum):
    YEAR = "year"
    FIGURES = "figures"
    CALCULATED = "calculated"
    RATING = "rating"
    MATRIX = "matrix"
    ITEMS = "items"
    WEIGHTS = "weights"
    INDEX = "index"
    BAND = "band"
    CONDITION = "condition"
    COMPETENCE = "competence"
    GAP = "gap"
    NOTE = "note"


_POST_LABELS: dict[str | None, str] = dict(POSTS)


@dataclass(frozen=True, slots=True)
class Gap:
    """One competence: the level that was reached and the one that the post needs."""

    field: Field
    reached: ScaleLevel
    required: ScaleLevel

    @property
    def is_below(self) -> bool:
        had, need = self.reached.value, self.required.value
        return had is not None and need is not None and had < need


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation; ``rows`` is a small table of (label, value)."""

    kind: StepKind
    title: str
    text: str
    rows: tuple[tuple[str, str], ...] = ()


def to_json(steps: Iterable[Step]) -> list[dict[str, object]]:
    """JSON-ready, as frozen with the result: ``[{"kind", "title", "text", "rows": [[label, value]]}]``."""
    return [
        {
            "kind": step.kind.value,
            "title": step.title,
            "text": step.text,
            "rows": [list(row) for row in step.rows],
        }
        for step in steps
    ]


def from_json(data: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """The steps that ``to_json`` wrote."""
    return tuple(
        Step(StepKind(step["kind"]), step["title"], step["text"], tuple((a, b) for a, b in step["rows"]))
        for step in data
    )


_ONLY_SHOWN = " Predikat ditentukan oleh kedua rating, bukan oleh angka ini."


def decisive_first(steps: Iterable[Step]) -> tuple[Step, ...]:
    """What gave the predikat comes first; figures that were only shown come last and say so."""
    given = tuple(steps)
    if all(step.kind != StepKind.MATRIX for step in given):  # then they may have counted
        return given
    shown = [step for step in given if step.kind == StepKind.FIGURES]
    last = (replace(step, text=step.text + _ONLY_SHOWN) for step in shown)
    return (*(step for step in given if step not in shown), *last)


def lift_text(lift: Lift) -> str:
    """ "Sangat Baik, bila rating hasil kerja Di Atas Ekspektasi dan rating perilaku Di Atas Ekspektasi"."""
    ratings = (
        f"{overall.label[:1].lower()}{overall.label[1:]} {level.label}" for overall, level in lift.ratings
    )
    return f"{lift.predikat.label}, bila {' dan '.join(ratings)}"


# An explanation is written to the one who was rated, and frozen so. Longer words first.
_TO_OTHERS = (("kepada Anda dan penilai Anda", "kepada pegawai dan penilai"), (" Anda", ""))


def for_others(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The same steps for whoever reads of somebody else: the rater, the superior, an auditor."""
    return tuple(replace(step, text=to_others(step.text)) for step in steps)


def to_others(text: str) -> str:
    """Words to the person as words about them."""
    for to_the_person, about_them in _TO_OTHERS:
        text = text.replace(to_the_person, about_them)
    return text


def figures_step(rows: Iterable[tuple[Field, str]]) -> Step:
    shown = tuple((field.label, f"{text} {field.unit}".strip()) for field, text in rows)
    text = "Angka ini diambil dari sistem dan ditampilkan kepada Anda dan penilai Anda."
    return Step(StepKind.FIGURES, "Angka dari sistem", text, shown)


def calculated_step(rows: Iterable[tuple[Cell, Calculation]]) -> Step:
    """Every calculated item with its calculation, whether it is scored further on or only shown."""
    shown = tuple((_in_row(cell.row_label, cell.field.label), _calculated_text(c)) for cell, c in rows)
    text = "Angka ini dihitung oleh sistem dari isian dan angka lain dalam formulir ini."
    return Step(StepKind.CALCULATED, "Angka yang dihitung", text, shown)


def rating_step(overall: OverallRating, level: ScaleLevel | None) -> Step:
    if level is None:
        return Step(StepKind.RATING, overall.label, f"Penilai Anda belum memberi {overall.label}.")
    text = f"Penilai Anda memberi {overall.label}: {level.label}."
    return Step(StepKind.RATING, overall.label, f"{text} {level.descriptor}".strip())


def matrix_step(
    matrix: MatrixScheme,
    hasil_kerja: tuple[OverallRating, ScaleLevel | None],
    perilaku: tuple[OverallRating, ScaleLevel | None],
    result: PredikatLevel | None,
) -> Step:
    """The lookup in the decision table, with both entries and the legal basis."""
    rows = tuple(
        (overall.label, level.label if level else "belum ada") for overall, level in (hasil_kerja, perilaku)
    )
    title = "Predikat kinerja"
    if result is None:
        return Step(StepKind.MATRIX, title, "Predikat muncul setelah kedua rating diberikan.", rows)
    text = f"Kedua rating dicocokkan pada tabel {matrix.label}. Hasilnya: {result.label}."
    basis = f" Dasar: {matrix.legal_basis}." if matrix.legal_basis else ""
    return Step(StepKind.MATRIX, title, text + basis, (*rows, ("Predikat", result.label)))


def items_step(section: Section, items: tuple[ItemScore, ...], score: Fraction | None) -> Step:
    """How the items of one section make its score."""
    equal = len({item.weight for item in items}) == 1
    rows = tuple((_item_label(item, show_weight=not equal), item_text(item)) for item in items)
    title = f"Nilai {section.label}"
    if score is None:
        return Step(StepKind.ITEMS, title, "Belum ada butir yang dapat dihitung.", rows)
    counted = sum(item.exact is not None for item in items)
    how = "rata-ratanya" if equal else "rata-rata menurut bobotnya"
    if counted == 1:
        text = f"Satu butir dihitung, nilainya {spoken(score)}."
    else:
        text = f"{counted} butir dihitung, {how} {spoken(score)}."
    return Step(StepKind.ITEMS, title, text, rows)


def index_steps(scheme: WeightedScheme, schema: FormSchema, result: IndexResult | None) -> tuple[Step, ...]:
    """Weights, calculation, conditions that kept a higher band away, band, and that it only supports."""
    if result is None:
        text = f"{scheme.label} belum dapat dihitung karena ada bagian yang belum bernilai."
        return (Step(StepKind.INDEX, scheme.label, text),)
    return (
        _weights_step(schema, result),
        _calculation_step(scheme, result),
        *(_condition_step(schema, band) for band in result.passed_over),
        _band_step(scheme, schema, result),
        _supporting_note(scheme, schema),
    )


def competence_step(scored: tuple[Section, ...], score: Decimal) -> Step:
    names = ", ".join(section.label for section in scored)
    text = (
        f"Nilai kompetensi Anda {spoken(score)} ({names})."
        " Nilai ini untuk pengembangan Anda dan tidak mengubah predikat kinerja."
    )
    return Step(StepKind.COMPETENCE, "Kompetensi", text)


def gap_step(gaps: tuple[Gap, ...], post: str | None = None) -> Step:
    """Level reached against the level the post needs; ``post``, where it decided, a key of ``POSTS``."""
    below = [gap for gap in gaps if gap.is_below]
    if below:
        text = (
            f"{len(below)} kompetensi masih di bawah kebutuhan jabatan Anda."
            " Jadikan ini bahan pengembangan diri."
        )
    else:
        text = "Semua kompetensi yang dinilai sudah memenuhi kebutuhan jabatan Anda."
    if post in _POST_LABELS:
        text += f" Kebutuhan ini berlaku untuk jenis jabatan {_POST_LABELS[post]}."
    shown = tuple((gap.field.label, _gap_text(gap)) for gap in gaps)
    return Step(StepKind.GAP, "Kompetensi dan kebutuhan jabatan", text, shown)


def condition_text(schema: FormSchema, condition: Condition) -> str:
    """A condition in words: ``"Inovasi" dijawab Ya``."""
    part = schema.part(condition.field)
    label = part.label if part else condition.field
    said = (kind_of(part).words(schema, part, value) if part else value for value in condition.values)
    values = " atau ".join(said)
    match condition.operator:
        case Operator.IS_EMPTY:
            return f"“{label}” tidak diisi"
        case Operator.IS_NOT_EMPTY:
            return f"“{label}” diisi"
        case Operator.AT_LEAST:
            return f"“{label}” sedikitnya {values}"
    return f"“{label}” dijawab {values}"


def _weights_step(schema: FormSchema, result: IndexResult) -> Step:
    rows = tuple((part.label, f"{spoken(part.weight)}%") for part in result.parts)
    chosen = result.weight_set
    if chosen.condition:
        text = f"Bobot ini dipakai karena {condition_text(schema, chosen.condition)}."
    else:
        text = "Bobot yang berlaku untuk formulir ini."
    title = f"Bobot: {chosen.label}" if chosen.label else "Bobot"
    return Step(StepKind.WEIGHTS, title, text, rows)


def _calculation_step(scheme: WeightedScheme, result: IndexResult) -> Step:
    terms = " + ".join(f"{spoken(part.weight)}% × {spoken(part.score)}" for part in result.parts)
    return Step(StepKind.INDEX, scheme.label, f"{terms} = {spoken(result.score, scheme.decimals)}")


def _condition_step(schema: FormSchema, band: Band) -> Step:
    condition = condition_text(schema, band.condition) if band.condition else ""
    text = f"Nilai Anda mencapai rentang {band.label}, tetapi syaratnya belum terpenuhi: {condition}."
    return Step(StepKind.CONDITION, f"Syarat {band.label}", text)


def _band_step(scheme: WeightedScheme, schema: FormSchema, result: IndexResult) -> Step:
    if result.band is None:
        return Step(StepKind.BAND, "Golongan nilai", "Nilai ini tidak masuk rentang mana pun.")
    minimum = result.band.minimum
    where = "di bawah semua batas lain" if minimum is None else f"mulai dari {spoken(minimum)}"
    text = f"Nilai {spoken(result.score, scheme.decimals)} masuk rentang {result.band.label} ({where})."
    if result.band.condition:
        text += f" Syaratnya terpenuhi: {condition_text(schema, result.band.condition)}."
    return Step(StepKind.BAND, "Golongan nilai", text)


def _supporting_note(scheme: WeightedScheme, schema: FormSchema) -> Step:
    text = f"{scheme.label} hanya angka pendukung."
    if schema.matrix:
        text += " Predikat kinerja Anda ditentukan oleh kedua rating, bukan oleh angka ini."
    basis = f" Dasar: {scheme.legal_basis}." if scheme.legal_basis else ""
    return Step(StepKind.NOTE, "Catatan", text + basis)


def _item_label(item: ItemScore, *, show_weight: bool) -> str:
    label = _in_row(item.row_label, item.label)
    return f"{label} (bobot {spoken(item.weight)})" if show_weight else label


def _in_row(row_label: str, label: str) -> str:
    return f"{row_label}: {label}" if row_label else label


def _calculated_text(calculation: Calculation) -> str:
    """The calculation, with the unit behind a result."""
    unit = calculation.field.unit if calculation.value is not None else ""
    return f"{calculation.words} {unit}".strip()


def _gap_text(gap: Gap) -> str:
    """What was reached, what is needed, how far apart; below the need also what that level means here."""
    had, need = gap.reached, gap.required
    text = f"{had.label}, jabatan memerlukan {need.label}"
    if had.value is None or need.value is None or had.value == need.value:
        return text
    apart = had.value - need.value
    text = f"{text} ({'lebih' if apart > 0 else 'kurang'} {spoken(abs(apart))})"
    meaning = own_descriptor(gap.field, need.key) if gap.is_below else ""
    return f"{text}. Yang diperlukan: {meaning}" if meaning else text

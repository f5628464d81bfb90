"""Calculated items: what the formulas of a form give for certain answers, and the calculation in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .answers import Answers, PlanRows
from .figures import Figures
from .formulas import Formula, FormulaError, Meaning, Names, Nothing, Operand, Speaker, evaluate, parse
from .formulas.evaluation import Column, bounded, settled
from .formulas.names import Part
from .kinds import Origin, answer_labels, kind_of
from .rounding import spoken
from .schema import NOT_APPLICABLE, Constant, Field, FormSchema, OverallRating, Section
from .values import MAX_DECIMALS, texts
from .visibility import Cell, visible_cells

Key = tuple[str, str]  # section key, field key
Place = tuple[str, str | None, str]  # section key, row key (None outside rows), field key

_SHOWN_ROWS = 8
_NO_FORMULA = Nothing("rumusnya belum benar")
_CIRCULAR = Nothing("rumusnya berputar kembali ke dirinya sendiri")
_EMPTY = "kosong"


@dataclass(frozen=True, slots=True)
class Calculation:
    """One visible calculated item: ``value`` rounded to its decimals, or None and ``why`` (a clause)."""

    field: Field
    value: Decimal | None
    why: str
    say: Callable[[], str]

    @property
    def words(self) -> str:
        """``Jumlah jam (120) ÷ Hari kerja (20) = 6``, or why there is no result."""
        said = self.say()
        if self.value is None:
            return (
                f"{said}: tidak dapat dihitung karena {self.why}."
                if said
                else f"Tidak ada hasil: {self.why}."
            )
        return f"{said} = {spoken(self.value, MAX_DECIMALS)}"


def calculations(
    schema: FormSchema, valid: Answers, plan_rows: PlanRows = (), figures: Figures | None = None
) -> dict[Place, Calculation]:
    """All visible calculated items with their words. ``valid``: visible well-formed answers only.

    A calculated item that another one reads counts as it is shown: rounded.
    """
    if not any(True for _ in calculated_fields(schema)):
        return {}
    return _Sheet(schema, valid, plan_rows, {} if figures is None else figures).calculations()


def calculated_fields(schema: FormSchema) -> Iterator[tuple[Section, Field]]:
    for section in schema.sections:
        for field in section.fields:
            if _is_calculated(field):
                yield section, field


def formula_of(field: Field) -> Formula | None:
    """The formula of a calculated item; None when there is none or it cannot be read."""
    try:
        return parse(field.formula)
    except FormulaError:
        return None


class _Sheet:
    """All visible values of one form, to which the calculated ones are added in the order they need."""

    def __init__(self, schema: FormSchema, valid: Answers, plan_rows: PlanRows, figures: Figures) -> None:
        self.schema = schema
        self.names = Names(schema)
        self.valid = valid
        self.figures = figures
        self.columns: dict[Key, dict[str | None, Operand]] = {}
        self.waiting: dict[Key, list[Cell]] = {}
        for cell in visible_cells(schema, valid, plan_rows):
            key = (cell.section.key, cell.field.key)
            if _is_calculated(cell.field):
                self.waiting.setdefault(key, []).append(cell)
            else:
                self.columns.setdefault(key, {})[cell.row_key] = self._operand(cell.field, cell.raw)

    def calculations(self) -> dict[Place, Calculation]:
        found: dict[Place, Calculation] = {}
        ordered, circular = in_order(dependencies(self.schema, self.names))
        for key in (*circular, *ordered):
            for cell in self.waiting.get(key, ()):
                calculation = self._calculation(cell, is_circular=key in circular)
                found[(key[0], cell.row_key, key[1])] = calculation
                self.columns.setdefault(key, {})[cell.row_key] = _result(calculation)
        return found

    def _calculation(self, cell: Cell, *, is_circular: bool) -> Calculation:
        formula = formula_of(cell.field)
        if formula is None or is_circular:
            nothing = _CIRCULAR if formula else _NO_FORMULA
            return Calculation(cell.field, None, nothing.why, lambda: "")

        def operands(name: str) -> Operand | Column:
            return self._meant(name, cell)

        def say() -> str:
            speaker = Speaker(
                lambda name: self._described(name, cell), lambda name, key: self._label(name, key, cell)
            )
            return speaker.text(formula.root)

        value = evaluate(formula.root, operands)
        if isinstance(value, Nothing):
            return Calculation(cell.field, None, value.why, say)
        return Calculation(cell.field, settled(value, cell.field.decimals), "", say)

    def _meant(self, name: str, cell: Cell) -> Operand | Column:
        reference = self.names.find(name, cell.section)
        if reference is None:
            return _missing(f"“{name}” tidak dikenal")
        if isinstance(reference.part, Constant):
            return Operand(bounded(reference.part.value))
        if isinstance(reference.part, OverallRating):
            return self._operand(reference.part, self.valid.get(reference.part.key))
        assert reference.section is not None
        column = self.columns.get((reference.section.key, reference.part.key), {})
        if reference.meaning == Meaning.COLUMN:
            return tuple(column.values())
        row_key = cell.row_key if reference.meaning == Meaning.ROW else None
        return column.get(row_key) or _missing(f"“{reference.part.label}” tidak tampil")

    def _operand(self, part: Field | OverallRating, raw: object) -> Operand:
        if raw == NOT_APPLICABLE:
            return _missing(f"“{part.label}” tidak berlaku")
        kind = kind_of(part)
        number = kind.number(self.schema, part, raw, self.figures)
        if number is None and kind.origin is Origin.SYSTEM:
            return _missing(f"“{part.label}” belum ada dari sistem")
        if number is None and raw is None:
            return _missing(f"“{part.label}” belum {'diisi' if isinstance(part, Field) else 'diberikan'}")
        chosen = texts(raw) if kind.labels(self.schema, part) is not None else ()
        return Operand(
            Nothing(f"“{part.label}” tidak berangka") if number is None else bounded(number), chosen
        )

    def _described(self, name: str, cell: Cell) -> str:
        reference = self.names.find(name, cell.section)
        label = reference.part.label if reference else name
        operand = self._meant(name, cell)
        if isinstance(operand, Operand):
            return f"{label} ({self._value_words(name, operand, cell)})"
        part = reference.part if reference else None
        values = [_said(part, one.number) for one in operand if isinstance(one.number, Decimal)]
        if not values:
            answered = sum(one.is_answered for one in operand)
            return f"{label} ({answered} terisi)" if answered else f"{label} ({_EMPTY})"
        more = ["…"] if len(values) > _SHOWN_ROWS else []
        return f"{label} ({'; '.join(values[:_SHOWN_ROWS] + more)})"

    def _value_words(self, name: str, operand: Operand, cell: Cell) -> str:
        """``120``, ``Sesuai Ekspektasi, 2``, ``Ya`` or ``kosong``."""
        labels = [label for key in operand.chosen if (label := self._label(name, key, cell, default=""))]
        reference = self.names.find(name, cell.section)
        if isinstance(operand.number, Decimal):
            labels.append(_said(reference.part if reference else None, operand.number))
        return ", ".join(dict.fromkeys(labels)) or _EMPTY

    def _label(self, name: str, key: str, cell: Cell, default: str | None = None) -> str:
        reference = self.names.find(name, cell.section)
        labels = answer_labels(self.schema, reference.part) if reference else {}
        return labels.get(key, key if default is None else default)


def dependencies(schema: FormSchema, names: Names) -> dict[Key, set[Key]]:
    """Which calculated items each calculated item reads, both as (section key, field key)."""
    found: dict[Key, set[Key]] = {}
    for section, field in calculated_fields(schema):
        formula = formula_of(field)
        needs = found.setdefault((section.key, field.key), set())
        for name in formula.names if formula else ():
            reference = names.find(name, section)
            if reference and reference.section and _is_calculated(reference.part):
                needs.add((reference.section.key, reference.part.key))
    return found


def in_order(needs: Mapping[Key, set[Key]]) -> tuple[list[Key], set[Key]]:
    """The keys so that each stands behind all it needs, and those that need themselves, directly or not."""
    ordered = _ready(needs, set())
    left = {key: needs[key] - set(ordered) for key in needs.keys() - set(ordered)}
    circular = {key for key in left if key in _reachable(left, key)}
    return [*ordered, *_ready(left, circular)], circular


def _ready(needs: Mapping[Key, set[Key]], known: set[Key]) -> list[Key]:
    """The keys that can be computed one after the other once ``known`` are there."""
    done, ordered = set(known), list[Key]()
    while ready := [key for key in needs if key not in done and needs[key] <= done]:
        ordered += ready
        done.update(ready)
    return ordered


def _reachable(needs: Mapping[Key, set[Key]], start: Key) -> set[Key]:
    found: set[Key] = set()
    waiting = list(needs[start])
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += needs.get(key, ())
    return found


def _is_calculated(part: Part) -> bool:
    return not isinstance(part, Constant) and kind_of(part).origin is Origin.FORMULA


def _said(part: Part | None, number: Decimal) -> str:
    """A number as the kind of field says it that it comes from."""
    if part is None or isinstance(part, Constant):
        return spoken(number, MAX_DECIMALS)
    return kind_of(part).say(number)


def _missing(why: str) -> Operand:
    return Operand(Nothing(why), is_answered=False)


def _result(calculation: Calculation) -> Operand:
    if calculation.value is None:
        return _missing(f"“{calculation.field.label}” belum ada hasilnya")
    return Operand(calculation.value)

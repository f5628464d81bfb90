"""Demands: a field that is required only because another one was rated at an end of its scale, or high."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from .answers import Answers, PlanRows
from .calculated import Place
from .figures import Figures
from .kinds import kind_of
from .levels import extreme, level_of
from .rounding import spoken
from .schema import Demand, DemandKind, Field, FormSchema, OverallRating, Section, SectionKind
from .scoring import Scores, valid_scores
from .visibility import Cell


class Demands:
    """The demands of one form for certain answers (valid and visible). Scores are taken only when asked."""

    def __init__(self, schema: FormSchema, valid: Answers, plan_rows: PlanRows, figures: Figures) -> None:
        self.schema = schema
        self.valid = valid
        self.plan_rows = plan_rows
        self.figures = figures

    def reason(self, cell: Cell) -> str:
        """Why the field of this cell is required here, as a sentence; "" when its demand does not hold."""
        demand = cell.field.demand
        asked = self._parts.get(demand.field) if demand else None
        if demand is None or asked is None:
            return ""
        section, part = asked
        if demand.kind == DemandKind.EXTREME:
            where = self._end(part, self._raw(cell, section, part))
            return f"Wajib karena “{part.label}” dinilai {where}." if where else ""
        return self._score_reason(cell, demand, section, part)

    def _score_reason(self, cell: Cell, demand: Demand, section: Section, part: Field | OverallRating) -> str:
        score = self._score(cell, section, part)
        if demand.score is None or score is None or score < Fraction(demand.score):
            return ""
        return f"Wajib karena nilai “{part.label}” sedikitnya {spoken(demand.score)}."

    def _end(self, part: Field | OverallRating, raw: object) -> str:
        scale, level = self.schema.scale(part.scale), level_of(self.schema, part, raw)
        return extreme(scale, level) if scale and level else ""

    def _score(self, cell: Cell, section: Section, part: Field | OverallRating) -> Fraction | None:
        """Its item score; the value of the level or the number itself where it is not scored."""
        raw = self._raw(cell, section, part)
        if isinstance(part, Field):
            place = _place(cell, section, part)
            if part.scoring:
                return self._item_scores.get(place)
            if place in self._scores.calculations:
                return _exact(self._scores.calculations[place].value)
        return _exact(kind_of(part).number(self.schema, part, raw, self.figures))

    def _raw(self, cell: Cell, section: Section, part: Field | OverallRating) -> object:
        """The answer of the same row or of the form. Another section's rows have no one answer."""
        if section.kind == SectionKind.PLAIN or isinstance(part, OverallRating):
            return self.valid.get(part.key)
        return cell.row.answers.get(part.key) if cell.row and section is cell.section else None

    @cached_property
    def _parts(self) -> dict[str, tuple[Section, Field | OverallRating]]:
        return {part.key: (section, part) for section in self.schema.sections for part in section.parts}

    @cached_property
    def _scores(self) -> Scores:
        return valid_scores(self.schema, self.valid, self.plan_rows, self.figures)

    @cached_property
    def _item_scores(self) -> Mapping[Place, Fraction | None]:
        return {item.cell.place: item.exact for item in self._scores.items}


def _place(cell: Cell, section: Section, part: Field) -> Place:
    row_key = cell.row_key if section is cell.section and section.kind != SectionKind.PLAIN else None
    return section.key, row_key, part.key


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)

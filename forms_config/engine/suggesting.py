"""Which overall rating the rated items of a section point to: advice, never a rating (``OverallRating.is_suggested``).

PermenPANRB 6/2022 knows no formula from items to the rating, so this is no law: it only says where more than half of
what the rater has rated, by weight, stands on one level. Items are the rater's fields on the scale of the overall
rating; what is not rated counts as nothing, neither for nor against.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .answers import Answers, PlanRows, is_not_applicable
from .kinds import kind_of
from .levels import level_of
from .rounding import round_half_up, spoken
from .schema import Field, FilledBy, FormSchema, OverallRating, ScaleLevel, Section, SectionKind
from .visibility import Cell, is_visible, section_cells, valid_answers

_WHOLE = 100  # per cent


@dataclass(frozen=True, slots=True)
class Share:
    """What of the rated items stands on one level."""

    level: ScaleLevel
    count: int
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``shares``: the levels that were given, the largest first. ``level`` None: no level has more than half."""

    section: Section
    overall: OverallRating
    shares: tuple[Share, ...]
    unrated: int
    level: ScaleLevel | None

    @property
    def sentence(self) -> str:
        """ "Saran dari isian: Sesuai Ekspektasi, karena 4 dari 5 hasil kerja Sesuai Ekspektasi, 1 Di Bawah …"."""
        if self.level is None:
            told = f"Isian terbagi, jadi tidak ada saran: {self._told(self.shares)}."
        else:
            told = f"Saran dari isian: {self.level.label}, karena {self._why}."
        return f"{told} {self.unrated} belum dinilai." if self.unrated else told

    @property
    def _why(self) -> str:
        first, *others = self.shares
        rated = sum(share.count for share in self.shares)
        part = f"{first.count} dari {rated} {_noun(self.section, self.overall)}{self._by_weight(first)}"
        return ", ".join([f"{part} {first.level.label}", *(self._told([one]) for one in others)])

    def _told(self, shares: tuple[Share, ...] | list[Share]) -> str:
        return ", ".join(f"{one.count}{self._by_weight(one)} {one.level.label}" for one in shares)

    def _by_weight(self, share: Share) -> str:
        """Its part of the weight, where counting alone would mislead."""
        total = sum(one.weight for one in self.shares)
        rated = sum(one.count for one in self.shares)
        if all(one.weight * rated == one.count * total for one in self.shares):
            return ""
        return f" (bobot {spoken(round_half_up(share.weight * _WHOLE / total, 0))}%)"


def suggestions(
    schema: FormSchema, answers: Answers, plan_rows: PlanRows = ()
) -> dict[str, Suggestion | None]:
    """By key, for every visible overall rating that wants one; None while nothing is rated. Never raises on answers."""
    wanted = [one for one in schema.sections if one.overall and one.overall.is_suggested]
    if not wanted:
        return {}
    valid = valid_answers(schema, answers)
    shown = [section for section in wanted if is_visible(section, valid)]
    return {
        section.overall.key: _of(schema, section, valid, plan_rows) for section in shown if section.overall
    }


def suggestion_texts(schema: FormSchema, answers: Answers, plan_rows: PlanRows = ()) -> dict[str, str]:
    """The same in words; empty while nothing is rated."""
    found = suggestions(schema, answers, plan_rows)
    return {key: one.sentence if one else "" for key, one in found.items()}


def rated_items(section: Section) -> list[Field]:
    """The fields of a section that the suggestion is made from."""
    scale = section.overall.scale if section.overall else ""
    return [
        field
        for field in section.fields
        if kind_of(field).has_levels and field.filled_by == FilledBy.RATER and field.scale == scale
    ]


def _of(schema: FormSchema, section: Section, valid: Answers, plan_rows: PlanRows) -> Suggestion | None:
    overall = section.overall
    cells = list(_asked(section, valid, plan_rows))
    scale = schema.scale(overall.scale) if overall else None
    if overall is None or scale is None:
        return None
    shares = []
    for level in scale.levels:
        given = [cell for cell in cells if level_of(schema, cell.field, cell.raw) == level]
        if given:
            shares.append(Share(level, len(given), sum(map(_weight, given), Decimal(0))))
    if not shares:
        return None
    total = sum(share.weight for share in shares)
    ordered = sorted(shares, key=lambda share: -share.weight)
    chosen = ordered[0].level if ordered[0].weight * 2 > total else None
    unrated = len(cells) - sum(share.count for share in shares)
    return Suggestion(section, overall, tuple(ordered), unrated, chosen)


def _asked(section: Section, valid: Answers, plan_rows: PlanRows) -> Iterator[Cell]:
    """The places of the items, without those to which the rater said "tidak berlaku"."""
    items = rated_items(section)
    for cell in section_cells(section, valid, plan_rows):
        if cell.field in items and not is_not_applicable(cell.field, cell.raw):
            yield cell


def _weight(cell: Cell) -> Decimal:
    """A draft may hold any weight; what ``checks`` refuses counts as nothing."""
    return max(cell.field.scoring.weight, Decimal(0)) if cell.field.scoring else Decimal(1)


def _noun(section: Section, overall: OverallRating) -> str:
    """ "hasil kerja" where each row is rated once, else "isian"."""
    is_row = section.kind != SectionKind.PLAIN and len(rated_items(section)) == 1
    return section.row_label.lower() if is_row else "isian"

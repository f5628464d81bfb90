"""A form as the rater's desk draws it: what was reported and what is demanded stand open, what is offered folds.

The overall ratings are not among the sections: they stand together, beside the table that gives the predikat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from forms_config.dynamic_forms import Item, RowView, SectionView
from forms_config.engine.kinds import KINDS, Origin


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One row, or the fields of a plain section: to read, to look at, to answer, and to answer if one likes."""

    row: RowView
    reported: tuple[Item, ...]
    evidence: tuple[Item, ...]
    demanded: tuple[Item, ...]
    offered: tuple[Item, ...]

    @property
    def written(self) -> int:
        """How many answers the fold of what is offered holds."""
        return sum(map(_answered, self.offered))

    @property
    def has_error(self) -> bool:
        return any(item.error for item in self.offered)

    @property
    def offer(self) -> str:
        """What the fold is called."""
        if len(self.offered) == 1:
            return self.offered[0].label
        return "Panduan, ekspektasi, dan catatan Anda" if self._is_guided else "Catatan Anda"

    @property
    def _is_guided(self) -> bool:
        return any(item.guides or item.expectation for item in self.offered)


@dataclass(frozen=True, slots=True)
class DeskSection:
    """``whole`` is drawn as everywhere: a table, rows that the rater adds, or none at all."""

    section: SectionView
    rows: tuple[DeskRow, ...]
    whole: bool

    @property
    def is_aside(self) -> bool:
        """Nothing but figures of the system, which stand beside the form anyway."""
        origins = {KINDS[item.kind].origin for row in self.section.rows for item in row.items}
        return origins == {Origin.SYSTEM}

    @property
    def description(self) -> str:
        """What introduces a section speaks to whoever fills it in; to the rater only where something is demanded."""
        is_asked = self.whole or any(row.demanded for row in self.rows)
        return self.section.description if is_asked else ""


def desk_sections(sections: Iterable[SectionView]) -> list[DeskSection]:
    """The sections without their overall ratings; one of which nothing is left is left out."""
    drawn = [_section(section) for section in sections]
    return [one for one in drawn if one.section.rows or one.section.empty_message or one.section.add_value]


def overall_ratings(
    sections: Iterable[SectionView], of_year: Mapping[str, str] | None = None
) -> list[SectionView]:
    """The sections that have an overall rating, in the order of the form; ``of_year``: what the months of a year
    suggest, by the key of the rating."""
    of_year = of_year or {}
    return [
        replace(section, overall=replace(section.overall, of_year=of_year.get(section.overall.name, "")))
        for section in sections
        if section.overall
    ]


def _section(section: SectionView) -> DeskSection:
    is_whole = bool(section.columns) or section.has_row_buttons or not section.rows
    rates_rows = section.overall is not None and section.overall.suggestion is not None
    rows = () if is_whole else tuple(_row(row, rates_rows) for row in section.rows)
    return DeskSection(replace(section, overall=None), rows, is_whole)


def _row(row: RowView, rates_rows: bool) -> DeskRow:
    """``rates_rows``: levels stand open, since the overall rating is suggested from them."""
    to_read = [item for item in row.items if not _is_typed(item)]
    to_type = [item for item in row.items if _is_typed(item)]
    return DeskRow(
        row,
        reported=tuple(item for item in to_read if not item.files),
        evidence=tuple(item for item in to_read if item.files),
        demanded=tuple(item for item in to_type if _stands_open(item, rates_rows)),
        offered=tuple(item for item in to_type if not _stands_open(item, rates_rows)),
    )


def _stands_open(item: Item, rates_rows: bool) -> bool:
    return item.required or (rates_rows and KINDS[item.kind].has_levels)


def _is_typed(item: Item) -> bool:
    return item.is_input or item.is_group


def _answered(item: Item) -> bool:
    return bool(item.value or item.files or any(one.selected and one.value for one in item.options))

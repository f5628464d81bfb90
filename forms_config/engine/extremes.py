"""Overall ratings at an end of their scale, which may need a fact (``OverallRating.extremes_need_fact``)."""

from collections.abc import Iterator
from dataclasses import dataclass

from .answers import Answers, keyed_rows
from .kinds import kind_of
from .levels import level_of
from .schema import FilledBy, FormSchema, OverallRating, ScaleLevel, Section, SectionKind
from .values import is_blank
from .visibility import valid_answers

FEWEST_LEVELS = 3  # between two ends there must be something


@dataclass(frozen=True, slots=True)
class Extreme:
    section: Section
    overall: OverallRating
    level: ScaleLevel


def bare_extremes(schema: FormSchema, answers: Answers) -> list[Extreme]:
    """The visible ratings at the highest or lowest level whose section holds no fact, where the form wants one.

    A fact of the form is evidence, or words of the rater; others may stand outside of it.
    """
    valid = valid_answers(schema, answers)
    found = []
    for section in schema.sections:
        overall = section.overall
        if overall is None or not overall.extremes_need_fact:
            continue
        level = _end(schema, overall, valid.get(overall.key))
        if level is not None and not any(_facts(section, valid)):
            found.append(Extreme(section, overall, level))
    return found


def _end(schema: FormSchema, overall: OverallRating, raw: object) -> ScaleLevel | None:
    """The level if it is the first or the last of its scale."""
    scale, level = schema.scale(overall.scale), level_of(schema, overall, raw)
    if scale is None or len(scale.levels) < FEWEST_LEVELS or level not in (scale.levels[0], scale.levels[-1]):
        return None
    return level


def _facts(section: Section, valid: Answers) -> Iterator[bool]:
    rows = [valid] if section.kind == SectionKind.PLAIN else [row for _, row in keyed_rows(section, valid)]
    for field in section.fields:
        kind = kind_of(field)
        if kind.has_files or (kind.has_lines and field.filled_by == FilledBy.RATER):
            yield from (not is_blank(row.get(field.key)) for row in rows)

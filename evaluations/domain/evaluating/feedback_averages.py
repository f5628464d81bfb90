"""What many answered to the questions of feedback, together: averages of scales, from three answers on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evaluations.models import FEWEST_ANSWERS, Feedback
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import Field, Scale


@dataclass(frozen=True, slots=True)
class Average:
    """The mean of one question, with the highest value of its scale."""

    label: str
    value: Decimal
    highest: Decimal
    number: int


def averages(notes: Iterable[Feedback]) -> list[Average]:
    """Of the questions with a scale of numbers, in the order of the newest form; no query.

    ``notes`` are those that may be read (``feedback.feedback_of``), so that no hidden one is in a sum.
    """
    given: dict[str, list[Decimal]] = {}
    asked: dict[str, tuple[Field, Scale]] = {}
    for note in sorted(notes, key=lambda note: note.form_version_id or 0):
        for field, scale in _scales(note):
            level = scale.level(str(note.answers.get(field.key)))
            if level is not None and level.value is not None:
                given.setdefault(field.key, []).append(level.value)
                asked[field.key] = (field, scale)
    return [
        Average(field.label, sum(given[key], Decimal()) / len(given[key]), _highest(scale), len(given[key]))
        for key, (field, scale) in asked.items()
        if len(given[key]) >= FEWEST_ANSWERS
    ]


def _scales(note: Feedback) -> Iterator[tuple[Field, Scale]]:
    if note.form_version is None:
        return
    schema = note.form_version.parsed
    for section in schema.sections:
        for field in section.fields:
            if kind_of(field).has_levels and (scale := schema.scale(field.scale)):
                yield field, scale


def _highest(scale: Scale) -> Decimal:
    return max((level.value for level in scale.levels if level.value is not None), default=Decimal())

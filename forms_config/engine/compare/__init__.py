"""Two forms side by side in words: what was added, removed, moved or changed, and what that touches.

Everything is paired by key, never by label or place, since answers are stored under keys.
"""

from ..schema import FormSchema
from .change import CONSTANTS, INDEX, MATRIX, SCALES, Change, ChangeKind, Effect, Sides
from .parts import section_changes
from .schemes import form_changes, index_changes, matrix_changes, scale_changes
from .words_only import with_words

__all__ = [
    "CONSTANTS",
    "INDEX",
    "MATRIX",
    "SCALES",
    "Change",
    "ChangeKind",
    "Effect",
    "changes",
    "is_wording_only",
    "with_words",
]


def changes(before: FormSchema, after: FormSchema) -> tuple[Change, ...]:
    """Every difference, in the order of the form: the form itself, sections with their fields, scales,
    quadrant, index. Copes with unfinished drafts, duplicate keys included.
    """
    sides = Sides(before, after)
    return (
        *form_changes(sides),
        *section_changes(sides),
        *scale_changes(sides),
        *matrix_changes(sides),
        *index_changes(sides),
    )


def is_wording_only(before: FormSchema, after: FormSchema) -> bool:
    """Whether nothing changed of what is required, valid, scored or shown: answers and results stay as they are."""
    return all(change.effect == Effect.WORDING for change in changes(before, after))

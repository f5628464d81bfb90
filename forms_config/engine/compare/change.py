"""What a change is, and how one attribute that differs becomes a sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..checks.problem import INDEX, MATRIX, SCALES
from ..schema import FormSchema
from .words import said

__all__ = ["CONSTANTS", "INDEX", "MATRIX", "SCALES", "Attribute", "Change", "ChangeKind", "Effect", "Sides"]

CONSTANTS = "@constant"  # first part of the path of a constant; the others are those of ``checks``
SHORT = 80  # longer texts, and texts that are sentences, stand beside the sentence and not in it


class Effect(StrEnum):
    """What a change touches; the gravest first."""

    RESULT = "result"  # scores, weights, values of levels, quadrant, index, bands
    FILLING = "filling"  # what may or must be answered, by whom, and what is shown
    WORDING = "wording"  # names, help, descriptions, looks


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two forms, in words.

    ``path`` as in ``checks``: () for the form, (section,), (section, field or overall key), (SCALES, scale),
    (MATRIX,), (INDEX,), (CONSTANTS, key); keys of the form after, or before for what was removed.
    ``attribute``: "Field.label", or the bare class for what was added, removed or moved. ``before`` and
    ``after`` are what stood there, empty for nothing. ``warning``: what happens to the answers given so far.
    """

    kind: ChangeKind
    effect: Effect
    path: tuple[str, ...]
    where: str
    attribute: str
    before: str
    after: str
    sentence: str
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """The two forms that are compared: each speaks with its own labels."""

    before: FormSchema
    after: FormSchema


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change is: its path, the same in words, and the name that its sentences use."""

    path: tuple[str, ...]
    where: str
    label: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """How one attribute of a dataclass is compared and told.

    ``effect`` may depend on the owner before and after. ``say`` puts a value into words, with the form that
    it stands in; ``tell`` does so from the whole owner. ``on`` and ``off`` are sentences of a yes/no attribute,
    with ``{label}``. ``sentence`` makes another sentence than the usual one of label, before and after.
    """

    name: str
    noun: str
    effect: Effect | Callable[[Any, Any], Effect]
    say: Callable[[FormSchema, Any], str] = said
    tell: Callable[[FormSchema, Any], str] | None = None
    is_name: bool = False  # the label itself: said without repeating it
    on: str = ""
    off: str = ""
    sentence: Callable[[str, str, str], str] | None = None
    warning: str = ""

    def words(self, schema: FormSchema, owner: Any) -> str:
        return self.tell(schema, owner) if self.tell else self.say(schema, getattr(owner, self.name))

    def told(self, label: str, before: str, after: str) -> str:
        if self.sentence:
            return self.sentence(label, before, after)
        name = self.noun if self.is_name or not label else f"{self.noun} “{label}”"
        if before == after:
            return f"{name} berubah, meskipun sebutannya tetap sama."
        is_short = all(
            len(text) <= SHORT and "\n" not in text and text[-1:] != "." for text in (before, after)
        )
        if not before:
            return f"{name} ditambahkan: {after}." if is_short else f"{name} ditambahkan."
        if not after:
            return f"{name} dihapus, sebelumnya {before}." if is_short else f"{name} dihapus."
        return f"{name} berubah dari {before} menjadi {after}." if is_short else f"{name} ditulis ulang."


def attribute_changes(
    sides: Sides, attributes: tuple[Attribute, ...], place: Place, before: Any, after: Any
) -> Iterator[Change]:
    """One change for every attribute in which the two objects of one class differ."""
    for attribute in attributes:
        old, new = getattr(before, attribute.name), getattr(after, attribute.name)
        if old == new:
            continue
        effect = attribute.effect if isinstance(attribute.effect, Effect) else attribute.effect(before, after)
        if attribute.on:
            old_words, new_words = (
                attribute.noun if is_on else f"tidak {attribute.noun}" for is_on in (old, new)
            )
            words = (old_words, new_words)
            sentence = (attribute.on if new else attribute.off).format(label=place.label)
        else:
            words = (attribute.words(sides.before, before), attribute.words(sides.after, after))
            sentence = attribute.told(place.label, *words)
        name = f"{type(after).__name__}.{attribute.name}"
        yield Change(
            ChangeKind.CHANGED, effect, place.path, place.where, name, *words, sentence, attribute.warning
        )

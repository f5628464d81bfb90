"""Two states of a form side by side, ready to be shown: which ones there are, and what changed, group by group."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import dateformat, timezone

from forms_config.compiling import compile_form
from forms_config.engine.compare import (
    CONSTANTS,
    INDEX,
    MATRIX,
    SCALES,
    Change,
    Effect,
    changes,
    words,
)
from forms_config.engine.schema import FormSchema, Section
from forms_config.models import EvaluationForm, FormVersion

DRAFT = "draf"
EFFECTS = {
    Effect.RESULT: "mengubah hasil",
    Effect.FILLING: "mengubah pengisian",
    Effect.WORDING: "hanya kata-kata",
}


class NoSuchState(Exception):
    """The form has no such version. The text is for the officer."""


# --- What can be compared ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class State:
    """One state of a form: its draft or a version. ``name`` is what the address says: a number or "draf"."""

    name: str
    label: str
    schema: FormSchema


def names(form: EvaluationForm) -> list[tuple[str, str]]:
    """``(name, label)`` of everything that can be compared, newest first."""
    versions = form.versions.order_by("-number").only("number", "published_at", "form_id")
    return [(DRAFT, "Draf terakhir"), *((str(one.number), _version_label(one)) for one in versions)]


def newest_name(form: EvaluationForm) -> str:
    """The newest version; the draft where nothing was published."""
    number = form.versions.order_by("-number").values_list("number", flat=True).first()
    return str(number) if number else DRAFT


def state(form: EvaluationForm, name: str) -> State:
    """Raises NoSuchState."""
    if name == DRAFT:
        return State(DRAFT, "Draf terakhir", compile_form(form.get_latest_revision_as_object()))
    # Not isdigit: it takes "²", and a number of a thousand digits is none of a version either.
    number = int(name) if name.isdecimal() and len(name) < 6 else 0
    version = form.versions.filter(number=number).first()
    if version is None:
        raise NoSuchState(f"Formulir “{form}” tidak punya versi “{name[:20]}”. Pilih dari daftar.")
    return State(str(number), _version_label(version), version.parsed)


def _version_label(version: FormVersion) -> str:
    published_on = dateformat.format(timezone.localtime(version.published_at), "j F Y")
    return f"Versi {version.number}, terbit {published_on}"


# --- What changed -----------------------------------------------------------------------------------
class Item(NamedTuple):
    """What did not change: its name and the main facts."""

    label: str
    facts: str


@dataclass(frozen=True, slots=True)
class Group:
    """A section, or another part of a form: its names on both sides (empty where it is not), what changed in it
    and what did not."""

    before: str
    after: str
    changes: tuple[Change, ...]
    same: tuple[Item, ...] = ()

    @property
    def heading(self) -> str:
        return self.after or self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """``counts``: (effect, number, words) of the effects that occur, the gravest first."""

    counts: tuple[tuple[Effect, int, str], ...]
    groups: tuple[Group, ...]

    @property
    def total(self) -> int:
        return sum(number for _, number, _ in self.counts)

    @property
    def summary(self) -> str:
        """“2 mengubah hasil, 3 mengubah pengisian, 4 hanya kata-kata”"""
        return ", ".join(f"{number} {text}" for _, number, text in self.counts)


def comparison(before: FormSchema, after: FormSchema) -> Comparison:
    """Everything that differs, with what did not change around it."""
    found = changes(before, after)
    numbers = ((effect, sum(one.effect == effect for one in found)) for effect in Effect)
    counts = tuple((effect, number, EFFECTS[effect]) for effect, number in numbers if number)
    return Comparison(counts, tuple(_groups(before, after, found)))


def _groups(before: FormSchema, after: FormSchema, found: tuple[Change, ...]) -> Iterator[Group]:
    at: dict[tuple[str, ...], list[Change]] = {}
    for change in found:
        size = 2 if change.path[:1] == (SCALES,) else 1
        at.setdefault(change.path[:size], []).append(change)
    yield Group("Formulir", "Formulir", tuple(at.get((), ())))
    yield from _section_groups(before, after, at)
    if before.constants or after.constants:
        mine = tuple(at.get((CONSTANTS,), ()))
        same = () if mine else tuple(Item(one.label, words.amount(after, one)) for one in after.constants)
        yield Group("Tetapan", "Tetapan", mine, same)
    yield from _scale_groups(before, after, at)
    for path, noun, old, new in (
        (MATRIX, "Kuadran", before.matrix, after.matrix),
        (INDEX, "Indeks", before.index, after.index),
    ):
        if old or new:
            titles = (f"{noun}: {one.label}" if one else "" for one in (old, new))
            yield Group(*titles, tuple(at.get((path,), ())))


def _section_groups(
    before: FormSchema, after: FormSchema, at: dict[tuple[str, ...], list[Change]]
) -> Iterator[Group]:
    old = {section.key: section for section in before.sections}
    new = {section.key: section for section in after.sections}
    for key in (*new, *(key for key in old if key not in new)):
        mine = tuple(at.get((key,), ()))
        labels = (schema[key].label if key in schema else "" for schema in (old, new))
        yield Group(*labels, mine, _same_parts(after, new.get(key), mine))


def _same_parts(schema: FormSchema, section: Section | None, mine: tuple[Change, ...]) -> tuple[Item, ...]:
    if section is None:
        return ()
    touched = {change.path[1] for change in mine if len(change.path) > 1}
    parts = (part for part in section.parts if part.key not in touched)
    return tuple(Item(part.label, words.facts(schema, part)) for part in parts)


def _scale_groups(
    before: FormSchema, after: FormSchema, at: dict[tuple[str, ...], list[Change]]
) -> Iterator[Group]:
    old = {scale.key: scale for scale in before.scales}
    new = {scale.key: scale for scale in after.scales}
    for key in (*new, *(key for key in old if key not in new)):
        mine = tuple(at.get((SCALES, key), ()))
        titles = (f"Skala: {scales[key].label}" if key in scales else "" for scales in (old, new))
        levels = new[key].levels if key in new and not mine else ()
        yield Group(*titles, mine, tuple(Item(level.label, level.descriptor) for level in levels))

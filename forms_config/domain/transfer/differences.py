"""What differs between two versions of the same thing, in words for the officer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail import blocks

from forms_config.models.stream import EditorField

from .kinds import Kind
from .things import Plain, child_key, children, columns

EMPTY = "(kosong)"
HERE, NOT_HERE = "ada", "tidak ada"
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Difference:
    """``label``: the place. ``ours`` and ``theirs``: what stands here and in the file."""

    label: str
    ours: str
    theirs: str


def differences(kind: Kind, ours: Plain, theirs: Plain) -> list[Difference]:
    """Place by place, in the order of the editor; empty when both are the same."""
    found: list[Difference] = []
    for column in columns(kind.model):
        label = _capital(str(column.verbose_name))
        a, b = ours[column.name], theirs[column.name]
        if isinstance(column, EditorField):
            found += _blocks(column.stream_block, a, b, label)
        else:
            found += _leaf(column, a, b, label)
    for name, child, own in children(kind.model):
        label = _capital(str(child._meta.verbose_name))
        found += _rows(own, ours[name], theirs[name], label)
    return found


# --- Lists ------------------------------------------------------------------------------------------
def _rows(
    own: list[models.Field], ours: list[Plain], theirs: list[Plain], label: str
) -> Iterator[Difference]:
    key = child_key(own)
    a, b = ({row[key]: row for row in rows} for rows in (ours, theirs))
    yield from _members(a, b, label)
    for name in a.keys() & b.keys():
        for column in own:
            at = f"{label} {name} › {column.verbose_name}"
            yield from _leaf(column, a[name][column.name], b[name][column.name], at)


def _members(ours: dict[str, Any], theirs: dict[str, Any], label: str) -> Iterator[Difference]:
    """What stands on one side only, and another order of what stands on both."""
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        if name not in theirs:
            yield Difference(f"{label} {name}", HERE, NOT_HERE)
        elif name not in ours:
            yield Difference(f"{label} {name}", NOT_HERE, HERE)
    a, b = [name for name in ours if name in theirs], [name for name in theirs if name in ours]
    if a != b:
        yield Difference(f"Urutan {label.lower()}", _short(", ".join(a)), _short(", ".join(b)))


# --- Blocks -----------------------------------------------------------------------------------------
def _blocks(block: blocks.Block, ours: Any, theirs: Any, label: str) -> Iterator[Difference]:
    if ours == theirs:
        return
    if isinstance(block, blocks.StreamBlock):
        yield from _stream(block, ours, theirs, label)
    elif isinstance(block, blocks.ListBlock):
        a, b = _by_name(ours), _by_name(theirs)
        yield from _members(a, b, label)
        for name in (name for name in a if name in b):
            yield from _blocks(block.child_block, a[name], b[name], f"{label} {name}")
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _blocks(child, ours[name], theirs[name], f"{label} › {child.label}")
    else:
        yield from _leaf(block, ours, theirs, label)


def _stream(
    block: blocks.StreamBlock, ours: list[Plain], theirs: list[Plain], label: str
) -> Iterator[Difference]:
    a, b = _by_name(ours, "value"), _by_name(theirs, "value")
    yield from _members(a, b, label)
    for name in (name for name in a if name in b):
        one, other = a[name], b[name]
        at = f"{label} {name}"
        if one["type"] != other["type"]:
            kinds = [str(block.child_blocks[side["type"]].label) for side in (one, other)]
            yield Difference(f"{at} › jenis", *kinds)
        else:
            yield from _blocks(block.child_blocks[one["type"]], one["value"], other["value"], at)


def _by_name(items: list[Any], inner: str = "") -> dict[str, Any]:
    """By key or code where all have one, else by place."""
    values = [item[inner] if inner else item for item in items]
    for name in ("key", "code"):
        keys = [value.get(name) if isinstance(value, dict) else None for value in values]
        if all(keys) and len(set(keys)) == len(keys):
            return {f"“{key}”": item for key, item in zip(keys, items, strict=True)}
    return {str(number): item for number, item in enumerate(items, start=1)}


# --- Single values ------------------------------------------------------------------------------------
def _leaf(definition: Any, ours: Any, theirs: Any, label: str) -> Iterator[Difference]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in [*ours, *(name for name in theirs if name not in ours)]:
            yield from _leaf(definition, ours.get(name, ""), theirs.get(name, ""), f"{label} {name}")
    elif ours != theirs:
        yield Difference(label, _words(definition, ours), _words(definition, theirs))


def _words(definition: Any, value: Any) -> str:
    if value in (None, "", [], {}):
        return EMPTY
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, dict):
        return _short(", ".join(str(name) for name in value))
    known = _choices(definition)
    if isinstance(value, list):
        return _short(", ".join(known.get(one, one) for one in value))
    text = known.get(value, str(value))
    return text.replace(".", ",") if _is_decimal(definition) else _short(text)


def _choices(definition: Any) -> dict[Any, str]:
    found = definition.flatchoices if isinstance(definition, models.Field) else _field_choices(definition)
    return {key: str(label) for key, label in found}


def _field_choices(block: blocks.FieldBlock) -> list[tuple[Any, Any]]:
    if isinstance(block, blocks.ChooserBlock):
        return []
    return list(getattr(block.field, "choices", ()))


def _is_decimal(definition: Any) -> bool:
    return isinstance(definition, models.DecimalField | blocks.DecimalBlock)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

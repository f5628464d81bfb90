"""Blocks ↔ plain data in which choosers are keys, for files and for taking parts from form to form.

Three forms of the same thing: *values* (what a StreamField gives), *plain* (complete, no ids, keys instead of
primary keys) and *raw* (what a StreamField stores). All walk along the definitions of the blocks, so a new
block or input needs nothing here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from wagtail import blocks

from forms_config.compiling.sections import DENOMINATOR, NUMERATOR

from .kinds import key_column, kind_of
from .leaves import BadFile, misfit, reader_of, value_to_plain

# What an input names: told by what the editor offers for it (``PickBlock``).
PICKS = "data-sekin-picks"
KEY_PICKS = ("answer", "rated", "section")
FORMULA_PICKS = "formula"
# A name in a formula, but neither a function nor a quoted answer.
NAMES = re.compile(
    r"[\"“”„][^\"“”„]*[\"“”„]|(?<![A-Za-z0-9_])(?P<name>[A-Za-z][A-Za-z0-9_]*)(?!\s*\(|[A-Za-z0-9_])"
)

Resolve = Callable[[str, str], int | None]  # (kind, key) → primary key


# --- Values → plain ---------------------------------------------------------------------------------
def to_plain(block: blocks.Block, value: Any) -> Any:
    """The value of a block without ids, choosers as keys."""
    if isinstance(block, blocks.StreamBlock):
        return [{"type": child.block_type, "value": to_plain(child.block, child.value)} for child in value]
    if isinstance(block, blocks.ListBlock):
        return [to_plain(block.child_block, one) for one in value or ()]
    if isinstance(block, blocks.StructBlock):
        return {name: to_plain(child, value.get(name)) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ChooserBlock):
        return None if value is None else str(getattr(value, key_column(kind_of(block.target_model))))
    return value_to_plain(block, value)


# --- Plain from outside → plain that can be trusted ---------------------------------------------------
def checked(block: blocks.Block, plain: Any, at: str) -> Any:
    """``plain`` complete and of the right types, what is missing filled with the block's default.

    Inputs may be empty, since drafts may be incomplete. Raises BadFile, which names the place.
    """
    if isinstance(block, blocks.StreamBlock):
        return [
            _checked_child(block, one, f"{at} {number}")
            for number, one in enumerate(_list(plain, at), start=1)
        ]
    if isinstance(block, blocks.ListBlock):
        child = block.child_block
        return [checked(child, one, f"{at} {number}") for number, one in enumerate(_list(plain, at), start=1)]
    if isinstance(block, blocks.StructBlock):
        return _checked_struct(block, plain, at)
    if isinstance(block, blocks.ChooserBlock):
        if plain is not None and not isinstance(plain, str):
            raise misfit(at, "kode tetap")
        return plain or None
    return _checked_input(block, plain, at)


def _list(plain: Any, at: str) -> list[Any]:
    if not isinstance(plain, list):
        raise misfit(at, "daftar")
    return plain


def _checked_child(block: blocks.StreamBlock, plain: Any, at: str) -> dict[str, Any]:
    if not isinstance(plain, dict) or not isinstance(plain.get("type"), str):
        raise BadFile(f"{at}: jenis bloknya tidak disebut.")
    kind = plain["type"]
    if kind not in block.child_blocks:
        raise BadFile(f"{at}: jenis blok “{kind[:60]}” tidak dikenal pada versi aplikasi ini.")
    if unknown := [name for name in plain if name not in ("type", "value", "id")]:
        raise BadFile(f"{at}: ada isi yang tidak dikenal, yaitu “{unknown[0][:60]}”.")
    return {"type": kind, "value": checked(block.child_blocks[kind], plain.get("value"), at)}


def _checked_struct(block: blocks.StructBlock, plain: Any, at: str) -> dict[str, Any]:
    if not isinstance(plain, dict):
        raise misfit(at, "blok dengan isi")
    if unknown := [name for name in plain if name not in block.child_blocks]:
        raise BadFile(f"{at}: ada isi yang tidak dikenal, yaitu “{unknown[0][:60]}”.")
    label = plain.get("label")
    here = f"{at} “{label[:60]}”" if isinstance(label, str) and label else at
    found = {}
    for name, child in block.child_blocks.items():
        given = plain[name] if name in plain else to_plain(child, child.get_default())
        found[name] = checked(child, given, f"{here} › {child.label}")
    return found


def _checked_input(block: blocks.FieldBlock, plain: Any, at: str) -> Any:
    value = reader_of(block)(plain, at)
    if value not in (None, "", [], False):
        try:
            block.clean(block.to_python(value))
        except ValidationError as error:
            raise BadFile(f"{at}: {' '.join(error.messages)}") from error
    return value


# --- Plain → raw --------------------------------------------------------------------------------------
def to_raw(block: blocks.Block, plain: Any, resolve: Resolve) -> Any:
    """What a StreamField stores. Every block gets a new id; what ``resolve`` does not find stays empty."""
    if isinstance(block, blocks.StreamBlock):
        return [
            {
                "type": one["type"],
                "id": str(uuid4()),
                "value": to_raw(block.child_blocks[one["type"]], one["value"], resolve),
            }
            for one in plain
        ]
    if isinstance(block, blocks.ListBlock):
        return [
            {"type": "item", "id": str(uuid4()), "value": to_raw(block.child_block, one, resolve)}
            for one in plain
        ]
    if isinstance(block, blocks.StructBlock):
        return {name: to_raw(child, plain[name], resolve) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ChooserBlock):
        return resolve(kind_of(block.target_model), plain) if plain else None
    return plain


# --- Walking plain data ---------------------------------------------------------------------------------
def leaves(block: blocks.Block, plain: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """``(definition, value)`` of every input and chooser."""
    if isinstance(block, blocks.StreamBlock):
        for one in plain:
            yield from leaves(block.child_blocks[one["type"]], one["value"])
    elif isinstance(block, blocks.ListBlock):
        for one in plain:
            yield from leaves(block.child_block, one)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from leaves(child, plain[name])
    else:
        yield block, plain


def replaced(block: blocks.Block, plain: Any, change: Callable[[blocks.Block, Any], Any]) -> Any:
    """The same with every input and chooser passed through ``change(definition, value)``."""
    if isinstance(block, blocks.StreamBlock):
        return [
            one | {"value": replaced(block.child_blocks[one["type"]], one["value"], change)} for one in plain
        ]
    if isinstance(block, blocks.ListBlock):
        return [replaced(block.child_block, one, change) for one in plain]
    if isinstance(block, blocks.StructBlock):
        return {name: replaced(child, plain[name], change) for name, child in block.child_blocks.items()}
    return change(block, plain)


def references(block: blocks.Block, plain: Any) -> Iterator[tuple[str, str]]:
    """``(kind, key)`` of everything that choosers choose; may repeat."""
    for leaf, value in leaves(block, plain):
        if isinstance(leaf, blocks.ChooserBlock) and value:
            yield kind_of(leaf.target_model), value


def names_in_formulas(block: blocks.Block, plain: Any) -> set[str]:
    """Every name that a formula mentions: items and constants."""
    texts = (value for leaf, value in leaves(block, plain) if _picks(leaf) == FORMULA_PICKS and value)
    return {found["name"] for text in texts for found in NAMES.finditer(text) if found["name"]}


def with_names(
    block: blocks.Block, plain: Any, names: Mapping[str, str], *, formulas_only: bool = False
) -> Any:
    """The same with names of items replaced wherever a condition, a demand or a formula mentions them."""
    every = dict(names)
    if not formulas_only:  # the two numbers of a ratio are named after their item
        ends = (NUMERATOR, DENOMINATOR)
        every |= {f"{old}_{end}": f"{new}_{end}" for old, new in names.items() for end in ends}

    def change(leaf: blocks.Block, value: Any) -> Any:
        if _picks(leaf) == FORMULA_PICKS:
            return NAMES.sub(lambda found: every.get(found["name"] or "", found[0]), value)
        if _picks(leaf) in KEY_PICKS and not formulas_only:
            return every.get(value.strip(), value)
        return value

    return replaced(block, plain, change)


def _picks(leaf: blocks.Block) -> str:
    if isinstance(leaf, blocks.ChooserBlock):
        return ""
    return str(leaf.field.widget.attrs.get(PICKS, ""))


# --- Parts of a form ------------------------------------------------------------------------------------
def keyed_parts(sections: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The values of all sections, fields and overall ratings in plain data: they share one set of keys."""
    for section in sections:
        yield section["value"]
        yield from (field["value"] for field in section["value"]["fields"])
        yield from section["value"]["overall"]


def with_ids(raw: list[dict[str, Any]], ids: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Raw sections in which sections, fields and overall ratings keep the id that their key had before.

    By its id a block is known to have been published under its key.
    """

    def known(block: dict[str, Any]) -> dict[str, Any]:
        return block | {"id": ids.get(block["value"]["key"]) or block["id"]}

    return [
        known(section)
        | {
            "value": section["value"]
            | {name: [known(one) for one in section["value"][name]] for name in ("fields", "overall")}
        }
        for section in raw
    ]

"""Editor content that an older release wrote, made to fit today's fields and blocks.

A release that changes what a block may hold migrates the forms. Published versions are frozen and the history stays
what it was, so what is read from there may hold a choice, a block or a letter that nothing here can show, compile or
store any more. It is emptied, and said; whatever fits stays exactly as it is, incomplete or not.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField

from forms_config.engine.characters import without_broken

_MOST_DIGITS = 30
_LARGEST_NUMBER, _LARGEST_KEY = 2**31 - 1, 2**63 - 1
_FORM = "formulir"  # the place that is named for a column of the form itself
Say = Callable[[str], None]


def fitted(content: Mapping[str, Any], model: type[models.Model]) -> tuple[dict[str, Any], list[str]]:
    """``content`` (columns of a row of ``model``, as ``serializable_data`` gives them) as it fits, and what did not
    fit in sentences for the officer, each once."""
    notes: list[str] = []
    found = dict(content)
    for column in model._meta.concrete_fields:
        if column.name in found:
            found[column.name] = _column(column, found[column.name], notes.append)
    return found, list(dict.fromkeys(notes))


def _column(column: models.Field, value: Any, say: Say) -> Any:
    name = str(column.verbose_name)
    if isinstance(column, StreamField):
        return _sections(column.stream_block, value, name, say)
    if isinstance(column, models.ForeignKey):
        return _chosen(value, name, _FORM, say)
    if not isinstance(column, models.CharField | models.TextField):
        return value
    text = _text(value, name, _FORM, say)
    if column.choices and text not in dict(column.flatchoices):
        say(f"{name.capitalize()} tidak dapat dibaca lagi, jadi kembali seperti pada formulir baru.")
        return str(column.get_default())
    if column.max_length and len(text) > column.max_length:
        say(f"{name.capitalize()} dipotong menjadi {column.max_length} huruf, batas yang berlaku sekarang.")
    return text[: column.max_length]


def _sections(block: blocks.StreamBlock, value: Any, name: str, say: Say) -> str:
    """The JSON of a StreamField; the very same text where everything fits."""
    try:
        raw = json.loads(value or "[]")
    except (TypeError, ValueError):
        raw = value  # left as it is: that it is no list is said below
    found = _stream(block, raw, name, say)
    return value if found == raw and isinstance(value, str) else json.dumps(found)


# --- Blocks -----------------------------------------------------------------------------------------
def _block(block: blocks.Block, raw: Any, where: str, say: Say) -> Any:
    """What is stored of a block, as it fits. ``where``: the nearest thing around it that has a name."""
    if isinstance(block, blocks.StreamBlock):
        return _stream(block, raw, where, say)
    if isinstance(block, blocks.ListBlock):
        return _list(block, raw, where, say)
    if isinstance(block, blocks.StructBlock):
        return _struct(block, raw, where, say)
    if isinstance(block, blocks.ChooserBlock):
        return _chosen(raw, block.label, where, say)
    return _input(block, raw, where, say)


def _stream(block: blocks.StreamBlock, raw: Any, where: str, say: Say) -> list[dict[str, Any]]:
    found = []
    for one in _many(raw, block.label or where, where, say):
        kind = one.get("type") if isinstance(one, dict) else None
        if not isinstance(kind, str) or kind not in block.child_blocks:
            say(f"Satu blok pada “{where}” tidak dikenal lagi, jadi tidak ikut.")
            continue
        value = _block(block.child_blocks[kind], one.get("value"), where, say)
        found.append({"type": kind, "value": value} | _id_of(one))
    return found


def _list(block: blocks.ListBlock, raw: Any, where: str, say: Say) -> list[Any]:
    found = []
    for one in _many(raw, block.label, where, say):
        if (
            isinstance(one, dict) and one.get("type") == "item" and "value" in one
        ):  # as Wagtail stores it, or bare
            value = _block(block.child_block, one["value"], where, say)
            found.append({"type": "item", "value": value} | _id_of(one))
        else:
            found.append(_block(block.child_block, one, where, say))
    return found


def _struct(block: blocks.StructBlock, raw: Any, where: str, say: Say) -> dict[str, Any]:
    if not isinstance(raw, dict):
        _emptied(block.label, where, say, raw)
        return {}
    label = raw.get("label")
    here = without_broken(label)[:60] if isinstance(label, str) and label else where
    known = {name: child for name, child in block.child_blocks.items() if name in raw}
    return {name: _block(child, raw[name], here, say) for name, child in known.items()}


def _many(raw: Any, label: str, where: str, say: Say) -> list[Any]:
    if isinstance(raw, list):
        return raw
    _emptied(label, where, say, raw)
    return []


def _id_of(one: Mapping[str, Any]) -> dict[str, Any]:
    """Blocks of the official forms have none until they are edited."""
    return {"id": one["id"]} if "id" in one and _is_id(one["id"]) else {}


def _is_id(given: Any) -> bool:
    return given is None or (isinstance(given, str) and without_broken(given) == given)


# --- Inputs -----------------------------------------------------------------------------------------
def _input(block: blocks.FieldBlock, raw: Any, where: str, say: Say) -> Any:
    field = block.field
    if isinstance(field, forms.MultipleChoiceField):
        given = _many(raw, block.label, where, say)
        found = [one for one in given if isinstance(one, str) and field.valid_value(one)]
        if found != given:
            _emptied(block.label, where, say, given)
        return found
    fits, empty = next(known for kind, *known in _KINDS if isinstance(field, kind))
    if raw is None or raw == "":
        return empty if raw == "" else raw
    if fits is None:
        return _text(raw, block.label, where, say)
    if fits(field, raw):
        return raw
    _emptied(block.label, where, say, raw)
    return empty


def _text(raw: Any, label: str, where: str, say: Say) -> str:
    if not isinstance(raw, str):
        _emptied(label, where, say, raw)
        return ""
    found = without_broken(raw)
    if found != raw:
        say(f"Huruf yang rusak pada “{label}” di “{where}” dibuang.")
    return found


def _is_number(raw: Any) -> bool:
    """Whether a decimal block can read it: finite, and of a size that can be written out."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return False
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        return False
    return number.is_finite() and abs(number.adjusted()) < _MOST_DIGITS


# (kind of field, whether a value can be read, what stands for nothing). The first that fits counts: in Django a number
# with decimals is also one without.
_KINDS: tuple[tuple[type[forms.Field], Callable[[forms.Field, Any], bool] | None, Any], ...] = (
    (forms.ChoiceField, lambda field, raw: isinstance(raw, str) and field.valid_value(raw), ""),
    (forms.DecimalField, lambda field, raw: _is_number(raw), None),
    (forms.IntegerField, lambda field, raw: type(raw) is int and abs(raw) <= _LARGEST_NUMBER, None),
    (forms.BooleanField, lambda field, raw: isinstance(raw, bool), False),
    (forms.CharField, None, ""),
)


def _chosen(raw: Any, label: str, where: str, say: Say) -> Any:
    """A primary key; whether its row exists is another question."""
    if raw is None or (type(raw) is int and 0 < raw <= _LARGEST_KEY):
        return raw
    _emptied(label, where, say, raw)
    return None


def _emptied(label: str, where: str, say: Say, raw: Any) -> None:
    if raw is not None and raw != "":
        say(f"“{label}” pada “{where}” tidak dapat dibaca lagi, jadi dikosongkan.")

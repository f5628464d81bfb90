"""Rows ↔ plain data: a scale with its levels, an indicator, a form, whatever ``kinds`` names.

Goes over the columns of the model, so a new column needs nothing here. A column of a kind that nobody has
thought of yet raises TypeError.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.models import ClusterableModel, get_all_child_relations

from forms_config.models.stream import EditorField

from . import blocks
from .blocks import Resolve
from .kinds import FORM, LEFT_OUT, Kind, key_column, kind_of
from .leaves import BadFile, misfit, reader_of, value_to_plain

Plain = dict[str, Any]


# --- What there is ----------------------------------------------------------------------------------
def columns(model: type[models.Model]) -> list[models.Field]:
    """The columns that travel."""
    return [one for one in model._meta.concrete_fields if one.name not in LEFT_OUT[model]]


def children(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model], list[models.Field]]]:
    """``(name, model, columns)`` of the rows that belong to a row, such as the levels of a scale."""
    if issubclass(model, ClusterableModel):
        for relation in get_all_child_relations(model):
            child = relation.related_model
            own = ("id", "sort_order", relation.field.name)
            yield (
                relation.get_accessor_name(),
                child,
                [f for f in child._meta.concrete_fields if f.name not in own],
            )


def child_key(found: list[models.Field]) -> str:
    """The column that tells rows of one list apart."""
    return next(one.name for one in found if one.name in ("key", "code"))


# --- Rows → plain -----------------------------------------------------------------------------------
def thing_to_plain(thing: models.Model) -> Plain:
    """All that travels of a row, ordered as the model is."""
    found: Plain = {one.name: _column_to_plain(one, thing) for one in columns(type(thing))}
    for name, _, own in children(type(thing)):
        rows = getattr(thing, name).all()
        found[name] = [{one.name: _column_to_plain(one, row) for one in own} for row in rows]
    return found


def _column_to_plain(column: models.Field, row: models.Model) -> Any:
    if isinstance(column, EditorField):
        return blocks.to_plain(column.stream_block, getattr(row, column.name))
    if isinstance(column, models.ForeignKey):
        other = getattr(row, column.name)
        return None if other is None else str(getattr(other, key_column(kind_of(column.related_model))))
    return value_to_plain(column, getattr(row, column.name))


# --- Plain from outside → plain that can be trusted -----------------------------------------------------
def checked_thing(kind: Kind, plain: Any, at: str) -> Plain:
    """``plain`` complete, of the right types and valid by itself. Raises BadFile, which names the place."""
    if not isinstance(plain, dict):
        raise misfit(at, "blok dengan isi")
    lists = list(children(kind.model))
    known = {one.name for one in columns(kind.model)} | {name for name, _, _ in lists}
    _refuse_unknown(plain, known, at)
    found = {
        one.name: _checked_column(one, plain, at, may_be_blank=kind is FORM) for one in columns(kind.model)
    }
    if not found[kind.key]:
        raise BadFile(f"{at}: kode tetapnya tidak disebut.")
    for name, child, own in lists:
        found[name] = _checked_rows(plain.get(name, []), child, own, at)
    if kind is not FORM:
        _check_together(kind, found, at)
    return found


def _refuse_unknown(plain: Plain, known: set[str], at: str) -> None:
    if unknown := [name for name in plain if name not in known]:
        raise BadFile(f"{at}: ada isi yang tidak dikenal, yaitu “{unknown[0][:60]}”.")


def _checked_rows(plain: Any, child: type[models.Model], own: list[models.Field], at: str) -> list[Plain]:
    label = str(child._meta.verbose_name)
    if not isinstance(plain, list):
        raise misfit(f"{at} › {label}", "daftar")
    rows: list[Plain] = []
    for number, one in enumerate(plain, start=1):
        here = f"{at} › {label} {number}"
        if not isinstance(one, dict):
            raise misfit(here, "blok dengan isi")
        _refuse_unknown(one, {column.name for column in own}, here)
        rows.append({column.name: _checked_column(column, one, here) for column in own})
    keys = [row[child_key(own)] for row in rows]
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise BadFile(f"{at}: kode tetap {label} “{twice}” ada dua kali di dalam berkas.")
    return rows


def _checked_column(column: models.Field, plain: Plain, at: str, *, may_be_blank: bool = False) -> Any:
    at = f"{at} › {column.verbose_name}"
    if isinstance(column, EditorField):
        return blocks.checked(column.stream_block, plain.get(column.name, []), at)
    if isinstance(column, models.ForeignKey):
        kind_of(column.related_model)
        key = plain.get(column.name)
        if key is not None and not isinstance(key, str):
            raise misfit(at, "kode tetap")
        if not key and not column.null:
            raise BadFile(f"{at}: wajib diisi.")
        return key or None
    given = plain[column.name] if column.name in plain else value_to_plain(column, column.get_default())
    value = reader_of(column)(given, at)
    if value in (None, "", {}) and (may_be_blank or column.blank):
        return value
    try:
        column.clean(value, None)
    except ValidationError as error:
        raise BadFile(f"{at}: {' '.join(error.messages)}") from error
    return value


def _check_together(kind: Kind, plain: Plain, at: str) -> None:
    """What the model asks of several columns together; foreign keys point to empty stand-ins."""
    row = kind.model()
    for column in columns(kind.model):
        value = plain[column.name]
        if isinstance(column, models.ForeignKey):
            setattr(row, column.name, column.related_model() if value else None)
        elif not isinstance(column, EditorField):
            setattr(row, column.name, column.to_python(value))
    try:
        row.clean()
    except ValidationError as error:
        raise BadFile(f"{at}: {' '.join(error.messages)}") from error


# --- References -------------------------------------------------------------------------------------
def references(kind: Kind, plain: Plain) -> list[tuple[str, str]]:
    """``(kind, key)`` of everything that a thing refers to, each once, in the order of the text."""
    found: dict[tuple[str, str], None] = {}
    for column in columns(kind.model):
        value = plain[column.name]
        if isinstance(column, EditorField):
            found |= dict.fromkeys(blocks.references(column.stream_block, value))
        elif isinstance(column, models.ForeignKey) and value:
            found[kind_of(column.related_model), value] = None
    return list(found)


def names_in_formulas(kind: Kind, plain: Plain) -> set[str]:
    """Every name that a formula of the thing mentions: items and constants."""
    streams = (column for column in columns(kind.model) if isinstance(column, EditorField))
    return {
        name
        for column in streams
        for name in blocks.names_in_formulas(column.stream_block, plain[column.name])
    }


# --- Plain → rows -----------------------------------------------------------------------------------
def fill(row: models.Model, plain: Plain, resolve: Resolve) -> None:
    """Set the columns and lists of an unsaved or saved row. What ``resolve`` does not find stays empty."""
    for column in columns(type(row)):
        value = plain[column.name]
        if isinstance(column, EditorField):
            value = json.dumps(blocks.to_raw(column.stream_block, value, resolve))
            setattr(row, column.name, value)
        elif isinstance(column, models.ForeignKey):
            setattr(row, column.attname, resolve(kind_of(column.related_model), value) if value else None)
        else:
            setattr(row, column.name, column.to_python(value))
    for name, child, own in children(type(row)):
        rows = [
            child(sort_order=number, **{column.name: column.to_python(one[column.name]) for column in own})
            for number, one in enumerate(plain[name])
        ]
        setattr(row, name, rows)


def changed_references(kind: Kind, plain: Plain, change: Callable[[str, str], str]) -> Plain:
    """The same with every reference passed through ``change(kind, key)``."""

    def leaf(block: Any, value: Any) -> Any:
        is_chooser = hasattr(block, "target_model") and value
        return change(kind_of(block.target_model), value) if is_chooser else value

    found = dict(plain)
    for column in columns(kind.model):
        value = plain[column.name]
        if isinstance(column, EditorField):
            found[column.name] = blocks.replaced(column.stream_block, value, leaf)
        elif isinstance(column, models.ForeignKey) and value:
            found[column.name] = change(kind_of(column.related_model), value)
    return found

"""Single values: of one input of a block, or of one column of a model. Five kinds are all there is.

In a file a number with decimals is a text ("12.5"), so that nothing is rounded on the way; what is empty is
"", None, False or [].
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models
from wagtail.blocks import FieldBlock

from forms_config.engine.rounding import plain

MAX_TEXT = 50_000
MAX_WHOLE = 2**31 - 1
_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,9})?\Z")


class BadFile(Exception):
    """The file cannot be taken over. The message is a sentence for the officer."""


def misfit(at: str, must_be: str) -> BadFile:
    return BadFile(f"{at}: harus berupa {must_be}.")


# --- Kinds ------------------------------------------------------------------------------------------
def _text(value: Any, at: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise misfit(at, "teks")
    if len(value) > MAX_TEXT:
        raise BadFile(f"{at}: teksnya terlalu panjang (paling banyak {MAX_TEXT} huruf).")
    return value


def _texts(value: Any, at: str) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise misfit(at, "daftar teks")
    return [_text(one, at) for one in value]


def _whole(value: Any, at: str) -> int | None:
    if value is None:
        return None
    if type(value) is not int or abs(value) > MAX_WHOLE:
        raise misfit(at, "bilangan bulat yang wajar")
    return value


def _decimal(value: Any, at: str) -> str | None:
    if value in (None, ""):
        return None
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _DECIMAL.match(text):
        raise misfit(at, 'angka yang wajar dalam tanda kutip, misalnya "12.5"')
    return plain(Decimal(text))


def _yes_no(value: Any, at: str) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise misfit(at, "ya atau tidak (true atau false)")
    return value


def _table(value: Any, at: str) -> dict[str, Any]:
    """Texts by key, or texts by two keys: meanings of levels, cells of a decision table."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise misfit(at, "tabel")
    return {
        key: _table(inner, at) if isinstance(inner, dict) and not _is_deep(inner) else _text(inner, at)
        for key, inner in value.items()
    }


def _is_deep(table: dict[str, Any]) -> bool:
    return any(isinstance(inner, dict) for inner in table.values())


# --- Which kind a definition has ----------------------------------------------------------------------
# The first that fits counts: in Django a number field with decimals is also one without.
Reader = Callable[[Any, str], Any]
FORM_FIELDS: tuple[tuple[type[forms.Field], Reader], ...] = (
    (forms.MultipleChoiceField, _texts),
    (forms.ChoiceField, _text),
    (forms.DecimalField, _decimal),
    (forms.FloatField, _decimal),
    (forms.IntegerField, _whole),
    (forms.BooleanField, _yes_no),
    (forms.CharField, _text),
)
COLUMNS: tuple[tuple[type[models.Field], Reader], ...] = (
    (models.DecimalField, _decimal),
    (models.BooleanField, _yes_no),
    (models.IntegerField, _whole),
    (models.JSONField, _table),
    (models.TextField, _text),
    (models.CharField, _text),
)


def reader_of(definition: FieldBlock | models.Field) -> Reader:
    """How a value of this input or column is read. Raises TypeError where nobody has thought of it yet."""
    known: Any = COLUMNS if isinstance(definition, models.Field) else FORM_FIELDS
    found = definition if isinstance(definition, models.Field) else definition.field
    for kind, read in known:
        if isinstance(found, kind):
            return read
    raise TypeError(f"The transfer of forms does not know {type(found).__name__}.")


def value_to_plain(definition: FieldBlock | models.Field, value: Any) -> Any:
    """What stands in the database or in a block, as it stands in a file."""
    read = reader_of(definition)
    if read is _decimal and value not in (None, ""):
        return plain(Decimal(value))
    if read is _texts:
        return list(value or ())
    return read(value, definition.name)

"""FormSchema ↔ JSON: the form in which a published version is stored, compared and exchanged.

Defaults are left out, so the text stays short and a new field with a default changes no old version's hash.
"""

import hashlib
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache

from .rounding import plain
from .schema import FORMAT, FormSchema


class BadSchema(ValueError):
    """The JSON is no form. ``path`` says where, e.g. ``sections[0].fields[2].kind``."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path or 'formulir'}: {reason}")
        self.path = path
        self.reason = reason


class UnknownFormat(ValueError):
    """The JSON was written in a format that this engine does not read."""

    def __init__(self, found: object) -> None:
        super().__init__(f"Format formulir {found!r} tidak dikenal, yang dikenal {FORMAT}.")
        self.found = found


def dump(schema: FormSchema) -> dict[str, object]:
    """JSON-ready dict: ``"format"`` and what differs from the defaults. Decimal as text, tuple as list."""
    return {"format": FORMAT} | _dump_object(schema)


def load(data: object) -> FormSchema:
    """The schema that ``dump`` wrote. Raises UnknownFormat or BadSchema; unknown keys are refused."""
    if not isinstance(data, Mapping):
        raise BadSchema("", "harus berupa objek")
    found = data.get("format")
    if type(found) is not int or found != FORMAT:
        raise UnknownFormat(found)
    schema: FormSchema = _load_object(FormSchema, data, "")
    return schema


def content_hash(schema: FormSchema) -> str:
    """SHA-256 (hex) of the canonical JSON: equal for equal schemas, whoever wrote them and when."""
    text = json.dumps(dump(schema), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _dump_object(value: typing.Any) -> dict[str, object]:
    return {
        field.name: _dump(inner)
        for field in fields(value)
        if (inner := getattr(value, field.name)) != field.default
    }


def _dump(value: object) -> object:
    if is_dataclass(value):
        return _dump_object(value)
    if isinstance(value, tuple):
        return [_dump(inner) for inner in value]
    if isinstance(value, Decimal):
        return plain(value)
    return value.value if isinstance(value, StrEnum) else value


def _load(kind: typing.Any, value: object, path: str) -> object:
    """``value`` as ``kind``, a type annotation of schema.py."""
    origin = typing.get_origin(kind)
    if origin is types.UnionType:
        return None if value is None else _load(typing.get_args(kind)[0], value, path)
    if origin is tuple:
        return _load_tuple(typing.get_args(kind), value, path)
    if isinstance(kind, type) and is_dataclass(kind):
        return _load_object(kind, value, path)
    if kind is Decimal:
        return _load_decimal(value, path)
    if issubclass(kind, StrEnum):
        if not isinstance(value, str) or value not in {member.value for member in kind}:
            raise BadSchema(path, f"{value!r} tidak dikenal")
        return kind(value)
    if type(value) is not kind:
        raise BadSchema(path, f"harus berupa {kind.__name__}")
    return value


def _load_object(cls: type, value: object, path: str) -> typing.Any:
    if not isinstance(value, Mapping):
        raise BadSchema(path, "harus berupa objek")
    kinds = _kinds(cls)
    if unknown := [key for key in value if key not in kinds]:
        raise BadSchema(path, f"kunci {unknown[0]!r} tidak dikenal")
    required = {field.name for field in fields(cls) if field.default is MISSING}
    if lacking := sorted(required - value.keys()):
        raise BadSchema(path, f"kunci {lacking[0]!r} tidak ada")
    prefix = f"{path}." if path else ""
    return cls(**{key: _load(kinds[key], inner, f"{prefix}{key}") for key, inner in value.items()})


def _load_tuple(args: tuple[object, ...], value: object, path: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise BadSchema(path, "harus berupa daftar")
    kinds = [args[0]] * len(value) if args[-1] is Ellipsis else list(args)
    if len(kinds) != len(value):
        raise BadSchema(path, f"harus berisi {len(kinds)} nilai")
    return tuple(
        _load(kind, inner, f"{path}[{number}]")
        for number, (kind, inner) in enumerate(zip(kinds, value, strict=True))
    )


def _load_decimal(value: object, path: str) -> Decimal:
    try:
        number = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise BadSchema(path, "harus berupa angka dalam tanda kutip")
    return number


@cache
def _kinds(cls: type) -> dict[str, object]:
    return typing.get_type_hints(cls)

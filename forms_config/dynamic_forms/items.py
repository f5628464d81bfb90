"""How one answer is shown: its input with options, or its text for reading. One function per kind."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import dateformat

from forms_config.engine.answers import is_answer, parse_number
from forms_config.engine.rounding import spoken
from forms_config.engine.schema import NO, YES, Field, FieldKind, FormSchema

from .fields import MAX_DECIMALS, Files, fits
from .view_model import Option

YES_NO_LABELS = {YES: "Ya", NO: "Tidak"}
NOT_ANSWERED = Option("", "Tidak diisi")  # takes an optional radio answer away again
MANY_OPTIONS = 8  # from here on a list box
SHORT_LABEL = 14  # letters of an option that fits beside others

Parts = dict[str, Any]  # attributes of an Item


def editing_parts(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    """Control, value and options of the input for ``field``; ``value`` as stored, or None."""
    return EDITING[field.kind](field, value, schema, files)


def reading_parts(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    """Text (or files) that say what was answered; empty when nothing was, or nothing valid."""
    return READING[field.kind](field, value, schema, files) if is_answer(field, value, schema) else {}


def figure_text(figure: object) -> str:
    """A system figure for people: "1.234,5", a text as it is, nothing for None."""
    number = figure if isinstance(figure, Decimal) else parse_number(figure)
    if number is not None:
        return spoken(number)
    return figure if isinstance(figure, str) else ""


def limits_text(field: Field) -> str:
    """Bounds of a number in words: "Antara 0 dan 120"."""
    low, high = (
        None if bound is None else spoken(bound, MAX_DECIMALS) for bound in (field.minimum, field.maximum)
    )
    if low is not None and high is not None:
        return f"Antara {low} dan {high}."
    if low is not None:
        return f"Paling kecil {low}."
    return f"Paling besar {high}." if high is not None else ""


def _edit_text(control: str) -> Callable[[Field, object, FormSchema, Files], Parts]:
    return lambda field, value, schema, files: {"control": control, "value": value or ""}


def _edit_number(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    number = parse_number(value)
    # Phone keypads for numbers have no minus.
    may_be_negative = field.minimum is None or field.minimum < 0
    return {
        "control": "number",
        "value": "" if number is None else spoken(number, MAX_DECIMALS).replace("−", "-"),
        "input_mode": "text" if may_be_negative else "decimal" if field.decimals else "numeric",
        "limits": limits_text(field),
    }


def _edit_scale(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    scale = schema.scale(field.scale)
    levels = scale.levels if scale else ()
    options = [Option(level.key, level.label, level.descriptor, level.key == value) for level in levels]
    return _radios(field, options)


def _edit_choice(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    options = [Option(choice.key, choice.label, selected=choice.key == value) for choice in field.choices]
    return (
        {"control": "select", "options": tuple(options)}
        if len(options) > MANY_OPTIONS
        else _radios(field, options)
    )


def _edit_yes_no(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    chosen = _yes_no(value)
    return _radios(
        field, [Option(key, label, selected=key == chosen) for key, label in YES_NO_LABELS.items()]
    )


def _edit_choices(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    ticked = value if isinstance(value, list) else []
    options = (Option(choice.key, choice.label, selected=choice.key in ticked) for choice in field.choices)
    return {"control": "checkboxes", "options": tuple(options)}


def _edit_evidence(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    attached = value if isinstance(value, list) else []
    return {
        "control": "evidence",
        "files": tuple(files[number] for number in attached if number in files),
        "other_files": tuple(
            file for file in files.values() if file.id not in attached and fits(field, file)
        ),
        "accept": ",".join(f".{extension.lstrip('.')}" for extension in field.extensions),
        "max_files": field.max_files,
    }


def _radios(field: Field, options: list[Option]) -> Parts:
    short = all(len(option.label) <= SHORT_LABEL and not option.descriptor for option in options)
    if not field.required:
        unanswered = not any(option.selected for option in options)
        options = [*options, Option(NOT_ANSWERED.value, NOT_ANSWERED.label, selected=unanswered)]
    return {"control": "radio", "options": tuple(options), "side_by_side": short}


def _read_scale(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    scale = schema.scale(field.scale)
    level = scale.level(str(value)) if scale else None
    return {"text": level.label, "descriptor": level.descriptor} if level else {}


def _read_evidence(field: Field, value: object, schema: FormSchema, files: Files) -> Parts:
    attached = value if isinstance(value, list) else []
    return {"files": tuple(files[number] for number in attached if number in files)}


def _labels(field: Field, value: object) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(choice.label for choice in field.choices if choice.key in chosen)


def _yes_no(value: object) -> str | None:
    return (YES if value else NO) if isinstance(value, bool) else None


Show = Callable[[Field, object, FormSchema, Files], Parts]

EDITING: Mapping[FieldKind, Show] = {
    FieldKind.SHORT_TEXT: _edit_text("text"),
    FieldKind.LONG_TEXT: _edit_text("long_text"),
    FieldKind.NUMBER: _edit_number,
    FieldKind.SCALE: _edit_scale,
    FieldKind.CHOICE: _edit_choice,
    FieldKind.CHOICES: _edit_choices,
    FieldKind.YES_NO: _edit_yes_no,
    FieldKind.DATE: _edit_text("date"),
    FieldKind.EVIDENCE: _edit_evidence,
}

READING: Mapping[FieldKind, Show] = {
    FieldKind.SHORT_TEXT: lambda field, value, schema, files: {"text": value},
    FieldKind.LONG_TEXT: lambda field, value, schema, files: {"text": value},
    FieldKind.NUMBER: lambda field, value, schema, files: {"text": figure_text(value)},
    FieldKind.SCALE: _read_scale,
    FieldKind.CHOICE: lambda field, value, schema, files: {"text": _labels(field, value)},
    FieldKind.CHOICES: lambda field, value, schema, files: {"text": _labels(field, value)},
    FieldKind.YES_NO: lambda field, value, schema, files: {"text": YES_NO_LABELS[YES if value else NO]},
    FieldKind.DATE: lambda field, value, schema, files: {
        "text": dateformat.format(date.fromisoformat(str(value)), "j F Y")
    },
    FieldKind.EVIDENCE: _read_evidence,
}

"""How one answer is shown: its input with options, or its text for reading. One function per kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import dateformat

from forms_config.engine.answers import (
    is_answer,
    is_not_applicable,
    may_be_not_applicable,
)
from forms_config.engine.kinds import YES_NO
from forms_config.engine.levels import own_descriptor
from forms_config.engine.rounding import spoken
from forms_config.engine.schema import (
    NO,
    NOT_APPLICABLE,
    YES,
    Field,
    FieldKind,
    FormSchema,
    Scale,
    ScaleLevel,
)
from forms_config.engine.values import MAX_DECIMALS, parse_number

from .fields import EvidenceFile, Files, fits
from .view_model import Option
from .wording import NOT_APPLICABLE_LABEL, counts_text, files_text, gap_text

NOT_ANSWERED = Option("", "Tidak diisi")  # takes an optional radio answer away again
MANY_OPTIONS = 8  # from here on a list box
SHORT_LABEL = 14  # letters of an option that fits beside others

Parts = dict[str, Any]  # attributes of an Item


@dataclass(frozen=True, slots=True)
class Around:
    """What an item is shown with: ``need`` is the level that this post requires, ``scale`` the field's."""

    schema: FormSchema
    files: Files
    scale: Scale | None = None
    need: ScaleLevel | None = None


def editing_parts(field: Field, value: object, around: Around, *, compact: bool = False) -> Parts:
    """Control, value and options of the input for ``field``; ``value`` as stored, or None.

    ``compact``: for a cell of a table, a list box instead of radio buttons.
    """
    is_na = is_not_applicable(field, value)
    parts = EDITING[field.kind](field, None if is_na else value, around)
    if may_be_not_applicable(field):
        parts |= _not_applicable(parts, field, is_na)
    if parts["control"] == "radio":
        return _list_box(parts["options"]) if compact else parts | _radios(field, parts["options"])
    return parts


def reading_parts(field: Field, value: object, around: Around) -> Parts:
    """Text (or files) that say what was answered; empty when nothing was, or nothing valid."""
    if not is_answer(field, value, around.schema):
        return {}
    if is_not_applicable(field, value):
        return {"text": NOT_APPLICABLE_LABEL, "unit": "", "descriptor": counts_text(field)}
    return READING[field.kind](field, value, around)


def figure_text(figure: object) -> str:
    """A system figure for people: "1.234,5", a text as it is, nothing for None."""
    number = figure if isinstance(figure, Decimal) else parse_number(figure)
    if number is not None:
        return spoken(number)
    return figure if isinstance(figure, str) else ""


def _not_applicable(parts: Parts, field: Field, is_chosen: bool) -> Parts:
    """One more option, or a box beside an input that has no options."""
    if "options" not in parts:
        return {"na_ticked": is_chosen, "na_text": counts_text(field)}
    option = Option(NOT_APPLICABLE, NOT_APPLICABLE_LABEL, counts_text(field), is_chosen)
    return {"options": (*parts["options"], option)}


def _edit_text(control: str) -> "Show":
    return lambda field, value, around: {"control": control, "value": value or ""}


def _edit_number(field: Field, value: object, around: Around) -> Parts:
    number = parse_number(value)
    # Phone keypads for numbers have no minus.
    may_be_negative = field.minimum is None or field.minimum < 0
    return {
        "control": "number",
        "value": "" if number is None else spoken(number, MAX_DECIMALS).replace("−", "-"),
        "input_mode": "text" if may_be_negative else "decimal" if field.decimals else "numeric",
    }


def _edit_scale(field: Field, value: object, around: Around) -> Parts:
    levels = around.scale.levels if around.scale else ()
    options = tuple(
        Option(
            level.key,
            level.label,
            own_descriptor(field, level.key) or level.descriptor,
            level.key == value,
            gap_text(level, around.need),
        )
        for level in levels
    )
    return {"control": "radio", "options": options}


def _edit_choice(field: Field, value: object, around: Around) -> Parts:
    options = tuple(
        Option(choice.key, choice.label, selected=choice.key == value) for choice in field.choices
    )
    return {"control": "select" if len(options) > MANY_OPTIONS else "radio", "options": options}


def _edit_yes_no(field: Field, value: object, around: Around) -> Parts:
    chosen = _yes_no(value)
    options = tuple(Option(key, label, selected=key == chosen) for key, label in YES_NO.items())
    return {"control": "radio", "options": options}


def _edit_choices(field: Field, value: object, around: Around) -> Parts:
    ticked = value if isinstance(value, list) else []
    options = (Option(choice.key, choice.label, selected=choice.key in ticked) for choice in field.choices)
    return {"control": "checkboxes", "options": tuple(options)}


def _edit_evidence(field: Field, value: object, around: Around) -> Parts:
    attached = value if isinstance(value, list) else []
    return {
        "control": "evidence",
        "files": _attached(value, around),
        "other_files": tuple(
            file for file in around.files.values() if file.id not in attached and fits(field, file)
        ),
        "accept": ",".join(f".{extension.lstrip('.')}" for extension in field.extensions),
        "max_files": field.max_files,
        "file_limits": files_text(field),
    }


def _radios(field: Field, options: tuple[Option, ...]) -> Parts:
    short = all(
        len(option.label) <= SHORT_LABEL and (not option.descriptor or option.value == NOT_APPLICABLE)
        for option in options
    )
    if not field.required:
        unanswered = not any(option.selected for option in options)
        options = (*options, Option(NOT_ANSWERED.value, NOT_ANSWERED.label, selected=unanswered))
    return {"options": options, "side_by_side": short}


def _list_box(options: tuple[Option, ...]) -> Parts:
    return {"control": "select", "options": options}


def _read_scale(field: Field, value: object, around: Around) -> Parts:
    level = around.scale.level(str(value)) if around.scale else None
    if level is None:
        return {}
    return {
        "text": level.label,
        "descriptor": own_descriptor(field, level.key) or level.descriptor,
        "gap": gap_text(level, around.need),
    }


def _attached(value: object, around: Around) -> tuple[EvidenceFile, ...]:
    numbers = value if isinstance(value, list) else []
    return tuple(around.files[number] for number in numbers if number in around.files)


def _labels(field: Field, value: object) -> str:
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(choice.label for choice in field.choices if choice.key in chosen)


def _yes_no(value: object) -> str | None:
    return (YES if value else NO) if isinstance(value, bool) else None


Show = Callable[[Field, object, Around], Parts]

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
    FieldKind.SHORT_TEXT: lambda field, value, around: {"text": value},
    FieldKind.LONG_TEXT: lambda field, value, around: {"text": value},
    FieldKind.NUMBER: lambda field, value, around: {"text": figure_text(value)},
    FieldKind.SCALE: _read_scale,
    FieldKind.CHOICE: lambda field, value, around: {"text": _labels(field, value)},
    FieldKind.CHOICES: lambda field, value, around: {"text": _labels(field, value)},
    FieldKind.YES_NO: lambda field, value, around: {"text": YES_NO[YES if value else NO]},
    FieldKind.DATE: lambda field, value, around: {
        "text": dateformat.format(date.fromisoformat(str(value)), "j F Y")
    },
    FieldKind.EVIDENCE: lambda field, value, around: {"files": _attached(value, around)},
}

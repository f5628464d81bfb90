"""The Django half of each kind of field: the form field that reads an answer, its input, its text for reading.

What a kind is: ``engine.kinds``. A control is drawn by ``templates/forms/controls/``, one body for each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import dateformat

from forms_config.engine.calculated import Calculation
from forms_config.engine.figures import Figures, figure, standing
from forms_config.engine.kinds import answer_labels, kind_of
from forms_config.engine.levels import own_descriptor
from forms_config.engine.rounding import spoken
from forms_config.engine.schema import Field, FieldKind, FormSchema, Scale, ScaleLevel
from forms_config.engine.values import MAX_DECIMALS, parse_number, texts

from .fields import (
    AnswerField,
    DateField,
    EvidenceField,
    EvidenceFile,
    Files,
    NumberField,
    OneOfField,
    SeveralOfField,
    TextField,
    YesNoField,
    fits,
)
from .view_model import Option
from .wording import files_text, gap_text

MANY_OPTIONS = 8  # from so many on they are drawn as a list box

Parts = dict[str, Any]  # attributes of an Item


@dataclass(frozen=True, slots=True)
class Around:
    """What an item is shown with: ``need`` is the level that this post requires, ``scale`` the field's.

    ``calculation`` of a calculated item; ``is_draft``: it still follows what is typed.
    """

    schema: FormSchema
    files: Files
    scale: Scale | None = None
    need: ScaleLevel | None = None
    figures: Figures = field(default_factory=dict)
    calculation: Calculation | None = None
    is_draft: bool = False


Show = Callable[[Field, object, Around], Parts]
Build = Callable[[Field, FormSchema, Files], AnswerField]


def figure_text(figure: object) -> str:
    """A system figure for people: "1.234,5", a text as it is, nothing for None."""
    number = figure if isinstance(figure, Decimal) else parse_number(figure)
    if number is not None:
        return spoken(number)
    return figure if isinstance(figure, str) else ""


def _edit_text(control: str) -> Show:
    return lambda field, value, around: {"control": control, "value": value or ""}


def _edit_number(field: Field, value: object, around: Around, *, control: str = "number") -> Parts:
    number = parse_number(value)
    # Phone keypads for numbers have no minus.
    may_be_negative = field.minimum is None or field.minimum < 0
    return {
        "control": control,
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


def _options(field: Field, value: object, around: Around) -> tuple[Option, ...]:
    chosen = texts(value)
    labels = answer_labels(around.schema, field)
    return tuple(Option(key, label, selected=key in chosen) for key, label in labels.items())


def _edit_one_of(field: Field, value: object, around: Around) -> Parts:
    options = _options(field, value, around)
    return {"control": "select" if len(options) > MANY_OPTIONS else "radio", "options": options}


def _edit_several(field: Field, value: object, around: Around) -> Parts:
    return {"control": "checkboxes", "options": _options(field, value, around)}


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


def _read_words(field: Field, value: object, around: Around) -> Parts:
    return {"text": kind_of(field).words(around.schema, field, value)}


def _read_day(field: Field, value: object, around: Around) -> Parts:
    return {"text": dateformat.format(date.fromisoformat(str(value)), "j F Y")}


def _read_figure(field: Field, value: object, around: Around) -> Parts:
    """A figure of the system, its unit, and where it comes from."""
    text, known = figure_text(around.figures.get(field.source)), figure(field.source)
    return {
        "text": text,
        "unit": field.unit or (known.unit if known else ""),
        "note": "" if text else "Belum ada data.",
        "origin": f"Diambil dari: {known.origin}. {standing(field.source, around.figures)}".strip()
        if known
        else "",
    }


def _read_calculated(field: Field, value: object, around: Around) -> Parts:
    """The value of a calculated item as the answers stand now, and how it is worked out."""
    found = around.calculation
    value, words = (found.value, found.words.rstrip(".")) if found else (None, "")
    saved = " Dihitung ulang setiap kali disimpan." if around.is_draft else ""
    return {
        "text": "" if value is None else spoken(value, MAX_DECIMALS),
        "note": "Belum dapat dihitung." if value is None else "",
        "origin": f"Cara menghitung: {words}.{saved}" if words else "",
    }


@dataclass(frozen=True, slots=True)
class Control:
    """How one kind of field is answered and read; without ``build`` and ``edit``: it is only read."""

    build: Build | None = None
    edit: Show | None = None
    read: Show = _read_words


def _one_of(field: Field, schema: FormSchema, files: Files) -> AnswerField:
    return OneOfField(field, answer_labels(schema, field))


CONTROLS: Mapping[FieldKind, Control] = {
    FieldKind.SHORT_TEXT: Control(lambda field, *_: TextField(field, multiline=False), _edit_text("text")),
    FieldKind.LONG_TEXT: Control(lambda field, *_: TextField(field, multiline=True), _edit_text("long_text")),
    FieldKind.NUMBER: Control(lambda field, *_: NumberField(field), _edit_number),
    FieldKind.MONEY: Control(lambda field, *_: NumberField(field), partial(_edit_number, control="money")),
    FieldKind.SCALE: Control(_one_of, _edit_scale, _read_scale),
    FieldKind.CHOICE: Control(_one_of, _edit_one_of),
    FieldKind.CHOICES: Control(lambda field, *_: SeveralOfField(field), _edit_several),
    FieldKind.YES_NO: Control(lambda field, *_: YesNoField(field), _edit_one_of),
    FieldKind.DATE: Control(lambda field, *_: DateField(field), _edit_text("date"), _read_day),
    FieldKind.EVIDENCE: Control(
        lambda field, schema, files: EvidenceField(field, files),
        _edit_evidence,
        lambda field, value, around: {"files": _attached(value, around)},
    ),
    FieldKind.SYSTEM_FIGURE: Control(read=_read_figure),
    FieldKind.CALCULATED: Control(read=_read_calculated),
    FieldKind.INFORMATION: Control(read=lambda field, value, around: {"control": "information"}),
}

"""How one answer is shown: its input with options, or its text for reading. What differs by kind: ``kinds``."""

from forms_config.engine.answers import is_answer, is_not_applicable, may_be_not_applicable
from forms_config.engine.kinds import kind_of
from forms_config.engine.schema import NOT_APPLICABLE, Field

from .kinds import CONTROLS, Around, Parts
from .view_model import Option
from .wording import NOT_APPLICABLE_LABEL, counts_text

NOT_ANSWERED = Option("", "Tidak diisi")  # takes an optional radio answer away again
SHORT_LABEL = 14  # letters of an option that fits beside others


def editing_parts(field: Field, value: object, around: Around, *, compact: bool = False) -> Parts:
    """Control, value and options of the input for ``field``; ``value`` as stored, or None.

    ``compact``: for a cell of a table, a list box instead of radio buttons.
    """
    is_na = is_not_applicable(field, value)
    edit = CONTROLS[field.kind].edit
    assert edit is not None  # asked only of what people answer
    parts = edit(field, None if is_na else value, around)
    if may_be_not_applicable(field):
        parts |= _not_applicable(parts, field, is_na)
    if parts["control"] == "radio":
        return parts | ({"control": "select"} if compact else _radios(field, parts["options"]))
    return parts


def reading_parts(field: Field, value: object, around: Around) -> Parts:
    """Text (or files) that say what was answered; empty when nothing was, or nothing valid."""
    read = CONTROLS[field.kind].read
    if not kind_of(field).is_answered:
        return read(field, value, around)
    if not is_answer(field, value, around.schema):
        return {}
    if is_not_applicable(field, value):
        return {"text": NOT_APPLICABLE_LABEL, "unit": "", "descriptor": counts_text(field)}
    return read(field, value, around)


def _not_applicable(parts: Parts, field: Field, is_chosen: bool) -> Parts:
    """One more option, or a box beside an input that has no options."""
    if "options" not in parts:
        return {"na_ticked": is_chosen, "na_text": counts_text(field)}
    option = Option(NOT_APPLICABLE, NOT_APPLICABLE_LABEL, counts_text(field), is_chosen)
    return {"options": (*parts["options"], option)}


def _radios(field: Field, options: tuple[Option, ...]) -> Parts:
    short = all(
        len(option.label) <= SHORT_LABEL and (not option.descriptor or option.value == NOT_APPLICABLE)
        for option in options
    )
    if not field.required:
        unanswered = not any(option.selected for option in options)
        options = (*options, Option(NOT_ANSWERED.value, NOT_ANSWERED.label, selected=unanswered))
    return {"options": options, "side_by_side": short}

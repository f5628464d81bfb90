"""Putting ready-made parts into the draft of a form: official sections, sections of other forms, indicators.

Parts are plain data as in a file of a form (``transfer.blocks``): choosers are keys, so nothing here depends on
where a part comes from.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from forms_config.actors import Actor
from forms_config.blocks.keys import keyed_blocks
from forms_config.domain.drafts import latest_draft, save_draft
from forms_config.domain.transfer import blocks
from forms_config.domain.transfer.kinds import BY_NAME, PAGES, resolver
from forms_config.keys import propose_key
from forms_config.models import EvaluationForm, Indicator, PredikatMatrix
from forms_config.official.forms import ready_made_sections

SECTIONS = EvaluationForm._meta.get_field("sections").stream_block
NEW_SECTION = ""

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A section that can be inserted. ``name`` tells it apart from the others on the page.

    ``contents``: what is in it, in words. ``missing``: what it needs and what is not in the library.
    """

    name: str
    label: str
    text: str
    contents: tuple[str, ...]
    missing: tuple[str, ...]
    section: Plain


@dataclass(frozen=True, slots=True)
class Side:
    """How all indicators of a set are answered."""

    filled_by: str
    required: bool
    scored: bool


# --- What there is to insert ------------------------------------------------------------------------
def official_parts() -> list[Part]:
    """The official sections."""
    resolve, names = resolver(), _indicator_names()
    parts = []
    for one in ready_made_sections():
        (section,) = blocks.checked(SECTIONS, [one.section], one.name)
        needed = dict.fromkeys(blocks.references(SECTIONS, [section]))
        missing = [
            f"{BY_NAME[kind].label.lower()} {key}"
            for kind, key in needed
            if kind != PAGES and resolve(kind, key) is None
        ]
        parts.append(_part(one.name, one.title, one.text, section, names, missing))
    return parts


def parts_of_others(form: EvaluationForm) -> list[tuple[EvaluationForm, list[Part]]]:
    """The sections in the latest drafts of the other forms. Reads every draft: there are dozens."""
    others = EvaluationForm.objects.exclude(pk=form.pk).select_related("latest_revision")
    found, names = [], _indicator_names()
    for other in others:
        draft = other.get_latest_revision_as_object()
        sections = blocks.to_plain(SECTIONS, draft.sections)
        parts = [
            _part(f"{other.pk}-{number}-{value['key']}", value["label"], value["description"], section, names)
            for number, section in enumerate(sections, start=1)
            if (value := section["value"])
        ]
        if parts:
            found.append((draft, parts))
    return found


def _indicator_names() -> dict[str, str]:
    return dict(Indicator.objects.values_list("code", "name"))


def _part(
    name: str,
    label: str,
    text: str,
    section: Plain,
    indicators: Mapping[str, str],
    missing: Sequence[str] = (),
) -> Part:
    value = section["value"]
    contents = [
        str(field["value"]["label"] or indicators.get(field["value"].get("indicator"), ""))
        for field in value["fields"]
    ]
    contents += [overall["label"] for overall in value["overall"]]
    return Part(
        name=name,
        label=label,
        text=text,
        contents=tuple(content for content in contents if content),
        missing=tuple(missing),
        section=section,
    )


# --- Inserting --------------------------------------------------------------------------------------
@transaction.atomic
def insert_sections(
    form: EvaluationForm, sections: Sequence[Plain], *, matrix: PredikatMatrix | None = None, actor: Actor
) -> list[str]:
    """Add sections at the end of the latest draft, as a new revision by ``actor``; answers with their names.

    Keys that are taken in the form get a number; conditions and formulas inside the part follow. ``matrix``
    is used where the form has none. Raises DraftIsLocked.
    """
    draft = latest_draft(form, actor=actor)
    taken = _taken(draft)
    renamed = [_with_free_keys(section, taken) for section in sections]
    _append(draft, blocks.to_raw(SECTIONS, renamed, resolver()))
    if draft.matrix is None:
        draft.matrix = matrix
    save_draft(draft, actor=actor)
    return [section["value"]["label"] for section in renamed]


@transaction.atomic
def insert_indicators(
    form: EvaluationForm,
    indicators: Iterable[Indicator],
    *,
    into: str,
    label: str = "",
    side: Side,
    actor: Actor,
) -> list[str]:
    """Add indicators as items of one section, as a new revision by ``actor``; answers with their names.

    ``into``: the key of a section of the draft, or NEW_SECTION for one named ``label``. Raises DraftIsLocked,
    and LookupError when the section is gone.
    """
    draft = latest_draft(form, actor=actor)
    chosen = list(indicators)
    taken = _taken(draft)
    section_key = "" if into else _claim(propose_key(label, taken, fallback="bagian"), taken)
    fields = [_item(indicator, side, taken) for indicator in chosen]
    if into:
        _append_fields(draft, into, fields)
    else:
        section = {"key": section_key, "label": label, "area": _area(chosen), "fields": fields}
        plain = blocks.checked(SECTIONS, [{"type": "section", "value": section}], label)
        _append(draft, blocks.to_raw(SECTIONS, plain, resolver()))
    save_draft(draft, actor=actor)
    return [indicator.name for indicator in chosen]


def _taken(draft: EvaluationForm) -> set[str]:
    return {value["key"] for _, value in keyed_blocks(draft.sections) if value["key"]}


def _append(draft: EvaluationForm, raw: list[Plain]) -> None:
    draft.sections = json.dumps([*_raw(draft), *raw], default=str)


def _raw(draft: EvaluationForm) -> list[Plain]:
    return list(draft.sections.get_prep_value())


def _with_free_keys(section: Plain, taken: set[str]) -> Plain:
    """The section with keys that the form does not have yet; adds them to ``taken``."""
    names: dict[str, str] = {}
    for part in blocks.keyed_parts([section]):
        old = part["key"]
        if old:
            new = old if old not in taken else propose_key(old, taken)
            names |= {old: _claim(new, taken)}
    (followed,) = blocks.with_names(
        SECTIONS, [section], {old: new for old, new in names.items() if old != new}
    )
    for part in blocks.keyed_parts([followed]):
        part["key"] = names.get(part["key"], part["key"])
    return dict(followed)


def _claim(key: str, taken: set[str]) -> str:
    taken.add(key)
    return key


def _item(indicator: Indicator, side: Side, taken: set[str]) -> Plain:
    value = {
        "key": _claim(propose_key(indicator.code, taken), taken),
        "indicator": indicator.code,
        "filled_by": side.filled_by,
        "required": side.required,
        "scored": side.scored,
    }
    return {"type": "indicator", "value": value}


def _area(indicators: Sequence[Indicator]) -> str:
    """The area of a new section: that of its indicators, where they agree."""
    groups = {indicator.group for indicator in indicators}
    return groups.pop() if len(groups) == 1 else Indicator.Group.GENERAL.value


def _append_fields(draft: EvaluationForm, section_key: str, fields: list[Plain]) -> None:
    stream = SECTIONS.child_blocks["section"].child_blocks["fields"]
    raw_fields = blocks.to_raw(stream, blocks.checked(stream, fields, "Indikator"), resolver())
    raw = _raw(draft)
    section = next((one for one in raw if one["value"]["key"] == section_key), None)
    if section is None:
        raise LookupError(section_key)
    section["value"]["fields"] = [*section["value"]["fields"], *raw_fields]
    draft.sections = json.dumps(raw, default=str)

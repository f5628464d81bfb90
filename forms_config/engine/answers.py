"""Reading answers: the one place that decides whether a stored value really is an answer.

Everything behind it (visibility, completeness, scoring) sees well-formed values only. What is malformed
(wrong type, unknown choice, number out of bounds) counts as missing and never raises.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .kinds import kind_of
from .levels import level_of
from .schema import NOT_APPLICABLE, Field, FormSchema, NotApplicable, Section, SectionKind

Answers = Mapping[str, object]
PlanRow = Mapping[str, Any]
PlanRows = Sequence[PlanRow]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a rows section: its answers, and for plan rows the planned work result it reports on."""

    key: str
    number: int  # from 1, as people count
    answers: Answers
    plan: PlanRow | None = None

    def label(self, section: Section) -> str:
        return f"{section.row_label} {self.number}"


def may_be_not_applicable(field: Field) -> bool:
    """Whether "tidak berlaku" is an answer to this field."""
    return field.not_applicable != NotApplicable.REFUSED and kind_of(field).may_be_skipped


def is_not_applicable(field: Field, raw: object) -> bool:
    """Whether the field was answered with "tidak berlaku". A text of the same letters is a text."""
    return raw == NOT_APPLICABLE and may_be_not_applicable(field)


def is_answer(field: Field, raw: object, schema: FormSchema) -> bool:
    """Whether ``raw`` is a valid answer to ``field``, in the form that is described in ``schema``."""
    return is_not_applicable(field, raw) or kind_of(field).takes(schema, field, raw)


def well_formed(schema: FormSchema, answers: object) -> dict[str, object]:
    """Only keys that the form knows, with valid values, in the order of the form. Hidden fields are kept."""
    given = answers if isinstance(answers, Mapping) else {}
    kept: dict[str, object] = {}
    for section in schema.sections:
        if section.kind == SectionKind.PLAIN:
            kept |= _valid_fields(section, given, schema)
        elif section.key in given:
            kept[section.key] = [
                {"_row": key} | _valid_fields(section, row, schema) for key, row in keyed_rows(section, given)
            ]
        if section.overall and level_of(schema, section.overall, given.get(section.overall.key)):
            kept[section.overall.key] = given[section.overall.key]
    return kept


def keyed_rows(section: Section, answers: Answers) -> Iterator[tuple[str, Answers]]:
    """``(row key, row)`` as stored; skips what is no row and repeats of a key (the first counts)."""
    stored = answers.get(section.key)
    seen: set[str] = set()
    for row in stored if isinstance(stored, list) else ():
        key = row.get("_row") if isinstance(row, Mapping) else None
        if isinstance(key, str) and key and key not in seen:
            seen.add(key)
            yield key, row


def stored_value(section: Section, row_key: str | None, field_key: str, answers: object) -> object:
    """What stands in the answers at this place, valid or not; None when nothing does."""
    given = answers if isinstance(answers, Mapping) else {}
    if row_key is not None:
        given = dict(keyed_rows(section, given)).get(row_key, {})
    return given.get(field_key)


def asks_for_evidence(schema: FormSchema) -> bool:
    """Whether any field of the form takes files."""
    return any(_evidence_keys(section) for section in schema.sections)


def named_evidence(schema: FormSchema, answers: object) -> set[int]:
    """The ids of all files that the answers name in fields for evidence, in any row, hidden or not."""
    given = answers if isinstance(answers, Mapping) else {}
    named: set[int] = set()
    for section in schema.sections:
        keys = _evidence_keys(section)
        if keys:
            rows = [given] if section.kind == SectionKind.PLAIN else dict(keyed_rows(section, given)).values()
            named.update(pk for row in rows for key in keys for pk in _ids(row.get(key)))
    return named


def without_evidence(schema: FormSchema, answers: Answers, gone: Collection[int]) -> dict[str, object]:
    """The answers without these files; a field that named nothing else is no longer answered."""
    left = dict(answers)
    for section in schema.sections:
        keys = _evidence_keys(section)
        if section.kind == SectionKind.PLAIN:
            left = _without(left, keys, gone)
        elif keys and isinstance(stored := left.get(section.key), list):
            left[section.key] = [
                _without(row, keys, gone) if isinstance(row, Mapping) else row for row in stored
            ]
    return left


def _evidence_keys(section: Section) -> list[str]:
    return [field.key for field in section.fields if kind_of(field).has_files]


def _without(given: Answers, keys: Sequence[str], gone: Collection[int]) -> dict[str, object]:
    left = dict(given)
    for key in keys:
        named = left.get(key)
        if isinstance(named, list) and (kept := [pk for pk in named if pk not in gone]) != named:
            left[key] = kept
            if not kept:
                del left[key]
    return left


def rows(section: Section, answers: Answers, plan_rows: PlanRows = ()) -> tuple[Row, ...]:
    """The rows of a rows section: plan rows follow the plan, answered or not; free rows the answers."""
    stored = dict(keyed_rows(section, answers))
    if section.kind == SectionKind.FREE_ROWS:
        return tuple(Row(key, number, row) for number, (key, row) in enumerate(stored.items(), 1))
    if section.kind == SectionKind.PLAN_ROWS:
        return tuple(
            Row(key := str(plan["_row"]), number, stored.get(key, {}), plan)
            for number, plan in enumerate(plan_rows, 1)
        )
    return ()


def _valid_fields(section: Section, given: Answers, schema: FormSchema) -> dict[str, object]:
    return {
        field.key: given[field.key]
        for field in section.fields
        if field.key in given and is_answer(field, given[field.key], schema)
    }


def _ids(raw: object) -> list[int]:
    return [value for value in raw if type(value) is int] if isinstance(raw, list) else []

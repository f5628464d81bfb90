"""Conditions: does each one refer to an answer that can be there, and can it ever be true?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..answers import may_be_not_applicable
from ..kinds import Origin, kind_of
from ..schema import (
    NOT_APPLICABLE,
    Condition,
    Field,
    FilledBy,
    FormSchema,
    Operator,
    OverallRating,
    Section,
    SectionKind,
    Visibility,
)
from ..values import parse_number
from .problem import INDEX, Problem, error, warning

_WITHOUT_VALUE = (Operator.IS_EMPTY, Operator.IS_NOT_EMPTY)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a condition stands. ``section`` None: in the index (a weight set or a band)."""

    path: tuple[str, ...]
    name: str
    condition: Condition
    section: Section | None = None
    field: Field | None = None

    @property
    def owner(self) -> str:
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Target:
    """What a condition asks: a field or an overall rating; ``position`` in the order of the form."""

    section: Section
    part: Field | OverallRating
    position: int

    @property
    def filled_by(self) -> FilledBy:
        return self.part.filled_by if isinstance(self.part, Field) else FilledBy.RATER


def condition_problems(schema: FormSchema) -> Iterator[Problem]:
    known = targets(schema)
    edges = _edges(schema)
    for site in _sites(schema):
        target = known.get(site.condition.field)
        if target is None:
            text = f"Syarat pada {site.name} menunjuk isian yang tidak ada. Pilih isian dari formulir ini."
            yield error("unknown_condition_field", site.path, text)
        elif site.section and site.owner in _reachable(edges, site.condition.field):
            text = f"Syarat pada {site.name} berputar kembali ke dirinya sendiri. Hapus salah satu syarat."
            yield error("circular_condition", site.path, text)
        else:
            yield from _place_problems(site, target, known)
            yield from _value_problems(schema, site, target)


def _place_problems(site: Site, target: Target, known: Mapping[str, Target]) -> Iterator[Problem]:
    asked = f"“{target.part.label}”"
    in_rows = target.section.kind != SectionKind.PLAIN and isinstance(target.part, Field)
    if in_rows and (site.field is None or site.section is not target.section):
        text = (
            f"Syarat pada {site.name} memakai {asked}, yang ada di setiap baris. Pakai isian di luar baris."
        )
        yield error("condition_field_in_rows", site.path, text)
    if site.section is None:
        return
    if _position(site, known) < target.position:
        text = f"Syarat pada {site.name} memakai {asked}, yang letaknya sesudahnya. Pindahkan ke sebelumnya."
        yield warning("condition_on_later_field", site.path, text)
    by_employee = site.field is not None and site.field.filled_by == FilledBy.EMPLOYEE
    if by_employee and target.filled_by == FilledBy.RATER:
        text = (
            f"{site.name} diisi pegawai, tetapi baru tampil setelah penilai mengisi {asked}. Ubah syaratnya."
        )
        yield warning("condition_on_rater_answer", site.path, text)


def _value_problems(schema: FormSchema, site: Site, target: Target) -> Iterator[Problem]:
    condition, asked = site.condition, f"“{target.part.label}”"
    if kind_of(target.part).origin is Origin.FORMULA:
        text = f"{asked} dihitung dari isian lain, jadi tidak dapat menjadi syarat {site.name}."
        yield error("condition_on_calculated", site.path, f"{text} Pakai isian yang menjadi dasarnya.")
    elif not kind_of(target.part).is_answered:
        text = (
            f"{asked} tidak diisi siapa pun, jadi tidak dapat menjadi syarat {site.name}. Pilih isian lain."
        )
        yield error("condition_on_unanswered_field", site.path, text)
    elif condition.operator in _WITHOUT_VALUE:
        return
    elif not any(value.strip() for value in condition.values):
        yield error(
            "condition_without_value", site.path, f"Syarat pada {site.name} belum punya nilai. Isi nilainya."
        )
    elif condition.operator == Operator.AT_LEAST and not _is_number_condition(target.part, condition):
        text = f"Syarat “sedikitnya” pada {site.name} memakai {asked} tanpa batas yang sesuai."
        hint = "Pakai isian angka dengan batas berupa angka, atau isian skala dengan salah satu tingkatnya."
        yield error("condition_not_a_number", site.path, f"{text} {hint}")
    else:
        known = _known_values(schema, target.part)
        unknown = [value for value in condition.values if known is not None and value not in known]
        if unknown:
            text = f"Syarat pada {site.name} memakai jawaban “{unknown[0]}”, yang tidak ada pada {asked}."
            yield error("condition_unknown_value", site.path, f"{text} Pilih jawaban yang ada.")


def _is_number_condition(part: Field | OverallRating, condition: Condition) -> bool:
    return kind_of(part).is_amount and parse_number(condition.values[0]) is not None


def _known_values(schema: FormSchema, part: Field | OverallRating) -> set[str] | None:
    """The answers that ``part`` can have; None when they cannot be listed (texts, numbers, dates)."""
    labels = kind_of(part).labels(schema, part)
    skipped = {NOT_APPLICABLE} if isinstance(part, Field) and may_be_not_applicable(part) else set()
    return None if labels is None else {*labels, *skipped}


def _sites(schema: FormSchema) -> Iterator[Site]:
    for section in schema.sections:
        for condition in _conditions(section.visible_if):
            yield Site((section.key,), f"bagian “{section.label}”", condition, section)
        for field in section.fields:
            for condition in _conditions(field.visible_if):
                yield Site((section.key, field.key), f"“{field.label}”", condition, section, field)
    if schema.index is None:
        return
    for weights in schema.index.weight_sets:
        if weights.condition:
            yield Site((INDEX,), f"bobot “{weights.label}”", weights.condition)
    for band in schema.index.bands:
        if band.condition:
            yield Site((INDEX,), f"golongan “{band.label}”", band.condition)


def targets(schema: FormSchema) -> dict[str, Target]:
    """Everything that can be asked, by key."""
    parts = [(section, part) for section in schema.sections for part in section.parts]
    return {part.key: Target(section, part, position) for position, (section, part) in enumerate(parts)}


def _position(site: Site, known: Mapping[str, Target]) -> int:
    """Of the field itself; of a section that of its first part."""
    section = site.section
    keys = [site.field.key] if site.field else [field.key for field in section.fields] if section else []
    return min((known[key].position for key in keys), default=len(known))


def _edges(schema: FormSchema) -> dict[str, set[str]]:
    """What the visibility of each section, field and overall rating depends on."""
    edges: dict[str, set[str]] = {}
    for section in schema.sections:
        edges[section.key] = {condition.field for condition in _conditions(section.visible_if)}
        for field in section.fields:
            edges[field.key] = {section.key} | {c.field for c in _conditions(field.visible_if)}
        if section.overall:
            edges[section.overall.key] = {section.key}
    return edges


def _reachable(edges: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += edges.get(key, ())
    return found


def _conditions(visibility: Visibility | None) -> tuple[Condition, ...]:
    return visibility.conditions if visibility else ()

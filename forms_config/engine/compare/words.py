"""The values of a form in plain Indonesian."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .. import figures
from ..explain import condition_text
from ..kinds import KINDS, answer_labels, kind_of
from ..rounding import spoken
from ..schema import (
    Area,
    Band,
    Choice,
    Condition,
    Constant,
    Demand,
    DemandKind,
    Field,
    FieldKind,
    FilledBy,
    FormSchema,
    Layout,
    NotApplicable,
    OverallRating,
    Polarity,
    Reading,
    ScoreBand,
    ScoreKind,
    Scoring,
    Section,
    SectionKind,
    Visibility,
    YearRule,
)

ALL_DIGITS = 20  # what is compared is shown unrounded

ENUMS: Mapping[type[StrEnum], Mapping[Any, str]] = {
    FieldKind: {key: kind.word for key, kind in KINDS.items()},
    FilledBy: {FilledBy.EMPLOYEE: "pegawai", FilledBy.RATER: "penilai"},
    SectionKind: {
        SectionKind.PLAIN: "bagian biasa",
        SectionKind.PLAN_ROWS: "baris dari rencana hasil kerja",
        SectionKind.FREE_ROWS: "baris bebas",
    },
    Layout: {Layout.CARDS: "kartu", Layout.TABLE: "tabel"},
    Area: {
        Area.HASIL_KERJA: "hasil kerja",
        Area.PERILAKU: "perilaku",
        Area.KOMPETENSI: "kompetensi",
        Area.GENERAL: "umum",
    },
    Polarity: {Polarity.HIGHER: "makin tinggi makin baik", Polarity.LOWER: "makin rendah makin baik"},
    ScoreKind: {
        ScoreKind.LEVEL: "nilai tingkatnya",
        ScoreKind.VALUE: "angkanya",
        ScoreKind.ACHIEVEMENT: "capaian terhadap target",
    },
    YearRule: {
        YearRule.REFERENCE: "hanya ditampilkan",
        YearRule.MOST_FREQUENT: "saran: rating yang paling sering",
        YearRule.LAST: "saran: rating dari hasil terakhir",
    },
    NotApplicable: {
        NotApplicable.REFUSED: "tidak boleh",
        NotApplicable.LEFT_OUT: "boleh, tidak ikut dihitung",
        NotApplicable.ZERO: "boleh, dihitung nol",
        NotApplicable.FULL: "boleh, dihitung penuh",
    },
}


def said(schema: FormSchema, value: Any) -> str:
    """A plain value: text, number, member of an enum, or a list of texts; nothing is an empty text."""
    if value is None:
        return ""
    if isinstance(value, StrEnum):
        return ENUMS[type(value)][value]
    if isinstance(value, Decimal):
        return spoken(value, ALL_DIGITS)
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def quoted(schema: FormSchema, value: str) -> str:
    return f"“{value}”" if value else ""


def minimum(schema: FormSchema, field: Field) -> str:
    return "" if field.minimum is None else kind_of(field).say(field.minimum)


def maximum(schema: FormSchema, field: Field) -> str:
    return "" if field.maximum is None else kind_of(field).say(field.maximum)


def percent(schema: FormSchema, value: Decimal) -> str:
    return f"{spoken(value, ALL_DIGITS)}%"


def scale_name(schema: FormSchema, key: str) -> str:
    scale = schema.scale(key)
    return f"“{scale.label if scale else key}”" if key else ""


def extensions(schema: FormSchema, value: tuple[str, ...]) -> str:
    return ", ".join(value) or "semua jenis yang diizinkan"


def figure_name(schema: FormSchema, source: str) -> str:
    known = figures.figure(source)
    return f"“{known.label if known else source}”" if source else ""


def level_label(schema: FormSchema, field: Field, key: str) -> str:
    """A level of the field's scale by its label; the key where the scale has no such level."""
    return answer_labels(schema, field).get(key, key)


def required_level(schema: FormSchema, field: Field) -> str:
    return level_label(schema, field, field.required_level) if field.required_level else ""


def required_levels(schema: FormSchema, field: Field) -> str:
    posts = dict(figures.POSTS)
    return "\n".join(
        f"{posts.get(one.post, one.post)}: {level_label(schema, field, one.level)}"
        for one in field.required_levels
    )


def descriptors(schema: FormSchema, field: Field) -> str:
    return "\n".join(f"{level_label(schema, field, one.level)}: {one.text}" for one in field.descriptors)


def demand(schema: FormSchema, value: Demand | None) -> str:
    if value is None:
        return ""
    label = part_label(schema, value.field)
    if value.kind == DemandKind.EXTREME:
        return f"wajib bila “{label}” dinilai paling rendah atau paling tinggi"
    return f"wajib bila nilai “{label}” sedikitnya {said(schema, value.score)}"


def condition(schema: FormSchema, value: Condition | None) -> str:
    return condition_text(schema, value) if value else ""


def visibility(schema: FormSchema, value: Visibility | None) -> str:
    """“hanya bila …”; nothing where it is always shown."""
    if value is None:
        return ""
    joint = " atau " if value.match == "any" else " dan "
    return "hanya bila " + joint.join(condition_text(schema, one) for one in value.conditions)


def score_bands(schema: FormSchema, value: tuple[ScoreBand, ...]) -> str:
    return "\n".join(
        f"{from_minimum(schema, one.minimum)}: {said(schema, one.score)}{f' ({one.label})' if one.label else ''}"
        for one in value
    )


def scoring(schema: FormSchema, value: Scoring | None) -> str:
    if value is None:
        return ""
    return f"{said(schema, value.kind)}, bobot {said(schema, value.weight)}"


def reading(schema: FormSchema, value: Reading | None) -> str:
    return f"“{value.title}”" if value else ""


def band(schema: FormSchema, value: Band) -> str:
    extra = f", syarat: {condition(schema, value.condition)}" if value.condition else ""
    return f"{from_minimum(schema, value.minimum)}{extra}"


def choices(schema: FormSchema, value: tuple[Choice, ...]) -> str:
    return ", ".join(choice.label for choice in value)


def part_label(schema: FormSchema, key: str) -> str:
    """The label of a field or overall rating; its key where there is none."""
    found = schema.part(key)
    return found.label if found else key


def noun(part: Field | OverallRating) -> str:
    return "Rating keseluruhan" if isinstance(part, OverallRating) else kind_of(part).noun


def facts(schema: FormSchema, part: Field | OverallRating) -> str:
    """What one wants to know of a field at once: “wajib, diisi pegawai, teks panjang”."""
    if isinstance(part, OverallRating):
        return f"diisi penilai, skala {scale_name(schema, part.scale)}"
    if not kind_of(part).is_answered:
        words = [said(schema, part.kind)]
    else:
        words = ["wajib"] if part.required else []
        words += [f"diisi {said(schema, part.filled_by)}", said(schema, part.kind)]
    if part.scoring:
        words.append(f"ikut dihitung, bobot {said(schema, part.scoring.weight)}")
    if part.visible_if:
        words.append(visibility(schema, part.visible_if))
    return ", ".join(words)


def section_facts(schema: FormSchema, section: Section) -> str:
    words = [said(schema, section.kind), f"{len(section.fields)} isian"]
    return ", ".join([*words, visibility(schema, section.visible_if)] if section.visible_if else words)


def amount(schema: FormSchema, value: Constant) -> str:
    """“240 hari”"""
    return f"{said(schema, value.value)} {value.unit}".strip()


def from_minimum(schema: FormSchema, minimum: Decimal | None) -> str:
    return "di bawah semua batas" if minimum is None else f"mulai dari {said(schema, minimum)}"

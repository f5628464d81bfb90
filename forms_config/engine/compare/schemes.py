"""Scales, quadrant, index, constants, and what stands above the sections."""

from collections.abc import Iterator
from itertools import zip_longest

from ..explain import condition_text
from ..schema import (
    Area,
    FormSchema,
    MatrixScheme,
    Scale,
    ScaleLevel,
    WeightedScheme,
    WeightSet,
)
from . import words
from .change import (
    CONSTANTS,
    INDEX,
    MATRIX,
    SCALES,
    Attribute,
    Change,
    ChangeKind,
    Effect,
    Place,
    Sides,
    attribute_changes,
)
from .lists import Listed, list_changes, numbered

RESULT, FILLING, WORDING = Effect.RESULT, Effect.FILLING, Effect.WORDING


# --- What is compared -------------------------------------------------------------------------------
FORM = (
    Attribute("key", "Kode tetap formulir", WORDING, words.quoted, is_name=True),
    Attribute("title", "Judul formulir", WORDING, words.quoted, is_name=True),
    Attribute("introduction", "Pengantar formulir", WORDING, is_name=True),
    Attribute("year_rule", "Hasil bulanan dalam evaluasi tahunan", FILLING, is_name=True),
    Attribute("format", "Format penyimpanan formulir", RESULT, is_name=True),
)
READING = (
    Attribute("slug", "Alamat halaman wajib baca", FILLING, words.quoted),
    Attribute("title", "Judul halaman wajib baca", WORDING, words.quoted, is_name=True),
)
READ = (Attribute("reading", "Halaman wajib baca", FILLING, words.reading, is_name=True),)

LEVELS = Listed(
    name="Scale.levels",
    noun="Tingkat",
    identity=lambda level: level.key,
    label=lambda schema, level: level.label,
    words=lambda schema, level: "" if level.value is None else f"nilai {words.said(schema, level.value)}",
    effect=lambda level: FILLING if level.value is None else RESULT,
    order=FILLING,
    attributes=(
        Attribute("label", "Nama tingkat", WORDING, words.quoted, is_name=True),
        Attribute("value", "Nilai tingkat", RESULT),
        Attribute("descriptor", "Arti tingkat", WORDING),
    ),
    of=" pada skala “{label}”",
    is_answer=True,
)
SCALE = (Attribute("label", "Nama skala", WORDING, words.quoted, is_name=True),)

MATRIX_ATTRIBUTES = (
    Attribute("key", "Kode tetap kuadran", RESULT, words.quoted),
    Attribute("label", "Nama kuadran", WORDING, words.quoted, is_name=True),
    Attribute("legal_basis", "Dasar hukum kuadran", WORDING),
)
PREDIKATS = Listed(
    name="MatrixScheme.levels",
    noun="Predikat",
    identity=lambda level: level.code,
    label=lambda schema, level: level.label,
    words=lambda schema, level: f"kode {level.code}",
    effect=lambda level: RESULT,
    order=RESULT,
    attributes=(Attribute("label", "Nama predikat", WORDING, words.quoted, is_name=True),),
    of=" pada kuadran",
)

INDEX_ATTRIBUTES = (
    Attribute("key", "Kode tetap indeks", RESULT, words.quoted),
    Attribute("label", "Nama indeks", WORDING, words.quoted, is_name=True),
    Attribute("decimals", "Angka di belakang koma pada indeks", RESULT),
    Attribute("legal_basis", "Dasar hukum indeks", WORDING),
)


def _starts(minimum: str) -> str:
    return f"mulai dari {minimum}" if minimum else "tanpa batas bawah"


BANDS = Listed(
    name="WeightedScheme.bands",
    noun="Rentang",
    identity=lambda band: band.code,
    label=lambda schema, band: band.label,
    words=words.band,
    effect=lambda band: RESULT,
    order=RESULT,
    attributes=(
        Attribute("label", "Nama rentang", WORDING, words.quoted, is_name=True),
        Attribute(
            "minimum",
            "Rentang",
            RESULT,
            sentence=lambda label, before, after: (
                f"Rentang “{label}” kini {_starts(after)}, sebelumnya {before or 'tanpa batas bawah'}."
            ),
        ),
        Attribute("condition", "Syarat rentang", RESULT, words.condition),
    ),
    of=" pada indeks",
)
WEIGHT_SET = (
    Attribute("label", "Nama susunan bobot", WORDING, words.quoted, is_name=True),
    Attribute("condition", "Syarat susunan bobot", RESULT, words.condition),
)
WEIGHTS = Listed(
    name="WeightSet.weights",
    noun="Bobot",
    identity=lambda weight: weight[0],
    label=lambda schema, weight: section_label(schema, weight[0]),
    words=lambda schema, weight: words.percent(schema, weight[1]),
    effect=lambda weight: RESULT,
    order=WORDING,
    of=" dalam {label}",
)

CONSTANT = Listed(
    name="FormSchema.constants",
    noun="Tetapan",
    identity=lambda constant: constant.key,
    label=lambda schema, constant: constant.label,
    words=words.amount,
    effect=lambda constant: RESULT,
    order=WORDING,
    attributes=(
        Attribute("label", "Nama tetapan", WORDING, words.quoted, is_name=True),
        Attribute("value", "Tetapan", RESULT),
        Attribute("unit", "Satuan tetapan", WORDING, words.quoted),
    ),
)


# --- The form and its constants ---------------------------------------------------------------------
def form_changes(sides: Sides) -> Iterator[Change]:
    """Title, introduction, the page that must be read, and the constants."""
    place, before, after = Place((), "Formulir", ""), sides.before, sides.after
    yield from attribute_changes(sides, FORM, place, before, after)
    if before.reading and after.reading:
        reading = Place((), "Formulir › Wajib dibaca", after.reading.title)
        yield from attribute_changes(sides, READING, reading, before.reading, after.reading)
    else:
        yield from attribute_changes(sides, READ, place, before, after)
    constants = Place((CONSTANTS,), "Tetapan", "")
    yield from list_changes(sides, CONSTANT, constants, before.constants, after.constants)


# --- Scales -----------------------------------------------------------------------------------------
def scale_changes(sides: Sides) -> Iterator[Change]:
    old, new = (numbered(side.scales, lambda scale: scale.key) for side in (sides.before, sides.after))
    for key, scale in new.items():
        if key in old:
            place = Place((SCALES, scale.key), f"Skala {scale.label}", scale.label)
            yield from attribute_changes(sides, SCALE, place, old[key], scale)
            yield from list_changes(sides, LEVELS, place, old[key].levels, scale.levels)
        else:
            yield _scale(ChangeKind.ADDED, scale)
    for key, scale in old.items():
        if key not in new:
            yield _scale(ChangeKind.REMOVED, scale)


def _scale(kind: ChangeKind, scale: Scale) -> Change:
    """Whatever counts is said where the scale is used, or no longer is."""
    levels = ", ".join(level.label for level in scale.levels)
    is_new = kind == ChangeKind.ADDED
    sentence = f"Skala “{scale.label}” {'kini' if is_new else 'tidak lagi'} dipakai."
    shown = ("", levels) if is_new else (levels, "")
    return Change(kind, FILLING, (SCALES, scale.key), f"Skala {scale.label}", "Scale", *shown, sentence)


# --- Quadrant ---------------------------------------------------------------------------------------
def matrix_changes(sides: Sides) -> Iterator[Change]:
    before, after = sides.before.matrix, sides.after.matrix
    if before is None or after is None:
        yield from _whole("Kuadran", MATRIX, before, after)
        return
    place = Place((MATRIX,), "Kuadran", after.label)
    yield from attribute_changes(sides, MATRIX_ATTRIBUTES, place, before, after)
    yield from list_changes(sides, PREDIKATS, place, before.levels, after.levels)
    pairs = dict.fromkeys((a, b) for a, b, _ in (*after.cells, *before.cells))
    for pair in pairs:
        if before.cell(*pair) != after.cell(*pair):
            yield _cell(sides, place, before, after, pair)


def _cell(
    sides: Sides, place: Place, before: MatrixScheme, after: MatrixScheme, pair: tuple[str, str]
) -> Change:
    names = " × ".join(
        _level_label(sides, area, key)
        for area, key in zip((Area.HASIL_KERJA, Area.PERILAKU), pair, strict=True)
    )
    old, new = _predikat(before, before.cell(*pair)), _predikat(after, after.cell(*pair))
    sentence = f"Sel kuadran {names}: {old or 'kosong'} → {new or 'kosong'}."
    kind = ChangeKind.CHANGED if old and new else ChangeKind.ADDED if new else ChangeKind.REMOVED
    where = f"{place.where} › {names}"
    return Change(kind, RESULT, place.path, where, "MatrixScheme.cells", old, new, sentence)


def _level_label(sides: Sides, area: Area, key: str) -> str:
    for schema in (sides.after, sides.before):
        overall = schema.overall(area)
        scale = schema.scale(overall.scale) if overall else None
        level: ScaleLevel | None = scale.level(key) if scale else None
        if level:
            return level.label
    return key


def _predikat(matrix: MatrixScheme, code: str | None) -> str:
    return next((level.label for level in matrix.levels if level.code == code), code or "")


# --- Index ------------------------------------------------------------------------------------------
def index_changes(sides: Sides) -> Iterator[Change]:
    before, after = sides.before.index, sides.after.index
    if before is None or after is None:
        yield from _whole("Indeks", INDEX, before, after)
        return
    place = Place((INDEX,), "Indeks", after.label)
    yield from attribute_changes(sides, INDEX_ATTRIBUTES, place, before, after)
    for old, new in _paired_sets(before.weight_sets, after.weight_sets):
        yield from _weight_set_changes(sides, place, old, new)
    yield from list_changes(sides, BANDS, place, before.bands, after.bands)


def _paired_sets(
    before: tuple[WeightSet, ...], after: tuple[WeightSet, ...]
) -> Iterator[tuple[WeightSet | None, WeightSet | None]]:
    """A set has no key: first those of the same condition, then the rest in their order."""
    left = list(before)
    waiting = []
    for new in after:
        old = next((one for one in left if one.condition == new.condition), None)
        if old is None:
            waiting.append(new)
        else:
            left.remove(old)
            yield old, new
    yield from zip_longest(left, waiting)


def _weight_set_changes(
    sides: Sides, place: Place, before: WeightSet | None, after: WeightSet | None
) -> Iterator[Change]:
    if before is not None and after is not None:
        inner = Place(
            place.path, f"{place.where} › {_set_name(sides.after, after)}", _set_name(sides.after, after)
        )
        yield from attribute_changes(sides, WEIGHT_SET, inner, before, after)
        yield from list_changes(sides, WEIGHTS, inner, before.weights, after.weights)
        yield from _weight_changes(sides, inner, before, after)
    elif after is not None:
        yield _set(place, ChangeKind.ADDED, sides.after, after)
    elif before is not None:
        yield _set(place, ChangeKind.REMOVED, sides.before, before)


def _weight_changes(sides: Sides, place: Place, before: WeightSet, after: WeightSet) -> Iterator[Change]:
    known = dict(before.weights)
    for key, weight in after.weights:
        if key in known and known[key] != weight:
            old, new = words.percent(sides.before, known[key]), words.percent(sides.after, weight)
            label = section_label(sides.after, key)
            sentence = f"Bobot “{label}” berubah dari {old} menjadi {new}."
            where = f"{place.where} › {label}"
            yield Change(ChangeKind.CHANGED, RESULT, place.path, where, WEIGHTS.name, old, new, sentence)


def _set(place: Place, kind: ChangeKind, schema: FormSchema, one: WeightSet) -> Change:
    weights = ", ".join(f"{section_label(schema, key)} {words.percent(schema, w)}" for key, w in one.weights)
    is_new = kind == ChangeKind.ADDED
    name = _set_name(schema, one)
    sentence = f"Susunan bobot {'ditambahkan' if is_new else 'dihapus'}: {name} ({weights})."
    shown = ("", weights) if is_new else (weights, "")
    where = f"{place.where} › {name}"
    return Change(kind, RESULT, place.path, where, "WeightedScheme.weight_sets", *shown, sentence)


def _set_name(schema: FormSchema, one: WeightSet) -> str:
    if one.label:
        return one.label
    return f"bila {condition_text(schema, one.condition)}" if one.condition else "susunan bobot umum"


def section_label(schema: FormSchema, key: str) -> str:
    section = schema.section(key)
    return section.label if section else key


def _whole(
    noun: str,
    path: str,
    before: MatrixScheme | WeightedScheme | None,
    after: MatrixScheme | WeightedScheme | None,
) -> Iterator[Change]:
    """A quadrant or index where there was none, or none any more."""
    one = after or before
    if one is None:
        return
    kind = ChangeKind.ADDED if after else ChangeKind.REMOVED
    sentence = f"{noun} “{one.label}” {'kini' if after else 'tidak lagi'} dipakai."
    shown = ("", one.label) if after else (one.label, "")
    yield Change(kind, RESULT, (path,), noun, type(one).__name__, *shown, sentence)

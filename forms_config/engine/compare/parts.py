"""Sections, their fields and overall ratings: paired by key, wherever they stand."""

from collections.abc import Iterator
from typing import NamedTuple

from ..kinds import Origin, kind_of
from ..schema import Field, FormSchema, NotApplicable, OverallRating, Scoring, Section, SectionKind
from . import words
from .change import Attribute, Change, ChangeKind, Effect, Place, Sides, attribute_changes
from .lists import Listed, list_changes, namesake, not_carried, numbered, out_of_order

RESULT, FILLING, WORDING = Effect.RESULT, Effect.FILLING, Effect.WORDING
Part = Field | OverallRating
MAY_NOT_FIT = "Jawaban yang sudah ada mungkin tidak cocok lagi dan lalu dianggap belum diisi."
OTHER_STORE = "Jawaban yang sudah ada pada bagian ini tidak ikut terbawa."


class Placed(NamedTuple):
    section: Section
    part: Part


# --- What is compared -------------------------------------------------------------------------------
def _counts(part: Part) -> bool:
    return isinstance(part, OverallRating) or _is_calculated(part) or part.scoring is not None


def _is_calculated(part: Part) -> bool:
    return kind_of(part).origin is Origin.FORMULA


def _if_counted(before: Part, after: Part) -> Effect:
    return RESULT if _counts(before) or _counts(after) else FILLING


def _maximum(before: Field, after: Field) -> Effect:
    """Where "tidak berlaku" counts in full, the maximum is what it counts."""
    return RESULT if any(one.not_applicable == NotApplicable.FULL for one in (before, after)) else FILLING


def _decimals(before: Field, after: Field) -> Effect:
    return RESULT if _is_calculated(before) or _is_calculated(after) else FILLING


def _section_if_counted(before: Section, after: Section) -> Effect:
    return RESULT if any(_counts(part) for one in (before, after) for part in one.fields) else FILLING


FIELD = (
    Attribute("label", "Nama isian", WORDING, words.quoted, is_name=True),
    Attribute("kind", "Jenis isian", _if_counted, warning=MAY_NOT_FIT),
    Attribute("filled_by", "Yang mengisi", FILLING),
    Attribute(
        "required",
        "wajib",
        FILLING,
        on="“{label}” kini wajib diisi.",
        off="“{label}” tidak lagi wajib diisi.",
    ),
    Attribute("help_text", "Petunjuk singkat", WORDING),
    Attribute("guides", "Daftar panduan", WORDING),
    Attribute(
        "show_expectation",
        "ditampilkan",
        FILLING,
        on="“{label}” kini menampilkan ekspektasi khusus pimpinan.",
        off="“{label}” tidak lagi menampilkan ekspektasi khusus pimpinan.",
    ),
    Attribute("guidance_slug", "Halaman panduan", WORDING, words.quoted),
    Attribute("indicator", "Indikator", FILLING, words.quoted),
    Attribute("definition", "Definisi", WORDING),
    Attribute("how_measured", "Cara mengukur", WORDING),
    Attribute("unit", "Satuan", WORDING, words.quoted),
    Attribute("minimum", "Angka paling kecil", FILLING, tell=words.minimum),
    Attribute("maximum", "Angka paling besar", _maximum, tell=words.maximum),
    Attribute("decimals", "Banyaknya angka di belakang koma", _decimals),
    Attribute("max_length", "Paling banyak huruf", FILLING),
    Attribute("scale", "Skala", _if_counted, words.scale_name, warning=MAY_NOT_FIT),
    Attribute("descriptors", "Arti tiap tingkat", WORDING, tell=words.descriptors),
    Attribute("required_level", "Tingkat yang disyaratkan", RESULT, tell=words.required_level),
    Attribute("required_levels", "Tingkat yang disyaratkan per jabatan", RESULT, tell=words.required_levels),
    Attribute("max_files", "Paling banyak berkas", FILLING),
    Attribute("extensions", "Jenis berkas", FILLING, words.extensions),
    Attribute("source", "Angka dari sistem", RESULT, words.figure_name),
    Attribute("formula", "Rumus", RESULT),
    Attribute("not_applicable", "Jawaban “tidak berlaku” pada", _if_counted),
    Attribute("demand", "Kewajiban bersyarat", FILLING, words.demand),
    Attribute("visible_if", "Syarat tampil", FILLING, words.visibility),
)
SCORING = (
    Attribute("kind", "Yang dihitung dari", RESULT),
    Attribute("weight", "Bobot", RESULT),
    Attribute("target", "Target", RESULT),
    Attribute("polarity", "Arah", RESULT),
    Attribute("cap", "Batas tertinggi", RESULT),
    Attribute("bands", "Rentang nilai", RESULT, words.score_bands),
)
SCORED = (
    Attribute(
        "scoring",
        "Penghitungan skor",
        RESULT,
        words.scoring,
        sentence=lambda label, before, after: (
            f"“{label}” kini ikut dihitung dalam skor ({after})."
            if after
            else f"“{label}” tidak lagi ikut dihitung dalam skor (sebelumnya {before})."
        ),
    ),
)
CHOICES = Listed(
    name="Field.choices",
    noun="Pilihan",
    identity=lambda choice: choice.key,
    label=lambda schema, choice: choice.label,
    words=lambda schema, choice: "",
    effect=lambda choice: FILLING,
    order=FILLING,
    attributes=(Attribute("label", "Nama pilihan", WORDING, words.quoted, is_name=True),),
    of=" pada “{label}”",
    is_answer=True,
)
OVERALL = (
    Attribute("label", "Nama rating", WORDING, words.quoted, is_name=True),
    Attribute("scale", "Skala", RESULT, words.scale_name, warning=MAY_NOT_FIT),
    Attribute("help_text", "Petunjuk singkat", WORDING),
    Attribute(
        "extremes_need_fact",
        "fakta",
        FILLING,
        on="Tingkat tertinggi dan terendah “{label}” kini perlu fakta.",
        off="Tingkat tertinggi dan terendah “{label}” tidak lagi perlu fakta.",
    ),
    Attribute(
        "is_suggested",
        "saran",
        FILLING,
        on="“{label}” kini disarankan dari isian yang dinilai.",
        off="“{label}” tidak lagi disarankan dari isian yang dinilai.",
    ),
)
SECTION = (
    Attribute("label", "Nama bagian", WORDING, words.quoted, is_name=True),
    Attribute("kind", "Jenis bagian", _section_if_counted, warning=OTHER_STORE),
    Attribute("area", "Hal yang dinilai bagian", RESULT),
    Attribute("description", "Penjelasan bagian", WORDING),
    Attribute("guidance_slug", "Halaman panduan bagian", WORDING, words.quoted),
    Attribute("min_rows", "Paling sedikit baris pada", FILLING),
    Attribute("max_rows", "Paling banyak baris pada", FILLING),
    Attribute("row_label", "Sebutan satu baris pada", WORDING, words.quoted),
    Attribute("layout", "Tampilan bagian", WORDING),
    Attribute("visible_if", "Syarat tampil bagian", FILLING, words.visibility),
)


# --- Sections ---------------------------------------------------------------------------------------
def section_changes(sides: Sides) -> Iterator[Change]:
    """Of every section and what is in it, in the order of the form after; then what is gone."""
    old = numbered(sides.before.sections, lambda section: section.key)
    new = numbered(sides.after.sections, lambda section: section.key)
    gone = [(one.key, one.label) for key, one in old.items() if key not in new]
    moved = out_of_order(old, new)
    for key, section in new.items():
        place = Place((section.key,), section.label, section.label)
        if key not in old:
            yield _added_section(sides, section, namesake(section.label, gone))
            continue
        yield from attribute_changes(sides, SECTION, place, old[key], section)
        if key in moved:
            yield _reordered("Bagian", place, "Section", section, sides.after.sections)
    for key, section in old.items():
        if key not in new:
            facts = words.section_facts(sides.before, section)
            sentence = f"Bagian “{section.label}” dihapus ({facts})."
            yield Change(
                ChangeKind.REMOVED, FILLING, (section.key,), section.label, "Section", facts, "", sentence
            )
    yield from _part_changes(sides)


def _added_section(sides: Sides, section: Section, twin: str) -> Change:
    facts = words.section_facts(sides.after, section)
    sentence = f"Bagian “{section.label}” ditambahkan ({facts})."
    warning = not_carried("Bagian", section.label, twin, section.key) if twin else ""
    return Change(
        ChangeKind.ADDED, FILLING, (section.key,), section.label, "Section", "", facts, sentence, warning
    )


def _reordered(
    noun: str, place: Place, name: str, one: Section | Field, siblings: tuple[Section | Field, ...]
) -> Change:
    """The new place among the siblings; nothing that is answered or counted depends on it."""
    at = next(number for number, sibling in enumerate(siblings) if sibling is one)
    where = f"setelah “{siblings[at - 1].label}”" if at else "paling atas"
    sentence = f"{noun} “{one.label}” kini {where}."
    return Change(ChangeKind.MOVED, FILLING, place.path, place.where, name, "", where, sentence)


# --- Fields and overall ratings ---------------------------------------------------------------------
def _placed(schema: FormSchema) -> dict[tuple[object, int], Placed]:
    """Fields and overall ratings by class and key: a field that becomes a rating is another thing."""
    found = (Placed(section, part) for section in schema.sections for part in section.parts)
    return numbered(found, lambda placed: (type(placed.part).__name__, placed.part.key))


def _part_changes(sides: Sides) -> Iterator[Change]:
    old, new = _placed(sides.before), _placed(sides.after)
    gone = [(one.part.key, one.part.label) for key, one in old.items() if key not in new]
    moved = _moved_within(old, new)
    for key, placed in new.items():
        if key not in old:
            yield _part(sides.after, ChangeKind.ADDED, placed, namesake(placed.part.label, gone))
            continue
        if old[key].section.key != placed.section.key:
            yield _other_section(old[key], placed)
        elif key in moved and isinstance(placed.part, Field):
            yield _reordered("Isian", _place(placed), "Field", placed.part, placed.section.fields)
        yield from _changed(sides, _place(placed), old[key].part, placed.part)
    for key, placed in old.items():
        if key not in new:
            yield _part(sides.before, ChangeKind.REMOVED, placed)


def _place(placed: Placed) -> Place:
    section, part = placed
    return Place((section.key, part.key), f"{section.label} › {part.label}", part.label)


def _changed(sides: Sides, place: Place, before: Part, after: Part) -> Iterator[Change]:
    if not isinstance(before, Field) or not isinstance(after, Field):
        yield from attribute_changes(sides, OVERALL, place, before, after)
        return
    yield from attribute_changes(sides, FIELD, place, before, after)
    yield from list_changes(sides, CHOICES, place, before.choices, after.choices)
    if isinstance(before.scoring, Scoring) and isinstance(after.scoring, Scoring):
        yield from attribute_changes(sides, SCORING, place, before.scoring, after.scoring)
    else:
        yield from attribute_changes(sides, SCORED, place, before, after)


def _part(schema: FormSchema, kind: ChangeKind, placed: Placed, twin: str = "") -> Change:
    part, is_new = placed.part, kind == ChangeKind.ADDED
    place, facts = _place(placed), words.facts(schema, placed.part)
    effect = RESULT if _counts(part) else FILLING
    sentence = f"{words.noun(part)} “{part.label}” {'ditambahkan' if is_new else 'dihapus'} ({facts})."
    warning = not_carried(words.noun(part), part.label, twin, part.key) if twin else ""
    sides = ("", facts) if is_new else (facts, "")
    return Change(kind, effect, place.path, place.where, type(part).__name__, *sides, sentence, warning)


def _other_section(before: Placed, after: Placed) -> Change:
    place, part = _place(after), after.part
    old, new = before.section.label, after.section.label
    way = (
        f"pindah dari bagian “{old}” ke bagian “{new}”" if old != new else f"ikut ke bagian “{new}” yang baru"
    )
    sentence = f"{words.noun(part)} “{part.label}” {way}."
    in_rows = any(one.section.kind != SectionKind.PLAIN for one in (before, after))
    warning = "" if isinstance(part, OverallRating) or not in_rows else _ROWS.format(label=part.label)
    return Change(
        ChangeKind.MOVED,
        _if_counted(before.part, part),
        place.path,
        place.where,
        type(part).__name__,
        old,
        new,
        sentence,
        warning,
    )


_ROWS = "Jawaban “{label}” disimpan per baris, jadi jawaban yang sudah ada tidak ikut terbawa."


def _moved_within(
    old: dict[tuple[object, int], Placed], new: dict[tuple[object, int], Placed]
) -> set[tuple[object, int]]:
    """The fields whose order changed among those that stayed in their section."""
    stayed = [key for key in new if key in old and old[key].section.key == new[key].section.key]
    moved: set[tuple[object, int]] = set()
    for name in {new[key].section.key for key in stayed}:
        here = {key for key in stayed if new[key].section.key == name}
        moved |= out_of_order([key for key in old if key in here], [key for key in new if key in here])
    return moved

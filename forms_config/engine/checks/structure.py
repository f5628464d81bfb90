"""Sections, fields, keys, scales: does each part have what it needs?"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ..schema import Field, FieldKind, FilledBy, FormSchema, OverallRating, Section, SectionKind
from .problem import SCALES, Problem, error, warning

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")  # goes into addresses of fields on the page and into answers


def structure_problems(schema: FormSchema) -> Iterator[Problem]:
    if not schema.sections:
        yield error("no_sections", (), "Formulir belum punya bagian. Tambahkan sedikitnya satu bagian.")
    yield from _key_problems(schema)
    for section in schema.sections:
        yield from _section_problems(section)
        for field in section.fields:
            yield from _field_problems(schema, section, field)
        if section.overall:
            yield from _scale_use(schema, section.overall, section.overall.scale, section)
    yield from _scale_problems(schema)
    if schema.sections and not _rater_takes_part(schema):
        text = "Tidak ada yang diisi oleh penilai. Tambahkan isian untuk penilai atau rating keseluruhan."
        yield warning("no_rater_field", (), text)


def _key_problems(schema: FormSchema) -> Iterator[Problem]:
    places = list(_keyed_places(schema))
    times = Counter(key for key, _ in places)
    for key, path in places:
        if not _KEY.fullmatch(key):
            text = f"Kunci “{key}” tidak dapat dipakai. Pakai huruf, angka, - dan _, diawali huruf."
            yield error("bad_key", path, text)
        elif times[key] > 1:
            text = f"Kunci “{key}” dipakai {times[key]} kali. Beri setiap bagian dan isian kunci sendiri."
            yield error("duplicate_key", path, text)


def _keyed_places(schema: FormSchema) -> Iterator[tuple[str, tuple[str, ...]]]:
    for section in schema.sections:
        yield section.key, (section.key,)
        for part in section.parts:
            yield part.key, (section.key, part.key)


def _section_problems(section: Section) -> Iterator[Problem]:
    path = (section.key,)
    if not section.fields and (section.overall is None or section.kind != SectionKind.PLAIN):
        text = f"Bagian “{section.label}” belum punya isian. Tambahkan isian atau hapus bagian ini."
        yield error("section_without_items", path, text)
    if section.max_rows is not None and section.min_rows > section.max_rows:
        text = (
            f"Jumlah baris “{section.label}” paling sedikit {section.min_rows}, tetapi paling banyak"
            f" {section.max_rows}. Samakan atau tukar keduanya."
        )
        yield error("rows_min_over_max", path, text)


def _field_problems(schema: FormSchema, section: Section, field: Field) -> Iterator[Problem]:
    path, name = (section.key, field.key), f"“{field.label}”"
    if field.kind == FieldKind.SCALE:
        yield from _scale_use(schema, field, field.scale, section)
        scale = schema.scale(field.scale)
        if scale and field.required_level and scale.level(field.required_level) is None:
            text = f"Tingkat yang diperlukan pada {name} tidak ada dalam skala. Pilih tingkat dari skala itu."
            yield error("unknown_required_level", path, text)
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        yield from _choice_problems(field, path)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        text = f"Batas bawah {name} lebih besar daripada batas atasnya. Tukar keduanya."
        yield error("bounds_reversed", path, text)
    if field.kind == FieldKind.EVIDENCE and field.max_files < 1:
        text = f"{name} tidak menerima satu berkas pun. Isi jumlah berkas sedikitnya 1."
        yield error("evidence_without_files", path, text)
    if field.kind == FieldKind.SYSTEM_FIGURE and not field.source:
        text = f"Sumber angka untuk {name} belum dipilih. Pilih angka yang ditampilkan."
        yield error("figure_without_source", path, text)


def _choice_problems(field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    if not field.choices:
        text = f"“{field.label}” belum punya pilihan. Tambahkan sedikitnya dua pilihan."
        yield error("choice_without_choices", path, text)
    yield from _repeated((choice.key for choice in field.choices), path, f"pilihan “{field.label}”")


def _scale_use(
    schema: FormSchema, part: Field | OverallRating, scale_key: str, section: Section
) -> Iterator[Problem]:
    if schema.scale(scale_key) is None:
        text = f"Skala untuk “{part.label}” belum dipilih atau sudah dihapus. Pilih skala penilaian."
        yield error("unknown_scale", (section.key, part.key), text)


def _scale_problems(schema: FormSchema) -> Iterator[Problem]:
    for scale in schema.scales:
        path = (SCALES, scale.key)
        if not scale.levels:
            text = f"Skala “{scale.label}” belum punya tingkat. Tambahkan tingkat pada skala itu."
            yield error("scale_without_levels", path, text)
        yield from _repeated((level.key for level in scale.levels), path, f"skala “{scale.label}”")


def _repeated(keys: Iterable[str], path: tuple[str, ...], where: str) -> Iterator[Problem]:
    for key, times in Counter(keys).items():
        if times > 1:
            text = f"Kunci “{key}” dipakai {times} kali dalam {where}. Beri masing-masing kunci sendiri."
            yield error("duplicate_key", path, text)


def _rater_takes_part(schema: FormSchema) -> bool:
    return any(
        section.overall or any(field.filled_by == FilledBy.RATER for field in section.fields)
        for section in schema.sections
    )

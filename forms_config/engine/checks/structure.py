"""Sections, fields, keys: does each part have what it needs?"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..figures import figure
from ..kinds import Origin, kind_of
from ..schema import Field, FilledBy, FormSchema, Layout, Section, SectionKind
from .problem import CONSTANTS, Problem, error, warning

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")  # goes into addresses of fields on the page and into answers
_TABLE_COLUMNS = 6


def structure_problems(schema: FormSchema) -> Iterator[Problem]:
    if not schema.sections:
        yield error("no_sections", (), "Formulir belum punya bagian. Tambahkan sedikitnya satu bagian.")
    yield from _key_problems(schema)
    yield from _constant_problems(schema)
    for section in schema.sections:
        yield from _section_problems(section)
        yield from _layout_problems(section)
        for field in section.fields:
            yield from _field_problems(section, field)
    if schema.sections and not _rater_takes_part(schema):
        text = "Tidak ada yang diisi oleh penilai. Tambahkan isian untuk penilai atau rating keseluruhan."
        yield warning("no_rater_field", (), text)


def _key_problems(schema: FormSchema) -> Iterator[Problem]:
    places = list(_keyed_places(schema))
    times = Counter(key for key, _ in places)
    for key, path in places:
        if not _KEY.fullmatch(key):
            text = f"Kode tetap “{key}” tidak dapat dipakai. Pakai huruf, angka, - dan _, diawali huruf."
            yield error("bad_key", path, text)
        elif times[key] > 1:
            text = f"Kode tetap “{key}” dipakai {times[key]} kali. Beri setiap bagian dan isian kode tetap sendiri."
            yield error("duplicate_key", path, text)


def _keyed_places(schema: FormSchema) -> Iterator[tuple[str, tuple[str, ...]]]:
    for section in schema.sections:
        yield section.key, (section.key,)
        for part in section.parts:
            yield part.key, (section.key, part.key)


def _constant_problems(schema: FormSchema) -> Iterator[Problem]:
    """A constant with the key of a field is found where a formula uses it."""
    for key, times in Counter(constant.key for constant in schema.constants).items():
        if times > 1:
            text = f"Kode tetapan “{key}” dipakai {times} kali. Sisakan satu tetapan dengan kode ini."
            yield error("duplicate_key", (CONSTANTS, key), text)


def _section_problems(section: Section) -> Iterator[Problem]:
    path = (section.key,)
    if not section.fields and (section.overall is None or section.kind != SectionKind.PLAIN):
        text = f"Bagian “{section.label}” belum punya isian. Tambahkan isian atau hapus bagian ini."
        yield error("section_without_items", path, text)
    if section.kind != SectionKind.PLAIN and section.max_rows is not None and section.max_rows < 1:
        text = f"Bagian “{section.label}” tidak menerima satu baris pun. Isi jumlah baris terbanyak sedikitnya 1."
        yield error("rows_max_not_positive", path, text)
    elif section.max_rows is not None and section.min_rows > section.max_rows:
        text = (
            f"Jumlah baris “{section.label}” paling sedikit {section.min_rows}, tetapi paling banyak"
            f" {section.max_rows}. Samakan atau tukar keduanya."
        )
        yield error("rows_min_over_max", path, text)


def _layout_problems(section: Section) -> Iterator[Problem]:
    if section.layout != Layout.TABLE:
        return
    path, name = (section.key,), f"“{section.label}”"
    if section.kind == SectionKind.PLAIN:
        text = f"Bagian {name} tidak punya baris, jadi tidak tampil sebagai tabel. Pilih tampilan kartu."
        yield warning("table_without_rows", path, text)
    elif (columns := len(section.fields)) > _TABLE_COLUMNS:
        text = f"Tabel {name} punya {columns} kolom dan sulit dibaca di layar kecil."
        hint = f"Kurangi menjadi paling banyak {_TABLE_COLUMNS} kolom, atau pilih tampilan kartu."
        yield warning("table_too_wide", path, f"{text} {hint}")


def _field_problems(section: Section, field: Field) -> Iterator[Problem]:
    path, name = (section.key, field.key), f"“{field.label}”"
    kind = kind_of(field)
    if kind.has_choices:
        yield from _choice_problems(field, path)
    if field.minimum is not None and field.maximum is not None and field.minimum > field.maximum:
        text = f"Batas bawah {name} lebih besar daripada batas atasnya. Tukar keduanya."
        yield error("bounds_reversed", path, text)
    if kind.has_files and field.max_files < 1:
        text = f"{name} tidak menerima satu berkas pun. Isi jumlah berkas sedikitnya 1."
        if field.required or field.demand:
            text = (
                f"{name} diwajibkan, tetapi tidak menerima satu berkas pun. Isi jumlah berkas sedikitnya 1."
            )
        yield error("evidence_without_files", path, text)
    if kind.origin is Origin.SYSTEM and not field.source:
        text = f"Sumber angka untuk {name} belum dipilih. Pilih angka yang ditampilkan."
        yield error("figure_without_source", path, text)
    elif kind.origin is Origin.SYSTEM and figure(field.source) is None:
        text = f"Sumber angka “{field.source}” untuk {name} sudah tidak ada. Pilih angka lain, atau hapus."
        yield error("figure_unknown_source", path, text)


def _choice_problems(field: Field, path: tuple[str, ...]) -> Iterator[Problem]:
    if not field.choices:
        text = f"“{field.label}” belum punya pilihan. Tambahkan sedikitnya dua pilihan."
        yield error("choice_without_choices", path, text)
    yield from answer_key_problems([c.key for c in field.choices], path, f"pilihan “{field.label}”")


def answer_key_problems(keys: Sequence[str], path: tuple[str, ...], where: str) -> Iterator[Problem]:
    """Keys that are stored as answers: each once, and none that looks like "tidak berlaku"."""
    for key, times in Counter(keys).items():
        if times > 1:
            text = f"Kode tetap “{key}” dipakai {times} kali dalam {where}. Beri masing-masing kode tetap sendiri."
            yield error("duplicate_key", path, text)
        if key.startswith("@"):
            text = f"Kode tetap “{key}” dalam {where} tidak boleh diawali @. Ganti kode tetapnya."
            yield error("bad_key", path, text)


def _rater_takes_part(schema: FormSchema) -> bool:
    return any(
        section.overall or any(field.filled_by == FilledBy.RATER for field in section.fields)
        for section in schema.sections
    )

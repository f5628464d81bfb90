"""Bytes from outside → content that can be trusted, or one clear sentence why not."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any, NoReturn

from forms_config.engine.characters import without_broken

from . import things
from .blocks import keyed_parts
from .exporting import FORMAT, KIND, Content, digest
from .kinds import BY_NAME, FORM, LIBRARY, PAGES
from .leaves import BadFile, misfit

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 60  # our own files come to about 20
NOT_OURS = "Berkas ini bukan formulir yang diekspor dari aplikasi ini."


@dataclass(frozen=True, slots=True)
class File:
    """``content`` as ``exporting.content_of`` makes it, complete. ``warnings``: sentences."""

    content: Content
    warnings: tuple[str, ...]

    @property
    def form(self) -> dict[str, Any]:
        return self.content[FORM.name]

    def page_title(self, slug: str) -> str:
        return next((page["title"] for page in self.content[PAGES] if page["slug"] == slug), slug)


def decode(data: bytes) -> str:
    """The text of an uploaded file, with or without byte order mark. Raises BadFile."""
    if len(data) > MAX_BYTES:
        raise BadFile(f"Berkas ini lebih besar dari {MAX_BYTES // 1024 // 1024} MB.")
    if data[:2] == b"PK":
        raise BadFile("Berkas ini tampaknya Excel, Word, atau zip. Pilih berkas .json dari ekspor formulir.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("Berkas ini bukan teks UTF-8. Pilih berkas .json dari ekspor formulir.") from None


def read(text: str) -> File:
    """The content of a file, checked and complete. Raises BadFile and nothing else."""
    file = _parse(text)
    _refuse_strange_text(file)
    if not isinstance(file, dict) or file.get("kind") != KIND:
        raise BadFile(NOT_OURS)
    _check_format(file.get("format"))
    given = file.get("content")
    if not isinstance(given, dict):
        raise BadFile("Berkas ini tidak lengkap: isinya tidak ada.")
    warnings = ()
    if file.get("sha256") != digest(given):
        warnings = (
            "Isi berkas ini pernah diubah setelah diekspor. Boleh diimpor, tetapi periksa lebih teliti.",
        )
    return File(_checked(given), warnings)


# --- JSON -------------------------------------------------------------------------------------------
def _parse(text: str) -> Any:
    if not text.strip():
        raise BadFile("Berkas ini kosong.")
    try:
        return json.loads(text, parse_constant=_no_number, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        if text.lstrip()[:1] != "{":
            raise BadFile(NOT_OURS) from None
        raise BadFile(
            f"Berkas ini terpotong atau rusak di baris {error.lineno}. Ekspor sekali lagi dari asalnya."
        ) from None
    except RecursionError:
        raise BadFile("Berkas ini bersusun terlalu dalam, jadi tidak dibaca.") from None
    except ValueError:  # a number with thousands of digits
        raise BadFile("Di dalam berkas ini ada angka yang terlalu panjang.") from None


def _no_number(name: str) -> NoReturn:
    raise BadFile(f"Di dalam berkas ini ada “{name}”, padahal harus angka biasa.")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise BadFile(f"Di dalam berkas ini “{twice[:60]}” disebut dua kali pada tempat yang sama.")
    return found


def _refuse_strange_text(file: Any) -> None:
    """Not recursive, so that depth itself can be judged."""
    waiting = [(file, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise BadFile("Berkas ini bersusun terlalu dalam, jadi tidak dibaca.")
        if isinstance(value, dict):
            waiting += [(inner, depth + 1) for pair in value.items() for inner in pair]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
        elif isinstance(value, str) and without_broken(value) != value:
            raise BadFile("Di dalam berkas ini ada huruf yang rusak. Ekspor sekali lagi dari asalnya.")


def _check_format(found: Any) -> None:
    if type(found) is not int or found < 1:
        raise BadFile("Berkas ini tidak menyebut nomor format yang dikenal.")
    if found > FORMAT:
        raise BadFile(
            f"Berkas ini berformat {found}, lebih baru daripada yang dikenal di sini ({FORMAT}). "
            "Perbarui aplikasi ini, lalu impor lagi."
        )
    if found < FORMAT:
        raise BadFile(
            f"Berkas ini berformat {found}, lebih lama daripada yang dikenal di sini ({FORMAT}). "
            "Ekspor sekali lagi dari aplikasi yang sudah diperbarui."
        )


# --- Content ----------------------------------------------------------------------------------------
def _checked(given: dict[str, Any]) -> Content:
    known = {*BY_NAME, PAGES}
    if unknown := [name for name in given if name not in known]:
        raise BadFile(f"Isi berkas: “{unknown[0][:60]}” tidak dikenal.")
    if FORM.name not in given:
        raise BadFile("Berkas ini tidak lengkap: formulirnya tidak ada.")
    content: Content = {FORM.name: things.checked_thing(FORM, given[FORM.name], "Formulir")}
    for kind in LIBRARY:
        rows = given.get(kind.name, [])
        if not isinstance(rows, list):
            raise misfit(kind.label, "daftar")
        content[kind.name] = [
            things.checked_thing(kind, row, f"{kind.label} {_named(row, kind.key) or number}")
            for number, row in enumerate(rows, start=1)
        ]
        _refuse_twice([row[kind.key] for row in content[kind.name]], kind.label)
    content[PAGES] = _checked_pages(given.get(PAGES, []))
    parts = keyed_parts(content[FORM.name]["sections"])
    _refuse_twice([part["key"] for part in parts if part["key"]], "Bagian atau isian")
    _refuse_missing(content)
    return content


def _named(row: Any, key: str) -> str:
    name = row.get(key) if isinstance(row, dict) else None
    return f"“{name[:60]}”" if isinstance(name, str) and name else ""


def _refuse_twice(keys: list[str], label: str) -> None:
    for key, number in Counter(keys).items():
        if number > 1:
            raise BadFile(f"{label} dengan kode tetap “{key}” ada dua kali di dalam berkas.")


def _checked_pages(given: Any) -> list[dict[str, str]]:
    if not isinstance(given, list):
        raise misfit("Halaman panduan", "daftar")
    for page in given:
        if not isinstance(page, dict) or not all(
            isinstance(page.get(name), str) for name in ("slug", "title")
        ):
            raise misfit("Halaman panduan", "alamat dan judul")
    return [{"slug": page["slug"][:255], "title": page["title"][:255]} for page in given]


def _refuse_missing(content: Content) -> None:
    """What things refer to must have come along; only guidance pages may be missing."""
    there = {(kind.name, row[kind.key]) for kind in LIBRARY for row in content[kind.name]}
    everything = [(FORM, content[FORM.name])] + [(k, row) for k in LIBRARY for row in content[k.name]]
    for kind, plain in everything:
        for name, key in things.references(kind, plain):
            if name != PAGES and (name, key) not in there:
                whose = f"{kind.label} “{plain[kind.key]}”"
                raise BadFile(
                    f"{whose} memakai {BY_NAME[name].label.lower()} “{key[:60]}”, tetapi itu tidak ada di dalam berkas."
                )

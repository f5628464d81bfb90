"""PDF and Office files as evidence: bounded when unpacked, without macros, without a second file inside.

Nothing is opened here as its reader would: an archive is judged by its table of contents, and the streams of a PDF are
counted in small pieces that are thrown away.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from evaluations.domain.evaluating.evidence.refused import broken, two_things
from evaluations.domain.refusals import Refused

_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/|activex/)", re.IGNORECASE)
_CONTENTS = "[content_types].xml"  # the case of names does not matter
_CONTENTS_BYTES = 1024 * 1024
_MAX_PARTS = 5000
_END_OF_ARCHIVE = b"PK\x05\x06"
_END_LENGTH = 22
_ENCRYPTED = 0x1

_STREAM = re.compile(rb"stream\r?\n")
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b")
_DICTIONARY = 600  # bytes before a stream in which its dictionary stands
_PIECE = 64 * 1024
_PAGE = re.compile(rb"<script[\s>]|<!doctype html|<html[\s>]|<\?php\s", re.IGNORECASE)
_SNIFFED = 2048  # bytes by which browsers guess what a file is


def check_office(file: IO[bytes], name: str) -> None:
    """A DOCX or XLSX. Raises ``Refused``: file_broken, file_has_macros, file_is_locked, unpacks_too_large,
    file_is_two_things."""
    parts, contents = _table_of(file, name)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused(
            "file_is_locked",
            f"Berkas “{name}” memakai kata sandi. Simpan tanpa kata sandi, lalu unggah lagi.",
        )
    if b"macroEnabled" in contents or any(_MACROS.search(part.filename) for part in parts):
        raise Refused(
            "file_has_macros",
            f"Berkas “{name}” berisi makro, jadi tidak dapat diterima. Simpan sebagai .xlsx atau .docx tanpa makro, "
            "atau sebagai PDF.",
        )
    _check_unpacked(sum(part.file_size for part in parts), len(parts), name)
    if not _is_archive_alone(file, parts):
        raise two_things(name, "dokumen", "Simpan ulang dari Word atau Excel, lalu unggah.")


def check_pdf(file: IO[bytes], name: str) -> None:
    """Raises ``Refused``: file_is_two_things, unpacks_too_large."""
    file.seek(0)
    content = file.read()
    if _PAGE.search(content[:_SNIFFED]) or zipfile.is_zipfile(file):
        raise two_things(name, "PDF", "Cetak ulang dokumennya sebagai PDF, lalu unggah.")
    unpacked = 0
    for size in _unpacked_sizes(content):
        unpacked += size
        _check_unpacked(unpacked, 0, name)


def _table_of(file: IO[bytes], name: str) -> tuple[list[zipfile.ZipInfo], bytes]:
    """The parts of an archive and the list of their kinds, cut off where it is longer than any honest one."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            listed = next(part for part in parts if part.filename.lower() == _CONTENTS)
            if listed.flag_bits & _ENCRYPTED:
                return parts, b""
            with archive.open(listed) as part:
                return parts, part.read(_CONTENTS_BYTES)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
        StopIteration,
    ) as error:
        raise broken(name, "dokumen") from error


def _is_archive_alone(file: IO[bytes], parts: list[zipfile.ZipInfo]) -> bool:
    """Whether the archive begins with the file and ends with it, and no part stands in it twice."""
    file.seek(-_END_LENGTH, 2)
    ends = file.read(len(_END_OF_ARCHIVE)) == _END_OF_ARCHIVE
    names = {part.filename.lower() for part in parts}
    return ends and len(names) == len(parts) and min(part.header_offset for part in parts) == 0


def _check_unpacked(size: int, parts: int, name: str) -> None:
    if size <= settings.EVIDENCE_MAX_UNPACKED_BYTES and parts <= _MAX_PARTS:
        return
    limit = filesizeformat(settings.EVIDENCE_MAX_UNPACKED_BYTES)
    raise Refused(
        "unpacks_too_large",
        f"Isi berkas “{name}” menjadi lebih dari {limit} saat dibuka. Kurangi gambar atau lembarnya, lalu simpan "
        "ulang.",
    )


def _unpacked_sizes(content: bytes) -> Iterator[int]:
    """Bytes that the compressed streams of a PDF come to, in pieces, so that one can stop at any moment."""
    position = 0
    while match := _STREAM.search(content, position):
        begin = match.end()
        end = content.find(b"endstream", begin)
        position = end if end != -1 else len(content)
        dictionary = content[max(0, match.start() - _DICTIONARY) : match.start()].rpartition(b"obj")[2]
        filters = len(_FLATE.findall(dictionary))
        if filters > 1:  # packed twice: only bombs gain by it
            yield settings.EVIDENCE_MAX_UNPACKED_BYTES + 1
        elif filters:
            yield from _inflated(content, begin, position)


def _inflated(content: bytes, begin: int, end: int) -> Iterator[int]:
    unpacker = zlib.decompressobj()
    try:
        for start in range(begin, end, _PIECE):
            rest = content[start : min(start + _PIECE, end)]
            while rest and not unpacker.eof:
                yield len(unpacker.decompress(rest, 16 * _PIECE))
                rest = unpacker.unconsumed_tail
    except zlib.error:  # encrypted, or broken: its reader will not unpack it either
        return

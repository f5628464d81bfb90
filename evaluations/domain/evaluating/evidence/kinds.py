"""Which files may be evidence: told by the content alone, and by nothing that a name or a browser claims."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat

from evaluations.domain.evaluating.evidence import documents, pictures
from evaluations.domain.refusals import Refused

KINDS_IN_WORDS = "PDF, JPG, PNG, HEIC, DOCX, atau XLSX"
_HEAD = 8192  # bytes that are enough to know an Office file from another ZIP
_NAME_LENGTH = 200
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # what Windows cannot store


@dataclass(frozen=True)
class Kind:
    """``endings`` fit the content, the first one best. ``check`` finds its own place in the file, and raises
    ``Refused`` for what hides in it."""

    endings: tuple[str, ...]
    check: Callable[[IO[bytes], str], None]


_OFFICE = "application/vnd.openxmlformats-officedocument."
PERMITTED: dict[str, Kind] = {
    "application/pdf": Kind((".pdf",), documents.check_pdf),
    "image/jpeg": Kind((".jpg", ".jpeg"), pictures.check_picture),
    "image/png": Kind((".png",), pictures.check_picture),
    "image/heic": Kind((".heic", ".heif"), pictures.check_picture),
    f"{_OFFICE}wordprocessingml.document": Kind((".docx",), documents.check_office),
    f"{_OFFICE}spreadsheetml.sheet": Kind((".xlsx",), documents.check_office),
}


def checked_type(uploaded_file: UploadedFile) -> str:
    """The MIME type told by the content. Raises ``Refused`` for what may not be stored.

    Codes: file_empty, file_too_large, file_type_not_allowed, file_broken, picture_too_large, unpacks_too_large,
    file_has_macros, file_is_locked, file_is_two_things. Pictures are not decoded and archives not unpacked for it.
    """
    name = printable_name(uploaded_file.name or "berkas")
    size = uploaded_file.size
    if not size:
        raise Refused("file_empty", f"Berkas “{name}” kosong (0 byte). Pilih berkas lain.")
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = filesizeformat(settings.EVIDENCE_MAX_BYTES)
        raise Refused(
            "file_too_large",
            f"Berkas “{name}” berukuran {filesizeformat(size)}, paling besar {limit}. "
            "Perkecil dulu, misalnya dengan memotret ulang pada mutu lebih rendah.",
        )
    uploaded_file.seek(0)
    found = filetype.guess(uploaded_file.read(_HEAD))
    if found is None or found.mime not in PERMITTED:
        raise Refused(
            "file_type_not_allowed",
            f"Isi berkas “{name}” bukan {KINDS_IN_WORDS}. Simpan dulu dalam salah satu bentuk itu.",
        )
    PERMITTED[found.mime].check(uploaded_file, name)
    uploaded_file.seek(0)
    return found.mime


def fitting_name(name: str, content_type: str) -> str:
    """The file's own name, made printable, with an ending that says what the content is."""
    plain = printable_name(name)
    endings = PERMITTED[content_type].endings
    stem, suffix = PurePath(plain).stem, PurePath(plain).suffix
    if suffix.lower() not in endings:
        stem, suffix = plain, endings[0]
    return f"{(stem.rstrip(' .') or 'bukti')[: _NAME_LENGTH - len(suffix)]}{suffix}"


def printable_name(name: str) -> str:
    """The last part of a path without what cannot be seen or stored, such as a mark that turns the reading order."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable()).translate(_NOT_IN_NAMES).strip()

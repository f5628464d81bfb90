"""Pictures as evidence: bounded pixels, nothing else in the same file, and nothing of where and by whom it was taken.

A picture is decoded only after its header has promised no more pixels than are allowed.
"""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import IO

import pillow_heif
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps

from evaluations.domain.evaluating.evidence.refused import broken, two_things
from evaluations.domain.refusals import Refused

pillow_heif.register_heif_opener()

# Stored as: what a phone of another make cannot show becomes what every browser shows.
REDRAWN = {"image/jpeg": "image/jpeg", "image/png": "image/png", "image/heic": "image/jpeg"}
_FORMATS = ("JPEG", "PNG", "HEIF")
_LONGEST_SIDE = 2560  # pixels: a photographed page of A4 stays readable
_QUALITY = 85

# What a browser, a reader of PDF or a server would take the file for, besides being a picture. Names of tags are long
# enough not to occur by chance in the pixels.
_SOMETHING_ELSE = re.compile(
    rb"%PDF-1\.|%PDF-2\.|<script[\s>]|<!doctype html|<html[\s>]|<\?php\s", re.IGNORECASE
)

_BROKEN = (OSError, SyntaxError, ValueError, EOFError)


def check_picture(file: IO[bytes], name: str) -> None:
    """Raises ``Refused``: picture_too_large, file_broken, file_is_two_things."""
    if _pixels_of(file, name) > settings.EVIDENCE_MAX_PIXELS:
        limit = settings.EVIDENCE_MAX_PIXELS // 1_000_000
        raise Refused(
            "picture_too_large",
            f"Gambar “{name}” lebih dari {limit} juta piksel. Perkecil gambarnya, lalu unggah lagi.",
        )
    file.seek(0)
    if _SOMETHING_ELSE.search(file.read()) or zipfile.is_zipfile(file):
        raise two_things(name, "gambar", "Buka gambarnya, simpan ulang atau potret ulang, lalu unggah.")


def _pixels_of(file: IO[bytes], name: str) -> int:
    """Width times height by the header. Pillow refuses enormous ones itself, and whatever is no picture."""
    file.seek(0)
    try:
        width, height = Image.open(file, formats=_FORMATS).size
    except Image.DecompressionBombError:
        return settings.EVIDENCE_MAX_PIXELS + 1
    except _BROKEN as error:
        raise broken(name, "gambar") from error
    return width * height


def redrawn(file: UploadedFile, content_type: str) -> UploadedFile:
    """The picture anew, upright, no larger than it needs to be, without place, device, comment and thumbnail.

    Of one of ``REDRAWN``, checked already. Raises ``Refused``: file_broken.
    """
    name, out = PurePath(file.name or "foto"), BytesIO()
    file.seek(0)
    try:
        picture = Image.open(file, formats=_FORMATS)
        picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))  # a JPEG is decoded no larger than needed
        drawn = ImageOps.exif_transpose(picture)
        drawn.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
        stored_as = REDRAWN[content_type]
        keeps_holes = stored_as == "image/png" and drawn.has_transparency_data
        drawn = drawn.convert("RGBA" if keeps_holes else "RGB")
        drawn.info.clear()
        how = {"quality": _QUALITY, "optimize": True} if stored_as == "image/jpeg" else {"optimize": True}
        drawn.save(out, stored_as.removeprefix("image/"), **how)
    except _BROKEN as error:
        raise broken(name.name, "gambar") from error
    plain = name.stem if stored_as != content_type else name.name
    return SimpleUploadedFile(plain, out.getvalue(), stored_as)

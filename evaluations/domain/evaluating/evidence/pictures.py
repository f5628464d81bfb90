"""Pictures as evidence: bounded pixels, and nothing else in the same file.

Only the header is read by Pillow; pixels are never decoded here.
"""

import re
import zipfile
from typing import IO

from django.conf import settings
from PIL import Image

from evaluations.domain.evaluating.evidence.refused import broken, two_things
from evaluations.domain.refusals import Refused

# What a browser, a reader of PDF or a server would take the file for, besides being a picture. Names of tags are long
# enough not to occur by chance in the pixels.
_SOMETHING_ELSE = re.compile(
    rb"%PDF-1\.|%PDF-2\.|<script[\s>]|<!doctype html|<html[\s>]|<\?php\s", re.IGNORECASE
)


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
        width, height = Image.open(file, formats=["JPEG", "PNG"]).size
    except Image.DecompressionBombError:
        return settings.EVIDENCE_MAX_PIXELS + 1
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise broken(name, "gambar") from error
    return width * height

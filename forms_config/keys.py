"""Keys: born once from a name, never changed afterwards."""

from collections.abc import Collection

from django.core.validators import RegexValidator
from django.utils.text import slugify

KEY_LENGTH = 60
KEY_PATTERN = r"[A-Za-z0-9_]+"  # matched in full
KEY_MESSAGE = "Kunci hanya boleh berisi huruf, angka, dan garis bawah, tanpa spasi."
validate_key = RegexValidator(rf"^{KEY_PATTERN}\Z", KEY_MESSAGE, code="bad_key")


def propose_key(label: str, taken: Collection[str] = (), *, fallback: str = "isian") -> str:
    """A free key made from ``label``: "Hasil kerja" → "hasil_kerja", or "hasil_kerja_2" when it is taken."""
    stem = slugify(label).replace("-", "_")[: KEY_LENGTH - 4].strip("_") or fallback
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key

"""Keys: born once from a name, never changed afterwards."""

from collections.abc import Collection

from django.core.validators import RegexValidator
from django.utils.text import slugify

KEY_LENGTH = 60
validate_key = RegexValidator(
    r"^[A-Za-z][A-Za-z0-9_]*\Z",
    "Kode tetap diawali huruf dan hanya berisi huruf, angka, dan garis bawah, tanpa spasi.",
    code="bad_key",
)
validate_code = RegexValidator(
    r"^[A-Za-z0-9_]+\Z", "Kode hanya berisi huruf, angka, dan garis bawah, tanpa spasi.", code="bad_code"
)


def propose_key(label: str, taken: Collection[str] = (), *, fallback: str = "isian") -> str:
    """A free key made from ``label``: "Hasil kerja" → "hasil_kerja", or "hasil_kerja_2" when it is taken."""
    stem = slugify(label).replace("-", "_").strip("_")
    if not stem[:1].isalpha():
        stem = f"{fallback}_{stem}".strip("_")
    stem = stem[: KEY_LENGTH - 4].strip("_")
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return key

"""NIP and NI PPPK: 18 digits, read from files in which spreadsheets have damaged many of them.

Positions 1–8 birth date, 9–12 year of appointment, 13–14 month (PNS) or contract code (PPPK), 15 sex, 16–18
sequence. There is no check digit, and the number can change: never a primary key.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .characters import first_invisible, named

LENGTH = 18

_SCIENTIFIC = re.compile(r"[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_APOSTROPHES = ("'", "’", "‘", "`")


class Sex(StrEnum):
    MALE = "M"
    FEMALE = "F"


_SEX_DIGITS = {"1": Sex.MALE, "2": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class Nip:
    """A valid number; ``warnings`` names what was cleaned: spaced_nip, nbsp_nip, apostrophe_nip."""

    number: str
    birth_date: date
    sex: Sex
    warnings: tuple[str, ...] = ()


class NipError(ValueError):
    """Why a value is no NIP: a ``kind`` for machines and a ``message`` in Indonesian."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def parse_nip(value: object) -> Nip:
    """The NIP in a cell or form value. Raises NipError.

    Kinds: missing_nip, numeric_nip, scientific_text_nip, nip_unicode_digits, nip_non_digit, nip_length, truncated_nip,
    nip_birth_date, nip_sex_digit.
    """
    text, warnings = _cleaned(_text(value))
    if not text:
        raise NipError("missing_nip", "NIP kosong. Isi 18 digit NIP.")
    if _SCIENTIFIC.fullmatch(text):
        raise NipError(
            "scientific_text_nip",
            f"NIP {text} ditulis dalam notasi ilmiah, sebagian digitnya hilang. Isi ulang sebagai teks.",
        )
    if sign := first_invisible(text):
        said = f"NIP mengandung tanda tak terlihat {named(sign)}. Ketik ulang 18 digitnya."
        raise NipError("nip_non_digit", said)
    if not text.isascii() and text.isdecimal():
        raise NipError(
            "nip_unicode_digits",
            f"NIP {text} memakai angka selain 0–9 biasa. Ketik ulang dengan angka biasa.",
        )
    if not _DIGITS.fullmatch(text):
        raise NipError("nip_non_digit", f"NIP {text} memuat tanda selain angka 0–9.")
    if len(text) != LENGTH:
        raise NipError("nip_length", f"NIP {text} terdiri dari {len(text)} digit, seharusnya {LENGTH}.")
    if text.endswith("000"):
        raise NipError(
            "truncated_nip",
            f"Tiga digit terakhir NIP {text} nol: dibulatkan oleh Excel. Isi ulang sebagai teks.",
        )
    return Nip(text, _birth_date(text), _sex(text), warnings)


def expects_month(number: str) -> bool:
    """Whether positions 13–14 hold a month, as in the NIP of a PNS. A hint only: master data decides."""
    return 1 <= int(number[12:14]) <= 12


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    raise NipError(
        "numeric_nip",
        "Sel NIP bukan teks, digit terakhirnya sudah hilang. Ubah sel menjadi teks, lalu isi ulang NIP.",
    )


def _cleaned(text: str) -> tuple[str, tuple[str, ...]]:
    warnings: list[str] = []
    if "\u00a0" in text:
        text = text.replace("\u00a0", "")
        warnings.append("nbsp_nip")
    if any(sign.isspace() for sign in text):
        text = "".join(text.split())
        warnings.append("spaced_nip")
    if text.startswith(_APOSTROPHES):
        text = text[1:]
        warnings.append("apostrophe_nip")
    return text, tuple(warnings)


def _birth_date(number: str) -> date:
    try:
        return date(int(number[:4]), int(number[4:6]), int(number[6:8]))
    except ValueError:
        raise NipError(
            "nip_birth_date", f"Delapan digit pertama NIP {number} bukan tanggal lahir yang ada."
        ) from None


def _sex(number: str) -> Sex:
    if number[14] not in _SEX_DIGITS:
        raise NipError("nip_sex_digit", f"Digit ke-15 NIP {number} harus 1 (laki-laki) atau 2 (perempuan).")
    return _SEX_DIGITS[number[14]]

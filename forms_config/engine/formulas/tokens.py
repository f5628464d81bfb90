"""From text to tokens: numbers, names, quoted keys, signs. All else is refused here, with its place."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from ..rounding import spoken
from .errors import SPLIT_IT, fault

MAX_LENGTH = 2_000  # characters
MAX_WHOLE, MAX_DECIMALS = 15, 6  # digits of a number, as in an answer

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?")  # an item, or section.item
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n\u00a0]+)
  | (?P<number>[0-9][0-9.,]*[0-9]|[0-9])
  | (?P<name>{NAME.pattern})
  | (?P<text>["“”„][^"“”„]*["“”„])
  | (?P<sign><=|>=|<>|!=|==|[-+*/=<>×÷−–≤≥≠();,])
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
# 1.000 is a thousand to Indonesian readers and one to others; 0.125 can only be a fraction.
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
# As Word and other programs write the signs, and as other languages do.
_SAME = {"×": "*", "÷": "/", "−": "-", "–": "-", "≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>", "==": "="}
WORDS = {"dan": "and", "atau": "or", "bukan": "not", "and": "and", "or": "or", "not": "not"}
_HINTS = {
    "%": "persen tidak dikenal. Tulis 10% sebagai 10/100",
    "^": "pangkat tidak dikenal. Tulis sebagai perkalian",
    "[": "pakai kurung biasa: ( dan )",
    "{": "pakai kurung biasa: ( dan )",
    ":": "pembagian ditulis dengan /",
    ".": "titik hanya dipakai dalam angka atau di antara bagian dan isian, tanpa spasi",
    "_": "nama diawali huruf",
    "'": 'kode tetap jawaban ditulis di antara tanda kutip ganda, misalnya "wfh"',
    '"': "tanda kutip ini belum ditutup",
    "“": "tanda kutip ini belum ditutup",
    "”": "tanda kutip ini belum ditutup",
}


class Kind(Enum):
    NUMBER = auto()
    NAME = auto()
    TEXT = auto()
    SIGN = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` is the sign, word (and, or, not), name or quoted key; ``source`` what stood there."""

    kind: Kind
    text: str
    source: str
    start: int
    number: Decimal = Decimal(0)

    @property
    def length(self) -> int:
        return len(self.source)


def tokens(text: str) -> list[Token]:
    """The tokens of ``text`` and an END. A sign "=" in front, as in a spreadsheet, is left out."""
    if len(text) > MAX_LENGTH:
        reason = f"rumus terlalu panjang, paling banyak {spoken(MAX_LENGTH)} huruf. {SPLIT_IT}"
        raise fault(text, MAX_LENGTH, len(text) - MAX_LENGTH, reason)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise fault(text, position, 1, _strange(text[position]))
        if match.lastgroup != "space":
            found.append(_token(text, match))
        position = match.end()
    if found and found[0].source == "=":
        del found[0]
    _refuse_two_commas(text, found)
    return [*found, Token(Kind.END, "", "", len(text))]


def _token(text: str, match: re.Match[str]) -> Token:
    source, start = match.group(), match.start()
    match match.lastgroup:
        case "number":
            return Token(Kind.NUMBER, source, source, start, _number(text, source, start))
        case "text":
            return Token(Kind.TEXT, source[1:-1].strip(), source, start)
        case "name":
            word = WORDS.get(source.lower())
            return Token(Kind.SIGN, word, source, start) if word else Token(Kind.NAME, source, source, start)
    return Token(Kind.SIGN, _SAME.get(source, source), source, start)


def _number(text: str, source: str, start: int) -> Decimal:
    match = _NUMBER.fullmatch(source)
    if match is None:
        reason = (
            "angka ditulis tanpa titik ribuan dan dengan satu koma desimal, misalnya 1250,5."
            " Nilai di dalam fungsi dipisahkan dengan titik koma"
        )
        raise fault(text, start, len(source), reason)
    if _THOUSANDS.fullmatch(source):
        whole, part = source.split(".")
        reason = f"angka ini dapat dibaca dua cara. Tulis {whole}{part} atau {whole},{part}"
        raise fault(text, start, len(source), reason)
    whole, part = match.groups(default="")
    if len(whole) > MAX_WHOLE or len(part) > MAX_DECIMALS:
        reason = f"angka paling banyak {MAX_WHOLE} digit dan {MAX_DECIMALS} desimal"
        raise fault(text, start, len(source), reason)
    return Decimal(source.replace(",", "."))


def _refuse_two_commas(text: str, found: list[Token]) -> None:
    """A comma may separate values or decimals, but not both: ``max(x,1,5)`` has two readings."""
    if any(token.kind == Kind.SIGN and token.text == "," for token in found):
        for token in found:
            if token.kind == Kind.NUMBER and "," in token.text:
                reason = (
                    "koma dipakai untuk desimal dan juga untuk memisahkan. Pisahkan nilai dengan titik koma"
                )
                raise fault(text, token.start, token.length, reason)


def _strange(char: str) -> str:
    if char in _HINTS:
        return _HINTS[char]
    if char.isnumeric():
        return "ketik angka biasa, 0 sampai 9"
    if char.isalpha():
        return "nama isian hanya memakai huruf a–z, angka, dan garis bawah"
    return "tanda ini tidak dikenal dalam rumus. Hapus tanda ini"

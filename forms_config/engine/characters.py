"""Characters that nobody sees: what becomes of them in every text that comes in, by form, import or API.

Word's line break and its like become line ends; what a document should not hold goes; a text of which nothing can be
seen is empty. The message names the sign, since the eye cannot find it.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_LAYOUT = "\t\n\r"
_LINKING = "\u200c\u200d"  # letters of some scripts and emoji are joined with these
# Controls, format characters (bidi overrides among them), surrogates, private use, unassigned.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Letters, marks and symbols by category that no font shows.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(n) for n in range(0xFE00, 0xFE10)
}

_NAMES = {
    "\u00ad": "tanda hubung lunak",
    "\u034f": "penyambung huruf",
    "\u061c": "tanda arah Arab",
    "\u180e": "pemisah vokal Mongolia",
    "\u200b": "spasi tanpa lebar",
    "\u200c": "pemisah huruf tanpa lebar",
    "\u200d": "penyambung tanpa lebar",
    "\u200e": "tanda arah kiri-ke-kanan",
    "\u200f": "tanda arah kanan-ke-kiri",
    "\u202a": "awal teks kiri-ke-kanan",
    "\u202b": "awal teks kanan-ke-kiri",
    "\u202c": "akhir tanda arah",
    "\u202d": "pemaksa arah kiri-ke-kanan",
    "\u202e": "pemaksa arah kanan-ke-kiri",
    "\u2060": "penyambung kata",
    "\u2066": "awal kutipan kiri-ke-kanan",
    "\u2067": "awal kutipan kanan-ke-kiri",
    "\u2069": "akhir kutipan arah",
    "\u2800": "pola Braille kosong",
    "\u3164": "pengisi Hangul",
    "\ufeff": "tanda awal berkas",
    "\x00": "karakter nol",
    "\x07": "bel",
    "\x0b": "tab tegak",
}
_KINDS = {"Cc": "karakter kendali", "Cf": "tanda format", "Cs": "separuh karakter", "Co": "karakter khusus"}


def without_broken(text: str) -> str:
    """``text`` without what is no letter at all: no page can show it, and PostgreSQL stores none of it."""
    return _BROKEN.sub("", text)


def is_invisible(char: str) -> bool:
    """Whether nobody sees this character and it is no white space."""
    if char.isprintable() and char not in _BLANK:  # nearly always, and quick
        return False
    return char not in _LAYOUT and (char in _BLANK or unicodedata.category(char) in _INVISIBLE)


def first_invisible(text: str) -> str | None:
    """The first invisible character of ``text``, None without one."""
    if text.isascii() and text.isprintable():
        return None
    return next((char for char in text if is_invisible(char)), None)


def named(char: str) -> str:
    """A character that nobody sees, in words: "U+200E (tanda arah kiri-ke-kanan)"."""
    name = _NAMES.get(char) or _KINDS.get(unicodedata.category(char), "tanda kosong")
    return f"U+{ord(char):04X} ({name})"


def is_empty(text: str) -> bool:
    """Whether nothing of ``text`` can be seen: white space and invisible characters only."""
    return not any(not char.isspace() and not is_invisible(char) for char in text)


def with_line_ends(text: str) -> str:
    """``text`` with every kind of line end (Word's too) as a newline."""
    return _LINE_ENDS.sub("\n", text)


def cleaned(text: str) -> str:
    """``text`` in composed Unicode (NFC) without what nobody sees, lines kept; "" when nothing is left to see.

    Joiners and the like between visible characters stay, since they change what is seen.
    """
    text = unicodedata.normalize("NFC", with_line_ends(text))
    if text.isascii() and text.isprintable():
        return text
    if is_empty(text):
        return ""
    return "".join(char for char in text if char in _LINKING or char in _BLANK or not is_invisible(char))


def clean_text(text: str, *, multiline: bool = True) -> str:
    """What somebody wrote, ``cleaned``, ends trimmed; without ``multiline`` each run of white space is one space."""
    return cleaned(text).strip() if multiline else " ".join(cleaned(text).split())

"""What a kata sandi must not be: one sentence per rule, said before typing and again for each that failed.

Which rules hold, with which numbers and why, stands in ``settings.base``. Django's own messages say "sandi" and speak
of users; these speak to the person.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

INDONESIAN = Path(__file__).parent / "password_lists" / "indonesia.txt"
_LOOKALIKES = str.maketrans("013457@$!", "oieasta" + "si")  # p4ssw0rd is password
_TRIVIAL = {
    "",
    "tahun",
    "thn",
    "th",
    "year",
    "ok",
    "oke",
    "ya",
    "yes",
    "aja",
    "saja",
    "a",
    "asn",
    "pns",
    "pppk",
    "id",
}
MONTHS = ("januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober",
          "november", "desember")  # fmt: skip
_SHORTEST_NAME = 4  # a shorter part of a name stands in too many words


class Rule:
    """``said`` is what somebody reads beforehand, ``refusal`` what they read when it failed."""

    code: str
    said: str
    refusal: str

    def fails(self, password: str, user) -> bool:
        raise NotImplementedError

    def validate(self, password: str, user=None) -> None:
        if self.fails(password, user):
            raise ValidationError(self.refusal, code=self.code)

    def get_help_text(self) -> str:
        return self.said


class LongEnough(Rule):
    code = "password_too_short"

    def __init__(self, length: int) -> None:
        self.length = length
        self.said = (
            f"Paling sedikit {length} karakter. Beberapa kata lebih baik daripada tanda yang sulit diingat."
        )
        self.refusal = f"Terlalu pendek: paling sedikit {length} karakter."

    def fails(self, password: str, user) -> bool:
        return len(password) < self.length


class NotCommon(Rule):
    """Neither on Django's list nor on ours, nor such a word with digits and signs around it."""

    code = "password_too_common"
    said = "Bukan kata sandi yang sering dipakai orang, juga bila ditambah angka atau tanda."
    refusal = (
        "Terlalu sering dipakai orang, juga dengan tambahan angka atau tanda: termasuk yang pertama ditebak."
    )

    def fails(self, password: str, user) -> bool:
        lowered = password.lower()
        words = [word for word in _words(lowered) if word not in _TRIVIAL]
        if words and len(set(words)) == 1:
            words = words[:1]
        tried = (lowered, _core(lowered), _core(_plain(lowered)), "".join(words))
        return any(word in common_words() for word in tried if word)


class NotRepetitive(Rule):
    code = "password_repetitive"

    def __init__(self, different: int) -> None:
        self.different = different
        self.said = f"Paling sedikit {different} huruf, angka, atau tanda yang berbeda."
        self.refusal = (
            f"Terlalu banyak pengulangan: pakai sedikitnya {different} huruf atau angka yang berbeda."
        )

    def fails(self, password: str, user) -> bool:
        return len(set(password.lower())) < self.different


class WithoutWords(Rule):
    """Words that everybody here thinks of first."""

    code = "password_local_word"

    def __init__(self, words: list[str]) -> None:
        self.words = words
        named = " atau ".join(f"“{word}”" for word in words)
        self.said = f"Tidak memuat {named}."
        self.refusal = f"Memuat {named}, yang di sini paling mudah ditebak."

    def fails(self, password: str, user) -> bool:
        plain = _letters(_plain(password.lower()))
        return any(word in plain for word in self.words)


class NotOneself(Rule):
    """Neither name, NIP, username nor birth date, which colleagues know."""

    code = "password_personal"
    said = "Tidak memuat nama, NIP, nama pengguna, atau tanggal lahir Anda."
    refusal = "Memuat nama, NIP, nama pengguna, atau tanggal lahir Anda, yang diketahui rekan kerja."

    def fails(self, password: str, user) -> bool:
        if user is None:
            return False
        lowered = password.lower()
        plain, digits = _letters(_plain(lowered)), re.sub(r"\D", "", password)
        squeezed = "".join(sign for sign in lowered if sign.isalnum())
        return any(name in plain or name in squeezed for name in _names(user)) or any(
            number in digits or number in squeezed for number in _numbers(user)
        )


class NotJustAYear(Rule):
    code = "password_just_a_year"
    said = "Bukan hanya tahun atau angka."
    refusal = "Hanya tahun atau angka dengan sedikit tambahan. Tambahkan kata-kata."

    def fails(self, password: str, user) -> bool:
        if not any(sign.isdigit() for sign in password):
            return False
        return all(word in _TRIVIAL for word in _words(password.lower()))


@cache
def common_words() -> frozenset[str]:
    """Django's 20,000 and those that are common in Indonesia."""
    ours = (line.strip() for line in INDONESIAN.read_text().splitlines() if not line.startswith("#"))
    return frozenset(CommonPasswordValidator().passwords) | frozenset(word for word in ours if word)


def _plain(text: str) -> str:
    """With letters where digits and signs stand for them."""
    return text.translate(_LOOKALIKES)


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalpha())


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\W\d_]+", text) if word]


def _core(text: str) -> str:
    """Without digits and signs at both ends, and without what separates words."""
    inner = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    return re.sub(r"[\W_]+", "", inner)


def _names(user) -> set[str]:
    person = getattr(user, "employee", None)
    written = f"{user.first_name} {user.last_name} {user.username} {person.name if person else ''}".lower()
    return {part for part in _words(written) if len(part) >= _SHORTEST_NAME}


def _numbers(user) -> set[str]:
    """The NIP, its parts, and the birth date in it, as people write them."""
    person = getattr(user, "employee", None)
    nip = (person.nip if person else "") or (user.username if user.username.isdigit() else "")
    if len(nip) != 18:
        return set()
    return {nip[:14], nip[8:], nip[4:], *_dates(nip[:4], nip[4:6], nip[6:8])}


def _dates(year: str, month: str, day: str) -> Iterator[str]:
    for y in (year, year[2:]):
        for m, d in ((month, day), (month.lstrip("0"), day.lstrip("0"))):
            yield from (y + m + d, d + m + y) if len(y + m + d) >= 6 else ()
    if month.isdigit() and 1 <= int(month) <= 12:
        name = MONTHS[int(month) - 1]
        for d in (day, day.lstrip("0")):
            for y in (year, year[2:]):
                yield from (d + name + y, d + name[:3] + y)

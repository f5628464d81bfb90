"""Indonesian words for the search: which are alike in form, which look like one another mistyped, which say little."""

import re
from functools import lru_cache

from snowballstemmer import stemmer

SHORTEST_ROOT = 3
STILL_LONG, _PREFIXES = 7, ("ter", "ber", "per")
# A word needs this many letters before one wrong letter is forgiven, and this many for two.
ONE_ERROR_FROM, TWO_ERRORS_FROM = 4, 8
# Words of asking and joining: they are in every text and say little about what somebody wants to know.
SLIGHT = frozenset(
    """
    ada adalah agar akan aku anda apa apabila apakah atau bagaimana bagi bahwa baru belum berapa bila bisa boleh
    bolehkah buat cara caranya dalam dan dapat dari dengan di dia dong ga gak gimana hal harus harusnya ia ini itu
    jadi jangan jika juga kah kalau kalo kan kapan karena ke kenapa kepada kita kok lagi lah lalu maka mana masih
    mau mengapa mereka nah namun nggak nya oleh pada para perlu pun punya saat saja saya sebagai sedang sekali
    seperti siapa sih sudah supaya tapi tdk tentang tersebut tetapi tidak untuk ya yang yg
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
# A prefix with a nasal swallows the first letter of the word (me+tulis: menulis), and nobody can tell which it was.
_SWALLOWED = "kpst"
_PARTICLES = re.compile(r"(?:nya|kah|lah|ku|mu)$")


def words(text: str) -> list[str]:
    """The words of a text in small letters; doubled words ("undang-undang") are two."""
    return [part for word in _WORD.findall(text.lower()) for part in word.split("-") if part]


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """What the forms of a word share, for comparing only ("penilaian", "nilai" and "dinilai": "ila").

    The Snowball stemmer for Indonesian takes off affixes by rule and without a dictionary. Its two uncertainties are
    taken out here: the letter that a nasal swallowed, and a last "i" that may be a suffix.
    """
    bare = _PARTICLES.sub("", word) if len(word) > 5 else word
    stem = _stemmed(bare)
    if len(stem) >= STILL_LONG and stem.startswith(
        _PREFIXES
    ):  # "keterlambatan" has three affixes, the stemmer takes two
        stem = _stemmed(stem)
    if stem.endswith("i") and len(stem) > SHORTEST_ROOT:
        stem = stem[:-1]
    return stem


def _stemmed(word: str) -> str:
    # One stemmer keeps its place in the word, so that two threads must not share it.
    return stemmer("indonesian").stemWord(word)


def same_root(one: str, other: str) -> bool:
    """Whether two roots differ by nothing but the letter that a nasal swallows: "kirim" and "irim"."""
    if abs(len(one) - len(other)) != 1:
        return False
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return (
        len(shorter) >= SHORTEST_ROOT
        and longer[1:] == shorter
        and (longer[0] in _SWALLOWED or longer[0] in "mn")
    )


def errors_forgiven(word: str) -> int:
    if len(word) < ONE_ERROR_FROM:
        return 0
    return 1 if len(word) < TWO_ERRORS_FROM else 2


def looks_like(word: str, other: str) -> bool:
    """Whether ``other`` is ``word`` with one or, in long words, two letters wrong, missing, too many or swapped."""
    allowed = errors_forgiven(word)
    return bool(allowed) and abs(len(word) - len(other)) <= allowed and distance(word, other) <= allowed


def distance(one: str, other: str) -> int:
    """Letters to change, add, drop or swap with their neighbour (Damerau and Levenshtein, neighbours only)."""
    before: list[int] = []
    previous = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        current = [i]
        for j, against in enumerate(other, 1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]

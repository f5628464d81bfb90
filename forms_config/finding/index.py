"""A small index in memory: a few hundred entries, scored word by word, best first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from .entries import Entry
from .words import SLIGHT, looks_like, root, same_root, words

# How much a word counts, by where it stands.
IN_TITLE, IN_SUMMARY, IN_TEXT = 4.0, 2.0, 1.0
# How much it counts, by how like it is to the word that was asked for.
THE_WORD, ITS_FORM, ALMOST_ITS_FORM, ITS_BEGINNING, MISTYPED, SYNONYM = 1.0, 0.8, 0.7, 0.5, 0.5, 0.8
SLIGHT_WEIGHT = 0.12
ANSWER_BONUS = 1.15  # a question that was answered before a page that speaks of it
GUESSED = 0.6  # as which share of a word one counts that nobody knows and that was guessed
ANSWERED_FROM = 0.5  # share of what was asked that the best hit must know
SHORTEST_BEGINNING = 4
MOST_HITS = 12
LEAST_OF_THE_BEST = 0.1  # what is worth less than this share of the best hit only hides it
SNIPPET = 180

Phrase = tuple[str, ...]  # roots, in order
Synonyms = Sequence[Sequence[str]]  # groups of words or phrases that mean the same


@dataclass(frozen=True)
class Hit:
    entry: Entry
    score: float
    covered: float  # 0 to 1: which share of the words, by their weight, it knows
    snippet: str


@dataclass(frozen=True)
class _Wish:
    """One thing that was asked for: the words as typed, or any of the phrases that mean the same."""

    ways: tuple[tuple[tuple[str, ...], float], ...]
    weight: float


@dataclass(frozen=True)
class _Found:
    score: float
    covered: float
    entry: Entry


class Index:
    def __init__(self, entries: Iterable[Entry], synonyms: Synonyms = ()):
        self.entries = list(entries)
        self._places = [_weights(entry) for entry in self.entries]
        self._frequency = Counter(word for place in self._places for word in place)
        self._forms: dict[str, list[str]] = {}
        for word in self._frequency:
            self._forms.setdefault(root(word), []).append(word)
        # Roots by what a nasal leaves of them when it swallows their first letter.
        self._swallowed: dict[str, list[str]] = {}
        for one in self._forms:
            self._swallowed.setdefault(one[1:], []).append(one)
        self._groups = [[tuple(words(phrase)) for phrase in group if words(phrase)] for group in synonyms]

    def search(self, query: str) -> list[Hit]:
        """What knows any of the words, best first; of a page as a whole and its parts only the best."""
        wishes = self._wishes(words(query))
        near = self._near(wishes)
        scores, known = [0.0] * len(self.entries), [0.0] * len(self.entries)
        for wish in wishes:
            worth = [
                max(trust * _known(place, way, near) for way, trust in wish.ways) for place in self._places
            ]
            at = sum(map(bool, worth))
            rarity = log(1 + len(worth) / at) if at else 0.0
            sure = 1.0 if any(map(self._meant, wish.ways[0][0])) or len(wish.ways) > 1 else GUESSED
            for number, one in enumerate(worth):
                scores[number] += one * rarity * wish.weight
                known[number] += wish.weight * sure if one else 0.0
        total = sum(wish.weight for wish in wishes)
        found = [
            _Found(
                score * (covered / total) * (ANSWER_BONUS if entry.is_answer else 1.0), covered / total, entry
            )
            for entry, score, covered in zip(self.entries, scores, known, strict=True)
            if score
        ]
        found.sort(key=lambda one: (-one.score, one.entry.page_title, one.entry.title))
        found = [one for one in found if one.score >= found[0].score * LEAST_OF_THE_BEST]
        meant = {form for word, forms in near.items() if word not in SLIGHT for form in forms}
        return [
            Hit(one.entry, one.score, one.covered, _snippet(one.entry, meant))
            for one in _one_for_each_page(found)[:MOST_HITS]
        ]

    def _wishes(self, asked: list[str]) -> list[_Wish]:
        """The words one after the other; where several together are a phrase with synonyms, the phrase."""
        asked = [self._spelt(word) for word in asked]
        wishes, at = [], 0
        while at < len(asked):
            length, ways = self._phrase_at(tuple(asked[at:]))
            wishes.append(self._wish(tuple(asked[at : at + length]), ways))
            at += length
        return wishes

    def _wish(self, typed: Phrase, ways: list[Phrase]) -> _Wish:
        is_slight = all(word in SLIGHT for word in typed)
        others = tuple((way, SYNONYM) for way in ways if way != typed)
        return _Wish(((typed, 1.0), *others), SLIGHT_WEIGHT if is_slight else 1.0)

    def _phrase_at(self, asked: Phrase) -> tuple[int, list[Phrase]]:
        """How many words the longest known phrase at the beginning has, and all phrases of its groups."""
        for length in range(min(len(asked), self._longest), 0, -1):
            ways = self._by_roots.get(tuple(map(root, asked[:length])))
            if ways:
                return length, ways
        return 1, []

    @cached_property
    def _by_roots(self) -> dict[Phrase, list[Phrase]]:
        known: dict[Phrase, list[Phrase]] = {}
        for group in self._groups:
            for phrase in group:
                known.setdefault(tuple(map(root, phrase)), []).extend(group)
        return known

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_roots), default=1)

    def _spelt(self, word: str) -> str:
        """The word of a synonym that was meant by a word that nobody knows."""
        known = word in self._frequency or root(word) in self._forms or word in SLIGHT
        return word if known else next((one for one in self._spoken if looks_like(word, one)), word)

    @cached_property
    def _spoken(self) -> list[str]:
        return sorted({word for group in self._groups for phrase in group for word in phrase})

    def _near(self, wishes: list[_Wish]) -> dict[str, dict[str, float]]:
        """For each word the words of the index that it may mean, with how sure that is. Only what a person typed may
        be mistyped; synonyms are written as they are meant."""
        typed = {word for wish in wishes for word in wish.ways[0][0]}
        ways = {word for wish in wishes for way, _ in wish.ways for word in way}
        return {
            word: self._meant(word) or (self._guessed(word) if word in typed else {}) for word in sorted(ways)
        }

    def _meant(self, word: str) -> dict[str, float]:
        asked = root(word)
        near = dict.fromkeys(self._forms.get(asked, ()), ITS_FORM)
        for other in (*self._swallowed.get(asked, ()), asked[1:]):
            if other in self._forms and same_root(asked, other):
                near |= dict.fromkeys(self._forms[other], ALMOST_ITS_FORM)
        if word in self._frequency:
            near[word] = THE_WORD
        return near

    def _guessed(self, word: str) -> dict[str, float]:
        """For a word that stands nowhere: those that begin with it, else those that look like it mistyped."""
        telling = self._frequency.keys() - SLIGHT
        begun = sorted(other for other in telling if other.startswith(word))
        if begun and len(word) >= SHORTEST_BEGINNING:
            return dict.fromkeys(begun, ITS_BEGINNING)
        asked = root(word)
        alike = sorted(one for one in telling if looks_like(word, one) or looks_like(asked, root(one)))
        return dict.fromkeys(alike, MISTYPED)


def _known(place: Mapping[str, float], way: Phrase, near: Mapping[str, Mapping[str, float]]) -> float:
    """The mean worth of the words of a phrase in one entry; 0 where one of them is not there."""
    worth = [
        max((sure * place[form] for form, sure in near[word].items() if form in place), default=0.0)
        for word in way
    ]
    return sum(worth) / len(worth) if all(worth) else 0.0


def _weights(entry: Entry) -> dict[str, float]:
    """How much each word of an entry counts in it."""
    title = words(entry.title)
    said = Counter(words(entry.text))
    places = {word: IN_TEXT * (1 + log(times) / 4) for word, times in said.items()}
    for word in words(entry.summary):
        places[word] = places.get(word, 0.0) + IN_SUMMARY
    for word in title:  # of two titles with the word the shorter one is more about it
        places[word] = places.get(word, 0.0) + IN_TITLE * (1 + 0.5 / len(title))
    return places


def _one_for_each_page(found: list[_Found]) -> list[_Found]:
    """Answers stand for themselves; of a page and its parts only the best stays."""
    seen: set[int] = set()
    kept = []
    for one in found:
        if one.entry.is_answer or one.entry.page not in seen:
            kept.append(one)
            if not one.entry.is_answer:
                seen.add(one.entry.page)
    return kept


def _snippet(entry: Entry, wanted: set[str]) -> str:
    """An answer from its beginning; else the words around the first that was asked for. Cut at words."""
    text = entry.text
    if len(text) <= SNIPPET:
        return text
    lower = text.lower()
    first = min((at for at in (lower.find(word) for word in wanted if len(word) > 2) if at >= 0), default=0)
    is_late = not entry.is_answer and first > SNIPPET // 2 and ". " in text[:first]
    begin = text.rfind(". ", 0, first) + 2 if is_late else 0
    piece = text[begin : begin + SNIPPET].rpartition(" ")[0]
    return f"{'… ' if begin else ''}{piece} …"

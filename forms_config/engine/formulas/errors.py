"""What is wrong with the text of a formula, and where."""

from collections.abc import Iterable
from difflib import get_close_matches

SPLIT_IT = "Bagi menjadi beberapa isian hitungan"  # advice for what is too large
_SHOWN = 20  # characters of the faulty place that a message quotes


class FormulaError(ValueError):
    """The text is no formula. ``message`` is Indonesian, names the place and says how to mend it.

    ``start`` (from 0) and ``length`` mark the place in the text; ``length`` 0 means: at its end.
    """

    def __init__(self, message: str, start: int, length: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.length = length


def fault(text: str, start: int, length: int, reason: str) -> FormulaError:
    """The error at this place of ``text``; ``reason`` is a clause without capital, "kurang tanda hitung"."""
    return FormulaError(f"{place(text, start, length)}: {reason}.", start, length)


def place(text: str, start: int, length: int) -> str:
    """The place in words, as people count: ``Di huruf ke-12 (“)”)``."""
    if not length:
        return "Di akhir rumus"
    part = text[start : start + length]
    shown = part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…"
    return f"Di huruf ke-{start + 1} (“{visible(shown)}”)"


def visible(text: str) -> str:
    """``text`` with what no one can see (line ends, marks of direction) written as a code."""
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in text)


def closest(word: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that looks most like ``word``, capitals or not; None when none does."""
    by_text = {text.lower(): text for text in known}
    return next((by_text[text] for text in get_close_matches(word.lower(), by_text, 1)), None)

"""The pages of the guidance as what a search can lead to: a page, one of its parts, a question, a term."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

from django.utils.text import slugify

Block = Mapping[str, Any]
PLACE_LENGTH = 60
TAKEN = ("isi", "cari", "jelas", "lanjutan", "indikator", "sudah-dibaca")  # places of the frame around a page
_NO_TEXT = ("id", "type", "tone", "image", "document", "file")  # keys in a block whose value nobody reads
_TAG = re.compile(r"<[^>]+>")
_SPACES = re.compile(r"\s+")
_BEFORE_SIGN = re.compile(r"\s+(?=[.,;:?!)])")  # where a tag has ended


@dataclass(frozen=True)
class Entry:
    """What a hit may lead to. ``anchor`` is empty for a page as a whole; ``page`` is its key."""

    page: int
    slug: str
    page_title: str
    title: str
    text: str
    anchor: str = ""
    summary: str = ""
    is_answer: bool = False  # the text answers the title by itself: a question, a term

    @property
    def path(self) -> str:
        """Below the address of the guidance."""
        return f"{self.slug}/#{self.anchor}" if self.anchor else f"{self.slug}/"


def place_of(heading: str) -> str:
    """The anchor of a heading, a question or a term within its page; templates draw the same."""
    place = slugify(heading)[:PLACE_LENGTH].strip("-")
    return f"{place}-" if place in TAKEN else place


def entries_of(page: Entry, body: Iterable[Block], say: Callable[[str], str]) -> Iterator[Entry]:
    """The page, then its parts. ``page`` is the page without text; ``body``: the blocks as StreamField stores them;
    ``say`` puts words for what a text refers to."""
    parts: list[Entry] = []
    lead: list[str] = []
    for block in body:
        kind, value = block["type"], block["value"]
        if kind == "heading":
            parts.append(replace(page, title=value, anchor=place_of(value), summary="", text=""))
        elif kind in ANSWERS:
            yield from _answers(page, ANSWERS[kind], value, say)
        elif kind in _REFERENCES:
            continue
        elif parts:
            parts[-1] = replace(parts[-1], text=f"{parts[-1].text} {say(plain(value))}".strip())
        else:
            lead.append(say(plain(value)))
    yield replace(page, text=" ".join(lead))
    yield from (part for part in parts if part.text)  # the questions of a part stand for themselves


_REFERENCES = ("rule",)  # blocks that keep a code and show what others say
ANSWERS = {"faq": ("question", "answer"), "glossary": ("term", "meaning")}


def _answers(page: Entry, names: tuple[str, str], value: Any, say: Callable[[str], str]) -> Iterator[Entry]:
    asked, answered = names
    for item in map(_item, value):
        title = item[asked]
        text = say(plain(item[answered]))
        yield replace(page, title=title, anchor=place_of(title), summary="", text=text, is_answer=True)


def _item(item: Any) -> Any:
    """A list block stores its items bare, or with their type and key around them."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item


def plain(value: Any) -> str:
    """Every text within a value of a block, without tags; keys of pictures and files are no text."""
    if isinstance(value, str):
        return tidy(unescape(_TAG.sub(" ", value)))
    if isinstance(value, dict):
        return _joined(plain(part) for name, part in value.items() if name not in _NO_TEXT)
    if isinstance(value, list):
        return _joined(map(plain, value))
    return ""


def tidy(text: str) -> str:
    """One space between words, and none before a sign."""
    return _BEFORE_SIGN.sub("", _SPACES.sub(" ", text)).strip()


def _joined(parts: Iterable[str]) -> str:
    """Parts as sentences one after the other."""
    said = [part for part in parts if part]
    return " ".join([*(part if part[-1] in ".,:;?!" else f"{part}." for part in said[:-1]), *said[-1:]])

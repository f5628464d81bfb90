"""What a page of the guidance names and does not write itself: ``[[kode]]`` in any text becomes the page, the button
or the setting of that code. What vanishes from the product takes its code with it, so that no page promises it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from wagtail import hooks

HOOK = "register_guidance_references"
_REFERENCE = re.compile(r"\[\[([a-z0-9-]+)\]\]")


@dataclass(frozen=True)
class Reference:
    """One thing that texts may name.

    code: what stands in the text, never changed. label: what it is called on the screen, and for the editor.
    """

    code: str
    label: str

    def html(self) -> str:
        """What stands in the text instead."""
        return f"<b>{escape(self.label)}</b>"

    def text(self) -> str:
        """The same for the search, which keeps it and asks nobody."""
        return self.label


@dataclass(frozen=True)
class Screen(Reference):
    """A page of the product. ``url`` raises where its address is gone."""

    url: Callable[[], str]

    def html(self) -> str:
        return f'<a href="{escape(self.url())}">{escape(self.label)}</a>'


@dataclass(frozen=True)
class Button(Reference):
    """A button or link, by the very words on it. ``source``: the file of the product where they stand."""

    source: str

    def html(self) -> str:
        return f"<b>“{escape(self.label)}”</b>"


@dataclass(frozen=True)
class SettingValue(Reference):
    """Something that BKPSDM or the operator sets. ``tell`` says it as it is now, in words for people."""

    tell: Callable[[], str]

    def html(self) -> str:
        return escape(self.tell())


def references() -> dict[str, Reference]:
    """Everything that texts may name, by code; other apps announce it by the hook."""
    announced: Iterable[Callable[[], Iterable[Reference]]] = hooks.get_hooks(HOOK)
    return {one.code: one for announce in announced for one in announce()}


def filled_in(text: str) -> str:
    """A text that is safe HTML with what its references stand for; an unknown one leaves nothing behind."""
    if "[[" not in text:
        return text
    known = references()
    return _REFERENCE.sub(lambda found: known[found[1]].html() if found[1] in known else "", text)


def named(text: str) -> str:
    """The same with the names only, without asking what is set."""
    if "[[" not in text:
        return text
    known = references()
    return _REFERENCE.sub(lambda found: known[found[1]].text() if found[1] in known else "", text)


def codes_in(text: str) -> list[str]:
    return _REFERENCE.findall(text)


def unknown_in(text: str) -> list[str]:
    """The codes in a text that nothing keeps, each once."""
    known = references()
    return [code for code in dict.fromkeys(codes_in(text)) if code not in known]


def value_choices() -> list[tuple[str, str]]:
    """Code and name of the settings, for the editor."""
    return [(one.code, one.label) for one in references().values() if isinstance(one, SettingValue)]


def told_value(code: str) -> str:
    """What is set; empty where nobody keeps such a setting any more."""
    found = references().get(code)
    return found.tell() if isinstance(found, SettingValue) else ""

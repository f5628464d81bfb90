"""Keys of the blocks of a form: every section, field and overall rating has one, unique in the form."""

from collections.abc import Iterator

from wagtail.blocks import StructValue
from wagtail.blocks.stream_block import StreamValue

from forms_config.keys import propose_key

from .reading import text


def keyed_blocks(sections: StreamValue) -> Iterator[tuple[str | None, StructValue]]:
    """``(block id, value)`` of every section, field and overall rating: they share one set of keys."""
    for section in sections:
        yield section.id, section.value
        yield from ((child.id, child.value) for child in section.value["fields"])
        yield from ((child.id, child.value) for child in section.value["overall"].bound_blocks)


def stored_keys(sections: StreamValue) -> dict[str, str]:
    """The key of every stored section, field and overall rating by its block id: no block is built for it."""
    found: dict[str, str] = {}
    for section in sections.raw_data:
        within = section["value"]
        for one in (section, *(within.get("fields") or ()), *(within.get("overall") or ())):
            if one.get("id") and (key := one["value"].get("key")):
                found[one["id"]] = key
    return found


def fill_blank_keys(sections: StreamValue) -> None:
    """Give every part without a key one that is made from its name. Keys that exist are never touched."""
    _fill([value for _, value in keyed_blocks(sections)])
    for section in sections:
        for child in section.value["fields"]:
            _fill(list(child.value.get("choices", ())), fallback="pilihan")


def _fill(values: list[StructValue], fallback: str = "isian") -> None:
    taken = {text(value, "key") for value in values if text(value, "key")}
    for value in values:
        if not text(value, "key"):
            indicator = value.get("indicator")
            name = text(value, "label") or (indicator.code if indicator else "")
            value["key"] = propose_key(name, taken, fallback=fallback)
            taken.add(text(value, "key"))

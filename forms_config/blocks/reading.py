"""Reading the values of blocks."""

from typing import Any

from wagtail.blocks import StructValue


def text(value: StructValue, name: str) -> str:
    """An empty text is stored as "" or as nothing: by the loader, or before the block had this child."""
    return value.get(name) or ""


def key_of(scale: Any) -> str:
    return scale.key if scale else ""


def slug_of(page: Any) -> str:
    return page.slug if page else ""


def lines(written: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in written.splitlines() if line.strip())

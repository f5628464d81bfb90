"""Reading the values of blocks."""

from wagtail.blocks import StructValue


def text(value: StructValue, name: str) -> str:
    """An empty text is stored as "" or as nothing: by the loader, or before the block had this child."""
    return value.get(name) or ""

"""Text on its way in and out of files: white space, and characters that nobody can see."""

import re

from forms_config.engine.characters import first_invisible, is_invisible, named, with_line_ends

# Excel writes characters that XML forbids as _x0007_; these are line ends and tabs.
_ESCAPED_SPACE = re.compile(r"_x00(0[9A-D])_", re.IGNORECASE)
_ESCAPED_CONTROL = re.compile(r"_x(00[01][0-9A-F]|007F|FFF[EF])_", re.IGNORECASE)


def collapsed(text: str) -> str:
    """The text with each run of white space (no-break spaces and line ends too) as one space, none around."""
    return " ".join(_ESCAPED_SPACE.sub(" ", text).split())


def invisible_sign(text: str) -> str | None:
    """The first thing that nobody sees in a text that is already collapsed, in words; None without one."""
    if escaped := _ESCAPED_CONTROL.search(text):
        return named(chr(int(escaped[1], 16)))
    sign = first_invisible(text)
    return None if sign is None else named(sign)


def printable(text: str) -> str:
    """The text without what breaks a workbook, PostgreSQL or a reader's eyes; line ends and tabs stay."""
    if text.isprintable():  # nearly always, and a hundred times as quick
        return text
    return "".join(char for char in with_line_ends(text) if not is_invisible(char))

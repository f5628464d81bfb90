"""Text on its way in and out of files: white space, and characters that nobody can see."""

import re
import unicodedata

# Excel writes characters that XML forbids as _x0007_; the three below are line ends and tabs.
_ESCAPED_SPACE = re.compile(r"_x00(0[9AD]|0[9ad])_")
_ESCAPED_CONTROL = re.compile(r"_x(00[01][0-9A-F]|007F|FFF[EF])_", re.IGNORECASE)
# Control and format characters (bidi overrides among them), surrogates, private use, unassigned.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LAYOUT = "\t\n\r"


def collapsed(text: str) -> str:
    """The text with each run of white space (no-break spaces and line ends too) as one space, none around."""
    return " ".join(_ESCAPED_SPACE.sub(" ", text).split())


def has_control_character(text: str) -> bool:
    """Whether something invisible stands in a text that is already collapsed."""
    return bool(_ESCAPED_CONTROL.search(text)) or any(unicodedata.category(c) in _INVISIBLE for c in text)


def printable(text: str) -> str:
    """The text without what breaks a workbook, PostgreSQL or a reader's eyes; line ends and tabs stay."""
    if text.isprintable():  # nearly always, and a hundred times as quick
        return text
    return "".join(c for c in text if c in _LAYOUT or unicodedata.category(c) not in _INVISIBLE)

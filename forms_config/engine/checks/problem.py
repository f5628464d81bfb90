"""What a check reports."""

from dataclasses import dataclass
from enum import StrEnum

# First part of the path of a problem outside the sections. No key may start with "@".
SCALES, CONSTANTS, MATRIX, INDEX = "@scale", "@constant", "@matrix", "@index"


class Level(StrEnum):
    ERROR = "error"  # the form may not be published
    WARNING = "warning"  # worth a look


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a form. ``message`` is Indonesian and says how to mend it.

    ``path``: () for the form, (section,), (section, field or overall key), (SCALES, scale key),
    (CONSTANTS, constant key), (MATRIX,) or (INDEX,).
    """

    level: Level
    code: str
    path: tuple[str, ...]
    message: str


def error(code: str, path: tuple[str, ...], message: str) -> Problem:
    return Problem(Level.ERROR, code, path, message)


def warning(code: str, path: tuple[str, ...], message: str) -> Problem:
    return Problem(Level.WARNING, code, path, message)

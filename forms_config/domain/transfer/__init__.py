"""A form as one file: exporting it with all it refers to, and importing it with a look beforehand."""

from .comparing import Choice, Comparison, Finding, State, compare
from .exporting import as_published, export
from .importing import IMPORTED, Changed, import_form
from .leaves import BadFile
from .reading import MAX_BYTES, File, decode, read

__all__ = [
    "IMPORTED",
    "MAX_BYTES",
    "BadFile",
    "Changed",
    "Choice",
    "Comparison",
    "File",
    "Finding",
    "State",
    "as_published",
    "compare",
    "decode",
    "export",
    "import_form",
    "read",
]

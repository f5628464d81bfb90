"""The language of calculated items: ``round(sum(kegiatan.jam) / hari_kerja; 2)``.

Numbers with decimal comma or point, keys of items and constants, ``+ - * /``, comparisons, ``dan atau bukan``
and the functions of ``describe_functions``. A key of a level or choice may be compared in quotes.
"""

from .errors import FormulaError
from .evaluation import Nothing, Operand, Value, evaluate
from .functions import Function, describe_functions
from .names import KnownName, Meaning, Names, Reference, known_names, refuse_unknown
from .parser import Formula, parse
from .printing import Speaker, printed

__all__ = [
    "Formula",
    "FormulaError",
    "Function",
    "KnownName",
    "Meaning",
    "Names",
    "Nothing",
    "Operand",
    "Reference",
    "Speaker",
    "Value",
    "describe_functions",
    "evaluate",
    "known_names",
    "parse",
    "printed",
    "refuse_unknown",
]

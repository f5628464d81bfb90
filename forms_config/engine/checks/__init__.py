"""Whether a form may be published. Errors block publishing; warnings are shown."""

from ..schema import FormSchema
from .conditions import condition_problems
from .formulas import formula_problems
from .problem import INDEX, MATRIX, SCALES, Level, Problem
from .schemes import index_problems, matrix_problems
from .scores import scoring_problems
from .structure import structure_problems

__all__ = ["INDEX", "MATRIX", "SCALES", "Level", "Problem", "problems"]


def problems(schema: FormSchema) -> list[Problem]:
    """Every problem of a form, in the order of the form, then matrix and index. Never raises on a draft."""
    return [
        *structure_problems(schema),
        *condition_problems(schema),
        *formula_problems(schema),
        *scoring_problems(schema),
        *matrix_problems(schema),
        *index_problems(schema),
    ]

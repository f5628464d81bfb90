"""Whether a form may be published. Errors block publishing; warnings are shown."""

from ..schema import FormSchema
from .conditions import condition_problems
from .demands import demand_problems
from .formulas import formula_problems
from .labels import label_problems
from .not_applicable import not_applicable_problems
from .problem import CONSTANTS, INDEX, MATRIX, SCALES, Level, Problem
from .reach import reach_problems
from .scales import scale_problems
from .schemes import index_problems, matrix_problems
from .scores import scoring_problems
from .structure import structure_problems
from .suggestions import suggestion_problems

__all__ = ["CONSTANTS", "INDEX", "MATRIX", "SCALES", "Level", "Problem", "problems"]


def problems(schema: FormSchema) -> list[Problem]:
    """Every problem of a form: parts, conditions, numbers, then matrix and index. Never raises on a draft."""
    conditions = list(condition_problems(schema))
    return [
        *structure_problems(schema),
        *label_problems(schema),
        *scale_problems(schema),
        *conditions,
        *reach_problems(schema, {one.path for one in conditions if one.level == Level.ERROR}),
        *demand_problems(schema),
        *suggestion_problems(schema),
        *formula_problems(schema),
        *scoring_problems(schema),
        *not_applicable_problems(schema),
        *matrix_problems(schema),
        *index_problems(schema),
    ]

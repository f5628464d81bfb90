"""What cannot be right in a part of the library whatever form uses it, by the field of the editor that has it."""

from collections.abc import Iterator

from forms_config.compiling.library import copied_index, copied_matrix, copied_scale
from forms_config.compiling.sections import number_field
from forms_config.domain.uses import Part
from forms_config.engine.checks import Level, Problem
from forms_config.engine.checks.schemes import bands_problems, cell_problems, weights_problems
from forms_config.engine.checks.scores import score_band_problems
from forms_config.models import IndexScheme, Indicator, PredikatMatrix


def errors_of(part: Part) -> Iterator[tuple[str, str]]:
    """(field, sentence) of everything that forbids saving; works on what is not saved yet."""
    match part:
        case IndexScheme():
            index = copied_index(part)
            yield from (("weight_sets", problem.message) for problem in _errors(weights_problems(index)))
            yield from (("bands", problem.message) for problem in _errors(bands_problems(index)))
        case Indicator():
            yield from (("bands", problem.message) for problem in _errors(_indicator_bands(part)))


def unfinished(part: Part) -> list[str]:
    """Sentences on what is still missing in a part that can only be finished in several steps."""
    if not isinstance(part, PredikatMatrix):
        return []
    scale = copied_scale(part.scale)
    return [problem.message for problem in cell_problems(copied_matrix(part), scale, scale)]


def _errors(found: Iterator[Problem]) -> Iterator[Problem]:
    return (problem for problem in found if problem.level == Level.ERROR)


def _indicator_bands(indicator: Indicator) -> Iterator[Problem]:
    field = number_field(indicator, "")
    if field.scoring:
        yield from score_band_problems(field, field.scoring, ())

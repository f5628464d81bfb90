"""Blocks → FormSchema. Copies in what the form refers to: scales, indicators, decision table, index.

Works on incomplete drafts too, so that a preview never fails: what cannot be shown yet is left out, and
``engine.checks`` says what is missing.
"""

from forms_config.blocks.keys import fill_blank_keys
from forms_config.engine.schema import FormSchema, Reading
from forms_config.engine.vocabulary import YearRule
from forms_config.models import EvaluationForm

from .conditions import spell_out
from .library import (
    chosen_constants,
    chosen_indicators,
    chosen_scales,
    copied_constants,
    copied_index,
    copied_matrix,
    copied_scale,
)
from .sections import section

__all__ = [
    "chosen_constants",
    "chosen_indicators",
    "chosen_scales",
    "compile_form",
]


def compile_form(form: EvaluationForm) -> FormSchema:
    """The schema of the form as it stands. Blank keys are filled in on ``form`` first."""
    fill_blank_keys(form.sections)
    page, scales = form.required_page, chosen_scales(form.sections)
    schema = FormSchema(
        key=form.key,
        title=form.title,
        introduction=form.introduction,
        sections=tuple(section(child.block_type, child.value) for child in form.sections),
        scales=tuple(copied_scale(scale) for scale in scales),
        matrix=copied_matrix(form.matrix, scales) if form.matrix else None,
        index=copied_index(form.index) if form.index else None,
        constants=copied_constants(chosen_constants(form.sections)),
        reading=Reading(page.slug, page.title) if page else None,
        year_rule=YearRule(form.year_rule),
    )
    return spell_out(schema)

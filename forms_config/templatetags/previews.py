"""The live preview of the form editor: Wagtail asks the model for a template, and the template compiles the draft."""

from typing import Any

from django import template
from django.template import Context

from forms_config.compiling import compile_form
from forms_config.domain.checking import problems
from forms_config.models import EvaluationForm
from forms_config.sandbox.previewing import preview_context

register = template.Library()


@register.inclusion_tag("forms_config/preview.html", takes_context=True)
def preview_of(context: Context, form: EvaluationForm, mode_name: str) -> dict[str, Any]:
    """The draft as the portal will show it, with what stands against publishing."""
    return context.flatten() | preview_context(compile_form(form), mode_name, problems(form))

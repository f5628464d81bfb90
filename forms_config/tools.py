"""What an officer can do with a form besides editing it: try it, compare, export, see its impact …

A tool announces itself with the hook ``register_evaluation_form_tool``, a function without arguments that
returns a ``FormTool``; so apps above this one can add theirs. The editor lists them all.
"""

from dataclasses import dataclass

from django.urls import reverse
from wagtail import hooks

from forms_config.models import EvaluationForm

HOOK = "register_evaluation_form_tool"


@dataclass(frozen=True, slots=True)
class FormTool:
    """``url_name`` takes the form's pk. ``order``: in the order in which an officer needs them."""

    label: str
    help_text: str
    icon: str
    url_name: str
    order: int = 100
    needs_version: bool = False  # makes sense only after the first publishing
    before_publishing: bool = False  # helps to decide whether to publish

    def url(self, form: EvaluationForm) -> str:
        return reverse(self.url_name, args=[form.pk])


def tools_for(form: EvaluationForm) -> list[FormTool]:
    """The tools that make sense for this form, in order."""
    tools = sorted((register() for register in hooks.get_hooks(HOOK)), key=lambda tool: tool.order)
    published = form.versions.exists()
    return [tool for tool in tools if published or not tool.needs_version]

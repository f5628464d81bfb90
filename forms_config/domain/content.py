"""What an officer edits of a form, apart from keys and states: the content of drafts and of versions."""

from typing import Any

from forms_config.models import EvaluationForm

EDITED = ("title", "introduction", "sections", "matrix", "index", "required_page", "year_rule")


def editor_content(form: EvaluationForm) -> dict[str, Any]:
    """As JSON: texts, blocks, and primary keys of what is chosen."""
    content = form.serializable_data()
    return {name: content[name] for name in EDITED}

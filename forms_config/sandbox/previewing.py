"""What a form looks like to the ASN and to the rater, with invented surroundings. Creates nothing."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from forms_config.dynamic_forms import Surroundings, build
from forms_config.engine.checks import Problem
from forms_config.engine.schema import FilledBy, FormSchema
from forms_config.models.form import PREVIEW_MODES
from forms_config.sandbox import invented


def preview_context(schema: FormSchema, mode: str, problems: list[Problem]) -> dict[str, Any]:
    """For ``forms_config/preview.html``. ``mode`` as in ``PREVIEW_MODES``; anything else is the first."""
    side = FilledBy(mode) if mode in dict(PREVIEW_MODES) else FilledBy.EMPLOYEE
    around = Surroundings(
        schema,
        answers={},
        plan_rows=invented.PLAN_ROWS,
        figures=invented.example_figures(schema),
        expectations=invented.expectations(schema),
        files=invented.example_files(schema),
    )
    form = build(around, filled_by=side)
    return {
        "title": schema.title,
        "introduction": schema.introduction,
        "sections": form.sections,
        "mode_label": dict(PREVIEW_MODES)[side.value],
        "problems": problems,
        "note": "",
        **portal_frame(),
    }


def portal_frame() -> dict[str, Any]:
    """For pages under /kelola/ that look like the portal: the officer's own menu has no place there."""
    return {"nav": (), "user": AnonymousUser()}

"""Two drafts of a form side by side, in the same words as two versions."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.snippets.views.snippets import RevisionsCompareView

from forms_config.compiling import compile_form
from forms_config.domain.comparing import Comparison, State, comparison
from forms_config.domain.pending import author
from forms_config.models import EvaluationForm


class FormRevisionsCompareView(RevisionsCompareView):
    """Wagtail compares block by block, in keys; officers read what changed and what it does."""

    template_name = "forms_config/compare_revisions.html"

    def _get_revision_and_heading(self, revision_id: str) -> tuple[EvaluationForm, str]:
        form, heading = super()._get_revision_and_heading(revision_id)
        if str(revision_id).isdecimal():
            revision = self.object.revisions.select_related("user").get(pk=revision_id)
            saved_at = date_format(timezone.localtime(revision.created_at), "DATETIME_FORMAT")
            heading = f"Draf {saved_at} oleh {author(revision)}"
        return form, heading

    def _get_comparison(self, before: EvaluationForm, after: EvaluationForm) -> Comparison:
        return comparison(compile_form(before), compile_form(after))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        sides = {"before": "revision_a", "after": "revision_b"}
        return context | {
            side: State("", context[f"{name}_heading"], compile_form(context[name]))
            for side, name in sides.items()
        }

"""Approval in the editor: who hands a form in meets the same checks as somebody who publishes it.

The workflow itself stands in ``approval``, the rule of who may decide in ``models.approval.OtherOfficerTask``.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.snippets.views.snippets import WorkflowActionView

from forms_config.domain.approval import may_publish_directly
from forms_config.domain.checking import problems
from forms_config.domain.pending import question
from forms_config.domain.publishing import FormHasProblems
from forms_config.engine.checks import Level
from forms_config.models import EvaluationForm

HANDING_IN = ("submit", "restart-workflow")


def hide_direct_publishing(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """For the hook ``construct_snippet_action_menu``."""
    if context["model"] is EvaluationForm and not may_publish_directly():
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


class ThroughApproval:
    """Mixin for create and edit: says which actions ask for a complete form, and keeps to the setting."""

    workflow_action = ""

    def get_available_actions(self) -> list[str]:
        actions = super().get_available_actions()
        return [one for one in actions if one != "publish" or may_publish_directly()]

    @property
    def asks_for_complete_form(self) -> bool:
        return self.action in ("publish", *HANDING_IN) or self.is_approving

    @property
    def is_approving(self) -> bool:
        return self.action == "workflow-action" and self.workflow_action == "approve"


class FormWorkflowActionView(WorkflowActionView):
    """Approving from the list of what waits: a form that has problems by now goes on waiting."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.action_name == "approve" and self._has_questions():
            messages.warning(
                request,
                "Belum disetujui: ada hal yang perlu dipastikan dulu, lihat tab “Pemeriksaan dan versi”. "
                "Bila memang begitu maksudnya, setujui dari halaman formulir ini.",
            )
            return self._to_editor(request)
        try:
            return super().post(request, *args, **kwargs)
        except FormHasProblems as refused:
            messages.error(request, f"Belum disetujui; formulir tetap menunggu persetujuan. {refused}")
        return self._to_editor(request)

    def _has_questions(self) -> bool:
        """Only the editor's page can ask; errors are found by publishing itself."""
        draft = self.object.get_latest_revision_as_object()
        found = problems(draft)
        if any(problem.level == Level.ERROR for problem in found):
            return False
        return bool(found) or question(draft, self.request.user) is not None

    def _to_editor(self, request: HttpRequest) -> HttpResponse:
        url = reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[self.object.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": url})
        return redirect(url)

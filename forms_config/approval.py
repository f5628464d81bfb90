"""One officer drafts, another approves: Wagtail's workflow with our one step, and what the editor adds to it.

Whoever hands a form in meets the same checks as somebody who publishes it. The rule of who may decide stands
in ``models.approval.OtherOfficerTask``.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import mail
from wagtail.models import TaskState, Workflow, WorkflowContentType, WorkflowState, WorkflowTask
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.snippets.views.snippets import WorkflowActionView

from forms_config.checking import problems
from forms_config.engine.checks import Level
from forms_config.models import EvaluationForm, OtherOfficerTask
from forms_config.publishing import FormHasProblems

WORKFLOW_NAME = "Persetujuan formulir"
TASK_NAME = "Diperiksa petugas lain"
HANDING_IN = ("submit", "restart-workflow")


# --- The workflow of an installation ----------------------------------------------------------------
def add_default_workflow() -> None:
    """One step, decided by the groups that may publish; left alone where an officer has made another."""
    content_type = ContentType.objects.get_for_model(EvaluationForm)
    if OtherOfficerTask.objects.exists() or WorkflowContentType.objects.filter(pk=content_type.pk).exists():
        return
    task = OtherOfficerTask.objects.create(name=TASK_NAME)
    task.groups.set(
        Group.objects.filter(
            permissions__codename="publish_evaluationform",
            permissions__content_type__app_label="forms_config",
        )
    )
    workflow = Workflow.objects.create(name=WORKFLOW_NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowContentType.objects.create(content_type=content_type, workflow=workflow)


def may_publish_directly() -> bool:
    """Whether a form may be published without approval, as it is set at the step of approval."""
    workflow = EvaluationForm.get_default_workflow()
    return not OtherOfficerTask.objects.filter(
        workflow_tasks__workflow=workflow, active=True, direct_publishing=False
    ).exists()


# --- The editor -------------------------------------------------------------------------------------
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
        if self.action_name == "approve" and self._has_warnings():
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

    def _has_warnings(self) -> bool:
        """Only the editor's page can ask; errors are found by publishing itself."""
        found = problems(self.object.get_latest_revision_as_object())
        return bool(found) and all(problem.level == Level.WARNING for problem in found)

    def _to_editor(self, request: HttpRequest) -> HttpResponse:
        url = reverse(EvaluationForm.snippet_viewset.get_url_name("edit"), args=[self.object.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": url})
        return redirect(url)


# --- Telling the others -----------------------------------------------------------------------------
NOTIFICATIONS = (
    (task_submitted, TaskState, "group_approval_task_submitted", mail.GroupApprovalTaskStateSubmissionEmailNotifier()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted", mail.WorkflowStateSubmissionEmailNotifier()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected", mail.WorkflowStateRejectionEmailNotifier()),
    (workflow_approved, WorkflowState, "workflow_state_approved", mail.WorkflowStateApprovalEmailNotifier()),
)  # fmt: skip


def send_mail_after_commit() -> None:
    """Mail goes out when the decision is stored, and a mail server that fails is only logged.

    Wagtail sends within the transaction, so that a failure would take the decision back. Called before
    Wagtail connects its own receivers: under their names, which makes it leave them out.
    """
    for signal, sender, name, notifier in NOTIFICATIONS:
        signal.connect(
            partial(_after_commit, notifier),
            sender=sender,
            weak=False,
            dispatch_uid=f"{name}_email_notification",
        )


def _after_commit(notifier: mail.Notifier, instance: Any, user: Any = None, **kwargs: Any) -> None:
    def send() -> None:  # Django logs a failure under the name of the function, so no partial here
        notifier(instance=instance, user=user)

    transaction.on_commit(send, robust=True)

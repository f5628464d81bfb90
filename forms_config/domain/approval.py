"""One officer drafts, another approves: Wagtail's workflow with our one step, and who is told of it.

The rule of who may decide stands in ``models.approval.OtherOfficerTask``, the editor's part in ``admin.approving``.
"""

from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.admin import mail
from wagtail.models import TaskState, Workflow, WorkflowContentType, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from forms_config.models import EvaluationForm, GuidanceIndexPage, OtherOfficerTask

WORKFLOW_NAME = "Persetujuan formulir"
GUIDANCE_WORKFLOW_NAME = "Persetujuan panduan"
TASK_NAME = "Diperiksa petugas lain"


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


def add_guidance_workflow() -> None:
    """The same step for the pages of the guidance, for whoever wants another officer to look first; an officer may also
    publish at once. Left alone where pages have a workflow already."""
    index, task = GuidanceIndexPage.objects.first(), OtherOfficerTask.objects.filter(active=True).first()
    if index is None or task is None or Workflow.objects.filter(name=GUIDANCE_WORKFLOW_NAME).exists():
        return
    if WorkflowPage.objects.filter(page=index).exists():
        return
    workflow = Workflow.objects.create(name=GUIDANCE_WORKFLOW_NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(page=index, workflow=workflow)


def may_publish_directly() -> bool:
    """Whether a form may be published without approval, as it is set at the step of approval."""
    content_type = ContentType.objects.get_for_model(EvaluationForm)
    return not OtherOfficerTask.objects.filter(
        workflow_tasks__workflow__workflow_content_types__content_type=content_type,
        workflow_tasks__workflow__active=True,
        active=True,
        direct_publishing=False,
    ).exists()


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

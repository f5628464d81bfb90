"""The step of approval in which a second pair of eyes looks at a form before it is published."""

from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from wagtail.forms import TaskStateCommentForm
from wagtail.models import AbstractGroupApprovalTask, TaskState, WorkflowState

PUBLISH = "forms_config.publish_evaluationform"  # an approver without it has the last approval rolled back


class ApproveForm(TaskStateCommentForm):
    comment = forms.CharField(label="Catatan", required=False, widget=forms.Textarea({"rows": 3}))


class RequestChangesForm(TaskStateCommentForm):
    """Who asks for changes says which."""

    comment = forms.CharField(label="Yang perlu diperbaiki", widget=forms.Textarea({"rows": 3}))


class OtherOfficerTask(AbstractGroupApprovalTask):
    """One row is a step in which somebody decides who did not hand the form in; superusers are no exception."""

    direct_publishing = models.BooleanField(
        "boleh terbit tanpa persetujuan",
        default=True,
        help_text="Bila dimatikan, setiap formulir hanya dapat terbit setelah disetujui petugas lain.",
    )

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "direct_publishing"]

    class Meta:
        verbose_name = "pemeriksaan oleh petugas lain"
        verbose_name_plural = "pemeriksaan oleh petugas lain"

    @classmethod
    def get_description(cls) -> str:
        return "Formulir disetujui anggota kelompok terpilih yang bukan pengajunya"

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Wagtail may still hold the form as it was before the draft that is being handed in."""
        workflow_state.content_object.refresh_from_db(fields=["latest_revision"])
        return super().start(workflow_state, user=user)

    def may_decide(self, obj: Any, user: Any) -> bool:
        """Of one of the groups, allowed to publish, and not who handed the form in this time."""
        state = obj.current_workflow_task_state
        handed_in_by = state.revision.user_id if state else None
        return self._is_reviewer(user) and user.pk != handed_in_by

    def _is_reviewer(self, user: Any) -> bool:
        return (user.is_superuser or self._user_in_groups(user)) and user.has_perm(PUBLISH)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._is_reviewer(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """Who handed it in waits too, or could change what somebody else is about to approve."""
        return not self.may_decide(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return self.may_decide(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not self.may_decide(obj, user):
            return []
        return [
            ("reject", "Minta perbaikan", True),
            ("approve", "Setujui", False),
            ("approve", "Setujui dengan catatan", True),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return RequestChangesForm if action == "reject" else ApproveForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        if not self._is_reviewer(user):
            return TaskState.objects.none()
        return self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS).exclude(revision__user=user)

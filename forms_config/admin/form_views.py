"""The editor of a form: checked before it is published, and told when somebody else is at it."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import (
    CopyView,
    CreateView,
    EditView,
    IndexView,
)

from forms_config.admin.approving import HANDING_IN, ThroughApproval
from forms_config.admin.columns import FORM_COLUMN_HOOK
from forms_config.admin.conflicts import NoticesOthers
from forms_config.admin.editing import KEY_FIELDS, PublishedForm
from forms_config.domain.content import EDITED
from forms_config.domain.pending import moved_on
from forms_config.domain.publishing import FormHasProblems
from forms_config.models import EvaluationForm, FormVersion

ACTIVE_STATES = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
COPY_MARK = " (salinan)"
DECIDED = {
    "approve": "Formulir “{}” disetujui dan diterbitkan.",
    "reject": "Formulir “{}” dikembalikan untuk diperbaiki.",
}


def status_label(form: EvaluationForm) -> str:
    """Draft and publication in a few words; ``library_moved_on`` is set by the list."""
    if not form.live:
        return "Draf"
    news = ["ada draf baru"] if form.has_unpublished_changes else []
    if getattr(form, "library_moved_on", False):
        news.append("perpustakaan berubah sejak terbit")
    return ", ".join(["Terbit", *news])


class BlankKeyCopyView(CopyView):
    """A copy starts without key, since it becomes a thing of its own.

    The page is sent to the create view. Wagtail would let it be sent here as well, and then change the
    original.
    """

    http_method_names = ["get", "head", "options"]

    def get_initial_form_instance(self) -> Any:
        copied = super().get_initial_form_instance()
        if isinstance(copied, EvaluationForm):
            return unsaved_copy(copied)
        for name in KEY_FIELDS:
            if hasattr(copied, name):
                setattr(copied, name, "")
        return copied


def unsaved_copy(form: EvaluationForm) -> EvaluationForm:
    """A draft with the content of ``form`` as it was published, or its draft where it never was. The keys of
    sections and fields stay, so that years can be compared; versions and history do not come along.
    """
    content = {name: getattr(form, name) for name in EDITED}
    longest = EvaluationForm._meta.get_field("title").max_length - len(COPY_MARK)
    return EvaluationForm(**content | {"title": form.title[:longest].rstrip() + COPY_MARK}, live=False)


class ChecksBeforePublishing(ThroughApproval):
    """Mixin for create and edit: publishing asks for a complete form, saving a draft does not."""

    checked: PublishedForm | None = None

    def get_error_message(self) -> str:
        if self.checked is not None and self.checked.to_confirm:
            count = len(self.checked.non_field_errors())
            return (
                f"Formulir {self._not_yet()}: ada {count} hal yang perlu Anda pastikan. Bila memang begitu "
                "maksudnya, tekan tombol yang sama sekali lagi; bila tidak, ubah dulu. Isian Anda tidak hilang."
            )
        if self.asks_for_complete_form:
            return f"Formulir {self._not_yet()}. Perbaiki dulu yang ditandai; draf Anda tidak hilang."
        return super().get_error_message()

    def get_success_message(self, instance: Any = None) -> str:
        """Wagtail says of a decision only that the form was changed."""
        if self.action == "workflow-action" and self.workflow_action in DECIDED:
            return DECIDED[self.workflow_action].format(instance or self.object)
        return super().get_success_message(instance)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.is_publishing = self.asks_for_complete_form
        self.checked = form
        return form

    def run_action_method(self) -> Any:
        try:
            return super().run_action_method()
        except FormHasProblems as refused:  # something changed between the check and now
            messages.error(self.request, f"Tersimpan sebagai draf, tetapi {self._not_yet()}. {refused}")
            return redirect(self.get_edit_url())

    def _not_yet(self) -> str:
        if self.is_approving:
            return "belum disetujui dan tetap menunggu"
        return "belum diajukan" if self.action in HANDING_IN else "belum diterbitkan"


class EvaluationFormCreateView(ChecksBeforePublishing, CreateView):
    pass


class EvaluationFormEditView(NoticesOthers, ChecksBeforePublishing, EditView):
    """Reads the form once, with all that the page shows of it."""

    read: EvaluationForm | None = None

    def get_object(self, queryset: Any = None) -> EvaluationForm:
        if self.read is None or self.request.method == "POST":
            self.read = super().get_object(whole_forms())
            _share(self.live_object, self.read)
            if self.request.method != "POST":  # what is sent may change it
                self._read_workflow(self.read)
        return self.read

    def _read_workflow(self, form: EvaluationForm) -> None:
        """Where its approval stands; asked by every button."""
        states = list(form.workflow_states.select_related("current_task_state__task").order_by("-created_at"))
        form._current_workflow_states = [one for one in states if one.status in ACTIVE_STATES]
        self.workflow_state = next(iter([*form._current_workflow_states, *states]), None)

    def get_usage_url(self) -> None:
        """No Wagtail page or snippet names a form; periods do, and their list says so."""


def whole_forms() -> QuerySet[EvaluationForm]:
    versions = FormVersion.objects.select_related("published_by").defer("schema", "source")
    return EvaluationForm.objects.select_related(
        "latest_revision__user", "live_revision__user", "matrix", "index", "required_page"
    ).prefetch_related(Prefetch("versions", versions), "matrix__predikats")


def _share(live: EvaluationForm, draft: EvaluationForm) -> None:
    """What was read with the live row belongs to its draft as well."""
    if draft is not live:
        draft._prefetched_objects_cache = {"versions": live.versions.all()}
        draft.live_revision = live.live_revision


class EvaluationFormIndexView(IndexView):
    """The list, with the way to a form that comes from elsewhere, and what other apps know of each form."""

    @cached_property
    def columns(self) -> list[Any]:
        return [*super().columns, *(column() for column in hooks.get_hooks(FORM_COLUMN_HOOK))]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        shown = list(context["object_list"])
        changed = moved_on(shown)
        for form in shown:
            form.library_moved_on = form.pk in changed
        return context

    @cached_property
    def header_buttons(self) -> list[Any]:
        buttons = super().header_buttons
        if self.add_url:
            url = reverse("forms_config:import_form")
            buttons.append(HeaderButton("Impor formulir", url=url, icon_name="upload", priority=2000))
        return buttons

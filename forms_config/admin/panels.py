"""Panels of the editor that show something instead of asking for it."""

from typing import Any

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel

from forms_config.admin.editing import CONFIRMED, WORDS_ONLY
from forms_config.admin.editor_data import library_url
from forms_config.admin.trial_views import TRIED
from forms_config.compiling import compile_form
from forms_config.domain.approval import may_publish_directly
from forms_config.domain.checking import problems
from forms_config.domain.indicator_trial import about_bands
from forms_config.domain.pending import contributions, pending
from forms_config.domain.uses import Part, uses_of
from forms_config.models import EvaluationForm
from forms_config.tools import tools_for

PUBLISH = "forms_config.publish_evaluationform"
FORM_VERSION = "forms_config:form_version"
TRY_INDICATOR = "forms_config:try_indicator"


class ReadOnlyPanel(Panel):
    """Shown for a row that exists; has no input."""

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None


class HelpersPanel(Panel):
    """Shows nothing itself: brings the JavaScript that proposes keys, offers choices and sums up weights."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms_config/panels/helpers.html"

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=[forms.Script("sekin/js/admin/editor.js", type="module")])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            pk = self.instance.pk if isinstance(self.instance, EvaluationForm) else None
            return super().get_context_data(parent_context) | {"url": library_url(pk)}


class CodesPanel(Panel):
    """Shows nothing itself: brings the JavaScript that proposes codes from names."""

    class BoundPanel(Panel.BoundPanel):
        @property
        def media(self) -> forms.Media:
            return forms.Media(js=[forms.Script("sekin/js/admin/codes.js", type="module")])

        def render_html(self, parent_context: Any = None) -> str:
            return ""


class TrialPanel(Panel):
    """A trial calculation beside the ranges of an indicator."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms_config/panels/trial.html"

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=[forms.Script("sekin/js/admin/trial.js", type="module")])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            shown = {"url": reverse(TRY_INDICATOR), "name": TRIED, "about": about_bands(self.instance)}
            return super().get_context_data(parent_context) | shown


class ConfirmationPanel(Panel):
    """What publishing would change, where the officer is asked about it, and the mark that it was read (see
    ``editing.PublishedForm``).
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms_config/panels/confirmation.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            question, form = self.form.question, self.instance
            may_leave_out = bool(question and question.pending.may_keep_library) and self._may_publish()
            found = {
                "name": CONFIRMED,
                "value": self.form.to_confirm,
                "question": question,
                "evaluation_form": form,
                "tools": [(tool, tool.url(form)) for tool in tools_for(form) if tool.before_publishing]
                if question
                else [],
                "words_only": WORDS_ONLY if may_leave_out else "",
            }
            return super().get_context_data(parent_context) | found

        def _may_publish(self) -> bool:
            """Whoever hands in or approves has no button that publishes, so none that publishes a part."""
            return may_publish_directly() and self.request.user.has_perm(PUBLISH)


class StartPanel(Panel):
    """Points to the ready-made sections. They need a saved draft, since inserting makes a revision."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms_config/panels/start.html"

        def is_shown(self) -> bool:
            return not self.instance.sections

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            pk = self.instance.pk
            url = reverse("forms_config:insert", args=[pk]) if pk else ""
            return super().get_context_data(parent_context) | {"insert_url": url}


class ProblemsPanel(ReadOnlyPanel):
    """What still stands against publishing, of the draft as it was last saved."""

    class BoundPanel(ReadOnlyPanel.BoundPanel):
        template_name = "forms_config/panels/problems.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            schema = compile_form(self.instance)
            found = pending(self.instance, schema)
            shown = {
                "problems": problems(self.instance, schema),
                "pending": found,
                "made": contributions(self.instance, found) if found else [],
                "evaluation_form": self.instance,
            }
            return super().get_context_data(parent_context) | shown


class ToolsPanel(ReadOnlyPanel):
    """What else can be done with the form: links, each with a sentence on what it is for."""

    class BoundPanel(ReadOnlyPanel.BoundPanel):
        template_name = "forms_config/panels/tools.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            tools = [(tool, tool.url(self.instance)) for tool in tools_for(self.instance)]
            return super().get_context_data(parent_context) | {"tools": tools}


class VersionsPanel(ReadOnlyPanel):
    """The published versions, each with a link to its read-only view."""

    class BoundPanel(ReadOnlyPanel.BoundPanel):
        template_name = "forms_config/panels/versions.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return super().get_context_data(parent_context) | {"versions": self.instance.versions.all()}


class UsesPanel(ReadOnlyPanel):
    """Where the thing is used: before changing or deactivating it one wants to know."""

    class BoundPanel(ReadOnlyPanel.BoundPanel):
        template_name = "forms_config/panels/uses.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            uses = uses_of(self.instance)
            found = {
                "is_active": self.instance.is_active,
                "versions": [(version, version_url(version.pk)) for version in uses.versions],
                "drafts": [(form, edit_url(form)) for form in uses.drafts],
                "history": [(form, history_url(form)) for form in uses.history],
                "library": [(one._meta.verbose_name, one, edit_url(one)) for one in uses.library],
            }
            return super().get_context_data(parent_context) | found


def version_url(pk: int) -> str:
    return reverse(FORM_VERSION, args=[pk])


def edit_url(thing: EvaluationForm | Part) -> str:
    return reverse(thing.snippet_viewset.get_url_name("edit"), args=[thing.pk])


def history_url(form: EvaluationForm) -> str:
    return reverse(form.snippet_viewset.get_url_name("history"), args=[form.pk])

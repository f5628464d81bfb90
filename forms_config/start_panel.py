"""A panel of the editor for a form that has no section yet: where to start."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel


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

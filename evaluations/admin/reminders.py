"""Pengingat in the Wagtail admin: when people are reminded and with which words, and the mail that goes out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet

from evaluations.admin.managers import ManagersMenuItem, ManagersView, check_manager
from evaluations.domain.periods.reminders import retry, waiting_counts, words
from evaluations.enums import MailState, ReminderStep
from evaluations.models import OutboxMessage, ReminderRule
from forms_config.admin.columns import changed_column

PER_PAGE = 50
INVENTED = {
    "nama": "Sari Wulandari, S.Kep.",
    "periode": "Juli 2026",
    "batas": "5 Agustus 2026 pukul 23.59 WIB",
    "sisa": "3 hari lagi, 5 Agustus 2026",
    "jumlah": "4",
    "tautan": settings.SITE_URL,
}


class ReminderRuleForm(WagtailAdminModelForm):
    """Says which placeholder is wrong, at the field that has it, and that a plan has no day to be early for."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean()
        step = given.get("step")
        if step and ReminderStep(step).is_of_plan and given.get("days", 0) < 0:
            self.add_error("days", "Untuk SKP isi 0 atau lebih: harinya dihitung sesudah SKP mulai ditunggu.")
        return given

    def clean_subject(self) -> str:
        return self._checked("subject")

    def clean_text(self) -> str:
        return self._checked("text")

    def _checked(self, name: str) -> str:
        written: str = self.cleaned_data[name]
        if faults := words.check(written):
            raise ValidationError(faults)
        return written


class WordsPanel(Panel):
    """Which placeholders there are, and how the reminder reads as it was last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "evaluations_admin/reminders/words.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            saved = self.instance if self.instance.pk else None
            return super().get_context_data(parent_context) | {
                "placeholders": [(f"{{{name}}}", text) for name, text in words.PLACEHOLDERS.items()],
                "subject": words.fill(saved.subject, INVENTED) if saved else "",
                "text": words.fill(saved.text, INVENTED) if saved else "",
            }


class ReminderRuleViewSet(ModelViewSet):
    model = ReminderRule
    name = "reminderrule"
    url_prefix = "pengingat"
    icon = "mail"
    menu_label = "Aturan pengingat"
    list_display = [
        "subject",
        Column("when", label="Kapan"),
        BooleanColumn("by_email", label="Email"),
        BooleanColumn("is_active", label="Aktif"),
        changed_column(),
    ]
    ordering = ["step", "days"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("step"), FieldPanel("days")]),
            FieldPanel("subject"),
            FieldPanel("text"),
            WordsPanel(heading="Kata pengganti"),
            FieldRowPanel([FieldPanel("by_email"), FieldPanel("is_active")]),
        ],
        base_form_class=ReminderRuleForm,
    )


class OutboxView(ManagersView, TemplateView):
    """What went out and what waits: ``keadaan``, ``p``."""

    template_name = "evaluations_admin/reminders/outbox.html"
    page_title = "Email keluar"
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("keadaan", "")
        rows = OutboxMessage.objects.select_related("employee").defer("body")
        if state in MailState.values:
            rows = rows.filter(state=state)
        counts = waiting_counts()
        return super().get_context_data(**kwargs) | {
            "page": Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p")),
            "state": state,
            "states": [(one.value, one.label, counts[one]) for one in MailState],
            "retried": counts["retried"],
            "failing": counts["retried"] + counts[MailState.FAILED],
            "has_server": settings.HAS_MAIL_SERVER,
        }


@require_POST
def retry_view(request: HttpRequest) -> HttpResponse:
    """Let everything that failed be tried with the next run of the timer, whatever the list shows just now."""
    check_manager(request)
    count = retry(OutboxMessage.objects.exclude(state=MailState.SENT))
    messages.success(
        request, f"{count} email dicoba lagi pada putaran berikutnya, paling lama beberapa menit."
    )
    return redirect("outbox:index")


class OutboxViewSet(ViewSet):
    name = "outbox"
    url_prefix = "email-keluar"
    icon = "mail"
    menu_label = "Email keluar"
    menu_item_class = ManagersMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", OutboxView.as_view(), name="index"),
            path("coba-lagi/", retry_view, name="retry"),
        ]

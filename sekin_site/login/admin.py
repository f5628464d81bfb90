"""Superadmins help each other: who has a second step, who of the officers has none, and taking it away from somebody
who has lost phone and recovery codes. Nobody takes away their own here; that asks for a code (``views``)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from evaluations import rules
from evaluations.domain.access.accounts.events import log_event
from evaluations.enums import AccountAction
from forms_config.actors import Actor
from sekin_site.login import second_step

LOG_ACTION = "sekin_site.reset_second_step"
LIMIT = 50  # accounts on the page; the search finds the others


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Alasan, dan bagaimana Anda memastikan orangnya",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Isi alasan.", "max_length": "Paling banyak 300 huruf."},
    )


class SuperadminView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "lock"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        here = [] if isinstance(self, IndexView) else [{"url": "", "label": self.get_page_title()}]
        return [*self.breadcrumbs_items, {"url": reverse("second_steps"), "label": "Langkah kedua"}, *here]


class IndexView(SuperadminView):
    template_name = "sekin_site/second_steps.html"
    page_title = "Langkah kedua"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:80]
        return super().get_context_data(**kwargs) | {
            "words": words,
            "accounts": accounts(words)[:LIMIT],
            "limit": LIMIT,
            "me": self.request.user.pk,
        }


class ResetView(SuperadminView):
    """Ask why, then take the second step away."""

    template_name = "sekin_site/second_step_reset.html"
    page_title = "Hapus langkah kedua"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "account": self._account(kwargs["pk"]),
            "form": kwargs.get("form") or ReasonForm(),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        account, form = self._account(pk), ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(pk=pk, form=form), status=422)
        reset(account, reason=form.cleaned_data["reason"], actor=request.user)
        messages.success(request, f"Langkah kedua {account} dihapus. Beri tahu orangnya untuk memasang lagi.")
        return redirect("second_steps")

    def _account(self, pk: int):
        account = get_object_or_404(get_user_model(), pk=pk, second_step_since__isnull=False)
        if not rules.can_reset_second_step(self.request.user, account):
            raise PermissionDenied
        return account


def reset(account, *, reason: str, actor: Actor | None = None) -> None:
    """Take the second step away from somebody else, and say so in both logs; ``actor`` None: the operator."""
    second_step.remove(account)
    log(account, LOG_ACTION, user=actor, data={"reason": reason})
    log_event(account, AccountAction.STEP_RESET, actor=actor, note=reason)


def accounts(words: str) -> QuerySet:
    """Those with a second step, and everybody who may open the admin; found by name, username or NIP."""
    admin = Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    officers = Q(groups__permissions__in=admin) | Q(user_permissions__in=admin) | Q(is_superuser=True)
    concerned = get_user_model().objects.filter(Q(second_step_since__isnull=False) | officers)
    rows = get_user_model().objects.filter(is_active=True, pk__in=concerned.values("pk"))
    if words:
        rows = rows.filter(
            Q(username__icontains=words) | Q(first_name__icontains=words) | Q(last_name__icontains=words)
            | Q(employee__name__icontains=words) | Q(employee__nip__contains=words)
        )  # fmt: skip
    return rows.select_related("employee").order_by("second_step_since", "username")


urlpatterns = [
    path("langkah-kedua/", IndexView.as_view(), name="second_steps"),
    path("langkah-kedua/<int:pk>/", ResetView.as_view(), name="second_step_reset"),
]


class SecondStepMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


def menu_item() -> MenuItem:
    return SecondStepMenuItem("Langkah kedua", reverse("second_steps"), icon_name="lock", order=700)

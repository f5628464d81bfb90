"""The own kata sandi and sessions of whoever works in the admin, in the admin's look."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from evaluations.account_forms import ChangePasswordForm
from evaluations.domain.access.accounts.passwords import change_password
from evaluations.domain.access.accounts.sessions import end_other_sessions, end_own_session, open_sessions


class OwnView(WagtailAdminTemplateMixin, TemplateView):
    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        account = {"url": reverse("wagtailadmin_account"), "label": "Akun"}
        return [*self.breadcrumbs_items, account, {"url": "", "label": self.get_page_title()}]


@method_decorator([never_cache, sensitive_post_parameters()], name="dispatch")
class PasswordView(OwnView):
    template_name = "evaluations_admin/accounts/password.html"
    page_title = "Ganti kata sandi"
    header_icon = "key"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ChangePasswordForm(self.request.user)
        return super().get_context_data(**kwargs) | {"form": form}

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChangePasswordForm(request.user, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        change_password(request.user, form.cleaned_data["password"], session=request.session)
        messages.success(request, "Kata sandi baru tersimpan. Sesi di perangkat lain diakhiri.")
        return redirect("own_account:sessions")


class SessionsView(OwnView):
    template_name = "evaluations_admin/accounts/sessions.html"
    page_title = "Sesi saya"
    header_icon = "desktop"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "sessions": open_sessions(self.request.user),
            "here": self.request.session.session_key,
        }


@require_POST
def end_view(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own sessions; somebody else's answers 404."""
    session = get_object_or_404(request.user.login_sessions, pk=pk)
    messages.success(request, end_own_session(session))
    return redirect("own_account:sessions")


@require_POST
def end_others_view(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    messages.success(request, end_other_sessions(request.user, here=request.session.session_key))
    return redirect("own_account:sessions")


urlpatterns = [
    path("akun-saya/kata-sandi/", PasswordView.as_view(), name="password"),
    path("akun-saya/sesi/", SessionsView.as_view(), name="sessions"),
    path("akun-saya/sesi/akhiri-lainnya/", end_others_view, name="end_others"),
    path("akun-saya/sesi/<int:pk>/akhiri/", end_view, name="end"),
]


def password_item(request: HttpRequest) -> dict[str, str]:
    """For Wagtail's page of the account."""
    return {
        "url": reverse("own_account:password"),
        "label": "Ganti kata sandi",
        "help_text": "Sesi di perangkat lain berakhir.",
    }


def sessions_item(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("own_account:sessions"),
        "label": "Sesi saya",
        "help_text": "Perangkat yang sedang masuk ke akun Anda.",
    }

"""The pages on which one gets in and out."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth import views as auth_views
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from evaluations.domain.access.accounts.events import log_event
from evaluations.enums import AccountAction
from sekin_site.login import second_step
from sekin_site.login.clients import from_where
from sekin_site.login.forms import CodeForm
from sekin_site.login.gate import half_user
from sekin_site.login.login_form import LoginForm
from sekin_site.login.throttling import links

LOGOUT_URL = "logout_url"  # in the session: where a provider of the login wants to be told
REQUIRED = "Peran Anda mewajibkan langkah kedua."


class LoginView(auth_views.LoginView):
    """NIP or username, and password; who has to take a second step is led to it."""

    authentication_form = LoginForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method != "POST" and (user := half_user(request)):
            return redirect(second_step_url(request, user))
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.get_user()
        log_event(user, AccountAction.LOGIN, actor=user, note=from_where(self.request))
        missing = second_step.is_missing(self.request, user)
        return redirect(second_step_url(self.request, user)) if missing else response

    def get_redirect_url(self) -> str:
        """Where somebody wanted to go. Whom the admin does not let in it sends here: they go to their own start."""
        address, user = super().get_redirect_url(), self.request.user
        if user.is_authenticated and urlsplit(address).path.startswith(reverse("wagtailadmin_home")):
            return address if user.has_perm("wagtailadmin.access_admin") else ""
        return address

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | links()


class LogoutView(auth_views.LogoutView):
    """Ends the session, and has the browser forget what this site left in it (logout.js asks before)."""

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        elsewhere = request.session.get(LOGOUT_URL)
        response = super().post(request, *args, **kwargs)
        response = redirect(elsewhere) if elsewhere else response
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


# --- the second step ----------------------------------------------------------------------------------


def second_step_url(request: HttpRequest, user: AbstractBaseUser) -> str:
    """Where a half login goes on: to the code, or to setting it up."""
    name = "second_step" if user.second_step_since else "second_step_setup"
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: next_address(request)})}"


def enter_code(request: HttpRequest) -> HttpResponse:
    """Between password and everything else: the code of the app, or a recovery code."""
    user = half_user(request)
    if user is None or not user.second_step_since:
        return redirect("login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        wait = second_step.seconds_to_wait(user, code)
        if not wait and second_step.verify(request, user, code):
            return redirect(next_address(request))
        log_event(user, AccountAction.STEP_FAILED, note=from_where(request))
        form.add_error("code", _why_not(wait))
    context = {"form": form, "next": next_address(request)}
    return render(request, "registration/second_step.html", context, status=_status(form))


def _why_not(wait: int) -> str:
    if wait:
        return f"Kode salah beberapa kali. Tunggu {wait} detik, lalu coba lagi."
    return "Kode salah, sudah dipakai, atau sudah lewat waktunya. Isi kode yang tampil sekarang."


def _person(view: Callable) -> Callable:
    """Pages for whoever is logged in, or is through but for the setting up that is required."""

    def wrapped(request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else half_user(request)
        if user is None:
            return login_required(view)(request)
        if not request.user.is_authenticated and user.second_step_since:
            return redirect(second_step_url(request, user))
        return view(request, user)

    return wrapped


@_person
def second_step_setup(request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
    """Begin with POST; then scan, and give the first code."""
    device = second_step.waiting_device(user)
    if user.second_step_since and not device:  # another app needs a code of the present one first
        return redirect("second_step_settings")
    if request.method == "POST" and "code" not in request.POST:
        second_step.begin(user)
        return redirect(f"{request.path}?{urlencode({REDIRECT_FIELD_NAME: next_address(request)})}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and device and form.is_valid():
        wait = second_step.pause_of(device)
        codes = None if wait else second_step.confirm(request, user, form.cleaned_data["code"])
        if codes:
            log_event(user, AccountAction.STEP_ON, actor=user, note=from_where(request))
            return _show_codes(request, codes, is_new=True)
        form.add_error("code", _why_not(wait))
    context = {
        "form": form,
        "next": next_address(request),
        "is_required": second_step.is_required(user),
        "qr_code": second_step.qr_code(device) if device else "",
        "app_address": device.config_url if device else "",
        "secret": second_step.secret_text(device) if device else "",
    }
    return render(request, "registration/second_step_setup.html", context, status=_status(form))


@login_required
def second_step_settings(request: HttpRequest) -> HttpResponse:
    """On or off, how many recovery codes are left; a code of the app confirms each change."""
    context = _settings(request) | {"form": CodeForm()}
    return render(request, "registration/second_step_settings.html", context)


@require_POST
@login_required
def change_second_step(request: HttpRequest) -> HttpResponse:
    """New recovery codes, another app, or off."""
    form, user, act = CodeForm(request.POST), request.user, request.POST.get("act")
    if form.is_valid() and act == "off" and second_step.is_required(user):
        form.add_error(None, REQUIRED)
    elif form.is_valid():
        code = form.cleaned_data["code"]
        wait = second_step.seconds_to_wait(user, code)
        if not wait and second_step.verify(request, user, code):
            return _changed(request, act)
        form.add_error("code", _why_not(wait))
    context = _settings(request) | {"form": form}
    return render(request, "registration/second_step_settings.html", context, status=_status(form))


def _changed(request: HttpRequest, act: str | None) -> HttpResponse:
    if act == "off":
        second_step.remove(request.user)
        log_event(request.user, AccountAction.STEP_OFF, actor=request.user, note=from_where(request))
        messages.success(request, "Langkah kedua dimatikan. Login berikutnya cukup dengan kata sandi.")
        return redirect("second_step_settings")
    if act == "replace":
        second_step.begin(request.user)
        return redirect("second_step_setup")
    log_event(request.user, AccountAction.STEP_CODES, actor=request.user, note=from_where(request))
    return _show_codes(request, second_step.new_recovery_codes(request.user), is_new=False)


def _settings(request: HttpRequest) -> dict:
    return {
        "since": request.user.second_step_since,
        "is_required": second_step.is_required(request.user),
        "codes_left": second_step.recovery_codes_left(request.user),
    }


def _show_codes(request: HttpRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    context = {"codes": codes, "is_new": is_new, "next": next_address(request)}
    return render(request, "registration/recovery_codes.html", context)


def next_address(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is on this site; else the first page."""
    url = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe else resolve_url("/")


def _status(form: CodeForm) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200

"""From a one-time code or an e-mail link to a kata sandi of one's own, and in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, login
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from evaluations.account_forms import ActivationForm, NewPasswordForm
from evaluations.domain.access import accounts
from evaluations.domain.access.accounts.activating import is_open
from evaluations.domain.access.accounts.passwords import reset_with_link
from evaluations.domain.refusals import Refused
from evaluations.models import ActivationCode

KEPT = "new_password"  # in the session: what allows the next page to set a kata sandi
OVER = "Waktu untuk membuat kata sandi sudah lewat, atau kodenya sudah dipakai. Mulai lagi dari sini."


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """NIP and code; the right ones lead on, wrong ones stay on the page with one sentence for every reason."""
    form, status = ActivationForm(request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                code = accounts.code_for(form.cleaned_data["name"], form.cleaned_data["code"])
            except Refused as refused:
                form.add_error(None, refused.message)
            else:
                request.session[KEPT] = {"code": code.pk}
                return redirect("portal:new_password")
        status = 422
    return render(request, "portal/accounts/activate.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD"])
def open_link(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """An e-mail link: the token moves into the session, so that no address with it stays in a browser or a log."""
    user = _user_of(who)
    if user is None or not is_open(user) or not default_token_generator.check_token(user, token):
        messages.error(request, "Tautan ini sudah dipakai atau lewat masanya. Minta tautan baru.")
        return redirect("portal:forgot_password")
    request.session[KEPT] = {"user": user.pk, "token": token}
    return redirect("portal:new_password")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """The rules, and a kata sandi twice; then the person is logged in and sees what is stored about them."""
    kept = request.session.get(KEPT, {})
    user = _allowed(kept)
    if user is None:
        request.session.pop(KEPT, None)
        messages.error(request, OVER)
        return redirect("portal:activate")
    form, status = NewPasswordForm(user, request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            return _set(request, kept, user, form.cleaned_data["password"])
        status = 422
    context = {"form": form, "owner": user, "employee": getattr(user, "employee", None)}
    return render(request, "portal/accounts/new_password.html", context, status=status)


def _set(request: HttpRequest, kept: dict, user: AbstractBaseUser, password: str) -> HttpResponse:
    is_first = not user.has_usable_password()
    try:
        if "code" in kept:
            user = accounts.activate(ActivationCode.objects.get(pk=kept["code"]), password)
        else:
            reset_with_link(user, kept["token"], password)
            user.refresh_from_db()
    except Refused as refused:
        request.session.pop(KEPT, None)
        messages.error(request, refused.message)
        return redirect("portal:activate")
    request.session.flush()  # whoever was logged in here before is out
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    said = "Akun Anda aktif. Mulai sekarang masuk dengan NIP dan kata sandi ini."
    messages.success(request, said if is_first else "Kata sandi baru tersimpan. Semua sesi lama diakhiri.")
    return redirect("portal:account")


def _allowed(kept: dict) -> AbstractBaseUser | None:
    """Whose kata sandi may be set with what the session holds."""
    if "code" in kept:
        code = ActivationCode.objects.usable(timezone.now()).filter(pk=kept["code"])
        found = code.select_related("employee__user").first()
        user = found.employee.user if found else None
    else:
        user = get_user_model().objects.filter(pk=kept.get("user")).first()
        if user is None or not default_token_generator.check_token(user, kept.get("token")):
            return None
    return user if is_open(user) else None


def _user_of(who: str) -> AbstractBaseUser | None:
    try:
        return get_user_model().objects.get(pk=int(force_str(urlsafe_base64_decode(who))))
    except (ValueError, OverflowError, get_user_model().DoesNotExist):
        return None

"""Kata sandi: forgotten, and changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from evaluations.account_forms import ChangePasswordForm, ForgotForm
from evaluations.domain.access.accounts.links import mail_works, request_link
from evaluations.domain.access.accounts.passwords import change_password


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """By e-mail where that works, else by a code. The answer is the same whoever is, or is not, meant."""
    works = mail_works()
    form = ForgotForm(request.POST or None)
    is_sent, status = False, 200
    if request.method == "POST" and works:
        if form.is_valid():
            request_link(form.cleaned_data["name"])
            is_sent = True
        else:
            status = 422
    context = {"form": form, "mail_works": works, "is_sent": is_sent}
    return render(request, "portal/accounts/forgot.html", context, status=status)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The present kata sandi and a new one twice; every other session ends."""
    form, status = ChangePasswordForm(request.user, request.POST or None), 200
    if request.method == "POST":
        if form.is_valid():
            change_password(request.user, form.cleaned_data["password"], session=request.session)
            messages.success(request, "Kata sandi baru tersimpan. Sesi di perangkat lain diakhiri.")
            return redirect("portal:account")
        status = 422
    return render(request, "portal/accounts/change_password.html", {"form": form}, status=status)

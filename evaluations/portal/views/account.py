"""Akun saya: what is stored about oneself, and where one is logged in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluations.domain.access.accounts.facts import facts_about
from evaluations.domain.access.accounts.sessions import end_other_sessions, end_own_session, open_sessions
from evaluations.portal.posting import post_only


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The first page after the activation, and any time later."""
    employee = getattr(request.user, "employee", None)
    facts = facts_about(employee, timezone.localdate()) if employee else None
    return render(request, "portal/accounts/account.html", {"facts": facts})


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Every device on which one is logged in."""
    context = {"sessions": open_sessions(request.user), "here": request.session.session_key}
    return render(request, "portal/accounts/sessions.html", context)


@login_required
@post_only("portal:sessions")
def end_others(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    messages.success(request, end_other_sessions(request.user, here=request.session.session_key))
    return redirect("portal:sessions")


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of the own sessions; somebody else's answers 404."""
    if request.method != "POST":
        return redirect("portal:sessions")
    session = get_object_or_404(request.user.login_sessions, pk=pk)
    messages.success(request, end_own_session(session))
    return redirect("portal:sessions")

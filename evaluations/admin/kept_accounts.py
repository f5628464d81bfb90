"""Accounts are never deleted, one by one or in bulk: what somebody did stays theirs. They are switched off instead."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

WHY = "Akun tidak dapat dihapus, karena riwayatnya harus tetap ada. Nonaktifkan saja akunnya."


def keep(request: HttpRequest, user: Any) -> HttpResponse:
    """Instead of Wagtail's page for deleting a user."""
    messages.error(request, WHY)
    return redirect("wagtailusers_users:edit", user.pk)


def keep_all(request: HttpRequest, action: str, objects: Sequence[Any], *args: Any) -> HttpResponse | None:
    """The same for several users at once; other bulk actions go on."""
    if action != "delete" or not any(isinstance(one, get_user_model()) for one in objects):
        return None
    messages.error(request, WHY)
    return redirect("wagtailusers_users:index")

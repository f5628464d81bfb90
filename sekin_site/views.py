"""Liveness and readiness for the operator, and what a form hears that is older than the login of its browser."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 otherwise."""
    try:
        waiting = _waiting_migrations()
    except Exception:  # whatever the driver raises: not ready  # noqa: BLE001
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    if waiting:
        return JsonResponse({"status": "error", "migrations": waiting}, status=503)
    return JsonResponse({"status": "ok"})


# Migrations with which nothing was waiting. Reading the files of all of them takes long, and the files
# of a running program do not change; what the database has is asked each time.
_complete: set[frozenset[tuple[str, str]]] = set()


def _waiting_migrations() -> int:
    """How many the database lacks."""
    applied = frozenset(MigrationRecorder(connection).applied_migrations())
    if applied in _complete:
        return 0
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not waiting:
        _complete.clear()
        _complete.add(applied)
    return waiting


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Somebody has logged in again in another tab, perhaps as somebody else.

    A script hears who, and the token that holds now: ``{"code": "new_login", "user": 5 or null, "token": "…"}``.
    """
    if request.accepts("text/html"):
        return render(request, "403_csrf.html", status=403)
    return JsonResponse(
        {"code": "new_login", "user": request.user.pk, "token": get_token(request)}, status=403
    )

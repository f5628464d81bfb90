"""Liveness and readiness for the operator, and what a form hears that is older than the login of its browser."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
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
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception:  # whatever the driver raises: not ready  # noqa: BLE001
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    if waiting:
        return JsonResponse({"status": "error", "migrations": len(waiting)}, status=503)
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Somebody has logged in again in another tab, perhaps as somebody else.

    A script hears who, and the token that holds now: ``{"code": "new_login", "user": 5 or null, "token": "…"}``.
    """
    if request.accepts("text/html"):
        return render(request, "403_csrf.html", status=403)
    return JsonResponse(
        {"code": "new_login", "user": request.user.pk, "token": get_token(request)}, status=403
    )

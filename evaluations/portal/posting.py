"""Pages that take POST: what a second press, a lost race and a GET on a button lead to.

That GET happens when a session ended while somebody typed: the login leads to the address of the POST.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import resolve_url
from django.utils import timezone

from evaluations.domain.refusals import Refused

View = Callable[..., HttpResponse]
GONE = "gone"  # in the session: {address of a POST that removed something: where it led}
GONE_KEPT = 20
CONFLICT, UNPROCESSABLE = 409, 422
QUICKER = ("version_conflict", "wrong_state", "already_rated", "evidence_gone")


def status_of(refused: Refused | None) -> int:
    """409 for whom somebody was quicker, 422 for what must be written differently."""
    return CONFLICT if refused is not None and refused.code in QUICKER else UNPROCESSABLE


def saved_as_json(version: int, missing: int, **more: Any) -> JsonResponse:
    """What an automatic save answers: when, under which version, how much still lacks, and what else has changed."""
    saved_at = f"{timezone.localtime():%H.%M}"
    return JsonResponse({"saved_at": saved_at, "version": version, "missing": missing, **more})


def refusal_as_json(code: str, message: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)


def remember_gone(request: HttpRequest, address: str) -> HttpResponseRedirect:
    """To ``address`` after removing something, and there again when the same button is pressed twice."""
    kept = [*request.session.get(GONE, {}).items()][1 - GONE_KEPT :]
    request.session[GONE] = dict([*kept, (request.path, address)])
    return HttpResponseRedirect(address)


def gone_leads_on(view: View) -> View:
    """Decorator: the second press on what the first one removed leads to where the first one led, not to a 404."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except Http404:
            address = request.session.get(GONE, {}).get(request.path)
            if request.method != "POST" or address is None:
                raise
            return HttpResponseRedirect(address)

    return wrapped


def _taken(kwargs: dict[str, Any], of_the_same: bool | Collection[str]) -> dict[str, Any]:
    if isinstance(of_the_same, bool):
        return kwargs if of_the_same else {}
    return {name: kwargs[name] for name in of_the_same}


def post_only(page: str, *, of_the_same: bool | Collection[str] = True) -> Callable[[View], View]:
    """Decorator: POST reaches the view, GET is led back to ``page`` (``WayBackMiddleware``).

    ``of_the_same``: ``page`` takes the same arguments, or those that are named; else it takes none, like a list.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
            if request.method == "POST":
                return view(request, **kwargs)
            refused = HttpResponseNotAllowed(["POST"])
            refused.way_back = resolve_url(page, **_taken(kwargs, of_the_same))
            return refused

        return wrapped

    return decorate

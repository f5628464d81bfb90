"""Pages that only take POST: a GET goes back to where the button stands.

That GET happens when a session ended while somebody typed: the login leads to the address of the POST.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def post_only(page: str) -> Callable[[View], View]:
    """Decorator: POST reaches the view, GET is redirected to ``page`` with the same arguments."""

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, **kwargs) -> HttpResponse:
            if request.method != "POST":
                return redirect(page, **kwargs)
            return view(request, **kwargs)

        return wrapped

    return decorate

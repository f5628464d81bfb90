"""What goes with every answer: the content security policy, that nobody keeps a copy, the 404 page and a way back."""

from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import Http404
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.defaults import page_not_found

STRICT = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
# Wagtail's InlinePanel and Draftail, and Swagger's page, write inline scripts and styles.
LOOSE = STRICT | {"style-src": "'self' 'unsafe-inline'", "script-src": "'self' 'unsafe-inline'"}
LOOSE_PATHS = ("/kelola/", "/api/v1/docs/")
# What anybody may read without login may be kept, unless somebody is logged in: then their name stands on it.
OPEN_PATHS = ("/panduan/", "/dokumen/")
# Wagtail's icons and the blocks of our editors (their address changes with them) and the words of its scripts: the same
# for everybody. Fetched anew they would be two thirds of each page in /kelola/. Seconds.
YEAR = 365 * 24 * 3600
SAME_FOR_ALL = {"/kelola/sprite/": YEAR, "/kelola/formulir/definisi/": YEAR, "/kelola/jsi18n/": 3600}


class OwnNotFoundPageMiddleware:
    """Shows our own 404 page in development and the demo too, instead of Django's technical one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_unknown = response.status_code == 404 and request.resolver_match is None
        return page_not_found(request, Http404()) if is_unknown else response

    def process_exception(self, request, exception):
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


class WayBackMiddleware:
    """An address that only a button calls, opened as a page, leads back to the page with the button.

    Mostly somebody's login had ended before they pressed, and it brought them here instead.
    """

    SAID = "Belum terjadi apa-apa, karena tombolnya belum tertekan. Bila masih perlu, tekan sekali lagi."

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_page = request.accepts("text/html") and not request.path.startswith("/api/")
        if response.status_code != 405 or request.method != "GET" or not is_page:
            return response
        messages.info(request, self.SAID)
        return redirect(getattr(response, "way_back", "") or _page_above(request.path))


def _page_above(path: str) -> str:
    """The nearest address above this one that is some page's: only what Wagtail answers with 404 has no name."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        with suppress(Resolver404):
            if resolve(path).url_name:
                return path
    return path


class NoStoreMiddleware:
    """No browser or proxy keeps a page: on a shared computer the back button must not show the one before."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 200 and request.path in SAME_FOR_ALL:
            response.headers["Cache-Control"] = f"private, max-age={SAME_FOR_ALL[request.path]}"
            del response.headers["Expires"]
        elif not self._may_be_kept(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _may_be_kept(self, request) -> bool:
        if request.path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
            return True
        return request.path.startswith(OPEN_PATHS) and not request.session.get(SESSION_KEY)


class ContentSecurityPolicyMiddleware:
    """Adds the header (Django 6 will bring its own)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = LOOSE if request.path.startswith(LOOSE_PATHS) else STRICT
        if settings.OIDC_ISSUER:  # logging out leads on to the provider
            policy = policy | {"form-action": f"'self' {_origin(settings.OIDC_ISSUER)}"}
        response.headers.setdefault(
            "Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in policy.items())
        )
        return response


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"

"""The content security policy (strict in the portal, as loose as Wagtail needs in the admin), and the 404 page."""

from django.http import Http404
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


class OwnNotFoundPageMiddleware:
    """Shows our own 404 page in development and the demo too, instead of Django's technical one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        return page_not_found(request, exception) if isinstance(exception, Http404) else None


class ContentSecurityPolicyMiddleware:
    """Adds the header (Django 6 will bring its own)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = LOOSE if request.path.startswith(LOOSE_PATHS) else STRICT
        response.headers.setdefault(
            "Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in policy.items())
        )
        return response

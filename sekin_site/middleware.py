"""The content security policy: strict in the portal, as loose as Wagtail needs in the admin."""

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

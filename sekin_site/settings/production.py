"""Production: refuses to start half configured; HTTPS only."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, DATABASES, HAS_MAIL_SERVER, SECRET_KEY, env

PRODUCTION = True

if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY belum diisi. Untuk produksi isilah .env, lihat .env.example. Untuk mencoba atau "
        "mengembangkan: make run, atau DJANGO_SETTINGS_MODULE=sekin_site.settings.dev."
    )
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS belum diisi dengan nama situs. Lihat .env.example.")
if "DATABASE_URL" not in env:
    raise ImproperlyConfigured("DATABASE_URL belum diisi. Lihat .env.example.")
# A mistyped path must not become a second, empty database: whoever wants SQLite makes the empty file on purpose.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    _file = Path(DATABASES["default"]["NAME"])
    if not _file.is_file():
        raise ImproperlyConfigured(
            f"Basis data {_file} tidak ada, dan tidak dibuat dengan sendirinya. Periksa DATABASE_URL; "
            f"untuk instalasi baru buatlah berkas kosong: install -m 600 /dev/null {_file}"
        )
if HAS_MAIL_SERVER and "DEFAULT_FROM_EMAIL" not in env:
    raise ImproperlyConfigured("DEFAULT_FROM_EMAIL belum diisi, padahal EMAIL_URL ada. Lihat .env.example.")

# As documented, nginx stands before us on the same machine.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1", "unix"])
SITE_URL = WAGTAILADMIN_BASE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0]}")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
# The browsers' preload lists take whole domains only; that is for the owner of the domain to ask.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

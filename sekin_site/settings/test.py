"""Tests: quick hashing, plain static files, undefined template variables fail (see tests/strict_templates.py)."""

import os
import tempfile

from .base import *  # noqa: F403
from .base import STORAGES

SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
SITE_URL = WAGTAILADMIN_BASE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_files = tempfile.mkdtemp(prefix="sekin-test-")
MEDIA_ROOT = f"{_files}/media"
PRIVATE_MEDIA_ROOT = f"{_files}/private"
STORAGES["private"]["OPTIONS"]["location"] = PRIVATE_MEDIA_ROOT
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
TASKS = {
    name: {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"} for name in ("default", "jobs")
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HAS_MAIL_SERVER = True
# Playwright runs an event loop in the test's thread; only the browser tests need this.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

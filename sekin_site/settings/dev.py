"""Development and demo: debug on, a key that is worth nothing, plain static files."""

from .base import *  # noqa: F403
from .base import HAS_MAIL_SERVER, MIDDLEWARE, STORAGES, VAR_DIR

DEBUG = True
SECRET_KEY = "only-for-development-and-the-demo"
ALLOWED_HOSTS = ["*"]
MIDDLEWARE.append("sekin_site.middleware.OwnNotFoundPageMiddleware")
VAR_DIR.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
if not HAS_MAIL_SERVER:  # who develops reads the mails in the console, so there they arrive
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    HAS_MAIL_SERVER = True

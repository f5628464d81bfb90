"""Development and demo: debug on, a key that is worth nothing, plain static files."""

from .base import *  # noqa: F403
from .base import MIDDLEWARE, STORAGES, VAR_DIR

DEBUG = True
SECRET_KEY = "only-for-development-and-the-demo"
ALLOWED_HOSTS = ["*"]
MIDDLEWARE.append("sekin_site.middleware.OwnNotFoundPageMiddleware")
VAR_DIR.mkdir(exist_ok=True)
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True

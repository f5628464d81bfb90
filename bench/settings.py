"""The benchmark: as in production, with a throwaway database and the bases that figures are compared with.

SQLite in a temporary directory; where DATABASE_URL points to PostgreSQL, a database ``sekin_bench`` beside it that
is made and dropped. The database that DATABASE_URL names is never touched.
"""

import tempfile

from sekin_site.settings.base import *  # noqa: F403
from sekin_site.settings.base import DATABASES, INSTALLED_APPS, LOGGING, STORAGES

FILES = tempfile.TemporaryDirectory(prefix="sekin-bench-")  # goes when the process ends

SECRET_KEY = "only-for-the-benchmark"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.contrib.forms", "bench.baseline"]

_is_sqlite = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
DATABASES["default"]["TEST"] = {"NAME": f"{FILES.name}/bench.sqlite3" if _is_sqlite else "sekin_bench"}

STATIC_ROOT = FILES.name
MEDIA_ROOT = f"{FILES.name}/media"
STORAGES["private"]["OPTIONS"]["location"] = FILES.name
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LOGGING["loggers"]["sekin"]["level"] = "WARNING"  # the table stands alone
API_RATE = "1000000/min"  # the throttle works, and never bites

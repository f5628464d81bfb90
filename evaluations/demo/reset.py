"""Starting over: the demo's SQLite file and uploads are removed."""

import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

from evaluations.demo.load import DemoRefused


def reset_demo() -> None:
    """Delete the demo's database file and its files. Only with DEBUG, only SQLite, only under ``var/``."""
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    if not settings.DEBUG or connection.vendor != "sqlite" or settings.VAR_DIR not in database.parents:
        raise DemoRefused("Hanya basis data contoh (SQLite di var/) yang dapat dihapus dengan cara ini.")
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT):
        shutil.rmtree(folder, ignore_errors=True)

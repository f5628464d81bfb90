"""Which settings run, decided before Django starts: for manage.py and for the web server alike.

The environment comes first, then the environment file, then production: whoever forgets to say it never runs
development settings.
"""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = "sekin_site.settings.production"


def choose_settings() -> None:
    """Set DJANGO_SETTINGS_MODULE unless the environment or the environment file has."""
    read_env_file()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", PRODUCTION)


def read_env_file() -> None:
    """Take what ``.env`` says (or the file that ENV_FILE names) into the environment, which wins over it.

    Raises ImproperlyConfigured where a file was named that is not there, or that may not be read: going on
    without it would mean another database.
    """
    named = os.environ.get("ENV_FILE")
    file = Path(named) if named else BASE_DIR / ".env"
    try:
        with file.open() as lines:
            environ.Env.read_env(lines)
    except FileNotFoundError:
        if named or file.is_symlink():
            raise ImproperlyConfigured(f"Berkas pengaturan {file} tidak ada.") from None
    except PermissionError:
        raise ImproperlyConfigured(
            f"Berkas pengaturan {file} tidak boleh dibaca oleh pengguna ini. "
            "Jalankan perintah sebagai pengguna layanan, lihat deploy/README.md."
        ) from None

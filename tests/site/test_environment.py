"""Which settings run, and against which database: in processes of their own, as an operator starts them."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from sekin_site.models import ProductionMark
from sekin_site.production_mark import leave_mark
from tests.migrated import kept_in

BASE_DIR = Path(settings.BASE_DIR)
KEY = "cukup-panjang-dan-acak-untuk-sebuah-uji-yang-tidak-dipakai-di-mana-pun"
NAMES = (
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_SETTINGS_MODULE",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "EMAIL_URL",
    "SITE_URL",
)
PRODUCTION = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "sekin.bantulkab.example"}
SAY_SETTINGS = "from django.conf import settings; print(settings.SETTINGS_MODULE, settings.DEBUG)"


@pytest.fixture
def env_file(tmp_path):
    """An environment file of the test's own, empty at first, so that nobody's ``.env`` is read."""
    file = tmp_path / "sekin.env"
    file.write_text("")
    return file


@pytest.fixture
def run(env_file):
    """``run("manage.py", …, SECRET_KEY=…)`` with nothing of the tests' own environment."""

    def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {name: value for name, value in os.environ.items() if name not in NAMES}
        return subprocess.run(
            [sys.executable, *arguments],
            env=clean | {"ENV_FILE": str(env_file)} | environment,
            cwd=BASE_DIR, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return _run


@pytest.fixture
def sqlite_file(tmp_path):
    return tmp_path / "sekin.sqlite3"


@pytest.fixture
def production(sqlite_file, run):
    """The environment of a new production installation on SQLite, not migrated yet."""
    sqlite_file.touch()
    return PRODUCTION | {"DATABASE_URL": f"sqlite:///{sqlite_file}"}


def test_without_any_settings_every_entry_refuses_and_says_what_to_set(run):
    for entry in (("manage.py", "tick"), ("manage.py", "migrate"), ("-c", "import sekin_site.wsgi")):
        done = run(*entry)
        assert done.returncode != 0
        assert "SECRET_KEY belum diisi" in done.stderr
        assert "DJANGO_SETTINGS_MODULE=sekin_site.settings.dev" in done.stderr
    assert "Traceback" not in run("manage.py", "tick").stderr


def test_an_environment_of_production_runs_production_though_nobody_names_the_settings(run, production):
    done = run("manage.py", "shell", "-v0", "-c", SAY_SETTINGS, **production)
    assert done.stdout.split() == ["sekin_site.settings.production", "False"]


def test_the_environment_file_names_the_settings_before_django_starts(run, env_file):
    env_file.write_text("DJANGO_SETTINGS_MODULE=sekin_site.settings.dev\nDATABASE_URL=sqlite://:memory:\n")
    done = run("manage.py", "shell", "-v0", "-c", SAY_SETTINGS)
    assert done.stdout.split() == ["sekin_site.settings.dev", "True"]
    wsgi = run("-c", f"import sekin_site.wsgi; {SAY_SETTINGS}")
    assert wsgi.stdout.split() == ["sekin_site.settings.dev", "True"]


def test_the_environment_wins_over_the_file(run, env_file):
    env_file.write_text("DJANGO_SETTINGS_MODULE=sekin_site.settings.production\n")
    done = run(
        "manage.py", "shell", "-v0", "-c", SAY_SETTINGS,
        DJANGO_SETTINGS_MODULE="sekin_site.settings.dev", DATABASE_URL="sqlite://:memory:",
    )  # fmt: skip
    assert done.stdout.split() == ["sekin_site.settings.dev", "True"]


def test_a_named_environment_file_that_is_missing_is_an_error(run, tmp_path):
    done = run("manage.py", "tick", ENV_FILE=str(tmp_path / "lain.env"))
    assert done.returncode != 0
    assert "lain.env tidak ada" in done.stderr


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        (PRODUCTION, "DATABASE_URL"),
        (
            PRODUCTION | {"DATABASE_URL": "postgres://sekin@127.0.0.1/sekin", "EMAIL_URL": "smtp://mail:25"},
            "DEFAULT_FROM_EMAIL",
        ),
    ],
    ids=["nothing", "key only", "any host", "no database", "mail without sender"],
)
def test_production_refuses_to_start_half_configured(run, environment, complaint):
    done = run("-c", "import sekin_site.settings.production", **environment)
    assert done.returncode != 0
    assert f"{complaint} belum diisi" in done.stderr


@pytest.mark.parametrize("command", ["migrate", "tick"])
def test_no_command_creates_an_sqlite_file_in_production(run, sqlite_file, command):
    done = run("manage.py", command, **PRODUCTION, DATABASE_URL=f"sqlite:///{sqlite_file}")
    assert done.returncode != 0
    assert f"Basis data {sqlite_file} tidak ada" in done.stderr
    assert not sqlite_file.exists()


def test_development_settings_refuse_a_database_of_production(run, production, sqlite_file, request):
    tables = kept_in(request.config.cache.mkdir("migrated"))
    if tables.exists():  # not where the suite itself runs on PostgreSQL
        shutil.copy(tables, sqlite_file)
    migrated = run("manage.py", "migrate", "-v0", **production)
    assert migrated.returncode == 0, migrated.stderr
    database = {"DATABASE_URL": production["DATABASE_URL"]}
    for entry in (
        ("tick",),
        ("migrate",),
        ("run_demo", "--no-server"),
        ("shell", "-c", "import evaluations"),
    ):
        done = run("manage.py", *entry, DJANGO_SETTINGS_MODULE="sekin_site.settings.dev", **database)
        if entry[0] != "shell":  # nothing asks the database there
            assert done.returncode != 0, entry
            assert "milik instalasi produksi" in done.stderr
    with closing(sqlite3.connect(production["DATABASE_URL"].removeprefix("sqlite:///"))) as rows:
        assert rows.execute("SELECT COUNT(*) FROM sekin_site_user").fetchone() == (0,)


def test_the_demo_is_refused_by_production_before_anything_is_migrated(run, sqlite_file):
    sqlite_file.touch()
    done = run("manage.py", "run_demo", "--no-server", **PRODUCTION, DATABASE_URL=f"sqlite:///{sqlite_file}")
    assert done.returncode != 0
    assert "Data contoh" in done.stderr
    with closing(sqlite3.connect(sqlite_file)) as rows:
        assert rows.execute("SELECT COUNT(*) FROM sqlite_master").fetchone() == (0,)


def test_production_has_no_warning_of_the_deployment_check(run, production):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **production)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("url", ["", "consolemail://", "dummymail://", "filemail:///tmp/surat"])
def test_production_counts_only_a_server_as_mail(run, production, url):
    mail = {"EMAIL_URL": url} if url else {}
    done = run(
        "manage.py", "shell", "-v0", "-c",
        "from django.conf import settings; print(settings.HAS_MAIL_SERVER)", **production, **mail,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


@pytest.mark.django_db
def test_migrating_marks_only_under_production_settings(settings):
    leave_mark(using="default")
    assert not ProductionMark.objects.exists()
    settings.PRODUCTION = True
    for _ in range(2):
        leave_mark(using="default")
    assert ProductionMark.objects.count() == 1


@pytest.mark.django_db
def test_postgresql_never_compiles_queries():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)

"""The test's database in other processes, on SQLite and on PostgreSQL alike: to be killed, and to race."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection


@dataclass(frozen=True)
class OtherProcesses:
    """The test's database as other processes see it. In SQLite's memory they see nothing, so they get a file."""

    url: str
    file: Path | None

    def start(self, *arguments: str, pass_fds: Collection[int] = ()) -> subprocess.Popen:
        own = {"DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": "sekin_site.settings.test"}
        command = [sys.executable, *arguments]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(
            command, env=os.environ | own, cwd=settings.BASE_DIR, pass_fds=pass_fds, **pipes
        )

    def run(self, program: str, seconds: int = 120) -> str:
        """What a Python program prints, after ``django.setup()``; it must end well."""
        started = self.start("-c", f"import django\ndjango.setup()\n{program}")
        said, errors = started.communicate(timeout=seconds)
        assert started.returncode == 0, errors
        return said

    def rows(self, sql: str) -> list[tuple]:
        if self.file is None:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute(sql).fetchall()


def others(folder: Path) -> OtherProcesses:
    if connection.vendor == "sqlite":
        file = folder / "copy.sqlite3"
        with closing(sqlite3.connect(file)) as copy:
            connection.connection.backup(copy)
        return OtherProcesses(f"sqlite:///{file}", file)
    at = connection.settings_dict
    who = f"{at['USER']}:{at['PASSWORD']}" if at["PASSWORD"] else at["USER"]
    return OtherProcesses(f"postgres://{who}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}", None)

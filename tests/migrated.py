"""The tables as the migrations make them, kept in pytest's cache: a copy takes a second, migrating half a minute.

Kept until a migration or an installed package changes. ``migrate`` runs on the copy as well, so whatever it makes at
its end (permissions, roles, the guards of frozen rows) is today's. SQLite in memory only.
"""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3.creation import DatabaseCreation

MADE_FROM = ("*/migrations/*.py", "requirements.txt")


def install(folder: Path) -> None:
    """Before the first test database is made; ``folder`` is shared by all processes of a run, and by later runs."""
    create = DatabaseCreation.create_test_db

    def create_from_copy(self: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
        name = self._get_test_db_name()
        if not self.is_in_memory_db(name):
            return create(self, *args, **kwargs)
        with _one_at_a_time(folder):
            kept = kept_in(folder)
            if not kept.exists():
                create(self, *args, **kwargs)
                _keep(self.connection.connection, kept)
                return name
        with closing(sqlite3.connect(name, uri=True)) as memory:  # it lives as long as somebody holds it open
            with closing(sqlite3.connect(kept)) as copy:
                copy.backup(memory)
            return create(self, *args, **kwargs)

    DatabaseCreation.create_test_db = create_from_copy


def kept_in(folder: Path) -> Path:
    """Where the database of today's migrations is, or will be."""
    digest = sha256()
    for pattern in MADE_FROM:
        for file in sorted(settings.BASE_DIR.glob(pattern)):
            digest.update(file.read_bytes())
    return folder / f"{digest.hexdigest()[:16]}.sqlite3"


def _keep(connection: sqlite3.Connection, file: Path) -> None:
    for old in file.parent.glob("*.sqlite3*"):
        old.unlink()
    unfinished = file.with_suffix(".sqlite3-new")
    with closing(sqlite3.connect(unfinished)) as copy:
        connection.backup(copy)
    unfinished.rename(file)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

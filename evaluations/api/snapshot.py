"""A long list as it was at one moment, however long it takes to send it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

# By hand, since ``transaction.atomic`` cannot say how: SQLite would keep everybody else from writing, and PostgreSQL
# would see what is written between two pages.
_BEGIN = {
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def one_snapshot() -> Iterator[None]:
    """What is read inside is of one moment, and nothing is written. Inside of a transaction it is that one's."""
    if connection.in_atomic_block or _is_shared():
        yield
        return
    _say(_BEGIN[connection.vendor])
    try:
        yield
    finally:
        _end()


def _is_shared() -> bool:
    """Whether another thread reads a snapshot on this very connection: only where SQLite lies in memory."""
    inner = connection.connection
    return connection.vendor == "sqlite" and inner is not None and inner.in_transaction


def _end() -> None:
    try:
        _say("ROLLBACK")
    except Error:
        connection.close()  # the database went away meanwhile, and the transaction with it


def _say(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

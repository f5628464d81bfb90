"""An order that holds by chance (an index, the order of writing) must not look like one that was asked for."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def no_order_by_chance() -> Iterator[None]:
    """SQLite gives rows backwards where a statement asks for no order; PostgreSQL promises nothing anyway."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA reverse_unordered_selects = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA reverse_unordered_selects = OFF")

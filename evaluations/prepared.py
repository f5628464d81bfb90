"""Questions that every request asks, put together once: Django needs far longer to write their SQL than the database
needs to answer it."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand for the keys while the SQL is written; no row and no setting has such a number.
MARKS = (-982_451_653, -961_748_941)


class Prepared:
    """A query that differs by nothing but the keys (ids) of whom it is about.

    ``build`` makes it from as many keys; whatever else it depends on (the day, say) must stay the same as long as this
    object lives. Each key must reach the SQL as a plain number.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def statement(self, *keys: int) -> tuple[str, list[Any]]:
        """SQL and parameters, for ``raw`` or a cursor. Raises ``ValueError`` where a key is not in the SQL."""
        written = self._written.get(connection.vendor)
        if written is None:
            written = self._written[connection.vendor] = self._write(len(keys))
        sql, params = written
        given = dict(zip(MARKS, keys, strict=False))
        return sql, [given.get(param, param) if isinstance(param, int) else param for param in params]

    def rows(self, *keys: int) -> list[tuple[Any, ...]]:
        """The rows as the database gives them: numbers and texts; columns of other kinds are not converted."""
        with connection.cursor() as cursor:
            cursor.execute(*self.statement(*keys))
            return cursor.fetchall()

    def _write(self, count: int) -> tuple[str, tuple[Any, ...]]:
        marks = MARKS[:count]
        sql, params = self.build(*marks).query.sql_with_params()
        if len(marks) != count or not set(marks) <= {param for param in params if isinstance(param, int)}:
            raise ValueError(f"Not every key is a parameter of: {sql}")
        return sql, params

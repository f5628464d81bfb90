"""Questions that every request asks, put together once: Django needs far longer to write their SQL than the database
needs to answer it."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand for the keys while the SQL is written: numbers that fit into the smallest column and stand in no query of ours.
MARKS = (32_749, 32_719)
MAX_KEY = 2**63 - 1


class Prepared:
    """A query that differs by nothing but the keys (ids) of whom it is about.

    ``build`` makes it from as many keys; whatever else it depends on (the day, say) must stay the same as long as this
    object lives. Each key must reach the SQL as a plain number. Raises ``ValueError`` where one does not.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._written: dict[str, tuple[QuerySet, Any, str, tuple[Any, ...]]] = {}

    def rows(self, *keys: int) -> list[Any]:
        """What the query gives for these keys: whole objects with what was joined to them, or values."""
        if max(keys) > MAX_KEY:
            return []  # of an address that somebody made up; SQLite takes no such number
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write(len(keys))
        queryset, compiler, sql, params = self._written[connection.vendor]
        given = dict(zip(MARKS, keys, strict=False))
        # The compiler knows how rows become objects; its statement and how to read each column stand already.
        mine = copy(compiler)
        mine.connection = connection
        mine.as_sql = lambda **_: (sql, [given.get(p, p) if isinstance(p, int) else p for p in params])
        asked = queryset._chain()
        asked.query.get_compiler = lambda *_, **__: mine
        return list(asked)

    def forget(self) -> None:
        """Write the SQL anew when it is asked for next: for whoever changed what it is made from."""
        self._written.clear()

    def _write(self, count: int) -> tuple[QuerySet, Any, str, tuple[Any, ...]]:
        marks = MARKS[:count]
        queryset = self.build(*marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda _: converters
        if len(marks) != count or not set(marks) <= {param for param in params if isinstance(param, int)}:
            raise ValueError(f"Not every key is a parameter of: {sql}")
        return queryset, compiler, sql, params

"""Keyset pages: the last page of a million rows costs what the first one costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from evaluations.api.errors import BadRequest

DEFAULT_SIZE = 100
MAX_SIZE = 1000
_READERS: dict[str, Callable[[Any], Any]] = {"updated_at": datetime.fromisoformat}


@dataclass(frozen=True)
class Cursor:
    """A place between two rows, and which way to go from there."""

    values: tuple[Any, ...]
    forward: bool = True


@dataclass(frozen=True)
class Page:
    """Rows in the order of the list, with the cursors around them (None: nothing there)."""

    rows: list[Any]
    next: Cursor | None
    previous: Cursor | None


class Keyset:
    """An order over columns that together are unique, and the pages along it."""

    def __init__(self, *columns: str):
        self.columns = columns

    def page(self, rows: QuerySet, cursor: Cursor | None, size: int) -> Page:
        """Up to ``size`` rows after (or before) the cursor; one query, never a COUNT or an OFFSET."""
        forward = cursor is None or cursor.forward
        found = list(self._beyond(rows, cursor).order_by(*self._order(forward))[: size + 1])
        has_more = len(found) > size
        found = found[:size]
        if not forward:
            found.reverse()
        more_after, more_before = (has_more, cursor is not None) if forward else (True, has_more)
        return Page(
            found,
            next=Cursor(self._values(found[-1])) if found and more_after else None,
            previous=Cursor(self._values(found[0]), forward=False) if found and more_before else None,
        )

    def encode(self, cursor: Cursor) -> str:
        """The cursor as opaque text, signed for this order."""
        values = [v.isoformat() if isinstance(v, datetime) else v for v in cursor.values]
        return signing.dumps([cursor.forward, *values], salt=self._salt)

    def decode(self, text: str) -> Cursor:
        """The cursor behind ``text``. Raises invalid_cursor unless this order made it."""
        try:
            forward, *values = signing.loads(text, salt=self._salt)
        except signing.BadSignature:
            raise BadRequest("invalid_cursor", {"cursor": ["Tidak berlaku."]}) from None
        return Cursor(
            tuple(_READERS.get(c, lambda v: v)(v) for c, v in zip(self.columns, values, strict=True)), forward
        )

    @property
    def _salt(self) -> str:
        return f"evaluations.api.cursor:{','.join(self.columns)}"

    def _order(self, forward: bool) -> list[str]:
        return [column if forward else f"-{column}" for column in self.columns]

    def _values(self, row: Any) -> tuple[Any, ...]:
        return tuple(row[c] if isinstance(row, dict) else getattr(row, c) for c in self.columns)

    def _beyond(self, rows: QuerySet, cursor: Cursor | None) -> QuerySet:
        if cursor is None:
            return rows
        side = "gt" if cursor.forward else "lt"
        condition, equal = Q(), Q()
        for column, value in zip(self.columns, cursor.values, strict=True):
            condition |= equal & Q(**{f"{column}__{side}": value})
            equal &= Q(**{column: value})
        if len(self.columns) > 1:
            # Says the same once more, in the form for which databases use the index.
            condition &= Q(**{f"{self.columns[0]}__{side}e": cursor.values[0]})
        return rows.filter(condition)
